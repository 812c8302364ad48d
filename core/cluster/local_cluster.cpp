// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/local_cluster.h"

#include "core/cluster/child_process.h"
#include "core/cluster/log_ring.h"
#include "core/cluster/ports.h"
#include "core/cluster/readiness.h"
#include "core/cluster/reports.h"
#include "core/redis/link.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <vector>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace hubbub::cluster {
namespace {

constexpr quint16 firstPort = 7401;
constexpr int mostNodes = 16;
constexpr qsizetype keptLines = 50'000;

QString gatewayProgram(const LocalCluster::Options &options)
{
    if (!options.gatewayProgram.isEmpty())
        return options.gatewayProgram;
    const QString name = u"hubbub-gateway"_s;
    const QString beside = QStandardPaths::findExecutable(name, { QCoreApplication::applicationDirPath() });
    return beside.isEmpty() ? QStandardPaths::findExecutable(name) : beside;
}

QString redisProgram(const LocalCluster::Options &options)
{
    return options.redisProgram.isEmpty() ? QStandardPaths::findExecutable(u"redis-server"_s) : options.redisProgram;
}

/// 64 hex digits, made once and kept: tokens stay good from one run to the next.
Outcome ensureSecret(const QString &path)
{
    if (QFile::exists(path))
        return Done {};
    QFile file(path);
    const auto onlyMine = QFile::ReadOwner | QFile::WriteOwner;
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, onlyMine) || file.write(randomHex(32) + '\n') < 0
        || !file.flush())
        return Error { ErrorCode::Internal, u"%1 cannot be written: %2"_s.arg(path, file.errorString()) };
    return Done {};
}

} // namespace

struct LocalCluster::Impl {
    struct Member {
        std::unique_ptr<ChildProcess> process;
        std::unique_ptr<Readiness> readiness; // nodes only
        quint16 port = 0;
    };

    LocalCluster &self;
    Options options;
    QNetworkAccessManager network;
    QTimer sampling;
    LogRing ring { keptLines };
    std::unique_ptr<QTemporaryDir> runtime; // the socket: a path in dataDir may be too long for one
    std::unique_ptr<QLockFile> lock;
    std::unique_ptr<redis::Link> link;
    std::unique_ptr<Reports> reports;
    std::vector<Member> members; // [0] is Redis
    QList<ProcessView> views;
    bool running = false;
    bool saidReady = false;
    bool stopping = false;

    explicit Impl(LocalCluster &owner, Options chosen)
        : self(owner)
        , options(std::move(chosen))
    {
        connect(&sampling, &QTimer::timeout, &self, [this] {
            for (const Member &member : members)
                member.process->sample();
        });
    }

    void start();
    void stop();
    void forget();
    void addRedis();
    void watchRedis();
    Outcome addNode();
    QStringList nodeArguments(const QString &id, quint16 port) const;
    void wire(size_t index);
    void onChanged(size_t index);
    void onNodeEnded(size_t index, const Exit &exit);
    void takePort(size_t index, quint16 from);
    void advanceStop();
    void lookForANode();
    void sayFailed(const QString &sentence);
    void sayStopped();
    void note(const QString &text, quint8 level = 1);
    Member *find(const QString &id);
    bool isRedisReady() const { return !views.isEmpty() && views[0].state == ProcessState::Ready; }
    QString socketPath() const { return runtime->filePath(u"redis.sock"_s); }
};

LocalCluster::LocalCluster(Options options, QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>(*this, std::move(options)))
{
}

LocalCluster::~LocalCluster() = default;

QStringList LocalCluster::missing(const Options &options)
{
    QStringList sentences;
    if (redisProgram(options).isEmpty())
        sentences << u"redis-server is not installed. On Debian: sudo apt install redis-server"_s;
    if (gatewayProgram(options).isEmpty())
        sentences << u"hubbub-gateway is neither beside this program nor on the PATH."_s;
    return sentences;
}

void LocalCluster::start() { m_impl->start(); }
void LocalCluster::stop() { m_impl->stop(); }
const QList<ProcessView> &LocalCluster::processes() const { return m_impl->views; }
QString LocalCluster::secretFile() const { return m_impl->options.dataDir + u"/secret"_s; }
const QList<LogLine> &LocalCluster::log() const { return m_impl->ring.lines(); }

