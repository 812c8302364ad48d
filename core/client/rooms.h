// SPDX-License-Identifier: GPL-3.0-or-later
// All rooms of this person: their logs, timelines and summaries. Turns what the node says into rows, and what
// RoomSync decides into questions to the node, writes to the store and changes of the timelines.
#pragma once

#include "core/client/alarms.h"
#include "core/client/chat_client.h"
#include "core/client/room_list.h"
#include "core/client/room_sync.h"
#include "core/client/store_records.h"
#include "core/protocol/codec.h"

#include <QObject>
#include <QSet>

#include <map>

namespace hubbub::client {

class Connection;
class Outbox;
class People;
class Store;

class Rooms final : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::seconds stallTime { 20 }; ///< a replay that does not move for so long
    struct Parts {
        const Clock &clock;
        const Alarms &alarms;
        Connection &connection;
        Store &store;
        People &people;
        const Outbox &outbox;
    };
    explicit Rooms(const Parts &parts, QObject *parent = nullptr);
    ~Rooms() override;

    void restore(const StoreSnapshot &snapshot, const UserId &me);
    void clear();
    /// The store began anew: rooms and positions are written again.
    void rewrite();

    // The session.
    /// For `hello`; at most 100, the most recently active ones. The rest follows by `resume`.
    [[nodiscard]] protocol::Positions positions();
    void welcomed(const protocol::Welcome &welcome);
    void connectionLost();
    void onEvent(const protocol::Event &event);
    void onGap(const protocol::Gap &gap);
    void onCaughtUp(const protocol::CaughtUp &push);
    void onRead(const protocol::ReadPush &push);
    /// Others who have read up to that seq or further, as far as it is known; in no order.
    [[nodiscard]] QList<UserId> readersOf(const RoomId &room, qint64 seq) const;
    void enter(const protocol::RoomState &state); ///< we are a member now, or still
    void leave(const RoomId &room);

    // The person.
    [[nodiscard]] const QList<RoomSummary> &list() const { return m_list.all(); }
    [[nodiscard]] const RoomSummary *summary(const RoomId &room) const { return m_list.find(room); }
    [[nodiscard]] bool knows(const RoomId &room) const { return m_rooms.contains(room); }
    /// Whether a send would find the log where we believe it is.
    [[nodiscard]] bool maySend(const RoomId &room) const;
    [[nodiscard]] Position position(const RoomId &room) const; ///< of the last event that was applied
    /// The row of that message; nullptr where it is not in memory.
    [[nodiscard]] const TimelineItem *row(const RoomId &room, const Mid &mid) const;
    [[nodiscard]] RoomFeed *feed(const RoomId &room);
    void setDraft(const RoomId &room, const QString &text);
    void markRead(const RoomId &room, qint64 seq);

    // Parts beside us.
    void onOutgoing(const Outgoing &message, bool sending);
    void onDiscarded(const RoomId &room, const Mid &mid);
    void onPresent(const RoomId &room, qint64 present);
    void onMembers(const RoomId &room, qint64 members);
    void onRole(const RoomId &room, protocol::Role role);
    void onNames();
    void onWaiting(const RoomId &desk, qint64 waiting); ///< counts there as unread: nobody has seen to them
    void summarize(const RoomId &room);

Q_SIGNALS:
    void listReset();
    void changed(const hubbub::RoomId &room);
    void recovered(const hubbub::client::Recovered &what);
    void ownStored(const hubbub::Mid &mid, const hubbub::Epoch &epoch, qint64 seq);
    void redacted(const hubbub::RoomId &room, const hubbub::Epoch &epoch, qint64 seq); ///< taken out on purpose
    void forkHealed(
        const hubbub::RoomId &room, const hubbub::Epoch &epoch, qint64 seq, const QSet<hubbub::Mid> &present);
    void ready(const hubbub::RoomId &room); ///< sends may go on
    void gone(const hubbub::RoomId &room);
    void lostMeanwhile(const hubbub::RoomId &room, const QString &title); ///< we are no member on our return

private:
    struct Room {
        protocol::RoomState state;
        RoomSync sync;
        qint64 read = 0;
        qint64 othersRead = 0;
        QHash<UserId, qint64> readUpTo; ///< of others, as far as it was told since the program began
        qint64 present = 0;
        qint64 waiting = 0; ///< conversations of a desk that nobody has taken
        qint64 lineSeq = 0; ///< of state.lastLine; 0 unknown
        UnreadCount unread;
        QString draft;
        quint64 counts = 0; ///< ticket of the newest recount
        bool recovering = false;
    };
    Room *find(const RoomId &room);
    Room &make(const RoomId &room);
    [[nodiscard]] StoredRoom stored(const Room &room) const;
    void begin(RoomFeed &feed);
    static void empty(RoomFeed &feed);
    static void startFeed(RoomFeed &feed, const Room &room, bool logLost);

    // rooms_sync.cpp: what RoomSync decides.
    void run(const RoomId &id, const SyncOutcomes &outcomes);
    void applyEvents(const RoomId &id, Room &room, const sync::Apply &apply);
    void learn(const RoomId &id, Room &room, const protocol::Event &event, bool replayed);
    void learnChange(const RoomId &id, Room &room, const Amendment &change);
    void askAfter(const RoomId &id, qint64 after);
    void compare(const RoomId &id, qint64 before);
    void compareWith(const RoomId &id, const protocol::HistoryPage &page);
    void askAgain(const RoomId &id);
    void startOver(const RoomId &id, Room &room, bool newEpoch);
    void replace(const RoomId &id, Room &room, const sync::Replace &replace);
    void caughtUp(const RoomId &id, Room &room);
    void resumeRest(const QList<RoomId> &rooms);
    void endRecovery(const RoomId &id);
    void onStalled();

    // rooms_history.cpp: older rows.
    using RunCallback = std::function<void(bool ok, const HistoryRun &run, bool more)>;
    void fetchOlder(RoomFeed &feed, qint64 reach);
    void loadOlder(const RoomId &id, qint64 before, int rows, RunCallback callback);
    void loadFromNode(const RoomId &id, const Epoch &epoch, qint64 before, int rows, RunCallback callback);
    void prefetch(const RoomId &id);
    void prefetchNext();
    void recount(const RoomId &id);
    void askReads(const RoomId &id);
    void flushReads();

    Parts m_parts;
    UserId m_me;
    std::map<RoomId, Room> m_rooms;
    std::map<RoomId, std::unique_ptr<RoomFeed>> m_feeds; ///< also of rooms that are gone: the ui may hold them
    RoomList m_list;
    QHash<RoomId, QList<protocol::Event>> m_early; ///< of rooms whose state is still on its way
    QSet<RoomId> m_named; ///< in the last `hello`
    quint64 m_session = 0; ///< ticket: answers of an earlier connection are dropped
    quint64 m_counts = 0; ///< the last ticket of a recount

    bool m_wasLost = false;
    Clock::TimePoint m_lostAt {};
    NodeId m_node;
    int m_recoveredEvents = 0;
    int m_recovering = 0; ///< rooms

    QList<RoomId> m_prefetch;
    bool m_prefetching = false;
    QSet<RoomId> m_unsentReads;
    std::unique_ptr<Alarm> m_readAlarm;
    std::unique_ptr<Alarm> m_stallAlarm;
    std::unique_ptr<Alarm> m_againAlarm;
    QSet<RoomId> m_again;
};

} // namespace hubbub::client
