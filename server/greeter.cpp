// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/greeter.h"

#include "core/base/red_hook.h"
#include "core/protocol/codec.h"
#include "core/protocol/limits.h"
#include "core/redis/keys.h"
#include "core/redis/subscription.h"

#include <QSet>

namespace hubbub::server {

namespace keys = redis::keys;

struct Greeter::Greeting {
    Ticket ticket = 0;
    qint64 id = 0;
    protocol::Hello hello;
    Accounts::Proved who;
    Accounts::Opened opened;
};

namespace {

CloseCode closeCodeFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Unavailable:
    case ErrorCode::Internal:
        return CloseCode::GoingAway;
    case ErrorCode::Expired:
        return CloseCode::TokenExpired;
    case ErrorCode::Limit:
        return CloseCode::TooManyConnections;
    default:
        return CloseCode::Unauthorized;
    }
}

} // namespace

protocol::Limits clientLimits()
{
    protocol::Limits out;
    out.frame = protocol::frameBytes;
    out.text = protocol::textBytes;
    out.rooms = protocol::roomsPerUser;
    out.commandsPerSecond = protocol::commandsPerSecond;
    out.sendsPerSecond = protocol::sendsPerSecond;
    out.unsent = protocol::unsentBytes;
    return out;
}

Greeter::Greeter(Parts parts, Options options, Answered answered)
    : m_parts(std::move(parts))
    , m_options(options)
    , m_answered(std::move(answered))
{
}

Session *Greeter::sessionOf(const Shared &greeting) const
{
    Session *session = m_parts.sessions.find(greeting->ticket);
    return session && session->phase == Session::Phase::SigningIn ? session : nullptr;
}

void Greeter::hello(Session &session, qint64 id, const protocol::Hello &hello)
{
    session.phase = Session::Phase::SigningIn;
    const auto greeting = std::make_shared<Greeting>();
    greeting->ticket = session.ticket();
    greeting->id = id;
    greeting->hello = hello;
    if (!m_parts.link.isUp() || !m_parts.subscription.isUp())
        return fail(
            greeting, { ErrorCode::Unavailable, QStringLiteral("Redis is away"), std::chrono::milliseconds(2000) });
    m_parts.accounts.prove(
        hello, session.connection().clientAddress(), [this, greeting](const Result<Accounts::Proved> &who) {
            if (!sessionOf(greeting))
                return;
            if (who.ok())
                proved(greeting, *who);
            else
                fail(greeting, who.error());
        });
}

