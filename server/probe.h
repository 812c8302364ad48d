// SPDX-License-Identifier: GPL-3.0-or-later
// A message that the node publishes to itself, so that a subscription which only looks alive is noticed: one that hangs
// on a Redis which is no longer the primary, for example.
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"

#include <QObject>
#include <QTimer>

namespace hubbub::redis {
class Link;
class Subscription;
}

namespace hubbub::server {

class Probe final : public QObject {
    Q_OBJECT
public:
    struct Times {
        std::chrono::milliseconds every { 2'000 };
        std::chrono::milliseconds stale { 6'000 };
    };
    Probe(redis::Link &link, redis::Subscription &subscription, const NodeId &node, Times times, const Clock &clock);

    void start();
    /// True: the message was a probe.
    bool take(const QByteArray &channel, const QByteArray &payload);

private:
    void send();

    redis::Link &m_link;
    redis::Subscription &m_subscription;
    QByteArray m_channel;
    Times m_times;
    const Clock &m_clock;
    QTimer m_timer;
    Clock::TimePoint m_heard {};
};

} // namespace hubbub::server
