// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/sender.h"

#include "core/base/log.h"
#include "core/base/red_hook.h"
#include "core/client/connection.h"
#include "core/client/store.h"
#include "core/protocol/limits.h"

#include <algorithm>

namespace hubbub::client {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds sendPatience = 10s; ///< a node itself gives up on Redis after 2 s
constexpr milliseconds pause = 1s; ///< where the node asks for patience without saying how much
constexpr milliseconds expireEvery = 1min;
constexpr int mostTries = 5; ///< of a message that the node answers with `internal`
constexpr qsizetype envelopeBytes = 256; ///< op, id, room and mid round a body

protocol::Command commandOf(const Outgoing &message)
{
    switch (message.kind) {
    case Outgoing::Kind::Edit:
        return protocol::Edit { message.room, message.mid, message.targetSeq, protocol::encodeBody(message.body) };
    case Outgoing::Kind::Redact:
        return protocol::Redact { message.room, message.mid, message.targetSeq, message.word };
    case Outgoing::Kind::React:
        return protocol::React { message.room, message.mid, message.targetSeq, message.word, message.on };
    case Outgoing::Kind::Message:
        break;
    }
    return protocol::Send { message.room, message.mid, protocol::encodeBody(message.body) };
}

} // namespace

Sender::Sender(const Parts &parts, Asks asks, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_asks(std::move(asks))
    , m_holdAlarm(parts.alarms.make([this] { pump(); }))
    , m_expireAlarm(parts.alarms.make([this] { expire(); }))
{
    m_limits.frame = protocol::frameBytes;
    m_limits.text = protocol::textBytes;
}

void Sender::restore(const QList<Outgoing> &messages)
{
    m_outbox.restore(messages);
    expire();
}

void Sender::clear()
{
    m_outbox = {};
    m_overdue.clear();
    m_holdAlarm->cancel();
    m_expireAlarm->cancel();
}

void Sender::setLimits(const protocol::Limits &limits)
{
    // A node that tells no limit has not lifted it.
    m_limits.frame = limits.frame > 0 ? limits.frame : protocol::frameBytes;
    m_limits.text = limits.text > 0 ? limits.text : protocol::textBytes;
}

Outcome Sender::check(const protocol::MessageBody &body) const
{
    if (body.text.trimmed().isEmpty())
        return Error { ErrorCode::BadField, QStringLiteral("the message is empty") };
    if (body.text.toUtf8().size() > m_limits.text)
        return Error { ErrorCode::TooLarge, QStringLiteral("the text is over %1 bytes").arg(m_limits.text) };
    if (body.mentions.size() > protocol::mentions)
        return Error { ErrorCode::Limit, QStringLiteral("over %1 mentions").arg(protocol::mentions) };
    if (protocol::encodeBody(body).size() + envelopeBytes > m_limits.frame)
        return Error { ErrorCode::TooLarge, QStringLiteral("the message is over %1 bytes").arg(m_limits.frame) };
    return Done {};
}

Result<Mid> Sender::add(const RoomId &room, const protocol::MessageBody &body)
{
    if (const Outcome fine = check(body); !fine)
        return fine.error();
    Outgoing message;
    message.mid = Mid(randomUuid());
    message.room = room;
    message.body = body;
    take(message);
    return message.mid;
}

Result<Mid> Sender::change(Outgoing change)
{
    if (change.kind == Outgoing::Kind::Edit)
        if (const Outcome fine = check(change.body); !fine)
            return fine.error();
    if (change.kind == Outgoing::Kind::Redact && change.word.toUcs4().size() > protocol::reasonLength)
        return Error { ErrorCode::TooLarge,
            QStringLiteral("the reason is over %1 characters").arg(protocol::reasonLength) };
    const qsizetype points = change.word.toUcs4().size();
    if (change.kind == Outgoing::Kind::React && (points < 1 || points > protocol::emojiLength))
        return Error { ErrorCode::BadField,
            QStringLiteral("a reaction is 1 to %1 characters").arg(protocol::emojiLength) };

    // What has not gone out yet is replaced, not followed by its opposite.
    if (change.kind != Outgoing::Kind::Redact) {
        const Outgoing *unsent = m_outbox.unsentChange(change.room, change.target, change.kind, change.word);
        if (unsent && change.kind == Outgoing::Kind::Edit) {
            const Mid mid = unsent->mid;
            if (rewrite(mid, change.body))
                return mid;
        } else if (unsent && unsent->on == change.on) {
            return unsent->mid;
        } else if (unsent) {
            const Mid mid = unsent->mid;
            discard(mid);
            return mid;
        }
    }
    change.mid = Mid(randomUuid());
    take(change);
    return change.mid;
}

void Sender::take(Outgoing message)
{
    message.created = m_parts.clock.wall().count();
    const Mid mid = message.mid;
    const Outgoing taken = m_outbox.add(std::move(message));
    m_parts.store.write([taken](StoreDatabase &database) { return database.putOutgoing(taken); }, this,
        [this, mid](bool) {
            m_outbox.persisted(mid);
            pump();
        });
    Q_EMIT
    changed(taken, false);
}

bool Sender::rewrite(const Mid &mid, const protocol::MessageBody &body)
{
    const Outgoing *message = m_outbox.rewrite(mid, body);
    if (!message)
        return false;
    write(*message);
    Q_EMIT
    changed(*message, false);
    pump();
    return true;
}

void Sender::redacted(const RoomId &room, const Epoch &epoch, qint64 seq)
{
    for (const Mid &mid : m_outbox.redacted(room, epoch, seq))
        m_parts.store.write([mid](StoreDatabase &database) { return database.dropOutgoing(mid); });
}

void Sender::retry(const Mid &mid)
{
    if (const Outgoing *message = m_outbox.retry(mid)) {
        write(*message);
        Q_EMIT
        changed(*message, false);
        pump();
    }
}

void Sender::discard(const Mid &mid)
{
    const Outgoing *message = m_outbox.find(mid);
    if (!message)
        return;
    const RoomId room = message->room;
    if (!m_outbox.discard(mid))
        return;
    m_parts.store.write([mid](StoreDatabase &database) { return database.dropOutgoing(mid); });
    Q_EMIT
    discarded(room, mid);
    pump();
}

void Sender::storedInLog(const Mid &mid, const Epoch &epoch, qint64 seq)
{
    if (!redHook("the_log_is_no_ok"))
        acknowledge(mid, epoch, seq);
}

void Sender::forked(const RoomId &room, const Epoch &epoch, qint64 seq, const QSet<Mid> &present)
{
    const QList<Outgoing> again = m_outbox.forked(room, epoch, seq, present);
    for (const Outgoing &message : again) {
        log::info("outbox", QStringLiteral("sends again what the log lost"), { { "room", room.text() } });
        write(message);
        Q_EMIT
        changed(message, false);
    }
    pump();
}

void Sender::roomGone(const RoomId &room)
{
    for (const Outgoing *message : m_outbox.pending(room)) {
        if (message->state != Outgoing::State::Queued)
            continue;
        fail(message->mid, { ErrorCode::NotFound, QStringLiteral("no longer a member") });
    }
}

void Sender::connectionLost()
{
    m_overdue.clear();
    std::vector<Outgoing> waiting;
    for (const Outgoing *message : m_outbox.all())
        if (m_outbox.isUnanswered(message->mid) && message->state == Outgoing::State::Queued)
            waiting.push_back(*message);
    m_outbox.connectionLost();
    m_holdAlarm->cancel();
    for (const Outgoing &message : waiting)
        Q_EMIT
    changed(message, false);
}

void Sender::pump()
{
    const Connection &connection = m_parts.connection;
    if (!connection.isOnline() || connection.isLeaving() || !connection.view().redisUp)
        return;
    const QList<RoomId> rooms = m_outbox.roomsWaiting();
    for (const RoomId &room : rooms) {
        if (!m_asks.maySend(room))
            continue;
        while (const Outgoing *message = m_outbox.next(room, m_parts.clock.now()))
            send(*message); // it goes out, and the next one waits for its answer; or it fails
    }
    armHold();
}

void Sender::send(const Outgoing &message)
{
    const Mid mid = message.mid;
    const RoomId room = message.room;
    if (message.kind != Outgoing::Kind::Message && !aim(message))
        return fail(mid, { ErrorCode::NotFound, QStringLiteral("the message is no longer there") });
    m_outbox.sent(mid);
    m_parts.connection.ask(commandOf(message), sendPatience, this,
        [this, mid, room](const Result<protocol::OkReply> &outcome) { onAnswer(mid, room, outcome); });
    Q_EMIT
    changed(message, true);
}

/// A seq is of use in its own log only. One that is not known, or no longer, is found by the message's mid.
bool Sender::aim(const Outgoing &change)
{
    const Epoch epoch = m_asks.epochOf(change.room);
    if (change.targetSeq > 0 && change.targetEpoch == epoch)
        return true;
    qint64 seq = m_asks.seqOf(change.room, change.target);
    const Outgoing *message = m_outbox.find(change.target);
    if (seq == 0 && message && message->state == Outgoing::State::Acked && message->epoch == epoch)
        seq = message->seq;
    if (seq > 0)
        m_outbox.resolve(change.mid, seq, epoch);
    return seq > 0;
}

void Sender::fail(const Mid &mid, const Error &error)
{
    if (const Outgoing *failed = m_outbox.fail(mid, error)) {
        write(*failed);
        Q_EMIT
        changed(*failed, false);
    }
}

void Sender::onAnswer(const Mid &mid, const RoomId &room, const Result<protocol::OkReply> &outcome)
{
    m_outbox.unanswered(mid);
    if (outcome.ok()) {
        m_overdue.remove(mid);
        const Result<protocol::SendOk> ok = m_parts.connection.decoder().sendOk(*outcome);
        if (ok) {
            acknowledge(mid, ok->epoch, ok->seq);
        } else {
            log::warning("outbox", QStringLiteral("an ok that cannot be read"), { { "why", ok.error().detail } });
            m_outbox.holdRoom(room, m_parts.clock.now() + pause);
        }
    } else if (const Outgoing *message = m_outbox.find(mid); message && message->state == Outgoing::State::Queued) {
        const Outgoing copy = *message;
        if (outcome.error() == Requests::overdue())
            onOverdue(copy);
        else
            onRefused(copy, outcome.error());
    }
    pump();
}

void Sender::onRefused(const Outgoing &message, const Error &error)
{
    const bool comesBack = isRetryable(error.code) || error.code == ErrorCode::Unauthorized
        || error.code == ErrorCode::Expired; // those two are the link's to mend
    if (comesBack || (error.code == ErrorCode::Internal && m_outbox.countTry(message.mid) < mostTries)) {
        m_outbox.holdRoom(message.room, m_parts.clock.now() + error.retryAfter.value_or(pause));
        Q_EMIT
        changed(message, false);
        return;
    }
    fail(message.mid, error);
}

/// Unknown, not refused: the same mid again; a node that stays silent twice is left.
void Sender::onOverdue(const Outgoing &message)
{
    Q_EMIT
    changed(message, false);
    if (++m_overdue[message.mid] < 2)
        return;
    m_overdue.clear();
    log::info("outbox", QStringLiteral("a send was not answered twice: reconnecting"));
    m_parts.connection.distrust();
}

void Sender::acknowledge(const Mid &mid, const Epoch &epoch, qint64 seq)
{
    const Outgoing *message = m_outbox.acknowledge(mid, epoch, seq, m_parts.clock.wall().count());
    if (!message)
        return;
    write(*message);
    if (!m_expireAlarm->isSet())
        m_expireAlarm->set(expireEvery);
    Q_EMIT
    changed(*message, false);
    pump();
}

void Sender::write(const Outgoing &message)
{
    m_parts.store.write([message](StoreDatabase &database) { return database.putOutgoing(message); });
}

void Sender::rewrite()
{
    for (const Outgoing *message : m_outbox.all())
        write(*message);
}

void Sender::expire()
{
    for (const Mid &mid : m_outbox.expire(m_parts.clock.wall().count()))
        m_parts.store.write([mid](StoreDatabase &database) { return database.dropOutgoing(mid); });
    const std::vector<const Outgoing *> left = m_outbox.all();
    const bool anyAcked = std::any_of(
        left.cbegin(), left.cend(), [](const Outgoing *message) { return message->state == Outgoing::State::Acked; });
    if (anyAcked)
        m_expireAlarm->set(expireEvery);
}

void Sender::armHold()
{
    const Clock::TimePoint now = m_parts.clock.now();
    if (const auto until = m_outbox.nextHoldEnd(now))
        m_holdAlarm->set(std::chrono::ceil<milliseconds>(*until - now));
}

} // namespace hubbub::client