void Greeter::proved(const Shared &greeting, const Accounts::Proved &who)
{
    Session *session = sessionOf(greeting);
    greeting->who = who;
    const auto others = m_parts.sessions.of(who.user);
    const bool replaces =
        std::any_of(others.begin(), others.end(), [&](const Session *other) { return other->id == who.session; });
    if (!replaces && !session->unlimited && !redHook("no_connection_limit")
        && static_cast<int>(others.size()) >= m_options.connectionsPerUser)
        return fail(greeting,
            { ErrorCode::Limit, QStringLiteral("too many connections of this user"),
                std::chrono::milliseconds(10'000) });
    session->user = who.user;
    session->id = who.session;
    m_parts.sessions.setTokenEnd(*session, who.expires);
    m_parts.sessions.enter(*session);
    listen(greeting);
}

// First the account's channel, then the look: so nothing that concerns the session falls between them.
void Greeter::listen(const Shared &greeting)
{
    m_parts.subscription.subscribe(keys::account(greeting->who.user), this, [this, greeting](const Outcome &outcome) {
        if (!sessionOf(greeting))
            return;
        if (outcome.ok())
            open(greeting);
        else
            fail(greeting, { ErrorCode::Unavailable, outcome.error().detail });
    });
}

void Greeter::open(const Shared &greeting)
{
    m_parts.accounts.open(
        greeting->who.user, greeting->who.session, [this, greeting](const Result<Accounts::Opened> &opened) {
            if (!sessionOf(greeting))
                return;
            if (opened.ok())
                lookAtRooms(greeting, *opened);
            else
                fail(greeting, opened.error());
        });
}

void Greeter::lookAtRooms(const Shared &greeting, const Accounts::Opened &opened)
{
    Session *session = sessionOf(greeting);
    greeting->opened = opened;
    session->generation = opened.generation;
    session->display = opened.display;
    if (session->newestHeard > opened.generation) {
        session->close(CloseCode::SessionReplaced, "this device has connected again");
        return m_answered(greeting->ticket);
    }
    std::vector<RoomId> rooms = opened.rooms;
    if (rooms.size() > protocol::roomsPerUser)
        rooms.resize(protocol::roomsPerUser);
    const QSet<RoomId> known(rooms.begin(), rooms.end());
    QSet<RoomId> claimed;
    for (auto it = greeting->hello.resume.keyBegin(); it != greeting->hello.resume.keyEnd(); ++it) {
        if (known.contains(*it))
            continue;
        rooms.push_back(*it);
        claimed.insert(*it);
    }
    for (const RoomId &room : rooms)
        session->addFollow(room);
    m_parts.attendance.look(*session, rooms, greeting->hello.resume, claimed,
        [this, greeting, rooms](const Result<std::vector<Attendance::Followed>> &looked) {
            Session *still = sessionOf(greeting);
            if (!still || !looked.ok())
                m_parts.attendance.takeBack(greeting->who.session, greeting->opened.generation, rooms);
            if (!still)
                return;
            if (looked.ok())
                welcome(greeting, *looked);
            else
                fail(greeting, looked.error());
        });
}

void Greeter::welcome(const Shared &greeting, std::vector<Attendance::Followed> rooms)
{
    Session *session = sessionOf(greeting);
    protocol::Welcome welcome;
    welcome.user = session->user;
    welcome.display = session->display;
    welcome.roles = greeting->opened.roles;
    welcome.session = session->id;
    welcome.node = m_parts.identity.node;
    welcome.refresh = greeting->who.refresh;
    if (greeting->hello.token.isEmpty()) {
        welcome.token = m_parts.accounts.accessToken(greeting->who);
        welcome.tokenTtlSeconds = m_parts.accounts.tokenLife().count();
    } else {
        welcome.token = greeting->hello.token;
        const auto left = greeting->who.expires - m_parts.clock.wall();
        welcome.tokenTtlSeconds = std::max<qint64>(0, std::chrono::duration_cast<seconds>(left).count());
    }
    welcome.pingSeconds = m_options.pingSeconds;
    welcome.time = qint64(m_parts.clock.wall().count());
    welcome.limits = clientLimits();
    welcome.nodes = m_parts.nodes();
    for (const Attendance::Followed &each : rooms) {
        if (each.isMember)
            welcome.rooms << each.state;
    }
    session->say(protocol::encode(greeting->id, welcome));
    session->phase = Session::Phase::Live;
    session->connection().setSignedIn();
    ++m_counters.welcomed;
    m_parts.welcomed(*session, greeting->hello.app);

    for (const Attendance::Followed &each : rooms) {
        const bool named = greeting->hello.resume.contains(each.room);
        if (each.isMember) {
            m_counters.resumes += named;
            m_counters.gaps += named && each.state.resume != protocol::ResumeResult::Complete;
            m_parts.attendance.admit(*session, each);
            continue;
        }
        session->dropFollow(each.room);
        if (named)
            session->say(protocol::encode(protocol::Removed { each.room, "gone" }));
        // The account's list of rooms is an index: what is not true in the room is taken out of it.
        m_parts.link.post({ "SREM", keys::accountRooms(session->user), each.room.bytes() });
    }
    m_answered(greeting->ticket);
}

void Greeter::fail(const Shared &greeting, const Error &error)
{
    Session *session = sessionOf(greeting);
    if (!session)
        return;
    if (!isRetryable(error.code))
        ++m_counters.refused;
    Error told = error;
    if (told.code == ErrorCode::Unavailable && !told.retryAfter)
        told.retryAfter = std::chrono::milliseconds(2000);
    session->say(protocol::encode(protocol::ErrorReply { greeting->id, told }));
    session->close(closeCodeFor(error.code), nameOf(error.code));
    m_answered(greeting->ticket);
}

} // namespace hubbub::server
