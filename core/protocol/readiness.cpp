// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/readiness.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace hubbub::protocol {

QByteArray encodeReadiness(const QString &reason)
{
    QJsonObject body { { u"ready"_s, reason.isEmpty() } };
    if (!reason.isEmpty())
        body.insert(u"reason"_s, reason);
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

QString readinessReason(const QByteArray &body) { return QJsonDocument::fromJson(body)[u"reason"_s].toString(); }

} // namespace hubbub::protocol
