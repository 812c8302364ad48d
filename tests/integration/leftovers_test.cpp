// SPDX-License-Identifier: GPL-3.0-or-later
// What still runs of a cluster whose program crashed: it is found, and taken over, stopped or left alone. The kernel
// ends our children with us, so here they are started in another way.
#include "core/cluster/leftovers.h"
#include "tests/integration/local_desk.h"
#include "tests/support/child_process.h"
#include "tests/support/redis_server.h"
#include "tests/support/ws_peer.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace hubbub;
using namespace hubbub::cluster;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using S = ProcessState;
using Child = hubbub::testing::ChildProcess;

#define TRY_VERIFY(what) QTRY_VERIFY_WITH_TIMEOUT(what, deskPatience)
#define TRY_COMPARE(what, expected) QTRY_COMPARE_WITH_TIMEOUT(what, expected, deskPatience)

class LeftoversTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<LocalDesk>();
        QVERIFY(QDir().mkpath(data()));
        QVERIFY(QDir().mkpath(m_desk->path(u"hubbub-run"_s)));
        m_record = { bootId(), m_desk->path(u"hubbub-run"_s), false, {} };
        m_port = freePort();
    }
    void cleanup()
    {
        if (QTest::currentTestFailed())
            m_desk->printLog();
        m_desk.reset();
        m_redis.reset();
        m_node.reset();
    }

    void withoutACrashNothingIsLeft()
    {
        const Leftovers leftovers(data());
        QVERIFY(leftovers.list().isEmpty());
        QVERIFY(!leftovers.canBeAdopted());
    }

    void whatBelongsToAProgramThatRunsIsNotLeft()
    {
        QVERIFY(m_desk->run(m_desk->options(1)));
        QCOMPARE(readRecord(recordPath(data())).processes.size(), 2);
        QVERIFY(Leftovers(data()).list().isEmpty());
        QVERIFY(m_desk->stop());
        QVERIFY(!QFile::exists(recordPath(data())));
    }

    void aStartBesideThemIsRefused()
    {
        leaveRedis();
        leaveNode();
        m_desk->make(m_desk->options(1)).start();
        TRY_VERIFY(!m_desk->failed().isEmpty());
        const QString said = m_desk->failed();
        QVERIFY2(said.startsWith(u"Processes of an earlier run still live: redis (pid "_s), qPrintable(said));
        QVERIFY(said.contains(u"n1 (pid %1)"_s.arg(m_node->pid())));
        QVERIFY(m_desk->cluster().processes().isEmpty());
        QVERIFY(m_redis->isRunning() && m_node->isRunning());
    }

    void theyAreTakenOverWithWhoIsConnected()
    {
        leaveRedis();
        leaveNode();
        WsPeer peer;
        TRY_VERIFY(peer.connectTo(nodeUrl()));
        QVERIFY(Leftovers(data()).canBeAdopted());
        m_desk->make(m_desk->options(2)).adopt();
        TRY_VERIFY(m_desk->allReady(3)); // the second node was missing and is started
        QCOMPARE(m_desk->view(u"redis"_s).pid, m_redis->pid());
        QCOMPARE(m_desk->view(u"n1"_s).pid, m_node->pid());
        QVERIFY(m_desk->view(u"n1"_s).adopted && m_desk->view(u"redis"_s).adopted);
        QVERIFY(!m_desk->view(u"n2"_s).adopted);
        QVERIFY(m_desk->cluster().nodeUrls().contains(nodeUrl()));
        TRY_COMPARE(m_desk->view(u"n1"_s).clients, 1);
        QVERIFY(peer.isOpen());
        // A restart makes it ours.
        m_desk->cluster().restartProcess(u"n1"_s);
        TRY_VERIFY(m_desk->isReady(u"n1"_s) && m_desk->view(u"n1"_s).pid != m_node->pid());
        QVERIFY(!m_desk->view(u"n1"_s).adopted);
        QVERIFY(m_desk->stop());
        QVERIFY(isGone(m_redis->pid()));
        QVERIFY(!QFile::exists(recordPath(data())));
    }

    void oneThatWasTakenOverIsFrozenKilledAndComesBackLikeTheOthers()
    {
        leaveRedis();
        leaveNode();
        m_desk->make(m_desk->options(1)).adopt();
        TRY_VERIFY(m_desk->allReady(2));
        m_desk->cluster().pauseProcess(u"n1"_s);
        TRY_COMPARE(m_desk->view(u"n1"_s).state, S::Unready);
        m_desk->cluster().continueProcess(u"n1"_s);
        TRY_VERIFY(m_desk->isReady(u"n1"_s));
        m_desk->cluster().killProcess(u"n1"_s);
        TRY_COMPARE(m_desk->view(u"n1"_s).state, S::Crashed);
        m_redis->signal(SIGKILL); // by no word of ours
        TRY_COMPARE(m_desk->view(u"redis"_s).state, S::BackingOff);
        TRY_VERIFY(m_desk->isReady(u"redis"_s));
        m_desk->forget(); // without a stop
        TRY_VERIFY(!m_redis->isRunning() && !m_node->isRunning());
    }

    void aNodeWithoutItsRedisIsTakenOverTooAndGetsANewOne()
    {
        leaveRedis();
        leaveNode();
        m_redis->kill();
        m_desk->make(m_desk->options(1)).adopt();
        TRY_VERIFY(m_desk->allReady(2));
        QCOMPARE(m_desk->view(u"n1"_s).pid, m_node->pid());
        QVERIFY(!m_desk->view(u"redis"_s).adopted);
    }

    void theyAreStoppedNodesFirst()
    {
        leaveRedis();
        leaveNode();
        Leftovers leftovers(data());
        QCOMPARE(leftovers.list(), m_record.processes);
        QVERIFY(!leftovers.canBeIgnored()); // a second Redis on these files would spoil them
        leftovers.ignore();
        QCOMPARE(leftovers.list().size(), 2);
        m_node->pause(); // not even what is frozen
        QSignalSpy changed(&leftovers, &Leftovers::changed);
        leftovers.stop();
        QVERIFY(leftovers.isStopping());
        TRY_VERIFY(leftovers.list().isEmpty());
        QVERIFY(!m_redis->isRunning() || isGone(m_redis->pid()));
        QVERIFY(isGone(m_node->pid()));
        QVERIFY(!leftovers.isStopping());
        QVERIFY(m_desk->run(m_desk->options(1)));
    }

    void nodesMayBeLeftAlone()
    {
        leaveRedis();
        leaveNode();
        m_redis->kill();
        Leftovers leftovers(data());
        QCOMPARE(leftovers.list().size(), 1);
        QVERIFY(leftovers.canBeIgnored());
        leftovers.ignore();
        QVERIFY(leftovers.list().isEmpty());
        QVERIFY(m_desk->run(m_desk->options(1)));
        QVERIFY(m_node->isRunning());
    }

