// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/fault_driver.h"

#include <utility>

namespace hubbub::load {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds turnLength = 20ms;

} // namespace

FaultDriver::FaultDriver(std::vector<PlannedFault> plan, OwnCluster *cluster, Simulation &simulation)
    : m_plan(std::move(plan))
    , m_cluster(cluster)
    , m_simulation(simulation)
{
    m_timer.setInterval(turnLength);
    connect(&m_timer, &QTimer::timeout, this, &FaultDriver::turn);
}

void FaultDriver::start()
{
    m_since.start();
    m_timer.start();
}

bool FaultDriver::isOver() const { return m_next == m_plan.size() && isWhole(); }

void FaultDriver::turn()
{
    if (m_next == m_plan.size()) {
        m_timer.stop();
        return;
    }
    const PlannedFault &fault = m_plan[m_next];
    if (milliseconds(m_since.elapsed()) < fault.at || (needsProcesses(fault.kind) && !isWhole()))
        return;
    ++m_next;
    const QString sentence = sentenceOf(fault);
    m_simulation.mark(sentence);
    Q_EMIT
    provokes(sentence);
    provoke(fault);
}

void FaultDriver::provoke(const PlannedFault &fault)
{
    const quint32 node = 1 + fault.node; // its place in the cluster
    switch (fault.kind) {
    case FaultKind::Kill:
        killAndStart(node, fault.length);
        if (fault.two)
            killAndStart(1 + (fault.node + 1) % m_cluster->nodes(), fault.length);
        break;
    case FaultKind::Pause:
        pauseAndResume(node, fault.length);
        break;
    case FaultKind::RedisRestart:
        killAndStart(OwnCluster::redis, fault.length);
        break;
    case FaultKind::RedisPause:
        pauseAndResume(OwnCluster::redis, fault.length);
        break;
    case FaultKind::Cut:
        m_simulation.cut(fault.percent);
        break;
    case FaultKind::SlowReader:
        m_simulation.hang(fault.length);
        break;
    case FaultKind::Drain:
        m_cluster->drain(node);
        startOnceEnded(node);
        break;
    case FaultKind::Storm:
        m_simulation.storm();
        break;
    }
}

void FaultDriver::killAndStart(quint32 place, milliseconds pause)
{
    m_cluster->kill(place);
    QTimer::singleShot(pause, this, [this, place] { startOnceEnded(place); });
}

void FaultDriver::pauseAndResume(quint32 place, milliseconds pause)
{
    m_cluster->pause(place);
    QTimer::singleShot(pause, this, [this, place] {
        m_cluster->resume(place);
        m_simulation.mark(QStringLiteral("it goes on"));
    });
}

void FaultDriver::startOnceEnded(quint32 place)
{
    if (m_cluster->runs(place)) {
        QTimer::singleShot(turnLength, this, [this, place] { startOnceEnded(place); });
        return;
    }
    m_simulation.mark(place == OwnCluster::redis ? QStringLiteral("Redis is started again")
                                                 : QStringLiteral("n%1 is started again").arg(place));
    m_cluster->startAgain(place);
}

} // namespace hubbub::load
