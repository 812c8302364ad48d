// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that make, enter, leave and list rooms. Rights are checked by scripts, from Redis's truth.
#pragma once

#include "core/protocol/command.h"
#include "core/protocol/reply.h"
#include "server/answers.h"
#include "server/attendance.h"

#include <QObject>

#include <functional>

namespace hubbub::server {

constexpr int roomsPerDay = 50; ///< that one user may make

class RoomCommands final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        redis::Link &link;
        const Scripts &scripts;
        Broker &broker;
        Sessions &sessions;
        Attendance &attendance;
        Presence &presence;
    };
    using RoomMade = std::function<void(const QByteArray &op, const QByteArray &room, const UserId &by)>;

    RoomCommands(Parts parts, Answers answers, RoomMade roomMade);

    void run(Session &session, qint64 id, const protocol::Create &create);
    void run(Session &session, qint64 id, const protocol::Join &join);
    void run(Session &session, qint64 id, const protocol::Leave &leave);
    void run(Session &session, qint64 id, const protocol::Rooms &rooms);
    void run(Session &session, qint64 id, const protocol::Members &members);

    /// The room's state as the answer, and the session in it.
    void enter(Ticket ticket, qint64 id, const RoomId &room);

private:
    /// For the script that appends it: an event by which the session's user becomes or ceases to be a member.
    [[nodiscard]] redis::Arguments memberEvent(
        const Session &session, const RoomId &room, protocol::MemberBody::Change change, protocol::Role role) const;
    void make(Session &session, qint64 id, const protocol::Create &create);
    /// Undoes what a command that came to nothing began.
    void failEntering(Ticket ticket, qint64 id, const RoomId &room, const Error &error);
    void describeRooms(Ticket ticket, qint64 id, const QList<RoomId> &rooms, const RoomId &next);
    void describeMembers(Ticket ticket, qint64 id, const RoomId &room, const redis::Reply &page);

    Parts m_parts;
    Answers m_answers;
    RoomMade m_roomMade;
};

} // namespace hubbub::server
