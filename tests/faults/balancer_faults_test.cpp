// SPDX-License-Identifier: GPL-3.0-or-later
// The balancer before the nodes dies, or is told to read its configuration again, under people who talk through it:
// a real HAProxy, real nodes, and the real client.
#include "tests/integration/client_desk.h"

#include <QProcess>
#include <QTcpSocket>
#include <QTest>

using namespace hubbub;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const RoomId tea { "tea"_ba };

bool answers(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    return socket.waitForConnected(200);
}

} // namespace

class BalancerFaultsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_port = freePort();
        const QUrl front(u"ws://127.0.0.1:%1/ws"_s.arg(m_port));
        // What a node tells of itself is the balancer, so nobody goes round it.
        m_cluster = std::make_unique<Cluster>(QStringList { u"--trust-proxy"_s, u"127.0.0.1/32"_s,
            u"--no-rate-limits"_s, u"127.0.0.0/8"_s, u"--advertise"_s, front.toString() });
        QVERIFY2(m_cluster->start(0), qPrintable(m_cluster->problem()));
        m_places.clear();
        for (int node : { 1, 2, 3 }) {
            m_places << u"127.0.0.1:%1"_s.arg(freePort());
            QVERIFY2(m_cluster->addAt(m_places.last()).start(), qPrintable(m_cluster->node(node).problem()));
        }
        QVERIFY(writeConfiguration());
        m_haproxy = balance();
        QVERIFY(m_haproxy);
        m_mara = std::make_unique<Desk>(mara);
        m_olek = std::make_unique<Desk>(olek);
        QVERIFY(m_mara->signIn(front));
        QVERIFY(m_olek->signIn(front));
        QVERIFY(m_mara->makeRoom(tea));
        QVERIFY(m_olek->joinRoom(tea));
        m_mara->look(tea);
        m_olek->look(tea);
        m_mara->talk(u"mara"_s);
        m_olek->talk(u"olek"_s);
    }
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_cluster)
            qInfo("%s", m_cluster->logs().right(20'000).constData());
        m_mara.reset();
        m_olek.reset();
        m_haproxy.reset();
        m_cluster.reset();
    }

    void aBalancerThatDiesAndComesBackCostsNothing()
    {
        for (int round = 0; round < 2; ++round) {
            const int before = m_mara->feed().count();
            QTRY_VERIFY_WITH_TIMEOUT(m_mara->feed().count() > before + 10, Desk::patience);
            m_haproxy->kill();
            QTRY_VERIFY_WITH_TIMEOUT(!m_mara->isOnline() && !m_olek->isOnline(), Desk::patience);
            m_haproxy = balance();
            QVERIFY(m_haproxy);
            QTRY_VERIFY_WITH_TIMEOUT(m_mara->isOnline() && m_olek->isOnline(), Desk::patience);
        }
        finish();
    }

    void aBalancerThatIsReloadedDropsNobody()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_mara->feed().count() > 10, Desk::patience);
        const int before = m_mara->feed().count();
        // As systemctl reload has it: the new one takes the port, the old one keeps whom it has.
        auto next = balance({ u"-sf"_s, QString::number(m_haproxy->pid()) });
        QVERIFY(next);
        QTRY_VERIFY_WITH_TIMEOUT(m_mara->feed().count() > before + 10, Desk::patience);
        QVERIFY(m_mara->isOnline() && m_olek->isOnline());
        Desk late(UserId("late"_ba));
        QVERIFY(late.signIn(QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(m_port))));
        QVERIFY(late.joinRoom(tea));
        finish();
        m_haproxy = std::move(next);
    }

private:
    bool writeConfiguration()
    {
        QStringList arguments { u"--listen"_s, u"127.0.0.1:%1"_s.arg(m_port) };
        arguments << m_places;
        QProcess writer;
        writer.setStandardOutputFile(m_dir.filePath(u"haproxy.cfg"_s));
        writer.start(QStringLiteral(HUBBUB_SOURCE_DIR "/packaging/haproxy-config"), arguments);
        return writer.waitForFinished() && writer.exitCode() == 0;
    }
    std::unique_ptr<ChildProcess> balance(const QStringList &more = {})
    {
        auto process = std::make_unique<ChildProcess>();
        // -db: in the foreground. Debian keeps it where only root's PATH looks.
        const QStringList arguments = QStringList { u"-db"_s, u"-f"_s, m_dir.filePath(u"haproxy.cfg"_s) } + more;
        if (!process->start(u"/usr/sbin/haproxy"_s, arguments)
            || !QTest::qWaitFor([&] { return answers(m_port); }, 10'000))
            return nullptr;
        return process;
    }
    void finish()
    {
        m_mara->hush();
        m_olek->hush();
        QTRY_COMPARE_WITH_TIMEOUT(m_mara->client().waitingSends() + m_olek->client().waitingSends(), 0, Desk::patience);
        const QList<LogEntry> log = logOf(m_cluster->redis(), tea);
        QCOMPARE(saidBy(log, mara), m_mara->said());
        QCOMPARE(saidBy(log, olek), m_olek->said());
        QTRY_COMPARE_WITH_TIMEOUT(m_mara->differs(m_cluster->redis()), QString(), Desk::patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_olek->differs(m_cluster->redis()), QString(), Desk::patience);
    }

    QTemporaryDir m_dir;
    QStringList m_places; ///< of the nodes, behind the balancer
    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<ChildProcess> m_haproxy;
    std::unique_ptr<Desk> m_mara;
    std::unique_ptr<Desk> m_olek;
    quint16 m_port = 0;
};

QTEST_GUILESS_MAIN(BalancerFaultsTest)
#include "balancer_faults_test.moc"
