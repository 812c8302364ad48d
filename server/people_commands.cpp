// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/people_commands.h"

#include "core/base/red_hook.h"
#include "core/protocol/codec.h"
#include "core/protocol/limits.h"
#include "core/redis/keys.h"
#include "server/accounts.h"
#include "server/attendance.h"
#include "server/broker.h"
#include "server/digest.h"
#include "server/room_commands.h"
#include "server/scripts.h"

namespace hubbub::server {

namespace keys = redis::keys;
using redis::Reply;

namespace {

constexpr int mostBlocks = 1000;

QByteArray flag(bool value) { return value ? QByteArrayLiteral("1") : QByteArrayLiteral("0"); }

} // namespace

RoomId directRoomOf(const UserId &one, const UserId &other)
{
    const auto &[smaller, larger] = std::minmax(one, other);
    return RoomId('@' + digestOf(smaller.bytes(), larger.bytes()).toHex());
}

PeopleCommands::PeopleCommands(Parts parts, Answers answers, Enter enter)
    : m_parts(parts)
    , m_answers(std::move(answers))
    , m_enter(std::move(enter))
{
}

void PeopleCommands::lookAt(
    Ticket ticket, qint64 id, const UserId &other, std::function<void(Session &, const Blocks &)> found)
{
    Session *session = m_parts.sessions.find(ticket);
    if (!session)
        return;
    const UserId me = session->user;
    if (other == me)
        return m_answers.fail(ticket, id, { ErrorCode::BadField, QStringLiteral("user must be another than oneself") });
    struct Known {
        Result<Reply> mine = Reply();
        Result<Reply> theirs = Reply();
        Result<Reply> rooms = Reply();
        Result<Reply> display = Reply();
    };
    const auto known = std::make_shared<Known>();
    m_parts.link.command({ "SISMEMBER", keys::accountBlocks(me), other.bytes() }, this,
        [known](const Result<Reply> &reply) { known->mine = reply; });
    m_parts.link.command({ "SISMEMBER", keys::accountBlocks(other), me.bytes() }, this,
        [known](const Result<Reply> &reply) { known->theirs = reply; });
    m_parts.link.command(
        { "SCARD", keys::accountRooms(other) }, this, [known](const Result<Reply> &reply) { known->rooms = reply; });
    m_parts.link.command({ "HGET", keys::account(other), "display" }, this,
        [known](const Result<Reply> &reply) { known->display = reply; });
    m_parts.link.whenAllAnswered(
        this, [this, ticket, id, me, other, known, found = std::move(found)](const Outcome &all) {
            // Who can't be asked about a block is not taken for one who has none.
            for (const auto *each : { &known->mine, &known->theirs, &known->rooms, &known->display }) {
                if (!each->ok())
                    return failEntering(ticket, id, directRoomOf(me, other), each->error());
            }
            if (!all.ok())
                return failEntering(ticket, id, directRoomOf(me, other), all.error());
            if (known->display->isNil())
                return m_answers.refuse(ticket, id, "no_user");
            if (Session *still = m_parts.sessions.find(ticket)) {
                found(*still,
                    { known->mine->toInteger() == 1, known->theirs->toInteger() == 1, known->rooms->toInteger(),
                        QString::fromUtf8(known->display->bytes()) });
            }
        });
}

// Direct rooms

void PeopleCommands::run(Session &session, qint64 id, const protocol::Direct &direct)
{
    lookAt(session.ticket(), id, direct.user, [this, id, other = direct.user](Session &still, const Blocks &blocks) {
        if (still.follow(directRoomOf(still.user, other)))
            makeDirect(still, id, other, blocks);
        else
            askToMakeDirect(still, id, other, blocks);
    });
}

// As for any other room: so many a day, and so many that one may be in.
void PeopleCommands::askToMakeDirect(Session &session, qint64 id, const UserId &other, const Blocks &blocks)
{
    if (static_cast<int>(session.follows().size()) >= protocol::roomsPerUser && !redHook("no_room_limit"))
        return m_answers.fail(session.ticket(), id, { ErrorCode::Limit, QStringLiteral("you are in too many rooms") });
    if (blocks.rooms >= protocol::roomsPerUser)
        return m_answers.fail(session.ticket(), id, { ErrorCode::Limit, QStringLiteral("they are in too many rooms") });
    if (session.unlimited)
        return makeDirect(session, id, other, blocks);
    m_parts.link.run(m_parts.scripts.quota, { keys::failures("made:{" + session.user.bytes() + '}') },
        { QByteArray::number(roomsPerDay), "86400" }, this,
        [this, ticket = session.ticket(), id, other, blocks](const Result<Reply> &reply) {
            Session *still = m_parts.sessions.find(ticket);
            if (!still)
                return;
            if (!reply.ok())
                return m_answers.fail(ticket, id, reply.error());
            if (reply->toInteger() > 0)
                return m_answers.fail(ticket, id,
                    { ErrorCode::Limit, QStringLiteral("too many rooms made today"),
                        std::chrono::milliseconds(reply->toInteger()) });
            makeDirect(*still, id, other, blocks);
        });
}

void PeopleCommands::failEntering(Ticket ticket, qint64 id, const RoomId &room, const Error &error)
{
    if (Session *session = m_parts.sessions.find(ticket))
        m_parts.attendance.giveUp(*session, room);
    m_answers.fail(ticket, id, error);
}

void PeopleCommands::makeDirect(Session &session, qint64 id, const UserId &other, const Blocks &blocks)
{
    const RoomId room = directRoomOf(session.user, other);
    session.addFollow(room); // before its account hears of the room: it is told by the answer
    // The indexes first: an entry too many is repaired at the next hello, a missing one would hide the room.
    QList<redis::Arguments> indexes;
    for (const UserId &user : { session.user, other })
        indexes << redis::Arguments { "SADD", keys::accountRooms(user), room.bytes() };
    const auto arrival = [&](const UserId &user, const QString &display) {
        const protocol::MemberBody body { protocol::MemberBody::Change::Joined, user, display, protocol::Role::Member,
            {} };
        return m_parts.broker.appendArguments(
            room, session.user, protocol::EventKind::Member, protocol::encodeBody(body));
    };
    redis::Arguments arguments = arrival(session.user, session.display);
    const redis::Arguments second = arrival(other, blocks.display);
    arguments << other.bytes() << second[2] << second[5] << keys::account(session.user) << keys::account(other)
              << room.bytes() << flag(blocks.mine) << flag(blocks.theirs);
    m_parts.link.runAfter(indexes, m_parts.scripts.direct,
        { keys::log(room), keys::meta(room), keys::members(room), keys::bans(room), keys::amends(room) }, arguments,
        this, [this, ticket = session.ticket(), id, room, other](const Result<Reply> &reply) {
            if (!reply.ok())
                return failEntering(ticket, id, room, reply.error());
            if (reply->at(0).bytes() != "ok")
                return failEntering(ticket, id, room, notForYou(reply->at(0).bytes()));
            if (reply->at(1).toInteger() == 0)
                return m_enter(ticket, id, room);
            // Whoever blocked the other just before the room was there could not tell it so.
            lookAt(ticket, id, other, [this, id, room, other](Session &still, const Blocks &now) {
                const auto enter = [this, ticket = still.ticket(), id, room](const Outcome &outcome) {
                    if (outcome.ok())
                        m_enter(ticket, id, room);
                    else
                        failEntering(ticket, id, room, outcome.error());
                };
                if (now.mine)
                    shun(still.user, other, true, enter);
                else if (now.theirs)
                    shun(other, still.user, true, enter);
                else
                    enter(Done {});
            });
        });
}

// Blocks

void PeopleCommands::shun(
    const UserId &blocker, const UserId &blocked, bool on, std::function<void(const Outcome &)> done)
{
    const RoomId room = directRoomOf(blocker, blocked);
    m_parts.link.run(m_parts.scripts.shun, { keys::meta(room), keys::bans(room) }, { blocked.bytes(), flag(on) }, this,
        [done = std::move(done)](const Result<Reply> &reply) {
            if (reply.ok())
                done(Done {});
            else
                done(reply.error());
        });
}

void PeopleCommands::run(Session &session, qint64 id, const protocol::Block &block)
{
    const UserId other = block.user;
    lookAt(session.ticket(), id, other, [this, id, other](Session &still, const Blocks &) {
        m_parts.link.run(m_parts.scripts.block, { keys::accountBlocks(still.user) },
            { other.bytes(), QByteArray::number(mostBlocks) }, this,
            [this, ticket = still.ticket(), id, other, me = still.user](const Result<Reply> &reply) {
                if (!reply.ok())
                    return m_answers.fail(ticket, id, reply.error());
                if (reply->at(0).bytes() != "ok")
                    return m_answers.fail(
                        ticket, id, { ErrorCode::Limit, QStringLiteral("you have blocked too many people") });
                shun(me, other, true, [this, ticket, id](const Outcome &outcome) {
                    if (outcome.ok())
                        m_answers.done(ticket, id);
                    else
                        m_answers.fail(ticket, id, outcome.error());
                });
            });
    });
}

void PeopleCommands::run(Session &session, qint64 id, const protocol::Unblock &unblock)
{
    const UserId me = session.user;
    const Ticket ticket = session.ticket();
    m_parts.link.command({ "SREM", keys::accountBlocks(me), unblock.user.bytes() }, this,
        [this, ticket, id, me, other = unblock.user](const Result<Reply> &reply) {
            if (!reply.ok())
                return m_answers.fail(ticket, id, reply.error());
            shun(me, other, false, [this, ticket, id](const Outcome &outcome) {
                if (outcome.ok())
                    m_answers.done(ticket, id);
                else
                    m_answers.fail(ticket, id, outcome.error());
            });
        });
}

// The account

void PeopleCommands::run(Session &session, qint64 id, const protocol::Account &account)
{
    m_parts.accounts.change(session.user, session.id, session.connection().clientAddress(), account,
        [this, ticket = session.ticket(), id](const Outcome &outcome) {
            if (outcome.ok())
                m_answers.done(ticket, id);
            else
                m_answers.fail(ticket, id, outcome.error());
        });
}

} // namespace hubbub::server
