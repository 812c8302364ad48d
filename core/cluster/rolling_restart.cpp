// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/rolling_restart.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::cluster {

RollingRestart::RollingRestart(LocalCluster &cluster, std::chrono::milliseconds patience, QObject *parent)
    : QObject(parent)
    , m_cluster(cluster)
    , m_patience(patience)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        end(tr("%1 was not ready again within %2 s of its restart, so the nodes after it were left alone. Its lines in "
               "the log say why.")
                .arg(m_nodes.value(m_at))
                .arg(std::chrono::duration_cast<std::chrono::seconds>(m_patience).count()));
    });
    connect(&cluster, &LocalCluster::processChanged, this, [this](const QString &id) {
        if (m_at >= 0 && id == m_nodes[m_at])
            look();
    });
    connect(&cluster, &LocalCluster::processesReset, this, [this] {
        if (m_at >= 0)
            look();
    });
}

std::optional<RollingRestart::Step> RollingRestart::step() const
{
    if (m_at < 0)
        return std::nullopt;
    return Step { m_nodes[m_at], static_cast<int>(m_at) + 1, static_cast<int>(m_nodes.size()) };
}

std::optional<ProcessView> RollingRestart::viewOf(const QString &id) const
{
    for (const ProcessView &view : m_cluster.processes()) {
        if (view.id == id)
            return view;
    }
    return std::nullopt;
}

void RollingRestart::start()
{
    if (m_at >= 0)
        return;
    m_nodes.clear();
    for (const ProcessView &view : m_cluster.processes()) {
        if (view.kind == "gateway"_L1 && view.pid > 0 && !view.leaving && view.state != ProcessState::Stopping)
            m_nodes.append(view.id);
    }
    next();
}

void RollingRestart::next()
{
    ++m_at;
    // Who went meanwhile, or was stopped by hand, is not started behind somebody's back.
    while (m_at < m_nodes.size()) {
        const auto view = viewOf(m_nodes[m_at]);
        if (view && view->pid > 0 && !view->leaving)
            break;
        ++m_at;
    }
    if (m_at >= m_nodes.size())
        return end({});
    m_oldPid = viewOf(m_nodes[m_at])->pid;
    m_timer.start(m_patience);
    Q_EMIT
    stepped();
    if (m_at >= 0) // whoever heard of it may have cancelled
        m_cluster.restartProcess(m_nodes[m_at]);
}

void RollingRestart::look()
{
    const QString id = m_nodes[m_at];
    const auto view = viewOf(id);
    if (!view || view->leaving)
        return end(tr("%1 was taken out while it was restarted, so the nodes after it were left alone.").arg(id));
    switch (view->state) {
    case ProcessState::Ready:
        // Later: this is told from inside the node that has come back.
        if (view->pid > 0 && view->pid != m_oldPid)
            QMetaObject::invokeMethod(
                this,
                [this, at = m_at] {
                    if (m_at == at)
                        next();
                },
                Qt::QueuedConnection);
        return;
    case ProcessState::Stopped:
        return end(tr("%1 was stopped while it was restarted, so the nodes after it were left alone.").arg(id));
    case ProcessState::Crashed:
    case ProcessState::BackingOff:
        return end(
            tr("%1 did not come back: it ended by %2. The nodes after it were left alone.").arg(id, view->detail));
    case ProcessState::FailedToStart:
        // It may be about to move to another port.
        QMetaObject::invokeMethod(
            this,
            [this, id, at = m_at] {
                const auto now = viewOf(id);
                if (m_at == at && now && now->state == ProcessState::FailedToStart)
                    end(tr("%1 did not come back: %2. The nodes after it were left alone.").arg(id, now->detail));
            },
            Qt::QueuedConnection);
        return;
    case ProcessState::Starting:
    case ProcessState::Unready:
    case ProcessState::Draining:
    case ProcessState::Stopping:
        return;
    }
}

void RollingRestart::cancel()
{
    if (m_at >= 0)
        end({});
}

void RollingRestart::end(const QString &problem)
{
    m_at = -1;
    m_timer.stop();
    Q_EMIT
    ended(problem);
}

} // namespace hubbub::cluster
