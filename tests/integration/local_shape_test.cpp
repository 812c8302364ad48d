// SPDX-License-Identifier: GPL-3.0-or-later
// What a local cluster may look like: with a HAProxy before its nodes, on a Redis of others, with nodes that come and
// go, restarted node by node. Programs and connections are real.
#include "core/cluster/balancer.h"
#include "core/cluster/rolling_restart.h"
#include "core/cluster/simulated_people.h"
#include "tests/integration/local_desk.h"
#include "tests/support/redis_server.h"
#include "tests/support/ws_peer.h"

#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <csignal>

using namespace hubbub;
using namespace hubbub::cluster;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using S = ProcessState;

#define TRY_VERIFY(what) QTRY_VERIFY_WITH_TIMEOUT(what, deskPatience)
#define TRY_COMPARE(what, expected) QTRY_COMPARE_WITH_TIMEOUT(what, expected, deskPatience)

namespace {

constexpr const char *secretWord = "a long password";

QSet<QString> linesOf(const QByteArray &text)
{
    QSet<QString> lines;
    for (const QByteArray &line : text.split('\n')) {
        if (!line.trimmed().startsWith('#'))
            lines.insert(QString::fromUtf8(line.trimmed()));
    }
    return lines;
}

} // namespace

class LocalShapeTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<LocalDesk>();
        m_known = false;
    }
    void cleanup()
    {
        if (QTest::currentTestFailed())
            m_desk->printLog();
        m_desk.reset();
    }

    void peopleComeInByTheBalancer()
    {
        QVERIFY(m_desk->run(balanced(2)));
        QCOMPARE(m_desk->ids(), (QStringList { u"redis"_s, u"balancer"_s, u"n1"_s, u"n2"_s }));
        QCOMPARE(m_desk->story(u"balancer"_s), (QList { S::Starting, S::Ready }));
        const QUrl door = m_desk->cluster().clientUrl();
        QVERIFY(!m_desk->cluster().nodeUrls().contains(door));
        QCOMPARE(m_desk->view(u"balancer"_s).address, u":%1"_s.arg(door.port()));
        WsPeer peer;
        QVERIFY(peer.connectTo(door));
        const QJsonObject welcome = signIn(peer);
        QCOMPARE(welcome[u"op"], u"welcome"_s);
        // Nodes tell people the balancer's address, not their own.
        const QJsonArray told = welcome[u"nodes"].toArray();
        QVERIFY(!told.isEmpty());
        for (const QJsonValue &address : told)
            QCOMPARE(address.toString(), door.toString());
        QVERIFY(m_desk->stop());
        QCOMPARE(m_desk->story(u"balancer"_s), (QList { S::Starting, S::Ready, S::Stopping, S::Stopped }));
    }

    void nodesComeAndGoBehindTheBalancerAndNobodyIsDropped()
    {
        QVERIFY(m_desk->run(balanced(1)));
        WsPeer stays;
        QVERIFY(stays.connectTo(m_desk->cluster().clientUrl()));
        QCOMPARE(signIn(stays)[u"node"], u"n1"_s);
        const qint64 balancer = m_desk->view(u"balancer"_s).pid;
        m_desk->cluster().addNode();
        TRY_VERIFY(m_desk->allReady(4));
        TRY_VERIFY(reachesBy(u"n2"_s));
        QVERIFY(configuration().contains("server n2 127.0.0.1:"));
        m_desk->cluster().removeNode(u"n2"_s);
        TRY_COMPARE(m_desk->ids(), (QStringList { u"redis"_s, u"balancer"_s, u"n1"_s }));
        QVERIFY(configuration().contains("server n2 127.0.0.1:1 disabled"));
        for (int tag = 0; tag < 8; ++tag)
            QCOMPARE(nodeBy(tag), u"n1"_s);
        QCOMPARE(m_desk->view(u"balancer"_s).pid, balancer); // it was told, not started anew
        QCOMPARE(stays.request({ { u"op"_s, u"join"_s }, { u"room"_s, u"nowhere"_s } })[u"op"], u"error"_s);
    }

    void aBalancerThatWasKilledComesBackAndKnowsTheNodes()
    {
        QVERIFY(m_desk->run(balanced(1)));
        m_desk->cluster().addNode();
        TRY_VERIFY(m_desk->allReady(4));
        m_desk->cluster().killProcess(u"balancer"_s);
        TRY_COMPARE(m_desk->view(u"balancer"_s).state, S::BackingOff);
        m_desk->cluster().restartProcess(u"balancer"_s);
        TRY_VERIFY(m_desk->allReady(4));
        TRY_VERIFY(reachesBy(u"n2"_s));
        m_desk->cluster().pauseProcess(u"balancer"_s);
        TRY_COMPARE(m_desk->view(u"balancer"_s).state, S::Unready);
        m_desk->cluster().continueProcess(u"balancer"_s);
        TRY_VERIFY(m_desk->isReady(u"balancer"_s));
        m_desk->cluster().stopProcess(u"balancer"_s);
        TRY_COMPARE(m_desk->view(u"balancer"_s).state, S::Stopped);
    }

    void aBalancerWhosePortIsTakenMovesOn()
    {
        QVERIFY(m_desk->run(balanced(1)));
        const int first = m_desk->cluster().clientUrl().port();
        m_desk->cluster().stopProcess(u"balancer"_s);
        TRY_COMPARE(m_desk->view(u"balancer"_s).state, S::Stopped);
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost, static_cast<quint16>(first)));
        m_desk->cluster().restartProcess(u"balancer"_s);
        TRY_VERIFY(m_desk->isReady(u"balancer"_s));
        QVERIFY(m_desk->cluster().clientUrl().port() != first);
        TRY_COMPARE(nodeBy(1), u"n1"_s);
    }

    void aBalancerThatIsNotInstalledIsNamed()
    {
        LocalCluster::Options options = balanced(1);
        options.balancerProgram = m_desk->path(u"nowhere"_s);
        m_desk->make(options).start();
        TRY_VERIFY(!m_desk->failed().isEmpty());
        QVERIFY2(m_desk->failed().startsWith(u"The balancer did not start"_s), qPrintable(m_desk->failed()));
        QVERIFY(m_desk->stop());
    }

    /// The two are written apart, since a desk has no shell to rely on; they must not drift apart.
    void theBalancerOfADeskSaysOfPeopleWhatTheCommandSays()
    {
        QProcess command;
        command.start(QStringLiteral(HUBBUB_SOURCE_DIR "/packaging/haproxy-config"),
            { u"--listen"_s, u"127.0.0.1:7400"_s, u"127.0.0.1:7401"_s });
        QVERIFY(command.waitForFinished());
        const QSet<QString> theirs = linesOf(command.readAllStandardOutput());
        const QSet<QString> ours =
            linesOf(balancerConfig(7400, u"/run/admin"_s, { { 1, 7401, BalancerServer::State::Open } }));
        QSet<QString> unsaid = theirs;
        unsaid.subtract(ours);
        QCOMPARE(unsaid, (QSet<QString> { u"log global"_s, u"log stderr format short daemon notice"_s }));
    }

    void aRedisThatIsGivenIsUsedAndLeftAlone()
    {
        RedisServer redis({ .tcp = true, .password = "hidden-word" });
        QVERIFY2(redis.start(), qPrintable(redis.problem()));
        const QString url = u"redis://:hidden-word@127.0.0.1:%1"_s.arg(redis.tcpEndpoint().port);
        LocalCluster::Options options = m_desk->options(2);
        options.redisUrl = url;
        options.redisProgram = m_desk->path(u"nowhere"_s); // nobody looks for it
        QVERIFY(m_desk->run(options));
        const ProcessView view = m_desk->view(u"redis"_s);
        QVERIFY(view.given);
        QCOMPARE(view.pid, 0);
        QVERIFY(!view.address.contains(u"hidden"_s));
        QCOMPARE(m_desk->cluster().redisUrl(), url);
        QFile arguments(u"/proc/%1/cmdline"_s.arg(m_desk->view(u"n1"_s).pid));
        QVERIFY(arguments.open(QIODevice::ReadOnly));
        QVERIFY(!arguments.readAll().contains("hidden"));
        WsPeer peer;
        QVERIFY(peer.connectTo(m_desk->cluster().clientUrl()));
        QCOMPARE(signIn(peer)[u"op"], u"welcome"_s);
        TRY_COMPARE(m_desk->view(u"n1"_s).clients, 1);
        m_desk->cluster().killProcess(u"redis"_s); // not ours to kill
        m_desk->cluster().stopProcess(u"redis"_s);
        redis.kill();
        TRY_COMPARE(m_desk->view(u"redis"_s).state, S::Unready);
        QVERIFY(!m_desk->view(u"redis"_s).detail.isEmpty());
        QVERIFY(redis.start());
        TRY_VERIFY(m_desk->allReady(3));
        QVERIFY(m_desk->stop());
        QCOMPARE(m_desk->view(u"redis"_s).state, S::Stopped);
        QVERIFY(redis.isRunning());
    }

    void aRedisThatCannotBeUsedIsSaidInASentence_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("no URL") << u"http://here"_s << u"The URL of Redis: "_s;
        QTest::newRow("nobody there") << u"redis://127.0.0.1:1"_s
                                      << u"The Redis at redis://127.0.0.1:1/0 cannot be used: "_s;
    }
    void aRedisThatCannotBeUsedIsSaidInASentence()
    {
        QFETCH(const QString, url);
        QFETCH(const QString, sentence);
        LocalCluster::Options options = m_desk->options(1);
        options.redisUrl = url;
        m_desk->make(options).start();
        TRY_VERIFY(!m_desk->failed().isEmpty());
        QVERIFY2(m_desk->failed().startsWith(sentence), qPrintable(m_desk->failed()));
        QVERIFY(m_desk->stop());
    }

    void simulatedPeopleComeInByTheSameDoors_data()
    {
        QTest::addColumn<bool>("isGiven");
        QTest::newRow("by the balancer") << false;
        QTest::newRow("to a given Redis") << true;
    }
    void simulatedPeopleComeInByTheSameDoors()
    {
        QFETCH(const bool, isGiven);
        RedisServer redis({ .tcp = true });
        LocalCluster::Options options = balanced(2);
        if (isGiven) {
            QVERIFY2(redis.start(), qPrintable(redis.problem()));
            options.redisUrl = u"redis://127.0.0.1:%1"_s.arg(redis.tcpEndpoint().port);
        }
        QVERIFY(m_desk->run(options));
        SimulatedPeople people(QStringLiteral(HUBBUB_BIN_DIR "/hubbub-load"));
        const LocalCluster &cluster = m_desk->cluster();
        people.start({ 6, 4 }, { { cluster.clientUrl() }, cluster.redisUrl(), cluster.secretFile() });
        TRY_VERIFY(m_desk->view(u"n1"_s).clients + m_desk->view(u"n2"_s).clients >= 6);
        people.stop();
        TRY_VERIFY(!people.isRunning());
        QVERIFY2(!people.lastWords().contains(u"FAIL"_s), qPrintable(people.lastWords()));
    }

    void aNodeThatIsRemovedDrainsFirstAndItsNumberIsFreeAgain()
    {
        QVERIFY(m_desk->run(m_desk->options(3)));
        const qint64 pid = m_desk->view(u"n2"_s).pid;
        m_desk->cluster().removeNode(u"n2"_s);
        QVERIFY(m_desk->view(u"n2"_s).leaving);
        m_desk->cluster().restartProcess(u"n2"_s); // too late
        TRY_COMPARE(m_desk->ids(), (QStringList { u"redis"_s, u"n1"_s, u"n3"_s }));
        QVERIFY(isGone(pid));
        QCOMPARE(m_desk->story(u"n2"_s), (QList { S::Starting, S::Ready, S::Stopping, S::Stopped }));
        QCOMPARE(m_desk->cluster().nodeUrls().size(), 2);
        m_desk->cluster().addNode();
        QCOMPARE(m_desk->ids(), (QStringList { u"redis"_s, u"n1"_s, u"n2"_s, u"n3"_s }));
        TRY_VERIFY(m_desk->allReady(4));
        // One that does not run goes at once.
        m_desk->cluster().killProcess(u"n3"_s);
        TRY_COMPARE(m_desk->view(u"n3"_s).state, S::Crashed);
        m_desk->cluster().removeNode(u"n3"_s);
        TRY_COMPARE(m_desk->ids(), (QStringList { u"redis"_s, u"n1"_s, u"n2"_s }));
        m_desk->cluster().removeNode(u"n1"_s);
        m_desk->cluster().removeNode(u"n2"_s); // the last one stays
        TRY_COMPARE(m_desk->ids(), (QStringList { u"redis"_s, u"n2"_s }));
        QVERIFY(m_desk->isReady(u"n2"_s));
        m_desk->cluster().removeNode(u"redis"_s);
        QCOMPARE(m_desk->ids().size(), 2);
    }

    void thereAreSixteenNodesAtMost()
    {
        QVERIFY(m_desk->run(m_desk->options(1)));
        for (int i = 0; i < 20; ++i)
            m_desk->cluster().addNode();
        QCOMPARE(m_desk->cluster().nodeUrls().size(), LocalCluster::mostNodes);
    }

    void aRollingRestartTakesOneNodeAtATime()
    {
        QVERIFY(m_desk->run(m_desk->options(3)));
        m_desk->cluster().killProcess(u"n3"_s); // does not run, so it is left alone
        TRY_COMPARE(m_desk->view(u"n3"_s).state, S::Crashed);
        const qint64 first = m_desk->view(u"n1"_s).pid;
        const qint64 second = m_desk->view(u"n2"_s).pid;
        RollingRestart rolling(m_desk->cluster());
        QList<RollingRestart::Step> steps;
        int fewest = 3;
        connect(&rolling, &RollingRestart::stepped, this, [&] { steps.append(*rolling.step()); });
        connect(&m_desk->cluster(), &LocalCluster::processChanged, &rolling, [&] {
            const QList<ProcessView> &all = m_desk->cluster().processes();
            fewest = std::min(fewest, static_cast<int>(std::count_if(all.begin(), all.end(), [](const auto &view) {
                return view.kind == "gateway"_L1 && view.state == S::Ready;
            })));
        });
        QSignalSpy ended(&rolling, &RollingRestart::ended);
        rolling.start();
        rolling.start(); // is under way
        TRY_COMPARE(ended.count(), 1);
        QCOMPARE(ended[0][0].toString(), QString());
        QCOMPARE(steps, (QList<RollingRestart::Step> { { u"n1"_s, 1, 2 }, { u"n2"_s, 2, 2 } }));
        QCOMPARE(fewest, 1);
        QVERIFY(m_desk->view(u"n1"_s).pid != first && m_desk->view(u"n2"_s).pid != second);
        QVERIFY(m_desk->isReady(u"n1"_s) && m_desk->isReady(u"n2"_s));
        QCOMPARE(m_desk->view(u"n3"_s).state, S::Crashed);
        QVERIFY(!rolling.step());
    }

    void aRollingRestartThatIsCancelledLeavesTheOthersAlone()
    {
        QVERIFY(m_desk->run(m_desk->options(2)));
        const qint64 second = m_desk->view(u"n2"_s).pid;
        RollingRestart rolling(m_desk->cluster());
        QSignalSpy ended(&rolling, &RollingRestart::ended);
        rolling.start();
        TRY_COMPARE(m_desk->view(u"n1"_s).state, S::Stopping);
        rolling.cancel();
        QCOMPARE(ended.count(), 1);
        TRY_COMPARE(m_desk->story(u"n1"_s),
            (QList { S::Starting, S::Ready, S::Stopping, S::Starting, S::Ready })); // it comes back all the same
        QCOMPARE(m_desk->view(u"n2"_s).pid, second);
        QCOMPARE(ended.count(), 1);
    }

    void aNodeThatDoesNotComeBackEndsTheRollingRestart()
    {
        QVERIFY(m_desk->run(m_desk->options(2)));
        const qint64 second = m_desk->view(u"n2"_s).pid;
        RollingRestart rolling(m_desk->cluster(), 1s); // draining alone may take two
        QSignalSpy ended(&rolling, &RollingRestart::ended);
        connect(&m_desk->cluster(), &LocalCluster::processChanged, &rolling, [&](const QString &id) {
            if (id == "n1"_L1 && m_desk->view(id).state == S::Starting && m_desk->view(id).pid > 0)
                m_desk->cluster().pauseProcess(id); // it starts, and answers nobody
        });
        rolling.start();
        TRY_COMPARE(ended.count(), 1);
        const QString said = ended[0][0].toString();
        QVERIFY2(said.startsWith(u"n1 was not ready again within 1 s"_s), qPrintable(said));
        QCOMPARE(m_desk->view(u"n2"_s).pid, second);
    }

