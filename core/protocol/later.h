// SPDX-License-Identifier: GPL-3.0-or-later
// Version 1's commands that this release's nodes answer with unknown_op, and what belongs to them. Each moves to
// command.h, and into Command, when nodes serve it.
#pragma once

#include "core/protocol/state.h"

#include <optional>
#include <variant>

namespace hubbub::protocol {

inline constexpr int reasonLength = 256; ///< characters of why somebody was kicked or banned, or something redacted
inline constexpr int emojiLength = 16; ///< code points of one reaction
inline constexpr qsizetype noticeIdBytes = 64;

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

// What concerns one user.
struct Block {
    UserId user;
    friend bool operator==(const Block &, const Block &) = default;
};
struct Unblock {
    UserId user;
    friend bool operator==(const Unblock &, const Unblock &) = default;
};
using NoticeId = Id<struct NoticeTag>; ///< opaque; later ones come later
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

using LaterCommand = std::variant<Edit, Redact, React, SetRoom, CloseRoom, Direct, Invite, Kick, Ban, Unban, SetRole,
    Block, Unblock, Inbox, InboxRead, Account>;
struct LaterFrame {
    qint64 id = 0;
    LaterCommand command;
};

// What nodes say of these.
enum class NoticeKind : quint8 { Mention, Direct, Invite, Announce };
struct Notice {
    NoticeId nid;
    NoticeKind kind = NoticeKind::Announce;
    RoomId room; ///< empty where it is about none
    QString title;
    qint64 seq = 0; ///< of the message; 0 where there is none
    UserId from; ///< empty for an operator's
    QString excerpt; ///< members only get one
    friend bool operator==(const Notice &, const Notice &) = default;
};
struct InboxItem {
    Notice notice;
    qint64 ts = 0; ///< ms since 1970
    bool read = false;
    friend bool operator==(const InboxItem &, const InboxItem &) = default;
};
struct InboxOk {
    QList<InboxItem> items; ///< newest first
    qint64 unread = 0;
    friend bool operator==(const InboxOk &, const InboxOk &) = default;
};

// Bodies of events of these kinds.
struct EditBody {
    qint64 target = 0;
    MessageBody message;
    friend bool operator==(const EditBody &, const EditBody &) = default;
};
struct RedactBody {
    qint64 target = 0;
    QString reason;
    friend bool operator==(const RedactBody &, const RedactBody &) = default;
};
struct ReactBody {
    qint64 target = 0;
    QString emoji;
    bool on = true;
    friend bool operator==(const ReactBody &, const ReactBody &) = default;
};
struct RoomBody { ///< what of the room became different
    std::optional<QString> title;
    std::optional<QString> topic;
    bool closed = false;
    friend bool operator==(const RoomBody &, const RoomBody &) = default;
};

} // namespace hubbub::protocol
