// SPDX-License-Identifier: GPL-3.0-or-later
// Does to a cluster and its users what a plan says, one thing to the processes at a time.
#pragma once

#include "app/load/fault_plan.h"
#include "app/load/own_cluster.h"
#include "app/load/simulation.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace hubbub::load {

class FaultDriver final : public QObject {
    Q_OBJECT

public:
    /// `cluster` may be null where no fault of the plan needs one. Both must outlive this.
    FaultDriver(std::vector<PlannedFault> plan, OwnCluster *cluster, Simulation &simulation);

    void start();
    /// All has been provoked, and the cluster is whole again.
    [[nodiscard]] bool isOver() const;
    [[nodiscard]] quint64 provoked() const { return m_next; }

Q_SIGNALS:
    void provokes(const QString &sentence);

private:
    void turn();
    [[nodiscard]] bool isWhole() const { return !m_cluster || m_cluster->isWhole(); }
    void provoke(const PlannedFault &fault);
    void killAndStart(quint32 place, std::chrono::milliseconds pause);
    void pauseAndResume(quint32 place, std::chrono::milliseconds pause);
    void startOnceEnded(quint32 place);

    const std::vector<PlannedFault> m_plan;
    OwnCluster *const m_cluster;
    Simulation &m_simulation;
    QElapsedTimer m_since;
    QTimer m_timer;
    size_t m_next = 0;
};

} // namespace hubbub::load
