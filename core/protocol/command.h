// SPDX-License-Identifier: GPL-3.0-or-later
// What a client asks of a node. One struct for each op; the node answers each with exactly one reply.
#pragma once

#include "core/protocol/state.h"

#include <QHash>

#include <optional>
#include <variant>

namespace hubbub::protocol {

/// What can't be a position came as one in the epoch "?", which no room has: the answer is a gap.
using Positions = QHash<RoomId, Position>;

struct Hello {
    // Exactly one of these three ways to say who one is.
    QByteArray token;
    QByteArray refresh;
    UserId user;
    QString password;

    bool create = false; ///< with user and password: make the account
    QString display; ///< with create
    QByteArray code; ///< with create: an invitation code
    DeviceId device;
    QString app; ///< name and version, for operators
    Positions resume;

    friend bool operator==(const Hello &, const Hello &) = default;
};
struct Resume {
    Positions rooms;
    friend bool operator==(const Resume &, const Resume &) = default;
};
struct Refresh {
    QByteArray refresh;
    friend bool operator==(const Refresh &, const Refresh &) = default;
};
struct Send {
    RoomId room;
    Mid mid;
    QByteArray body; ///< checked and compact JSON of the body; passed on as it is
    friend bool operator==(const Send &, const Send &) = default;
};
struct History {
    RoomId room;
    std::optional<qint64> before; ///< at most one of before and after; neither: the newest
    std::optional<qint64> after;
    int limit = 50;
    friend bool operator==(const History &, const History &) = default;
};
struct Join {
    RoomId room;
    friend bool operator==(const Join &, const Join &) = default;
};
struct Leave {
    RoomId room;
    friend bool operator==(const Leave &, const Leave &) = default;
};
struct Create {
    RoomId room;
    QString title;
    RoomKind kind = RoomKind::Chat;
    Visibility visibility = Visibility::Public;
    friend bool operator==(const Create &, const Create &) = default;
};
struct Rooms {
    QString prefix;
    RoomId after;
    int limit = 50;
    friend bool operator==(const Rooms &, const Rooms &) = default;
};
struct Members {
    RoomId room;
    UserId after;
    int limit = 50;
    friend bool operator==(const Members &, const Members &) = default;
};
struct Typing {
    RoomId room;
    bool on = true;
    friend bool operator==(const Typing &, const Typing &) = default;
};
struct SetPresence {
    Presence state = Presence::Online;
    QString text;
    RoomId room; ///< the one on screen; may be empty
    friend bool operator==(const SetPresence &, const SetPresence &) = default;
};
struct Read {
    RoomId room;
    qint64 seq = 0;
    friend bool operator==(const Read &, const Read &) = default;
};
struct Reads {
    RoomId room;
    friend bool operator==(const Reads &, const Reads &) = default;
};
struct Logout {
    bool everywhere = false;
    friend bool operator==(const Logout &, const Logout &) = default;
};

using Command = std::variant<Hello, Resume, Refresh, Send, History, Join, Leave, Create, Rooms, Members, Typing,
    SetPresence, Read, Reads, Logout>;

struct CommandFrame {
    qint64 id = 0; ///< positive, unique in the connection
    Command command;
};

} // namespace hubbub::protocol
