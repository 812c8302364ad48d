// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/cluster_nodes.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::redis {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds goneAfter { 1000 };
constexpr std::chrono::seconds askedFor { 10 }; ///< a node is kept after the last ASK that named it

} // namespace

bool ClusterNodes::Node::isFresh() const { return !wasUp && Clock::now() - since < Topology::freshFor; }

ClusterNodes::ClusterNodes(const Options &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_topology(options)
{
    m_options.seeds.clear();
    connect(&m_topology, &Topology::changed, this, &ClusterNodes::takeMap);
    connect(&m_topology, &Topology::failed, this, &ClusterNodes::review);
    m_watch.setInterval(Topology::reviewEvery);
    connect(&m_watch, &QTimer::timeout, this, &ClusterNodes::review);
}

ClusterNodes::~ClusterNodes() = default;

void ClusterNodes::open()
{
    if (std::exchange(m_isOpen, true))
        return;
    m_toldReason.clear();
    m_topology.open();
    m_watch.start();
    for (const auto &node : m_nodes)
        node->link->open();
}

void ClusterNodes::close()
{
    m_isOpen = false;
    m_isUp = false;
    m_watch.stop();
    m_topology.close();
    for (const auto &node : m_nodes)
        node->link->close(); // what is in flight fails, in the next turn
}

void ClusterNodes::reconnect(const QString &reason)
{
    m_topology.refresh();
    for (const auto &node : m_nodes)
        node->link->reconnect(reason);
}

void ClusterNodes::registerScript(const Script &script)
{
    for (const auto &known : m_scripts) {
        if (known.sha1() == script.sha1())
            return;
    }
    m_scripts.push_back(script);
    for (const auto &node : m_nodes)
        node->link->registerScript(script);
}

bool ClusterNodes::isRefused() const
{
    return std::any_of(m_nodes.begin(), m_nodes.end(), [](const auto &node) { return node->link->isRefused(); });
}

ClusterNodes::Node *ClusterNodes::anyUp() const
{
    const auto node = std::find_if(m_nodes.begin(), m_nodes.end(), [](const auto &each) { return each->link->isUp(); });
    return node == m_nodes.end() ? nullptr : node->get();
}

ClusterNodes::Node &ClusterNodes::at(const Endpoint &place)
{
    const auto known =
        std::find_if(m_nodes.begin(), m_nodes.end(), [&](const auto &node) { return node->place == place; });
    if (known != m_nodes.end())
        return **known;
    auto options = m_options;
    options.endpoint = place;
    auto node = std::make_unique<Node>(Node { place, std::make_unique<Link>(options) });
    for (const auto &script : m_scripts)
        node->link->registerScript(script);
    connect(node->link.get(), &Link::up, this, [this, raw = node.get()] {
        raw->wasUp = true;
        review();
    });
    connect(node->link.get(), &Link::down, this, [this] {
        m_topology.refresh();
        review();
    });
    if (m_isOpen)
        node->link->open();
    m_nodes.push_back(std::move(node));
    return *m_nodes.back();
}

void ClusterNodes::takeMap()
{
    const auto &map = m_topology.map();
    for (const auto &owner : map.owners())
        (void)at(owner);
    for (int slot = 0; slot < slotCount; ++slot) {
        const auto *owner = map.ownerOf(static_cast<quint16>(slot));
        m_bySlot[static_cast<size_t>(slot)] = owner ? &at(*owner) : nullptr;
    }
    dropUnused();
    review();
    Q_EMIT
    ownersChanged();
}

/// One that serves nothing any more may have been replaced: whatever it still answers is not to be believed.
void ClusterNodes::dropUnused()
{
    const auto owners = m_topology.map().owners();
    const auto isUsed = [&](const std::unique_ptr<Node> &node) {
        return owners.contains(node->place) || Clock::now() - node->askedAt < askedFor;
    };
    const auto unused = std::stable_partition(m_nodes.begin(), m_nodes.end(), isUsed);
    for (auto node = unused; node != m_nodes.end(); ++node) {
        const auto counters = (*node)->link->counters();
        m_past.commands += counters.commands;
        m_past.replies += counters.replies;
        m_past.timeouts += counters.timeouts;
        m_past.reloads += counters.reloads;
        auto *link = (*node)->link.release();
        link->setParent(this);
        link->disconnect(this);
        link->close(); // what is in flight fails, in the next turn: so it must live a little longer
        QTimer::singleShot(goneAfter, link, &QObject::deleteLater);
    }
    m_nodes.erase(unused, m_nodes.end());
}

QString ClusterNodes::whatIsMissing() const
{
    if (!m_isOpen)
        return u"the connection to Redis was closed"_s;
    if (!m_topology.isKnown())
        return m_topology.reason().isEmpty() ? Topology::notYet() : m_topology.reason();
    if (const int unserved = m_topology.map().unserved(); unserved > 0)
        return u"no node of the Redis Cluster serves %1 of its %2 slots"_s.arg(unserved).arg(slotCount);
    const auto owners = m_topology.map().owners();
    for (const auto &node : m_nodes) {
        // A node that has only just become one of the cluster's is not missed yet.
        if (node->link->isUp() || !owners.contains(node->place) || (m_isUp && node->isFresh()))
            continue;
        const auto reason = node->link->lastReason();
        if (reason.isEmpty())
            return Topology::notYet();
        return u"%1: %2"_s.arg(printable(node->place), reason);
    }
    return {};
}

void ClusterNodes::review()
{
    if (!m_isOpen)
        return;
    const auto reason = whatIsMissing();
    const bool isUp = reason.isEmpty();
    if (!isUp)
        m_topology.refresh();
    const bool wasUp = std::exchange(m_isUp, isUp);
    if (isUp && !wasUp) {
        ++m_ups;
        m_toldReason.clear();
        Q_EMIT
        up();
    } else if (!isUp && (wasUp || (reason != Topology::notYet() && reason != m_toldReason))) {
        m_toldReason = reason;
        Q_EMIT
        down(reason);
    }
}

Link::Counters ClusterNodes::counters() const
{
    auto out = m_past;
    out.connects = m_ups;
    for (const auto &node : m_nodes) {
        const auto counters = node->link->counters();
        out.commands += counters.commands;
        out.replies += counters.replies;
        out.timeouts += counters.timeouts;
        out.reloads += counters.reloads;
        out.inFlight += counters.inFlight;
        out.roundTrip = std::max(out.roundTrip, counters.roundTrip);
    }
    return out;
}

} // namespace hubbub::redis
