// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/leftovers.h"

#include <QFileInfo>
#include <QLockFile>

#include <algorithm>
#include <chrono>
#include <csignal>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace hubbub::cluster {

Leftovers::Leftovers(QString dataDir, QObject *parent)
    : QObject(parent)
    , m_dataDir(std::move(dataDir))
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        for (const Ending &one : m_watches) {
            if (!one.ended)
                one.watch->signal(SIGKILL);
        }
    });
    look();
}

void Leftovers::look()
{
    if (isStopping())
        return;
    QList<RecordedProcess> found;
    if (QFileInfo::exists(recordPath(m_dataDir))) {
        QLockFile lock(m_dataDir + u"/lock"_s);
        lock.setStaleLockTime(0);
        if (lock.tryLock(0)) {
            m_record = readRecord(recordPath(m_dataDir));
            found = stillRunning(m_record);
        }
    }
    if (found == m_list)
        return;
    m_list = found;
    Q_EMIT
    changed();
}

bool Leftovers::canBeAdopted() const { return !m_list.isEmpty() && !m_record.redisGiven && !isStopping(); }

bool Leftovers::canBeIgnored() const
{
    return !isStopping() && std::none_of(m_list.begin(), m_list.end(), [](const RecordedProcess &process) {
        return process.id == "redis"_L1;
    });
}

void Leftovers::stop()
{
    if (isStopping())
        return;
    for (const RecordedProcess &process : std::as_const(m_list)) {
        auto watch = std::make_unique<PidWatch>(process.pid, process.startedAt);
        if (!watch->isValid())
            continue; // ended meanwhile
        m_watches.push_back({ process.id, std::move(watch) });
        connect(m_watches.back().watch.get(), &PidWatch::ended, this, [this, id = process.id] {
            for (Ending &one : m_watches)
                one.ended = one.ended || one.id == id;
            QMetaObject::invokeMethod(this, &Leftovers::advanceStop, Qt::QueuedConnection);
        });
    }
    m_patience.start(5s);
    Q_EMIT
    changed();
    QMetaObject::invokeMethod(this, &Leftovers::advanceStop, Qt::QueuedConnection);
}

void Leftovers::advanceStop()
{
    const bool nodesEnded = std::all_of(
        m_watches.begin(), m_watches.end(), [](const Ending &one) { return one.ended || one.id == "redis"_L1; });
    bool all = true;
    for (Ending &one : m_watches) {
        all = all && one.ended;
        if (one.ended || one.asked || (one.id == "redis"_L1 && !nodesEnded))
            continue;
        one.asked = true;
        one.watch->signal(SIGCONT); // a stopped one would never see the next
        one.watch->signal(SIGTERM);
    }
    if (!all)
        return;
    m_watches.clear();
    m_patience.stop();
    m_list = stillRunning(m_record);
    m_record.processes = m_list;
    (void)writeRecord(recordPath(m_dataDir), m_record);
    Q_EMIT
    changed();
}

void Leftovers::ignore()
{
    if (!canBeIgnored())
        return;
    m_record.processes.clear();
    m_list.clear();
    (void)writeRecord(recordPath(m_dataDir), m_record);
    Q_EMIT
    changed();
}

} // namespace hubbub::cluster
