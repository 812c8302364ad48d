// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/probe.h"

#include "core/base/log.h"
#include "core/base/red_hook.h"
#include "core/redis/keys.h"
#include "core/redis/link.h"
#include "core/redis/subscription.h"

namespace hubbub::server {

Probe::Probe(redis::Link &link, redis::Subscription &subscription, const NodeId &node, Times times, const Clock &clock)
    : m_link(link)
    , m_subscription(subscription)
    , m_channel(redis::keys::node(node) + ":probe:" + randomHex(4))
    , m_times(times)
    , m_clock(clock)
{
    m_timer.setInterval(times.every);
    connect(&m_timer, &QTimer::timeout, this, &Probe::send);
}

void Probe::start()
{
    m_heard = m_clock.now();
    m_subscription.subscribe(m_channel);
    m_timer.start();
}

void Probe::send()
{
    // Only where both say that they are well can the one prove the other wrong.
    if (!m_link.isUp() || !m_subscription.isSubscribed(m_channel)) {
        m_heard = m_clock.now();
        return;
    }
    if (m_clock.now() - m_heard > m_times.stale && !redHook("no_probe")) {
        m_heard = m_clock.now();
        log::warning("redis", QStringLiteral("the subscriptions look alive but hear nothing; connecting anew"));
        m_subscription.reconnect(QStringLiteral("no probe came back"));
        return;
    }
    m_link.post({ "PUBLISH", m_channel, "probe" });
}

bool Probe::take(const QByteArray &channel, const QByteArray &)
{
    if (channel != m_channel)
        return false;
    m_heard = m_clock.now();
    return true;
}

} // namespace hubbub::server
