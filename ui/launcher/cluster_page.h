// SPDX-License-Identifier: GPL-3.0-or-later
// The cluster on this desk: its processes, its log, its faults; or how to get one.
#pragma once

#include "core/cluster/leftovers.h"
#include "core/cluster/local_cluster.h"
#include "core/cluster/rolling_restart.h"
#include "core/cluster/simulated_people.h"

#include <QHash>
#include <QPointer>
#include <QWidget>

#include <memory>

class QStackedLayout;

namespace hubbub::ui {

class ChaosCard;
class ClusterHeader;
class DeskClusterCard;
class LogPane;
class NoticeStrip;
class PeopleCard;
class ProcessTable;

class ClusterPage final : public QWidget {
    Q_OBJECT
public:
    explicit ClusterPage(QWidget *parent = nullptr);

    /// Borrowed; nullptr: there is none.
    void setCluster(cluster::LocalCluster *cluster);
    /// What is shown; setCluster() keeps it true.
    void setProcesses(const QList<cluster::ProcessView> &processes);
    void setAddress(const QString &address);
    [[nodiscard]] LogPane &log() const { return *m_log; }
    /// While there is none: what this machine lacks, what a crash left behind, and where a start failed.
    void setFindings(const cluster::Findings &findings);
    void setLeftovers(cluster::Leftovers *leftovers);
    /// For the next start.
    void setShape(const cluster::Shape &shape);
    void setProblem(const QString &sentence);

Q_SIGNALS:
    void localClusterWanted(const hubbub::cluster::Shape &shape);
    void adoptWanted(const hubbub::cluster::Shape &shape);
    void lookAgainWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void wire();
    void adopt();
    void refresh();
    void refreshPeople();
    void pause(const QString &id);
    void resume(const QString &id);
    void freeze(const QString &id);
    void confirmStop();
    void letIn(const cluster::SimulatedPeople::Crowd &crowd);
    void showRolling();
    [[nodiscard]] bool hasBalancer() const;

    QPointer<cluster::LocalCluster> m_cluster;
    QList<cluster::ProcessView> m_processes;
    std::unique_ptr<cluster::RollingRestart> m_rolling; ///< of m_cluster
    QHash<QString, qint64> m_paused; ///< frozen by hand: the pid that was
    QStackedLayout *m_pages;
    QWidget *m_some;
    ClusterHeader *m_header;
    NoticeStrip *m_notice;
    ProcessTable *m_table;
    LogPane *m_log;
    ChaosCard *m_chaos;
    PeopleCard *m_people;
    cluster::SimulatedPeople m_crowd;
    QWidget *m_none;
    DeskClusterCard *m_start;
};

} // namespace hubbub::ui
