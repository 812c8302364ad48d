// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/medians.h"

#include <algorithm>
#include <vector>

namespace hubbub::load {
namespace {

template <typename Value>
void spread(Spread &out, const QList<Figures> &runs, std::optional<Value> Figures::*field)
{
    std::vector<Value> values;
    for (const Figures &run : runs) {
        if (run.*field)
            values.push_back(*(run.*field));
    }
    if (values.empty())
        return;
    std::sort(values.begin(), values.end());
    out.least.*field = values.front();
    out.median.*field = values[(values.size() - 1) / 2];
    out.most.*field = values.back();
}

Spread spreadOf(const QList<Figures> &runs)
{
    Spread out;
    out.median.workload = out.least.workload = out.most.workload = runs.constFirst().workload;
    out.median.system = out.least.system = out.most.system = runs.constFirst().system;
    out.runs = static_cast<int>(runs.size());
    for (const NamedFigure &figure : namedFigures())
        spread(out, runs, figure.value);
    for (const Figures &run : runs) { // what must not happen at all is not averaged away
        out.median.refusals = std::max(out.median.refusals, run.refusals);
        out.median.lostClients = std::max(out.median.lostClients, run.lostClients);
    }
    return out;
}

} // namespace

const QList<NamedFigure> &namedFigures()
{
    static const QList<NamedFigure> all {
        { "cpu_us_per_delivery", &Figures::cpuUsPerDelivery },
        { "deliveries_per_s", &Figures::deliveriesPerSecond },
        { "deliveries_per_cpu_s", &Figures::deliveriesPerCpuSecond },
        { "p50_ms", &Figures::p50Ms },
        { "p99_ms", &Figures::p99Ms },
        { "kb_per_connection", &Figures::kbPerConnection },
        { "seconds", &Figures::seconds },
        { "publishes_per_s", &Figures::publishesPerSecond },
        { "server_cpu", &Figures::serverShare },
        { "generator_cpu", &Figures::generatorShare },
        { "redis_cpu", &Figures::redisShare },
    };
    return all;
}

QList<Spread> spreadsOf(const QList<Figures> &runs)
{
    QList<Spread> out;
    QList<std::pair<QString, QString>> done;
    for (const Figures &first : runs) {
        const std::pair key(first.workload, first.system);
        if (done.contains(key))
            continue;
        done.append(key);
        QList<Figures> same;
        std::copy_if(runs.begin(), runs.end(), std::back_inserter(same),
            [&](const Figures &run) { return std::pair(run.workload, run.system) == key; });
        out.append(spreadOf(same));
    }
    return out;
}

} // namespace hubbub::load
