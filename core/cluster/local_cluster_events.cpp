// SPDX-License-Identifier: GPL-3.0-or-later
// What happens to the members of a local cluster, and what is made known of it.
#include "core/cluster/local_cluster_impl.h"
#include "core/cluster/ports.h"
#include "core/redis/keys.h"
#include "core/redis/sentinel.h"

#include <QDateTime>
#include <QSaveFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::cluster {

void LocalCluster::Impl::wire(Member &member)
{
    const QString id = member.id();
    connect(member.process.get(), &ChildProcess::changed, &self, [this, &member] { onChanged(member); });
    connect(member.process.get(), &ChildProcess::ended, &self,
        [this, &member](const Exit &exit) { onEnded(member, exit); });
    connect(member.process.get(), &ChildProcess::wrote, &self, [this, id](const QByteArray &line, bool) {
        if (line.trimmed().isEmpty())
            return;
        ring.push(readLogLine(id, line, QDateTime::currentMSecsSinceEpoch()));
        Q_EMIT
        self.logged(ring.lines().back());
    });
    connect(member.process.get(), &ChildProcess::spawned, &self, [this, &member] {
        record();
        if (member.role == Role::Redis) {
            link->open();
            reports->open();
        } else if (member.role == Role::Balancer) {
            talk->watch(meeting.adminSocket);
        } else {
            member.readiness->watch(QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(member.port)));
        }
    });
}

void LocalCluster::Impl::wireNode(Member &member)
{
    ChildProcess *process = member.process.get();
    connect(member.readiness.get(), &Readiness::ready, process, [process] { process->handle(life::BecameReady {}); });
    connect(member.readiness.get(), &Readiness::unready, process,
        [process](const QString &reason) { process->handle(life::BecameUnready { reason }); });
}

void LocalCluster::Impl::wireBalancer(Member &member)
{
    ChildProcess *process = member.process.get();
    syncBalancer();
    connect(talk.get(), &BalancerTalk::ready, process, [this, process] {
        process->handle(life::BecameReady {});
        startNodes();
        sayReady(); // it may have been told of the first node just now
    });
    connect(talk.get(), &BalancerTalk::unready, process,
        [process](const QString &reason) { process->handle(life::BecameUnready { reason }); });
}

void LocalCluster::Impl::onEnded(Member &member, const Exit &exit)
{
    record();
    if (member.role == Role::Redis)
        return;
    if (member.role == Role::Balancer)
        talk->stop();
    else
        member.readiness->stop();
    if (stopping || member.leaving || member.state() != ProcessState::FailedToStart)
        return;
    constexpr int cannotListen = 3; // of a gateway
    constexpr int wouldNotStart = 1; // HAProxy has but one code for all reasons
    const bool taken = member.role == Role::Node
        ? exit.code == cannotListen
        : exit.code == wouldNotStart && freePort(member.port, {}).ok() && *freePort(member.port, {}) != member.port;
    if (taken)
        takePort(member, static_cast<quint16>(member.port + 1));
}

void LocalCluster::Impl::onChanged(Member &member)
{
    ProcessView &view = viewOf(member.id());
    const ProcessState before = view.state;
    view = member.process->view();
    view.leaving = member.leaving;
    if (view.state != before) {
        if (view.state == ProcessState::Crashed || view.state == ProcessState::BackingOff)
            note(u"%1 ended by %2"_s.arg(view.id, view.detail), 3);
        else if (view.state == ProcessState::FailedToStart)
            note(u"%1 did not start: %2"_s.arg(view.id, view.detail), 3);
        if (view.state == ProcessState::FailedToStart && member.role == Role::Redis)
            sayFailed(u"Redis did not start: %1"_s.arg(view.detail));
        else if (view.state == ProcessState::FailedToStart)
            QMetaObject::invokeMethod(
                &self, [this, role = member.role] { role == Role::Node ? lookForANode() : lookForTheBalancer(); },
                Qt::QueuedConnection);
        if (member.role == Role::Node)
            syncBalancer();
    }
    if (member.leaving && !isAlive(view.state))
        QMetaObject::invokeMethod(
            &self, [this, id = view.id] { drop(id); }, Qt::QueuedConnection);
    Q_EMIT
    self.processChanged(member.id());
    sayReady();
    if (stopping)
        advanceStop();
}

/// A node that moves on to another port is no failure; none that starts at all is one.
void LocalCluster::Impl::lookForANode()
{
    QString why;
    for (const auto &member : members) {
        if (member->role != Role::Node)
            continue;
        if (member->state() != ProcessState::FailedToStart)
            return;
        why = why.isEmpty() ? member->process->view().detail : why;
    }
    if (!why.isEmpty() && !saidReady && !stopping)
        sayFailed(u"No node started: %1"_s.arg(why));
}

void LocalCluster::Impl::lookForTheBalancer()
{
    const Member *balancer = find(Role::Balancer);
    if (balancer && balancer->state() == ProcessState::FailedToStart && !saidReady && !stopping)
        sayFailed(u"The balancer did not start: %1"_s.arg(balancer->process->view().detail));
}

/// The file is for a start anew, what is said is for the one that runs.
void LocalCluster::Impl::syncBalancer()
{
    using State = BalancerServer::State;
    if (!talk)
        return;
    QList<BalancerServer> servers;
    for (const auto &member : members) {
        if (member->role != Role::Node)
            continue;
        const ProcessState state = member->state();
        const bool open = state == ProcessState::Ready || state == ProcessState::Unready;
        const bool draining = state == ProcessState::Draining || state == ProcessState::Stopping;
        servers.append({ member->number, member->port, open ? State::Open : draining ? State::Draining : State::Away });
    }
    QSaveFile file(meeting.balancerConfig);
    const QByteArray text = balancerConfig(meeting.balancerPort, meeting.adminSocket, servers);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        note(u"%1 cannot be written: %2"_s.arg(file.fileName(), file.errorString()), 3);
    talk->setServers(servers);
}

