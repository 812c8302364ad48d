// SPDX-License-Identifier: GPL-3.0-or-later
// Start a cluster on this desk: what is there, what is missing, how many nodes, and how the start goes.
#pragma once

#include "core/cluster/local_cluster.h"

#include <QWidget>

class QVBoxLayout;

namespace hubbub::ui {

class Button;
class Label;

class DeskClusterCard final : public QWidget {
    Q_OBJECT
public:
    static constexpr int mostNodes = 9;

    explicit DeskClusterCard(QWidget *parent = nullptr);

    /// What this machine lacks, as sentences for people; empty: nothing, the cluster can be started.
    void setMissing(const QStringList &sentences);
    void setNodes(int nodes);
    [[nodiscard]] int nodes() const { return m_nodes; }
    /// While it starts: its processes stand where the findings stood.
    void showProgress(const QList<cluster::ProcessView> &processes, const QString &word);
    /// Back from progress, with a sentence where it failed.
    void showIdle(const QString &problem = {});

Q_SIGNALS:
    void startWanted(int nodes);
    void lookAgainWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    void adopt();
    void rebuildLines();
    void press();

    QVBoxLayout *m_lines;
    QWidget *m_stepper;
    Label *m_count;
    Button *m_fewer;
    Button *m_more;
    Label *m_problem;
    Button *m_start;
    Label *m_foot;
    QStringList m_missing;
    QList<cluster::ProcessView> m_processes;
    int m_nodes = 3;
    bool m_busy = false;
};

} // namespace hubbub::ui
