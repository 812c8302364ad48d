// SPDX-License-Identifier: GPL-3.0-or-later
// The cluster on this desk with a real redis-server and real gateways: what its owner sees of each process, what comes
// back by itself, and that nothing of it stays behind.
#include "core/cluster/local_cluster.h"
#include "core/redis/url.h"
#include "tests/support/child_process.h"
#include "tests/support/redis_call.h"
#include "tests/support/ws_peer.h"

#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace hubbub;
using namespace hubbub::cluster;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using S = ProcessState;

namespace {

constexpr int patience = 30'000;

const QString gateway = QStringLiteral(HUBBUB_BIN_DIR "/hubbub-gateway");

/// A zombie is gone too: only its parent has not looked yet.
bool isGone(qint64 pid)
{
    QFile status(u"/proc/%1/stat"_s.arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return true;
    const QByteArray line = status.readAll();
    return line.mid(line.lastIndexOf(')') + 2, 1) == "Z";
}

} // namespace

#define TRY_VERIFY(what) QTRY_VERIFY_WITH_TIMEOUT(what, patience)
#define TRY_COMPARE(what, expected) QTRY_COMPARE_WITH_TIMEOUT(what, expected, patience)

class LocalClusterTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_story.clear();
    }
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_cluster)
            for (const LogLine &line : m_cluster->log())
                qInfo("%s: %s", qPrintable(line.process), qPrintable(line.text));
        m_cluster.reset();
        m_dir.reset();
    }

    void everyProcessStartsAndIsReadyOnlyOnceItAnswers()
    {
        make(2);
        QSignalSpy ready(m_cluster.get(), &LocalCluster::ready);
        m_cluster->start();
        TRY_COMPARE(ready.count(), 1);
        TRY_VERIFY(isReady(u"n1"_s) && isReady(u"n2"_s));
        for (const QString &id : { u"redis"_s, u"n1"_s, u"n2"_s })
            QCOMPARE(m_story[id], (QList { S::Starting, S::Ready }));
        TRY_VERIFY(view(u"n1"_s).memoryBytes > 0 && view(u"redis"_s).memoryBytes > 0);
        QCOMPARE(m_cluster->nodeUrls().size(), 2);
        QVERIFY(QFile::permissions(m_cluster->secretFile())
            == (QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser));
        // And it is a cluster: who makes an account on one node signs in on the other.
        WsPeer peer;
        QVERIFY(peer.connectTo(m_cluster->nodeUrls().at(0)));
        QCOMPARE(peer.signIn(u"mara"_s, u"a long password"_s, { { u"create"_s, true } })[u"op"], u"welcome"_s);
        QVERIFY(peer.connectTo(m_cluster->nodeUrls().at(1)));
        QCOMPARE(peer.signIn(u"mara"_s, u"a long password"_s)[u"op"], u"welcome"_s);
        QCOMPARE(ready.count(), 1);
    }

    void stopEndsAllNodesFirstAndLeavesNothing()
    {
        QVERIFY(run(2));
        const QList<qint64> pids = this->pids();
        const QString socket = m_cluster->redisUrl().mid(7);
        QVERIFY(QFile::exists(socket));
        QSignalSpy stopped(m_cluster.get(), &LocalCluster::stopped);
        m_cluster->stop();
        TRY_COMPARE(stopped.count(), 1);
        for (const qint64 pid : pids)
            QVERIFY(isGone(pid));
        for (const QString &id : { u"redis"_s, u"n1"_s, u"n2"_s })
            QCOMPARE(m_story[id], (QList { S::Starting, S::Ready, S::Stopping, S::Stopped }));
        QVERIFY(m_ends.indexOf(u"redis"_s) == 2); // the nodes take their leave of Redis
        m_cluster.reset();
        QVERIFY(!QFile::exists(socket));
    }

    void whatHangsIsEndedToo()
    {
        QVERIFY(run(1));
        const QList<qint64> pids = this->pids();
        m_cluster->pauseProcess(u"n1"_s);
        m_cluster->pauseProcess(u"redis"_s);
        QSignalSpy stopped(m_cluster.get(), &LocalCluster::stopped);
        m_cluster->stop();
        TRY_COMPARE(stopped.count(), 1);
        for (const qint64 pid : pids)
            QVERIFY(isGone(pid));
    }

    void anEndWithoutAStopLeavesNothingEither()
    {
        QVERIFY(run(2));
        const QList<qint64> pids = this->pids();
        m_cluster->pauseProcess(u"n2"_s); // not even what is frozen
        m_cluster.reset();
        for (const qint64 pid : pids)
            TRY_VERIFY(isGone(pid));
    }

    void aNodeKilledByHandIsCrashedUntilItIsStartedAgain()
    {
        QVERIFY(run(2));
        const qint64 pid = view(u"n1"_s).pid;
        m_cluster->killProcess(u"n1"_s);
        TRY_COMPARE(view(u"n1"_s).state, S::Crashed);
        QCOMPARE(view(u"n1"_s).detail, u"SIGKILL"_s);
        QCOMPARE(view(u"n1"_s).pid, 0);
        QVERIFY(isGone(pid));
        QVERIFY(isReady(u"n2"_s));
        m_cluster->restartProcess(u"n1"_s);
        TRY_VERIFY(isReady(u"n1"_s));
        QVERIFY(view(u"n1"_s).pid != pid);
    }

    void aNodeThatDiesByItselfIsStartedAgain()
    {
        QVERIFY(run(1));
        const qint64 pid = view(u"n1"_s).pid;
        ::kill(static_cast<pid_t>(pid), SIGKILL); // by no word of ours
        TRY_COMPARE(view(u"n1"_s).state, S::BackingOff);
        QCOMPARE(view(u"n1"_s).detail, u"SIGKILL"_s);
        TRY_VERIFY(isReady(u"n1"_s));
        QVERIFY(view(u"n1"_s).pid != pid);
        QCOMPARE(m_story[u"n1"_s], (QList { S::Starting, S::Ready, S::BackingOff, S::Starting, S::Ready }));
    }

    void redisComesBackByItselfWithWhatItHad()
    {
        QVERIFY(run(1));
        QVERIFY(redis({ "SET", "kept", "yes" }).isStatus("OK"));
        m_cluster->killProcess(u"redis"_s);
        TRY_COMPARE(view(u"redis"_s).state, S::BackingOff);
        QCOMPARE(view(u"redis"_s).detail, u"SIGKILL"_s);
        TRY_COMPARE(view(u"n1"_s).state, S::Unready); // it lives, and says that it cannot serve
        QVERIFY(!view(u"n1"_s).detail.isEmpty());
        TRY_VERIFY(isReady(u"redis"_s) && isReady(u"n1"_s));
        QCOMPARE(redis({ "GET", "kept" }).bytes(), "yes"_ba);
    }

    void aFrozenNodeIsNotReadyUntilItThaws()
    {
        QVERIFY(run(1));
        const qint64 pid = view(u"n1"_s).pid;
        m_cluster->pauseProcess(u"n1"_s);
        TRY_COMPARE(view(u"n1"_s).state, S::Unready);
        QCOMPARE(view(u"n1"_s).detail, u"does not answer"_s);
        m_cluster->continueProcess(u"n1"_s);
        TRY_VERIFY(isReady(u"n1"_s));
        QCOMPARE(view(u"n1"_s).pid, pid);
    }

    void aNodeMayBeStoppedRestartedAndAdded()
    {
        QVERIFY(run(1));
        const qint64 pid = view(u"n1"_s).pid;
        m_cluster->restartProcess(u"n1"_s);
        TRY_VERIFY(isReady(u"n1"_s) && view(u"n1"_s).pid != pid);
        QCOMPARE(m_story[u"n1"_s], (QList { S::Starting, S::Ready, S::Stopping, S::Starting, S::Ready }));
        QSignalSpy reset(m_cluster.get(), &LocalCluster::processesReset);
        m_cluster->addNode();
        QCOMPARE(reset.count(), 1);
        TRY_VERIFY(isReady(u"n2"_s));
        QCOMPARE(m_cluster->nodeUrls().size(), 2);
        m_cluster->stopProcess(u"n1"_s);
        TRY_COMPARE(view(u"n1"_s).state, S::Stopped);
        QVERIFY(isReady(u"n2"_s));
    }

    void theClientsOfEachNodeAreCounted()
    {
        QVERIFY(run(2));
        WsPeer peer;
        QVERIFY(peer.connectTo(m_cluster->nodeUrls().at(1)));
        TRY_COMPARE(view(u"n2"_s).clients, 1);
        QCOMPARE(view(u"n1"_s).clients, 0);
        peer.close();
        TRY_COMPARE(view(u"n2"_s).clients, 0);
        QVERIFY(peer.connectTo(m_cluster->nodeUrls().at(0)));
        TRY_COMPARE(view(u"n1"_s).clients, 1);
        m_cluster->killProcess(u"n1"_s);
        TRY_COMPARE(view(u"n1"_s).state, S::Crashed);
        QCOMPARE(view(u"n1"_s).clients, 0);
    }

    void dataIsKeptBetweenRuns()
    {
        QVERIFY(run(1));
        QVERIFY(redis({ "SET", "kept", "yes" }).isStatus("OK"));
        QFile secret(m_cluster->secretFile());
        QVERIFY(secret.open(QIODevice::ReadOnly));
        const QByteArray before = secret.readAll();
        QVERIFY(stop());
        // The same object again ...
        QSignalSpy ready(m_cluster.get(), &LocalCluster::ready);
        m_cluster->start();
        TRY_COMPARE(ready.count(), 1);
        QCOMPARE(m_cluster->processes().size(), 2);
        QCOMPARE(redis({ "GET", "kept" }).bytes(), "yes"_ba);
        QVERIFY(stop());
        // ... and the next program.
        QVERIFY(run(1));
        QCOMPARE(redis({ "GET", "kept" }).bytes(), "yes"_ba);
        QVERIFY(secret.seek(0));
        QCOMPARE(secret.readAll(), before);
    }

    void aPortThatIsTakenIsPassedOver()
    {
        QVERIFY(run(1));
        const int first = m_cluster->nodeUrls().constFirst().port();
        m_cluster->stopProcess(u"n1"_s);
        TRY_COMPARE(view(u"n1"_s).state, S::Stopped);
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost, static_cast<quint16>(first)));
        m_cluster->restartProcess(u"n1"_s); // was chosen before: the node itself finds it taken
        TRY_VERIFY(isReady(u"n1"_s));
        const int second = m_cluster->nodeUrls().constFirst().port();
        QVERIFY(second != first);
        QCOMPARE(view(u"n1"_s).address, u":%1"_s.arg(second));
        m_cluster->addNode(); // is chosen now
        TRY_VERIFY(isReady(u"n2"_s));
        QVERIFY(m_cluster->nodeUrls().at(1).port() != first);
    }

    void whatIsMissingIsSaidInASentence_data()
    {
        QTest::addColumn<bool>("redisIsThere");
        QTest::addColumn<QString>("who");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("redis-server") << false << u"redis"_s << u"Redis did not start"_s;
        QTest::newRow("hubbub-gateway") << true << u"n1"_s << u"No node started"_s;
    }
    void whatIsMissingIsSaidInASentence()
    {
        QFETCH(const bool, redisIsThere);
        QFETCH(const QString, who);
        QFETCH(const QString, sentence);
        const QString nowhere = m_dir->filePath(u"nowhere"_s);
        LocalCluster::Options options;
        options.nodes = 1;
        options.dataDir = m_dir->filePath(u"data"_s);
        options.gatewayProgram = redisIsThere ? nowhere : gateway;
        if (!redisIsThere)
            options.redisProgram = nowhere;
        make(options);
        QSignalSpy failed(m_cluster.get(), &LocalCluster::failed);
        m_cluster->start();
        TRY_COMPARE(failed.count(), 1);
        const QString said = failed.constFirst().constFirst().toString();
        QVERIFY2(said.startsWith(sentence) && said.contains(nowhere), qPrintable(said));
        QCOMPARE(view(who).state, S::FailedToStart);
        QVERIFY(stop());
    }

    void whatThisMachineLacksIsKnownBeforehand()
    {
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", QFile::encodeName(m_dir->path()));
        LocalCluster::Options options;
        options.dataDir = m_dir->filePath(u"data"_s);
        const QStringList lacks = LocalCluster::missing(options);
        make(options);
        QSignalSpy failed(m_cluster.get(), &LocalCluster::failed);
        m_cluster->start();
        qputenv("PATH", path);
        QCOMPARE(lacks.size(), 2);
        QVERIFY(lacks.at(0).contains(u"apt install redis-server"_s));
        QVERIFY(lacks.at(1).contains(u"hubbub-gateway"_s));
        TRY_COMPARE(failed.count(), 1);
        QVERIFY(m_cluster->processes().isEmpty());
        QVERIFY(stop()); // also says that it is over
    }

    void aSecondClusterOnTheSameDataIsRefused()
    {
        QVERIFY(run(1));
        LocalCluster::Options options;
        options.dataDir = m_dir->filePath(u"data"_s);
        options.gatewayProgram = gateway;
        LocalCluster second(options);
        QSignalSpy failed(&second, &LocalCluster::failed);
        second.start();
        TRY_COMPARE(failed.count(), 1);
        QVERIFY(failed.constFirst().constFirst().toString().contains(u"Another Hubbub"_s));
        QVERIFY(isReady(u"n1"_s));
    }

    void aHostThatDiesLeavesNoOrphan_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGKILL") << SIGKILL;
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT; // which that program does not catch
    }
    void aHostThatDiesLeavesNoOrphan()
    {
        QFETCH(const int, signal);
        ChildProcess host;
        QVERIFY(host.start(
            QStringLiteral(HUBBUB_TESTS_DIR "/local_cluster_host"), { m_dir->filePath(u"data"_s), gateway, u"2"_s }));
        TRY_VERIFY(host.output().contains("ready\n") && host.output().count("pid ") == 3);
        QList<qint64> pids;
        for (const QByteArray &line : host.output().split('\n'))
            if (line.startsWith("pid "))
                pids.append(line.split(' ').at(2).toLongLong());
        QCOMPARE(pids.size(), 3);
        for (const qint64 pid : pids)
            QVERIFY(!isGone(pid));
        host.signal(signal);
        QVERIFY(host.waitForEnd(30s));
        for (const qint64 pid : pids)
            QTRY_VERIFY_WITH_TIMEOUT(isGone(pid), 5'000);
        if (signal == SIGTERM) {
            QCOMPARE(host.exitCode(), 0);
            QVERIFY(host.output().endsWith("stopped\n"));
        }
        // What it left on disk does not stand in the way of the next one.
        QVERIFY(run(1));
    }

private:
    void make(const LocalCluster::Options &options)
    {
        m_story.clear();
        m_ends.clear();
        m_cluster = std::make_unique<LocalCluster>(options);
        connect(m_cluster.get(), &LocalCluster::processChanged, this, [this](const QString &id) {
            QList<S> &states = m_story[id];
            const S now = view(id).state;
            if (states.isEmpty() || states.constLast() != now)
                states.append(now);
            if (now == S::Stopped && !m_ends.contains(id))
                m_ends.append(id);
        });
    }
    void make(int nodes)
    {
        LocalCluster::Options options;
        options.nodes = nodes;
        options.dataDir = m_dir->filePath(u"data"_s);
        options.gatewayProgram = gateway;
        make(options);
    }
    [[nodiscard]] bool run(int nodes)
    {
        make(nodes);
        m_cluster->start();
        return QTest::qWaitFor(
            [&] {
                const QList<ProcessView> &all = m_cluster->processes();
                return all.size() == nodes + 1
                    && std::all_of(all.begin(), all.end(), [](const ProcessView &p) { return p.state == S::Ready; });
            },
            patience);
    }
    [[nodiscard]] bool stop()
    {
        QSignalSpy stopped(m_cluster.get(), &LocalCluster::stopped);
        m_cluster->stop();
        return QTest::qWaitFor([&] { return stopped.count() == 1; }, patience);
    }
    [[nodiscard]] ProcessView view(const QString &id) const
    {
        for (const ProcessView &process : m_cluster->processes())
            if (process.id == id)
                return process;
        return {};
    }
    [[nodiscard]] bool isReady(const QString &id) const { return view(id).state == S::Ready; }
    [[nodiscard]] QList<qint64> pids() const
    {
        QList<qint64> all;
        for (const ProcessView &process : m_cluster->processes())
            all.append(process.pid);
        return all;
    }
    [[nodiscard]] redis::Reply redis(const QList<QByteArray> &command) const
    {
        redis::Endpoint where;
        where.transport = redis::Endpoint::Transport::Unix;
        where.path = m_cluster->redisUrl().mid(7);
        return callRedis(where, command);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<LocalCluster> m_cluster;
    QHash<QString, QList<S>> m_story; ///< the states that were seen of each process
    QStringList m_ends;
};

QTEST_GUILESS_MAIN(LocalClusterTest)
#include "local_cluster_test.moc"
