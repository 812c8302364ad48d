// SPDX-License-Identifier: GPL-3.0-or-later
// Redis answers what it must not, or what no answer is; is full; has another password; hears somebody else. Two real
// nodes before a real Redis, with a door between them that can lie.
#include "tests/integration/cluster.h"
#include "tests/support/redis_call.h"
#include "tests/support/redis_door.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;
using namespace std::chrono_literals;

namespace {

QString word(const QJsonObject &reply) { return reply[u"op"] == u"ok"_s ? u"ok"_s : reply[u"code"].toString(); }

/// Of messages, in the order in which they came.
QStringList texts(Person &person)
{
    QStringList out;
    for (const QJsonObject &event : person.peer().all(u"event"_s)) {
        if (event[u"kind"] == u"message"_s)
            out << event[u"body"][u"text"].toString();
    }
    return out;
}

/// Of all scripts only publish.lua is about mids.
bool isPublish(const RedisDoor::Command &command)
{
    return command.value(0) == "EVALSHA" && command.value(7).contains(":mid:");
}

} // namespace

class RedisLiesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_redis = std::make_unique<RedisServer>(
            RedisServer::Setup { .tcp = true, .lines = { u"repl-diskless-sync-delay 0"_s } });
    }
    void cleanup()
    {
        if (QTest::currentTestFailed()) {
            for (const auto &node : m_nodes)
                qInfo("%s\n---", node->log().constData());
        }
        m_ada.reset();
        m_bob.reset();
        m_nodes.clear();
        m_door.reset();
        m_redis.reset();
    }

    void anErrorOfAnUnfitRedisIsNeverAnOk_data()
    {
        QTest::addColumn<QByteArray>("error");
        QTest::newRow("READONLY") << QByteArray("-READONLY You can't write against a read only replica.\r\n");
        QTest::newRow("LOADING") << QByteArray("-LOADING Redis is loading the dataset in memory\r\n");
        QTest::newRow("NOREPLICAS") << QByteArray("-NOREPLICAS Not enough good replicas to write.\r\n");
        QTest::newRow("MASTERDOWN") << QByteArray("-MASTERDOWN Link with MASTER is down\r\n");
        QTest::newRow("CLUSTERDOWN") << QByteArray("-CLUSTERDOWN The cluster is down\r\n");
        QTest::newRow("MISCONF") << QByteArray("-MISCONF Errors writing to the AOF file: No space left\r\n");
    }
    void anErrorOfAnUnfitRedisIsNeverAnOk()
    {
        QFETCH(const QByteArray, error);
        QVERIFY(open());
        bool isUnfit = true;
        m_door->setRule(
            [&](const RedisDoor::Command &command) { return isUnfit && isPublish(command) ? error : QByteArray(); });
        const QString mid = freshMid();
        for (int i = 0; i < 3; ++i) {
            const QJsonObject reply = m_ada->say(u"tea"_s, u"once"_s, mid);
            QCOMPARE(word(reply), u"unavailable"_s);
            QVERIFY(reply[u"retry_ms"].toInt() > 0);
        }
        isUnfit = false;
        QTRY_COMPARE_WITH_TIMEOUT(word(m_ada->say(u"tea"_s, u"once"_s, mid)), u"ok"_s, 15'000);
        QVERIFY(!m_bob->hear(u"tea"_s, u"once"_s).isEmpty());
        QCOMPARE(texts(*m_bob), (QStringList { u"before"_s, u"once"_s }));
        QVERIFY(m_ada->peer().isOpen() && m_bob->peer().isOpen());
    }

    void garbageIsTheEndOfAConnectionAndOfNothingElse_data()
    {
        QTest::addColumn<QByteArray>("garbage");
        QTest::newRow("no RESP") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n");
        QTest::newRow("zeros") << QByteArray(64, '\0');
        QTest::newRow("a length without end") << QByteArray("*2147483648\r\n");
        QTest::newRow("an answer nobody asked for") << QByteArray("+OK\r\n:1\r\n$-1\r\n*0\r\n");
        QTest::newRow("a length below zero") << QByteArray("$-7\r\n");
    }
    void garbageIsTheEndOfAConnectionAndOfNothingElse()
    {
        QFETCH(const QByteArray, garbage);
        QVERIFY(open());
        const int before = m_door->accepted();
        m_door->slipIn(garbage);
        QTRY_VERIFY_WITH_TIMEOUT(m_door->accepted() >= before + 2, 15'000); // the commands of both nodes at least
        const QString mid = freshMid();
        QTRY_COMPARE_WITH_TIMEOUT(word(m_ada->say(u"tea"_s, u"after"_s, mid)), u"ok"_s, 15'000);
        QVERIFY(!m_bob->hear(u"tea"_s, u"after"_s, 15s).isEmpty());
        QCOMPARE(texts(*m_bob), (QStringList { u"before"_s, u"after"_s }));
        for (const auto &node : m_nodes) {
            QVERIFY(node->isRunning());
            QVERIFY(node->log().contains("Redis sent what is not its protocol")
                || node->log().contains("Redis answered what was not asked"));
        }
        QVERIFY(m_ada->peer().isOpen() && m_bob->peer().isOpen());
    }

    // The second Redis was the first one's replica and is promoted; commands go there, subscriptions stay where nobody
    // publishes any more.
    void aSubscriptionLeftAtAFormerPrimaryIsNoticedAndFilled()
    {
        QVERIFY(open());
        RedisServer promoted({ .tcp = true });
        QVERIFY2(promoted.start(), qPrintable(promoted.problem()));
        promoted.run({ "REPLICAOF", "127.0.0.1", QByteArray::number(m_redis->tcpEndpoint().port) });
        QTRY_COMPARE_WITH_TIMEOUT(
            promoted.run({ "XLEN", "hb:{tea}:log" }), m_redis->run({ "XLEN", "hb:{tea}:log" }), 20'000);
        QTRY_VERIFY(promoted.run({ "INFO", "replication" }).bytes().contains("master_link_status:up"));
        promoted.run({ "REPLICAOF", "NO", "ONE" });
        m_door->leadTo(promoted.tcpEndpoint());
        m_door->dropCommands();

        const QString mid = freshMid();
        QTRY_COMPARE_WITH_TIMEOUT(word(m_ada->say(u"tea"_s, u"on the new one"_s, mid)), u"ok"_s, 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(promoted.run({ "PUBSUB", "NUMSUB", "hb:{tea}" }).at(1).toInteger(), 2, 15'000);
        QCOMPARE(m_redis->run({ "PUBSUB", "NUMSUB", "hb:{tea}" }).at(1).toInteger(), 0);
        QVERIFY(!m_bob->hear(u"tea"_s, u"on the new one"_s).isEmpty());
        QCOMPARE(texts(*m_bob), (QStringList { u"before"_s, u"on the new one"_s }));
        QVERIFY(m_bob->peer().all(u"gap"_s).isEmpty());
    }

    void aSubscriptionThatRedisCutsForItsBacklogIsFilled()
    {
        m_redis = std::make_unique<RedisServer>(
            RedisServer::Setup { .lines = { u"client-output-buffer-limit pubsub 256kb 256kb 1"_s } });
        QVERIFY(open(false));
        m_nodes[1]->pause(); // for less than its lease
        QStringList said { u"before"_s };
        for (int i = 0; i < 150; ++i) {
            said << QString(12'000, QChar(u'a' + i % 26)) + QString::number(i);
            QCOMPARE(word(m_ada->say(u"tea"_s, said.last())), u"ok"_s);
        }
        QFile log(m_redis->folder() + u"/redis.log"_s);
        QVERIFY(log.open(QIODevice::ReadOnly));
        QTRY_VERIFY(log.seek(0) && log.readAll().contains("overcoming of output buffer limits"));
        m_nodes[1]->resume();
        QVERIFY(!m_bob->hear(u"tea"_s, said.last(), 20s).isEmpty());
        QCOMPARE(texts(*m_bob), said);
        QVERIFY(m_bob->peer().all(u"gap"_s).isEmpty());
    }

    void aLongHoleIsReadInPagesAndNeverAtOnce()
    {
        QVERIFY(open());
        m_nodes[1]->pause();
        m_redis->run({ "CLIENT", "KILL", "TYPE", "pubsub" });
        QStringList said { u"before"_s };
        QList<int> asked;
        for (int i = 0; i < 1'000; ++i) {
            said << u"message %1"_s.arg(i);
            asked << m_ada->peer().send({ { u"op"_s, u"send"_s }, { u"room"_s, u"tea"_s }, { u"mid"_s, freshMid() },
                { u"body"_s, QJsonObject { { u"text"_s, said.last() } } } });
        }
        for (const int id : asked)
            QCOMPARE(word(m_ada->peer().reply(id)), u"ok"_s);
        m_nodes[1]->resume();
        QVERIFY(!m_bob->hear(u"tea"_s, said.last(), 20s).isEmpty());
        QCOMPARE(texts(*m_bob), said);
        // Five items for an entry, and five before the first.
        QVERIFY2(m_door->mostItems() > 100 && m_door->mostItems() <= 5 + 5 * 300,
            qPrintable(QString::number(m_door->mostItems())));
    }

    void aRotatedPasswordIsReadAgainWhereItIsKept()
    {
        m_redis = std::make_unique<RedisServer>(RedisServer::Setup { .password = "first-secret" });
        QTemporaryDir folder;
        const QString path = folder.filePath(u"redis-password"_s);
        const auto keep = [&](const QByteArray &password) {
            QFile file(path);
            return file.open(QIODevice::WriteOnly) && file.write(password) == password.size();
        };
        QVERIFY(keep("first-secret"));
        QVERIFY2(m_redis->start(), qPrintable(m_redis->problem()));
        QVERIFY(begin({ u"--redis-password-file"_s, path }, u"unix://"_s + m_redis->endpoint().path));

        m_redis->run({ "CONFIG", "SET", "requirepass", "second-secret" });
        hubbub::redis::Endpoint now = m_redis->endpoint();
        now.password = "second-secret";
        callRedis(now, { "CLIENT", "KILL", "TYPE", "pubsub" });
        callRedis(now, { "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes" });
        QVERIFY(!m_ada->peer().take(u"status"_s, { { u"redis"_s, u"down"_s } }).isEmpty());
        QTRY_VERIFY(m_nodes[0]->log().contains("WRONGPASS"));
        QCOMPARE(word(m_ada->say(u"tea"_s, u"locked out"_s)), u"unavailable"_s);
        QVERIFY(keep("second-secret"));
        QVERIFY(!m_ada->peer().take(u"status"_s, { { u"redis"_s, u"up"_s } }, 20s).isEmpty());
        const QString mid = freshMid();
        QTRY_COMPARE_WITH_TIMEOUT(word(m_ada->say(u"tea"_s, u"in again"_s, mid)), u"ok"_s, 15'000);
        QVERIFY(!m_bob->hear(u"tea"_s, u"in again"_s, 20s).isEmpty());
        for (const auto &node : m_nodes)
            QVERIFY(!node->log().contains("first-secret") && !node->log().contains("second-secret"));
    }

    // On a file system of 3 MB, where one may be mounted.
    void aFullDiskRefusesSendsAndNothingAcknowledgedIsLost()
    {
        const QTemporaryDir folder;
        const auto mounted = [&](const QStringList &arguments, const QString &program = u"mount"_s) {
            ChildProcess process;
            return process.start(program, arguments) && process.waitForEnd(10s) && process.exitCode() == 0;
        };
        if (!mounted({ u"-t"_s, u"tmpfs"_s, u"-o"_s, u"size=3m"_s, u"tmpfs"_s, folder.path() }))
            QSKIP("this user may not mount a file system");
        m_redis = std::make_unique<RedisServer>(
            RedisServer::Setup { .lines = { u"dir "_s + folder.path(), u"auto-aof-rewrite-percentage 0"_s } });
        const auto unmount = qScopeGuard([&] {
            m_redis->kill();
            QVERIFY(mounted({ folder.path() }, u"umount"_s));
        });
        QVERIFY(open(false));
        QStringList said { u"before"_s };
        QString refused;
        QJsonObject reply;
        for (int i = 0; i < 1'000 && refused.isEmpty(); ++i) {
            const QString text = QString(12'000, QChar(u'a' + i % 26)) + QString::number(i);
            const QString mid = freshMid();
            reply = m_ada->say(u"tea"_s, text, mid);
            (word(reply) == u"ok"_s ? said : m_waiting) << text;
            refused = word(reply) == u"ok"_s ? QString() : mid;
        }
        QCOMPARE(word(reply), u"unavailable"_s);
        QVERIFY(reply[u"retry_ms"].toInt() > 0);
        QCOMPARE(word(m_bob->peer().request({ { u"op"_s, u"history"_s }, { u"room"_s, u"tea"_s } })), u"ok"_s);
        QVERIFY(mounted({ u"-o"_s, u"remount,size=64m"_s, folder.path() }));
        QTRY_COMPARE_WITH_TIMEOUT(word(m_ada->say(u"tea"_s, m_waiting.last(), refused)), u"ok"_s, 15'000);
        said << m_waiting.last();
        QVERIFY(!m_bob->hear(u"tea"_s, said.last(), 20s).isEmpty());
        QCOMPARE(texts(*m_bob), said);
        // And what was acknowledged is on the disk.
        QTRY_VERIFY(m_redis->run({ "INFO", "persistence" }).bytes().contains("aof_last_write_status:ok"));
        m_redis->kill();
        QVERIFY2(m_redis->start(), qPrintable(m_redis->problem()));
        const QString mid = freshMid();
        QTRY_COMPARE_WITH_TIMEOUT(word(m_ada->say(u"tea"_s, u"after"_s, mid)), u"ok"_s, 15'000);
        QVERIFY(!m_bob->hear(u"tea"_s, u"after"_s, 20s).isEmpty());
        QCOMPARE(texts(*m_bob), said << u"after"_s);
    }

private:
    /// Two nodes behind the door, or right before Redis, with short times.
    bool open(bool throughTheDoor = true)
    {
        if (!m_redis->start())
            return false;
        if (!throughTheDoor)
            return begin({}, m_redis->url());
        m_door = std::make_unique<RedisDoor>(m_redis->tcpEndpoint());
        return begin({ u"--probe-seconds"_s, u"0.5"_s, u"--probe-stale-seconds"_s, u"2"_s, u"--silent-check-seconds"_s,
                         u"600"_s },
            m_door->url());
    }
    bool begin(const QStringList &options, const QString &redisUrl)
    {
        for (const QString &name : { u"n1"_s, u"n2"_s }) {
            GatewayProcess::Setup setup;
            setup.redisUrl = redisUrl;
            setup.node = name;
            setup.options = QStringList { u"--registration"_s, u"open"_s, u"--argon-memory-kib"_s, u"64"_s,
                u"--no-address-limits"_s, u"127.0.0.0/8"_s, u"--no-rate-limits"_s, u"127.0.0.0/8"_s }
                + options;
            m_nodes.push_back(std::make_unique<GatewayProcess>(setup));
            if (!m_nodes.back()->start())
                return false;
        }
        m_ada = std::make_unique<Person>(u"ada"_s);
        m_bob = std::make_unique<Person>(u"bob"_s);
        return m_ada->registerAt(*m_nodes[0])[u"op"] == u"welcome"_s
            && m_bob->registerAt(*m_nodes[1])[u"op"] == u"welcome"_s && word(m_ada->create(u"tea"_s)) == u"ok"_s
            && word(m_bob->join(u"tea"_s)) == u"ok"_s && word(m_ada->say(u"tea"_s, u"before"_s)) == u"ok"_s
            && !m_bob->hear(u"tea"_s, u"before"_s).isEmpty();
    }

    std::unique_ptr<RedisServer> m_redis;
    std::unique_ptr<RedisDoor> m_door;
    std::vector<std::unique_ptr<GatewayProcess>> m_nodes;
    std::unique_ptr<Person> m_ada; ///< on the first node
    std::unique_ptr<Person> m_bob; ///< on the second
    QStringList m_waiting; ///< said, but not taken
};

QTEST_GUILESS_MAIN(RedisLiesTest)
#include "redis_lies_test.moc"
