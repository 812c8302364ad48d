// SPDX-License-Identifier: GPL-3.0-or-later
// What operators see of a cluster: reports each second, events as they happen, figures for Prometheus.
#include "tests/integration/cluster.h"
#include "tests/integration/console.h"
#include "tests/integration/sleepy_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;

class OperationsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<Cluster>(
            QStringList { u"--no-rate-limits"_s, u"127.0.0.0/8"_s, u"--lease-seconds"_s, u"1.5"_s, u"--beat-seconds"_s,
                u"0.3"_s, u"--trust-seconds"_s, u"0.5"_s, u"--drain-seconds"_s, u"2"_s, u"--stall-seconds"_s, u"1"_s });
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
        m_console = std::make_unique<Console>(m_cluster->redis());
        QTRY_VERIFY(m_console->isListening());
        m_ada = std::make_unique<Person>(u"ada"_s);
        m_bob = std::make_unique<Person>(u"bob"_s);
        m_ada->registerAt(m_cluster->node(1));
        m_bob->registerAt(m_cluster->node(2));
    }
    void cleanupTestCase()
    {
        m_ada.reset();
        m_bob.reset();
        m_console.reset();
        m_cluster.reset();
    }
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_cluster)
            qInfo("%s", m_cluster->logs().constData());
    }

    void whoComesAndMakesARoomIsTold()
    {
        QTRY_COMPARE(m_console->events(u"client_in"_s).size(), 2);
        const QJsonObject in = m_console->events(u"client_in"_s).first();
        QCOMPARE(in[u"user"].toString(), u"ada"_s);
        QCOMPARE(in[u"node"].toString(), u"n1"_s);
        QCOMPARE(in[u"address"].toString(), u"127.0.0.1"_s);
        QCOMPARE(in[u"detail"].toString(), u"test"_s); // her program
        QVERIFY(!in[u"session"].toString().isEmpty());
        QCOMPARE(m_ada->create(u"tea"_s)[u"op"].toString(), u"ok"_s);
        QCOMPARE(m_bob->join(u"tea"_s)[u"op"].toString(), u"ok"_s);
        QTRY_COMPARE(m_console->events(u"room_made"_s).size(), 1);
        const QJsonObject made = m_console->events(u"room_made"_s).first();
        QCOMPARE(made[u"room"].toString(), u"tea"_s);
        QCOMPARE(made[u"user"].toString(), u"ada"_s);
        const auto time = m_cluster->redis().run({ "TIME" })[0].bytes().toLongLong() * 1000;
        QVERIFY(qAbs(made[u"t"].toDouble() - double(time)) < 5000);
    }

    void eachNodeReportsOnceASecondWhatItDoes()
    {
        const QJsonObject before = m_console->lastReportOf(u"n2"_s);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(m_ada->say(u"tea"_s, u"hello %1"_s.arg(i))[u"op"].toString(), u"ok"_s);
        QVERIFY(!m_bob->hear(u"tea"_s, u"hello 4"_s).isEmpty());
        QJsonObject publisher;
        QTRY_VERIFY([&] {
            for (const QJsonObject &each : m_console->reportsOf(u"n1"_s)) {
                if (each.contains(u"publish_ms"_s))
                    publisher = each;
            }
            return !publisher.isEmpty();
        }());
        QVERIFY(publisher[u"publish_ms"][u"p50"].toDouble() > 0);
        QVERIFY(publisher[u"publish_ms"][u"p99"].toDouble() >= publisher[u"publish_ms"][u"p50"].toDouble());
        QTRY_VERIFY(m_console->lastReportOf(u"n2"_s)[u"deliveries"].toInt() >= before[u"deliveries"].toInt() + 5);
        const QJsonObject report = m_console->lastReportOf(u"n2"_s);
        QCOMPARE(report[u"state"].toString(), u"ready"_s);
        QCOMPARE(report[u"clients"].toInt(), 1);
        QCOMPARE(report[u"sessions"].toInt(), 1);
        QCOMPARE(report[u"rooms"].toInt(), 1);
        QVERIFY(report[u"in_msgs"].toInt() >= 2);
        for (const QString &figure : { u"in_bytes"_s, u"out_bytes"_s, u"rss"_s, u"fds"_s, u"redis_rtt_ms"_s })
            QVERIFY2(report[figure].toDouble() > 0, qPrintable(figure));
        QCOMPARE(report[u"boot"].toString(),
            QString::fromUtf8(m_cluster->redis().run({ "HGET", "hb:node:n2", "boot" }).bytes()));
        bool ranked = false;
        for (const QJsonObject &each : m_console->reportsOf(u"n2"_s)) {
            for (const QJsonValue &room : each[u"rooms_top"].toArray())
                ranked = ranked || (room[u"room"] == u"tea"_s && room[u"here"] == 1);
        }
        QVERIFY(ranked);

        const qsizetype count = m_console->reportsOf(u"n1"_s).size();
        QTRY_VERIFY(m_console->reportsOf(u"n1"_s).size() >= count + 2);
        const auto reports = m_console->reportsOf(u"n1"_s);
        const double apart = reports.last()[u"t"].toDouble() - reports[reports.size() - 2][u"t"].toDouble();
        QVERIFY2(apart > 500 && apart < 5000, qPrintable(QString::number(apart)));
        const auto kept = m_cluster->redis().run({ "HGET", "hb:node:n1", "report" }).bytes();
        QCOMPARE(QJsonDocument::fromJson(kept)[u"node"].toString(), u"n1"_s); // for consoles that come later
        QVERIFY(m_cluster->redis().run({ "TTL", "hb:node:n1" }).toInteger() > 0); // and not for ever
    }

    void theMetricsAreWhatPrometheusReads()
    {
        const auto [status, body] = m_cluster->http(1, u"/metrics"_s);
        QCOMPARE(status, 200);
        static const QRegularExpression sample(
            u"^(hubbub_[a-z_]+)(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*\\})? ([-+0-9.eE]+|NaN|\\+Inf)$"_s);
        QMap<QString, QString> types;
        QMap<QString, double> values;
        QStringList helped;
        QVERIFY(body.endsWith('\n'));
        for (const QString &line : QString::fromUtf8(body).split(u'\n', Qt::SkipEmptyParts)) {
            const QStringList words = line.split(u' ');
            if (line.startsWith(u"# HELP "_s)) {
                QVERIFY2(words.size() > 3 && !helped.contains(words[2]), qPrintable(line));
                helped << words[2];
                continue;
            }
            if (line.startsWith(u"# TYPE "_s)) {
                QCOMPARE(words[2], helped.last());
                types[words[2]] = words[3];
                continue;
            }
            const auto match = sample.match(line);
            QVERIFY2(match.hasMatch(), qPrintable(line));
            QString family = match.captured(1);
            if (!types.contains(family))
                family.remove(QRegularExpression(u"_(bucket|sum|count)$"_s));
            QCOMPARE(family, helped.last()); // samples stand behind their own head
            QCOMPARE(types[family] == u"counter"_s, family.endsWith(u"_total"_s));
            values[match.captured(1)] = match.captured(4).toDouble();
        }
        QCOMPARE(values[u"hubbub_clients"_s], 1.0);
        QCOMPARE(values[u"hubbub_sessions"_s], 1.0);
        QCOMPARE(values[u"hubbub_ready"_s], 1.0);
        QCOMPARE(values[u"hubbub_redis_up"_s], 1.0);
        QVERIFY(values[u"hubbub_published_total"_s] >= 5);
        QCOMPARE(values[u"hubbub_publish_seconds_count"_s], values[u"hubbub_published_total"_s]);
        QVERIFY(values[u"hubbub_deliveries_total"_s] >= 5);
        QCOMPARE(types[u"hubbub_deliver_seconds"_s], u"histogram"_s);
    }

    void oneWhoReadsTooSlowlyIsPutOutAndTold()
    {
        SleepyClient sleepy;
        QVERIFY(sleepy.signIn(m_cluster->node(1).url(), u"sleepy"_s));
        sleepy.say({ { u"op"_s, u"join"_s }, { u"id"_s, 2 }, { u"room"_s, u"tea"_s } });
        QVERIFY(!m_ada->peer().take(u"event"_s, { { u"kind"_s, u"member"_s }, { u"from"_s, u"sleepy"_s } }).isEmpty());
        const QString text(16'000, u'x');
        for (int i = 0; i < 600 && m_console->events(u"slow_reader"_s).isEmpty(); ++i)
            QCOMPARE(m_bob->say(u"tea"_s, text)[u"op"].toString(), u"ok"_s);
        QTRY_COMPARE(m_console->events(u"slow_reader"_s).size(), 1);
        const QJsonObject slow = m_console->events(u"slow_reader"_s).first();
        QCOMPARE(slow[u"user"].toString(), u"sleepy"_s);
        QCOMPARE(slow[u"code"].toInt(), 4001);
        QCOMPARE(slow[u"level"].toString(), u"warning"_s);
        QTRY_COMPARE(m_console->lastReportOf(u"n1"_s)[u"slow_closed"].toInt(), 1);
    }

    void aRedisThatTakesNothingMoreIsAnAlertNowAndThen()
    {
        m_cluster->redis().run({ "CONFIG", "SET", "maxmemory", "1" }); // full at once
        for (int i = 0; i < 5; ++i) {
            const QJsonObject reply = m_ada->say(u"tea"_s, u"is there room?"_s);
            QCOMPARE(reply[u"code"].toString(), u"unavailable"_s);
            QVERIFY(reply[u"retry_ms"].toInt() > 0);
        }
        QCOMPARE(m_ada->peer().request({ { u"op"_s, u"history"_s }, { u"room"_s, u"tea"_s } })[u"op"].toString(),
            u"ok"_s); // reading goes on
        m_cluster->redis().run({ "CONFIG", "SET", "maxmemory", "0" });
        QTRY_COMPARE(m_ada->say(u"tea"_s, u"there is"_s)[u"op"].toString(), u"ok"_s);
        QTRY_COMPARE(m_console->events(u"redis_refuses"_s).size(), 1); // of five
        const QJsonObject refuses = m_console->events(u"redis_refuses"_s).first();
        QCOMPARE(refuses[u"level"].toString(), u"alert"_s);
        QVERIFY2(refuses[u"detail"].toString().contains(u"OOM"_s), qPrintable(refuses[u"detail"].toString()));
    }

    void aHoleInALiveRoomIsAnAlert()
    {
        m_cluster->redis().run({ "DEL", "hb:{tea}:meta" });
        QTRY_COMPARE(m_ada->say(u"tea"_s, u"a new log"_s)[u"op"].toString(), u"ok"_s);
        QTRY_COMPARE(m_console->events(u"events_lost"_s).size(), 2); // each node that follows the room
        for (const QJsonObject &lost : m_console->events(u"events_lost"_s)) {
            QCOMPARE(lost[u"room"].toString(), u"tea"_s);
            QCOMPARE(lost[u"cause"].toString(), u"reset"_s);
        }
    }

    void aNodesComingAndGoingIsToldByWhoeverIsThere()
    {
        GatewayProcess &third = m_cluster->add();
        QVERIFY2(third.start(), third.log().constData());
        QTRY_COMPARE(m_console->events(u"node_up"_s).size(), 1);
        QCOMPARE(m_console->events(u"node_up"_s).first()[u"node"].toString(), u"n3"_s);
        QVERIFY(m_console->events(u"node_up"_s).first()[u"detail"].toString().contains(third.url().toString()));
        third.kill();
        QTRY_COMPARE_WITH_TIMEOUT(m_console->events(u"node_down"_s).size(), 1, 15'000);
        const QJsonObject down = m_console->events(u"node_down"_s).first();
        QCOMPARE(down[u"about"].toString(), u"n3"_s);
        QCOMPARE(down[u"cause"].toString(), u"crash"_s);
        QCOMPARE(down[u"level"].toString(), u"alert"_s);
        QVERIFY(down[u"node"] == u"n1"_s || down[u"node"] == u"n2"_s);

        GatewayProcess &fourth = m_cluster->add();
        QVERIFY2(fourth.start(), fourth.log().constData());
        fourth.terminate();
        QVERIFY(fourth.waitForEnd(std::chrono::seconds(10)));
        QTRY_COMPARE(m_console->events(u"node_drain"_s).size(), 1);
        QCOMPARE(m_console->events(u"node_drain"_s).first()[u"cause"].toString(), u"signal"_s);
        QTRY_COMPARE(m_console->events(u"node_down"_s).size(), 2);
        QCOMPARE(m_console->events(u"node_down"_s).last()[u"about"].toString(), u"n4"_s);
        QCOMPARE(m_console->events(u"node_down"_s).last()[u"cause"].toString(), u"end"_s);
        QVERIFY(m_cluster->redis().run({ "EXISTS", "hb:node:n4" }).toInteger() == 0); // no report after the end
    }

    void aNodeThatStoodStillSaysSoAndThatItWasTakenForDead()
    {
        const auto aboutN2 = [this](const QString &kind) {
            int count = 0;
            for (const QJsonObject &each : m_console->events(kind))
                count += each[u"about"] == u"n2"_s || each[u"node"] == u"n2"_s;
            return count;
        };
        QCOMPARE(aboutN2(u"node_stalled"_s), 0);
        m_cluster->node(2).pause();
        QTRY_COMPARE_WITH_TIMEOUT(m_console->events(u"node_down"_s).size(), 3, 15'000); // n1 judges
        QCOMPARE(m_console->events(u"node_down"_s).last()[u"about"].toString(), u"n2"_s);
        m_cluster->node(2).resume();
        QTRY_COMPARE(aboutN2(u"node_stalled"_s), 1);
        QTRY_COMPARE(aboutN2(u"node_reborn"_s), 1);
        QVERIFY(m_bob->peer().waitForClose());
        QCOMPARE(m_bob->peer().closeCode(), 4000); // what it would serve may be long past
        const auto hasLagged = [this] {
            const auto reports = m_console->reportsOf(u"n2"_s);
            return std::any_of(reports.begin(), reports.end(),
                [](const QJsonObject &each) { return each[u"loop_lag_ms"].toDouble() > 1000; });
        };
        QTRY_VERIFY(hasLagged());
    }

    void whatWasToldIsKept()
    {
        QStringList kept;
        const redis::Reply entries = m_cluster->redis().run({ "XRANGE", "hb:opslog", "-", "+" });
        for (const redis::Reply &entry : entries.items())
            kept << QJsonDocument::fromJson(entry.at(1).at(1).bytes())[u"event"].toString();
        for (const QString &kind : { u"client_in"_s, u"room_made"_s, u"slow_reader"_s, u"node_up"_s, u"node_down"_s })
            QCOMPARE(kept.contains(kind), true);
        QCOMPARE(kept.count(u"node_up"_s), 4); // two before the console listened
    }

    void redisLostAndFoundIsToldOnceItIsBack()
    {
        QCOMPARE(m_console->events(u"redis_lost"_s).size(), 0);
        m_cluster->redis().kill();
        QTRY_COMPARE(m_cluster->http(1, u"/readyz"_s).first, 503);
        m_ada->peer().close();
        QVERIFY(m_cluster->redis().start());
        QTRY_VERIFY(!m_cluster->redis().run({ "XREVRANGE", "hb:opslog", "+", "-", "COUNT", "1" }).items().isEmpty());
        const auto told = [this] {
            QMap<QString, int> count;
            const redis::Reply entries = m_cluster->redis().run({ "XRANGE", "hb:opslog", "-", "+" });
            for (const redis::Reply &entry : entries.items()) {
                const QJsonObject event = QJsonDocument::fromJson(entry.at(1).at(1).bytes()).object();
                ++count[event[u"event"].toString() + u' ' + event[u"node"].toString()];
                if (event[u"event"] == u"redis_back"_s)
                    count[u"ms"_s] = event[u"ms"].toInt();
                if (event[u"event"] == u"clients"_s && event[u"cause"] == u"out"_s)
                    count[u"out"_s] += event[u"count"].toInt();
            }
            return count;
        };
        for (const QString &node : { u"n1"_s, u"n2"_s }) {
            QTRY_COMPARE(told()[u"redis_lost "_s + node], 1);
            QTRY_COMPARE(told()[u"redis_back "_s + node], 1);
        }
        QVERIFY(told()[u"ms"_s] > 0);
        QTRY_COMPARE(told()[u"out"_s], 1); // whoever left meanwhile is a number
    }

private:
    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Console> m_console;
    std::unique_ptr<Person> m_ada;
    std::unique_ptr<Person> m_bob;
};

QTEST_GUILESS_MAIN(OperationsTest)
#include "operations_test.moc"
