// SPDX-License-Identifier: GPL-3.0-or-later
// Arrivals and departures: what this node's sessions do to Redis's truth, and what its clients are told of it.
#pragma once

#include "core/base/clock.h"
#include "core/redis/link.h"
#include "server/identity.h"
#include "server/presence_table.h"
#include "server/session.h"

#include <QObject>
#include <QSet>

#include <deque>

namespace hubbub::server {

struct Scripts;

class Presence final : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds pace { 250 }; ///< at most four pushes a second a room
    static constexpr qsizetype listedAtMost = 200; ///< with more present, nobody is named but on the last members page

    /// All are borrowed and must outlive this.
    Presence(redis::Link &link, const Scripts &scripts, const Identity &identity, std::chrono::milliseconds absence,
        const Clock &clock);
    ~Presence() override;

    /// What one connection of a session entered into `here`.
    struct Entered {
        SessionId session;
        qint64 generation = 0;
    };
    /// Before follow.lua enters a session into a room's `here`: the boot's list of rooms is written first, so that
    /// whoever sweeps after a crash finds the room. A departure that Redis did not hear of is not said after this.
    void willEnter(const Entered &who, const RoomId &room);
    /// A session has begun to hear the room: its first push is a reset.
    void arrived(Session &session, const RoomId &room);
    /// It hears the room no longer; nothing more is told to it.
    void stopTelling(const Session &session, const RoomId &room);
    /// A session has left the room. With `mayReturn` it counts as present for the absence that is allowed.
    void departed(const Entered &who, const RoomId &room, protocol::PresenceCause cause, bool mayReturn);
    /// A session says how it is, in all of its rooms; `done` once all of them know, or one could not be told.
    void setMood(Session &session, std::function<void(const Outcome &)> done);

    // News of the room's channel.
    void subscribed(const RoomId &room);
    void take(const RoomId &room, const PresenceNews &news);
    /// Nobody of this node is in the room, and it is no longer followed.
    void forget(const RoomId &room);
    /// This node was judged dead and has a new boot: what it wrote before is or will be swept.
    void forgetEntered();

    /// Tells clients what is due, and Redis of departures whose time has come; call every 50 ms.
    void tick();
    [[nodiscard]] qsizetype departuresUnderWay() const
    {
        return m_underWay + static_cast<qsizetype>(m_departures.size()) + m_repeats.size();
    }

    [[nodiscard]] protocol::PresenceChange of(const RoomId &room, const UserId &user) const;
    [[nodiscard]] const QSet<RoomId> &enteredRooms() const { return m_entered; }

private:
    struct Room {
        PresenceTable table;
        std::vector<Session *> sessions; ///< of this node, that hear the room
        bool asking = false;
        bool askAgain = false;
        qsizetype resetsDue = 0; ///< at least so many sessions wait for a reset
        bool many = false; ///< too many are present to name them all
        Clock::TimePoint nextPush {};
    };
    struct Departure {
        Clock::TimePoint due;
        RoomId room;
        SessionId session;
        Boot boot;
        qint64 generation = 0;
        protocol::PresenceCause cause = protocol::PresenceCause::Leave;
    };

    void readRoster(const RoomId &room);
    /// What Redis did not answer.
    void askAgain();
    void push(const RoomId &id, Room &room);
    /// The next push to everybody is a reset.
    static void resetAll(const RoomId &id, Room &room);
    void pushMany(const RoomId &id, Room &room, const QList<protocol::PresenceChange> &changes);
    void run(const Departure &departure);

    redis::Link &m_link;
    const Scripts &m_scripts;
    const Identity &m_identity;
    std::chrono::milliseconds m_absence;
    const Clock &m_clock;
    QHash<RoomId, std::shared_ptr<Room>> m_rooms;
    QSet<RoomId> m_due; ///< rooms with something to tell
    QSet<RoomId> m_entered;
    std::deque<Departure> m_departures; ///< those that wait, by due time
    QMultiHash<SessionId, Departure> m_repeats; ///< those that Redis did not hear of
    QSet<RoomId> m_unread; ///< rooms whose roster could not be read
    Clock::TimePoint m_readAgainAt {};
    qsizetype m_underWay = 0;
};

} // namespace hubbub::server
