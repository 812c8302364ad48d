// SPDX-License-Identifier: GPL-3.0-or-later
// Gateways on a Redis Cluster: its slots move while people talk, and a primary of it dies.
#include "core/redis/slot_map.h"
#include "tests/faults/talker.h"
#include "tests/support/redis_cluster.h"

#include <QJsonArray>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;

namespace {

QByteArray logOf(const QString &room) { return "hb:{" + room.toUtf8() + "}:log"; }

} // namespace

class RedisClusterTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<RedisCluster> m_redis;
    std::vector<std::unique_ptr<GatewayProcess>> m_nodes;
    std::unique_ptr<Person> m_ada; ///< on the first node
    std::unique_ptr<Person> m_bob; ///< on the second

    void begin(const RedisCluster::Setup &redis, const QStringList &options = {})
    {
        m_redis = std::make_unique<RedisCluster>(redis);
        QVERIFY2(m_redis->start(), qPrintable(m_redis->problem()));
        for (const auto &name : { u"n1"_s, u"n2"_s }) {
            GatewayProcess::Setup setup;
            setup.redisUrl = m_redis->url();
            setup.node = name;
            setup.options = QStringList { u"--registration"_s, u"open"_s, u"--argon-memory-kib"_s, u"64"_s,
                u"--no-address-limits"_s, u"127.0.0.0/8"_s, u"--no-rate-limits"_s, u"127.0.0.0/8"_s }
                + options;
            m_nodes.push_back(std::make_unique<GatewayProcess>(setup));
            QVERIFY2(m_nodes.back()->start(), m_nodes.back()->log().constData());
        }
        m_ada = std::make_unique<Person>(u"ada"_s);
        m_bob = std::make_unique<Person>(u"bob"_s);
        QCOMPARE(m_ada->registerAt(*m_nodes[0])[u"op"].toString(), u"welcome"_s);
        QCOMPARE(m_bob->registerAt(*m_nodes[1])[u"op"].toString(), u"welcome"_s);
    }

    void makeRoom(const QString &room)
    {
        QCOMPARE(m_ada->create(room)[u"op"].toString(), u"ok"_s);
        QCOMPARE(m_bob->join(room)[u"op"].toString(), u"ok"_s);
    }

    QStringList midsIn(const QString &room)
    {
        QStringList mids;
        const auto entries = m_redis->run(logOf(room), { "XRANGE", logOf(room), "-", "+" });
        for (const auto &entry : entries.items()) {
            const auto &fields = entry.at(1);
            for (qsizetype i = 0; i < fields.size(); i += 2) {
                if (fields.at(i).bytes() == "m")
                    mids.append(QString::fromLatin1(fields.at(i + 1).bytes()));
            }
        }
        return mids;
    }

    static QStringList heardBy(Person &person, const QString &room)
    {
        QStringList mids;
        for (const auto &event : person.peer().all(u"event"_s)) {
            if (event[u"room"].toString() == room && event[u"kind"].toString() == u"message")
                mids.append(event[u"mid"].toString());
        }
        return mids;
    }

    static QStringList only(const QStringList &these, const QStringList &of)
    {
        const QSet<QString> wanted(of.begin(), of.end());
        QStringList out;
        std::copy_if(these.begin(), these.end(), std::back_inserter(out),
            [&](const QString &mid) { return wanted.contains(mid); });
        return out;
    }

