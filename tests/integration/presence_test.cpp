// SPDX-License-Identifier: GPL-3.0-or-later
// Arrivals and departures: each seen once, by everybody, also when a node dies.
#include "tests/integration/cluster.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;

class PresenceTest final : public QObject {
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

    void arrivalAndCleanDepartureAreSeenOnce()
    {
        QCOMPARE(m_bob->join(u"tea"_s)[u"op"].toString(), u"ok"_s);
        const QJsonObject arrival = change(*m_ada, u"bob"_s);
        QCOMPARE(arrival[u"state"].toString(), u"online"_s);
        QCOMPARE(arrival[u"cause"].toString(), u"join"_s);
        QCOMPARE(arrival[u"sessions"].toInt(), 1);
        QCOMPARE(arrival[u"node"].toString(), u"n2"_s);
        const QJsonObject his = m_bob->peer().take(u"presence"_s, { { u"room"_s, u"tea"_s } });
        QCOMPARE(his[u"reset"].toBool(), true);
        QCOMPARE(his[u"changes"].toArray().size(), 2);

        QElapsedTimer since;
        since.start();
        m_bob->peer().close();
        const QJsonObject departure = change(*m_ada, u"bob"_s);
        QVERIFY2(since.elapsed() < 1000, qPrintable(QString::number(since.elapsed())));
        QCOMPARE(departure[u"state"].toString(), u"offline"_s);
        QCOMPARE(departure[u"sessions"].toInt(), 0);
        QCOMPARE(departure[u"cause"].toString(), u"leave"_s);
        QCOMPARE(changesOf(*m_ada, u"bob"_s).size(), 2);
    }

    void secondSessionIsNoSecondArrival()
    {
        bobComes();
        WsPeer phone;
        QVERIFY(phone.connectTo(m_cluster->node(1).url()));
        phone.signIn(u"bob"_s, QString::fromLatin1(Person::password));
        const QJsonObject second = change(*m_ada, u"bob"_s);
        QCOMPARE(second[u"cause"].toString(), u"state"_s);
        QCOMPARE(second[u"sessions"].toInt(), 2);
        m_bob->peer().close();
        QCOMPARE(change(*m_ada, u"bob"_s)[u"sessions"].toInt(), 1);
        phone.close();
        const QJsonObject gone = change(*m_ada, u"bob"_s);
        QCOMPARE(gone[u"state"].toString(), u"offline"_s);
    }

    void moodIsTold()
    {
        bobComes();
        m_bob->peer().request(
            { { u"op"_s, u"presence"_s }, { u"state"_s, u"busy"_s }, { u"text"_s, u"in a meeting"_s } });
        const QJsonObject busy = change(*m_ada, u"bob"_s);
        QCOMPARE(busy[u"state"].toString(), u"busy"_s);
        QCOMPARE(busy[u"text"].toString(), u"in a meeting"_s);
        QCOMPARE(busy[u"cause"].toString(), u"state"_s);
    }

    void brokenConnectionThatComesBackIsNotNoticed()
    {
        bobComes();
        m_bob->peer().abort();
        QCOMPARE(m_bob->returnTo(m_cluster->node(1))[u"op"].toString(), u"welcome"_s);
        const QJsonObject moved = change(*m_ada, u"bob"_s); // to another node
        QCOMPARE(moved[u"cause"].toString(), u"state"_s);
        QCOMPARE(moved[u"node"].toString(), u"n1"_s);
        // and one that does not come back is
        m_bob->peer().abort();
        const QJsonObject gone = change(*m_ada, u"bob"_s);
        QCOMPARE(gone[u"state"].toString(), u"offline"_s);
        QCOMPARE(gone[u"cause"].toString(), u"timeout"_s);
    }

    void sigkilledNodeLeavesNoGhosts()
    {
        bobComes();
        QElapsedTimer since;
        since.start();
        m_cluster->node(2).kill();
        const QJsonObject departure = change(*m_ada, u"bob"_s, std::chrono::seconds(7));
        QVERIFY2(since.elapsed() < 6000, qPrintable(QString::number(since.elapsed())));
        QCOMPARE(departure[u"state"].toString(), u"offline"_s);
        QCOMPARE(departure[u"cause"].toString(), u"crash"_s);
        QCOMPARE(m_cluster->redis().run({ "HLEN", "hb:{tea}:here" }).toInteger(), 1);
        QCOMPARE(m_cluster->redis().run({ "HEXISTS", "hb:{tea}:users", "bob" }).toInteger(), 0);
        QCOMPARE(m_cluster->redis().run({ "ZSCORE", "hb:nodes", "n2" }).isNil(), true);
    }

