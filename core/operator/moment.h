// SPDX-License-Identifier: GPL-3.0-or-later
// What a recording holds: each second of the cluster, ten to a slice, and what one moment of it looked like.
#pragma once

#include "core/base/result.h"
#include "core/operator/alert_book.h"
#include "core/operator/cluster_model.h"
#include "core/operator/event_log.h"
#include "core/operator/promise_check.h"
#include "core/operator/redis_info.h"
#include "core/operator/room_reader.h"
#include "core/operator/session_scan.h"

#include <map>

namespace hubbub::ops {

struct NodeSecond {
    QString address;
    NodeState state = NodeState::Ready;
    qint64 since = 0; ///< ms since 1970
    Figures now {};
    QByteArray report; ///< as protocol::encode() writes it
};

struct Second {
    qint64 second = 0; ///< since 1970, by Redis's clock
    bool blind = false; ///< the console had no sight of Redis
    Totals totals;
    double redisOps = 0; ///< commands per second
    std::map<NodeId, NodeSecond> nodes;
};

/// Up to ten seconds that share a step of Series::coarseStep.
struct Slice {
    QList<Second> seconds;
    RedisInfo redis; ///< at its end
    bool hasRedis = false;
    QList<SlowCommand> slow;
    PromiseState promises;
};

/// What the long charts are drawn from: a slice folded to one value for each figure. The node without a name is the
/// sum of all.
using Fold = std::map<NodeId, Figures>;
[[nodiscard]] Fold folded(const Slice &slice);

/// All that the console shows of one second.
struct Moment {
    QString name; ///< of the cluster
    qint64 second = 0; ///< the one that was found: the newest at or before the one asked for
    Slice slice; ///< that has it
    History history; ///< of the six hours before it
    Series redisOps;
    QList<LoggedEvent> events; ///< oldest first
    QByteArrayList traces; ///< records of hb:trace, oldest first
    QList<Alert> alerts;
    QList<RoomFacts> rooms; ///< as they were last read within ten minutes; empty where nobody looked
    QList<SessionFacts> sessions;

    [[nodiscard]] const Second *now() const; ///< nullptr: the recording has nothing so early
};

// As bytes and back. BadFrame where the bytes are no such thing; what they claim to be long is not believed.
[[nodiscard]] QByteArray pack(const Slice &slice);
[[nodiscard]] Result<Slice> unpackSlice(const QByteArray &bytes);
[[nodiscard]] QByteArray pack(const Fold &fold);
[[nodiscard]] Result<Fold> unpackFold(const QByteArray &bytes);
[[nodiscard]] QByteArray pack(const QList<Alert> &alerts);
[[nodiscard]] Result<QList<Alert>> unpackAlerts(const QByteArray &bytes);
[[nodiscard]] QByteArray pack(const QList<RoomFacts> &rooms);
[[nodiscard]] Result<QList<RoomFacts>> unpackRooms(const QByteArray &bytes);
[[nodiscard]] QByteArray pack(const QList<SessionFacts> &sessions);
[[nodiscard]] Result<QList<SessionFacts>> unpackSessions(const QByteArray &bytes);

} // namespace hubbub::ops