private Q_SLOTS:
    void cleanup()
    {
        if (QTest::currentTestFailed()) {
            for (const auto &node : m_nodes)
                qInfo("%s\n---", node->log().constData());
        }
        m_bob.reset();
        m_ada.reset();
        m_nodes.clear();
        m_redis.reset();
    }

    void deskAndItsConversationsMayLieOnDifferentNodesOfACluster()
    {
        begin({});
        if (QTest::currentTestFailed())
            return;
        m_ada->create(u"help"_s, { { u"kind"_s, u"support"_s } });
        const auto about = [](Person &who, const QString &op, const QString &room) {
            return who.peer().request({ { u"op"_s, op }, { u"room"_s, u"help"_s }, { u"case"_s, room } });
        };
        for (int i = 0; i < 6; ++i) { // enough names that some lie elsewhere than the desk
            const auto opened = m_bob->peer().request({ { u"op"_s, u"open"_s }, { u"room"_s, u"help"_s },
                { u"mid"_s, freshMid() }, { u"text"_s, u"question %1"_s.arg(i) } });
            const QString room = opened[u"room"].toString();
            QVERIFY2(!room.isEmpty(), qPrintable(opened[u"detail"].toString()));
            QCOMPARE(about(*m_ada, u"take"_s, room)[u"room"].toString(), room);
            QCOMPARE(m_ada->say(room, u"answer %1"_s.arg(i))[u"op"].toString(), u"ok"_s);
            QVERIFY(!m_bob->hear(room, u"answer %1"_s.arg(i)).isEmpty());
            QCOMPARE(about(*m_ada, u"hand"_s, room)[u"op"].toString(), u"ok"_s);
            QCOMPARE(about(*m_bob, u"done"_s, room)[u"op"].toString(), u"ok"_s);
            QCOMPARE(m_bob->say(room, u"late"_s)[u"code"].toString(), u"forbidden"_s);
        }
    }

    void whatPeopleDoOnOneRedisTheyDoOnACluster()
    {
        begin({ .password = "for-all-nodes" });
        if (QTest::currentTestFailed())
            return;
        // Enough rooms that they are on several nodes, whose answers come in any order.
        for (int i = 0; i < 8; ++i)
            makeRoom(u"room%1"_s.arg(i));
        for (int i = 0; i < 8; ++i) {
            const auto room = u"room%1"_s.arg(i);
            const auto said = m_ada->say(room, u"hello"_s);
            QCOMPARE(said[u"op"].toString(), u"ok"_s);
            QVERIFY(!m_bob->hear(room, u"hello"_s).isEmpty());
            m_bob->peer().send({ { u"op"_s, u"typing"_s }, { u"room"_s, room }, { u"on"_s, true } });
            QVERIFY(!m_ada->peer().take(u"typing"_s, { { u"room"_s, room }, { u"user"_s, u"bob"_s } }).isEmpty());
            const auto read =
                m_bob->peer().request({ { u"op"_s, u"read"_s }, { u"room"_s, room }, { u"seq"_s, said[u"seq"] } });
            QCOMPARE(read[u"op"].toString(), u"ok"_s);
        }
        const auto rooms = m_bob->peer().request({ { u"op"_s, u"rooms"_s } });
        QStringList names;
        for (const auto &each : rooms[u"rooms"].toArray()) {
            names.append(each.toObject()[u"room"].toString());
            QCOMPARE(each.toObject()[u"members"].toInt(), 2);
        }
        QCOMPARE(names,
            QStringList(
                { u"room0"_s, u"room1"_s, u"room2"_s, u"room3"_s, u"room4"_s, u"room5"_s, u"room6"_s, u"room7"_s }));
        const auto members = m_ada->peer().request({ { u"op"_s, u"members"_s }, { u"room"_s, u"room1"_s } });
        QCOMPARE(members[u"members"].toArray().size(), 2);
        QCOMPARE(members[u"members"].toArray().at(1).toObject()[u"display"].toString().isEmpty(), false);
        const auto direct = m_ada->peer().request({ { u"op"_s, u"direct"_s }, { u"user"_s, u"bob"_s } });
        QCOMPARE(direct[u"op"].toString(), u"ok"_s);
        QVERIFY(!m_bob->peer().take(u"room"_s).isEmpty());
        const auto inbox = m_bob->peer().request({ { u"op"_s, u"inbox"_s } });
        QCOMPARE(inbox[u"op"].toString(), u"ok"_s);
        // A password of Redis is in nobody's log.
        for (const auto &node : m_nodes)
            QVERIFY(!node->log().contains("for-all-nodes"));
    }

    void slotsMoveWhilePeopleTalk()
    {
        begin({});
        if (QTest::currentTestFailed())
            return;
        const QStringList rooms { u"tea"_s, u"coffee"_s };
        for (const auto &room : rooms)
            makeRoom(room);
        Talker ada(*m_ada, rooms[0]);
        Talker bob(*m_bob, rooms[1]);
        ada.start();
        bob.start();
        for (int round = 0; round < 10; ++round) {
            const auto key = logOf(rooms.at(round % 2));
            const auto slot = hubbub::redis::slotOf(key);
            const int from = m_redis->ownerOf(key);
            const int to = (from + 1) % RedisCluster::primaries;
            auto &talker = round % 2 == 0 ? ada : bob;
            auto &other = round % 2 == 0 ? bob : ada;
            const auto before = talker.acknowledged().size();
            const auto beforeOther = other.acknowledged().size();
            m_redis->beginMove(slot, from, to);
            QTRY_VERIFY(other.acknowledged().size() > beforeOther + 5); // other slots do not wait
            m_redis->moveKeys(slot, from, to);
            m_redis->endMove(slot, from, to);
            QTRY_VERIFY_WITH_TIMEOUT(talker.acknowledged().size() > before + 5, 15'000);
        }
        ada.stop();
        bob.stop();
        QTRY_VERIFY_WITH_TIMEOUT(ada.isDone() && bob.isDone(), 10'000);
        qInfo("%lld and %lld stored while slots moved 10 times; refused %d and %d; longest wait %lld and %lld ms",
            qlonglong(ada.acknowledged().size()), qlonglong(bob.acknowledged().size()), ada.refusals(), bob.refusals(),
            qlonglong(ada.longestWait().count()), qlonglong(bob.longestWait().count()));
        QCOMPARE(ada.refusals() + bob.refusals(), 0); // redirected, repeated, never passed on
        for (const auto &[room, talker, listener] :
            { std::tuple { rooms[0], &ada, m_bob.get() }, std::tuple { rooms[1], &bob, m_ada.get() } }) {
            QCOMPARE(only(midsIn(room), talker->acknowledged()), talker->acknowledged()); // each once, in order
            QTRY_COMPARE_WITH_TIMEOUT(
                only(heardBy(*listener, room), talker->acknowledged()), talker->acknowledged(), 20'000);
        }
        QVERIFY(m_ada->peer().all(u"gap"_s).isEmpty() && m_bob->peer().all(u"gap"_s).isEmpty());
        QVERIFY(m_ada->peer().all(u"status"_s).isEmpty());
    }

    void aPrimaryDiesUnderTraffic_data()
    {
        QTest::addColumn<int>("waits");
        QTest::newRow("nobody waits") << 0;
        QTest::newRow("its replica is waited for") << 1;
    }

    void aPrimaryDiesUnderTraffic()
    {
        QFETCH(int, waits);
        begin({}, { u"--wait-replicas"_s, QString::number(waits) });
        if (QTest::currentTestFailed())
            return;
        makeRoom(u"tea"_s);
        const int victim = m_redis->ownerOf(logOf(u"tea"_s));
        Talker ada(*m_ada, u"tea"_s);
        ada.start();
        QTRY_VERIFY_WITH_TIMEOUT(ada.acknowledged().size() >= 50, 15'000);
        if (waits > 0) {
            // Of two, the one that is left has no replica: nothing more would be acknowledged.
            ada.stop();
            QTRY_VERIFY(ada.isDone());
        }
        m_redis->node(victim).kill();
        QTRY_COMPARE_WITH_TIMEOUT(m_redis->ownerOf(logOf(u"tea"_s)), victim + 3, 30'000);
        if (waits == 0) {
            const auto before = ada.acknowledged().size();
            QTRY_VERIFY_WITH_TIMEOUT(ada.acknowledged().size() > before + 20, 15'000);
            ada.stop();
            QTRY_VERIFY_WITH_TIMEOUT(ada.isDone(), 10'000);
        }
        const auto stored = midsIn(u"tea"_s);
        const auto lost = ada.acknowledged().size() - only(ada.acknowledged(), stored).size();
        qInfo("%lld acknowledged, %lld of them lost; longest wait %lld ms", qlonglong(ada.acknowledged().size()),
            qlonglong(lost), qlonglong(ada.longestWait().count()));
        QVERIFY(ada.longestWait() <= std::chrono::seconds(15));
        if (waits > 0)
            QCOMPARE(lost, 0);
        else
            QTRY_VERIFY_WITH_TIMEOUT(heardBy(*m_bob, u"tea"_s).contains(ada.acknowledged().last()), 20'000);
        if (lost > 0) // never silently
            QVERIFY(!m_bob->peer().take(u"gap"_s, { { u"room"_s, u"tea"_s } }, std::chrono::seconds(20)).isEmpty());
        QVERIFY(m_ada->peer().isOpen() && m_bob->peer().isOpen());
    }

    void aClusterOverTlsIsUsed()
    {
        begin({ .password = "secret", .tls = true });
        if (QTest::currentTestFailed())
            return;
        makeRoom(u"tea"_s);
        makeRoom(u"coffee"_s);
        for (const auto &room : { u"tea"_s, u"coffee"_s }) {
            QCOMPARE(m_ada->say(room, u"hello"_s)[u"op"].toString(), u"ok"_s);
            QVERIFY(!m_bob->hear(room, u"hello"_s).isEmpty());
        }
    }

    void aNodeOutOfReachIsNamedAtTheStart()
    {
        GatewayProcess::Setup setup;
        setup.redisUrl = u"redis-cluster://:hunter2@127.0.0.1:%1"_s.arg(freePort());
        setup.options = { u"--start-timeout"_s, u"0.5"_s };
        GatewayProcess node(setup);
        QVERIFY(node.launch());
        QVERIFY(node.waitForEnd(std::chrono::seconds(10)));
        QCOMPARE(node.exitCode(), 4);
        QVERIFY2(node.log().contains("redis-cluster://127.0.0.1:"), node.log().constData());
        QVERIFY(!node.log().contains("hunter2"));
    }
};

QTEST_GUILESS_MAIN(RedisClusterTest)
#include "redis_cluster_test.moc"
