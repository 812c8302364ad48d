// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/local_cluster_impl.h"

#include "core/cluster/ports.h"
#include "core/cluster/programs.h"
#include "core/redis/sentinel.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <unistd.h>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace hubbub::cluster {
namespace {

constexpr quint16 balancerPort = 7400;
constexpr quint16 firstPort = 7401;
constexpr qsizetype keptLines = 50'000;

const RecordedProcess *recorded(const QList<RecordedProcess> &all, const QString &id)
{
    const auto at =
        std::find_if(all.begin(), all.end(), [&id](const RecordedProcess &process) { return process.id == id; });
    return at == all.end() ? nullptr : &*at;
}

/// "redis (pid 12), n1 (pid 13)"
QString namesOf(const QList<RecordedProcess> &processes)
{
    QStringList names;
    for (const RecordedProcess &process : processes)
        names << u"%1 (pid %2)"_s.arg(process.id).arg(process.pid);
    return names.join(u", "_s);
}

} // namespace

/// By name: what is in there is ours, and nothing else is touched whatever a record says.
RuntimeFolder::~RuntimeFolder()
{
    QDir folder(path);
    for (const QString &name : folder.entryList(QDir::Files | QDir::System)) {
        if (name.startsWith(u"redis."_s) || name.startsWith(u"haproxy."_s))
            folder.remove(name);
    }
    folder.rmdir(u"."_s);
}

LocalCluster::Impl::Impl(LocalCluster &owner, Options chosen)
    : self(owner)
    , options(std::move(chosen))
    , ring(keptLines)
{
    connect(&sampling, &QTimer::timeout, &self, [this] {
        for (const auto &member : members)
            member->process->sample();
    });
}

