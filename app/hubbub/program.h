// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop program with a window: who sits at it, the cluster on this desk if there is one, and how all of it ends.
#pragma once

#include "app/hubbub/local_account.h"
#include "app/hubbub/options.h"
#include "app/hubbub/seat.h"
#include "core/cluster/leftovers.h"
#include "core/cluster/local_cluster.h"
#include "core/operator/operator_watch.h"
#include "core/operator/recorder.h"

#include <QFileSystemWatcher>
#include <QObject>

#include <memory>

namespace hubbub::app {

/// Where profiles live unless XDG_DATA_HOME says otherwise: ~/.local/share/hubbub.
[[nodiscard]] QString profilesDir();

class Program final : public QObject {
    Q_OBJECT
public:
    explicit Program(Options options, QObject *parent = nullptr);
    ~Program() override;

    void start();
    /// Brings the window before all others.
    void comeForward();
    /// Closes the window, ends the cluster in its order, then ended() comes. A second call waits for nothing.
    void end();

Q_SIGNALS:
    void ended();

private:
    /// `desk`: as deskOf(); empty: at a server.
    void openSeat(const QString &desk);
    void openServer();
    void startCluster(const cluster::Shape &shape);
    void adoptCluster(const cluster::Shape &shape);
    /// On this desk, with a seat of its own; not started.
    [[nodiscard]] cluster::LocalCluster *makeCluster(const cluster::Shape &shape);
    void watch(const QString &redisUrl);
    void readAlertRules();
    void setOperator();
    void enterCluster();
    void onLanded(const RoomId &room);
    void lookForMissing();
    void finish();
    [[nodiscard]] QString folder(const QString &part = {}) const;
    [[nodiscard]] cluster::LocalCluster::Options clusterOptions(const cluster::Shape &shape) const;

    Options m_options;
    QString m_desk; ///< of the seat that is open
    std::unique_ptr<Seat> m_seat; // after the cluster in time, before it in the end: see end()
    std::unique_ptr<cluster::Leftovers> m_leftovers;
    std::unique_ptr<cluster::LocalCluster> m_cluster;
    std::unique_ptr<LocalAccount> m_account;
    std::unique_ptr<ops::OperatorWatch> m_watch; ///< what the console of the window shows
    QFileSystemWatcher m_rules; ///< the file of the alerts' rules
    std::unique_ptr<ops::Recorder> m_recorder; ///< of m_watch, and gone before it
    bool m_ending = false;
};

} // namespace hubbub::app
