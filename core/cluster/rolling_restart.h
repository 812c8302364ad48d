// SPDX-License-Identifier: GPL-3.0-or-later
// Restarts the nodes of a local cluster one after the other, so that there is always somebody to talk to.
#pragma once

#include "core/cluster/local_cluster.h"

#include <QTimer>

#include <chrono>
#include <optional>

namespace hubbub::cluster {

/// Each node drains first, and the next one has its turn once that one is ready again. Nodes that do not run when it
/// begins are left alone.
class RollingRestart final : public QObject {
    Q_OBJECT
public:
    struct Step {
        QString node;
        int number = 0; ///< from 1
        int of = 0;

        friend bool operator==(const Step &, const Step &) = default;
    };
    /// `cluster` must outlive it. `patience`: for one node, from the request to drain to ready.
    explicit RollingRestart(LocalCluster &cluster, std::chrono::milliseconds patience = std::chrono::seconds(60),
        QObject *parent = nullptr);

    void start();
    /// The node whose turn it is comes back; the others stay as they are.
    void cancel();
    [[nodiscard]] std::optional<Step> step() const; ///< nothing: it is not under way

Q_SIGNALS:
    void stepped();
    /// `problem`: a sentence for people where a node did not come back; empty: all have, or it was cancelled.
    void ended(const QString &problem);

private:
    void next();
    void look();
    void end(const QString &problem);
    [[nodiscard]] std::optional<ProcessView> viewOf(const QString &id) const;

    LocalCluster &m_cluster;
    std::chrono::milliseconds m_patience;
    QStringList m_nodes;
    qsizetype m_at = -1; ///< -1: not under way
    qint64 m_oldPid = 0;
    QTimer m_timer;
};

} // namespace hubbub::cluster
