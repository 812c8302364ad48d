// SPDX-License-Identifier: GPL-3.0-or-later
// Between the node and Redis: messages go in by one script, and come back to every node by the room's channel.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/protocol/push.h"
#include "core/protocol/reply.h"
#include "core/redis/link.h"
#include "server/channel_message.h"
#include "server/log_page.h"
#include "server/room_feed.h"
#include "server/room_keys.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QSet>

#include <functional>
#include <memory>
#include <unordered_map>

namespace hubbub::redis {
class ReplicaWait;
class Subscription;
}

namespace hubbub::server {

struct Scripts;
struct TracedSend;

/// What the broker tells of rooms that it follows, in each room's order.
struct RoomNews {
    virtual ~RoomNews() = default;
    /// The next event of the room. The views are valid during the call.
    virtual void event(const RoomId &room, const LoggedNews &news) = 0;
    /// The feed is about to go on behind a hole, with a log of which `last` is the newest seq. Who was a member before
    /// it need not be one any more, and may not hear what comes: call `done` once such are out, false where that could
    /// not be told. Nothing of the room is told meanwhile.
    virtual void doubted(const RoomId &room, qint64 last, std::function<void(bool)> done) = 0;
    /// A hole that can't be filled; what is told next comes after it.
    virtual void gap(const RoomId &room, const protocol::Gap &gap) = 0;
    /// The feed stands at another position, or begins to be known: who waits for it may go on.
    virtual void moved(const RoomId &room) = 0;
    virtual void gone(const RoomId &room) = 0;
    virtual void passing(const RoomId &room, const PassingNews &news) = 0;
    virtual void presence(const RoomId &room, const PresenceNews &news) = 0;
    /// The room's channel is certain from now on, for the first time or again.
    virtual void subscribed(const RoomId &room) = 0;
};

/// A message, or a change of one, on its way into a room's log.
struct Publication {
    RoomId room;
    UserId user;
    Mid mid;
    protocol::EventKind kind = protocol::EventKind::Message;
    QByteArray body;
    qint64 target = 0; ///< seq of the message that an edit, a redaction or a reaction is about
    QByteArray emoji {}; ///< of a reaction
    std::shared_ptr<TracedSend> traced {}; ///< where its hops are timed
};

class Broker final : public QObject {
    Q_OBJECT
public:
    struct Limits {
        qint64 logEvents = 10'000;
        qint64 logDays = 30;
        std::chrono::milliseconds silentCheck { 10'000 };
    };
    using Published = std::function<void(const Result<protocol::SendOk> &)>;
    using PageRead = std::function<void(const Result<LogPage> &)>;
    using MembersRead = std::function<void(const Result<QSet<UserId>> &)>;

    /// All are borrowed and must outlive the broker.
    Broker(redis::Link &link, redis::Subscription &subscription, const Scripts &scripts, RoomNews &news, Limits limits,
        const Clock &clock);
    ~Broker() override;

    /// Borrowed: publish() answers ok only for what replicas have. Before the first publish().
    void setReplicaWait(redis::ReplicaWait *wait) { m_wait = wait; }
    [[nodiscard]] const redis::ReplicaWait *replicaWait() const { return m_wait; }

    /// Answers come in the order of the calls.
    void publish(const Publication &what, QObject *context, Published done);
    /// What every script that appends to a room's log is handed first: the room's channel, the user, a mid, an epoch
    /// should a new one be needed, head and tail of the event's frame, and how much of the log is kept.
    [[nodiscard]] redis::Arguments appendArguments(
        const RoomId &room, const UserId &user, protocol::EventKind kind, QByteArrayView body) const;
    /// A push that is worth telling but not keeping.
    void typing(
        const RoomId &room, const UserId &user, const QByteArray &frame, QObject *context, redis::Link::Callback done);
    /// The log from a position on; at most so many entries.
    void readLog(const RoomId &room, const Position &from, int entries, QObject *context, PageRead done);

    /// Which of these users are members of the room.
    void readMembers(const RoomId &room, const QSet<UserId> &of, QObject *context, MembersRead done);

    void follow(const RoomId &room);
    void unfollow(const RoomId &room);
    /// Where the room's feed stands; nothing while it is not known.
    [[nodiscard]] const Position *position(const RoomId &room) const;

    /// A message of a room's channel; false if the channel is no followed room's.
    bool take(const QByteArray &channel, const QByteArray &payload);
    /// The channel is certain; false if it is no followed room's.
    bool confirmed(const QByteArray &channel);
    /// The channel is not subscribed any more, for now.
    void lost(const QByteArray &channel);
    /// The subscription was lost: nothing that comes is trusted until its log was read.
    void distrustAll();
    /// Looks at the logs of rooms that were silent for long, some at each call; call every 100 ms.
    void lookAtSilent();

    /// ms since 1970 by Redis's clock, as far as known.
    [[nodiscard]] qint64 redisNow() const;
    void setRedisNow(qint64 ms);

    struct Counters {
        quint64 published = 0;
        quint64 dups = 0;
        quint64 gapsFilled = 0; ///< events that came by the log and not by the channel
        quint64 gaps = 0; ///< holes that stayed
    };
    [[nodiscard]] const Counters &counters() const { return m_counters; }
    void setLatencyObserver(std::function<void(std::chrono::microseconds)> observer)
    {
        m_observe = std::move(observer);
    }
    /// Is told why Redis, which is there, takes no messages: its memory or disk is full, or it is busy.
    void setRefusalObserver(std::function<void(const QString &)> observer) { m_observeRefusal = std::move(observer); }
    [[nodiscard]] const Limits &limits() const { return m_limits; }

private:
    struct Feed;

    void send(const Publication &what, bool again, QObject *context, Published done);
    void answer(const RoomId &room, const Result<protocol::SendOk> &published, Clock::TimePoint began,
        const QPointer<QObject> &context, const Published &done);
    void finish(const protocol::SendOk &ok, Clock::TimePoint began, const Published &done);
    [[nodiscard]] redis::Arguments publishKeys(const RoomId &room, qint64 halfDay);
    void readIfWanted(Feed &feed);
    void pageRead(Feed &feed, const LogPage &page);
    void filled(Feed &feed, LogPage page);
    [[nodiscard]] Feed *feedOf(const RoomId &room) const;

    redis::Link &m_link;
    redis::Subscription &m_subscription;
    redis::ReplicaWait *m_wait = nullptr;
    const Scripts &m_scripts;
    RoomNews &m_news;
    Limits m_limits;
    const Clock &m_clock;
    QHash<QByteArray, Feed *> m_feeds; ///< by channel
    std::vector<std::unique_ptr<Feed>> m_owned;
    size_t m_silentCursor = 0;
    std::chrono::milliseconds m_clockAhead {}; ///< Redis's clock against ours
    Counters m_counters;
    std::function<void(std::chrono::microseconds)> m_observe;
    std::function<void(const QString &)> m_observeRefusal;
};

} // namespace hubbub::server
