// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/workload.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::load {

const QList<Workload> &workloads()
{
    using Drive = Workload::Drive;
    static const QList<Workload> all {
        { .name = u"fan-out"_s, .rooms = 1, .members = 1000, .nodes = 2, .drive = Drive::Paced, .amount = 20 },
        { .name = u"saturated-1"_s, .rooms = 1, .members = 1000, .drive = Drive::Closed, .amount = 1 },
        { .name = u"saturated-4"_s, .rooms = 1, .members = 1000, .drive = Drive::Closed, .amount = 4 },
        { .name = u"saturated-32"_s, .rooms = 1, .members = 1000, .drive = Drive::Closed, .amount = 32 },
        { .name = u"chat"_s, .rooms = 1000, .members = 10, .nodes = 2, .drive = Drive::Paced, .amount = 2000 },
        { .name = u"chat-saturated"_s, .rooms = 100, .members = 10, .drive = Drive::Closed, .amount = 64 },
        { .name = u"idle-1000"_s, .rooms = 1, .members = 100, .idle = 900, .drive = Drive::Paced, .amount = 20 },
        { .name = u"idle-10000"_s, .rooms = 1, .members = 100, .idle = 9900, .drive = Drive::Paced, .amount = 20 },
        { .name = u"storm"_s, .rooms = 500, .members = 10, .drive = Drive::Storm },
        { .name = u"publish"_s, .rooms = 1000, .members = 1, .drive = Drive::Answered, .amount = 256 },
    };
    return all;
}

std::optional<Workload> workloadNamed(const QString &name)
{
    const auto &all = workloads();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Workload &w) { return w.name == name; });
    return found == all.end() ? std::nullopt : std::optional(*found);
}

} // namespace hubbub::load
