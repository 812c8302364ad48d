// SPDX-License-Identifier: GPL-3.0-or-later
// Redis going away and coming back, nodes being drained, names taken: nothing lost, nobody judged wrongly.
#include "tests/integration/cluster.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;

class DegradeTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin({}); }
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_cluster)
            qInfo("%s", m_cluster->logs().constData());
        m_ada.reset();
        m_bob.reset();
        m_cluster.reset();
    }

    void redisRestartedUnderTrafficLosesNothingAcknowledged()
    {
        // Each message is said again, with its mid, until it is acknowledged, as a client does.
        QStringList said;
        const auto sayUntilOk = [&](const QString &text) {
            const QString mid = freshMid();
            QJsonObject reply;
            const bool done = QTest::qWaitFor(
                [&] {
                    reply = m_bob->say(u"tea"_s, text, mid);
                    return reply[u"op"] == u"ok"_s;
                },
                15'000);
            said << text;
            return done;
        };
        for (int i = 0; i < 10; ++i)
            QVERIFY(sayUntilOk(u"before %1"_s.arg(i)));
        m_cluster->redis().kill();
        QTRY_COMPARE(m_bob->say(u"tea"_s, u"into the void"_s)[u"code"].toString(), u"unavailable"_s);
        QVERIFY(m_bob->say(u"tea"_s, u"into the void"_s)[u"retry_ms"].toInt() > 0);
        QCOMPARE(m_ada->peer().take(u"status"_s)[u"redis"].toString(), u"down"_s);
        QCOMPARE(m_cluster->http(1, u"/readyz"_s).first, 503);
        QCOMPARE(m_cluster->http(1, u"/healthz"_s).first, 200);
        QVERIFY(m_cluster->redis().start());
        for (int i = 0; i < 10; ++i)
            QVERIFY(sayUntilOk(u"after %1"_s.arg(i)));
        QCOMPARE(m_ada->peer().take(u"status"_s, { { u"redis"_s, u"up"_s } })[u"redis"].toString(), u"up"_s);
        QVERIFY(!m_ada->hear(u"tea"_s, u"after 9"_s).isEmpty());
        QCOMPARE(texts(*m_ada), said);
        QVERIFY(m_ada->peer().all(u"gap"_s).isEmpty());
        QTRY_COMPARE(m_cluster->http(1, u"/readyz"_s).first, 200);
        QCOMPARE(departures(*m_ada), 0); // and nobody seemed to leave
        QCOMPARE(m_ada->peer().all(u"status"_s).size(), 2); // each told once, however often Redis was tried
    }

    void frozenRedisDoublesNothing()
    {
        begin({ u"--lease-seconds"_s, u"1.5"_s, u"--beat-seconds"_s, u"0.3"_s, u"--trust-seconds"_s, u"1"_s });
        m_bob->say(u"tea"_s, u"first"_s);
        m_cluster->redis().pause();
        const QString mid = freshMid();
        const QJsonObject reply = m_bob->say(u"tea"_s, u"once"_s, mid);
        QCOMPARE(reply[u"code"].toString(), u"unavailable"_s);
        m_cluster->redis().resume();
        QTRY_COMPARE(m_bob->say(u"tea"_s, u"once"_s, mid)[u"op"].toString(), u"ok"_s);
        m_bob->say(u"tea"_s, u"last"_s);
        QVERIFY(!m_ada->hear(u"tea"_s, u"last"_s).isEmpty());
        QCOMPARE(texts(*m_ada), QStringList({ u"first"_s, u"once"_s, u"last"_s }));
        QCOMPARE(departures(*m_ada), 0);
        QVERIFY(m_ada->peer().isOpen());
    }

    void aPauseOfRedisIsNobodysAbsence()
    {
        // Shorter than any time-out, so that no link breaks; the second node needs a second more to come back.
        begin({ u"--lease-seconds"_s, u"2"_s, u"--beat-seconds"_s, u"0.4"_s, u"--trust-seconds"_s, u"0.5"_s });
        m_cluster->redis().pause();
        m_cluster->node(2).pause();
        QVERIFY(m_ada->peer().take(u"status"_s, {}, std::chrono::milliseconds(1800)).isEmpty()); // nobody noticed
        m_cluster->redis().resume();
        const QJsonObject gone { { u"present"_s, 1 } };
        QVERIFY(m_ada->peer().take(u"presence"_s, gone, std::chrono::milliseconds(1000)).isEmpty());
        m_cluster->node(2).resume();
        m_bob->say(u"tea"_s, u"still here"_s);
        QVERIFY(!m_ada->hear(u"tea"_s, u"still here"_s).isEmpty());
        QCOMPARE(departures(*m_ada), 0);
        m_cluster->node(2).kill(); // who really goes is missed none the less
        QTRY_COMPARE_WITH_TIMEOUT(departures(*m_ada), 1, 10'000);
    }

    void emptyRedisEndsWhatItKnewAndBeginsAnew()
    {
        m_cluster->redis().run({ "FLUSHALL" });
        QCOMPARE(m_bob->say(u"tea"_s, u"anyone?"_s)[u"code"].toString(), u"not_found"_s);
        const QJsonObject made = m_bob->create(u"coffee"_s);
        QCOMPARE(made[u"op"].toString(), u"ok"_s);
        QCOMPARE(m_bob->say(u"coffee"_s, u"new"_s)[u"seq"].toInt(), 2);
    }

    void drainMovesEverybodyAndLosesNothing()
    {
        m_bob->say(u"tea"_s, u"one"_s);
        const QJsonObject last = m_ada->hear(u"tea"_s, u"one"_s);
        QVERIFY(!last.isEmpty());
        QTRY_COMPARE(m_ada->returnTo(m_cluster->node(1))[u"nodes"].toArray().size(), 2);
        m_cluster->node(1).terminate();
        const QJsonObject goodbye = m_ada->peer().take(u"goodbye"_s);
        QCOMPARE(goodbye[u"cause"].toString(), u"drain"_s);
        QVERIFY(goodbye[u"retry_ms"].toInt() > 0);
        QCOMPARE(goodbye[u"nodes"].toArray(), QJsonArray({ m_cluster->node(2).url().toString() }));
        QVERIFY(m_ada->peer().waitForClose());
        QCOMPARE(m_ada->peer().closeCode(), 4000);
        m_bob->say(u"tea"_s, u"two"_s);
        m_ada->returnTo(m_cluster->node(2), { { u"tea"_s, positionOf(last) } });
        QVERIFY(!m_ada->hear(u"tea"_s, u"two"_s).isEmpty());
        QCOMPARE(texts(*m_ada), QStringList({ u"two"_s }));
        QVERIFY(m_cluster->node(1).waitForEnd(std::chrono::seconds(10)));
        QCOMPARE(m_cluster->node(1).exitCode(), 0);
        QCOMPARE(departures(*m_bob), 0); // she was back before anybody noticed
        QVERIFY(m_cluster->redis().run({ "ZSCORE", "hb:nodes", "n1" }).isNil());
        QCOMPARE(m_cluster->redis().run({ "HLEN", "hb:{tea}:here" }).toInteger(), 2);
    }

    void aNodesFirstClientIsToldOfThoseThatWereThereBefore()
    {
        Person cyd(u"cyd"_s);
        GatewayProcess &third = m_cluster->add();
        QVERIFY2(third.start(), third.log().constData());
        QCOMPARE(urlsIn(cyd.registerAt(third)), urlsOf({ 1, 2, 3 }));
    }

    void aNodeThatJoinsOrGoesIsToldToThoseWhoAreConnected()
    {
        begin({ u"--lease-seconds"_s, u"1.5"_s, u"--beat-seconds"_s, u"0.3"_s, u"--trust-seconds"_s, u"0.3"_s });
        GatewayProcess &third = m_cluster->add();
        QVERIFY2(third.start(), third.log().constData());
        QTRY_COMPARE(lastNodesToldTo(*m_ada), urlsOf({ 1, 2, 3 }));
        QTRY_COMPARE(lastNodesToldTo(*m_bob), urlsOf({ 1, 2, 3 }));
        third.kill();
        QTRY_COMPARE(lastNodesToldTo(*m_ada), urlsOf({ 1, 2 }));
        QTRY_COMPARE(lastNodesToldTo(*m_bob), urlsOf({ 1, 2 }));
        m_cluster->node(2).terminate();
        QTRY_COMPARE(lastNodesToldTo(*m_ada), urlsOf({ 1 }));
    }

    void takenNameIsRefusedAndASuddenRestartTakesItsOwn()
    {
        begin({ u"--lease-seconds"_s, u"1"_s, u"--beat-seconds"_s, u"0.2"_s, u"--trust-seconds"_s, u"0.3"_s });
        GatewayProcess::Setup setup;
        setup.redisUrl = m_cluster->redis().url();
        setup.node = u"n1"_s;
        setup.options = QStringList { u"--lease-seconds"_s, u"1"_s, u"--beat-seconds"_s, u"0.2"_s };
        GatewayProcess twin(setup);
        QVERIFY(twin.launch());
        QVERIFY(twin.waitForEnd(std::chrono::seconds(10)));
        QCOMPARE(twin.exitCode(), 2);
        QVERIFY2(twin.log().contains("another node named 'n1' is alive"), twin.log().constData());

        m_cluster->node(1).kill();
        QVERIFY2(m_cluster->node(1).start(), qPrintable(m_cluster->node(1).problem()));
        QTRY_COMPARE(m_cluster->redis().run({ "HLEN", "hb:{tea}:here" }).toInteger(), 1); // no ghost of Ada's
        QCOMPARE(m_ada->returnTo(m_cluster->node(1))[u"op"].toString(), u"welcome"_s);
    }

    void badUseEndsWithOneLineAndItsCode_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("says");
        const QString redis = u"unix:///nowhere/redis.sock"_s;
        QTest::newRow("unknown option") << QStringList { u"--listne"_s, u"x"_s } << 2
                                        << QByteArray("there is no option --listne");
        QTest::newRow("no value") << QStringList { u"--listen"_s } << 2 << QByteArray("--listen needs a value");
        QTest::newRow("bad address") << QStringList { u"--listen"_s, u"here"_s } << 2
                                     << QByteArray("--listen: 'here' is not HOST:PORT");
        QTest::newRow("bad number") << QStringList { u"--ping-seconds"_s, u"soon"_s } << 2
                                    << QByteArray("--ping-seconds: 'soon'");
        QTest::newRow("no such secret") << QStringList { u"--secret-file"_s, u"/nowhere/secret"_s } << 2
                                        << QByteArray("--secret-file: /nowhere/secret can't be read");
        QTest::newRow("no such config") << QStringList { u"--config"_s, u"/nowhere/x.conf"_s } << 2
                                        << QByteArray("--config: /nowhere/x.conf can't be read");
        QTest::newRow("one half of TLS") << QStringList { u"--tls-cert"_s, u"x"_s } << 2
                                         << QByteArray("need each other");
        QTest::newRow("open to all, without TLS") << QStringList { u"--listen"_s, u"0.0.0.0:0"_s, u"--redis"_s, redis,
            u"--start-timeout"_s, u"0.5"_s } << 2 << QByteArray("--listen: 0.0.0.0 is open to other machines");
        QTest::newRow("open to all, as wished") << QStringList { u"--listen"_s, u"0.0.0.0:0"_s, u"--plain"_s,
            u"--redis"_s, redis, u"--start-timeout"_s, u"0.5"_s }
                                                << 4 << QByteArray("was not reached within 0.5 s");
        QTest::newRow("no Redis") << QStringList { u"--redis"_s, redis, u"--start-timeout"_s, u"0.5"_s } << 4
                                  << QByteArray("was not reached within 0.5 s");
    }
    void badUseEndsWithOneLineAndItsCode()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QByteArray, says);
        const auto ended = GatewayProcess::run(arguments);
        QCOMPARE(ended.exitCode, code);
        const QByteArray line = ended.log.trimmed().split('\n').last();
        QVERIFY2(line.startsWith("hubbub-gateway: ") && line.contains(says), ended.log.constData());
        QVERIFY(ended.output.isEmpty());
    }

    void takenPortAndForgetfulRedisAreRefused()
    {
        const QString taken = u"127.0.0.1:%1"_s.arg(m_cluster->node(1).url().port());
        auto ended =
            GatewayProcess::run({ u"--redis"_s, m_cluster->redis().url(), u"--listen"_s, taken, u"--node"_s, u"n9"_s });
        QCOMPARE(ended.exitCode, 3);
        QVERIFY2(ended.log.contains("--listen: "), ended.log.constData());
        QVERIFY(m_cluster->redis().run({ "ZSCORE", "hb:nodes", "n9" }).isNil());
        m_cluster->redis().run({ "CONFIG", "SET", "maxmemory-policy", "allkeys-lru" });
        ended = GatewayProcess::run(
            { u"--redis"_s, m_cluster->redis().url(), u"--listen"_s, u"127.0.0.1:0"_s, u"--node"_s, u"n9"_s });
        QCOMPARE(ended.exitCode, 2);
        QVERIFY2(ended.log.contains("allkeys-lru"), ended.log.constData());
    }

