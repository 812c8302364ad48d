// SPDX-License-Identifier: GPL-3.0-or-later
// Which processes a local cluster runs, written down so that the next run can find what a crash left behind.
#pragma once

#include "core/base/result.h"

#include <QList>

namespace hubbub::cluster {

struct RecordedProcess {
    QString id; ///< "redis", "balancer", "n1"
    qint64 pid = 0;
    quint64 startedAt = 0; ///< startTicks()
    quint16 port = 0; ///< where it listens on 127.0.0.1; 0: on no port
    QString program; ///< as it was started, the first of its commandLine()

    friend bool operator==(const RecordedProcess &, const RecordedProcess &) = default;
};

struct ProcessRecord {
    QByteArray boot; ///< bootId() of then
    QString runtimeDir; ///< where the sockets are
    bool redisGiven = false; ///< the nodes use one that was not started here
    QList<RecordedProcess> processes;

    friend bool operator==(const ProcessRecord &, const ProcessRecord &) = default;
};

/// The file in a cluster's data folder.
[[nodiscard]] QString recordPath(const QString &dataDir);
/// In one step: a crash leaves the old one or the new one. No process: the file goes.
Outcome writeRecord(const QString &path, const ProcessRecord &record);
/// Empty where there is none; lines that make no sense are passed over.
[[nodiscard]] ProcessRecord readRecord(const QString &path);

/// Those that still run: since then the machine was not started anew, and number, time of start and program agree.
[[nodiscard]] QList<RecordedProcess> stillRunning(const ProcessRecord &record);

} // namespace hubbub::cluster
