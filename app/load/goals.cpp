// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/goals.h"

#include <algorithm>
#include <initializer_list>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

using Field = std::optional<double> Figures::*;

std::optional<double> value(const QList<Figures> &all, QStringView workload, QStringView system, Field field)
{
    const auto found = std::find_if(all.begin(), all.end(),
        [&](const Figures &each) { return each.workload == workload && each.system == system; });
    return found == all.end() ? std::nullopt : (*found).*field;
}

/// The least of the peers'.
std::optional<double> best(const QList<Figures> &all, QStringView workload, Field field)
{
    std::optional<double> least;
    for (const Figures &each : all) {
        const auto own = each.*field;
        if (each.workload == workload && each.system != u"hubbub" && own && (!least || *own < *least))
            least = own;
    }
    return least;
}

} // namespace

QList<Goal> goalsOf(const QList<Figures> &figures)
{
    QList<Goal> goals;
    const auto ours = [&](QStringView workload, Field field) { return value(figures, workload, u"hubbub", field); };
    const auto add = [&](const QString &workload, const QString &sentence, double wanted, bool atMost,
                         std::optional<double> reached) {
        if (reached)
            goals.append({ workload, sentence, wanted, *reached, atMost });
    };
    const auto ratio = [](std::optional<double> a, std::optional<double> b) {
        return a && b && *b > 0 ? std::optional(*a / *b) : std::nullopt;
    };
    const auto besideSocketIo = [&](const QString &workload, const QString &sentence, double wanted, bool atMost,
                                    Field field) {
        add(workload, sentence, wanted, atMost,
            ratio(ours(workload, field), value(figures, workload, u"socket.io", field)));
    };
    constexpr Field cpu = &Figures::cpuUsPerDelivery;
    constexpr Field perCpu = &Figures::deliveriesPerCpuSecond;

    besideSocketIo(u"fan-out"_s, u"CPU a delivery, of Socket.IO's"_s, 1.0 / 3, true, cpu);
    besideSocketIo(u"saturated-4"_s, u"deliveries a CPU second, times Socket.IO's"_s, 8, false, perCpu);
    besideSocketIo(u"saturated-32"_s, u"deliveries a CPU second, times Socket.IO's"_s, 25, false, perCpu);
    besideSocketIo(u"chat-saturated"_s, u"deliveries a CPU second, times Socket.IO's"_s, 4, false, perCpu);
    add(u"idle-10000"_s, u"CPU a delivery, of that with 1,000 idle"_s, 1.1, true,
        ratio(ours(u"idle-10000", cpu), ours(u"idle-1000", cpu)));
    add(u"idle-10000"_s, u"KB a connection"_s, 3, true, ours(u"idle-10000", &Figures::kbPerConnection));
    add(u"idle-10000"_s, u"KB a connection, of the leanest peer's"_s, 1, true,
        ratio(ours(u"idle-10000", &Figures::kbPerConnection), best(figures, u"idle-10000", &Figures::kbPerConnection)));
    add(u"storm"_s, u"seconds until 5,000 are in their rooms"_s, 1, true, ours(u"storm", &Figures::seconds));
    for (const Figures &each : figures) {
        if (each.workload == u"storm" && each.system == u"hubbub")
            add(u"storm"_s, u"clients lost"_s, 0, true, static_cast<double>(each.lostClients));
    }
    add(u"fan-out"_s, u"p99 at 20,000 deliveries a second, of the best peer's"_s, 1, true,
        ratio(ours(u"fan-out", &Figures::p99Ms), best(figures, u"fan-out", &Figures::p99Ms)));
    add(u"publish"_s, u"messages acknowledged a second"_s, 40'000, false,
        ours(u"publish", &Figures::publishesPerSecond));
    return goals;
}

QString tableOf(const QList<Goal> &goals)
{
    if (goals.isEmpty())
        return {};
    QString out = u"goal                                                                     wanted    reached\n"_s;
    for (const Goal &goal : goals)
        out += u"%1 %2 %3 %4  %5\n"_s.arg(goal.workload, -15)
                   .arg(goal.sentence, -50)
                   .arg((goal.atMost ? u"<= "_s : u">= "_s) + QString::number(goal.wanted, 'g', 5), 12)
                   .arg(QString::number(goal.reached, 'g', 4), 10)
                   .arg(goal.isMet() ? u"met"_s : u"MISSED"_s);
    return out;
}

} // namespace hubbub::load
