// SPDX-License-Identifier: GPL-3.0-or-later
// What several messages carry: a room's state, a person, an event of a room's log.
#pragma once

#include "core/base/ids.h"

#include <QList>
#include <QString>

#include <optional>

namespace hubbub::protocol {

/// Support: a desk, whose members are its agents. Case: a visitor's conversation at one.
enum class RoomKind : quint8 { Chat, Direct, Support, Case };
enum class Visibility : quint8 { Public, Private };
enum class Role : quint8 { None, Member, Moderator, Owner }; ///< in rising order of rights
enum class Presence : quint8 { Offline, Online, Away, Busy };
/// Why a presence changed.
enum class PresenceCause : quint8 { Join, Leave, Timeout, Crash, Kick, State };
/// In this order in stores on disk: new ones come last.
enum class EventKind : quint8 { Message, Edit, Redact, React, Member, Room, Void, Unknown, Open, Take, Hand, Done };
/// What a node did with a position that a client named.
enum class ResumeResult : quint8 { None, Complete, Gap, Far };
enum class GapCause : quint8 { Trimmed, Reset, Forked };

struct LastLine {
    UserId from;
    qint64 ts = 0; ///< ms since 1970, Redis's clock
    QString text; ///< shortened

    friend bool operator==(const LastLine &, const LastLine &) = default;
};

/// STATE of the protocol page: a room as one of its members sees it.
struct RoomState {
    RoomId room;
    QString title;
    QString topic;
    RoomKind kind = RoomKind::Chat;
    Visibility visibility = Visibility::Public;
    Role role = Role::Member;
    Epoch epoch;
    qint64 first = 1; ///< oldest seq still in the log; last + 1 where the log is empty
    qint64 last = 0; ///< newest seq; 0 where there never was one
    Mid lastMid;
    qint64 read = 0; ///< this user's read position
    qint64 members = 0;
    std::optional<LastLine> lastLine;
    RoomId desk {}; ///< of a conversation: where it was opened
    ResumeResult resume = ResumeResult::None;

    friend bool operator==(const RoomState &, const RoomState &) = default;
};

/// A message's body. Unknown members are kept by nodes and ignored by clients.
struct MessageBody {
    QString text; ///< Markdown
    std::optional<qint64> replyTo;
    QList<UserId> mentions;

    friend bool operator==(const MessageBody &, const MessageBody &) = default;
};

/// Body of a `member` event.
struct MemberBody {
    enum class Change : quint8 { Joined, Left, Role, Kicked, Banned };
    Change change = Change::Joined;
    UserId user;
    QString display;
    hubbub::protocol::Role role = hubbub::protocol::Role::Member; ///< after the change
    QString reason {}; ///< of kicked and banned; may be empty

    friend bool operator==(const MemberBody &, const MemberBody &) = default;
};

// Bodies of events that change an earlier one, or the room.
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

/// Body of `open`, `take`, `hand` and `done`: what became of a conversation in a desk's queue.
struct CaseBody {
    RoomId room; ///< the conversation; on the wire `case`
    UserId user; ///< who opened it, or who has it from now on; empty: nobody
    QString display; ///< of that user
    QString text; ///< of `open`: the first words, one line
    friend bool operator==(const CaseBody &, const CaseBody &) = default;
};

/// One entry of a room's log, as a client sees it.
struct Event {
    RoomId room;
    qint64 seq = 0;
    Epoch epoch;
    qint64 ts = 0; ///< ms since 1970, Redis's clock
    EventKind kind = EventKind::Unknown;
    UserId from;
    Mid mid;
    MessageBody message; ///< where kind is Message
    MemberBody member; ///< where kind is Member
    QByteArray body; ///< the body as it came, compact JSON, for kinds that this version does not read

    friend bool operator==(const Event &, const Event &) = default;
};

struct PersonEntry { ///< of a `members` reply
    UserId user;
    QString display;
    Role role = Role::Member;
    Presence state = Presence::Offline;
    QString text; ///< what the person says of it, such as "in a meeting"
    int devices = 0;
    qint64 lastSeen = 0; ///< ms since 1970; 0 unknown

    friend bool operator==(const PersonEntry &, const PersonEntry &) = default;
};

using NoticeId = Id<struct NoticeTag>; ///< opaque; later ones come later
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

/// A conversation that is not done, in a desk's queue.
struct CaseEntry {
    RoomId room; ///< on the wire `case`
    UserId user; ///< who opened it
    QString display;
    QString text; ///< the first words, one line
    qint64 since = 0; ///< ms since 1970 by Redis's clock: when it began to wait, also when it came back
    UserId agent; ///< who has it; empty: it waits
    QString agentDisplay;
    qint64 place = 0; ///< of those that wait: 1 is the next one; 0 where it was taken

    friend bool operator==(const CaseEntry &, const CaseEntry &) = default;
};

struct PublicRoom { ///< of a `rooms` reply
    RoomId room;
    QString title;
    RoomKind kind = RoomKind::Chat;
    qint64 members = 0;

    friend bool operator==(const PublicRoom &, const PublicRoom &) = default;
};

} // namespace hubbub::protocol
