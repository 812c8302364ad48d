// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/room_commands.h"

#include "core/base/red_hook.h"
#include "core/protocol/codec.h"
#include "core/protocol/limits.h"
#include "core/protocol/words.h"
#include "core/redis/keys.h"
#include "server/broker.h"
#include "server/presence.h"
#include "server/room_index.h"
#include "server/scripts.h"
#include "server/words.h"

namespace hubbub::server {

namespace keys = redis::keys;
using redis::Reply;
using Change = protocol::MemberBody::Change;

namespace {

template <typename E>
E wordOr(const QByteArray &text, E otherwise)
{
    return protocol::fromWord<E>(std::string_view(text.constData(), static_cast<size_t>(text.size())))
        .value_or(otherwise);
}

} // namespace

RoomCommands::RoomCommands(Parts parts, Answers answers, RoomMade roomMade)
    : m_parts(parts)
    , m_answers(std::move(answers))
    , m_roomMade(std::move(roomMade))
{
}

void RoomCommands::failEntering(Ticket ticket, qint64 id, const RoomId &room, const Error &error)
{
    if (Session *session = m_parts.sessions.find(ticket))
        m_parts.attendance.giveUp(*session, room);
    m_answers.fail(ticket, id, error);
}

redis::Arguments RoomCommands::memberEvent(
    const Session &session, const RoomId &room, Change change, protocol::Role role) const
{
    return m_parts.broker.appendArguments(room, session.user, protocol::EventKind::Member,
        protocol::encodeBody(protocol::MemberBody { change, session.user, session.display, role, {} }));
}

// Making, entering, leaving

void RoomCommands::run(Session &session, qint64 id, const protocol::Create &create)
{
    if (create.kind != protocol::RoomKind::Chat && create.kind != protocol::RoomKind::Support)
        return m_answers.fail(
            session.ticket(), id, { ErrorCode::BadField, QStringLiteral("a room of that kind is not made so") });
    if (session.follow(create.room))
        return m_answers.fail(session.ticket(), id, notForYou("exists"));
    if (static_cast<int>(session.follows().size()) >= protocol::roomsPerUser && !redHook("no_room_limit"))
        return m_answers.fail(session.ticket(), id, { ErrorCode::Limit, QStringLiteral("you are in too many rooms") });
    if (session.unlimited)
        return make(session, id, create);
    m_parts.link.run(m_parts.scripts.quota, { keys::failures("made:{" + session.user.bytes() + '}') },
        { QByteArray::number(roomsPerDay), "86400" }, this,
        [this, ticket = session.ticket(), id, create](const Result<Reply> &reply) {
            Session *still = m_parts.sessions.find(ticket);
            if (!still)
                return;
            if (!reply.ok())
                return m_answers.fail(ticket, id, reply.error());
            if (reply->toInteger() > 0)
                return m_answers.fail(ticket, id,
                    { ErrorCode::Limit, QStringLiteral("too many rooms made today"),
                        std::chrono::milliseconds(reply->toInteger()) });
            make(*still, id, create);
        });
}

void RoomCommands::make(Session &session, qint64 id, const protocol::Create &create)
{
    session.addFollow(create.room);
    // The index first: an entry too many is repaired at the next hello, a missing one would hide the room.
    const redis::Arguments index { "SADD", keys::accountRooms(session.user), create.room.bytes() };
    redis::Arguments arguments = memberEvent(session, create.room, Change::Joined, protocol::Role::Owner);
    arguments << create.title.toUtf8() << word(create.kind) << word(create.visibility) << keys::account(session.user)
              << create.room.bytes();
    m_parts.link.runAfter({ index }, m_parts.scripts.create,
        { keys::log(create.room), keys::meta(create.room), keys::members(create.room), keys::amends(create.room),
            keys::bans(create.room), keys::reads(create.room), keys::invites(create.room), keys::users(create.room) },
        arguments, this,
        [this, ticket = session.ticket(), id, create, user = session.user](const Result<Reply> &reply) {
            if (!reply.ok())
                return failEntering(ticket, id, create.room, reply.error());
            if (reply->at(0).bytes() != "ok")
                return failEntering(ticket, id, create.room, notForYou(reply->at(0).bytes()));
            if (create.visibility == protocol::Visibility::Public)
                listRoom(m_parts.link, create.room);
            m_roomMade("room_made", create.room.bytes(), user);
            enter(ticket, id, create.room);
        });
}

void RoomCommands::run(Session &session, qint64 id, const protocol::Join &join)
{
    if (!session.follow(join.room)) {
        if (static_cast<int>(session.follows().size()) >= protocol::roomsPerUser && !redHook("no_room_limit"))
            return m_answers.fail(
                session.ticket(), id, { ErrorCode::Limit, QStringLiteral("you are in too many rooms") });
        session.addFollow(join.room);
    }
    const redis::Arguments index { "SADD", keys::accountRooms(session.user), join.room.bytes() };
    redis::Arguments arguments = memberEvent(session, join.room, Change::Joined, protocol::Role::Member);
    arguments << keys::account(session.user) << join.room.bytes();
    m_parts.link.runAfter({ index }, m_parts.scripts.join,
        { keys::log(join.room), keys::meta(join.room), keys::members(join.room), keys::bans(join.room),
            keys::amends(join.room), keys::invites(join.room) },
        arguments, this, [this, ticket = session.ticket(), id, room = join.room, index](const Result<Reply> &reply) {
            if (!reply.ok())
                return failEntering(ticket, id, room, reply.error());
            if (reply->at(0).bytes() != "ok")
                return failEntering(ticket, id, room, notForYou(reply->at(0).bytes()));
            m_parts.link.post(index); // a hello in between may have taken it out again
            enter(ticket, id, room);
        });
}

void RoomCommands::enter(Ticket ticket, qint64 id, const RoomId &room)
{
    Session *session = m_parts.sessions.find(ticket);
    if (!session)
        return;
    const Presence::Entered who { session->id, session->generation };
    m_parts.attendance.look(*session, { room }, {}, {},
        [this, ticket, id, room, who](const Result<std::vector<Attendance::Followed>> &looked) {
            Session *still = m_parts.sessions.find(ticket);
            if (!still)
                return m_parts.attendance.takeBack(who.session, who.generation, { room });
            if (!looked.ok())
                return failEntering(ticket, id, room, looked.error());
            const Attendance::Followed &followed = looked->front();
            if (!followed.isMember)
                return failEntering(ticket, id, room, notForYou("not_found"));
            const Session::Follow *follow = still->follow(room);
            if (!follow || follow->phase == Session::Follow::Phase::Asked) {
                // The answer comes before the room's first push.
                still->say(protocol::encode(id, followed.state));
                m_parts.attendance.admit(*still, followed);
                return m_answers.say(ticket, {});
            }
            m_answers.say(ticket, protocol::encode(id, followed.state));
        });
}

void RoomCommands::run(Session &session, qint64 id, const protocol::Leave &leave)
{
    const RoomId room = leave.room;
    redis::Arguments arguments = memberEvent(session, room, Change::Left, protocol::Role::None);
    arguments << keys::account(session.user) << room.bytes();
    m_parts.link.run(m_parts.scripts.leave,
        { keys::log(room), keys::meta(room), keys::members(room), keys::bans(room), keys::reads(room),
            keys::users(room), keys::amends(room), keys::invites(room), keys::queue(room) },
        arguments, this, [this, ticket = session.ticket(), id, room](const Result<Reply> &reply) {
            Session *still = m_parts.sessions.find(ticket);
            if (!reply.ok())
                return m_answers.fail(ticket, id, reply.error());
            if (reply->at(0).bytes() == "declined")
                return m_answers.done(ticket, id);
            if (reply->at(0).bytes() != "ok")
                return m_answers.fail(ticket, id, notForYou(reply->at(0).bytes()));
            if (reply->at(1).toInteger() == 0)
                unlistRoom(m_parts.link, room, this);
            if (!still)
                return;
            m_parts.link.post({ "SREM", keys::accountRooms(still->user), room.bytes() });
            m_parts.attendance.leave(*still, room);
            m_answers.say(ticket, protocol::encodeOk(id));
        });
}

// Listing

void RoomCommands::run(Session &session, qint64 id, const protocol::Rooms &rooms)
{
    const QByteArray prefix = rooms.prefix.toUtf8();
    const QByteArray from = !rooms.after.isEmpty() ? '(' + rooms.after.bytes()
        : prefix.isEmpty()                         ? QByteArray("-")
                                                   : '[' + prefix;
    const QByteArray to = prefix.isEmpty() ? QByteArray("+") : '(' + prefix + '\xff';
    const int limit = rooms.limit;
    m_parts.link.command({ "ZRANGEBYLEX", keys::rooms(), from, to, "LIMIT", "0", QByteArray::number(limit + 1) }, this,
        [this, ticket = session.ticket(), id, limit](const Result<Reply> &reply) {
            if (!reply.ok())
                return m_answers.fail(ticket, id, reply.error());
            QList<RoomId> page;
            for (const Reply &each : reply->items())
                page << RoomId(each.bytes());
            RoomId next;
            if (page.size() > limit) {
                page.removeLast();
                next = page.last();
            }
            describeRooms(ticket, id, page, next);
        });
}

void RoomCommands::describeRooms(Ticket ticket, qint64 id, const QList<RoomId> &rooms, const RoomId &next)
{
    const auto page = std::make_shared<protocol::RoomsPage>();
    page->next = next;
    for (const RoomId &room : rooms) {
        const auto members = std::make_shared<qint64>(0);
        m_parts.link.command({ "HLEN", keys::members(room) }, this,
            [members](const Result<Reply> &reply) { *members = reply.ok() ? reply->toInteger() : 0; });
        const qsizetype index = page->rooms.size();
        page->rooms << protocol::PublicRoom {}; // without a name as long as it is not known
        m_parts.link.command({ "HMGET", keys::meta(room), "title", "kind", "visibility", "epoch" }, this,
            [this, page, index, room, members](const Result<Reply> &reply) {
                if (!reply.ok())
                    return;
                if (reply->at(3).isNil()) // the list is an index; the room is gone
                    return unlistRoom(m_parts.link, room, this);
                if (reply->at(2).bytes() != "public")
                    return;
                // Both commands are about one slot, so the members are known by now.
                page->rooms[index] = { room, QString::fromUtf8(reply->at(0).bytes()),
                    wordOr(reply->at(1).bytes(), protocol::RoomKind::Chat), *members };
            });
    }
    m_parts.link.whenAllAnswered(this, [this, ticket, id, page](const Outcome &all) {
        if (!all.ok())
            return m_answers.fail(ticket, id, all.error());
        page->rooms.removeIf([](const protocol::PublicRoom &each) { return each.room.isEmpty(); });
        m_answers.say(ticket, protocol::encode(id, *page));
    });
}

void RoomCommands::run(Session &session, qint64 id, const protocol::Members &members)
{
    m_parts.link.run(m_parts.scripts.members, { keys::members(members.room), keys::meta(members.room) },
        { session.user.bytes(), members.after.bytes(), QByteArray::number(members.limit) }, this,
        [this, ticket = session.ticket(), id, room = members.room](const Result<Reply> &reply) {
            if (!reply.ok())
                return m_answers.fail(ticket, id, reply.error());
            if (reply->at(0).bytes() != "ok")
                return m_answers.fail(ticket, id, notForYou(reply->at(0).bytes()));
            describeMembers(ticket, id, room, *reply);
        });
}

void RoomCommands::describeMembers(Ticket ticket, qint64 id, const RoomId &room, const Reply &reply)
{
    const auto page = std::make_shared<protocol::MembersPage>();
    page->next = UserId(reply[1].bytes());
    for (qsizetype i = 2; i + 1 < reply.size(); i += 2) {
        protocol::PersonEntry person;
        person.user = UserId(reply[i].bytes());
        person.role = wordOr(reply[i + 1].bytes(), protocol::Role::Member);
        const protocol::PresenceChange now = m_parts.presence.of(room, person.user);
        person.state = now.state;
        person.text = now.text;
        person.devices = now.sessions;
        const qsizetype index = page->members.size();
        page->members << person;
        m_parts.link.command({ "HMGET", keys::account(person.user), "display", "last_seen" }, this,
            [page, index](const Result<Reply> &account) {
                protocol::PersonEntry &entry = page->members[index];
                entry.display = account.ok() ? QString::fromUtf8(account->at(0).bytes()) : QString();
                if (entry.display.isEmpty())
                    entry.display = entry.user.text();
                entry.lastSeen = account.ok() ? account->at(1).toInteger() : 0;
            });
    }
    m_parts.link.whenAllAnswered(this, [this, ticket, id, page, room](const Outcome &done) {
        if (!done.ok())
            return m_answers.fail(ticket, id, done.error());
        if (Session *session = m_parts.sessions.find(ticket)) {
            session->membersRoom = room;
            session->membersPage.clear();
            for (const protocol::PersonEntry &each : page->members)
                session->membersPage << each.user;
        }
        m_answers.say(ticket, protocol::encode(id, *page));
    });
}

} // namespace hubbub::server
