// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of what was said: an edit, a removal, a reaction. Pure: what a row looks like once they are applied.
#pragma once

#include "core/client/store_records.h"

#include <optional>
#include <vector>

namespace hubbub::protocol {
class Decoder;
}

namespace hubbub::client {

struct Amendment {
    Outgoing::Kind kind = Outgoing::Kind::Edit; ///< never Message
    qint64 seq = 0; ///< its own
    Mid mid;
    qint64 target = 0; ///< seq of what it changes
    UserId from;
    qint64 ts = 0; ///< ms since 1970
    protocol::MessageBody message; ///< of an Edit
    QString word; ///< of a Redact: the reason; of a React: the emoji
    bool on = true; ///< of a React

    friend bool operator==(const Amendment &, const Amendment &) = default;
};

/// Nothing for events that change no other, and for those that cannot be read.
[[nodiscard]] std::optional<Amendment> amendmentOf(const protocol::Event &event, protocol::Decoder &decoder);

/// What was said before any change.
struct PlainRow {
    TimelineItem::Kind kind = TimelineItem::Kind::Message;
    protocol::MessageBody message;
};

/// Makes the row what it is after these changes: `stored` ones by seq, then our own `waiting` ones by order, which show
/// at once what they will do; those that were refused only say so.
void amend(TimelineItem &row, const PlainRow &plain, const std::vector<Amendment> &stored,
    const std::vector<Outgoing> &waiting, const UserId &me);

} // namespace hubbub::client