private:
    [[nodiscard]] QString data() const { return m_desk->options(1).dataDir; }
    [[nodiscard]] QUrl nodeUrl() const { return QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(m_port)); }
    [[nodiscard]] QString socket() const { return m_record.runtimeDir + u"/redis.sock"_s; }

    void leave(const QString &id, const Child &child, quint16 port, const QString &program)
    {
        m_record.processes.append({ id, child.pid(), startTicks(child.pid()), port, program });
        QVERIFY(writeRecord(recordPath(data()), m_record).ok());
    }

    void leaveRedis()
    {
        const QString program = QStandardPaths::findExecutable(u"redis-server"_s);
        m_redis = std::make_unique<Child>();
        QVERIFY(m_redis->start(program,
            { u"--port"_s, u"0"_s, u"--unixsocket"_s, socket(), u"--dir"_s, data(), u"--appendonly"_s, u"yes"_s,
                u"--save"_s, QString(), u"--maxmemory-policy"_s, u"noeviction"_s, u"--set-proc-title"_s, u"no"_s }));
        TRY_VERIFY(QFile::exists(socket()));
        leave(u"redis"_s, *m_redis, 0, program);
    }

    void leaveNode()
    {
        const QString program = m_desk->options(1).gatewayProgram;
        m_node = std::make_unique<Child>();
        QFile secret(data() + u"/secret"_s);
        QVERIFY(secret.open(QIODevice::WriteOnly));
        secret.write(QByteArray(64, 'a'));
        secret.close();
        QVERIFY(secret.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(m_node->start(program,
            { u"--listen"_s, u"127.0.0.1:%1"_s.arg(m_port), u"--redis"_s, u"unix://"_s + socket(), u"--node"_s, u"n1"_s,
                u"--secret-file"_s, secret.fileName(), u"--drain-seconds"_s, u"1"_s }));
        TRY_VERIFY(m_node->output().contains("ready "));
        leave(u"n1"_s, *m_node, m_port, program);
    }

    std::unique_ptr<LocalDesk> m_desk;
    std::unique_ptr<Child> m_redis;
    std::unique_ptr<Child> m_node;
    ProcessRecord m_record;
    quint16 m_port = 0;
};

QTEST_GUILESS_MAIN(LeftoversTest)
#include "leftovers_test.moc"
