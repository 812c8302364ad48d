// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/own_cluster.h"

#include "core/base/ids.h"
#include "core/cluster/ports.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QStandardPaths>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

using namespace std::chrono_literals;
using cluster::ChildProcess;

constexpr quint16 firstPort = 20'000; ///< below what the kernel gives away by itself
constexpr qint64 portSpan = 12'000;
constexpr qint64 portsEach = 16; ///< so that clusters which are started at once do not take each other's
constexpr auto drainTime = 30s; ///< by the promise
constexpr qsizetype mostLines = 200'000;

QString gatewayProgram()
{
    const QString name = u"hubbub-gateway"_s;
    const QString beside = QStandardPaths::findExecutable(name, { QCoreApplication::applicationDirPath() });
    return beside.isEmpty() ? QStandardPaths::findExecutable(name) : beside;
}

} // namespace

OwnCluster::OwnCluster(int nodes, QObject *parent)
    : QObject(parent)
    , m_wanted(nodes)
    , m_folder(QStringLiteral("/tmp/hubbub-check-XXXXXX")) // short: it holds a socket
{
}

OwnCluster::~OwnCluster()
{
    for (Member &member : m_members)
        member.process->disconnect(this);
}

Outcome OwnCluster::start()
{
    const QString redisProgram = QStandardPaths::findExecutable(u"redis-server"_s);
    const QString gateway = gatewayProgram();
    if (redisProgram.isEmpty())
        return Error { ErrorCode::NotFound, u"redis-server is not installed. On Debian: apt install redis-server"_s };
    if (gateway.isEmpty())
        return Error { ErrorCode::NotFound, u"hubbub-gateway is neither beside this program nor on the PATH"_s };
    if (!m_folder.isValid())
        return Error { ErrorCode::Internal, u"no folder can be made in /tmp: "_s + m_folder.errorString() };
    if (const Outcome secret = writeSecret(); !secret)
        return secret.error();

    ChildProcess::Options server;
    server.id = u"redis"_s;
    server.program = redisProgram;
    server.arguments = { u"--port"_s, u"0"_s, u"--unixsocket"_s, m_folder.filePath(u"redis.sock"_s), u"--dir"_s,
        m_folder.path(), u"--appendonly"_s, u"yes"_s, u"--appendfsync"_s, u"everysec"_s, u"--save"_s, {},
        u"--daemonize"_s, u"no"_s, u"--set-proc-title"_s, u"no"_s };
    add(server, 0);
    QSet<quint16> taken;
    for (int i = 1; i <= m_wanted; ++i) {
        const auto port = cluster::freePort(static_cast<quint16>(firstPort + ::getpid() * portsEach % portSpan), taken);
        if (!port)
            return port.error();
        taken.insert(*port);
        ChildProcess::Options node;
        node.id = u"n%1"_s.arg(i);
        node.program = gateway;
        node.arguments = { u"--listen"_s, u"127.0.0.1:%1"_s.arg(*port), u"--node"_s, node.id, u"--redis"_s, redisUrl(),
            u"--secret-file"_s, secretFile(), u"--no-address-limits"_s, u"127.0.0.0/8"_s, u"--no-rate-limits"_s,
            u"127.0.0.0/8"_s, u"--drain-seconds"_s, u"5"_s, u"--start-timeout"_s, u"60"_s };
        node.stopTime = drainTime;
        add(node, *port);
    }
    for (const Member &member : m_members)
        member.process->handle(cluster::life::StartAsked {});
    return Done {};
}

Outcome OwnCluster::writeSecret() const
{
    QFile file(secretFile());
    const auto onlyMine = QFile::ReadOwner | QFile::WriteOwner;
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, onlyMine) || file.write(randomHex(32) + '\n') < 0
        || !file.flush())
        return Error { ErrorCode::Internal, u"%1 cannot be written: %2"_s.arg(secretFile(), file.errorString()) };
    return Done {};
}

