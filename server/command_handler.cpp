// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/command_handler.h"

#include "core/base/red_hook.h"
#include "core/protocol/limits.h"
#include "core/redis/keys.h"
#include "server/accounts.h"
#include "server/broker.h"
#include "server/event_commands.h"
#include "server/greeter.h"
#include "server/moderation_commands.h"
#include "server/notices.h"
#include "server/people_commands.h"
#include "server/presence.h"
#include "server/room_commands.h"
#include "server/scripts.h"
#include "server/support_commands.h"

namespace hubbub::server {

namespace keys = redis::keys;
using protocol::ErrorReply;
using redis::Reply;

namespace {

constexpr Rate commandRate { protocol::commandsPerSecond, protocol::commandsBurst };
constexpr int mostStrikes = 3;
constexpr std::chrono::seconds strikeWindow { 60 };
constexpr size_t mostWaiting = 1000; ///< of a client that is free of rates

Error rateLimited(std::chrono::milliseconds wait)
{
    return { ErrorCode::RateLimited, QStringLiteral("too many at once"), wait };
}

/// Those are answered in their order even where several are under way.
bool isWrite(const protocol::Command &command)
{
    return std::holds_alternative<protocol::Send>(command) || std::holds_alternative<protocol::Edit>(command)
        || std::holds_alternative<protocol::Redact>(command) || std::holds_alternative<protocol::React>(command);
}

} // namespace

CommandHandler::CommandHandler(
    Parts parts, std::function<void(const QByteArray &, const QByteArray &, const UserId &)> roomMade)
    : m_parts(parts)
    , m_answers([this](Ticket ticket, const QByteArray &frame) { answer(ticket, frame); })
    , m_notices(std::make_unique<Notices>(parts.link, parts.scripts, m_answers))
    , m_events(std::make_unique<EventCommands>(EventCommands::Parts { parts.link, parts.scripts, parts.broker,
                                                   parts.sessions, *m_notices, parts.tracer, parts.clock },
          m_answers))
    , m_rooms(std::make_unique<RoomCommands>(RoomCommands::Parts { parts.link, parts.scripts, parts.broker,
                                                 parts.sessions, parts.attendance, parts.presence },
          m_answers, roomMade))
    , m_moderation(std::make_unique<ModerationCommands>(
          ModerationCommands::Parts { parts.link, parts.scripts, parts.broker, parts.sessions, *m_notices }, m_answers,
          roomMade))
    , m_people(std::make_unique<PeopleCommands>(PeopleCommands::Parts { parts.link, parts.scripts, parts.broker,
                                                    parts.sessions, parts.attendance, parts.accounts },
          m_answers, [this](Ticket ticket, qint64 id, const RoomId &room) { m_rooms->enter(ticket, id, room); }))
    , m_support(std::make_unique<SupportCommands>(
          SupportCommands::Parts { parts.link, parts.scripts, parts.broker, parts.sessions, parts.attendance },
          m_answers, [this](Ticket ticket, qint64 id, const RoomId &room) { m_rooms->enter(ticket, id, room); }))
{
}

CommandHandler::~CommandHandler() = default;

// Reading and order

void CommandHandler::received(Session &session, QByteArrayView text)
{
    if (session.phase == Session::Phase::Ending)
        return;
    auto read = m_decoder.command(text);
    if (const auto *problem = std::get_if<ErrorReply>(&read))
        return refuse(session, *problem);
    Frame &frame = std::get<Frame>(read);
    if (!session.unlimited) {
        if (const auto wait = session.commands.take(commandRate, m_parts.clock.now())) {
            ++m_counters.rateLimited;
            return void(session.say(protocol::encode(ErrorReply { frame.id, rateLimited(*wait) })));
        }
    }
    const bool isHello = std::holds_alternative<protocol::Hello>(frame.command);
    if (session.phase == Session::Phase::Greeting && !isHello && !redHook("no_hello_needed")) {
        return void(session.say(protocol::encode(
            ErrorReply { frame.id, Error { ErrorCode::Unauthorized, QStringLiteral("say hello first") } })));
    }
    const bool mayBegin = session.inFlight == 0 || (isWrite(frame.command) && session.inFlightIsSends);
    if (mayBegin && !session.waiting)
        return begin(session, std::move(frame));
    if (!session.waiting)
        session.waiting = std::make_unique<std::deque<Frame>>();
    if (session.waiting->size() >= mostWaiting) {
        ++m_counters.rateLimited;
        return void(
            session.say(protocol::encode(ErrorReply { frame.id, rateLimited(std::chrono::milliseconds(1000)) })));
    }
    session.waiting->push_back(std::move(frame));
}

void CommandHandler::refuse(Session &session, const ErrorReply &reply)
{
    session.say(protocol::encode(reply));
    if (reply.error.code == ErrorCode::BadFrame || reply.error.code == ErrorCode::TooLarge)
        strike(session);
}

void CommandHandler::strike(Session &session)
{
    ++m_counters.badFrames;
    const auto now = m_parts.clock.now();
    if (session.strikes == 0 || now - session.struckSince > strikeWindow) {
        session.strikes = 0;
        session.struckSince = now;
    }
    if (++session.strikes >= mostStrikes && !redHook("no_strikes"))
        session.close(CloseCode::BadFrames, "too many bad frames");
}

void CommandHandler::begin(Session &session, Frame frame)
{
    session.inFlightIsSends = isWrite(frame.command);
    ++session.inFlight;
    std::visit([&](const auto &command) { run(session, frame.id, command); }, frame.command);
}

void CommandHandler::finished(Ticket ticket)
{
    Session *session = m_parts.sessions.find(ticket);
    if (!session)
        return;
    --session->inFlight;
    startWaiting(*session);
}

void CommandHandler::startWaiting(Session &session)
{
    const Ticket ticket = session.ticket();
    Session *still = &session;
    while (still && still->waiting && still->phase != Session::Phase::Ending) {
        if (still->inFlight > 0 && !(isWrite(still->waiting->front().command) && still->inFlightIsSends))
            return;
        Frame next = std::move(still->waiting->front());
        still->waiting->pop_front();
        if (still->waiting->empty())
            still->waiting.reset();
        begin(*still, std::move(next));
        still = m_parts.sessions.find(ticket);
    }
}

void CommandHandler::answer(Ticket ticket, const QByteArray &frame)
{
    if (Session *session = m_parts.sessions.find(ticket)) {
        if (!frame.isEmpty())
            session->say(frame);
        finished(ticket);
    }
}

void CommandHandler::answer(Ticket ticket, qint64 id, const Error &error) { m_answers.fail(ticket, id, error); }

// Sessions

void CommandHandler::run(Session &session, qint64 id, const protocol::Hello &hello)
{
    if (session.phase != Session::Phase::Greeting)
        return answer(session.ticket(), id, { ErrorCode::BadField, QStringLiteral("hello was said already") });
    m_parts.greeter.hello(session, id, hello);
}

void CommandHandler::run(Session &session, qint64 id, const protocol::Refresh &refresh)
{
    const Ticket ticket = session.ticket();
    m_parts.accounts.refresh(refresh.refresh, [this, ticket, id](const Result<Accounts::Proved> &who) {
        Session *still = m_parts.sessions.find(ticket);
        if (!still)
            return;
        if (!who.ok())
            return answer(ticket, id, who.error());
        if (who->user != still->user || who->session != still->id)
            return answer(ticket, id, { ErrorCode::Unauthorized, QStringLiteral("that token is another session's") });
        m_parts.sessions.setTokenEnd(*still, who->expires);
        answer(ticket,
            protocol::encode(id,
                protocol::RefreshOk {
                    m_parts.accounts.accessToken(*who), m_parts.accounts.tokenLife().count(), who->refresh }));
    });
}

void CommandHandler::run(Session &session, qint64 id, const protocol::Logout &logout)
{
    const Ticket ticket = session.ticket();
    session.isSigningOut = true; // the news of it may be here before the answer
    m_parts.accounts.signOut(session.user, session.id, logout.everywhere, [this, ticket, id](const Outcome &outcome) {
        Session *still = m_parts.sessions.find(ticket);
        if (!still)
            return;
        if (!outcome.ok()) {
            // It may have been done all the same: the next hello finds out.
            answer(ticket, id, outcome.error());
            if (Session *there = m_parts.sessions.find(ticket))
                there->close(CloseCode::GoingAway, "signing out came to nothing");
            return;
        }
        still->say(protocol::encodeOk(id));
        still->close(CloseCode::Normal, "signed out");
    });
}

void CommandHandler::run(Session &session, qint64 id, const protocol::Resume &resume)
{
    std::vector<RoomId> rooms;
    QSet<RoomId> claimed;
    for (auto it = resume.rooms.keyBegin(); it != resume.rooms.keyEnd(); ++it) {
        rooms.push_back(*it);
        if (!session.follow(*it))
            claimed.insert(*it);
    }
    const Ticket ticket = session.ticket();
    const Presence::Entered who { session.id, session.generation };
    m_parts.attendance.look(session, rooms, resume.rooms, claimed,
        [this, ticket, id, who, claimed](const Result<std::vector<Attendance::Followed>> &looked) {
            Session *still = m_parts.sessions.find(ticket);
            if (!still)
                return m_parts.attendance.takeBack(who.session, who.generation, { claimed.begin(), claimed.end() });
            if (!looked.ok()) {
                for (const RoomId &room : claimed)
                    m_parts.attendance.giveUp(*still, room);
                return answer(ticket, id, looked.error());
            }
            protocol::ResumeOk ok;
            for (const Attendance::Followed &each : *looked) {
                if (each.isMember)
                    ok.rooms << each.state;
            }
            still->say(protocol::encode(id, ok));
            for (const Attendance::Followed &each : *looked) {
                if (!each.isMember)
                    still->say(protocol::encode(protocol::Removed { each.room, "gone" }));
                else if (still->follow(each.room))
                    m_parts.attendance.restart(*still, each);
                else
                    m_parts.attendance.admit(*still, each);
            }
            finished(ticket);
        });
}

void CommandHandler::run(Session &session, qint64 id, const protocol::SetPresence &presence)
{
    const Ticket ticket = session.ticket();
    if (!session.moodDue && presence.state == session.presence && presence.text == session.presenceText)
        return answer(ticket, protocol::encodeOk(id));
    session.presence = presence.state;
    session.presenceText = presence.text;
    m_parts.presence.setMood(session, [this, ticket, id](const Outcome &outcome) {
        if (Session *still = m_parts.sessions.find(ticket))
            still->moodDue = !outcome.ok();
        if (outcome.ok())
            answer(ticket, protocol::encodeOk(id));
        else
            answer(ticket, id, outcome.error()); // the same again is said again
    });
}

// Rooms

void CommandHandler::run(Session &session, qint64 id, const protocol::Typing &typing)
{
    const Session::Follow *follow = session.follow(typing.room);
    if (!follow || follow->phase == Session::Follow::Phase::Asked)
        return answer(session.ticket(), id, notForYou("not_found"));
    m_parts.broker.typing(typing.room, session.user,
        protocol::encode(protocol::TypingPush { typing.room, session.user, typing.on }), this,
        [this, ticket = session.ticket(), id](const Result<Reply> &reply) {
            if (!reply.ok())
                return answer(ticket, id, reply.error());
            if (reply->at(0).bytes() != "ok")
                return answer(ticket, id, notForYou(reply->at(0).bytes()));
            answer(ticket, protocol::encodeOk(id));
        });
}

void CommandHandler::run(Session &session, qint64 id, const protocol::Read &read)
{
    // The script knows how far the room goes, so the number is put in by it.
    const QByteArray frame = protocol::encode(protocol::ReadPush { read.room, session.user, read.seq });
    const QByteArray number = QByteArray::number(read.seq);
    const qsizetype at = frame.lastIndexOf("\"seq\":") + 6;
    m_parts.link.run(m_parts.scripts.read, { keys::members(read.room), keys::meta(read.room), keys::reads(read.room) },
        { keys::channel(read.room), session.user.bytes(), number, frame.first(at), frame.sliced(at + number.size()) },
        this, [this, ticket = session.ticket(), id](const Result<Reply> &reply) {
            if (!reply.ok())
                return answer(ticket, id, reply.error());
            if (reply->at(0).bytes() != "ok")
                return answer(ticket, id, notForYou(reply->at(0).bytes()));
            answer(ticket, protocol::encodeOk(id));
        });
}

void CommandHandler::run(Session &session, qint64 id, const protocol::Reads &reads)
{
    m_parts.link.run(m_parts.scripts.reads, { keys::members(reads.room), keys::reads(reads.room) },
        { session.user.bytes() }, this, [this, ticket = session.ticket(), id](const Result<Reply> &reply) {
            if (!reply.ok())
                return answer(ticket, id, reply.error());
            if (reply->at(0).bytes() != "ok")
                return answer(ticket, id, notForYou(reply->at(0).bytes()));
            protocol::ReadsOk ok;
            for (qsizetype i = 1; i + 1 < reply->size(); i += 2)
                ok.reads.append({ UserId(reply->at(i).bytes()), reply->at(i + 1).toInteger() });
            answer(ticket, protocol::encode(id, ok));
        });
}

template <typename Other>
void CommandHandler::run(Session &session, qint64 id, const Other &command)
{
    if constexpr (requires { m_events->run(session, id, command); })
        m_events->run(session, id, command);
    else if constexpr (requires { m_rooms->run(session, id, command); })
        m_rooms->run(session, id, command);
    else if constexpr (requires { m_moderation->run(session, id, command); })
        m_moderation->run(session, id, command);
    else if constexpr (requires { m_people->run(session, id, command); })
        m_people->run(session, id, command);
    else if constexpr (requires { m_support->run(session, id, command); })
        m_support->run(session, id, command);
    else
        m_notices->run(session, id, command);
}

CommandHandler::Counters CommandHandler::counters() const
{
    Counters out = m_counters;
    out.rateLimited += m_events->rateLimited();
    return out;
}

} // namespace hubbub::server