QString LocalCluster::redisUrl() const { return m_impl->runtime ? u"unix://"_s + m_impl->socketPath() : QString(); }

QList<QUrl> LocalCluster::nodeUrls() const
{
    QList<QUrl> urls;
    for (const Impl::Member &member : m_impl->members) {
        if (member.port != 0)
            urls << QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(member.port));
    }
    return urls;
}

void LocalCluster::stopProcess(const QString &id)
{
    if (auto *member = m_impl->find(id))
        member->process->handle(life::StopAsked {});
}

void LocalCluster::killProcess(const QString &id)
{
    if (auto *member = m_impl->find(id)) {
        m_impl->note(u"%1 gets SIGKILL (by hand)"_s.arg(id), 2);
        member->process->handle(life::KillAsked {});
    }
}

void LocalCluster::restartProcess(const QString &id)
{
    if (auto *member = m_impl->find(id))
        member->process->handle(life::RestartAsked {});
}

void LocalCluster::pauseProcess(const QString &id)
{
    if (auto *member = m_impl->find(id)) {
        m_impl->note(u"%1 gets SIGSTOP (by hand)"_s.arg(id), 2);
        member->process->pause();
    }
}

void LocalCluster::continueProcess(const QString &id)
{
    if (auto *member = m_impl->find(id)) {
        m_impl->note(u"%1 gets SIGCONT (by hand)"_s.arg(id));
        member->process->resume();
    }
}

void LocalCluster::addNode()
{
    if (!m_impl->running || m_impl->stopping || m_impl->members.size() > mostNodes)
        return;
    if (const Outcome added = m_impl->addNode(); !added) {
        m_impl->note(added.error().detail, 3);
        return;
    }
    Q_EMIT
    processesReset();
    if (m_impl->isRedisReady())
        m_impl->members.back().process->handle(life::StartAsked {});
}

