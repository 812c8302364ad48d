// SPDX-License-Identifier: GPL-3.0-or-later
// The cluster's processes as a table: what each is, how it is, and what can be done with it.
#pragma once

#include "core/cluster/local_cluster.h"

#include <QSet>
#include <QTimer>
#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace hubbub::ui {

class ProcessRow;

/// Where a table of that width puts its columns; those that do not fit are left out, the least needed first.
struct ProcessColumns {
    int process = 0;
    int kind = -1; ///< left edges; -1: not shown
    int address = -1;
    int state = 0;
    int pid = -1;
    int memory = -1;
    int since = 0;
    int actions = 0; ///< right edge of the buttons
    friend bool operator==(const ProcessColumns &, const ProcessColumns &) = default;
};
[[nodiscard]] ProcessColumns processColumns(int width);

class ProcessTable final : public QWidget {
    Q_OBJECT
public:
    explicit ProcessTable(QWidget *parent = nullptr);

    /// `paused`: ids of those that were frozen by hand.
    void setProcesses(const QList<cluster::ProcessView> &processes, const QSet<QString> &paused);
    [[nodiscard]] int rowCount() const { return static_cast<int>(m_rows.size()); }

Q_SIGNALS:
    void stopWanted(const QString &id);
    void killWanted(const QString &id);
    void restartWanted(const QString &id);
    void pauseWanted(const QString &id);
    void continueWanted(const QString &id);
    void removeWanted(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void adopt();
    ProcessRow *addRow();

    QVBoxLayout *m_column;
    std::vector<ProcessRow *> m_rows;
    QTimer m_ageing; ///< "since" grows by the second
};

} // namespace hubbub::ui
