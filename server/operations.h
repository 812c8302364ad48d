// SPDX-License-Identifier: GPL-3.0-or-later
// The operators' view of this node: its reports once a second, its events, and its figures for /metrics.
#pragma once

#include "server/figures.h"
#include "server/ops_log.h"

#include <QTimer>

namespace hubbub::server {

class Operations final : public QObject {
    Q_OBJECT
public:
    /// All are borrowed and must outlive this; it hooks itself into the node's events.
    Operations(Node &node, NodeLife &life, redis::Link &link, const Clock &clock);

    /// Clients may come: tells so, and reports from now on.
    void begin();
    /// Clients are moved elsewhere, or come again.
    void drainChanged(bool draining, const QByteArray &cause);
    /// It ends well: tells so, and reports no more. Before the node resigns.
    void end();

    [[nodiscard]] QByteArray metrics() const { return m_figures.metrics(); }
    [[nodiscard]] OpsLog &log() { return m_log; }

private:
    void report();
    void hookIn();

    Node &m_node;
    NodeLife &m_life;
    redis::Link &m_link;
    const Clock &m_clock;
    Figures m_figures;
    OpsLog m_log;
    QTimer m_timer;
    int m_reports = 0;
    bool m_redisLost = false;
    Clock::TimePoint m_lostAt {};
};

} // namespace hubbub::server
