// SPDX-License-Identifier: GPL-3.0-or-later
// The newest log lines of all children, and how a line of a gateway, of Redis or of HAProxy is read.
#pragma once

#include "core/cluster/local_cluster.h"

namespace hubbub::cluster {

/// Reads "2026-01-02T03:04:05.678Z warning net: ..." (a gateway), "123:M 02 Jan 2026 03:04:05.678 # ..." (Redis) or
/// "[WARNING]  (123) : ..." (HAProxy); anything else is kept whole at level info with the time `now` (ms since 1970).
[[nodiscard]] LogLine readLogLine(const QString &process, const QByteArray &line, qint64 now);

class LogRing {
public:
    explicit LogRing(qsizetype most)
        : m_most(most)
    {
    }
    void push(LogLine line);
    [[nodiscard]] const QList<LogLine> &lines() const { return m_lines; }

private:
    qsizetype m_most;
    QList<LogLine> m_lines;
};

} // namespace hubbub::cluster
