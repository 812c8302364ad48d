// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/children.h"

#include "core/cluster/programs.h"

#include <QCryptographicHash>
#include <QSysInfo>

using namespace Qt::StringLiterals;

namespace hubbub::cluster::children {

ChildProcess::Options redis(const LocalCluster::Options &options, const Meeting &meeting)
{
    ChildProcess::Options child;
    child.id = u"redis"_s;
    child.kind = u"Redis"_s;
    child.address = u"unix socket"_s;
    child.program = programs::redis(options);
    child.arguments = { u"--port"_s, u"0"_s, u"--unixsocket"_s, meeting.redisSocket, u"--unixsocketperm"_s, u"700"_s,
        u"--dir"_s, options.dataDir, u"--appendonly"_s, u"yes"_s, u"--save"_s, QString(), u"--maxmemory-policy"_s,
        u"noeviction"_s, u"--daemonize"_s, u"no"_s, u"--set-proc-title"_s, u"no"_s };
    child.rules.restartsAfterKill = true;
    child.logsToOutput = true;
    return child;
}

ChildProcess::Options balancer(const LocalCluster::Options &options, const Meeting &meeting)
{
    ChildProcess::Options child;
    child.id = u"balancer"_s;
    child.kind = u"HAProxy"_s;
    child.address = u":%1"_s.arg(meeting.balancerPort);
    child.program = programs::balancer(options);
    // One process in the foreground: it ends with us, where a master's workers would be orphans for a moment.
    child.arguments = { u"-db"_s, u"-f"_s, meeting.balancerConfig };
    child.rules.restartsAfterKill = true;
    return child;
}

QString nodeName(const LocalCluster::Options &options, int number)
{
    const QString plain = u"n%1"_s.arg(number);
    if (options.redisUrl.isEmpty())
        return plain;
    const QByteArray desk = QSysInfo::machineUniqueId() + options.dataDir.toUtf8();
    const QByteArray digest = QCryptographicHash::hash(desk, QCryptographicHash::Sha256).toHex().first(6);
    return plain + u'-' + QString::fromLatin1(digest);
}

ChildProcess::Options node(const LocalCluster::Options &options, const Meeting &meeting, int number, quint16 port)
{
    ChildProcess::Options child;
    child.id = u"n%1"_s.arg(number);
    child.kind = u"gateway"_s;
    child.address = u":%1"_s.arg(port);
    child.program = programs::gateway(options);
    child.arguments = { u"--listen"_s, u"127.0.0.1:%1"_s.arg(port), u"--node"_s, nodeName(options, number),
        u"--registration"_s, u"open"_s,
        // Whoever closes the window should not wait; the people of this cluster sit at the same desk.
        u"--drain-seconds"_s, u"2"_s };
    if (meeting.balancerPort != 0)
        child.arguments += { u"--trust-proxy"_s, u"127.0.0.1/32"_s, u"--advertise"_s,
            u"ws://127.0.0.1:%1/ws"_s.arg(meeting.balancerPort) };
    if (options.redisUrl.isEmpty())
        child.arguments += { u"--redis"_s, meeting.redisUrl, u"--secret-file"_s, options.dataDir + u"/secret"_s };
    else // it may have a password in it, and everybody on this machine sees arguments; its nodes agree on a secret
         // there
        child.environment = { u"HUBBUB_REDIS"_s, meeting.redisUrl };
    return child;
}

} // namespace hubbub::cluster::children
