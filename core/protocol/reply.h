// SPDX-License-Identifier: GPL-3.0-or-later
// What a node answers: one struct for each kind of `ok`, and the error.
#pragma once

#include "core/base/error.h"
#include "core/protocol/state.h"

#include <QStringList>

#include <optional>

namespace hubbub::protocol {

struct Limits { ///< as told in `welcome`
    qint64 frame = 0;
    qint64 text = 0;
    qint64 rooms = 0;
    qint64 commandsPerSecond = 0;
    qint64 sendsPerSecond = 0;
    qint64 unsent = 0;
    friend bool operator==(const Limits &, const Limits &) = default;
};
struct Welcome {
    UserId user;
    QString display;
    QStringList roles;
    SessionId session;
    NodeId node;
    QByteArray token;
    qint64 tokenTtlSeconds = 0;
    QByteArray refresh; ///< only after a password or a refresh
    int pingSeconds = 20;
    qint64 time = 0; ///< ms since 1970, the node's clock
    Limits limits;
    QStringList nodes; ///< WebSocket URLs of all ready nodes
    QList<RoomState> rooms;
    friend bool operator==(const Welcome &, const Welcome &) = default;
};
struct SendOk {
    qint64 seq = 0;
    qint64 ts = 0;
    Epoch epoch;
    bool dup = false; ///< the mid was known: this is the answer of the first time
    friend bool operator==(const SendOk &, const SendOk &) = default;
};
struct HistoryPage {
    QList<Event> events; ///< ascending
    bool more = false; ///< further ones exist in the direction that was asked for
    qint64 first = 1;
    qint64 last = 0;
    Epoch epoch;
    QList<Event> amends; ///< later events that target this page
    friend bool operator==(const HistoryPage &, const HistoryPage &) = default;
};
struct ResumeOk {
    QList<RoomState> rooms;
    friend bool operator==(const ResumeOk &, const ResumeOk &) = default;
};
struct RefreshOk {
    QByteArray token;
    qint64 tokenTtlSeconds = 0;
    QByteArray refresh;
    friend bool operator==(const RefreshOk &, const RefreshOk &) = default;
};
struct RoomsPage {
    QList<PublicRoom> rooms;
    RoomId next; ///< give it as `after`; empty: that was all
    friend bool operator==(const RoomsPage &, const RoomsPage &) = default;
};
struct MembersPage {
    QList<PersonEntry> members;
    UserId next;
    friend bool operator==(const MembersPage &, const MembersPage &) = default;
};
struct ReadsOk {
    QList<std::pair<UserId, qint64>> reads;
    friend bool operator==(const ReadsOk &, const ReadsOk &) = default;
};

struct QueueOk {
    QList<CaseEntry> cases; ///< in the order in which they began to wait
    friend bool operator==(const QueueOk &, const QueueOk &) = default;
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

struct ErrorReply {
    std::optional<qint64> id; ///< nothing where the frame had none that could be read
    Error error;
    friend bool operator==(const ErrorReply &, const ErrorReply &) = default;
};

} // namespace hubbub::protocol
