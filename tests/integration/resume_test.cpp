// SPDX-License-Identifier: GPL-3.0-or-later
// Coming back: exactly what was missed, in order, each once; or a gap that says what is gone.
#include "tests/integration/cluster.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;

class ResumeTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<Cluster>(
            QStringList { u"--log-events"_s, u"1000"_s, u"--no-rate-limits"_s, u"127.0.0.0/8"_s });
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
        m_ada = std::make_unique<Person>(u"ada"_s);
        m_bob = std::make_unique<Person>(u"bob"_s);
        m_ada->registerAt(m_cluster->node(1));
        m_bob->registerAt(m_cluster->node(2));
        QCOMPARE(m_bob->create(u"tea"_s)[u"op"].toString(), u"ok"_s);
        QCOMPARE(m_ada->join(u"tea"_s)[u"op"].toString(), u"ok"_s);
    }
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_cluster)
            qInfo("%s", m_cluster->logs().constData());
        m_ada.reset();
        m_bob.reset();
        m_cluster.reset();
    }

    void afterSigkillOfTheNodeExactlyTheMissedEventsCome()
    {
        bobSays(1, 3);
        const QJsonObject last = m_ada->hear(u"tea"_s, u"m3"_s);
        QVERIFY(!last.isEmpty());
        m_cluster->node(1).kill();
        QVERIFY(m_ada->peer().waitForClose());
        bobSays(4, 9);

        const QJsonObject welcome = m_ada->returnTo(m_cluster->node(2), { { u"tea"_s, positionOf(last) } });
        QCOMPARE(welcome[u"op"].toString(), u"welcome"_s);
        QCOMPARE(welcome[u"rooms"].toArray()[0].toObject()[u"resume"].toString(), u"complete"_s);
        const QJsonObject caughtUp = m_ada->peer().take(u"caught_up"_s, { { u"room"_s, u"tea"_s } });
        QCOMPARE(caughtUp[u"seq"].toInt(), last[u"seq"].toInt() + 6);
        bobSays(10, 10);
        QVERIFY(!m_ada->hear(u"tea"_s, u"m10"_s).isEmpty());
        QCOMPARE(texts(), QStringList({ u"m4"_s, u"m5"_s, u"m6"_s, u"m7"_s, u"m8"_s, u"m9"_s, u"m10"_s }));
        QVERIFY(m_ada->peer().all(u"gap"_s).isEmpty());
        // caught_up stands between what was missed and what is live
        const auto frames = m_ada->peer().frames();
        const auto at = [&](auto matches) {
            return std::find_if(frames.begin(), frames.end(), matches) - frames.begin();
        };
        const auto mark = at([](const QJsonObject &f) { return f[u"op"] == u"caught_up"_s; });
        QVERIFY(mark > at([](const QJsonObject &f) { return f[u"body"].toObject()[u"text"] == u"m9"_s; }));
        QVERIFY(mark < at([](const QJsonObject &f) { return f[u"body"].toObject()[u"text"] == u"m10"_s; }));
    }

    void manyMissedEventsComeInOrderWhileOthersTalk()
    {
        bobSays(1, 1);
        const QJsonObject last = m_ada->hear(u"tea"_s, u"m1"_s);
        m_ada->peer().abort();
        bobSays(2, 700); // three pages of the log
        QStringList wanted;
        for (int i = 2; i <= 1000; ++i)
            wanted << u"m%1"_s.arg(i);
        QList<int> ids;
        QVERIFY(m_ada->peer().connectTo(m_cluster->node(1).url()));
        m_ada->peer().send(
            { { u"op"_s, u"hello"_s }, { u"refresh"_s, m_ada->refresh() }, { u"device"_s, m_ada->device() },
                { u"app"_s, u"test"_s }, { u"resume"_s, QJsonObject { { u"tea"_s, positionOf(last) } } } });
        bobSays(701, 1000); // while the replay runs
        QVERIFY(!m_ada->hear(u"tea"_s, u"m1000"_s).isEmpty());
        QCOMPARE(texts(), wanted);
        QCOMPARE(m_ada->peer().all(u"caught_up"_s).size(), 1);
    }

    void farBehindNothingIsReplayed()
    {
        bobSays(1, 1);
        const QJsonObject last = m_ada->hear(u"tea"_s, u"m1"_s);
        m_ada->peer().abort();
        QVERIFY(m_cluster->redis().run({ "HSET", "hb:{tea}:meta", "seq", "2103" }).isInteger());
        QVERIFY(
            m_cluster->redis()
                .run({ "XADD", "hb:{tea}:log", "2103-0", "f",
                    R"({"op":"event","room":"tea","seq":2103,"epoch":"x","ts":1,"kind":"message","from":"bob","mid":"00000000-0000-0000-0000-000000000000","body":{"text":"planted"}})",
                    "u", "bob", "k", "message", "m", "00000000-0000-0000-0000-000000000000", "w", "" })
                .isString());
        const QJsonObject welcome = m_ada->returnTo(m_cluster->node(1), { { u"tea"_s, positionOf(last) } });
        QCOMPARE(welcome[u"rooms"].toArray()[0].toObject()[u"resume"].toString(), u"far"_s);
        bobSays(5, 5);
        QVERIFY(!m_ada->hear(u"tea"_s, u"m5"_s).isEmpty());
        QCOMPARE(texts(), QStringList({ u"m5"_s }));
    }

    void trimmedPartIsAGapAndTheRestFollows()
    {
        bobSays(1, 9);
        const QJsonObject first = m_ada->hear(u"tea"_s, u"m1"_s);
        m_ada->peer().abort();
        m_cluster->redis().run({ "XTRIM", "hb:{tea}:log", "MINID", "8-0" });
        const QJsonObject welcome = m_ada->returnTo(m_cluster->node(1), { { u"tea"_s, positionOf(first) } });
        QCOMPARE(welcome[u"rooms"].toArray()[0].toObject()[u"resume"].toString(), u"gap"_s);
        const QJsonObject gap = m_ada->peer().take(u"gap"_s);
        QCOMPARE(gap[u"cause"].toString(), u"trimmed"_s);
        QCOMPARE(gap[u"from"].toInt(), first[u"seq"].toInt() + 1);
        QCOMPARE(gap[u"to"].toInt(), 7);
        QVERIFY(!m_ada->peer().take(u"caught_up"_s).isEmpty());
        QCOMPARE(texts(), QStringList({ u"m6"_s, u"m7"_s, u"m8"_s, u"m9"_s }));
    }

    void roomsThatAreMadeUpLeaveNoTrace()
    {
        const QJsonObject anywhere { { u"epoch"_s, u"e"_s }, { u"seq"_s, 1 }, { u"mid"_s, u"m"_s } };
        QJsonObject madeUp;
        for (int i = 0; i < 50; ++i)
            madeUp.insert(u"nowhere-%1"_s.arg(i), anywhere);
        m_ada->peer().abort();
        QCOMPARE(m_ada->returnTo(m_cluster->node(1), madeUp)[u"op"].toString(), u"welcome"_s);
        const QJsonObject again = m_ada->peer().request({ { u"op"_s, u"resume"_s }, { u"rooms"_s, madeUp } });
        QCOMPARE(again[u"op"].toString(), u"ok"_s);
        QCOMPARE(again[u"rooms"].toArray().size(), 0);
        QTRY_COMPARE(m_ada->peer().all(u"removed"_s).size(), 100);

        const auto boot = m_cluster->redis().run({ "HGET", "hb:node:n1", "boot" }).bytes();
        const auto entered = m_cluster->redis().run({ "SMEMBERS", "hb:node:n1:" + boot + ":rooms" });
        QCOMPARE(entered.size(), 1);
        QCOMPARE(entered[0].bytes(), "tea");
    }

    void impossiblePositionsAreGapsAndLeakNothing_data()
    {
        QTest::addColumn<QJsonObject>("position");
        QTest::addColumn<QString>("cause");
        QTest::newRow("future") << QJsonObject { { u"epoch"_s, u"E"_s }, { u"seq"_s, 9'000 }, { u"mid"_s, freshMid() } }
                                << u"forked"_s;
        QTest::newRow("another mid") << QJsonObject { { u"epoch"_s, u"E"_s }, { u"seq"_s, 3 },
            { u"mid"_s, freshMid() } }
                                     << u"forked"_s;
        QTest::newRow("another epoch") << QJsonObject { { u"epoch"_s, u"0123456789abcdef"_s }, { u"seq"_s, 3 },
            { u"mid"_s, freshMid() } } << u"reset"_s;
    }
    void impossiblePositionsAreGapsAndLeakNothing()
    {
        QFETCH(QJsonObject, position);
        QFETCH(QString, cause);
        bobSays(1, 3);
        const QJsonObject last = m_ada->hear(u"tea"_s, u"m3"_s);
        if (position[u"epoch"] == u"E"_s)
            position[u"epoch"] = last[u"epoch"];
        m_ada->peer().abort();
        const QJsonObject welcome = m_ada->returnTo(m_cluster->node(2), { { u"tea"_s, position } });
        QCOMPARE(welcome[u"rooms"].toArray()[0].toObject()[u"resume"].toString(), u"gap"_s);
        const QJsonObject gap = m_ada->peer().take(u"gap"_s);
        QCOMPARE(gap[u"cause"].toString(), cause);
        if (cause == u"reset"_s) {
            QVERIFY(gap[u"from"].isNull());
            QCOMPARE(gap[u"to"].toInt(), 0);
            QVERIFY(!m_ada->peer().take(u"caught_up"_s).isEmpty());
            QCOMPARE(texts(), QStringList({ u"m1"_s, u"m2"_s, u"m3"_s })); // all of the log as it is now
        } else {
            QCOMPARE(gap[u"to"].toInt(), last[u"seq"].toInt());
        }
    }

    void roomThatOneIsNotInIsGone()
    {
        m_bob->create(u"private"_s, { { u"visibility"_s, u"private"_s } });
        bobSays(1, 1);
        const QJsonObject position = positionOf(m_ada->hear(u"tea"_s, u"m1"_s));
        m_ada->peer().abort();
        m_ada->returnTo(m_cluster->node(1), { { u"private"_s, position }, { u"never-was"_s, position } });
        QSet<QString> gone;
        for (int i = 0; i < 2; ++i) {
            const QJsonObject removed = m_ada->peer().take(u"removed"_s);
            QCOMPARE(removed[u"cause"].toString(), u"gone"_s);
            gone << removed[u"room"].toString();
        }
        QCOMPARE(gone, QSet<QString>({ u"private"_s, u"never-was"_s }));
    }

    void eventsThatTheChannelLostAreFilledFromTheLog()
    {
        bobSays(1, 1);
        QVERIFY(!m_ada->hear(u"tea"_s, u"m1"_s).isEmpty());
        // Subscriptions are cut; what is said before they are back is in the log alone.
        for (int round = 0; round < 5; ++round) {
            m_cluster->redis().run({ "CLIENT", "KILL", "TYPE", "pubsub" });
            bobSays(2 + round * 3, 4 + round * 3);
        }
        QVERIFY(!m_ada->hear(u"tea"_s, u"m16"_s).isEmpty());
        QStringList wanted;
        for (int i = 1; i <= 16; ++i)
            wanted << u"m%1"_s.arg(i);
        QCOMPARE(texts(), wanted);
        QVERIFY(m_ada->peer().all(u"gap"_s).isEmpty());
    }

    void flushedScriptsAreNotNoticed()
    {
        bobSays(1, 1);
        m_cluster->redis().run({ "SCRIPT", "FLUSH" });
        bobSays(2, 4);
        QVERIFY(!m_ada->hear(u"tea"_s, u"m4"_s).isEmpty());
        QCOMPARE(texts(), QStringList({ u"m1"_s, u"m2"_s, u"m3"_s, u"m4"_s }));
    }

    void logWithoutItsMetaGetsANewEpoch()
    {
        const QString mid = freshMid();
        const QJsonObject before = m_bob->say(u"tea"_s, u"before"_s, mid);
        QVERIFY(!m_ada->hear(u"tea"_s, u"before"_s).isEmpty());
        m_cluster->redis().run({ "DEL", "hb:{tea}:meta" });
        const QJsonObject after = m_bob->say(u"tea"_s, u"after"_s, mid);
        QCOMPARE(after[u"dup"].toBool(), false); // the old mid counts as new
        QCOMPARE(after[u"seq"].toInt(), 1);
        QVERIFY(after[u"epoch"] != before[u"epoch"]);
        const QJsonObject gap = m_ada->peer().take(u"gap"_s);
        QCOMPARE(gap[u"cause"].toString(), u"reset"_s);
        QCOMPARE(gap[u"epoch"], after[u"epoch"]);
        QCOMPARE(m_ada->hear(u"tea"_s, u"after"_s)[u"seq"].toInt(), 1);
    }

    void forkedLogIsToldToLiveClients()
    {
        bobSays(1, 3);
        const QJsonObject last = m_ada->hear(u"tea"_s, u"m3"_s);
        const QByteArray id = QByteArray::number(last[u"seq"].toInt()) + "-0";
        // As after a fail-over: the newest event is lost, and its seq is handed out again.
        m_cluster->redis().run({ "DEL", "hb:{tea}:log" });
        m_cluster->redis().run({ "HSET", "hb:{tea}:meta", "seq", QByteArray::number(last[u"seq"].toInt() - 1) });
        bobSays(4, 5);
        const QJsonObject gap = m_ada->peer().take(u"gap"_s);
        QCOMPARE(gap[u"cause"].toString(), u"forked"_s);
        QCOMPARE(gap[u"epoch"], last[u"epoch"]);
        bobSays(6, 6);
        QVERIFY(!m_ada->hear(u"tea"_s, u"m6"_s).isEmpty());
    }

private:
    void bobSays(int from, int to)
    {
        for (int i = from; i <= to; ++i)
            QCOMPARE(m_bob->say(u"tea"_s, u"m%1"_s.arg(i))[u"op"].toString(), u"ok"_s);
    }
    /// Of all messages that Ada got on her present connection, in order.
    QStringList texts() const
    {
        QStringList out;
        for (const QJsonObject &event : m_ada->peer().all(u"event"_s)) {
            if (event[u"kind"] == u"message"_s)
                out << event[u"body"].toObject()[u"text"].toString();
        }
        return out;
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Person> m_ada;
    std::unique_ptr<Person> m_bob;
};

QTEST_GUILESS_MAIN(ResumeTest)
#include "resume_test.moc"