    void membersSayWhenSomebodyWasSeenLast()
    {
        bobComes();
        const auto lastSeen = [&] {
            const QJsonObject page = m_ada->peer().request({ { u"op"_s, u"members"_s }, { u"room"_s, u"tea"_s } });
            for (const QJsonValue &each : page[u"members"].toArray()) {
                if (each[u"user"] == u"bob"_s)
                    return each[u"last_seen"].toInteger();
            }
            return qint64(-1);
        };
        QCOMPARE(lastSeen(), 0); // has never left
        const qint64 before = QDateTime::currentMSecsSinceEpoch();
        m_bob->peer().close();
        QCOMPARE(change(*m_ada, u"bob"_s)[u"state"].toString(), u"offline"_s);
        QTRY_VERIFY(lastSeen() >= before);
        QVERIFY(lastSeen() <= QDateTime::currentMSecsSinceEpoch());

        QCOMPARE(m_bob->returnTo(m_cluster->node(2))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(change(*m_ada, u"bob"_s)[u"state"].toString(), u"online"_s);
        const qint64 killed = QDateTime::currentMSecsSinceEpoch();
        m_cluster->node(2).kill(); // which can't say it any more
        QCOMPARE(change(*m_ada, u"bob"_s, std::chrono::seconds(7))[u"cause"].toString(), u"crash"_s);
        QTRY_VERIFY(lastSeen() >= killed);
    }

    void userOfADeadNodeWhoIsBackInTimeNeverLeft()
    {
        begin({ u"--lease-seconds"_s, u"1.5"_s, u"--beat-seconds"_s, u"0.3"_s, u"--trust-seconds"_s, u"0.5"_s });
        bobComes();
        m_cluster->node(2).kill();
        QVERIFY(m_bob->peer().waitForClose());
        QCOMPARE(m_bob->returnTo(m_cluster->node(1))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(change(*m_ada, u"bob"_s)[u"cause"].toString(), u"state"_s);
        QTRY_VERIFY(m_cluster->redis().run({ "ZSCORE", "hb:nodes", "n2" }).isNil()); // buried
        m_bob->peer().close();
        QCOMPARE(change(*m_ada, u"bob"_s)[u"cause"].toString(), u"leave"_s);
        for (const QJsonObject &each : changesOf(*m_ada, u"bob"_s))
            QVERIFY(each[u"cause"].toString() != u"crash"_s);
    }

    void pausedNodeFlapsNoPresence()
    {
        bobComes();
        m_cluster->node(2).pause();
        // Two seconds: less than the lease.
        QVERIFY(change(*m_ada, u"bob"_s, std::chrono::seconds(2)).isEmpty());
        m_cluster->node(2).resume();
        QCOMPARE(m_bob->say(u"tea"_s, u"still here"_s)[u"op"].toString(), u"ok"_s);
        QVERIFY(m_bob->peer().isOpen());
        QCOMPARE(changesOf(*m_ada, u"bob"_s).size(), 1);
    }

    void zombieNodeSendsItsClientsAwayAndIsReborn()
    {
        begin({ u"--lease-seconds"_s, u"1.5"_s, u"--beat-seconds"_s, u"0.3"_s, u"--trust-seconds"_s, u"0.5"_s,
            u"--stall-seconds"_s, u"1.2"_s });
        bobComes();
        m_cluster->node(2).pause();
        QCOMPARE(change(*m_ada, u"bob"_s)[u"cause"].toString(), u"crash"_s);
        m_cluster->node(2).resume();
        QVERIFY(m_bob->peer().waitForClose());
        QCOMPARE(m_bob->peer().closeCode(), 4000);
        QTRY_VERIFY(!m_cluster->redis().run({ "ZSCORE", "hb:nodes", "n2" }).isNil());
        QCOMPARE(m_bob->returnTo(m_cluster->node(2))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(change(*m_ada, u"bob"_s)[u"cause"].toString(), u"join"_s);
        m_cluster->node(2).kill(); // and its new boot is swept in its turn
        QCOMPARE(change(*m_ada, u"bob"_s)[u"cause"].toString(), u"crash"_s);
    }

    void typingIsToldAndRedisKeepsNothingOfIt()
    {
        m_bob->join(u"tea"_s);
        QCOMPARE(m_bob->peer()
                     .request({ { u"op"_s, u"typing"_s }, { u"room"_s, u"tea"_s }, { u"on"_s, true } })[u"op"]
                     .toString(),
            u"ok"_s);
        QCOMPARE(m_ada->peer().take(u"typing"_s, { { u"user"_s, u"bob"_s } })[u"on"].toBool(), true);
        QCOMPARE(m_bob->peer()
                     .request({ { u"op"_s, u"typing"_s }, { u"room"_s, u"elsewhere"_s }, { u"on"_s, true } })[u"code"]
                     .toString(),
            u"not_found"_s);
    }

    void readPositionsOnlyGoForward()
    {
        m_bob->join(u"tea"_s);
        m_bob->say(u"tea"_s, u"read me"_s);
        QVERIFY(!m_bob->hear(u"tea"_s, u"read me"_s).isEmpty()); // read positions are told to those who hear the room
        const auto read = [&](int seq) {
            return m_ada->peer()
                .request({ { u"op"_s, u"read"_s }, { u"room"_s, u"tea"_s }, { u"seq"_s, seq } })[u"op"]
                .toString();
        };
        QCOMPARE(read(3), u"ok"_s);
        QCOMPARE(m_bob->peer().take(u"read"_s, { { u"user"_s, u"ada"_s } })[u"seq"].toInt(), 3);
        QCOMPARE(read(1), u"ok"_s);
        QCOMPARE(read(4000), u"ok"_s);
        const QJsonObject reads = m_bob->peer().request({ { u"op"_s, u"reads"_s }, { u"room"_s, u"tea"_s } });
        QCOMPARE(reads[u"reads"].toObject()[u"ada"].toInt(), 3);
        QCOMPARE(m_bob->peer().all(u"read"_s).size(), 1);
    }

private:
    void begin(const QStringList &options)
    {
        m_ada.reset();
        m_bob.reset();
        m_cluster = std::make_unique<Cluster>(options);
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
        m_ada = std::make_unique<Person>(u"ada"_s);
        m_bob = std::make_unique<Person>(u"bob"_s);
        m_ada->registerAt(m_cluster->node(1));
        m_bob->registerAt(m_cluster->node(2));
        QCOMPARE(m_ada->create(u"tea"_s)[u"op"].toString(), u"ok"_s);
        m_seen = 0;
        const QJsonObject reset = m_ada->peer().take(u"presence"_s, { { u"room"_s, u"tea"_s }, { u"reset"_s, true } });
        QCOMPARE(reset[u"present"].toInt(), 1);
    }
    void bobComes()
    {
        QCOMPARE(m_bob->join(u"tea"_s)[u"op"].toString(), u"ok"_s);
        QCOMPARE(change(*m_ada, u"bob"_s)[u"cause"].toString(), u"join"_s);
    }
    static QList<QJsonObject> changesOf(const Person &person, const QString &user)
    {
        QList<QJsonObject> out;
        for (const QJsonObject &push : const_cast<Person &>(person).peer().all(u"presence"_s)) {
            if (push[u"reset"].toBool())
                continue;
            for (const QJsonValue &each : push[u"changes"].toArray()) {
                if (each[u"user"] == user)
                    out << each.toObject();
            }
        }
        return out;
    }
    /// The next change of that user that `person` is told of, not counting resets.
    QJsonObject change(const Person &person, const QString &user, std::chrono::milliseconds limit = WsPeer::patience)
    {
        const bool came = QTest::qWaitFor([&] { return changesOf(person, user).size() > m_seen; }, int(limit.count()));
        return came ? changesOf(person, user).at(m_seen++) : QJsonObject();
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Person> m_ada;
    std::unique_ptr<Person> m_bob;
    qsizetype m_seen = 0;
};

QTEST_GUILESS_MAIN(PresenceTest)
#include "presence_test.moc"
