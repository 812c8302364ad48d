// SPDX-License-Identifier: GPL-3.0-or-later
// A connection for channels: what is subscribed stays so across losses, and each time it is certain is told.
#pragma once

#include "core/base/result.h"
#include "core/redis/options.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <memory>

namespace hubbub::redis {

/// Belongs to one thread with an event loop. A channel that was asked for is an intention: it is subscribed on every
/// connection until unsubscribe(). Pub/sub is a hint: messages are lost while the connection is away, and may be lost
/// where it only looks alive, so readers go to the log after each subscribed(). Callbacks never run inside the call
/// that took them; the object may be used and closed from inside them, but deleted only by deleteLater().
/// Where the options name seeds, it is a subscription at a Redis Cluster, and cluster_subscription.h says what differs.
class Subscription final : public QObject {
    Q_OBJECT

public:
    enum class Kind : quint8 { Plain, Sharded }; ///< SUBSCRIBE, or SSUBSCRIBE (Redis Cluster: one slot a command)
    /// May still be called for a channel shortly after it was unsubscribed.
    using MessageHandler = std::function<void(const QByteArray &channel, const QByteArray &payload)>;
    using Confirmed = std::function<void(const Outcome &)>;

    explicit Subscription(Options options, QObject *parent = nullptr);
    ~Subscription() override;

    /// Set before open(). One handler for all channels; it is the fast path.
    void setMessageHandler(MessageHandler handler);

    void open(); ///< starts to connect, and keeps trying until close()
    void close(); ///< ends the connection; channels are kept for the next open()
    void reconnect(
        const QString &reason); ///< drops it and dials (and resolves) again: the caller's probe found it stale

    /// All calls of one turn of the loop go out together. `confirmed` runs once: with Done when Redis first says that
    /// the channel is subscribed (at once if it already is), with an Error if it was unsubscribed or refused (NOPERM)
    /// before; never while the connection is merely away. It is dropped with its context.
    void subscribe(const QByteArray &channel, QObject *context = nullptr, Confirmed confirmed = {});
    void unsubscribe(const QByteArray &channel);
    /// Set before the first subscribe(); Plain unless called. Not for a Cluster, which knows each channel's kind.
    void setKind(Kind kind);
    /// Is told what Redis said, MOVED, where another node of a Cluster has the channel. Without it the connection is
    /// dropped.
    void setMovedHandler(std::function<void(const QByteArray &channel, const QString &error)> handler);

    [[nodiscard]] bool isCluster() const;
    [[nodiscard]] bool isUp() const; ///< of a Cluster: all of its nodes that have channels are reached
    [[nodiscard]] bool isSubscribed(const QByteArray &channel) const; ///< confirmed on the present connection
    [[nodiscard]] qsizetype channelCount() const; ///< asked for, confirmed or not
    [[nodiscard]] QString lastReason() const; ///< why it is not up; empty while up
    /// When anything last came in on this connection (a PING is answered at least every idleProbe + a round trip).
    [[nodiscard]] std::chrono::steady_clock::time_point lastHeard() const;

Q_SIGNALS:
    void up(); ///< connected; the channels follow, each with its subscribed()
    /// As Link::down(); no channel is subscribed any more. Of a Cluster a part is away: which sharded channels are no
    /// longer subscribed is told by lost().
    void down(const QString &reason);
    void lost(const QByteArray &channel); ///< only of a Cluster
    void subscribed(const QByteArray &channel); ///< certain from now on: for the first time or again
    void allSubscribed(); ///< after up(): everything that was asked for is certain; not of a Cluster
    void refused(
        const QByteArray &channel, const QString &reason); ///< Redis forbids it; tried again on the next connection

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace hubbub::redis
