// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/outbox.h"

#include "core/base/red_hook.h"

#include <algorithm>

namespace hubbub::client {

using State = Outgoing::State;

void Outbox::restore(const QList<Outgoing> &messages)
{
    for (const Outgoing &message : messages) {
        if (redHook("outbox_in_memory"))
            break;
        if (m_orders.contains(message.mid))
            continue;
        Outgoing restored = message;
        // What was typed before the store was read keeps its place after what was typed in an earlier run.
        m_lastOrder = std::max(m_lastOrder, message.order);
        m_orders.insert(message.mid, message.order);
        if (message.state == State::Queued)
            m_sent.insert(message.mid); // an earlier run may have sent it
        m_messages.insert_or_assign(message.order, std::move(restored));
    }
}

const Outgoing &Outbox::add(const RoomId &room, const Mid &mid, const protocol::MessageBody &body, qint64 wallMs)
{
    Outgoing message;
    message.mid = mid;
    message.room = room;
    message.body = body;
    message.created = wallMs;
    return add(std::move(message));
}

const Outgoing &Outbox::add(Outgoing message)
{
    message.order = ++m_lastOrder;
    m_orders.insert(message.mid, message.order);
    m_unpersisted.insert(message.mid);
    return m_messages.insert_or_assign(message.order, std::move(message)).first->second;
}

const Outgoing *Outbox::rewrite(const Mid &mid, const protocol::MessageBody &body)
{
    Outgoing *message = lookUp(mid);
    if (!message || message->state == State::Acked || m_sent.contains(mid))
        return nullptr; // a node may have stored it as it was
    message->body = body;
    message->state = State::Queued;
    message->error = {};
    return message;
}

const Outgoing *Outbox::unsentChange(
    const RoomId &room, const Mid &target, Outgoing::Kind kind, const QString &word) const
{
    for (auto it = m_messages.crbegin(); it != m_messages.crend(); ++it) {
        const Outgoing &change = it->second;
        const bool same = change.room == room && change.kind == kind && change.target == target && change.word == word;
        if (same && change.state == State::Queued && !m_sent.contains(change.mid))
            return &change;
    }
    return nullptr;
}

void Outbox::resolve(const Mid &mid, qint64 targetSeq, const Epoch &epoch)
{
    if (Outgoing *change = lookUp(mid)) {
        change->targetSeq = targetSeq;
        change->targetEpoch = epoch;
    }
}

QList<Mid> Outbox::redacted(const RoomId &room, const Epoch &epoch, qint64 seq)
{
    QList<Mid> gone;
    for (auto it = m_messages.begin(); it != m_messages.end();) {
        const Outgoing &message = it->second;
        const bool itself = message.kind == Outgoing::Kind::Message && message.seq == seq && message.epoch == epoch;
        const bool edit =
            message.kind == Outgoing::Kind::Edit && message.targetSeq == seq && message.targetEpoch == epoch;
        if (message.room == room && message.state == State::Acked && (itself || edit)) {
            gone.append(message.mid);
            m_orders.remove(message.mid);
            it = m_messages.erase(it);
        } else {
            ++it;
        }
    }
    return gone;
}

void Outbox::persisted(const Mid &mid) { m_unpersisted.remove(mid); }

const Outgoing *Outbox::next(const RoomId &room, TimePoint now) const
{
    const auto hold = m_holds.constFind(room);
    if (hold != m_holds.cend() && *hold > now)
        return nullptr;
    const Outgoing *first = nullptr;
    for (const auto &[order, message] : m_messages) {
        if (message.room != room)
            continue;
        if (m_unanswered.contains(message.mid))
            return nullptr;
        if (!first && message.state == State::Queued)
            first = &message;
    }
    // A message that the disk has not yet keeps those behind it waiting too.
    return first && !m_unpersisted.contains(first->mid) ? first : nullptr;
}

void Outbox::sent(const Mid &mid)
{
    m_unanswered.insert(mid);
    m_sent.insert(mid);
}

void Outbox::unanswered(const Mid &mid) { m_unanswered.remove(mid); }

void Outbox::connectionLost()
{
    m_unanswered.clear();
    m_holds.clear(); // the next node may be well
}

void Outbox::holdRoom(const RoomId &room, TimePoint until) { m_holds.insert(room, until); }

const Outgoing *Outbox::acknowledge(const Mid &mid, const Epoch &epoch, qint64 seq, qint64 wallMs)
{
    Outgoing *message = lookUp(mid);
    if (!message || message->state == State::Acked)
        return nullptr;
    message->state = State::Acked;
    message->epoch = epoch;
    message->seq = seq;
    message->acked = wallMs;
    m_tries.remove(mid);
    m_sent.remove(mid);
    return message;
}

const Outgoing *Outbox::fail(const Mid &mid, const Error &error)
{
    Outgoing *message = lookUp(mid);
    if (!message || message->state == State::Acked)
        return nullptr;
    message->state = State::Failed;
    message->error = error;
    m_unanswered.remove(mid);
    m_tries.remove(mid);
    m_sent.remove(mid); // refused: no node has it
    return message;
}

const Outgoing *Outbox::retry(const Mid &mid)
{
    Outgoing *message = lookUp(mid);
    if (!message || message->state != State::Failed)
        return nullptr;
    message->state = State::Queued;
    message->error = {};
    return message;
}

bool Outbox::discard(const Mid &mid)
{
    const Outgoing *message = find(mid);
    if (!message || message->state == State::Acked || m_unanswered.contains(mid))
        return false;
    m_messages.erase(message->order);
    m_orders.remove(mid);
    m_unpersisted.remove(mid);
    m_tries.remove(mid);
    m_sent.remove(mid);
    return true;
}

int Outbox::countTry(const Mid &mid) { return ++m_tries[mid]; }

QList<Outgoing> Outbox::forked(const RoomId &room, const Epoch &epoch, qint64 seq, const QSet<Mid> &present)
{
    QList<Outgoing> again;
    for (auto &[order, message] : m_messages) {
        if (message.room != room)
            continue;
        const bool lost = !redHook("sent_is_sent") && message.state == State::Acked && message.epoch == epoch
            && message.seq > seq && !present.contains(message.mid);
        const bool aimless = message.targetSeq > seq && message.targetEpoch == epoch;
        if (lost) {
            message.state = State::Queued;
            message.acked = 0;
            message.seq = 0;
            message.epoch = {};
        }
        if (aimless)
            message.targetSeq = 0;
        if (lost || (aimless && message.state != State::Acked))
            again.append(message);
    }
    return again;
}

QList<Mid> Outbox::expire(qint64 wallMs)
{
    const qint64 kept = std::chrono::milliseconds(keptAfterAck).count();
    QList<Mid> gone;
    for (auto it = m_messages.begin(); it != m_messages.end();) {
        const Outgoing &message = it->second;
        // A clock that was set back must not keep them for ever.
        const qint64 age = std::abs(wallMs - message.acked);
        if (message.state == State::Acked && age > kept && !m_unanswered.contains(message.mid)) {
            gone.append(message.mid);
            m_orders.remove(message.mid);
            it = m_messages.erase(it);
        } else {
            ++it;
        }
    }
    return gone;
}

const Outgoing *Outbox::find(const Mid &mid) const
{
    const auto order = m_orders.constFind(mid);
    return order == m_orders.cend() ? nullptr : &m_messages.at(*order);
}

Outgoing *Outbox::lookUp(const Mid &mid) { return const_cast<Outgoing *>(std::as_const(*this).find(mid)); }

std::vector<const Outgoing *> Outbox::pending(const RoomId &room) const
{
    std::vector<const Outgoing *> found;
    for (const auto &[order, message] : m_messages)
        if (message.room == room && message.state != State::Acked)
            found.push_back(&message);
    return found;
}

QList<RoomId> Outbox::roomsWaiting() const
{
    QList<RoomId> rooms;
    for (const auto &[order, message] : m_messages)
        if (message.state == State::Queued && !rooms.contains(message.room))
            rooms.append(message.room);
    return rooms;
}

std::optional<Outbox::TimePoint> Outbox::nextHoldEnd(TimePoint now) const
{
    std::optional<TimePoint> first;
    for (const TimePoint &until : m_holds)
        if (until > now && (!first || until < *first))
            first = until;
    return first;
}

int Outbox::queued() const
{
    return static_cast<int>(std::count_if(
        m_messages.cbegin(), m_messages.cend(), [](const auto &entry) { return entry.second.state == State::Queued; }));
}

std::vector<const Outgoing *> Outbox::all() const
{
    std::vector<const Outgoing *> found;
    for (const auto &[order, message] : m_messages)
        found.push_back(&message);
    return found;
}

} // namespace hubbub::client
