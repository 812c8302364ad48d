// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/reports.h"

#include "core/protocol/ops_codec.h"
#include "core/redis/keys.h"

#include <algorithm>
#include <limits>

namespace hubbub::cluster {

Reports::Reports(const redis::Options &where, QObject *parent)
    : QObject(parent)
    , m_subscription(where)
{
    m_subscription.setMessageHandler([this](const QByteArray &, const QByteArray &payload) {
        // One that cannot be read is passed over: the next comes in a second.
        if (const Result<protocol::NodeReport> report = protocol::readReport(payload))
            Q_EMIT
        clients(
            report->node, static_cast<int>(std::clamp<qint64>(report->clients, 0, std::numeric_limits<int>::max())));
    });
    m_subscription.subscribe(redis::keys::stats());
}

} // namespace hubbub::cluster
