// SPDX-License-Identifier: GPL-3.0-or-later
// What still runs of a local cluster whose program crashed, and what can be done with it. LocalCluster::adopt() is the
// third choice.
#pragma once

#include "core/cluster/pid_watch.h"
#include "core/cluster/process_record.h"

#include <QTimer>

#include <vector>

namespace hubbub::cluster {

class Leftovers final : public QObject {
    Q_OBJECT
public:
    /// `dataDir` as of LocalCluster::Options. Looks at once.
    explicit Leftovers(QString dataDir, QObject *parent = nullptr);

    /// Empty where nothing is left, or where a program runs that they belong to.
    [[nodiscard]] const QList<RecordedProcess> &list() const { return m_list; }
    /// Not where their Redis was given: who runs it, and with which password, is not written down.
    [[nodiscard]] bool canBeAdopted() const;
    /// Not where a Redis is left that writes to the data folder: a second one there would spoil it.
    [[nodiscard]] bool canBeIgnored() const;
    [[nodiscard]] bool isStopping() const { return !m_watches.empty(); }

    void look(); ///< again
    /// Nodes first, then Redis; what has not ended after 5 s is killed. changed() follows.
    void stop();
    /// They are forgotten and run on.
    void ignore();

Q_SIGNALS:
    void changed();

private:
    void advanceStop();

    QString m_dataDir;
    ProcessRecord m_record;
    QList<RecordedProcess> m_list;
    struct Ending {
        QString id;
        std::unique_ptr<PidWatch> watch;
        bool asked = false;
        bool ended = false;
    };
    std::vector<Ending> m_watches;
    QTimer m_patience;
};

} // namespace hubbub::cluster