private:
    void begin(const QStringList &options)
    {
        m_ada.reset();
        m_bob.reset();
        m_cluster = std::make_unique<Cluster>(options + QStringList { u"--no-rate-limits"_s, u"127.0.0.0/8"_s });
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
        m_ada = std::make_unique<Person>(u"ada"_s);
        m_bob = std::make_unique<Person>(u"bob"_s);
        m_ada->registerAt(m_cluster->node(1));
        m_bob->registerAt(m_cluster->node(2));
        QCOMPARE(m_bob->create(u"tea"_s)[u"op"].toString(), u"ok"_s);
        QCOMPARE(m_ada->join(u"tea"_s)[u"op"].toString(), u"ok"_s);
    }
    /// What a welcome, goodbye or `nodes` push says, in order.
    static QStringList urlsIn(const QJsonObject &frame)
    {
        QStringList out;
        for (const QJsonValue &url : frame[u"nodes"].toArray())
            out << url.toString();
        out.sort();
        return out;
    }
    static QStringList lastNodesToldTo(Person &person)
    {
        const auto all = person.peer().all(u"nodes"_s);
        return all.isEmpty() ? QStringList() : urlsIn(all.last());
    }
    [[nodiscard]] QStringList urlsOf(std::initializer_list<int> numbers)
    {
        QStringList out;
        for (const int number : numbers)
            out << m_cluster->node(number).url().toString();
        out.sort();
        return out;
    }
    static QStringList texts(Person &person)
    {
        QStringList out;
        for (const QJsonObject &event : person.peer().all(u"event"_s)) {
            if (event[u"kind"] == u"message"_s)
                out << event[u"body"].toObject()[u"text"].toString();
        }
        return out;
    }
    static int departures(Person &person)
    {
        int out = 0;
        for (const QJsonObject &push : person.peer().all(u"presence"_s)) {
            for (const QJsonValue &each : push[u"changes"].toArray())
                out += each[u"state"] == u"offline"_s;
        }
        return out;
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Person> m_ada;
    std::unique_ptr<Person> m_bob;
};

QTEST_GUILESS_MAIN(DegradeTest)
#include "degrade_test.moc"
