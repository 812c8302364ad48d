// SPDX-License-Identifier: GPL-3.0-or-later
// A node that is short of descriptors or memory, whose clients are slow, silent or far too many, or that begins anew
// under its old name: real nodes, and limits that the kernel sets.
#include "tests/integration/sleepy_client.h"
#include "tests/support/chaos_proxy.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>

#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;
using namespace std::chrono_literals;

namespace {

QString word(const QJsonObject &reply) { return reply[u"op"] == u"ok"_s ? u"ok"_s : reply[u"code"].toString(); }

QStringList texts(Person &person)
{
    QStringList out;
    for (const QJsonObject &event : person.peer().all(u"event"_s)) {
        if (event[u"kind"] == u"message"_s)
            out << event[u"body"][u"text"].toString();
    }
    return out;
}

qsizetype descriptorsOf(qint64 pid)
{
    return QDir(u"/proc/%1/fd"_s.arg(pid)).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size();
}

/// All that it has mapped, in bytes.
rlim_t sizeOf(qint64 pid)
{
    QFile file(u"/proc/%1/statm"_s.arg(pid));
    const QByteArray pages = file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(0) : QByteArray();
    return pages.toULongLong() * 4096;
}

bool limit(qint64 pid, __rlimit_resource what, rlim_t to)
{
    rlimit now {};
    if (::prlimit(static_cast<pid_t>(pid), what, nullptr, &now) != 0)
        return false;
    now.rlim_cur = to;
    return ::prlimit(static_cast<pid_t>(pid), what, &now, nullptr) == 0;
}

/// Connections from 127.0.0.9 that begin a request and never end it. Without Qt, whose loop would be the slow one.
class SlowCrowd final {
public:
    SlowCrowd(int size, quint16 port)
    {
        for (int i = 0; i < size; ++i) {
            const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
            const sockaddr_in from = place(0x7f000009, 0);
            const sockaddr_in to = place(0x7f000001, port);
            if (::bind(made, reinterpret_cast<const sockaddr *>(&from), sizeof from) != 0)
                qWarning("not bound");
            (void)::connect(made, reinterpret_cast<const sockaddr *>(&to), sizeof to); // in progress at most
            (void)::send(made, "GET /ws HT", 10, MSG_NOSIGNAL);
            m_sockets.push_back(made);
        }
    }
    ~SlowCrowd()
    {
        for (const int each : m_sockets)
            ::close(each);
    }
    Q_DISABLE_COPY_MOVE(SlowCrowd)

private:
    static sockaddr_in place(quint32 address, quint16 port)
    {
        sockaddr_in out {};
        out.sin_family = AF_INET;
        out.sin_addr.s_addr = htonl(address);
        out.sin_port = htons(port);
        return out;
    }
    std::vector<int> m_sockets;
};

} // namespace

class NodeFaultsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_cluster)
            qInfo("%s", m_cluster->logs().right(20'000).constData());
        m_ada.reset();
        m_bob.reset();
        m_cluster.reset();
    }

    void withoutDescriptorsItServesWhoIsThereAndOthersOnceThereAreSome()
    {
#ifdef __SANITIZE_ADDRESS__
        QSKIP("the sanitizer takes memory for bad where it finds no descriptor to look at it");
#endif
        QVERIFY(begin(1));
        GatewayProcess &node = m_cluster->node(1);
        constexpr qsizetype most = 64;
        QVERIFY(limit(node.pid(), RLIMIT_NOFILE, most));
        std::vector<std::unique_ptr<QTcpSocket>> crowd;
        for (int i = 0; i < 80; ++i) {
            crowd.push_back(std::make_unique<QTcpSocket>());
            crowd.back()->connectToHost(node.url().host(), static_cast<quint16>(node.url().port()));
        }
        QTRY_VERIFY(descriptorsOf(node.pid()) >= most - 2);
        QCOMPARE(word(m_ada->say(u"tea"_s, u"in the crowd"_s)), u"ok"_s);
        QVERIFY(!m_ada->hear(u"tea"_s, u"in the crowd"_s).isEmpty());
        crowd.clear();
        QCOMPARE(m_bob->registerAt(node)[u"op"].toString(), u"welcome"_s);
        QVERIFY(figure(1, u"hubbub_accept_pauses_total"_s) >= 1);
    }

    void whereMemoryIsShortSlowReadersGoFirstAndNobodyElse()
    {
#ifdef __SANITIZE_ADDRESS__
        QSKIP("the sanitizer maps more than any limit allows");
#endif
        QVERIFY(begin(2));
        GatewayProcess &node = m_cluster->node(1);
        QCOMPARE(m_bob->registerAt(m_cluster->node(2))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(word(m_bob->join(u"tea"_s)), u"ok"_s);
        std::array<SleepyClient, 3> sleepy;
        for (size_t i = 0; i < sleepy.size(); ++i) {
            QVERIFY(sleepy[i].signIn(node.url(), u"sleepy%1"_s.arg(i)));
            sleepy[i].say({ { u"op"_s, u"join"_s }, { u"id"_s, 2 }, { u"room"_s, u"tea"_s } });
            QVERIFY(!m_ada->peer()
                         .take(u"event"_s, { { u"kind"_s, u"member"_s }, { u"from"_s, u"sleepy%1"_s.arg(i) } })
                         .isEmpty());
        }
        // Enough for the limit on what may be unsent to each of them, and far too little for what is said.
        QVERIFY(limit(node.pid(), RLIMIT_AS, sizeOf(node.pid()) + 24 * 1024 * 1024));
        QStringList said;
        while (said.size() < 4'000 && (said.size() < 600 || figure(1, u"hubbub_slow_closed_total"_s) < 3)) {
            QList<int> asked;
            for (int i = 0; i < 100; ++i) {
                said << QString(15'000, QChar(u'a' + i % 26)) + QString::number(said.size());
                asked << m_bob->peer().send({ { u"op"_s, u"send"_s }, { u"room"_s, u"tea"_s }, { u"mid"_s, freshMid() },
                    { u"body"_s, QJsonObject { { u"text"_s, said.last() } } } });
            }
            for (const int id : asked)
                QCOMPARE(word(m_bob->peer().reply(id)), u"ok"_s);
            QVERIFY2(node.isRunning(), "the node is at the end of its memory");
        }
        QVERIFY(!m_ada->hear(u"tea"_s, said.last(), 20s).isEmpty());
        QCOMPARE(texts(*m_ada), said);
        QCOMPARE(figure(1, u"hubbub_slow_closed_total"_s), 3.0);
        // Who was too slow may come back, to this very node.
        Person back(u"sleepy0"_s);
        QVERIFY(back.peer().connectTo(node.url()));
        QCOMPARE(
            back.peer().signIn(u"sleepy0"_s, QString::fromLatin1(Person::password))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(word(m_ada->say(u"tea"_s, u"welcome back"_s)), u"ok"_s);
        QVERIFY(!back.hear(u"tea"_s, u"welcome back"_s).isEmpty());
    }

    void whoReadsTooSlowlyIsClosedAndResumesWhereItStood()
    {
        QVERIFY(begin(1));
        GatewayProcess &node = m_cluster->node(1);
        SleepyClient sleepy;
        QVERIFY(sleepy.signIn(node.url(), u"sleepy"_s));
        sleepy.say({ { u"op"_s, u"join"_s }, { u"id"_s, 2 }, { u"room"_s, u"tea"_s } });
        const QJsonObject joined =
            m_ada->peer().take(u"event"_s, { { u"kind"_s, u"member"_s }, { u"from"_s, u"sleepy"_s } });
        QVERIFY(!joined.isEmpty());
        QStringList said;
        while (said.size() < 600 && figure(1, u"hubbub_slow_closed_total"_s) < 1) {
            for (int i = 0; i < 20; ++i) {
                said << QString(15'000, QChar(u'a' + i)) + QString::number(said.size());
                QCOMPARE(word(m_ada->say(u"tea"_s, said.last())), u"ok"_s);
            }
        }
        QCOMPARE(figure(1, u"hubbub_slow_closed_total"_s), 1.0);
        Person back(u"sleepy"_s);
        QVERIFY(back.peer().connectTo(node.url()));
        const QJsonObject resume { { u"resume"_s, QJsonObject { { u"tea"_s, positionOf(joined) } } } };
        QCOMPARE(back.peer().signIn(u"sleepy"_s, QString::fromLatin1(Person::password), resume)[u"op"].toString(),
            u"welcome"_s);
        QVERIFY(!back.hear(u"tea"_s, said.last(), 20s).isEmpty());
        QCOMPARE(texts(back), said);
        QVERIFY(back.peer().all(u"gap"_s).isEmpty());
    }

    void aClientThatVanishesIsMissedAndFreed()
    {
        QVERIFY(begin(1, { u"--ping-seconds"_s, u"0.5"_s, u"--pong-seconds"_s, u"0.5"_s }));
        ChaosProxy way;
        way.setTarget(m_cluster->node(1).url());
        QCOMPARE(m_bob->registerAt(m_cluster->node(1))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(word(m_bob->join(u"tea"_s)), u"ok"_s);
        QVERIFY(m_bob->peer().connectTo(way.url()));
        const QJsonObject hello { { u"op"_s, u"hello"_s }, { u"token"_s, m_bob->token() },
            { u"device"_s, m_bob->device() }, { u"app"_s, u"test"_s } };
        QCOMPARE(m_bob->peer().request(hello)[u"op"].toString(), u"welcome"_s);
        QTRY_COMPARE(figure(1, u"hubbub_sessions"_s), 2.0);
        way.lose(ChaosProxy::Up); // nothing of bob's arrives, and TCP does not say so
        QTRY_COMPARE(figure(1, u"hubbub_silent_closed_total"_s), 1.0);
        QTRY_COMPARE(m_cluster->redis().run({ "HEXISTS", "hb:{tea}:users", "bob" }).toInteger(), 0);
        QVERIFY(m_ada->peer().isOpen());
    }

    void thousandsOfSlowHandshakesFromOneAddressKeepNobodyOut()
    {
        m_cluster = std::make_unique<Cluster>();
        QVERIFY2(m_cluster->redis().start(), qPrintable(m_cluster->redis().problem()));
        GatewayProcess::Setup setup;
        setup.redisUrl = m_cluster->redis().url();
        setup.options = QStringList { u"--registration"_s, u"open"_s, u"--argon-memory-kib"_s, u"64"_s,
            u"--handshake-seconds"_s, u"120"_s };
        GatewayProcess node(setup); // with all of its limits
        QVERIFY2(node.start(), node.log().constData());
        Person ada(u"ada"_s);
        QCOMPARE(ada.registerAt(node)[u"op"].toString(), u"welcome"_s);
        QCOMPARE(word(ada.create(u"tea"_s)), u"ok"_s);
        const SlowCrowd crowd(5'000, static_cast<quint16>(node.url().port()));
        QCOMPARE(word(ada.say(u"tea"_s, u"who is there"_s)), u"ok"_s);
        Person bob(u"bob"_s);
        QVERIFY(bob.peer().connectTo(node.url(), u"hubbub.v1"_s, 30s));
        QCOMPARE(bob.peer()
                     .signIn(u"bob"_s, QString::fromLatin1(Person::password), { { u"create"_s, true } })[u"op"]
                     .toString(),
            u"welcome"_s);
        QCOMPARE(word(bob.join(u"tea"_s)), u"ok"_s);
        QCOMPARE(word(ada.say(u"tea"_s, u"hello bob"_s)), u"ok"_s);
        QVERIFY(!bob.hear(u"tea"_s, u"hello bob"_s).isEmpty());
        QVERIFY(descriptorsOf(node.pid()) < 150);
    }

    void aNodeStartedAgainAtOnceLeavesNoGhosts()
    {
        QVERIFY(begin(1, { u"--lease-seconds"_s, u"1"_s, u"--beat-seconds"_s, u"0.2"_s }));
        QCOMPARE(m_cluster->redis().run({ "HLEN", "hb:{tea}:here" }).toInteger(), 1);
        m_cluster->node(1).kill();
        QVERIFY2(m_cluster->node(1).start(), qPrintable(m_cluster->node(1).problem()));
        QTRY_COMPARE(m_cluster->redis().run({ "HLEN", "hb:{tea}:here" }).toInteger(), 0);
        QCOMPARE(m_cluster->redis().run({ "HEXISTS", "hb:{tea}:users", "ada" }).toInteger(), 0);
        QCOMPARE(m_ada->returnTo(m_cluster->node(1))[u"op"].toString(), u"welcome"_s);
        QTRY_COMPARE(m_cluster->redis().run({ "HLEN", "hb:{tea}:here" }).toInteger(), 1);
    }

private:
    /// Ada on the first node, in the room that she made.
    bool begin(int nodes, const QStringList &options = {})
    {
        m_cluster = std::make_unique<Cluster>(options + QStringList { u"--no-rate-limits"_s, u"127.0.0.0/8"_s });
        m_ada = std::make_unique<Person>(u"ada"_s);
        m_bob = std::make_unique<Person>(u"bob"_s);
        return m_cluster->start(nodes) && m_ada->registerAt(m_cluster->node(1))[u"op"] == u"welcome"_s
            && word(m_ada->create(u"tea"_s)) == u"ok"_s;
    }
    /// One figure of a node's /metrics; below zero where it says nothing.
    double figure(int node, const QString &name)
    {
        const QString page = QString::fromUtf8(m_cluster->http(node, u"/metrics"_s).second);
        const auto match =
            QRegularExpression(u"^%1 (\\S+)$"_s.arg(name), QRegularExpression::MultilineOption).match(page);
        return match.hasMatch() ? match.captured(1).toDouble() : -1;
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Person> m_ada;
    std::unique_ptr<Person> m_bob;
};

QTEST_GUILESS_MAIN(NodeFaultsTest)
#include "node_faults_test.moc"
