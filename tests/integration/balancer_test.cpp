// SPDX-License-Identifier: GPL-3.0-or-later
// Nodes behind a real HAProxy with the configuration that packaging/haproxy-config writes.
#include "core/protocol/ops_codec.h"
#include "tests/integration/cluster.h"

#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QSet>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUrlQuery>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;

namespace {

bool answers(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    return socket.waitForConnected(200);
}

} // namespace

class BalancerTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<Cluster>(QStringList { u"--trust-proxy"_s, u"127.0.0.1/32"_s });
        QVERIFY2(m_cluster->start(3), qPrintable(m_cluster->problem()));
        m_madeAda = false;
        QVERIFY(balance(3));
    }

    void cleanup()
    {
        if (QTest::currentTestFailed())
            qInfo("%s\n%s", m_cluster->logs().constData(), m_haproxy->log().constData());
        m_haproxy.reset();
        m_cluster.reset();
    }

    void aClientReturnsToItsNode()
    {
        QSet<QString> nodes;
        for (int client = 0; client < 12; ++client) {
            const QByteArray tag = QByteArray::number(0x51ab30c7 * quint64(client + 1), 16).rightJustified(16, '0');
            const QString first = nodeOf(tag);
            QVERIFY(!first.isEmpty());
            QCOMPARE(nodeOf(tag), first);
            QCOMPARE(nodeOf(tag), first);
            nodes.insert(first);
        }
        QCOMPARE(nodes.size(), 3); // twelve clients, and no node without any
    }

    void aNodeReportsWhoCameThroughTheBalancer()
    {
        QTcpSocket client;
        QCOMPARE(handshakeFrom(client, QHostAddress::LocalHost), 101);
        const auto throughIt = [this] {
            qint64 out = 0;
            for (const char *node : { "n1", "n2", "n3" }) {
                const auto report = protocol::readReport(
                    m_cluster->redis().run({ "HGET", QByteArray("hb:node:") + node, "report" }).bytes());
                for (const protocol::BalancerTraffic &each :
                    report.ok() ? report->balancers : QList<protocol::BalancerTraffic>())
                    out += each.address == "127.0.0.1" ? each.clients : 1000;
            }
            return out;
        };
        QTRY_COMPARE_WITH_TIMEOUT(throughIt(), 1, 5000);
        client.abort();
        QTRY_COMPARE_WITH_TIMEOUT(throughIt(), 0, 10'000);
    }

    void aDeadNodesClientGoesElsewhereWithNothingMissed()
    {
        Person bob(u"bob"_s);
        QCOMPARE(bob.registerAt(m_cluster->node(1))[u"op"].toString(), u"welcome"_s);
        bob.create(u"tea"_s);
        WsPeer ada;
        QJsonObject welcome = hello(ada, "00aa11bb22cc33dd", { { u"create"_s, true } });
        QCOMPARE(ada.request({ { u"op"_s, u"join"_s }, { u"room"_s, u"tea"_s } })[u"op"].toString(), u"ok"_s);
        QCOMPARE(bob.say(u"tea"_s, u"before"_s)[u"op"].toString(), u"ok"_s);
        const QJsonObject last = ada.take(u"event"_s, { { u"kind"_s, u"message"_s } });
        const QString node = welcome[u"node"].toString();
        GatewayProcess &lost = m_cluster->node(node.mid(1).toInt());
        if (node == "n1"_L1) // bob must survive it
            QCOMPARE(bob.returnTo(m_cluster->node(2))[u"op"].toString(), u"welcome"_s);
        lost.kill();
        QCOMPARE(bob.say(u"tea"_s, u"meanwhile"_s)[u"op"].toString(), u"ok"_s);
        QVERIFY(ada.waitForClose());
        const QJsonObject resume { { u"tea"_s, positionOf(last) } };
        QTRY_VERIFY_WITH_TIMEOUT(
            hello(ada, "00aa11bb22cc33dd", { { u"resume"_s, resume } })[u"op"] == u"welcome"_s, 10000);
        const QJsonObject missed = ada.take(u"event"_s, { { u"kind"_s, u"message"_s } });
        QCOMPARE(missed[u"body"][u"text"].toString(), u"meanwhile"_s);
        QCOMPARE(ada.all(u"event"_s).size(), 1);
    }

    void aNodeThatIsNotReadyGetsNobodyAndGetsThemBackLater()
    {
        const QByteArray tag = "0123456789abcdef";
        const QString home = nodeOf(tag);
        GatewayProcess &node = m_cluster->node(home.mid(1).toInt());
        node.pause();
        QTRY_VERIFY_WITH_TIMEOUT(!nodeOf(tag).isEmpty() && nodeOf(tag) != home, 15000);
        node.resume();
        QTRY_COMPARE_WITH_TIMEOUT(nodeOf(tag), home, 15000);
    }

    /// The balancer's own address is free of the limit, so only a client's can reach it.
    void theNodesSeeTheClientsOwnAddressWhateverItSays()
    {
        m_haproxy.reset();
        m_cluster = std::make_unique<Cluster>(
            QStringList { u"--trust-proxy"_s, u"127.0.0.1/32"_s, u"--connections-per-address"_s, u"1"_s });
        QVERIFY2(m_cluster->start(1), qPrintable(m_cluster->problem()));
        QVERIFY(balance(1));
        QTcpSocket first;
        QTcpSocket again;
        QTcpSocket liar;
        QTcpSocket free;
        QCOMPARE(handshakeFrom(first, QHostAddress::LocalHostIPv6), 101);
        QCOMPARE(handshakeFrom(again, QHostAddress::LocalHostIPv6), 429);
        QCOMPARE(handshakeFrom(liar, QHostAddress::LocalHostIPv6, "X-Forwarded-For: 127.0.0.9\r\n"), 429);
        QCOMPARE(handshakeFrom(free, QHostAddress::LocalHost), 101);
    }

    void onlyTheChatIsForTheWorld()
    {
        for (const char *path : { "/metrics", "/readyz", "/" }) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, m_port);
            QVERIFY(socket.waitForConnected());
            socket.write(QByteArray("GET ") + path + " HTTP/1.1\r\nHost: chat\r\n\r\n");
            QCOMPARE(statusOf(socket), 404);
        }
    }

    void wrongOptionsAreSaid()
    {
        const QList<QStringList> wrong { {}, { u"n1"_s }, { u"--listen"_s, u"here"_s, u"n1:7400"_s },
            { u"--what"_s, u"n1:7400"_s }, { u"n1:7400"_s, u"--listen"_s },
            { u"--cert"_s, u"/no/such.pem"_s, u"n1:7400"_s } };
        for (const QStringList &arguments : wrong) {
            QProcess process;
            process.start(script(), arguments);
            QVERIFY(process.waitForFinished());
            QCOMPARE(process.exitCode(), 2);
            QVERIFY(process.readAllStandardError().startsWith("haproxy-config: "));
        }
    }

