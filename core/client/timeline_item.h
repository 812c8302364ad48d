// SPDX-License-Identifier: GPL-3.0-or-later
// One row of a room's timeline, as plain data.
#pragma once

#include "core/base/error.h"
#include "core/protocol/state.h"

namespace hubbub::client {

enum class SendState : quint8 {
    Stored, ///< in the room's log: somebody else's, or ours and acknowledged
    Queued, ///< ours, in the outbox on disk
    Sending, ///< ours, sent and not yet answered
    Failed, ///< ours, refused for good; see `error`
};

struct TimelineItem {
    enum class Kind : quint8 {
        Message,
        Member, ///< joined, left, ...
        Room, ///< title, topic, closed
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
    SendState state = SendState::Stored;
    bool readByOthers = false; ///< ours, and at least one other member has read it
    Error error; ///< where state is Failed
    qint64 gapFrom = 0;
    qint64 gapTo = 0;

    friend bool operator==(const TimelineItem &, const TimelineItem &) = default;
};

} // namespace hubbub::client