void LocalCluster::Impl::start()
{
    if (running) {
        if (!stopping && views[0].state == ProcessState::FailedToStart)
            members[0].process->handle(life::StartAsked {});
        return;
    }
    forget();
    const auto fail = [this](const QString &sentence) {
        Q_EMIT
        self.processesReset();
        sayFailed(sentence);
    };
    if (const QStringList lacks = missing(options); !lacks.isEmpty())
        return fail(lacks.join(u' '));
    if (!QDir().mkpath(options.dataDir))
        return fail(u"The folder %1 cannot be made."_s.arg(options.dataDir));
    QFile::setPermissions(options.dataDir, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    lock = std::make_unique<QLockFile>(options.dataDir + u"/lock"_s);
    lock->setStaleLockTime(0); // by the holder's pid alone: a cluster may run for days
    if (!lock->tryLock(0))
        return fail(u"Another Hubbub already runs a cluster on %1. Close it, or choose another profile."_s.arg(
            options.dataDir));
    if (const Outcome secret = ensureSecret(self.secretFile()); !secret)
        return fail(secret.error().detail);
    QString place = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (place.isEmpty() || place.size() > 60)
        place = QDir::tempPath();
    runtime = std::make_unique<QTemporaryDir>(place + u"/hubbub-XXXXXX"_s);
    if (!runtime->isValid())
        return fail(u"No folder for the cluster's socket can be made in %1."_s.arg(place));

    addRedis();
    for (int i = 0; i < std::clamp(options.nodes, 1, mostNodes); ++i) {
        if (const Outcome added = addNode(); !added) {
            forget();
            return fail(added.error().detail);
        }
    }
    running = true;
    Q_EMIT
    self.processesReset();
    sampling.start(1000ms);
    members[0].process->handle(life::StartAsked {});
}

/// Of the last run, or of a start that went no further.
void LocalCluster::Impl::forget()
{
    stopping = false;
    saidReady = false;
    link.reset();
    reports.reset();
    members.clear();
    views.clear();
    runtime.reset();
    lock.reset();
}

void LocalCluster::Impl::addRedis()
{
    ChildProcess::Options child;
    child.id = u"redis"_s;
    child.kind = u"Redis"_s;
    child.address = u"unix socket"_s;
    child.program = redisProgram(options);
    child.arguments = { u"--port"_s, u"0"_s, u"--unixsocket"_s, socketPath(), u"--unixsocketperm"_s, u"700"_s,
        u"--dir"_s, options.dataDir, u"--appendonly"_s, u"yes"_s, u"--save"_s, QString(), u"--maxmemory-policy"_s,
        u"noeviction"_s, u"--daemonize"_s, u"no"_s, u"--set-proc-title"_s, u"no"_s };
    child.rules.restartsAfterKill = true;
    child.logsToOutput = true;
    members.push_back({ std::make_unique<ChildProcess>(child), nullptr, 0 });
    wire(0);
    watchRedis();
}

void LocalCluster::Impl::watchRedis()
{
    redis::Options how;
    how.endpoint.transport = redis::Endpoint::Transport::Unix;
    how.endpoint.path = socketPath();
    how.clientName = "hubbub-launcher"_ba;
    how.logs = false; // asks before Redis can answer, and the process table shows how it is
    link = std::make_unique<redis::Link>(how);
    connect(link.get(), &redis::Link::up, &self, [this] {
        members[0].process->handle(life::BecameReady {});
        for (size_t i = 1; i < members.size(); ++i) {
            if (views[static_cast<qsizetype>(i)].state == ProcessState::Stopped && !stopping && !saidReady)
                members[i].process->handle(life::StartAsked {});
        }
    });
    connect(link.get(), &redis::Link::down, &self, [this](const QString &reason) {
        if (isRedisReady())
            members[0].process->handle(life::BecameUnready { reason });
    });
    how.clientName = "hubbub-launcher-reports"_ba;
    reports = std::make_unique<Reports>(how);
    connect(reports.get(), &Reports::clients, &self, [this](const NodeId &node, int count) {
        if (Member *member = find(node.text()); member && isAlive(member->process->view().state))
            member->process->setClients(count);
    });
    connect(members[0].process.get(), &ChildProcess::spawned, &self, [this] {
        link->open();
        reports->open();
    });
}

Outcome LocalCluster::Impl::addNode()
{
    QSet<quint16> taken;
    for (const Member &member : members)
        taken.insert(member.port);
    const auto port = freePort(static_cast<quint16>(firstPort + members.size() - 1), taken);
    if (!port)
        return port.error();
    ChildProcess::Options child;
    child.id = u"n%1"_s.arg(members.size());
    child.kind = u"gateway"_s;
    child.address = u":%1"_s.arg(*port);
    child.program = gatewayProgram(options);
    child.arguments = nodeArguments(child.id, *port);
    members.push_back({ std::make_unique<ChildProcess>(child), std::make_unique<Readiness>(network), *port });
    wire(members.size() - 1);
    return Done {};
}

QStringList LocalCluster::Impl::nodeArguments(const QString &id, quint16 port) const
{
    return { u"--listen"_s, u"127.0.0.1:%1"_s.arg(port), u"--redis"_s, self.redisUrl(), u"--node"_s, id,
        u"--secret-file"_s, self.secretFile(), u"--registration"_s, u"open"_s,
        // Whoever closes the window should not wait; the people of this cluster sit at the same desk.
        u"--drain-seconds"_s, u"2"_s };
}

void LocalCluster::Impl::wire(size_t index)
{
    const Member &member = members[index];
    views.append(member.process->view());
    const QString id = member.process->view().id;
    connect(member.process.get(), &ChildProcess::changed, &self, [this, index] { onChanged(index); });
    connect(member.process.get(), &ChildProcess::wrote, &self, [this, id](const QByteArray &line, bool) {
        if (line.trimmed().isEmpty())
            return;
        ring.push(readLogLine(id, line, QDateTime::currentMSecsSinceEpoch()));
        Q_EMIT
        self.logged(ring.lines().back());
    });
    if (!member.readiness)
        return;
    ChildProcess *process = member.process.get();
    Readiness *readiness = member.readiness.get();
    connect(process, &ChildProcess::spawned, &self,
        [this, index] { members[index].readiness->watch(QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(members[index].port))); });
    connect(process, &ChildProcess::ended, &self, [this, index](const Exit &exit) { onNodeEnded(index, exit); });
    connect(readiness, &Readiness::ready, process, [process] { process->handle(life::BecameReady {}); });
    connect(readiness, &Readiness::unready, process,
        [process](const QString &reason) { process->handle(life::BecameUnready { reason }); });
}

