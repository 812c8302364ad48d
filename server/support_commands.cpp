// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/support_commands.h"

#include "core/protocol/codec.h"
#include "core/protocol/limits.h"
#include "core/protocol/text_rules.h"
#include "core/redis/keys.h"
#include "server/attendance.h"
#include "server/broker.h"
#include "server/digest.h"
#include "server/room_commands.h"
#include "server/scripts.h"
#include "server/words.h"

#include <algorithm>

namespace hubbub::server {

namespace keys = redis::keys;
using protocol::EventKind;
using redis::Reply;
using Change = protocol::MemberBody::Change;

namespace {

RoomId caseRoomOf(const UserId &visitor, const RoomId &desk, const Mid &mid)
{
    return RoomId('~' + digestOf(visitor.bytes(), desk.bytes() + '\0' + mid.bytes()).toHex());
}

QString firstWords(const QString &text)
{
    return protocol::firstCharacters(text.simplified(), protocol::firstWordsLength);
}

Error tooManyRooms() { return { ErrorCode::Limit, QStringLiteral("you are in too many rooms") }; }

} // namespace

SupportCommands::SupportCommands(Parts parts, Answers answers, Enter enter)
    : m_parts(parts)
    , m_answers(std::move(answers))
    , m_enter(std::move(enter))
{
}

void SupportCommands::failEntering(Ticket ticket, qint64 id, const RoomId &room, const Error &error)
{
    if (Session *session = m_parts.sessions.find(ticket))
        m_parts.attendance.giveUp(*session, room);
    m_answers.fail(ticket, id, error);
}

// The queue decides

SupportCommands::Case SupportCommands::readCase(
    const RoomId &desk, const RoomId &room, const QByteArray &title, const QByteArray &entry)
{
    Case out;
    out.desk = desk;
    out.room = room;
    out.title = title.isEmpty() ? desk.text() : QString::fromUtf8(title);
    qsizetype at = 0;
    const auto line = [&entry, &at] {
        const qsizetype end = entry.indexOf('\n', at);
        const QByteArray text = entry.mid(at, end < 0 ? -1 : end - at);
        at = end < 0 ? entry.size() : end + 1;
        return text;
    };
    const QByteArrayList words = line().split(' ');
    out.version = words.value(0);
    out.since = words.value(1).toLongLong();
    out.mid = Mid(words.value(2));
    out.visitor = UserId(words.value(3));
    out.agent = words.value(4) == "-" ? UserId() : UserId(words.value(4));
    out.display = QString::fromUtf8(line());
    out.agentDisplay = QString::fromUtf8(line());
    out.text = QString::fromUtf8(entry.sliced(at));
    return out;
}

void SupportCommands::settle(const UserId &by, const Step &step, Settled then)
{
    const QString text = step.kind == EventKind::Open ? firstWords(step.text) : QString();
    const UserId told = step.kind == EventKind::Open ? by : step.whose;
    redis::Arguments arguments = m_parts.broker.appendArguments(
        step.desk, by, step.kind, protocol::encodeBody(protocol::CaseBody { step.room, told, step.display, text }));
    arguments << (step.isCheck ? QByteArrayLiteral("check") : word(step.kind)) << step.room.bytes()
              << step.whose.bytes() << step.display.toUtf8() << step.mid.bytes() << step.text.toUtf8()
              << QByteArray::number(protocol::casesPerVisitor);
    m_parts.link.run(m_parts.scripts.desk,
        { keys::log(step.desk), keys::meta(step.desk), keys::members(step.desk), keys::amends(step.desk),
            keys::bans(step.desk), keys::queue(step.desk) },
        arguments, this, [desk = step.desk, room = step.room, then = std::move(then)](const Result<Reply> &reply) {
            if (!reply.ok())
                then(reply.error());
            else if (reply->at(0).bytes() != "ok")
                then(notForYou(reply->at(0).bytes()));
            else
                then(readCase(desk, room, reply->at(1).bytes(), reply->at(2).bytes()));
        });
}

// The conversation follows

void SupportCommands::bring(const Case &what, const UserId &by, bool done, Brought then)
{
    const RoomId room = what.room;
    const auto event = [&](EventKind kind, const UserId &user, const QByteArray &body) {
        return m_parts.broker.appendArguments(room, user, kind, body);
    };
    const auto member = [&](Change change, const UserId &user, const QString &display) {
        const auto role = change == Change::Left ? protocol::Role::None : protocol::Role::Member;
        return event(
            EventKind::Member, user, protocol::encodeBody(protocol::MemberBody { change, user, display, role, {} }));
    };
    redis::Arguments arguments =
        event(EventKind::Done, by, protocol::encodeBody(protocol::CaseBody { room, {}, {}, {} }));
    if (!done)
        arguments[5].clear();
    const redis::Arguments arrival = member(Change::Joined, what.visitor, what.display);
    const QByteArray firstTail = protocol::eventPieces(room, EventKind::Message, what.visitor, what.mid,
        protocol::encodeBody(protocol::MessageBody {
            what.text, {}, {} })).tail;
    arguments << room.bytes() << what.version << what.desk.bytes() << what.title.toUtf8() << what.visitor.bytes()
              << what.display.toUtf8() << keys::account(what.visitor) << arrival[2] << arrival[5] << what.mid.bytes()
              << firstTail;
    // The indexes first: an entry too many is repaired at the next hello, a missing one would hide the room.
    QList<redis::Arguments> indexes { { "SADD", keys::accountRooms(what.visitor), room.bytes() } };
    if (what.agent.isEmpty()) {
        arguments << ""
                  << ""
                  << ""
                  << ""
                  << "";
    } else {
        const redis::Arguments joined = member(Change::Joined, what.agent, what.agentDisplay);
        const redis::Arguments left = member(Change::Left, what.agent, what.agentDisplay);
        arguments << what.agent.bytes() << keys::account(what.agent) << joined[2] << joined[5] << left[5];
        indexes << redis::Arguments { "SADD", keys::accountRooms(what.agent), room.bytes() };
    }
    m_parts.link.runAfter(indexes, m_parts.scripts.conversation,
        { keys::log(room), keys::meta(room), keys::members(room), keys::amends(room), keys::reads(room) }, arguments,
        this, [this, room, then = std::move(then)](const Result<Reply> &reply) {
            if (!reply.ok())
                return then(reply.error());
            for (qsizetype i = 1; i < reply->size(); ++i)
                m_parts.link.post({ "SREM", keys::accountRooms(UserId(reply->at(i).bytes())), room.bytes() });
            then(Done {});
        });
}

void SupportCommands::enterBy(Ticket ticket, qint64 id, const Step &step)
{
    Session *session = m_parts.sessions.find(ticket);
    if (!session)
        return;
    if (!session->follow(step.room)) {
        if (static_cast<int>(session->follows().size()) >= protocol::roomsPerUser)
            return m_answers.fail(ticket, id, tooManyRooms());
        session->addFollow(step.room); // before its account hears of the room: it is told by the answer
    }
    settle(session->user, step, [this, ticket, id, room = step.room, by = session->user](const Result<Case> &settled) {
        if (!settled.ok())
            return failEntering(ticket, id, room, settled.error());
        bring(*settled, by, false, [this, ticket, id, room](const Outcome &brought) {
            if (!brought.ok())
                return failEntering(ticket, id, room, brought.error());
            m_enter(ticket, id, room);
        });
    });
}

// Commands

void SupportCommands::run(Session &session, qint64 id, const protocol::OpenCase &open)
{
    const RoomId room = caseRoomOf(session.user, open.room, open.mid);
    // One that was opened before, and may be done since, is not opened again.
    m_parts.link.command({ "HEXISTS", keys::members(room), session.user.bytes() }, this,
        [this, ticket = session.ticket(), id, open, room](const Result<Reply> &known) {
            Session *still = m_parts.sessions.find(ticket);
            if (!still)
                return;
            if (!known.ok())
                return m_answers.fail(ticket, id, known.error());
            if (known->toInteger() == 1) {
                if (!still->follow(room))
                    still->addFollow(room);
                return m_enter(ticket, id, room);
            }
            if (still->unlimited)
                return makeCase(ticket, id, open, room);
            m_parts.link.run(m_parts.scripts.quota, { keys::failures("made:{" + still->user.bytes() + '}') },
                { QByteArray::number(roomsPerDay), "86400" }, this,
                [this, ticket, id, open, room](const Result<Reply> &reply) {
                    if (!reply.ok())
                        return m_answers.fail(ticket, id, reply.error());
                    if (reply->toInteger() > 0)
                        return m_answers.fail(ticket, id,
                            { ErrorCode::Limit, QStringLiteral("too many rooms made today"),
                                std::chrono::milliseconds(reply->toInteger()) });
                    makeCase(ticket, id, open, room);
                });
        });
}

void SupportCommands::makeCase(Ticket ticket, qint64 id, const protocol::OpenCase &open, const RoomId &room)
{
    if (const Session *session = m_parts.sessions.find(ticket))
        enterBy(ticket, id, { EventKind::Open, open.room, room, {}, session->display, open.mid, open.text });
}

void SupportCommands::run(Session &session, qint64 id, const protocol::TakeCase &take)
{
    enterBy(session.ticket(), id, { EventKind::Take, take.room, take.conversation, session.user, session.display });
}

void SupportCommands::run(Session &session, qint64 id, const protocol::HandCase &hand)
{
    const Ticket ticket = session.ticket();
    if (hand.user.isEmpty())
        return handTo(ticket, id, { EventKind::Hand, hand.room, hand.conversation, {}, {} });
    m_parts.link.command(
        { "HGET", keys::account(hand.user), "display" }, this, [this, ticket, id, hand](const Result<Reply> &display) {
            if (!display.ok())
                return m_answers.fail(ticket, id, display.error());
            if (display->isNil())
                return m_answers.refuse(ticket, id, "no_user");
            const QString name = display->bytes().isEmpty() ? hand.user.text() : QString::fromUtf8(display->bytes());
            handTo(ticket, id, { EventKind::Hand, hand.room, hand.conversation, hand.user, name });
        });
}

void SupportCommands::handTo(Ticket ticket, qint64 id, const Step &step)
{
    const Session *session = m_parts.sessions.find(ticket);
    if (!session)
        return;
    settle(session->user, step, [this, ticket, id, by = session->user](const Result<Case> &settled) {
        if (!settled.ok())
            return m_answers.fail(ticket, id, settled.error());
        bring(*settled, by, false, [this, ticket, id](const Outcome &brought) {
            if (brought.ok())
                m_answers.done(ticket, id);
            else
                m_answers.fail(ticket, id, brought.error());
        });
    });
}

void SupportCommands::run(Session &session, qint64 id, const protocol::DoneCase &done)
{
    // The conversation first: as long as it is in the queue, whoever ends it can say so again.
    const Ticket ticket = session.ticket();
    const UserId by = session.user;
    Step step { EventKind::Done, done.room, done.conversation, {}, {} };
    step.isCheck = true;
    settle(by, step, [this, ticket, id, by, step](const Result<Case> &allowed) {
        if (!allowed.ok())
            return m_answers.fail(ticket, id, allowed.error());
        bring(*allowed, by, true, [this, ticket, id, by, step](const Outcome &brought) {
            if (!brought.ok())
                return m_answers.fail(ticket, id, brought.error());
            Step last = step;
            last.isCheck = false;
            settle(by, last, [this, ticket, id](const Result<Case> &settled) {
                if (settled.ok())
                    m_answers.done(ticket, id);
                else
                    m_answers.fail(ticket, id, settled.error());
            });
        });
    });
}

void SupportCommands::run(Session &session, qint64 id, const protocol::Queue &queue)
{
    m_parts.link.run(m_parts.scripts.queue,
        { keys::meta(queue.room), keys::members(queue.room), keys::queue(queue.room) }, { session.user.bytes() }, this,
        [this, ticket = session.ticket(), id, desk = queue.room](const Result<Reply> &reply) {
            if (!reply.ok())
                return m_answers.fail(ticket, id, reply.error());
            if (reply->at(0).bytes() != "ok")
                return m_answers.refuse(ticket, id, reply->at(0).bytes());
            if (Session *still = m_parts.sessions.find(ticket))
                m_answers.say(ticket, protocol::encode(id, describe(*still, desk, *reply)));
        });
}

protocol::QueueOk SupportCommands::describe(Session &session, const RoomId &desk, const Reply &reply)
{
    QList<Case> cases;
    for (qsizetype i = 3; i + 1 < reply.size(); i += 2)
        cases << readCase(desk, RoomId(reply[i].bytes()), reply[1].bytes(), reply[i + 1].bytes());
    std::sort(cases.begin(), cases.end(),
        [](const Case &a, const Case &b) { return std::tie(a.since, a.room) < std::tie(b.since, b.room); });
    const bool isAgent = reply[2].bytes() == "1";
    protocol::QueueOk ok;
    qint64 place = 0;
    for (const Case &each : cases) {
        place += each.agent.isEmpty() ? 1 : 0;
        const bool concerned = each.visitor == session.user || each.agent == session.user;
        if (concerned && !session.follow(each.room)) // a node that died had no time to bring it there
            bring(each, session.user, false, [](const Outcome &) {});
        if (isAgent || each.visitor == session.user)
            ok.cases << protocol::CaseEntry { each.room, each.visitor, each.display, firstWords(each.text), each.since,
                each.agent, each.agentDisplay, each.agent.isEmpty() ? place : 0 };
    }
    return ok;
}

} // namespace hubbub::server