private:
    static QString script() { return QStringLiteral(HUBBUB_SOURCE_DIR "/packaging/haproxy-config"); }

    bool balance(int nodes)
    {
        m_port = freePort();
        QStringList arguments { u"--listen"_s, u"127.0.0.1:%1,[::1]:%1"_s.arg(m_port) };
        for (int i = 1; i <= nodes; ++i)
            arguments << u"127.0.0.1:%1"_s.arg(m_cluster->node(i).url().port());
        QProcess writer;
        const QString path = m_dir.filePath(u"haproxy.cfg"_s);
        writer.setStandardOutputFile(path);
        writer.start(script(), arguments);
        if (!writer.waitForFinished() || writer.exitCode() != 0)
            return false;
        m_haproxy = std::make_unique<ChildProcess>();
        // -db: in the foreground. Debian keeps it where only root's PATH looks.
        return m_haproxy->start(u"/usr/sbin/haproxy"_s, { u"-db"_s, u"-f"_s, path })
            && QTest::qWaitFor([this] { return answers(m_port); }, 10000);
    }

    QUrl url(const QByteArray &tag) const
    {
        return QUrl(u"ws://127.0.0.1:%1/ws?a=%2"_s.arg(m_port).arg(QString::fromLatin1(tag)));
    }

    QJsonObject hello(WsPeer &peer, const QByteArray &tag, const QJsonObject &more)
    {
        if (!peer.connectTo(url(tag)))
            return {};
        QJsonObject frame { { u"op"_s, u"hello"_s }, { u"user"_s, u"ada"_s },
            { u"password"_s, QString::fromLatin1(Person::password) },
            { u"device"_s, u"3f2504e0-4f89-41d3-9a0c-0305e82c3301"_s }, { u"app"_s, u"test"_s } };
        for (auto it = more.begin(); it != more.end(); ++it)
            frame.insert(it.key(), it.value());
        return peer.request(frame);
    }

    /// The node that a fresh connection with that tag reaches; empty where none.
    QString nodeOf(const QByteArray &tag)
    {
        WsPeer peer;
        const QJsonObject welcome = hello(peer, tag, { { u"create"_s, !std::exchange(m_madeAda, true) } });
        peer.close();
        return welcome[u"node"].toString();
    }

    static int statusOf(QTcpSocket &socket)
    {
        QByteArray answer;
        const bool whole = QTest::qWaitFor(
            [&] {
                answer += socket.readAll();
                return answer.contains("\r\n\r\n");
            },
            10000);
        return whole ? answer.mid(9, 3).toInt() : 0;
    }

    /// Over the loopback of that family: the status that a handshake comes to.
    int handshakeFrom(QTcpSocket &socket, QHostAddress::SpecialAddress from, const QByteArray &header = {}) const
    {
        socket.connectToHost(QHostAddress(from), m_port);
        if (!socket.waitForConnected())
            return -1;
        socket.write(
            "GET /ws?a=0011223344556677 HTTP/1.1\r\nHost: chat\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: hubbub.v1\r\n"
            + header + "\r\n");
        return statusOf(socket);
    }

    QTemporaryDir m_dir;
    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<ChildProcess> m_haproxy;
    quint16 m_port = 0;
    bool m_madeAda = false;
};

QTEST_GUILESS_MAIN(BalancerTest)
#include "balancer_test.moc"