void LocalCluster::Impl::onNodeEnded(size_t index, const Exit &exit)
{
    members[index].readiness->stop();
    constexpr int cannotListen = 3;
    if (exit.code == cannotListen && !stopping)
        takePort(index, static_cast<quint16>(members[index].port + 1));
}

/// Somebody took the port between our look and the node's: the node moves on to the next free one.
void LocalCluster::Impl::takePort(size_t index, quint16 from)
{
    QSet<quint16> taken;
    for (const Member &member : members)
        taken.insert(member.port);
    const auto port = freePort(from, taken);
    if (!port)
        return;
    Member &member = members[index];
    note(u"%1: port %2 is taken by another program; using %3"_s.arg(member.process->view().id)
             .arg(member.port)
             .arg(*port),
        2);
    member.port = *port;
    member.process->setArguments(nodeArguments(member.process->view().id, *port), u":%1"_s.arg(*port));
    member.process->handle(life::StartAsked {});
}

void LocalCluster::Impl::onChanged(size_t index)
{
    ProcessView &view = views[static_cast<qsizetype>(index)];
    const ProcessState before = view.state;
    view = members[index].process->view();
    if (view.state != before) {
        if (view.state == ProcessState::Crashed || view.state == ProcessState::BackingOff)
            note(u"%1 ended by %2"_s.arg(view.id, view.detail), 3);
        else if (view.state == ProcessState::FailedToStart)
            note(u"%1 did not start: %2"_s.arg(view.id, view.detail), 3);
        if (view.state == ProcessState::FailedToStart && index == 0)
            sayFailed(u"Redis did not start: %1"_s.arg(view.detail));
        else if (view.state == ProcessState::FailedToStart)
            QMetaObject::invokeMethod(
                &self, [this] { lookForANode(); }, Qt::QueuedConnection);
    }
    Q_EMIT
    self.processChanged(view.id);
    if (view.state == ProcessState::Ready && index > 0 && !saidReady && isRedisReady()) {
        saidReady = true;
        Q_EMIT
        self.ready();
    }
    if (stopping)
        advanceStop();
}

void LocalCluster::Impl::stop()
{
    if (stopping)
        return;
    if (!running)
        return sayStopped();
    stopping = true;
    for (size_t i = 1; i < members.size(); ++i)
        members[i].process->handle(life::StopAsked {});
    advanceStop();
}

/// Nodes first: they say goodbye to their clients and take their entries out of Redis.
void LocalCluster::Impl::advanceStop()
{
    const bool nodesEnded = std::none_of(views.begin() + (views.isEmpty() ? 0 : 1), views.end(),
        [](const ProcessView &view) { return isAlive(view.state); });
    if (!nodesEnded)
        return;
    if (!views.isEmpty() && isAlive(views[0].state)) {
        link->close();
        reports->close();
        if (views[0].state != ProcessState::Stopping)
            members[0].process->handle(life::StopAsked {});
        return;
    }
    if (!running)
        return;
    running = false;
    sampling.stop();
    lock.reset();
    sayStopped();
}

/// A node that moves on to another port is no failure; none that starts at all is one.
void LocalCluster::Impl::lookForANode()
{
    const bool none = views.size() > 1 && std::all_of(views.begin() + 1, views.end(), [](const ProcessView &view) {
        return view.state == ProcessState::FailedToStart;
    });
    if (none && !saidReady && !stopping)
        sayFailed(u"No node started: %1"_s.arg(views[1].detail));
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

LocalCluster::Impl::Member *LocalCluster::Impl::find(const QString &id)
{
    for (Member &member : members) {
        if (member.process->view().id == id)
            return &member;
    }
    return nullptr;
}

} // namespace hubbub::cluster
