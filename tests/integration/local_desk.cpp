// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/local_desk.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::testing {

using cluster::LocalCluster;
using cluster::ProcessState;
using cluster::ProcessView;

bool isGone(qint64 pid)
{
    QFile status(u"/proc/%1/stat"_s.arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return true;
    const QByteArray line = status.readAll();
    return line.isEmpty() || line.mid(line.lastIndexOf(')') + 2, 1) == "Z";
}

LocalDesk::LocalDesk() = default;
LocalDesk::~LocalDesk() = default;

LocalCluster::Options LocalDesk::options(int nodes) const
{
    LocalCluster::Options options;
    options.nodes = nodes;
    options.dataDir = m_dir.filePath(u"data"_s);
    options.gatewayProgram = QStringLiteral(HUBBUB_BIN_DIR "/hubbub-gateway");
    return options;
}

LocalCluster &LocalDesk::make(const LocalCluster::Options &options)
{
    m_cluster.reset();
    m_failed.clear();
    m_story.clear();
    m_cluster = std::make_unique<LocalCluster>(options);
    connect(m_cluster.get(), &LocalCluster::failed, this, [this](const QString &sentence) { m_failed = sentence; });
    connect(m_cluster.get(), &LocalCluster::processChanged, this, [this](const QString &id) {
        QList<ProcessState> &states = m_story[id];
        const ProcessState now = view(id).state;
        if (states.isEmpty() || states.constLast() != now)
            states.append(now);
    });
    return *m_cluster;
}

bool LocalDesk::run(const LocalCluster::Options &options)
{
    QSignalSpy ready(&make(options), &LocalCluster::ready);
    m_cluster->start();
    const qsizetype processes = options.nodes + 1 + (options.balancer ? 1 : 0);
    return QTest::qWaitFor([&] { return ready.count() == 1 && allReady(processes); }, deskPatience);
}

bool LocalDesk::allReady(qsizetype processes) const
{
    const QList<ProcessView> &all = m_cluster->processes();
    return all.size() == processes && std::all_of(all.begin(), all.end(), [](const ProcessView &process) {
        return process.state == ProcessState::Ready;
    });
}

bool LocalDesk::stop()
{
    QSignalSpy stopped(m_cluster.get(), &LocalCluster::stopped);
    m_cluster->stop();
    return QTest::qWaitFor([&] { return stopped.count() == 1; }, deskPatience);
}

ProcessView LocalDesk::view(const QString &id) const
{
    for (const ProcessView &process : m_cluster->processes()) {
        if (process.id == id)
            return process;
    }
    return {};
}

QStringList LocalDesk::ids() const
{
    QStringList ids;
    for (const ProcessView &process : m_cluster->processes())
        ids << process.id;
    return ids;
}

void LocalDesk::printLog() const
{
    if (!m_cluster)
        return;
    for (const cluster::LogLine &line : m_cluster->log())
        qInfo("%s: %s", qPrintable(line.process), qPrintable(line.text));
}

} // namespace hubbub::testing
