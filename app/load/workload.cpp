// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/workload.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

using Drive = Workload::Drive;

constexpr int fewTalk = 100; ///< of many
constexpr int mostConnections = 60'000; ///< an address has no more ports
constexpr int mostNodes = 16;

Workload idleAmong(int connections)
{
    return { .name = u"idle-%1"_s.arg(connections),
        .members = fewTalk,
        .idle = connections - fewTalk,
        .drive = Drive::Paced,
        .amount = 20 };
}

Workload roomsOfOne(int rooms)
{
    return { .name = u"rooms-%1"_s.arg(rooms), .rooms = rooms, .drive = Drive::Paced, .amount = 1000 };
}

Workload apartOn(int nodes)
{
    return { .name = u"apart-%1"_s.arg(nodes),
        .members = fewTalk,
        .idle = fewTalk * (nodes - 1),
        .nodes = nodes,
        .apart = true,
        .drive = Drive::Paced,
        .amount = 200 };
}

Workload spreadOver(int nodes)
{
    return { .name = u"spread-%1"_s.arg(nodes), .members = 800, .nodes = nodes, .drive = Drive::Paced, .amount = 50 };
}

} // namespace

int Workload::nodeOf(int connection) const
{
    if (!apart)
        return connection % nodes;
    const int talking = rooms * members;
    return connection < talking ? 0 : 1 + (connection - talking) % (nodes - 1);
}

const QList<Workload> &workloads()
{
    static const QList<Workload> all {
        { .name = u"fan-out"_s, .rooms = 1, .members = 1000, .nodes = 2, .drive = Drive::Paced, .amount = 20 },
        { .name = u"saturated-1"_s, .rooms = 1, .members = 1000, .drive = Drive::Closed, .amount = 1 },
        { .name = u"saturated-4"_s, .rooms = 1, .members = 1000, .drive = Drive::Closed, .amount = 4 },
        { .name = u"saturated-32"_s, .rooms = 1, .members = 1000, .drive = Drive::Closed, .amount = 32 },
        { .name = u"chat"_s, .rooms = 1000, .members = 10, .nodes = 2, .drive = Drive::Paced, .amount = 2000 },
        { .name = u"chat-saturated"_s, .rooms = 100, .members = 10, .drive = Drive::Closed, .amount = 64 },
        idleAmong(1000),
        idleAmong(10'000),
        { .name = u"storm"_s, .rooms = 500, .members = 10, .drive = Drive::Storm },
        { .name = u"publish"_s, .rooms = 1000, .members = 1, .drive = Drive::Answered, .amount = 256 },
    };
    return all;
}

std::optional<Workload> workloadNamed(const QString &name)
{
    const auto &all = workloads();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Workload &w) { return w.name == name; });
    if (found != all.end())
        return *found;
    const qsizetype dash = name.indexOf(u'-');
    const QString family = name.first(std::max<qsizetype>(0, dash));
    const int size = name.mid(dash + 1).toInt();
    if (family == "idle"_L1 && size > fewTalk && size <= mostConnections)
        return idleAmong(size);
    if (family == "rooms"_L1 && size >= 1 && size <= mostConnections)
        return roomsOfOne(size);
    if (family == "apart"_L1 && size >= 1 && size <= mostNodes)
        return apartOn(size);
    if (family == "spread"_L1 && size >= 1 && size <= mostNodes)
        return spreadOver(size);
    return std::nullopt;
}

} // namespace hubbub::load
