// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/cluster_model.h"

#include "core/protocol/ops_codec.h"

#include <QCollator>

#include <algorithm>
#include <cmath>
#include <limits>

namespace hubbub::ops {

using namespace Qt::StringLiterals;
using protocol::NodeReport;
using protocol::OpsEvent;
using protocol::OpsKind;
using std::chrono::milliseconds;

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr qint64 mostFilled = 3; // seconds between two reports that are one line on a chart

int severity(NodeState state)
{
    switch (state) {
    case NodeState::Down:
        return 0;
    case NodeState::Unheard:
        return 1;
    case NodeState::Draining:
        return 2;
    case NodeState::Ready:
        return 3;
    case NodeState::Ended:
        break;
    }
    return 4;
}

} // namespace

bool isWorstOf(Metric metric)
{
    switch (metric) {
    case Metric::DeliverP50:
    case Metric::DeliverP99:
    case Metric::PublishP99:
    case Metric::RedisRtt:
    case Metric::LoopLag:
        return true;
    default:
        return false;
    }
}

qint64 errorsOf(const NodeReport &report)
{
    return report.slowClosed + report.resumesGap + report.rateLimited + report.authFailed;
}

bool isBefore(const NodeId &left, const NodeId &right)
{
    // Of a locale that is not "C", which knows no numbers within words.
    static const QCollator byName = [] {
        QCollator out { QLocale(QLocale::English) };
        out.setNumericMode(true);
        return out;
    }();
    return byName.compare(left.text(), right.text()) < 0;
}

SeriesOfNode emptySeries()
{
    SeriesOfNode out;
    for (int i = 0; i < metricCount; ++i)
        out.at(static_cast<size_t>(i)) =
            Series(isWorstOf(static_cast<Metric>(i)) ? Series::Fold::Most : Series::Fold::Mean);
    return out;
}

void ClusterModel::take(QByteArrayView bytes)
{
    const auto report = protocol::readReport(bytes);
    if (!report.ok())
        return;
    NodeView &node = m_nodes[report->node];
    node.id = report->node;
    const bool sameBoot = node.report.boot == report->boot;
    if (sameBoot && report->t <= node.report.t)
        return;
    const NodeReport before = std::exchange(node.report, *report);
    const auto now = m_clock.now();
    node.heard = now;
    m_heard = now;
    m_redisAhead = report->t - m_clock.wall().count();
    const NodeState state = report->state == "draining" ? NodeState::Draining : NodeState::Ready;
    setState(node, state, report->t);
    keep(node, sameBoot ? before : NodeReport {});
}

void ClusterModel::keep(NodeView &node, const NodeReport &before)
{
    const NodeReport &now = node.report;
    node.hasRates = !before.boot.isEmpty();
    const double seconds = static_cast<double>(now.t - before.t) / 1000;
    const auto rate = [&](qint64 newer, qint64 older) {
        return node.hasRates && seconds > 0 ? static_cast<double>(std::max<qint64>(0, newer - older)) / seconds
                                            : nothing;
    };
    const auto put = [&node](Metric metric, double value) { node.now.at(static_cast<size_t>(metric)) = value; };
    put(Metric::Clients, static_cast<double>(now.clients));
    put(Metric::In, rate(now.inMessages, before.inMessages));
    put(Metric::Delivered, rate(now.deliveries, before.deliveries));
    put(Metric::OutBytes, rate(now.outBytes, before.outBytes));
    put(Metric::DeliverP50, now.deliverMs ? now.deliverMs->p50 : nothing);
    put(Metric::DeliverP99, now.deliverMs ? now.deliverMs->p99 : nothing);
    put(Metric::PublishP99, now.publishMs ? now.publishMs->p99 : nothing);
    put(Metric::Connects, rate(now.connects, before.connects));
    put(Metric::Disconnects, rate(now.disconnects, before.disconnects));
    put(Metric::Errors, rate(errorsOf(now), errorsOf(before)));
    put(Metric::Gaps, rate(now.resumesGap, before.resumesGap));
    put(Metric::Queued, static_cast<double>(now.queuedBytes));
    put(Metric::Cpu, now.cpu * 100);
    put(Metric::Memory, static_cast<double>(now.rss));
    put(Metric::RedisRtt, now.redisRttMs);
    put(Metric::LoopLag, now.loopLagMs);

    auto found = m_series.find(node.id);
    if (found == m_series.end())
        found = m_series.emplace(node.id, emptySeries()).first;
    const qint64 second = now.t / 1000;
    const qint64 last = before.t / 1000;
    const bool joined = node.hasRates && second - last > 1 && second - last <= mostFilled;
    for (size_t i = 0; i < node.now.size(); ++i) {
        // A hole in a live room was counted in its second already, by its event.
        const bool isGaps = static_cast<Metric>(i) == Metric::Gaps;
        if (std::isnan(node.now[i]) || (isGaps && node.now[i] == 0))
            continue;
        for (qint64 s = joined ? last + 1 : second; s <= second; ++s)
            found->second[i].set(s, node.now[i] + (isGaps ? found->second[i].at(s).value_or(0) : 0));
    }
}

void ClusterModel::introduce(const NodeId &id, const QString &address, QByteArrayView newestReport)
{
    NodeView &node = m_nodes[id];
    node.id = id;
    node.address = address;
    if (node.report.boot.isEmpty()) {
        node.now.fill(nothing);
        node.heard = m_clock.now(); // it has the time that each has to be heard
        if (!newestReport.isEmpty())
            take(newestReport);
    }
}