void LocalCluster::Impl::start(bool adopts)
{
    if (running)
        return startAgain();
    forget();
    QString why;
    if (const QStringList lacks = missing(options); !lacks.isEmpty())
        why = lacks.join(u' ');
    else if (!QDir().mkpath(options.dataDir))
        why = u"The folder %1 cannot be made."_s.arg(options.dataDir);
    if (why.isEmpty()) {
        QFile::setPermissions(options.dataDir, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        lock = std::make_unique<QLockFile>(options.dataDir + u"/lock"_s);
        lock->setStaleLockTime(0); // by the holder's pid alone: a cluster may run for days
        if (!lock->tryLock(0)) {
            lock.reset();
            why = u"Another Hubbub already runs a cluster on %1. Close it, or choose another profile."_s.arg(
                options.dataDir);
        }
    }
    QList<RecordedProcess> living;
    if (why.isEmpty()) {
        const ProcessRecord old = readRecord(recordPath(options.dataDir));
        living = stillRunning(old);
        if (!living.isEmpty() && !adopts)
            why =
                u"Processes of an earlier run still live: %1. Adopt, stop or ignore them first."_s.arg(namesOf(living));
        else if (const Outcome prepared = prepare(old, living); !prepared)
            why = prepared.error().detail;
    }
    if (!why.isEmpty()) {
        forget();
        Q_EMIT
        self.processesReset();
        return sayFailed(why);
    }
    running = true;
    Q_EMIT
    self.processesReset();
    sampling.start(1000ms);
    if (hasGivenRedis()) {
        link->open();
        reports->open();
    }
    for (const auto &member : members)
        begin(*member, living);
}

/// Folders, secret and members. Nothing runs yet.
Outcome LocalCluster::Impl::prepare(const ProcessRecord &old, const QList<RecordedProcess> &living)
{
    if (living.isEmpty() && QFileInfo(old.runtimeDir).fileName().startsWith(u"hubbub-"_s))
        const RuntimeFolder ofACrash(old.runtimeDir);
    if (const Outcome opened = openRuntime(living.isEmpty() ? QString() : old.runtimeDir); !opened)
        return opened;
    if (!hasGivenRedis()) {
        if (const Outcome secret = programs::ensureSecret(self.secretFile()); !secret)
            return secret;
    }
    meeting = {};
    meeting.redisSocket = runtime->path + u"/redis.sock"_s;
    meeting.redisUrl = hasGivenRedis() ? options.redisUrl : u"unix://"_s + meeting.redisSocket;
    meeting.adminSocket = runtime->path + u"/haproxy.sock"_s;
    meeting.balancerConfig = runtime->path + u"/haproxy.cfg"_s;
    return makeMembers(living);
}

Outcome LocalCluster::Impl::makeMembers(const QList<RecordedProcess> &living)
{
    if (!hasGivenRedis())
        add(Role::Redis, children::redis(options, meeting));
    rebuildViews();
    if (const Outcome watched = watchRedis(); !watched)
        return watched;
    const RecordedProcess *balancer = recorded(living, u"balancer"_s);
    options.balancer = options.balancer || balancer != nullptr;
    if (options.balancer) {
        if (const Outcome added = addBalancer(balancer ? balancer->port : 0); !added)
            return added;
    }
    options.nodes = std::clamp(options.nodes, 1, mostNodes);
    for (int number = 1; number <= mostNodes; ++number) {
        const RecordedProcess *known = recorded(living, u"n%1"_s.arg(number));
        if (number > options.nodes && known == nullptr)
            continue;
        if (const Outcome added = addNode(number, known ? known->port : 0); !added)
            return added;
    }
    options.nodes = nodeCount();
    return Done {};
}

/// A start of what runs already: of those that would not start before.
void LocalCluster::Impl::startAgain()
{
    for (const auto &member : members) {
        if (!stopping && member->role != Role::Node && member->state() == ProcessState::FailedToStart)
            member->process->handle(life::StartAsked {});
    }
}

/// Of the last run, or of a start that went no further.
void LocalCluster::Impl::forget()
{
    stopping = false;
    saidReady = false;
    askedSecret = false;
    knowsSecret = false;
    link.reset();
    reports.reset();
    talk.reset();
    members.clear();
    views.clear();
    runtime.reset();
    lock.reset();
    meeting = {};
}

/// `earlier`: where processes that are taken over have their sockets; empty: a new place.
Outcome LocalCluster::Impl::openRuntime(const QString &earlier)
{
    if (!earlier.isEmpty()) {
        QDir().mkpath(earlier);
        if (QFileInfo(earlier).ownerId() != ::getuid())
            return Error { ErrorCode::Internal,
                u"The folder %1 of the earlier run's sockets is not ours. Stop its processes."_s.arg(earlier) };
        QFile::setPermissions(earlier, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        runtime = std::make_unique<RuntimeFolder>(earlier);
        return Done {};
    }
    QString place = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (place.isEmpty() || place.size() > 60)
        place = QDir::tempPath();
    QTemporaryDir made(place + u"/hubbub-XXXXXX"_s);
    if (!made.isValid())
        return Error { ErrorCode::Internal, u"No folder for the cluster's sockets can be made in %1."_s.arg(place) };
    made.setAutoRemove(false);
    runtime = std::make_unique<RuntimeFolder>(made.path());
    return Done {};
}

Outcome LocalCluster::Impl::watchRedis()
{
    auto read = redis::optionsFor(self.redisUrl());
    if (!read)
        return Error { ErrorCode::BadField, u"The URL of Redis: %1"_s.arg(read.error().detail) };
    redis::Options how = *read;
    how.clientName = "hubbub-launcher"_ba;
    how.logs = false; // asks before Redis can answer, and the process table shows how it is
    link = std::make_unique<redis::Link>(how);
    connect(link.get(), &redis::Link::up, &self, [this] {
        if (Member *redis = find(Role::Redis))
            redis->process->handle(life::BecameReady {});
        else
            showGiven(ProcessState::Ready, {});
        startNodes();
    });
    connect(link.get(), &redis::Link::down, &self, [this](const QString &reason) { onRedisDown(reason); });
    how.clientName = "hubbub-launcher-reports"_ba;
    reports = std::make_unique<Reports>(how);
    connect(reports.get(), &Reports::clients, &self, [this](const NodeId &node, int count) {
        for (const auto &member : members) {
            if (member->role == Role::Node && children::nodeName(options, member->number) == node.text()
                && isAlive(member->state()))
                return member->process->setClients(count);
        }
    });
    return Done {};
}

void LocalCluster::Impl::onRedisDown(const QString &reason)
{
    if (Member *redis = find(Role::Redis)) {
        if (isRedisReady())
            redis->process->handle(life::BecameUnready { reason });
        return;
    }
    if (stopping)
        return;
    showGiven(ProcessState::Unready, reason);
    if (!saidReady)
        sayFailed(
            u"The Redis at %1 cannot be used: %2. Start it there, or choose another one."_s.arg(redisName(), reason));
}

void LocalCluster::Impl::showGiven(ProcessState state, const QString &detail)
{
    ProcessView &view = views.front();
    if (view.state == state && view.detail == detail)
        return;
    view.state = state;
    view.detail = detail;
    Q_EMIT
    self.processChanged(view.id);
    sayReady();
}

LocalCluster::Impl::Member &LocalCluster::Impl::add(Role role, const ChildProcess::Options &child)
{
    auto member = std::make_unique<Member>();
    member->role = role;
    member->process = std::make_unique<ChildProcess>(child);
    Member &added = *member;
    members.push_back(std::move(member));
    wire(added);
    return added;
}

Outcome LocalCluster::Impl::addBalancer(quint16 wantedPort)
{
    const auto port = wantedPort != 0 ? Result<quint16>(wantedPort) : freePort(balancerPort, takenPorts());
    if (!port)
        return port.error();
    meeting.balancerPort = *port;
    talk = std::make_unique<BalancerTalk>();
    Member &balancer = add(Role::Balancer, children::balancer(options, meeting));
    balancer.port = *port;
    wireBalancer(balancer);
    rebuildViews();
    return Done {};
}

Outcome LocalCluster::Impl::addNode(int number, quint16 knownPort)
{
    const auto port = knownPort != 0 ? Result<quint16>(knownPort)
                                     : freePort(static_cast<quint16>(firstPort + number - 1), takenPorts());
    if (!port)
        return port.error();
    Member &node = add(Role::Node, children::node(options, meeting, number, *port));
    node.number = number;
    node.port = *port;
    node.readiness = std::make_unique<Readiness>(network);
    wireNode(node);
    std::stable_sort(members.begin(), members.end(),
        [](const auto &a, const auto &b) { return std::pair(a->role, a->number) < std::pair(b->role, b->number); });
    rebuildViews();
    return Done {};
}

int LocalCluster::Impl::freeNumber() const
{
    for (int number = 1; number <= mostNodes; ++number) {
        if (find(u"n%1"_s.arg(number)) == nullptr)
            return number;
    }
    return 0;
}

void LocalCluster::Impl::removeNode(Member &member)
{
    member.leaving = true;
    options.nodes = nodeCount();
    note(u"%1 drains and leaves"_s.arg(member.id()));
    member.process->handle(life::StopAsked {}); // changes nothing where it does not run
    onChanged(member);
}

void LocalCluster::Impl::drop(const QString &id)
{
    Member *member = find(id);
    if (member == nullptr || !member->leaving || isAlive(member->state()))
        return;
    std::erase_if(members, [member](const auto &one) { return one.get() == member; });
    rebuildViews();
    syncBalancer();
    record();
    Q_EMIT
    self.processesReset();
}

/// A running one is taken over, another one started; nodes wait until there is somebody to talk to.
void LocalCluster::Impl::begin(Member &member, const QList<RecordedProcess> &living)
{
    if (const RecordedProcess *known = recorded(living, member.id())) {
        if (member.process->adopt(std::make_unique<PidWatch>(known->pid, known->startedAt))) {
            note(u"%1 (pid %2) of an earlier run is taken over"_s.arg(known->id).arg(known->pid));
            return;
        }
    }
    if (member.role != Role::Node)
        member.process->handle(life::StartAsked {});
}

void LocalCluster::Impl::startNodes()
{
    if (stopping || saidReady || !isRedisReady() || !isBalancerReady())
        return;
    for (const auto &member : members) {
        if (member->role == Role::Node && member->state() == ProcessState::Stopped && !member->leaving)
            member->process->handle(life::StartAsked {});
    }
}

/// Somebody took the port between our look and the process's: it moves on to the next free one.
bool LocalCluster::Impl::takePort(Member &member, quint16 from)
{
    const auto port = freePort(from, takenPorts());
    if (!port)
        return false;
    note(u"%1: port %2 is taken by another program; using %3"_s.arg(member.id()).arg(member.port).arg(*port), 2);
    member.port = *port;
    if (member.role == Role::Balancer)
        meeting.balancerPort = *port;
    const ChildProcess::Options child = member.role == Role::Balancer
        ? children::balancer(options, meeting)
        : children::node(options, meeting, member.number, *port);
    member.process->setArguments(child.arguments, child.address);
    if (member.role == Role::Balancer) { // the nodes tell people its address
        for (const auto &node : members) {
            if (node->role == Role::Node)
                node->process->setArguments(
                    children::node(options, meeting, node->number, node->port).arguments, u":%1"_s.arg(node->port));
        }
    }
    syncBalancer();
    member.process->handle(life::StartAsked {});
    return true;
}

void LocalCluster::Impl::stop()
{
    if (stopping)
        return;
    if (!running)
        return sayStopped();
    stopping = true;
    for (const auto &member : members) {
        if (member->role == Role::Node)
            member->process->handle(life::StopAsked {});
    }
    advanceStop();
}

/// Nodes first: they say goodbye to their clients and take their entries out of Redis.
void LocalCluster::Impl::advanceStop()
{
    const auto lives = [](const auto &member) { return isAlive(member->state()); };
    if (std::any_of(members.begin(), members.end(),
            [&](const auto &member) { return member->role == Role::Node && lives(member); }))
        return;
    if (link) {
        link->close();
        reports->close();
    }
    if (hasGivenRedis())
        showGiven(ProcessState::Stopped, {});
    for (const auto &member : members) {
        if (member->role != Role::Node && member->state() != ProcessState::Stopping)
            member->process->handle(life::StopAsked {}); // changes nothing where it has ended
    }
    if (!running || std::any_of(members.begin(), members.end(), lives))
        return;
    running = false;
    sampling.stop();
    record();
    lock.reset();
    sayStopped();
}

} // namespace hubbub::cluster
