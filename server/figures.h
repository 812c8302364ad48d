// SPDX-License-Identifier: GPL-3.0-or-later
// All that a node can say of itself in numbers: gathered from its parts for reports and for /metrics.
#pragma once

#include "core/base/clock.h"
#include "core/protocol/ops.h"
#include "server/latencies.h"
#include "server/process_figures.h"

#include <QByteArray>

namespace hubbub::redis {
class Link;
}

namespace hubbub::server {

class Node;
class NodeLife;

class Figures {
public:
    /// All are borrowed and must outlive this; it observes the latencies of the node's hub and broker.
    Figures(Node &node, const redis::Link &link, const NodeLife &life, const Clock &clock);

    /// The figures now, with what came in since the last call; call once a second.
    [[nodiscard]] protocol::NodeReport report();
    /// The body of /metrics.
    [[nodiscard]] QByteArray metrics() const;

private:
    [[nodiscard]] double upSeconds() const;

    Node &m_node;
    const redis::Link &m_link;
    const NodeLife &m_life;
    const Clock &m_clock;
    Latencies m_publish;
    Latencies m_deliver;
    const Clock::TimePoint m_started;
    Clock::TimePoint m_reportedAt;
    double m_cpuReported; ///< seconds used at the last report
    double m_loopLag = 0; ///< seconds, of the last report
};

} // namespace hubbub::server
