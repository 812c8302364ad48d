// SPDX-License-Identifier: GPL-3.0-or-later
// Which fault comes when: a pure function of the seed.
#pragma once

#include "core/base/result.h"

#include <QList>
#include <QString>

#include <chrono>
#include <vector>

namespace hubbub::load {

enum class FaultKind : quint8 {
    Kill, ///< SIGKILL to a node, or to two; started again after a while
    Pause, ///< SIGSTOP to a node
    RedisRestart, ///< SIGKILL to Redis; started again after a while
    RedisPause, ///< SIGSTOP to Redis
    Cut, ///< some clients' connections, without a Close
    SlowReader, ///< a client that stops reading while others flood it
    Drain, ///< SIGTERM to a node; started again once it has ended
    Storm, ///< all connections at once; all come back at once
};
inline constexpr int faultKindCount = 8;

[[nodiscard]] QString nameOf(FaultKind kind);
/// Whether it is done to a process, so that only a cluster of our own can suffer it.
[[nodiscard]] bool needsProcesses(FaultKind kind);
/// `kill,cut`, `all` or `none`; the Error names what it does not know.
[[nodiscard]] Result<QList<FaultKind>> faultsNamed(const QString &list);

struct PlannedFault {
    std::chrono::milliseconds at { 0 }; ///< after the beginning of the talk, at the earliest
    FaultKind kind = FaultKind::Kill;
    quint32 node = 0;
    bool two = false; ///< Kill: the next node too
    std::chrono::milliseconds length { 0 }; ///< how long it lasts; 0 where it has no length
    quint32 percent = 0; ///< Cut: of the connections

    friend bool operator==(const PlannedFault &, const PlannedFault &) = default;
};
/// For people.
[[nodiscard]] QString sentenceOf(const PlannedFault &fault);

/// Faults over `duration`, each kind in turn but in another order each round, with a quiet beginning and end.
[[nodiscard]] std::vector<PlannedFault> planFaults(
    const QList<FaultKind> &kinds, quint32 nodes, std::chrono::milliseconds duration, quint64 seed);

} // namespace hubbub::load
