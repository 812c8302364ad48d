// SPDX-License-Identifier: GPL-3.0-or-later
// A program with a local cluster that a test may kill. Prints "pid ID PID" for each child that starts, then "ready".
// SIGTERM stops the cluster in order, and the program with it.
#include "core/cluster/local_cluster.h"

#include <QCoreApplication>
#include <QHash>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>
#include <sys/signalfd.h>

using namespace hubbub::cluster;
using namespace Qt::StringLiterals;

namespace {

void report(const QString &line)
{
    std::fputs(qPrintable(line + u'\n'), stdout);
    std::fflush(stdout);
}

} // namespace

/// Usage: local_cluster_host DATA GATEWAY NODES [balancer]
int main(int argc, char **argv)
{
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, nullptr);
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 4)
        return 2;
    LocalCluster::Options options;
    options.dataDir = arguments.at(1);
    options.gatewayProgram = arguments.at(2);
    options.nodes = arguments.at(3).toInt();
    options.balancer = arguments.value(4) == "balancer"_L1;
    LocalCluster cluster(options);

    QHash<QString, qint64> told;
    QObject::connect(&cluster, &LocalCluster::processChanged, &cluster, [&](const QString &id) {
        for (const ProcessView &view : cluster.processes())
            if (view.id == id && view.pid > 0 && std::exchange(told[id], view.pid) != view.pid)
                report(u"pid %1 %2"_s.arg(id).arg(view.pid));
    });
    QObject::connect(&cluster, &LocalCluster::ready, &cluster, [] { report(u"ready"_s); });
    QObject::connect(&cluster, &LocalCluster::failed, &cluster, [](const QString &sentence) {
        report(u"failed "_s + sentence);
        QCoreApplication::exit(1);
    });
    QObject::connect(&cluster, &LocalCluster::stopped, &app, [] {
        report(u"stopped"_s);
        QCoreApplication::quit();
    });
    QSocketNotifier terminated(signalfd(-1, &term, SFD_CLOEXEC), QSocketNotifier::Read);
    QObject::connect(&terminated, &QSocketNotifier::activated, &cluster, [&] {
        terminated.setEnabled(false);
        cluster.stop();
    });
    cluster.start();
    return QCoreApplication::exec();
}
