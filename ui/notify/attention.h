// SPDX-License-Identifier: GPL-3.0-or-later
// Which new messages a person wants to be told of.
#pragma once

#include "core/client/chat_client.h"

namespace hubbub::ui {

/// Of one room.
enum class Attention : quint8 {
    All,
    Mentions, ///< only messages that name the person
    Muted,
};

/// Unread messages that count in totals: all, those that mention, none.
[[nodiscard]] inline qint64 unreadThatCounts(const client::RoomSummary &room, Attention attention)
{
    switch (attention) {
    case Attention::All:
        return room.unread;
    case Attention::Mentions:
        return room.mentions;
    case Attention::Muted:
        break;
    }
    return 0;
}

} // namespace hubbub::ui
