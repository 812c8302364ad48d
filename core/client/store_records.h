// SPDX-License-Identifier: GPL-3.0-or-later
// What the store on disk keeps, as values.
#pragma once

#include "core/client/timeline_item.h"
#include "core/protocol/state.h"

#include <QHash>

namespace hubbub::client {

/// A room as it was last known.
struct StoredRoom {
    protocol::RoomState state; ///< first, last and resume are of the time when it was written
    Position position; ///< of the last event that was applied: what a `hello` names
    qint64 read = 0; ///< this person's read position
    qint64 othersRead = 0; ///< the furthest one of anybody else

    friend bool operator==(const StoredRoom &, const StoredRoom &) = default;
};

/// A message of ours, or a change of one in the log, on its way there.
struct Outgoing {
    enum class Kind : quint8 { Message, Edit, Redact, React };
    enum class State : quint8 {
        Queued,
        Failed,
        Acked, ///< in the log; kept for a while, since a fail-over of Redis may lose it again
    };
    Mid mid;
    RoomId room;
    protocol::MessageBody body;
    qint64 order = 0; ///< rising within the store: the order of sending
    qint64 created = 0; ///< ms since 1970
    State state = State::Queued;
    Error error; ///< where Failed
    qint64 acked = 0; ///< ms since 1970, where Acked
    Epoch epoch; ///< where Acked
    qint64 seq = 0; ///< where Acked
    Kind kind = Kind::Message;
    Mid target; ///< the message that is changed; empty for a Message
    qint64 targetSeq = 0; ///< its seq; 0 where it is not known (any more): looked for by the mid before it goes out
    Epoch targetEpoch; ///< of targetSeq
    QString word; ///< of a Redact: the reason; of a React: the emoji
    bool on = true; ///< of a React

    friend bool operator==(const Outgoing &, const Outgoing &) = default;
};

/// Events that no log has any more.
struct GapRow {
    qint64 first = 0;
    qint64 last = 0;

    friend bool operator==(const GapRow &, const GapRow &) = default;
};

/// A run of a room's log without a hole: each seq is an event or lies in a gap.
struct HistoryRun {
    QList<protocol::Event> events; ///< ascending
    QList<GapRow> gaps; ///< ascending
    QList<protocol::Event> amends; ///< what is known to change these events, ascending; may lie outside of the run
};

struct UnreadCount {
    qint64 messages = 0;
    qint64 mentions = 0;
    friend bool operator==(const UnreadCount &, const UnreadCount &) = default;
};

struct StoreSnapshot {
    QList<StoredRoom> rooms;
    QHash<RoomId, QString> drafts;
    QList<Outgoing> outbox; ///< in order
};

} // namespace hubbub::client