/// For a next run that finds what this one left behind.
void LocalCluster::Impl::record()
{
    ProcessRecord now;
    now.boot = bootId();
    now.runtimeDir = runtime->path;
    now.redisGiven = hasGivenRedis();
    for (const auto &member : members) {
        const qint64 pid = member->process->view().pid;
        if (const quint64 began = pid > 0 ? startTicks(pid) : 0; began > 0)
            now.processes.append({ member->id(), pid, began, member->port, member->process->program() });
    }
    if (const Outcome written = writeRecord(recordPath(options.dataDir), now); !written)
        note(written.error().detail, 2);
}

void LocalCluster::Impl::rebuildViews()
{
    const ProcessView given = hasGivenRedis() && !views.isEmpty() ? views.front() : ProcessView {};
    views.clear();
    if (hasGivenRedis()) {
        views.append(given);
        views[0].id = u"redis"_s;
        views[0].kind = u"Redis"_s;
        views[0].address = redisName();
        views[0].given = true;
        if (views[0].sinceMs == 0) {
            views[0].sinceMs = QDateTime::currentMSecsSinceEpoch();
            views[0].state = ProcessState::Starting;
        }
    }
    for (const auto &member : members) {
        views.append(member->process->view());
        views.back().leaving = member->leaving;
    }
}

void LocalCluster::Impl::sayReady()
{
    const bool anyNode = std::any_of(members.begin(), members.end(),
        [](const auto &member) { return member->role == Role::Node && member->state() == ProcessState::Ready; });
    if (saidReady || stopping || !anyNode || !isRedisReady() || !isBalancerReady() || (talk && !talk->isUpToDate()))
        return;
    if (hasGivenRedis() && !knowsSecret)
        return fetchSecret();
    saidReady = true;
    Q_EMIT
    self.ready();
}

/// The nodes of a given Redis have agreed on it there before they were ready. A file of the run has it for the
/// simulated people; a real person needs none, so a cluster without it is ready too.
void LocalCluster::Impl::fetchSecret()
{
    if (std::exchange(askedSecret, true))
        return;
    link->command({ "GET", redis::keys::secret() }, &self, [this](const Result<redis::Reply> &reply) {
        QSaveFile file(self.secretFile());
        const QByteArray secret = reply.ok() ? reply->bytes() : QByteArray();
        const bool written = file.open(QIODevice::WriteOnly)
            && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && file.write(secret + '\n') > 0
            && file.commit();
        if (secret.isEmpty() || !written)
            note(u"The secret of the nodes cannot be read from Redis; simulated people cannot come in."_s, 2);
        knowsSecret = true;
        sayReady();
    });
}

void LocalCluster::Impl::sayFailed(const QString &sentence)
{
    // Later: whoever hears of it may start or stop us, and we may be inside a process that this would end.
    QMetaObject::invokeMethod(
        &self,
        [this, sentence] {
            Q_EMIT
            self.failed(sentence);
        },
        Qt::QueuedConnection);
}

void LocalCluster::Impl::sayStopped()
{
    QMetaObject::invokeMethod(
        &self,
        [this] {
            Q_EMIT
            self.stopped();
        },
        Qt::QueuedConnection);
}

void LocalCluster::Impl::note(const QString &text, quint8 level)
{
    ring.push({ QDateTime::currentMSecsSinceEpoch(), u"launcher"_s, level, text });
    Q_EMIT
    self.logged(ring.lines().back());
}

LocalCluster::Impl::Member *LocalCluster::Impl::find(const QString &id) const
{
    const auto at =
        std::find_if(members.begin(), members.end(), [&id](const auto &member) { return member->id() == id; });
    return at == members.end() ? nullptr : at->get();
}

LocalCluster::Impl::Member *LocalCluster::Impl::find(Role role) const
{
    const auto at =
        std::find_if(members.begin(), members.end(), [role](const auto &member) { return member->role == role; });
    return at == members.end() ? nullptr : at->get();
}

ProcessView &LocalCluster::Impl::viewOf(const QString &id)
{
    const auto at = std::find_if(views.begin(), views.end(), [&id](const ProcessView &view) { return view.id == id; });
    Q_ASSERT(at != views.end());
    return *at;
}

int LocalCluster::Impl::nodeCount() const
{
    return static_cast<int>(std::count_if(members.begin(), members.end(),
        [](const auto &member) { return member->role == Role::Node && !member->leaving; }));
}

QSet<quint16> LocalCluster::Impl::takenPorts() const
{
    QSet<quint16> taken;
    for (const auto &member : members)
        taken.insert(member->port);
    return taken;
}

bool LocalCluster::Impl::isRedisReady() const
{
    return !views.isEmpty() && views[0].id == "redis"_L1 && views[0].state == ProcessState::Ready;
}

bool LocalCluster::Impl::isBalancerReady() const
{
    const Member *balancer = find(Role::Balancer);
    return balancer == nullptr || balancer->state() == ProcessState::Ready;
}

QString LocalCluster::Impl::redisName() const { return redis::printableUrl(options.redisUrl); }

} // namespace hubbub::cluster
