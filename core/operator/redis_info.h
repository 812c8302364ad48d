// SPDX-License-Identifier: GPL-3.0-or-later
// What a Redis says of itself: INFO and the slow log as values.
#pragma once

#include "core/redis/reply.h"

#include <QHash>
#include <QString>

namespace hubbub::ops {

struct RedisInfo {
    QString version;
    QByteArray role; ///< "master", "slave"
    qint64 upSeconds = 0;
    qint64 clients = 0;
    qint64 usedMemory = 0; ///< bytes
    qint64 peakMemory = 0; ///< bytes
    qint64 maxMemory = 0; ///< bytes; 0: no limit
    QByteArray evictionPolicy;
    double fragmentation = 0; ///< resident over used
    qint64 opsPerSecond = 0;
    double inKiBPerSecond = 0;
    double outKiBPerSecond = 0;
    qint64 channels = 0;
    qint64 evictedKeys = 0; ///< anything but 0 means that data was thrown away
    qint64 rejectedConnections = 0;
    qint64 replicas = 0;
    bool primaryLinkUp = true; ///< of a replica
    bool aof = false;
    bool aofOk = true; ///< its last write
    bool snapshotOk = true; ///< the last one
    qint64 snapshotAt = 0; ///< s since 1970
    qint64 unsavedChanges = 0; ///< since the last snapshot
    double cpuSeconds = 0; ///< system and user, since its start
    friend bool operator==(const RedisInfo &, const RedisInfo &) = default;
};

/// Of the text that INFO answers with. A line that is missing leaves its value as it is by default.
[[nodiscard]] RedisInfo readInfo(QByteArrayView text);

struct SlowCommand {
    qint64 id = 0;
    qint64 at = 0; ///< s since 1970
    qint64 microseconds = 0;
    QString words; ///< the command and its first arguments, cut
    friend bool operator==(const SlowCommand &, const SlowCommand &) = default;
};
/// Of what SLOWLOG GET answers with, newest first.
[[nodiscard]] QList<SlowCommand> readSlowLog(const redis::Reply &reply);

} // namespace hubbub::ops
