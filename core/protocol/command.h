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

// Events that change an earlier one. In the log their bodies have the target, which the node puts in.
struct Edit {
    RoomId room;
    Mid mid;
    qint64 target = 0; ///< seq of the message
    QByteArray body; ///< a message's, checked and compact
    friend bool operator==(const Edit &, const Edit &) = default;
};
struct Redact {
    RoomId room;
    Mid mid;
    qint64 target = 0;
    QString reason;
    friend bool operator==(const Redact &, const Redact &) = default;
};
struct React {
    RoomId room;
    Mid mid;
    qint64 target = 0;
    QString emoji;
    bool on = true; ///< false takes it back
    friend bool operator==(const React &, const React &) = default;
};

// The room itself.
struct SetRoom { ///< op `set`; at least one of both
    RoomId room;
    std::optional<QString> title;
    std::optional<QString> topic;
    friend bool operator==(const SetRoom &, const SetRoom &) = default;
};
struct CloseRoom { ///< op `close`
    RoomId room;
    friend bool operator==(const CloseRoom &, const CloseRoom &) = default;
};

// Who is in it, and as what.
struct Direct {
    UserId user;
    friend bool operator==(const Direct &, const Direct &) = default;
};
struct Invite {
    RoomId room;
    UserId user;
    friend bool operator==(const Invite &, const Invite &) = default;
};
struct Kick {
    RoomId room;
    UserId user;
    QString reason;
    friend bool operator==(const Kick &, const Kick &) = default;
};
struct Ban {
    RoomId room;
    UserId user;
    QString reason;
    friend bool operator==(const Ban &, const Ban &) = default;
};
struct Unban {
    RoomId room;
    UserId user;
    friend bool operator==(const Unban &, const Unban &) = default;
};
struct SetRole { ///< op `role`
    RoomId room;
    UserId user;
    Role role = Role::Member; ///< never None
    friend bool operator==(const SetRole &, const SetRole &) = default;
};

// A support desk. `room` is the desk's, `conversation` (on the wire `case`) that of one who asks for help.
struct OpenCase { ///< op `open`
    RoomId room;
    Mid mid; ///< of the first message; the same again is the same conversation
    QString text;
    friend bool operator==(const OpenCase &, const OpenCase &) = default;
};
struct TakeCase { ///< op `take`
    RoomId room;
    RoomId conversation;
    friend bool operator==(const TakeCase &, const TakeCase &) = default;
};
struct HandCase { ///< op `hand`
    RoomId room;
    RoomId conversation;
    UserId user; ///< empty: back into the queue
    friend bool operator==(const HandCase &, const HandCase &) = default;
};
struct DoneCase { ///< op `done`
    RoomId room;
    RoomId conversation;
    friend bool operator==(const DoneCase &, const DoneCase &) = default;
};
struct Queue {
    RoomId room;
    friend bool operator==(const Queue &, const Queue &) = default;
};

// What concerns one user.
struct Block {
    UserId user;
    friend bool operator==(const Block &, const Block &) = default;
};
struct Unblock {
    UserId user;
    friend bool operator==(const Unblock &, const Unblock &) = default;
};
struct Inbox {
    NoticeId before; ///< empty: the newest
    int limit = 50;
    friend bool operator==(const Inbox &, const Inbox &) = default;
};
struct InboxRead {
    NoticeId upTo;
    friend bool operator==(const InboxRead &, const InboxRead &) = default;
};
struct Account { ///< a new display name, or a new password, or both
    std::optional<QString> display;
    QString password; ///< the old one; with newPassword
    QString newPassword; ///< ends all other sessions
    friend bool operator==(const Account &, const Account &) = default;
};

using Command = std::variant<Hello, Resume, Refresh, Send, History, Join, Leave, Create, Rooms, Members, Typing,
    SetPresence, Read, Reads, Logout, Edit, Redact, React, SetRoom, CloseRoom, Direct, Invite, Kick, Ban, Unban,
    SetRole, Block, Unblock, Inbox, InboxRead, Account, OpenCase, TakeCase, HandCase, DoneCase, Queue>;

struct CommandFrame {
    qint64 id = 0; ///< positive, unique in the connection
    Command command;
};

} // namespace hubbub::protocol
