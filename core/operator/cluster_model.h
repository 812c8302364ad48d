// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of the cluster from its nodes' reports and events: each node, how it is, and its figures over time.
#pragma once

#include "core/base/clock.h"
#include "core/operator/series.h"
#include "core/protocol/ops.h"

#include <QMap>

#include <array>
#include <map>

namespace hubbub::ops {

/// A figure that is kept over time. Rates are per second.
enum class Metric : quint8 {
    Clients,
    In, ///< messages from clients
    Delivered, ///< events handed to clients
    OutBytes,
    DeliverP50, ///< ms
    DeliverP99, ///< ms
    PublishP99, ///< ms
    Connects,
    Disconnects,
    Errors, ///< see errorsOf()
    Gaps, ///< resumes with a hole, and holes in live rooms
    Queued, ///< bytes that clients have not taken yet
    Cpu, ///< percent of a core
    Memory, ///< bytes
    RedisRtt, ///< ms
    LoopLag, ///< ms
};
inline constexpr int metricCount = static_cast<int>(Metric::LoopLag) + 1;
using Figures = std::array<double, metricCount>; ///< by Metric; NaN where nothing is known

/// Of several nodes or seconds the largest is meant, not the sum or the mean.
[[nodiscard]] bool isWorstOf(Metric metric);

/// What went wrong for clients of that node since its start: closed as slow, resumed with a hole, refused for their
/// pace or their sign-in.
[[nodiscard]] qint64 errorsOf(const protocol::NodeReport &report);

/// For lists of nodes: by name, numbers within names as numbers.
[[nodiscard]] bool isBefore(const NodeId &left, const NodeId &right);

enum class NodeState : quint8 {
    Ready,
    Draining,
    Unheard, ///< no report for 3 s
    Down, ///< found dead by the others, or unheard for 10 s
    Ended, ///< by its own word
};

struct NodeView {
    NodeId id;
    NodeState state = NodeState::Ready;
    qint64 stateSince = 0; ///< ms since 1970, by Redis's clock
    QString address; ///< where clients reach it; empty while unknown
    protocol::NodeReport report; ///< the newest
    bool hasRates = false; ///< two reports of one boot were heard
    Figures now {}; ///< of the newest report; NaN where it says nothing
    Clock::TimePoint heard;

    [[nodiscard]] double value(Metric metric) const { return now.at(static_cast<size_t>(metric)); }
    [[nodiscard]] bool isUp() const { return state == NodeState::Ready || state == NodeState::Draining; }
};

/// Sums over the nodes that are up; of latencies and lags the worst node's.
struct Totals {
    Figures now {};
    qint64 sessions = 0;
    int nodesUp = 0;
    int nodesKnown = 0; ///< those that ended by their own word are none

    [[nodiscard]] double value(Metric metric) const { return now.at(static_cast<size_t>(metric)); }
};

using SeriesOfNode = std::array<Series, metricCount>;
[[nodiscard]] SeriesOfNode emptySeries();

/// Figures over time, as a recording has them.
struct History {
    std::map<NodeId, SeriesOfNode> nodes;
    SeriesOfNode total = emptySeries();
    qint64 begin = 0; ///< second since 1970; 0: it has nothing
};

/// Pure: no Redis, no timer; the caller hands in what it hears and the time. Belongs to one thread.
class ClusterModel {
public:
    static constexpr std::chrono::seconds unheardAfter { 3 };
    static constexpr std::chrono::seconds downAfter { 10 };
    static constexpr std::chrono::minutes endedShown { 1 };

    explicit ClusterModel(const Clock &clock)
        : m_clock(clock)
    {
    }

    /// Takes a report, or passes it over: unreadable, or not newer than what is known of that boot.
    void take(QByteArrayView report);
    /// What hb:node:ID says of a node when the console begins.
    void introduce(const NodeId &node, const QString &address, QByteArrayView newestReport);
    void take(const protocol::OpsEvent &event);
    /// Once a second: ages nodes, and writes the sums of this second.
    void tick();
    /// While the console itself hears nothing, nobody is blamed for silence.
    void setBlind(bool blind);
    /// Puts figures of an earlier run before those of this one.
    void addHistory(History history);
    /// Becomes what it was at a moment of a recording, whose time the clock has to say.
    void restore(const QList<NodeView> &nodes, const Totals &totals, History history, bool blind);

    [[nodiscard]] const std::map<NodeId, NodeView> &nodes() const { return m_nodes; }
    [[nodiscard]] const NodeView *node(const NodeId &node) const;
    /// Worst first: down, unheard, draining, ready; then by name, numbers within names as numbers.
    [[nodiscard]] QList<NodeId> worstFirst() const;
    [[nodiscard]] const Totals &totals() const { return m_totals; }
    [[nodiscard]] const Series &series(const NodeId &node, Metric metric) const;
    [[nodiscard]] const Series &total(Metric metric) const { return m_total.at(static_cast<size_t>(metric)); }

    /// ms since 1970 by Redis's clock, as the newest report had it; by ours before the first.
    [[nodiscard]] qint64 redisNow() const;
    /// Since the newest report of any node; nothing before the first.
    [[nodiscard]] std::optional<std::chrono::milliseconds> sampleAge() const;
    /// Second since 1970 of the first sum; 0: there is none yet.
    [[nodiscard]] qint64 begin() const { return m_begin; }
    [[nodiscard]] bool isBlind() const { return m_blind; }

private:
    void setState(NodeView &node, NodeState state, qint64 t);
    void keep(NodeView &node, const protocol::NodeReport &before);
    void sum();

    const Clock &m_clock;
    std::map<NodeId, NodeView> m_nodes;
    std::map<NodeId, SeriesOfNode> m_series;
    SeriesOfNode m_total = emptySeries();
    Totals m_totals;
    std::optional<Clock::TimePoint> m_heard;
    qint64 m_begin = 0;
    qint64 m_redisAhead = 0; ///< ms of Redis's clock before ours
    bool m_blind = false;
};

} // namespace hubbub::ops
