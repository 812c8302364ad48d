// SPDX-License-Identifier: GPL-3.0-or-later
// What nodes and operators say to each other by Redis's channels: reports, operator events, operator commands.
#pragma once

#include "core/base/ids.h"

#include <QList>
#include <QString>

#include <optional>

namespace hubbub::protocol {

/// Of what took its time in the second before a report, in ms.
struct Quantiles {
    double p50 = 0;
    double p99 = 0;
    friend bool operator==(const Quantiles &, const Quantiles &) = default;
};

struct BalancerTraffic { ///< of a trusted proxy that stands before a node
    QByteArray address;
    qint64 clients = 0; ///< connections that came through it and are open
    friend bool operator==(const BalancerTraffic &, const BalancerTraffic &) = default;
};

struct RoomTraffic { ///< of one room on one node, since the node started to follow it
    RoomId room;
    qint64 here = 0; ///< sessions of that node in the room
    qint64 inMessages = 0;
    qint64 deliveries = 0;
    friend bool operator==(const RoomTraffic &, const RoomTraffic &) = default;
};

/// A node's figures, once a second on hb:stats. Counters are since the node's start, so that a report that was missed
/// loses nothing.
struct NodeReport {
    NodeId node;
    Boot boot;
    qint64 t = 0; ///< ms since 1970, by Redis's clock as the node knows it
    qint64 upSeconds = 0;
    QByteArray state; ///< "ready", "draining"

    // now
    qint64 clients = 0; ///< WebSocket connections
    qint64 sessions = 0; ///< of these, signed in
    qint64 rooms = 0; ///< with somebody of this node in them
    qint64 queuedBytes = 0; ///< that clients have not taken yet
    qint64 redisInFlight = 0; ///< commands that Redis has not answered yet
    double redisRttMs = 0; ///< of the last batch
    double loopLagMs = 0; ///< the largest in the last second
    double cpu = 0; ///< of one core, in the last second: 1.0 is all of it
    qint64 rss = 0; ///< bytes
    qint64 fds = 0; ///< descriptors that it has open
    qint64 fdsMost = 0; ///< and may have; 0: not known

    // of the last second; nothing where nothing happened
    std::optional<Quantiles> publishMs; ///< from a send's arrival to Redis's answer
    std::optional<Quantiles> deliverMs; ///< from the event's time by Redis's clock to its hand-over to the sockets

    // since start
    qint64 inMessages = 0;
    qint64 inBytes = 0;
    qint64 deliveries = 0; ///< events handed to clients
    qint64 outBytes = 0;
    qint64 connects = 0;
    qint64 disconnects = 0;
    qint64 slowClosed = 0;
    qint64 resumes = 0; ///< rooms resumed
    qint64 resumesGap = 0; ///< of these, not complete
    qint64 dups = 0; ///< sends that were known already
    qint64 gapsFilled = 0; ///< events that came by the log and not by the channel
    qint64 rateLimited = 0;
    qint64 authFailed = 0;

    QList<BalancerTraffic> balancers; ///< by address
    QList<RoomTraffic> roomsTop; ///< those with most deliveries in the last second
    friend bool operator==(const NodeReport &, const NodeReport &) = default;
};

/// What an operator event tells. The words stand in the same order in ops_words.h.
enum class OpsKind : quint8 {
    NodeUp,
    NodeDrain,
    NodeUndrain,
    NodeDown,
    NodeStalled,
    NodeReborn,
    RedisLost,
    RedisBack,
    RedisRefuses,
    EventsLost,
    ClientIn,
    ClientOut,
    Clients,
    SlowReader,
    BadClient,
    RoomMade,
    RoomAction,
    Operator,
    Answer,
    Unknown, ///< a word that is new to this version
};
enum class OpsLevel : quint8 { Info, Warning, Alert };

/// One event on hb:ops and in hb:opslog. Only the fields that its kind has are set (core/protocol/README.md).
struct OpsEvent {
    OpsKind kind = OpsKind::Unknown;
    OpsLevel level = OpsLevel::Info;
    qint64 t = 0; ///< ms since 1970, by Redis's clock as the node knows it
    NodeId node; ///< who says it
    NodeId about; ///< another node, whom it concerns
    Boot boot;
    UserId user;
    SessionId session;
    RoomId room;
    QByteArray address; ///< of a client
    QByteArray cause; ///< a word
    QByteArray command; ///< of an operator
    QByteArray target;
    QByteArray by; ///< the operator, as claimed
    QByteArray nonce;
    QByteArray result; ///< "ok", or an error code's name
    QString detail; ///< for people
    std::optional<qint64> code; ///< a close code
    std::optional<qint64> count;
    std::optional<qint64> ms; ///< how long something took
    friend bool operator==(const OpsEvent &, const OpsEvent &) = default;
};

/// A command on hb:control.
struct Control {
    enum class Command : quint8 { Drain, Undrain, Kick, Announce, CloseRoom, LogLevel, Trace, Unknown };
    Command command = Command::Unknown;
    QByteArray name; ///< of the command, as it came
    QByteArray target; ///< a node's, user's or room's name; "*": all
    QByteArray by; ///< recorded as claimed: Redis says who may publish here
    qint64 t = 0; ///< ms since 1970; older than 10 s is refused
    QByteArray nonce; ///< made once for each command, repeated with it
    QString text; ///< of an announcement; a log level
    friend bool operator==(const Control &, const Control &) = default;
};

/// What one node saw of a traced message, on hb:trace. Moments are us since 1970 by Redis's clock.
struct TraceRecord {
    enum class Kind : quint8 { Publish, Deliver };
    Kind kind = Kind::Publish;
    NodeId node;
    RoomId room;
    Mid mid;
    qint64 seq = 0;
    qint64 redisUs = 0; ///< when Redis stored it, by Redis itself
    qint64 clockErrorUs = 0; ///< how wrong the node's idea of Redis's clock may be
    // of Publish
    bool asked = false; ///< for by an operator; else it is one in so many
    std::optional<qint64> clientUs; ///< half of the round trip to the client
    qint64 receivedUs = 0; ///< the command was read
    qint64 sentUs = 0; ///< the script's call was made
    qint64 answeredUs = 0; ///< Redis's answer was read
    qint64 okUs = 0; ///< the `ok` was with the connection
    // of Deliver
    qint64 heardUs = 0; ///< it came by the room's channel
    qint64 handedUs = 0; ///< it was with the connections
    qint64 sockets = 0; ///< so many of them
    friend bool operator==(const TraceRecord &, const TraceRecord &) = default;
};

} // namespace hubbub::protocol
