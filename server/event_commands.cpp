// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/event_commands.h"

#include "core/protocol/codec.h"
#include "core/protocol/limits.h"
#include "core/redis/keys.h"
#include "server/broker.h"
#include "server/notices.h"
#include "server/scripts.h"
#include "server/tracer.h"

namespace hubbub::server {

namespace keys = redis::keys;
using protocol::EventKind;
using redis::Reply;

namespace {

constexpr Rate writeRate { protocol::sendsPerSecond, protocol::sendsBurst };

} // namespace

EventCommands::EventCommands(Parts parts, Answers answers)
    : m_parts(parts)
    , m_answers(std::move(answers))
{
}

void EventCommands::publish(Session &session, qint64 id, Publication what)
{
    const Ticket ticket = session.ticket();
    if (!session.unlimited) {
        if (const auto wait = m_parts.sessions.sends(session.user).take(writeRate, m_parts.clock.now())) {
            ++m_rateLimited;
            return m_answers.fail(ticket, id, { ErrorCode::RateLimited, QStringLiteral("too many at once"), *wait });
        }
    }
    what.user = session.user;
    const bool isMessage = what.kind == EventKind::Message;
    if (isMessage) {
        what.traced = m_parts.tracer.begin(what.room, m_parts.clock.now());
        if (what.traced)
            what.traced->client = session.connection().halfRoundTrip();
    }
    const QList<UserId> mentioned = isMessage ? protocol::mentionsOf(what.body) : QList<UserId>();
    m_parts.broker.publish(what, this,
        [this, ticket, id, isMessage, mentioned, room = what.room, user = what.user, mid = what.mid,
            traced = what.traced](const Result<protocol::SendOk> &sent) {
            if (!sent.ok()) {
                if (traced)
                    m_parts.tracer.failed(*traced, room);
                return m_answers.fail(ticket, id, sent.error());
            }
            m_answers.say(ticket, protocol::encode(id, *sent));
            if (traced)
                m_parts.tracer.end(*traced, room, mid, *sent);
            // Of a repeated one too: the node that took it first may have died before it told anybody.
            if (isMessage)
                m_parts.notices.message(room, user, sent->seq, mentioned);
        });
}

void EventCommands::run(Session &session, qint64 id, const protocol::Send &send)
{
    publish(session, id, { send.room, {}, send.mid, EventKind::Message, send.body });
}

void EventCommands::run(Session &session, qint64 id, const protocol::Edit &edit)
{
    publish(session, id, { edit.room, {}, edit.mid, EventKind::Edit, protocol::encodeBody(edit), edit.target });
}

void EventCommands::run(Session &session, qint64 id, const protocol::Redact &redact)
{
    publish(session, id,
        { redact.room, {}, redact.mid, EventKind::Redact,
            protocol::encodeBody(protocol::RedactBody { redact.target, redact.reason }), redact.target });
}

void EventCommands::run(Session &session, qint64 id, const protocol::React &react)
{
    publish(session, id,
        { react.room, {}, react.mid, EventKind::React,
            protocol::encodeBody(protocol::ReactBody { react.target, react.emoji, react.on }), react.target,
            react.emoji.toUtf8() });
}

void EventCommands::run(Session &session, qint64 id, const protocol::History &history)
{
    const bool forward = history.after.has_value();
    const QByteArray way = forward ? "after" : history.before ? "before" : "";
    const qint64 seq = forward ? *history.after : history.before.value_or(0);
    m_parts.link.run(m_parts.scripts.history,
        { keys::log(history.room), keys::meta(history.room), keys::members(history.room), keys::amends(history.room) },
        { session.user.bytes(), way, QByteArray::number(seq), QByteArray::number(history.limit),
            QByteArray::number(protocol::historyBytes), history.room.bytes() },
        this, [this, ticket = session.ticket(), id](const Result<Reply> &reply) {
            if (!reply.ok())
                return m_answers.fail(ticket, id, reply.error());
            if (reply->at(0).bytes() != "ok")
                return m_answers.refuse(ticket, id, reply->at(0).bytes());
            protocol::RawHistory page;
            page.epoch = Epoch(reply->at(1).bytes());
            page.first = reply->at(2).toInteger();
            page.last = reply->at(3).toInteger();
            page.more = reply->at(4).toInteger() == 1;
            const qsizetype events = reply->at(5).toInteger();
            for (qsizetype i = 6; i < reply->size(); ++i)
                (i < 6 + events ? page.events : page.amends) << reply->at(i).bytes();
            m_answers.say(ticket, protocol::encode(id, page));
        });
}

} // namespace hubbub::server
