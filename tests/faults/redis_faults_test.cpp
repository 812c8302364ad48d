// SPDX-License-Identifier: GPL-3.0-or-later
// Redis frozen, killed, restarted, flushed, full and cut off under two gateways with people on them.
#include "tests/integration/cluster.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;

namespace {

QStringList textsOf(const QList<QJsonObject> &events, const QString &room)
{
    QStringList texts;
    for (const auto &event : events) {
        if (event[u"room"].toString() == room && event[u"kind"].toString() == u"message")
            texts.append(event[u"body"].toObject()[u"text"].toString());
    }
    return texts;
}

bool seqsRise(const QList<QJsonObject> &events, const QString &room)
{
    int last = 0;
    for (const auto &event : events) {
        if (event[u"room"].toString() != room)
            continue;
        if (event[u"seq"].toInt() <= last)
            return false;
        last = event[u"seq"].toInt();
    }
    return true;
}

} // namespace

class RedisFaultsTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Person> m_ada; ///< on the first node
    std::unique_ptr<Person> m_bob; ///< on the second
    QString m_room;

    RedisServer &redis() { return m_cluster->redis(); }

    /// As a client does: the same mid again for as long as the node says that waiting helps.
    QJsonObject sayUntilStored(Person &person, const QString &text)
    {
        const auto mid = freshMid();
        QJsonObject reply;
        const bool stored = QTest::qWaitFor(
            [&] {
                reply = person.say(m_room, text, mid);
                return reply[u"code"].toString() != u"unavailable";
            },
            30'000);
        return stored ? reply : QJsonObject();
    }

    QStringList storedTexts(Person &person)
    {
        QJsonObject page;
        // Its node may be slower to find Redis again than the other one.
        (void)QTest::qWaitFor(
            [&] {
                page = person.peer().request({ { u"op"_s, u"history"_s }, { u"room"_s, m_room }, { u"limit"_s, 200 } });
                return page[u"op"].toString() == u"ok";
            },
            10'000);
        QList<QJsonObject> events;
        for (const auto &event : page[u"events"].toArray())
            events.append(event.toObject());
        return textsOf(events, m_room);
    }

    QStringList heardTexts(Person &person) { return textsOf(person.peer().all(u"event"_s), m_room); }

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<Cluster>(QStringList { u"--no-rate-limits"_s, u"127.0.0.0/8"_s });
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
        m_room = u"tea"_s;
        m_ada = std::make_unique<Person>(u"ada"_s);
        m_bob = std::make_unique<Person>(u"bob"_s);
        QCOMPARE(m_ada->registerAt(m_cluster->node(1))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(m_bob->registerAt(m_cluster->node(2))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(m_ada->create(m_room)[u"op"].toString(), u"ok"_s);
        QCOMPARE(m_bob->join(m_room)[u"op"].toString(), u"ok"_s);
        QCOMPARE(m_ada->say(m_room, u"before"_s)[u"op"].toString(), u"ok"_s);
        QVERIFY(!m_bob->hear(m_room, u"before"_s).isEmpty());
    }

    void cleanup()
    {
        if (QTest::currentTestFailed())
            qInfo("%s", m_cluster->logs().constData());
        m_bob.reset();
        m_ada.reset();
        m_cluster.reset();
    }

    void aFrozenRedisIsSaidAndTheRepeatIsNoDouble()
    {
        const auto mid = freshMid();
        redis().pause();
        const auto refused = m_ada->say(m_room, u"once"_s, mid);
        QCOMPARE(refused[u"code"].toString(), u"unavailable"_s);
        QVERIFY(!m_ada->peer().take(u"status"_s, { { u"redis"_s, u"down"_s } }).isEmpty());
        QVERIFY(!m_bob->peer().take(u"status"_s, { { u"redis"_s, u"down"_s } }).isEmpty());
        redis().resume();
        QVERIFY(!m_ada->peer().take(u"status"_s, { { u"redis"_s, u"up"_s } }).isEmpty());
        QCOMPARE(m_ada->say(m_room, u"once"_s, mid)[u"op"].toString(), u"ok"_s);
        QCOMPARE(sayUntilStored(*m_ada, u"after"_s)[u"op"].toString(), u"ok"_s);
        QVERIFY(!m_bob->hear(m_room, u"after"_s).isEmpty());
        QCOMPARE(heardTexts(*m_bob), QStringList({ u"before"_s, u"once"_s, u"after"_s }));
        QCOMPARE(storedTexts(*m_bob), heardTexts(*m_bob));
        QVERIFY(m_ada->peer().isOpen() && m_bob->peer().isOpen());
    }

    void aRedisKilledUnderTrafficLosesNothingThatWasAcknowledged()
    {
        QStringList said { u"before"_s };
        for (int i = 0; i < 60; ++i) {
            if (i == 20)
                redis().kill();
            if (i == 20)
                QCOMPARE(m_ada->say(m_room, u"while it is dead"_s)[u"code"].toString(), u"unavailable"_s);
            if (i == 20)
                QVERIFY2(redis().start(), qPrintable(redis().problem()));
            said.append(u"message %1"_s.arg(i));
            QCOMPARE(sayUntilStored(*m_ada, said.last())[u"op"].toString(), u"ok"_s);
        }
        QVERIFY(!m_bob->hear(m_room, said.last()).isEmpty());
        QCOMPARE(heardTexts(*m_bob), said);
        QCOMPARE(storedTexts(*m_bob), said);
        QVERIFY(seqsRise(m_bob->peer().all(u"event"_s), m_room));
        QTRY_COMPARE(heardTexts(*m_ada), said); // the sender hears itself by the same road
        QVERIFY(m_bob->peer().all(u"gap"_s).isEmpty());
    }

    void lostNewestEventsAreNoticedOnLiveConnections()
    {
        QCOMPARE(m_ada->say(m_room, u"kept"_s)[u"op"].toString(), u"ok"_s);
        const auto kept = redis().appendOnlySize();
        const auto mid = freshMid();
        const auto first = m_ada->say(m_room, u"lost"_s, mid);
        QCOMPARE(first[u"op"].toString(), u"ok"_s);
        QVERIFY(!m_bob->hear(m_room, u"lost"_s).isEmpty());
        redis().kill();
        QVERIFY(redis().cutAppendOnly(kept));
        QVERIFY2(redis().start(), qPrintable(redis().problem()));

        for (auto *person : { m_ada.get(), m_bob.get() }) {
            const auto gap = person->peer().take(
                u"gap"_s, { { u"room"_s, m_room }, { u"cause"_s, u"forked"_s } }, std::chrono::seconds(20));
            QVERIFY(!gap.isEmpty());
            QCOMPARE(gap[u"epoch"], first[u"epoch"]);
            QCOMPARE(gap[u"to"].toInt(), first[u"seq"].toInt() - 1);
        }
        // Its sender still keeps it, and the old mid was lost with it.
        const auto again = m_ada->say(m_room, u"lost"_s, mid);
        QCOMPARE(again[u"op"].toString(), u"ok"_s);
        QCOMPARE(again[u"dup"].toBool(), false);
        QCOMPARE(storedTexts(*m_bob), QStringList({ u"before"_s, u"kept"_s, u"lost"_s }));
    }

    void aRoomWhoseMetaIsGoneStartsAnewInAnotherEpoch()
    {
        const auto mid = freshMid();
        const auto first = m_ada->say(m_room, u"old"_s, mid);
        QCOMPARE(first[u"op"].toString(), u"ok"_s);
        QVERIFY(!m_bob->hear(m_room, u"old"_s).isEmpty());
        QCOMPARE(redis().run({ "DEL", "hb:{tea}:meta" }).toInteger(), 1);
        const auto again = m_ada->say(m_room, u"old"_s, mid);
        QCOMPARE(again[u"op"].toString(), u"ok"_s);
        QCOMPARE(again[u"dup"].toBool(), false);
        QVERIFY(again[u"epoch"] != first[u"epoch"]);
        const auto gap = m_bob->peer().take(
            u"gap"_s, { { u"room"_s, m_room }, { u"cause"_s, u"reset"_s } }, std::chrono::seconds(20));
        QVERIFY(!gap.isEmpty());
        QCOMPARE(gap[u"epoch"], again[u"epoch"]);
        QVERIFY(!m_bob->hear(m_room, u"old"_s).isEmpty());
        QCOMPARE(storedTexts(*m_bob), QStringList({ u"old"_s }));
    }

    void flushedScriptsAreInvisible()
    {
        QStringList said { u"before"_s };
        for (int i = 0; i < 20; ++i) {
            if (i % 5 == 0)
                QVERIFY(!redis().run({ "SCRIPT", "FLUSH" }).isError());
            said.append(u"message %1"_s.arg(i));
            QCOMPARE(m_ada->say(m_room, said.last())[u"op"].toString(), u"ok"_s);
        }
        QVERIFY(!m_bob->hear(m_room, said.last()).isEmpty());
        QCOMPARE(heardTexts(*m_bob), said);
    }

    void aKilledSubscriptionIsMadeAgainAndFilledFromTheLog()
    {
        QStringList said { u"before"_s };
        for (int i = 0; i < 30; ++i) {
            if (i % 10 == 5)
                QTRY_COMPARE(redis().run({ "PUBSUB", "NUMSUB", "hb:{tea}" }).at(1).toInteger(), 2);
            if (i % 10 == 5)
                QVERIFY(redis().run({ "CLIENT", "KILL", "TYPE", "pubsub" }).toInteger() >= 2);
            said.append(u"message %1"_s.arg(i));
            QCOMPARE(m_ada->say(m_room, said.last())[u"op"].toString(), u"ok"_s);
        }
        QVERIFY(!m_bob->hear(m_room, said.last(), std::chrono::seconds(20)).isEmpty());
        QCOMPARE(heardTexts(*m_bob), said);
        QVERIFY(seqsRise(m_bob->peer().all(u"event"_s), m_room));
        QVERIFY(m_bob->peer().all(u"gap"_s).isEmpty());
    }

    void aFullMemoryRefusesSendsAndStillShowsHistory()
    {
        QVERIFY(!redis().run({ "CONFIG", "SET", "maxmemory", "1" }).isError());
        QCOMPARE(m_ada->say(m_room, u"no room"_s)[u"code"].toString(), u"unavailable"_s);
        QCOMPARE(storedTexts(*m_bob), QStringList({ u"before"_s }));
        QVERIFY(!redis().run({ "CONFIG", "SET", "maxmemory", "0" }).isError());
        QCOMPARE(sayUntilStored(*m_ada, u"room again"_s)[u"op"].toString(), u"ok"_s);
        QVERIFY(!m_bob->hear(m_room, u"room again"_s).isEmpty());
    }

    void aBusyScriptIsRetryable()
    {
        QVERIFY(!redis().run({ "CONFIG", "SET", "busy-reply-threshold", "100" }).isError());
        ChildProcess busy;
        QVERIFY(busy.start(
            u"redis-cli"_s, { u"-s"_s, redis().endpoint().path, u"EVAL"_s, u"while true do end"_s, u"0"_s }));
        QTRY_COMPARE(redis().run({ "GET", "x" }).errorPrefix(), "BUSY"_ba);
        QCOMPARE(m_ada->say(m_room, u"busy"_s)[u"code"].toString(), u"unavailable"_s);
        QVERIFY(!redis().run({ "SCRIPT", "KILL" }).isError());
        QCOMPARE(sayUntilStored(*m_ada, u"idle"_s)[u"op"].toString(), u"ok"_s);
    }

    void aNodeWaitsForARedisThatComesLateAndGivesUpInWords()
    {
        RedisServer late;
        GatewayProcess::Setup setup;
        setup.redisUrl = late.url();
        setup.node = u"early"_s;
        GatewayProcess patient(setup);
        QVERIFY(patient.launch());
        setup.node = u"hasty"_s;
        setup.options = { u"--start-timeout"_s, u"1"_s };
        GatewayProcess hasty(setup);
        QVERIFY(hasty.launch());
        QVERIFY(hasty.waitForEnd(std::chrono::seconds(10)));
        QCOMPARE(hasty.exitCode(), 4);
        QVERIFY2(hasty.log().contains(late.url().toUtf8()), hasty.log().constData());
        QVERIFY(patient.isRunning());
        QVERIFY2(late.start(), qPrintable(late.problem()));
        QTRY_VERIFY_WITH_TIMEOUT(patient.output().contains("ready ws://"), 15'000);
    }

    void aWrongPasswordIsSaidInWordsButNotShown()
    {
        RedisServer locked({ .password = "right" });
        QVERIFY2(locked.start(), qPrintable(locked.problem()));
        GatewayProcess::Setup setup;
        setup.redisUrl = u"unix://:hunter2@"_s + locked.endpoint().path;
        setup.options = { u"--start-timeout"_s, u"1"_s };
        GatewayProcess node(setup);
        QVERIFY(node.launch());
        QVERIFY(node.waitForEnd(std::chrono::seconds(10)));
        QCOMPARE(node.exitCode(), 4);
        QVERIFY2(node.log().contains("WRONGPASS"), node.log().constData());
        QVERIFY(!node.log().contains("hunter2"));
    }
};

QTEST_GUILESS_MAIN(RedisFaultsTest)
#include "redis_faults_test.moc"
