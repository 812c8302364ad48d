// SPDX-License-Identifier: GPL-3.0-or-later
// 'Break it': the faults that a cluster on this desk can be given by hand, to see that chat goes on.
#pragma once

#include "core/cluster/local_cluster.h"

#include <QSet>
#include <QWidget>

#include <chrono>

namespace hubbub::ui {

class ChaosRow;

class ChaosCard final : public QWidget {
    Q_OBJECT
public:
    static constexpr std::chrono::seconds freezeFor { 30 };

    explicit ChaosCard(QWidget *parent = nullptr);
    void setProcesses(const QList<cluster::ProcessView> &processes, const QSet<QString> &paused);

Q_SIGNALS:
    void killWanted(const QString &id);
    void freezeWanted(const QString &id); ///< for `freezeFor`

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void adopt();
    void pick(const QWidget *under, void (ChaosCard::*wanted)(const QString &));

    QStringList m_nodes; ///< that run and are not frozen
    ChaosRow *m_kill;
    ChaosRow *m_freeze;
    ChaosRow *m_killRedis;
};

} // namespace hubbub::ui