void ClusterModel::take(const OpsEvent &event)
{
    if (event.kind == OpsKind::NodeUp) {
        if (auto found = m_nodes.find(event.node); found != m_nodes.end())
            found->second.address = event.detail.section(u' ', 0, 0);
        return;
    }
    if (event.kind == OpsKind::EventsLost) {
        auto series = m_series.find(event.node);
        if (series == m_series.end())
            series = m_series.emplace(event.node, emptySeries()).first;
        Series &gaps = series->second.at(static_cast<size_t>(Metric::Gaps));
        gaps.set(event.t / 1000, gaps.at(event.t / 1000).value_or(0) + 1);
        return;
    }
    if (event.kind != OpsKind::NodeDown)
        return;
    const auto found = m_nodes.find(event.about.isEmpty() ? event.node : event.about);
    // Of a boot that is not the newest: old news.
    if (found == m_nodes.end() || (!event.boot.isEmpty() && event.boot != found->second.report.boot))
        return;
    // The dead were last heard before the others found them so.
    const bool ended = event.cause == "end";
    setState(found->second, ended ? NodeState::Ended : NodeState::Down, ended ? event.t : found->second.report.t);
}

void ClusterModel::setState(NodeView &node, NodeState state, qint64 t)
{
    if (node.state == state && node.stateSince != 0)
        return;
    node.state = state;
    node.stateSince = t;
}

void ClusterModel::setBlind(bool blind)
{
    if (std::exchange(m_blind, blind) && !blind) {
        for (auto &[id, node] : m_nodes)
            node.heard = m_clock.now();
    }
}

void ClusterModel::tick()
{
    if (m_blind)
        return;
    const auto now = m_clock.now();
    for (auto it = m_nodes.begin(); it != m_nodes.end();) {
        NodeView &node = it->second;
        const auto silent = now - node.heard;
        const qint64 since = redisNow() - std::chrono::duration_cast<milliseconds>(silent).count();
        if (node.isUp() && silent > unheardAfter)
            setState(node, NodeState::Unheard, since);
        if (node.state == NodeState::Unheard && silent > downAfter)
            node.state = NodeState::Down; // since when it was not heard
        if (node.state == NodeState::Ended && redisNow() - node.stateSince > milliseconds(endedShown).count()) {
            m_series.erase(it->first);
            it = m_nodes.erase(it);
        } else {
            ++it;
        }
    }
    sum();
}

void ClusterModel::sum()
{
    Totals totals;
    totals.now.fill(nothing);
    for (const auto &[id, node] : m_nodes) {
        totals.nodesKnown += node.state != NodeState::Ended;
        if (!node.isUp())
            continue;
        ++totals.nodesUp;
        totals.sessions += node.report.sessions;
        for (size_t i = 0; i < totals.now.size(); ++i) {
            const double value = node.now[i];
            double &sum = totals.now[i];
            if (std::isnan(value))
                continue;
            if (std::isnan(sum))
                sum = value;
            else
                sum = isWorstOf(static_cast<Metric>(i)) ? std::max(sum, value) : sum + value;
        }
    }
    m_totals = totals;
    const qint64 second = redisNow() / 1000;
    if (m_begin == 0 && m_heard)
        m_begin = second;
    for (size_t i = 0; i < totals.now.size(); ++i) {
        if (!std::isnan(totals.now[i]))
            m_total[i].set(second, totals.now[i]);
    }
}

void ClusterModel::addHistory(History history)
{
    if (history.begin == 0)
        return;
    const auto join = [](Series &old, Series &now) {
        if (now.newest() > 0) {
            for (const Series::Point &point : now.points(now.newest() - Series::fineSeconds + 1, now.newest())) {
                if (point.second > old.newest() && !std::isnan(point.value))
                    old.set(point.second, point.value);
            }
        }
        now = std::move(old);
    };
    for (auto &[id, series] : history.nodes) {
        SeriesOfNode &now = m_series.try_emplace(id, emptySeries()).first->second;
        for (size_t i = 0; i < now.size(); ++i)
            join(series[i], now[i]);
    }
    for (size_t i = 0; i < m_total.size(); ++i)
        join(history.total[i], m_total[i]);
    m_begin = m_begin == 0 ? history.begin : std::min(m_begin, history.begin);
}

void ClusterModel::restore(const QList<NodeView> &nodes, const Totals &totals, History history, bool blind)
{
    m_nodes.clear();
    for (const NodeView &node : nodes)
        m_nodes[node.id] = node;
    m_series = std::move(history.nodes);
    m_total = std::move(history.total);
    m_totals = totals;
    m_begin = history.begin;
    m_redisAhead = 0;
    m_blind = blind;
    m_heard = m_clock.now();
}

const NodeView *ClusterModel::node(const NodeId &id) const
{
    const auto found = m_nodes.find(id);
    return found == m_nodes.end() ? nullptr : &found->second;
}

QList<NodeId> ClusterModel::worstFirst() const
{
    QList<const NodeView *> all;
    for (const auto &[id, node] : m_nodes)
        all.append(&node);
    std::sort(all.begin(), all.end(), [](const NodeView *a, const NodeView *b) {
        const int left = severity(a->state);
        const int right = severity(b->state);
        return left != right ? left < right : isBefore(a->id, b->id);
    });
    QList<NodeId> out;
    for (const NodeView *node : all)
        out.append(node->id);
    return out;
}

const Series &ClusterModel::series(const NodeId &node, Metric metric) const
{
    static const Series empty;
    const auto found = m_series.find(node);
    return found == m_series.end() ? empty : found->second.at(static_cast<size_t>(metric));
}

qint64 ClusterModel::redisNow() const { return m_clock.wall().count() + m_redisAhead; }

std::optional<milliseconds> ClusterModel::sampleAge() const
{
    if (!m_heard)
        return {};
    return std::chrono::duration_cast<milliseconds>(m_clock.now() - *m_heard);
}

} // namespace hubbub::ops
