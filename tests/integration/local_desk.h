// SPDX-License-Identifier: GPL-3.0-or-later
// A local cluster for one test, in a folder of its own, and what was seen of it.
#pragma once

#include "core/cluster/local_cluster.h"

#include <QHash>
#include <QTemporaryDir>

#include <memory>

namespace hubbub::testing {

constexpr int deskPatience = 30'000; ///< ms: a slow machine starts a cluster within

/// A zombie is gone too: only its parent has not looked yet.
[[nodiscard]] bool isGone(qint64 pid);

class LocalDesk final : public QObject {
    Q_OBJECT
public:
    LocalDesk();
    ~LocalDesk() override;

    /// Options of a cluster in this folder with the gateway of this build.
    [[nodiscard]] cluster::LocalCluster::Options options(int nodes) const;
    /// A new cluster, not started; an earlier one goes first.
    cluster::LocalCluster &make(const cluster::LocalCluster::Options &options);
    /// make(), start, and all that it should have is ready.
    [[nodiscard]] bool run(const cluster::LocalCluster::Options &options);
    [[nodiscard]] bool allReady(qsizetype processes) const;
    [[nodiscard]] bool stop();
    void forget() { m_cluster.reset(); }

    [[nodiscard]] cluster::LocalCluster &cluster() const { return *m_cluster; }
    [[nodiscard]] cluster::ProcessView view(const QString &id) const; ///< an empty one where there is none
    [[nodiscard]] bool isReady(const QString &id) const { return view(id).state == cluster::ProcessState::Ready; }
    [[nodiscard]] QStringList ids() const;
    [[nodiscard]] const QString &failed() const { return m_failed; } ///< the last sentence of LocalCluster::failed()
    [[nodiscard]] QString path(const QString &name) const { return m_dir.filePath(name); }
    /// States of that process, in their order.
    [[nodiscard]] QList<cluster::ProcessState> story(const QString &id) const { return m_story.value(id); }
    void printLog() const;

private:
    QTemporaryDir m_dir;
    QString m_failed;
    QHash<QString, QList<cluster::ProcessState>> m_story;
    std::unique_ptr<cluster::LocalCluster> m_cluster;
};

} // namespace hubbub::testing
