// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/programs.h"

#include <QCoreApplication>
#include <QFile>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace hubbub::cluster::programs {

QString gateway(const LocalCluster::Options &options)
{
    if (!options.gatewayProgram.isEmpty())
        return options.gatewayProgram;
    const QString name = u"hubbub-gateway"_s;
    const QString beside = QStandardPaths::findExecutable(name, { QCoreApplication::applicationDirPath() });
    return beside.isEmpty() ? QStandardPaths::findExecutable(name) : beside;
}

QString redis(const LocalCluster::Options &options)
{
    return options.redisProgram.isEmpty() ? QStandardPaths::findExecutable(u"redis-server"_s) : options.redisProgram;
}

QString balancer(const LocalCluster::Options &options)
{
    if (!options.balancerProgram.isEmpty())
        return options.balancerProgram;
    const QString onPath = QStandardPaths::findExecutable(u"haproxy"_s);
    if (!onPath.isEmpty())
        return onPath;
    // Debian keeps it where only root's PATH looks.
    return QStandardPaths::findExecutable(u"haproxy"_s, { u"/usr/sbin"_s, u"/usr/local/sbin"_s });
}

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

} // namespace hubbub::cluster::programs