private:
    [[nodiscard]] LocalCluster::Options balanced(int nodes) const
    {
        LocalCluster::Options options = m_desk->options(nodes);
        options.balancer = true;
        return options;
    }

    QJsonObject signIn(WsPeer &peer)
    {
        const QJsonObject welcome =
            peer.signIn(u"mara"_s, QString::fromLatin1(secretWord), { { u"create"_s, !m_known } });
        m_known = m_known || welcome[u"op"] == u"welcome"_s;
        return welcome;
    }

    /// The node that somebody with that tag reaches by the balancer; empty: none.
    QString nodeBy(int tag)
    {
        WsPeer peer;
        QUrl url = m_desk->cluster().clientUrl();
        url.setQuery(u"a=%1"_s.arg(0x51ab30c7ULL * (static_cast<quint64>(tag) + 1), 16, 16, QChar(u'0')));
        if (!peer.connectTo(url))
            return {};
        return signIn(peer)[u"node"].toString();
    }

    bool reachesBy(const QString &node)
    {
        for (int tag = 0; tag < 8; ++tag) {
            if (nodeBy(tag) == node)
                return true;
        }
        return false;
    }

    QByteArray configuration() const
    {
        QFile file(QString(m_desk->cluster().redisUrl().mid(7)).replace(u"redis.sock"_s, u"haproxy.cfg"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<LocalDesk> m_desk;
    bool m_known = false;
};

QTEST_GUILESS_MAIN(LocalShapeTest)
#include "local_shape_test.moc"
