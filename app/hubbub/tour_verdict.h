// SPDX-License-Identifier: GPL-3.0-or-later
// Decides over the folder of a tour: starts its Redis again from what is on disk, reads every room's log past the
// gateways, and compares it with what was typed and with each person's own store.
#pragma once

#include "app/hubbub/log_reader.h"
#include "app/hubbub/tour_record.h"
#include "core/cluster/local_cluster.h"

#include <QObject>

#include <memory>

namespace hubbub::app {

class TourVerdict final : public QObject {
    Q_OBJECT
public:
    explicit TourVerdict(QString folder, QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    void said(const QString &line);
    void finished(bool good);

private:
    void judge(const QList<KeptEvent> &log);
    void end(const QString &problem);

    QString m_folder;
    TourRecord m_record;
    std::unique_ptr<cluster::LocalCluster> m_cluster;
    std::unique_ptr<LogReader> m_reader;
    bool m_good = false;
    bool m_ended = false;
};

} // namespace hubbub::app
