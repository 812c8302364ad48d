// SPDX-License-Identifier: GPL-3.0-or-later
// What travels on a room's channel: a short header that a node reads, and a frame that it only passes on.
#pragma once

#include "core/base/ids.h"

#include <QByteArrayView>

#include <optional>
#include <variant>

namespace hubbub::server {

/// An entry of the room's log: "e SEQ EPOCH MID TS KIND [CHANGE USER | traced US | asked US]\nFRAME". Views into the
/// payload.
struct LoggedNews {
    qint64 seq = 0;
    QByteArrayView epoch;
    QByteArrayView mid;
    qint64 ts = 0; ///< ms, Redis's clock
    QByteArrayView kind;
    QByteArrayView change; ///< of a member event: joined, left, ...
    QByteArrayView user; ///< whom it concerns
    std::optional<qint64> tracedUs; ///< it is traced; the microseconds of Redis's clock after ts
    bool isAskedFor = false; ///< traced because an operator wants to see it
    QByteArrayView frame;
};
/// A session's presence: "p VERSION USER SESSION STATE CAUSE NODE SESSIONS TEXT".
struct PresenceNews {
    qint64 version = 0;
    QByteArrayView user;
    QByteArrayView session;
    QByteArrayView state; ///< offline: the session is gone
    QByteArrayView cause;
    QByteArrayView node;
    int sessions = 0; ///< of the user, after this
    QByteArrayView text;
};
/// What is worth telling but not keeping: typing ("t ...") and read positions ("r ..."): "X USER\nFRAME".
struct PassingNews {
    QByteArrayView user;
    QByteArrayView frame;
    bool isTyping = false;
};

using ChannelMessage = std::variant<LoggedNews, PresenceNews, PassingNews>;

/// Nothing for what this version does not know; a channel is not only ours.
[[nodiscard]] std::optional<ChannelMessage> readChannelMessage(QByteArrayView payload);

/// A typing push on its way to the room.
[[nodiscard]] QByteArray typingMessage(const UserId &user, QByteArrayView frame);

} // namespace hubbub::server
