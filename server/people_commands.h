// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that concern two people, or one's own account: direct rooms, blocks, display name and password.
#pragma once

#include "core/protocol/command.h"
#include "core/redis/link.h"
#include "server/answers.h"
#include "server/sessions.h"

#include <QObject>

#include <functional>

namespace hubbub::server {

class Accounts;
class Attendance;
class Broker;
struct Scripts;

class PeopleCommands final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        redis::Link &link;
        const Scripts &scripts;
        Broker &broker;
        Sessions &sessions;
        Attendance &attendance;
        Accounts &accounts;
    };
    /// Answers with a room's state, and lets the session in.
    using Enter = std::function<void(Ticket, qint64 id, const RoomId &)>;

    PeopleCommands(Parts parts, Answers answers, Enter enter);

    void run(Session &session, qint64 id, const protocol::Direct &direct);
    void run(Session &session, qint64 id, const protocol::Block &block);
    void run(Session &session, qint64 id, const protocol::Unblock &unblock);
    void run(Session &session, qint64 id, const protocol::Account &account);

private:
    struct Blocks {
        bool mine = false; ///< the session's user blocks the other one
        bool theirs = false;
        qint64 rooms = 0; ///< that the other one is in
        QString display; ///< the other one's
    };
    /// Fails the command where there is no such user.
    void lookAt(Ticket ticket, qint64 id, const UserId &other, std::function<void(Session &, const Blocks &)> found);
    /// Undoes what a command that came to nothing began.
    void failEntering(Ticket ticket, qint64 id, const RoomId &room, const Error &error);
    void askToMakeDirect(Session &session, qint64 id, const UserId &other, const Blocks &blocks);
    void makeDirect(Session &session, qint64 id, const UserId &other, const Blocks &blocks);
    /// Lets the direct room of both, if there is one, know whether `blocked` may write there.
    void shun(const UserId &blocker, const UserId &blocked, bool on, std::function<void(const Outcome &)> done);

    Parts m_parts;
    Answers m_answers;
    Enter m_enter;
};

/// The one room of these two.
[[nodiscard]] RoomId directRoomOf(const UserId &one, const UserId &other);

} // namespace hubbub::server
