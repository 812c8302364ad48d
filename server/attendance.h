// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions in rooms: looking a room up, letting a session in, catching it up, and taking it out again.
#pragma once

#include "core/base/result.h"
#include "core/protocol/command.h"
#include "core/protocol/push.h"
#include "core/redis/link.h"
#include "server/identity.h"
#include "server/room_lease.h"
#include "server/sessions.h"

#include <QObject>
#include <QSet>

#include <functional>
#include <optional>

namespace hubbub::server {

class Broker;
class Presence;
class Replays;
struct Scripts;
struct LoggedNews;

class Attendance final : public QObject {
    Q_OBJECT
public:
    /// A room as its user may see it, and from where its events are to follow.
    struct Followed {
        RoomId room;
        bool isMember = false;
        protocol::RoomState state;
        std::optional<protocol::Gap> gap;
        Position from;
    };
    using Looked = std::function<void(const Result<std::vector<Followed>> &)>;

    struct Parts {
        redis::Link &link;
        const Scripts &scripts;
        const Identity &identity;
        Hub &hub;
        Broker &broker;
        Sessions &sessions;
        Presence &presence;
        RoomLease &lease;
    };
    explicit Attendance(Parts parts);
    ~Attendance() override;

    /// Looks rooms up and enters the session's presence where it is a member. The session must then be admitted to
    /// those, or its presence be taken back. Positions are those that the client named, if it did. Rooms that are only
    /// `claimed` by the client leave no trace here unless its user is a member: any number of names may be made up.
    void look(Session &session, const std::vector<RoomId> &rooms, const protocol::Positions &positions,
        const QSet<RoomId> &claimed, Looked done);
    /// Lets the session hear the room: what it missed, then what comes.
    void admit(Session &session, const Followed &followed);
    /// A look, or what was to come before one, came to nothing, and the session is there still: it is not in the room,
    /// unless it was before.
    void giveUp(Session &session, const RoomId &room);
    /// Looked up in vain: the session ended meanwhile, or another room could not be looked up.
    void takeBack(const SessionId &session, qint64 generation, const std::vector<RoomId> &rooms);
    /// Starts again from another position in a room that the session is in.
    void restart(Session &session, const Followed &followed);

    /// The session hears the room no longer; nothing is said to it.
    void dismiss(Session &session, const RoomId &room, protocol::PresenceCause cause, bool mayReturn = false);
    /// Its user left by this very session: the same, and it is told `removed`, if its feed did not say so before.
    void leave(Session &session, const RoomId &room);
    /// From all of its rooms, at its end.
    void dismissAll(Session &session, protocol::PresenceCause cause, bool mayReturn);

    /// The user became a member by another session: sessions that do not know it yet get a `room` push and follow.
    void userJoined(const UserId &user, const RoomId &room);
    /// The user may become a member: all sessions get a `room` push with the role none.
    void userInvited(const UserId &user, const RoomId &room);
    /// The user is said to have left: verified, since it may be back already.
    void userLeft(const UserId &user, const RoomId &room, const QByteArray &cause);
    /// Whoever the event takes out of the room is told `removed` in its place. Before the event is published.
    void beforeEvent(const RoomId &room, const LoggedNews &news);
    /// After the event was published: whoever is in a room that it closes is told `removed`; whom it lets in follows.
    void afterEvent(const RoomId &room, const LoggedNews &news);
    /// Puts out all that hear the room and are no members of it; `last` is the newest seq of its log, or was a moment
    /// ago. `done` is told false where Redis did not say who is a member.
    void verify(const RoomId &room, qint64 last, std::function<void(bool)> done);
    void roomGone(const RoomId &room);
    void roomMoved(const RoomId &room);
    void tick();

    /// This node has a new boot: all sessions enter their rooms' presence again.
    void enterAgain();
    /// Is told of a user of whose rooms something could not be looked up.
    std::function<void(const UserId &)> onUnclear;

private:
    enum class Trace : quint8 { None, Presence };
    using LookedAt = std::function<void(const Result<Followed> &)>;

    void lookAt(
        Session &session, const RoomId &room, const std::optional<Position> &position, Trace trace, LookedAt done);
    void lookAtClaimed(Session &session, const RoomId &room, const std::optional<Position> &position, LookedAt done);
    void putAllOut(const RoomId &room, const QByteArray &cause);
    [[nodiscard]] std::vector<Session *> hearing(const RoomId &room) const;
    void removed(Session &session, const RoomId &room, const QByteArray &change);

    Parts m_parts;
    std::unique_ptr<Replays> m_replays;
    bool m_entersAgain = false; ///< once Redis is back
};

} // namespace hubbub::server