void OwnCluster::add(const ChildProcess::Options &options, quint16 port)
{
    const auto place = static_cast<quint32>(m_members.size());
    m_members.push_back({ std::make_unique<ChildProcess>(options), port });
    ChildProcess *process = m_members.back().process.get();
    connect(process, &ChildProcess::wrote, this, [this, place](const QByteArray &line, bool) { wrote(place, line); });
    connect(process, &ChildProcess::ended, this, [this, place](const cluster::Exit &exit) { ended(place, exit); });
}

QStringList OwnCluster::urls() const
{
    QStringList out;
    for (const Member &member : m_members) {
        if (member.port != 0)
            out.append(u"ws://127.0.0.1:%1/ws"_s.arg(member.port));
    }
    return out;
}

QList<QByteArray> OwnCluster::names() const
{
    QList<QByteArray> out;
    for (quint32 place = 1; place < m_members.size(); ++place)
        out.append('n' + QByteArray::number(place));
    return out;
}

QString OwnCluster::redisUrl() const { return u"unix://"_s + m_folder.filePath(u"redis.sock"_s); }

void OwnCluster::becameReady(Member &member)
{
    member.ready = true;
    member.process->handle(cluster::life::BecameReady {});
}

void OwnCluster::wrote(quint32 place, const QByteArray &line)
{
    Member &member = m_members[place];
    if (m_log.size() < mostLines)
        m_log.append(QDateTime::currentDateTimeUtc().toString(u"hh:mm:ss.zzz "_s).toUtf8()
            + member.process->view().id.toUtf8().leftJustified(6) + line);
    if (line.startsWith("ready ") || line.contains("eady to accept connections"))
        becameReady(member);
    if (!m_wasReady && isWhole()) {
        m_wasReady = true;
        Q_EMIT
        ready();
    }
}

void OwnCluster::ended(quint32 place, const cluster::Exit &exit)
{
    Member &member = m_members[place];
    member.ready = member.paused = false;
    const QString sentence = u"%1 ended by itself: %2"_s.arg(member.process->view().id, cluster::describe(exit));
    if (!m_wasReady) {
        Q_EMIT
        failed(sentence);
        return;
    }
    if (!member.mayEnd) {
        m_surprises.append(sentence);
        member.process->handle(cluster::life::StartAsked {});
    } else if (member.drains && exit.signal != 0) {
        m_surprises.append(u"%1 had not drained after %2 s"_s.arg(member.process->view().id).arg(drainTime / 1s));
    } else if (member.drains && exit.code != 0) {
        m_surprises.append(sentence);
    }
    member.mayEnd = member.drains = false;
}

void OwnCluster::kill(quint32 place)
{
    m_members[place].mayEnd = true;
    m_members[place].ready = false;
    m_members[place].process->handle(cluster::life::KillAsked {});
}

void OwnCluster::drain(quint32 place)
{
    m_members[place].mayEnd = m_members[place].drains = true;
    m_members[place].ready = false;
    m_members[place].process->handle(cluster::life::StopAsked {});
}

void OwnCluster::pause(quint32 place)
{
    m_members[place].paused = true;
    m_members[place].process->pause();
}

void OwnCluster::resume(quint32 place)
{
    m_members[place].paused = false;
    m_members[place].process->resume();
}

void OwnCluster::startAgain(quint32 place) { m_members[place].process->handle(cluster::life::StartAsked {}); }

bool OwnCluster::runs(quint32 place) const { return cluster::isAlive(m_members[place].process->view().state); }

void OwnCluster::killAll()
{
    for (Member &member : m_members) {
        member.process->disconnect(this);
        member.process->resume();
        member.process->handle(cluster::life::KillAsked {});
    }
}

bool OwnCluster::hasEnded() const
{
    for (quint32 place = 0; place < m_members.size(); ++place) {
        if (runs(place))
            return false;
    }
    return true;
}

bool OwnCluster::isWhole() const
{
    return std::all_of(
        m_members.begin(), m_members.end(), [](const Member &member) { return member.ready && !member.paused; });
}

} // namespace hubbub::load
