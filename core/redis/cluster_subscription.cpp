// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/cluster_subscription.h"

#include "core/redis/keys.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::redis {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds askAgainAfter { 200 };

Options plainOptions(Options options, Topology &topology)
{
    options.seeds.clear();
    options.primaryOnly = false; // a Cluster passes plain channels on to all of its nodes
    options.resolve = [&topology](QObject *, const Options::Resolved &answer) { answer(topology.anyPlace()); };
    return options;
}

} // namespace

struct ClusterSubscription::Shard {
    Endpoint place;
    std::unique_ptr<Subscription> subscription;
    QSet<QByteArray> channels {};
    Clock::time_point since = Clock::now();
    bool wasUp = false;

    [[nodiscard]] bool isFresh() const { return !wasUp && Clock::now() - since < Topology::freshFor; }
};

ClusterSubscription::ClusterSubscription(const Options &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_topology(options)
    , m_plain(plainOptions(options, m_topology))
{
    m_options.seeds.clear();
    connect(&m_topology, &Topology::changed, this, &ClusterSubscription::takeMap);
    connect(&m_topology, &Topology::failed, this, &ClusterSubscription::review);
    connect(&m_plain, &Subscription::up, this, &ClusterSubscription::review);
    connect(&m_plain, &Subscription::down, this, &ClusterSubscription::review);
    connect(&m_plain, &Subscription::subscribed, this, &ClusterSubscription::subscribed);
    connect(&m_plain, &Subscription::refused, this, &ClusterSubscription::refused);
    m_watch.setInterval(Topology::reviewEvery);
    connect(&m_watch, &QTimer::timeout, this, &ClusterSubscription::review);
}

ClusterSubscription::~ClusterSubscription() = default;

void ClusterSubscription::setMessageHandler(Subscription::MessageHandler handler)
{
    m_handler = std::move(handler);
    m_plain.setMessageHandler(m_handler);
}

void ClusterSubscription::open()
{
    if (std::exchange(m_isOpen, true))
        return;
    m_toldReason.clear();
    m_topology.open();
    m_plain.open();
    m_watch.start();
    for (const auto &shard : m_shards)
        shard->subscription->open();
}

void ClusterSubscription::close()
{
    m_isOpen = false;
    m_isUp = false;
    m_watch.stop();
    m_topology.close();
    m_plain.close();
    for (const auto &shard : m_shards)
        shard->subscription->close();
}

void ClusterSubscription::reconnect(const QString &reason)
{
    m_topology.refresh();
    m_plain.reconnect(reason);
    for (const auto &shard : m_shards)
        shard->subscription->reconnect(reason);
}

// Channels

void ClusterSubscription::subscribe(const QByteArray &channel, QObject *context, Subscription::Confirmed confirmed)
{
    if (!keys::isSharded(channel)) {
        m_plain.subscribe(channel, context, std::move(confirmed));
        return;
    }
    if (confirmed)
        m_waiting.insert(channel, { context != nullptr, context, std::move(confirmed) });
    if (!m_sharded.contains(channel)) {
        m_sharded.insert(channel, nullptr);
        place(channel);
    } else if (isSubscribed(channel)) {
        QTimer::singleShot(0, this, [this, channel] {
            if (isSubscribed(channel))
                confirm(channel, Done {});
        });
    }
}

void ClusterSubscription::unsubscribe(const QByteArray &channel)
{
    if (!keys::isSharded(channel)) {
        m_plain.unsubscribe(channel);
        return;
    }
    const auto at = m_sharded.constFind(channel);
    if (at == m_sharded.constEnd())
        return;
    if (Shard *shard = *at)
        takeOut(channel, *shard);
    m_sharded.remove(channel);
    QTimer::singleShot(0, this, [this, channel] {
        if (!m_sharded.contains(channel))
            confirm(channel, Error { ErrorCode::Unavailable, u"unsubscribed before it was confirmed"_s });
    });
}

bool ClusterSubscription::isSubscribed(const QByteArray &channel) const
{
    if (!keys::isSharded(channel))
        return m_plain.isSubscribed(channel);
    const Shard *shard = m_sharded.value(channel);
    return shard && shard->subscription->isSubscribed(channel);
}

qsizetype ClusterSubscription::channelCount() const { return m_plain.channelCount() + m_sharded.size(); }

/// Subscribes it where its slot is served now.
void ClusterSubscription::place(const QByteArray &channel)
{
    const auto *owner = m_topology.map().ownerOf(slotOf(channel));
    Shard *shard = owner ? &shardAt(*owner) : nullptr;
    Shard *&now = m_sharded[channel];
    if (shard == now)
        return;
    if (now)
        takeOut(channel, *now);
    now = shard;
    if (!shard)
        return;
    shard->channels.insert(channel);
    shard->subscription->subscribe(channel);
}

void ClusterSubscription::takeOut(const QByteArray &channel, Shard &shard)
{
    shard.channels.remove(channel);
    shard.subscription->unsubscribe(channel);
}

void ClusterSubscription::confirm(const QByteArray &channel, const Outcome &outcome)
{
    const auto those = m_waiting.values(channel);
    m_waiting.remove(channel);
    for (auto who = those.crbegin(); who != those.crend(); ++who) {
        if (!who->hasContext || who->context)
            who->confirmed(outcome);
    }
}

/// The node does not serve the channel's slot any more.
void ClusterSubscription::moved(const QByteArray &channel, const QString &error, Shard &by)
{
    const auto redirect = readRedirect(error.toUtf8(), by.place);
    if (redirect && redirect->kind == Redirect::Kind::Moved && redirect->place != by.place) {
        m_topology.learn(*redirect); // places all channels of the slot, where that is news
        if (m_sharded.contains(channel))
            place(channel);
        return;
    }
    m_topology.refresh();
    QTimer::singleShot(askAgainAfter, this, [this, channel] {
        if (Shard *shard = m_sharded.value(channel))
            shard->subscription->subscribe(channel);
    });
}

// Nodes

ClusterSubscription::Shard &ClusterSubscription::shardAt(const Endpoint &place)
{
    const auto known =
        std::find_if(m_shards.begin(), m_shards.end(), [&](const auto &shard) { return shard->place == place; });
    if (known != m_shards.end())
        return **known;
    auto options = m_options;
    options.endpoint = place;
    m_shards.push_back(std::make_unique<Shard>(Shard { place, std::make_unique<Subscription>(options) }));
    auto &shard = *m_shards.back();
    watch(shard);
    if (m_isOpen)
        shard.subscription->open();
    return shard;
}

void ClusterSubscription::watch(Shard &shard)
{
    auto *subscription = shard.subscription.get();
    subscription->setKind(Subscription::Kind::Sharded);
    subscription->setMessageHandler(m_handler);
    subscription->setMovedHandler(
        [this, &shard](const QByteArray &channel, const QString &error) { moved(channel, error, shard); });
    connect(subscription, &Subscription::up, this, [this, &shard] {
        shard.wasUp = true;
        review();
    });
    connect(subscription, &Subscription::down, this, [this, &shard] {
        m_topology.refresh();
        const auto channels = shard.channels; // who is told may change it
        for (const auto &channel : channels)
            Q_EMIT
        lost(channel);
        review();
    });
    connect(subscription, &Subscription::subscribed, this, [this, &shard](const QByteArray &channel) {
        if (m_sharded.value(channel) != &shard)
            return;
        confirm(channel, Done {});
        Q_EMIT
        subscribed(channel);
    });
    connect(
        subscription, &Subscription::refused, this, [this, &shard](const QByteArray &channel, const QString &reason) {
            if (m_sharded.value(channel) != &shard)
                return;
            confirm(channel, Error { ErrorCode::Forbidden, reason });
            Q_EMIT
            refused(channel, reason);
        });
}

void ClusterSubscription::takeMap()
{
    for (const auto &owner : m_topology.map().owners())
        (void)shardAt(owner);
    const auto channels = m_sharded.keys();
    for (const auto &channel : channels)
        place(channel);
    dropUnused();
    review();
}

void ClusterSubscription::dropUnused()
{
    const auto owners = m_topology.map().owners();
    const auto isUsed = [&](const std::unique_ptr<Shard> &shard) {
        return owners.contains(shard->place) || !shard->channels.isEmpty();
    };
    const auto unused = std::stable_partition(m_shards.begin(), m_shards.end(), isUsed);
    for (auto shard = unused; shard != m_shards.end(); ++shard) {
        auto *subscription = (*shard)->subscription.release();
        subscription->setParent(this);
        subscription->disconnect(this);
        subscription->close();
        subscription->deleteLater();
    }
    m_shards.erase(unused, m_shards.end());
}

QString ClusterSubscription::whatIsMissing() const
{
    if (!m_isOpen)
        return u"the connection to Redis was closed"_s;
    if (!m_topology.isKnown())
        return m_topology.reason().isEmpty() ? Topology::notYet() : m_topology.reason();
    if (!m_plain.isUp())
        return m_plain.lastReason().isEmpty() ? Topology::notYet() : m_plain.lastReason();
    for (const auto &shard : m_shards) {
        if (shard->subscription->isUp() || (m_isUp && shard->isFresh()))
            continue;
        const auto reason = shard->subscription->lastReason();
        if (reason.isEmpty())
            return Topology::notYet();
        return u"%1: %2"_s.arg(printable(shard->place), reason);
    }
    return {};
}

void ClusterSubscription::review()
{
    if (!m_isOpen)
        return;
    const auto reason = whatIsMissing();
    const bool isUp = reason.isEmpty();
    if (!isUp)
        m_topology.refresh();
    const bool wasUp = std::exchange(m_isUp, isUp);
    if (isUp && !wasUp) {
        m_toldReason.clear();
        Q_EMIT
        up();
    } else if (!isUp && (wasUp || (reason != Topology::notYet() && reason != m_toldReason))) {
        m_toldReason = reason;
        Q_EMIT
        down(reason);
    }
}

std::chrono::steady_clock::time_point ClusterSubscription::lastHeard() const
{
    auto heard = m_plain.lastHeard();
    for (const auto &shard : m_shards)
        heard = std::min(heard, shard->subscription->lastHeard());
    return heard;
}

} // namespace hubbub::redis
