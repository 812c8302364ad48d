// SPDX-License-Identifier: GPL-3.0-or-later
// What a fail-over of Redis takes with it, with and without waiting for a replica, and how clients hear of it.
#include "tests/faults/talker.h"
#include "tests/support/sentinel_group.h"

#include <QJsonDocument>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;

class LostWithRedisTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<SentinelGroup> m_redis;
    std::vector<std::unique_ptr<GatewayProcess>> m_nodes;
    std::unique_ptr<Person> m_ada; ///< on the first node
    std::unique_ptr<Person> m_bob; ///< on the second

    void begin(int replicas, const QStringList &options)
    {
        m_redis = std::make_unique<SentinelGroup>(SentinelGroup::Setup { .replicas = replicas });
        QVERIFY2(m_redis->start(), qPrintable(m_redis->problem()));
        for (const auto &name : { u"n1"_s, u"n2"_s }) {
            GatewayProcess::Setup setup;
            setup.redisUrl = m_redis->url();
            setup.node = name;
            setup.options = QStringList { u"--registration"_s, u"open"_s, u"--argon-memory-kib"_s, u"64"_s,
                u"--no-address-limits"_s, u"127.0.0.0/8"_s, u"--no-rate-limits"_s, u"127.0.0.0/8"_s }
                + options;
            m_nodes.push_back(std::make_unique<GatewayProcess>(setup));
            QVERIFY2(m_nodes.back()->start(), qPrintable(m_nodes.back()->problem()));
        }
        m_ada = std::make_unique<Person>(u"ada"_s);
        m_bob = std::make_unique<Person>(u"bob"_s);
        QCOMPARE(m_ada->registerAt(*m_nodes[0])[u"op"].toString(), u"welcome"_s);
        QCOMPARE(m_bob->registerAt(*m_nodes[1])[u"op"].toString(), u"welcome"_s);
        QCOMPARE(m_ada->create(u"tea"_s)[u"op"].toString(), u"ok"_s);
        QCOMPARE(m_bob->join(u"tea"_s)[u"op"].toString(), u"ok"_s);
        QCOMPARE(sayUntilStored(u"before"_s, freshMid())[u"op"].toString(), u"ok"_s);
        QVERIFY(!m_bob->hear(u"tea"_s, u"before"_s).isEmpty());
        // Membership is not what this is about: the replica has it.
        QTRY_COMPARE(
            m_redis->replica().run({ "XLEN", "hb:{tea}:log" }), m_redis->primary().run({ "XLEN", "hb:{tea}:log" }));
    }

    /// It stands still and its connection is closed, so that it does not get what is written from now on: what only
    /// waited in the kernel it would still read.
    void cutOffTheReplica()
    {
        m_redis->replica().pause();
        QCOMPARE(m_redis->primary().run({ "CLIENT", "KILL", "TYPE", "replica" }).toInteger(), 1);
    }

    QJsonObject sayUntilStored(const QString &text, const QString &mid)
    {
        QJsonObject reply;
        (void)QTest::qWaitFor(
            [&] {
                reply = m_ada->say(u"tea"_s, text, mid);
                return reply[u"op"].toString() == u"ok";
            },
            30'000);
        return reply;
    }

    QSet<QString> midsIn(RedisServer &redis)
    {
        QSet<QString> mids;
        const auto entries = redis.run({ "XRANGE", "hb:{tea}:log", "-", "+" });
        for (const auto &entry : entries.items()) {
            const auto &fields = entry.at(1);
            for (qsizetype i = 0; i < fields.size(); i += 2) {
                if (fields.at(i).bytes() == "m")
                    mids.insert(QString::fromLatin1(fields.at(i + 1).bytes()));
            }
        }
        return mids;
    }

    static QStringList missingFrom(const QSet<QString> &stored, const QStringList &acknowledged)
    {
        QStringList missing;
        std::copy_if(acknowledged.begin(), acknowledged.end(), std::back_inserter(missing),
            [&](const QString &mid) { return !stored.contains(mid); });
        return missing;
    }

    QJsonObject forkHeardBy(Person &person, std::chrono::milliseconds limit = std::chrono::seconds(20))
    {
        return person.peer().take(u"gap"_s, { { u"room"_s, u"tea"_s }, { u"cause"_s, u"forked"_s } }, limit);
    }

private Q_SLOTS:
    void cleanup()
    {
        if (QTest::currentTestFailed()) {
            for (const auto &node : m_nodes)
                qInfo("%s", node->log().constData());
        }
        m_bob.reset();
        m_ada.reset();
        m_nodes.clear();
        m_redis.reset();
    }

    void whatTheReplicaHadNotIsLostAndToldAsAGapOnLiveConnections()
    {
        begin(1, {});
        if (QTest::currentTestFailed())
            return;
        cutOffTheReplica();
        QStringList acknowledged;
        for (int i = 0; i < 20; ++i) {
            const auto mid = freshMid();
            QCOMPARE(m_ada->say(u"tea"_s, u"message %1"_s.arg(i), mid)[u"op"].toString(), u"ok"_s);
            acknowledged.append(mid);
        }
        QVERIFY(!m_bob->hear(u"tea"_s, u"message 19"_s).isEmpty());
        m_redis->primary().kill();
        m_redis->replica().resume();
        QTRY_VERIFY_WITH_TIMEOUT(m_redis->promoted(), 30'000);
        QCOMPARE(missingFrom(midsIn(*m_redis->promoted()), acknowledged).size(), 20);

        for (auto *person : { m_ada.get(), m_bob.get() }) {
            const auto gap = forkHeardBy(*person);
            QVERIFY(!gap.isEmpty());
            QVERIFY(person->peer().isOpen());
        }
        // Its sender keeps it for ten minutes: the same mid again is a new message, since the old one is gone.
        const auto again = sayUntilStored(u"message 0"_s, acknowledged.first());
        QCOMPARE(again[u"op"].toString(), u"ok"_s);
        QCOMPARE(again[u"dup"].toBool(), false);
    }

    void aMessageThatNoReplicaHasIsNotAcknowledgedAndItsRepeatFindsIt()
    {
        begin(1, { u"--wait-replicas"_s, u"1"_s, u"--wait-seconds"_s, u"0.3"_s });
        if (QTest::currentTestFailed())
            return;
        cutOffTheReplica();
        const auto mid = freshMid();
        const auto refused = m_ada->say(u"tea"_s, u"shaky"_s, mid);
        QCOMPARE(refused[u"op"].toString(), u"error"_s);
        QCOMPARE(refused[u"code"].toString(), u"unavailable"_s);
        QVERIFY(refused[u"retry_ms"].toInt() > 0);
        QVERIFY2(refused[u"detail"].toString().contains(u"0 of 1 replicas"_s),
            qPrintable(QString::fromUtf8(QJsonDocument(refused).toJson())));
        QVERIFY(!m_bob->hear(u"tea"_s, u"shaky"_s).isEmpty()); // it is there, and others see it
        m_redis->replica().resume();
        const auto again = sayUntilStored(u"shaky"_s, mid);
        QCOMPARE(again[u"op"].toString(), u"ok"_s);
        QCOMPARE(again[u"dup"].toBool(), true);
        QVERIFY(midsIn(m_redis->replica()).contains(mid));
        QVERIFY(forkHeardBy(*m_bob, std::chrono::milliseconds(0)).isEmpty());
    }

    void withAWaitAFailOverLosesOnlyWhatWasNotAcknowledged()
    {
        begin(1, { u"--wait-replicas"_s, u"1"_s, u"--wait-seconds"_s, u"0.3"_s });
        if (QTest::currentTestFailed())
            return;
        QStringList acknowledged;
        for (int i = 0; i < 20; ++i) {
            const auto mid = freshMid();
            QCOMPARE(sayUntilStored(u"message %1"_s.arg(i), mid)[u"op"].toString(), u"ok"_s);
            acknowledged.append(mid);
        }
        cutOffTheReplica();
        const auto unsafe = freshMid();
        QCOMPARE(m_ada->say(u"tea"_s, u"unsafe"_s, unsafe)[u"code"].toString(), u"unavailable"_s);
        QVERIFY(!m_bob->hear(u"tea"_s, u"unsafe"_s).isEmpty());
        m_redis->primary().kill();
        m_redis->replica().resume();
        QTRY_VERIFY_WITH_TIMEOUT(m_redis->promoted(), 30'000);
        const auto stored = midsIn(*m_redis->promoted());
        QCOMPARE(missingFrom(stored, acknowledged), QStringList());
        QVERIFY(!stored.contains(unsafe));
        QVERIFY(!forkHeardBy(*m_bob).isEmpty()); // who saw it is told that it is gone

        // The only replica is the primary now: nothing is safe before there is another one.
        QJsonObject lonely;
        QTRY_VERIFY_WITH_TIMEOUT(
            (lonely = m_ada->say(u"tea"_s, u"unsafe"_s, unsafe))[u"detail"].toString().contains(u"0 of 1 replicas"_s),
            20'000);
        QVERIFY2(m_redis->primary().start(), qPrintable(m_redis->primary().problem()));
        QCOMPARE(sayUntilStored(u"unsafe"_s, unsafe)[u"op"].toString(), u"ok"_s);
    }

    void aPrimaryKilledUnderTraffic_data()
    {
        QTest::addColumn<int>("waits");
        QTest::newRow("nobody waits") << 0;
        QTest::newRow("one of two replicas is waited for") << 1;
    }

    void aPrimaryKilledUnderTraffic()
    {
        QFETCH(int, waits);
        begin(2, { u"--wait-replicas"_s, QString::number(waits) });
        if (QTest::currentTestFailed())
            return;
        Talker ada(*m_ada, u"tea"_s);
        Talker bob(*m_bob, u"tea"_s);
        ada.start();
        bob.start();
        QTRY_VERIFY_WITH_TIMEOUT(ada.acknowledged().size() >= 100 && bob.acknowledged().size() >= 100, 30'000);
        m_redis->primary().kill();
        const auto before = ada.acknowledged().size() + bob.acknowledged().size();
        QTRY_VERIFY_WITH_TIMEOUT(ada.refusals() > 0 && bob.refusals() > 0, 10'000);
        const auto asked = std::pair { ada.acknowledged().size(), bob.acknowledged().size() };
        QTRY_VERIFY_WITH_TIMEOUT(
            ada.acknowledged().size() > asked.first + 20 && bob.acknowledged().size() > asked.second + 20, 30'000);
        ada.stop();
        bob.stop();
        QTRY_VERIFY_WITH_TIMEOUT(ada.isDone() && bob.isDone(), 10'000);

        QVERIFY(m_redis->promoted());
        const auto stored = midsIn(*m_redis->promoted());
        const auto lost = missingFrom(stored, ada.acknowledged() + bob.acknowledged());
        qInfo("%lld acknowledged before the kill, %lld of all lost; no answer for %lld and %lld ms", qlonglong(before),
            qlonglong(lost.size()), qlonglong(ada.longestWait().count()), qlonglong(bob.longestWait().count()));
        QVERIFY(ada.longestWait() <= std::chrono::seconds(15) && bob.longestWait() <= std::chrono::seconds(15));
        if (waits > 0)
            QCOMPARE(lost, QStringList());
        if (!lost.isEmpty()) // never silently
            QVERIFY(!forkHeardBy(*m_bob).isEmpty() && !forkHeardBy(*m_ada).isEmpty());
    }

    void aGroupBehindPasswordsAndTlsIsFollowed()
    {
        m_redis = std::make_unique<SentinelGroup>(
            SentinelGroup::Setup { .password = "for-the-servers", .sentinelPassword = "watch", .tls = true });
        QVERIFY2(m_redis->start(), qPrintable(m_redis->problem()));
        QTemporaryDir folder;
        QFile secret(folder.filePath(u"sentinel-password"_s));
        QVERIFY(secret.open(QIODevice::WriteOnly) && secret.write("watch\n") > 0);
        secret.close();
        GatewayProcess::Setup setup;
        setup.redisUrl = m_redis->urlWithoutSentinelPassword();
        setup.options = { u"--registration"_s, u"open"_s, u"--argon-memory-kib"_s, u"64"_s, u"--start-timeout"_s,
            u"2"_s };
        GatewayProcess stranger(setup);
        QVERIFY(stranger.launch());
        QVERIFY(stranger.waitForEnd(std::chrono::seconds(10)));
        QCOMPARE(stranger.exitCode(), 4);
        QVERIFY2(stranger.log().contains("NOAUTH"), stranger.log().constData());
        QVERIFY(!stranger.log().contains("for-the-servers"));

        setup.options << u"--sentinel-password-file"_s << secret.fileName();
        m_nodes.push_back(std::make_unique<GatewayProcess>(setup));
        QVERIFY2(m_nodes[0]->start(), m_nodes[0]->log().constData());
        m_ada = std::make_unique<Person>(u"ada"_s);
        QCOMPARE(m_ada->registerAt(*m_nodes[0])[u"op"].toString(), u"welcome"_s);
        QCOMPARE(m_ada->create(u"tea"_s)[u"op"].toString(), u"ok"_s);
        QTRY_COMPARE(m_redis->replica().run({ "XLEN", "hb:{tea}:log" }).toInteger(), 1);
        m_redis->primary().kill();
        QCOMPARE(sayUntilStored(u"after"_s, freshMid())[u"op"].toString(), u"ok"_s);
        QVERIFY(!m_nodes[0]->log().contains("for-the-servers") && !m_nodes[0]->log().contains("watch\""));
    }
};

QTEST_GUILESS_MAIN(LostWithRedisTest)
#include "lost_with_redis_test.moc"
