// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/moderation_commands.h"

#include "core/protocol/codec.h"
#include "core/protocol/words.h"
#include "core/redis/keys.h"
#include "server/broker.h"
#include "server/notices.h"
#include "server/room_index.h"
#include "server/scripts.h"
#include "server/words.h"

namespace hubbub::server {

namespace keys = redis::keys;
using protocol::EventKind;
using redis::Reply;
using Change = protocol::MemberBody::Change;

namespace {

constexpr int invitationsPerDay = 100;

} // namespace

ModerationCommands::ModerationCommands(Parts parts, Answers answers, Told told)
    : m_parts(parts)
    , m_answers(std::move(answers))
    , m_told(std::move(told))
{
}

redis::Link::Callback ModerationCommands::settle(Ticket ticket, qint64 id, Then then)
{
    return [this, ticket, id, then = std::move(then)](const Result<Reply> &reply) {
        if (!reply.ok())
            return m_answers.fail(ticket, id, reply.error());
        if (reply->at(0).bytes() != "ok")
            return m_answers.refuse(ticket, id, reply->at(0).bytes());
        if (then)
            then();
        m_answers.done(ticket, id);
    };
}

void ModerationCommands::withUser(Session &session, qint64 id, const UserId &user, Found found)
{
    m_parts.link.command({ "HGET", keys::account(user), "display" }, this,
        [this, ticket = session.ticket(), id, found = std::move(found)](const Result<Reply> &display) {
            if (!display.ok())
                return m_answers.fail(ticket, id, display.error());
            if (display->isNil())
                return m_answers.refuse(ticket, id, "no_user");
            if (Session *still = m_parts.sessions.find(ticket))
                found(*still, QString::fromUtf8(display->bytes()));
        });
}

// The room

void ModerationCommands::run(Session &session, qint64 id, const protocol::SetRoom &set)
{
    redis::Arguments arguments = m_parts.broker.appendArguments(set.room, session.user, EventKind::Room, "{}");
    arguments[5].chop(2); // the script closes the body, once it knows what differs
    const auto add = [&arguments](const char *name, const QString &text, const protocol::RoomBody &body) {
        const QByteArray json = protocol::encodeBody(body);
        arguments << name << text.toUtf8() << json.sliced(1).chopped(1);
    };
    if (set.title)
        add("title", *set.title, { set.title, {}, false });
    if (set.topic)
        add("topic", *set.topic, { {}, set.topic, false });
    m_parts.link.run(m_parts.scripts.set,
        { keys::log(set.room), keys::meta(set.room), keys::members(set.room), keys::amends(set.room) }, arguments, this,
        settle(session.ticket(), id));
}

void ModerationCommands::end(const RoomId &room, const UserId &by, bool anyway, redis::Link::Callback done)
{
    redis::Arguments arguments = m_parts.broker.appendArguments(
        room, by, EventKind::Room, protocol::encodeBody(protocol::RoomBody { {}, {}, true }));
    arguments << (anyway ? "1" : "0");
    m_parts.link.run(m_parts.scripts.close,
        { keys::log(room), keys::meta(room), keys::members(room), keys::bans(room), keys::reads(room),
            keys::amends(room), keys::invites(room), keys::users(room), keys::queue(room) },
        arguments, this, [this, room, by, done = std::move(done)](const Result<Reply> &reply) {
            if (reply.ok() && reply->at(0).bytes() == "ok") {
                unlistRoom(m_parts.link, room, this);
                m_told("room_closed", room.bytes(), by);
            }
            done(reply);
        });
}

void ModerationCommands::run(Session &session, qint64 id, const protocol::CloseRoom &close)
{
    end(close.room, session.user, false, settle(session.ticket(), id));
}

void ModerationCommands::close(const RoomId &room, const UserId &by, std::function<void(const Outcome &)> done)
{
    end(room, by, true, [done = std::move(done)](const Result<Reply> &reply) {
        if (!reply.ok())
            done(reply.error());
        else if (reply->at(0).bytes() != "ok")
            done(notForYou(reply->at(0).bytes()));
        else
            done(Done {});
    });
}

// People

void ModerationCommands::expel(
    Session &session, qint64 id, const RoomId &room, const UserId &user, Change change, const QString &reason)
{
    withUser(session, id, user, [this, id, room, user, change, reason](Session &still, const QString &display) {
        const protocol::MemberBody body { change, user, display, protocol::Role::None, reason };
        redis::Arguments arguments =
            m_parts.broker.appendArguments(room, still.user, EventKind::Member, protocol::encodeBody(body));
        arguments << user.bytes() << keys::account(user) << room.bytes() << word(change) << reason.toUtf8();
        m_parts.link.run(m_parts.scripts.expel,
            { keys::log(room), keys::meta(room), keys::members(room), keys::bans(room), keys::reads(room),
                keys::amends(room), keys::invites(room) },
            arguments, this, settle(still.ticket(), id, [this, room, user, change, by = still.user] {
                m_parts.link.post({ "SREM", keys::accountRooms(user), room.bytes() });
                m_told(word(change), room.bytes(), by);
            }));
    });
}

void ModerationCommands::run(Session &session, qint64 id, const protocol::Kick &kick)
{
    expel(session, id, kick.room, kick.user, Change::Kicked, kick.reason);
}

void ModerationCommands::run(Session &session, qint64 id, const protocol::Ban &ban)
{
    expel(session, id, ban.room, ban.user, Change::Banned, ban.reason);
}

void ModerationCommands::run(Session &session, qint64 id, const protocol::Unban &unban)
{
    m_parts.link.run(m_parts.scripts.unban,
        { keys::meta(unban.room), keys::members(unban.room), keys::bans(unban.room) },
        { session.user.bytes(), unban.user.bytes() }, this, settle(session.ticket(), id));
}

void ModerationCommands::run(Session &session, qint64 id, const protocol::SetRole &role)
{
    withUser(session, id, role.user, [this, id, role](Session &still, const QString &display) {
        const protocol::MemberBody body { Change::Role, role.user, display, role.role, {} };
        redis::Arguments arguments =
            m_parts.broker.appendArguments(role.room, still.user, EventKind::Member, protocol::encodeBody(body));
        arguments << role.user.bytes() << word(role.role);
        m_parts.link.run(m_parts.scripts.role,
            { keys::log(role.room), keys::meta(role.room), keys::members(role.room), keys::amends(role.room) },
            arguments, this, settle(still.ticket(), id));
    });
}

// Invitations

void ModerationCommands::run(Session &session, qint64 id, const protocol::Invite &invite)
{
    withUser(session, id, invite.user, [this, id, invite](Session &still, const QString &) {
        m_parts.link.command({ "SISMEMBER", keys::accountBlocks(invite.user), still.user.bytes() }, this,
            [this, ticket = still.ticket(), id, invite](const Result<Reply> &blocked) {
                if (!blocked.ok())
                    return m_answers.fail(ticket, id, blocked.error());
                if (blocked->toInteger() == 1)
                    return m_answers.refuse(ticket, id, "forbidden");
                askToInvite(ticket, id, invite);
            });
    });
}

void ModerationCommands::askToInvite(Ticket ticket, qint64 id, const protocol::Invite &invite)
{
    const Session *session = m_parts.sessions.find(ticket);
    if (!session)
        return;
    if (session->unlimited)
        return makeInvitation(ticket, id, invite);
    m_parts.link.run(m_parts.scripts.quota, { keys::failures("invited:{" + session->user.bytes() + '}') },
        { QByteArray::number(invitationsPerDay), "86400" }, this,
        [this, ticket, id, invite](const Result<Reply> &reply) {
            if (!reply.ok())
                return m_answers.fail(ticket, id, reply.error());
            if (reply->toInteger() > 0)
                return m_answers.fail(ticket, id,
                    { ErrorCode::Limit, QStringLiteral("too many invitations today"),
                        std::chrono::milliseconds(reply->toInteger()) });
            makeInvitation(ticket, id, invite);
        });
}

void ModerationCommands::makeInvitation(Ticket ticket, qint64 id, const protocol::Invite &invite)
{
    const Session *session = m_parts.sessions.find(ticket);
    if (!session)
        return;
    m_parts.link.run(m_parts.scripts.invite,
        { keys::meta(invite.room), keys::members(invite.room), keys::bans(invite.room), keys::invites(invite.room) },
        { session->user.bytes(), invite.user.bytes() }, this,
        [this, ticket, id, invite, by = session->user](const Result<Reply> &reply) {
            if (!reply.ok())
                return m_answers.fail(ticket, id, reply.error());
            if (reply->at(0).bytes() != "ok")
                return m_answers.refuse(ticket, id, reply->at(0).bytes());
            const protocol::Notice notice { {}, protocol::NoticeKind::Invite, invite.room,
                QString::fromUtf8(reply->at(1).bytes()), 0, by, {} };
            m_parts.notices.notify(invite.user, notice, [this, ticket, id, invite](const Result<bool> &made) {
                if (!made.ok())
                    return m_answers.fail(ticket, id, made.error());
                if (*made)
                    m_parts.link.post({ "PUBLISH", keys::account(invite.user), "invited " + invite.room.bytes() });
                m_answers.done(ticket, id);
            });
        });
}

} // namespace hubbub::server
