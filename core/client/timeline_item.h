// SPDX-License-Identifier: GPL-3.0-or-later
// One row of a room's timeline, as plain data.
#pragma once

#include "core/base/error.h"
#include "core/protocol/state.h"

#include <optional>

namespace hubbub::client {

enum class SendState : quint8 {
    Stored, ///< in the room's log: somebody else's, or ours and acknowledged
    Queued, ///< ours, in the outbox on disk
    Sending, ///< ours, sent and not yet answered
    Failed, ///< ours, refused for good; see `error`
};

/// Those who answered a message with the same emoji.
struct Reaction {
    QString emoji;
    QList<UserId> users; ///< in the order in which they came; never empty
    bool mine = false; ///< I am one of them

    friend bool operator==(const Reaction &, const Reaction &) = default;
};

/// The newest change of a row that is ours and not yet seen in the log: an edit, a removal, a reaction. The row shows
/// already what it will do, unless it failed.
struct OwnChange {
    Mid mid; ///< for retrySend() and discardSend()
    SendState state = SendState::Queued;
    Error error; ///< where state is Failed

    friend bool operator==(const OwnChange &, const OwnChange &) = default;
};

struct TimelineItem {
    enum class Kind : quint8 {
        Message,
        Member, ///< joined, left, ...
        Room, ///< title, topic, closed
        Case, ///< of a support desk: opened, taken, handed over or done, as `caseKind` says
        Gap, ///< events that are gone: `gapFrom` to `gapTo`; both 0: the log was lost and begun anew
        Void, ///< a redacted event's place
    };
    Kind kind = Kind::Message;
    qint64 seq = 0; ///< 0 while it is not in the log
    Mid mid; ///< never empty but for gaps; the stable identity of a row
    qint64 ts = 0; ///< ms since 1970: Redis's clock once stored, ours before
    UserId from;
    QString display; ///< of the author
    bool own = false;
    protocol::MessageBody message; ///< where kind is Message
    protocol::MemberBody member; ///< where kind is Member
    protocol::RoomBody roomChange; ///< where kind is Room
    protocol::EventKind caseKind = protocol::EventKind::Open; ///< where kind is Case
    protocol::CaseBody caseChange; ///< where kind is Case
    SendState state = SendState::Stored;
    bool readByOthers = false; ///< ours, and at least one other member has read it
    Error error; ///< where state is Failed
    qint64 gapFrom = 0;
    qint64 gapTo = 0;
    qint64 editedTs = 0; ///< ms since 1970 of the newest edit; 0: as it was first said
    QList<Reaction> reactions; ///< in the order in which each emoji first came
    UserId redactedBy; ///< where kind is Void, as far as we know
    QString reason; ///< of it; may be empty
    std::optional<OwnChange> change;

    friend bool operator==(const TimelineItem &, const TimelineItem &) = default;
};

} // namespace hubbub::client
