// SPDX-License-Identifier: GPL-3.0-or-later
// The commands by which people shape a room and act on each other in it: title, topic, end, roles, invitations, kicks
// and bans. Rights are checked by scripts, from Redis's truth.
#pragma once

#include "core/protocol/command.h"
#include "core/redis/link.h"
#include "server/answers.h"
#include "server/sessions.h"

#include <QObject>

#include <functional>

namespace hubbub::server {

class Broker;
class Notices;
struct Scripts;

class ModerationCommands final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        redis::Link &link;
        const Scripts &scripts;
        Broker &broker;
        Sessions &sessions;
        Notices &notices;
    };
    /// What operators hear of: room_closed, kicked, banned.
    using Told = std::function<void(const QByteArray &op, const QByteArray &room, const UserId &by)>;

    ModerationCommands(Parts parts, Answers answers, Told told);

    void run(Session &session, qint64 id, const protocol::SetRoom &set);
    void run(Session &session, qint64 id, const protocol::CloseRoom &close);
    void run(Session &session, qint64 id, const protocol::Invite &invite);
    void run(Session &session, qint64 id, const protocol::Kick &kick);
    void run(Session &session, qint64 id, const protocol::Ban &ban);
    void run(Session &session, qint64 id, const protocol::Unban &unban);
    void run(Session &session, qint64 id, const protocol::SetRole &role);

    /// The room's end by an operator, whoever is in it.
    void close(const RoomId &room, const UserId &by, std::function<void(const Outcome &)> done);

private:
    using Then = std::function<void()>;
    using Found = std::function<void(Session &session, const QString &display)>;

    /// Goes on once it is known that there is such a user; else the command fails.
    void withUser(Session &session, qint64 id, const UserId &user, Found found);
    /// Answers by what a script says: nothing to tell on `ok`, once `then` was done.
    [[nodiscard]] redis::Link::Callback settle(Ticket ticket, qint64 id, Then then = {});
    void end(const RoomId &room, const UserId &by, bool anyway, redis::Link::Callback done);
    void expel(Session &session, qint64 id, const RoomId &room, const UserId &user, protocol::MemberBody::Change change,
        const QString &reason);
    void askToInvite(Ticket ticket, qint64 id, const protocol::Invite &invite);
    void makeInvitation(Ticket ticket, qint64 id, const protocol::Invite &invite);

    Parts m_parts;
    Answers m_answers;
    Told m_told;
};

} // namespace hubbub::server
