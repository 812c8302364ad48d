// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/ports.h"

#include <QTcpServer>

using namespace Qt::StringLiterals;

namespace hubbub::cluster {

Result<quint16> freePort(quint16 preferred, const QSet<quint16> &taken)
{
    constexpr int tries = 200;
    for (int i = 0; i < tries && preferred + i <= 65535; ++i) {
        const auto port = static_cast<quint16>(preferred + i);
        if (taken.contains(port))
            continue;
        QTcpServer probe;
        if (probe.listen(QHostAddress::LocalHost, port))
            return port;
    }
    return Error { ErrorCode::Unavailable,
        u"No free port between %1 and %2: end some of the programs that listen there."_s.arg(preferred).arg(
            preferred + tries - 1) };
}

} // namespace hubbub::cluster
