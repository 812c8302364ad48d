// SPDX-License-Identifier: GPL-3.0-or-later
// What a node says by itself. An `event` is in state.h, since the log holds it too.
#pragma once

#include "core/protocol/state.h"

#include <QStringList>

#include <optional>

namespace hubbub::protocol {

struct RoomPush { ///< this user became a member
    RoomState state;
    friend bool operator==(const RoomPush &, const RoomPush &) = default;
};
struct Removed { ///< nothing of that room follows
    RoomId room;
    QByteArray cause; ///< "left", "kicked", "banned", "closed", "gone"
    friend bool operator==(const Removed &, const Removed &) = default;
};
struct TypingPush {
    RoomId room;
    UserId user;
    bool on = true;
    friend bool operator==(const TypingPush &, const TypingPush &) = default;
};
struct PresenceChange {
    UserId user;
    Presence state = Presence::Offline;
    QString text;
    int sessions = 0; ///< live ones of this user; 0 with Offline is a departure
    NodeId node;
    PresenceCause cause = PresenceCause::Join;
    friend bool operator==(const PresenceChange &, const PresenceChange &) = default;
};
struct PresencePush {
    RoomId room;
    qint64 present = 0;
    QList<PresenceChange> changes;
    bool reset = false; ///< `changes` is the whole list; who is not in it has departed
    friend bool operator==(const PresencePush &, const PresencePush &) = default;
};
struct ReadPush {
    RoomId room;
    UserId user;
    qint64 seq = 0;
    friend bool operator==(const ReadPush &, const ReadPush &) = default;
};
struct Gap {
    RoomId room;
    std::optional<qint64> from; ///< nothing where the cause is Reset
    qint64 to = 0;
    Epoch epoch;
    GapCause cause = GapCause::Trimmed;
    friend bool operator==(const Gap &, const Gap &) = default;
};
struct CaughtUp {
    RoomId room;
    qint64 seq = 0;
    friend bool operator==(const CaughtUp &, const CaughtUp &) = default;
};
struct Status {
    bool redisUp = true;
    friend bool operator==(const Status &, const Status &) = default;
};
struct NodesPush { ///< other nodes are ready than were
    QStringList nodes; ///< URLs, as in Welcome
    friend bool operator==(const NodesPush &, const NodesPush &) = default;
};
struct Goodbye {
    QByteArray cause; ///< "drain", "restart"
    qint64 retryMs = 0;
    QStringList nodes;
    friend bool operator==(const Goodbye &, const Goodbye &) = default;
};

} // namespace hubbub::protocol
