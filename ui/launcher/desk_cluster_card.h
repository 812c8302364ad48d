// SPDX-License-Identifier: GPL-3.0-or-later
// Start a cluster on this desk: what is there, what is missing, what it shall look like, and how the start goes; or
// what to do with one that a crash left behind.
#pragma once

#include "core/cluster/leftovers.h"
#include "core/cluster/local_cluster.h"

#include <QWidget>

class QVBoxLayout;

namespace hubbub::ui {

class Button;
class DeskShapeForm;
class Label;
class LeftoverList;

class DeskClusterCard final : public QWidget {
    Q_OBJECT
public:
    explicit DeskClusterCard(QWidget *parent = nullptr);

    /// What this machine lacks. Where nothing does that is wanted, the cluster can be started.
    void setFindings(const cluster::Findings &findings);
    /// Borrowed; nullptr: nothing is left. While there are some they stand in the place of a start.
    void setLeftovers(cluster::Leftovers *leftovers);
    [[nodiscard]] DeskShapeForm &form() const { return *m_form; }
    /// While it starts: its processes stand where the findings stood.
    void showProgress(const QList<cluster::ProcessView> &processes, const QString &word);
    /// Back from progress, with a sentence where it failed.
    void showIdle(const QString &problem = {});

Q_SIGNALS:
    void startWanted(const hubbub::cluster::Shape &shape);
    void adoptWanted(const hubbub::cluster::Shape &shape); ///< what is left over, and what is missing of it
    void lookAgainWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    void adopt();
    void rebuildLines();
    void press();
    [[nodiscard]] QStringList missing() const; ///< of what is wanted

    QVBoxLayout *m_lines;
    DeskShapeForm *m_form;
    LeftoverList *m_leftovers;
    Label *m_problem;
    Button *m_start;
    Label *m_foot;
    cluster::Findings m_findings;
    QList<cluster::ProcessView> m_processes;
    bool m_busy = false;
};

} // namespace hubbub::ui
