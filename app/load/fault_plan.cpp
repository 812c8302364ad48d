// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/fault_plan.h"

#include "app/load/dice.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds usualSlot = 7s; ///< from one fault to the next
constexpr milliseconds quietBeginning = 2s;
constexpr milliseconds quietEnd = 4s; ///< under load, after the last fault began

const std::array<QLatin1StringView, faultKindCount> names { "kill"_L1, "pause"_L1, "redis-restart"_L1, "redis-pause"_L1,
    "cut"_L1, "slow-reader"_L1, "drain"_L1, "storm"_L1 };

/// How long a fault of that kind may last. A node is taken for dead after 4.5 s, and closes its clients itself after
/// it stood still for 4 s: pauses come on both sides of that.
milliseconds lengthOf(FaultKind kind, Dice &dice)
{
    switch (kind) {
    case FaultKind::Kill:
        return dice.time(0s, 6s);
    case FaultKind::Pause:
        return dice.time(1s, 9s);
    case FaultKind::RedisRestart:
        return dice.time(200ms, 5s);
    case FaultKind::RedisPause:
        return dice.time(500ms, 6s);
    case FaultKind::SlowReader:
        return dice.time(6s, 12s);
    case FaultKind::Cut:
    case FaultKind::Drain:
    case FaultKind::Storm:
        break;
    }
    return 0ms;
}

} // namespace

QString nameOf(FaultKind kind) { return names[static_cast<size_t>(kind)]; }

bool needsProcesses(FaultKind kind)
{
    return kind != FaultKind::Cut && kind != FaultKind::SlowReader && kind != FaultKind::Storm;
}

Result<QList<FaultKind>> faultsNamed(const QString &list)
{
    QList<FaultKind> out;
    if (list == "none"_L1)
        return out;
    const QStringList words = list == "all"_L1 ? QStringList(names.begin(), names.end()) : list.split(u',');
    for (const QString &word : words) {
        const auto known = std::find(names.begin(), names.end(), word);
        if (known == names.end())
            return Error { ErrorCode::BadField,
                u"no fault is called \"%1\"; there are all, none, or any of %2"_s.arg(
                    word, QStringList(names.begin(), names.end()).join(u", "_s)) };
        const auto kind = static_cast<FaultKind>(known - names.begin());
        if (!out.contains(kind))
            out.append(kind);
    }
    return out;
}

QString sentenceOf(const PlannedFault &fault)
{
    const QString node = u"n%1"_s.arg(fault.node + 1);
    const QString length = u"%1 s"_s.arg(static_cast<double>(fault.length.count()) / 1000, 0, 'f', 1);
    switch (fault.kind) {
    case FaultKind::Kill:
        return (fault.two ? u"%1 and another node are killed, and started again after %2"_s
                          : u"%1 is killed, and started again after %2"_s)
            .arg(node, length);
    case FaultKind::Pause:
        return u"%1 stands still for %2"_s.arg(node, length);
    case FaultKind::RedisRestart:
        return u"Redis is killed, and started again after %1"_s.arg(length);
    case FaultKind::RedisPause:
        return u"Redis stands still for %1"_s.arg(length);
    case FaultKind::Cut:
        return u"%1 % of the connections are cut"_s.arg(fault.percent);
    case FaultKind::SlowReader:
        return u"someone stops reading for %1"_s.arg(length);
    case FaultKind::Drain:
        return u"%1 drains, and is started again"_s.arg(node);
    case FaultKind::Storm:
        return u"everyone is cut off, and comes back at once"_s;
    }
    return {};
}

std::vector<PlannedFault> planFaults(const QList<FaultKind> &kinds, quint32 nodes, milliseconds duration, quint64 seed)
{
    std::vector<PlannedFault> out;
    const milliseconds span = duration - quietBeginning - quietEnd;
    if (kinds.isEmpty() || span <= 0ms)
        return out;
    // Where time is short, each kind has its turn all the same.
    const auto count = std::max<qint64>(kinds.size(), span / usualSlot);
    const milliseconds slot = span / count;
    Dice dice(seed);
    QList<FaultKind> round;
    for (qint64 i = 0; i < count; ++i) {
        if (round.isEmpty())
            round = kinds;
        PlannedFault fault;
        fault.kind = round.takeAt(dice.below(static_cast<quint32>(round.size())));
        fault.at = quietBeginning + slot * i + dice.time(0ms, slot / 2);
        fault.node = dice.below(nodes);
        fault.two = fault.kind == FaultKind::Kill && nodes > 2 && dice.below(4) == 0;
        fault.percent = fault.kind == FaultKind::Cut ? 10 + dice.below(60) : 0;
        fault.length = lengthOf(fault.kind, dice);
        out.push_back(fault);
    }
    return out;
}

} // namespace hubbub::load
