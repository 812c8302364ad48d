// SPDX-License-Identifier: GPL-3.0-or-later
// Own messages on their way to the log: in order a room, one unanswered a room, the same mid for every repeat.
// Pure: whoever uses it writes to disk and to the node.
#pragma once

#include "core/base/clock.h"
#include "core/client/store_records.h"

#include <QHash>
#include <QSet>

#include <map>
#include <vector>

namespace hubbub::client {

class Outbox {
public:
    using TimePoint = Clock::TimePoint;

    /// What was on disk at the start.
    void restore(const QList<Outgoing> &messages);
    /// A new message, or a change of one; it gets its place in the order, and waits for persisted() before it may be
    /// sent.
    const Outgoing &add(Outgoing message);
    const Outgoing &add(const RoomId &room, const Mid &mid, const protocol::MessageBody &body, qint64 wallMs);
    /// Another text for what has not gone out yet; nullptr where it has. A failed one waits again.
    const Outgoing *rewrite(const Mid &mid, const protocol::MessageBody &body);
    /// Our newest change of that kind of that message that has not gone out yet.
    [[nodiscard]] const Outgoing *unsentChange(
        const RoomId &room, const Mid &target, Outgoing::Kind kind, const QString &word = {}) const;
    /// The seq of a change's target is known now.
    void resolve(const Mid &mid, qint64 targetSeq, const Epoch &epoch);
    /// A message was taken out of the log on purpose: forgets it, where it is ours, and our edits of it, so that no
    /// fork brings them back.
    [[nodiscard]] QList<Mid> redacted(const RoomId &room, const Epoch &epoch, qint64 seq);
    /// The disk has it, or has refused it for good: either way it goes on.
    void persisted(const Mid &mid);

    /// The message that this room may send now; nullptr: none, or one is unanswered, or the room waits.
    [[nodiscard]] const Outgoing *next(const RoomId &room, TimePoint now) const;
    void sent(const Mid &mid);
    /// Frees the room's place without judging the message: it is sent again.
    void unanswered(const Mid &mid);
    /// The connection is gone: all unanswered ones wait again.
    void connectionLost();
    /// No send in this room before then.
    void holdRoom(const RoomId &room, TimePoint until);

    /// In the log. nullptr where that mid is none of ours or was acknowledged before.
    const Outgoing *acknowledge(const Mid &mid, const Epoch &epoch, qint64 seq, qint64 wallMs);
    const Outgoing *fail(const Mid &mid, const Error &error); ///< this message only
    const Outgoing *retry(const Mid &mid); ///< a failed one waits again, in its old place
    bool discard(const Mid &mid); ///< queued or failed, and not unanswered
    /// Refused by a defect of the node's, not of the message: how often so far, this time included.
    int countTry(const Mid &mid);

    /// The log lost what it had after `seq`: own acknowledged messages that are not `present` wait again, before any
    /// newer one. Changes of what was lost have to look for their targets anew. All that is different now.
    [[nodiscard]] QList<Outgoing> forked(const RoomId &room, const Epoch &epoch, qint64 seq, const QSet<Mid> &present);
    /// Acknowledged so long ago that no fork needs them any more; forgets them.
    [[nodiscard]] QList<Mid> expire(qint64 wallMs);

    [[nodiscard]] const Outgoing *find(const Mid &mid) const;
    [[nodiscard]] bool isUnanswered(const Mid &mid) const { return m_unanswered.contains(mid); }
    /// Not acknowledged, and yet a node may have stored it.
    [[nodiscard]] bool mayBeStored(const Mid &mid) const { return m_sent.contains(mid); }
    /// Queued and failed ones, in order.
    [[nodiscard]] std::vector<const Outgoing *> pending(const RoomId &room) const;
    [[nodiscard]] QList<RoomId> roomsWaiting() const; ///< with at least one queued message
    [[nodiscard]] std::optional<TimePoint> nextHoldEnd(TimePoint now) const;
    [[nodiscard]] int queued() const; ///< in all rooms
    [[nodiscard]] std::vector<const Outgoing *> all() const;

    static constexpr std::chrono::minutes keptAfterAck { 10 };

private:
    Outgoing *lookUp(const Mid &mid);

    std::map<qint64, Outgoing> m_messages; ///< by order
    QHash<Mid, qint64> m_orders;
    QSet<Mid> m_unpersisted;
    QSet<Mid> m_unanswered;
    QSet<Mid> m_sent; ///< went out, or may have in an earlier run, and were neither acknowledged nor refused
    QHash<Mid, int> m_tries;
    QHash<RoomId, TimePoint> m_holds;
    qint64 m_lastOrder = 0;
};

} // namespace hubbub::client
