// SPDX-License-Identifier: GPL-3.0-or-later
// What operators say to nodes on Redis's control channel: done once, by those who are meant, and answered.
#include "server/scripts.h"
#include "tests/integration/cluster.h"
#include "tests/integration/console.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;

class ControlTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<Cluster>(QStringList { u"--no-rate-limits"_s, u"127.0.0.0/8"_s });
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
        m_console = std::make_unique<Console>(m_cluster->redis());
        QTRY_VERIFY(m_console->isListening());
        // A node listens from when it is ready; both do before the first command counts.
        QTRY_COMPARE(m_cluster->redis().run({ "PUBSUB", "NUMSUB", "hb:control" })[1].toInteger(), 2);
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

    void aNodeIsDrainedAndTakesClientsAgain()
    {
        const QString nonce = say(u"drain"_s, u"n1"_s);
        QTRY_COMPARE(answers(nonce), (QStringList { u"n1 ok"_s }));
        QTRY_COMPARE(m_ada->peer().all(u"goodbye"_s).size(), 1);
        QVERIFY(m_ada->peer().waitForClose());
        QCOMPARE(m_ada->peer().closeCode(), 4000);
        const auto [status, body] = m_cluster->http(1, u"/readyz"_s);
        QCOMPARE(status, 503);
        QVERIFY2(body.contains("draining"), body.constData());
        QCOMPARE(m_cluster->http(1, u"/healthz"_s).first, 200);
        QCOMPARE(m_cluster->redis().run({ "HGET", "hb:node:n1", "state" }).bytes(), "draining");
        WsPeer late;
        (void)late.connectTo(m_cluster->node(1).url());
        QVERIFY(late.waitForClose());
        QCOMPARE(late.closeCode(), 4000); // go elsewhere
        QVERIFY(m_bob->peer().isOpen()); // who was not on that node
        QTRY_COMPARE(m_console->events(u"node_drain"_s).size(), 1);
        QCOMPARE(m_console->events(u"node_drain"_s).first()[u"cause"].toString(), u"operator"_s);

        // The same nonce again, as of a console that heard no answer: answered, and not done.
        const QString undo = say(u"undrain"_s, u"n1"_s);
        QTRY_COMPARE(answers(undo), (QStringList { u"n1 ok"_s }));
        say(u"drain"_s, u"n1"_s, { { u"nonce"_s, nonce } });
        QTRY_COMPARE(answers(nonce), (QStringList { u"n1 ok"_s, u"n1 ok"_s }));
        QTRY_COMPARE(m_cluster->http(1, u"/readyz"_s).first, 200);
        QCOMPARE(m_ada->returnTo(m_cluster->node(1))[u"op"].toString(), u"welcome"_s);
        QTRY_COMPARE(m_console->events(u"node_undrain"_s).size(), 1);
        QVERIFY(m_cluster->node(1).isRunning());
    }

    void oneWhoIsKickedIsOutOnAllNodesAndItsTokensAreDead()
    {
        Person eve(u"eve"_s);
        eve.registerAt(m_cluster->node(1));
        WsPeer laptop;
        QVERIFY(laptop.connectTo(m_cluster->node(2).url()));
        QCOMPARE(laptop.signIn(u"eve"_s, QString::fromLatin1(Person::password))[u"op"].toString(), u"welcome"_s);
        const QString nonce = say(u"kick"_s, u"eve"_s);
        QVERIFY(eve.peer().waitForClose());
        QCOMPARE(eve.peer().closeCode(), 4504);
        QVERIFY(laptop.waitForClose());
        QCOMPARE(laptop.closeCode(), 4504);
        QTRY_COMPARE(answers(nonce), (QStringList { u"n1 ok"_s, u"n2 ok"_s }));
        QTRY_COMPARE(actions(nonce).size(), 1); // told once, by whoever claimed it
        const QJsonObject told = actions(nonce).first();
        QCOMPARE(told[u"by"].toString(), u"olek"_s);
        QCOMPARE(told[u"cmd"].toString(), u"kick"_s);
        QCOMPARE(told[u"target"].toString(), u"eve"_s);
        QCOMPARE(told[u"result"].toString(), u"ok"_s);
        QTRY_COMPARE(eve.returnTo(m_cluster->node(2))[u"code"].toString(), u"unauthorized"_s);
        QVERIFY(m_ada->peer().isOpen() && m_bob->peer().isOpen());
    }

    void anAnnouncementIsHeardByAllAndInEveryInbox()
    {
        Person eve(u"eve-hears"_s);
        eve.registerAt(m_cluster->node(1));
        const QString nonce = say(u"announce"_s, u"*"_s, { { u"text"_s, u"Back at four"_s } });
        QTRY_COMPARE(answers(nonce), (QStringList { u"n1 ok"_s, u"n2 ok"_s }));
        QString nid;
        for (Person *each : { &eve, m_bob.get() }) {
            const QJsonObject notice = each->peer().take(u"notice"_s);
            QCOMPARE(notice[u"kind"].toString(), u"announce"_s);
            QCOMPARE(notice[u"title"].toString(), u"Back at four"_s);
            QVERIFY(nid.isEmpty() || nid == notice[u"nid"].toString());
            nid = notice[u"nid"].toString();
            const auto inbox = [&] { return each->peer().request({ { u"op"_s, u"inbox"_s } }); };
            QCOMPARE(inbox()[u"unread"].toInteger(), 1);
            QCOMPARE(inbox()[u"items"][0][u"title"].toString(), u"Back at four"_s);
            QCOMPARE(inbox()[u"items"][0][u"nid"].toString(), nid);
            each->peer().request({ { u"op"_s, u"inbox_read"_s }, { u"nid"_s, nid } });
            QCOMPARE(inbox()[u"unread"].toInteger(), 0);
            QCOMPARE(inbox()[u"items"][0][u"read"].toBool(), true);
        }
        Person late(u"late"_s); // whose account is newer than what was said
        late.registerAt(m_cluster->node(2));
        QVERIFY(late.peer().request({ { u"op"_s, u"inbox"_s } })[u"items"].toArray().isEmpty());
        const QString blank = say(u"announce"_s, u"*"_s, { { u"text"_s, u" "_s } });
        QTRY_COMPARE(answers(blank), (QStringList { u"n1 bad_field"_s, u"n2 bad_field"_s }));
    }

    void anAnnouncementIsOfRedissTimeWhateverTheConsolesClockSays()
    {
        Person eve(u"eve-in-time"_s);
        eve.registerAt(m_cluster->node(1));
        const QString early = say(u"announce"_s, u"*"_s, { { u"text"_s, u"One"_s }, { u"t"_s, redisNow() + 9000 } });
        QTRY_COMPARE(answers(early), (QStringList { u"n1 ok"_s, u"n2 ok"_s }));
        const QJsonObject one = eve.peer().take(u"notice"_s, { { u"title"_s, u"One"_s } });
        QVERIFY(one[u"nid"].toString().section(u'-', 0, 0).toLongLong() <= redisNow());
        const QString next = say(u"announce"_s, u"*"_s, { { u"text"_s, u"Two"_s } }); // by a console in time
        QTRY_COMPARE(answers(next), (QStringList { u"n1 ok"_s, u"n2 ok"_s }));
        QVERIFY(!eve.peer().take(u"notice"_s, { { u"title"_s, u"Two"_s } }).isEmpty());
        // The same again, where the answer of Redis was lost, is announced once.
        const auto kept = m_cluster->redis().run({ "XLEN", "hb:announcements" }).toInteger();
        m_cluster->redis().run(
            { "EVAL", m_scripts.announce.source(), "1", "hb:announcements", next.toLatin1(), "Two", "100", "{", "}" });
        QCOMPARE(m_cluster->redis().run({ "XLEN", "hb:announcements" }).toInteger(), kept);
    }

    void aRoomIsClosedOverItsOwnersHead()
    {
        Person eve(u"eve-owns"_s);
        eve.registerAt(m_cluster->node(1));
        eve.create(u"trouble"_s);
        const QString nonce = say(u"close_room"_s, u"trouble"_s);
        QTRY_COMPARE(answers(nonce), (QStringList { u"n1 ok"_s, u"n2 ok"_s }));
        QCOMPARE(eve.peer().take(u"event"_s, { { u"kind"_s, u"room"_s } })[u"from"].toString(), u"olek"_s);
        QCOMPARE(eve.peer().take(u"removed"_s)[u"cause"].toString(), u"closed"_s);
        QCOMPARE(eve.say(u"trouble"_s, u"still?"_s)[u"code"].toString(), u"not_found"_s);
        QTRY_COMPARE(actions(nonce).size(), 1);
    }

    void aCommandThatFailedOnItsWayIsDoneWhenItIsRepeated()
    {
        Person eve(u"eve-again"_s);
        eve.registerAt(m_cluster->node(1));
        eve.create(u"kitchen"_s);
        // So much is left where Redis broke off between the claim and what was to be done.
        const QString nonce = freshMid();
        m_cluster->redis().run({ "SET", "hb:control:" + nonce.toLatin1(), "n1", "EX", "60" });
        say(u"close_room"_s, u"kitchen"_s, { { u"nonce"_s, nonce } });
        QTRY_COMPARE(answers(nonce), (QStringList { u"n1 ok"_s, u"n2 ok"_s }));
        QCOMPARE(eve.peer().take(u"removed"_s)[u"cause"].toString(), u"closed"_s);
        QTRY_COMPARE(actions(nonce).size(), 1);
    }

    void anOldCommandIsRefusedAndSaidSo()
    {
        for (const qint64 seconds : { -11, 11 }) {
            const QString nonce = say(u"drain"_s, u"n2"_s, { { u"t"_s, redisNow() + seconds * 1000 } });
            QTRY_COMPARE(answers(nonce), (QStringList { u"n2 expired"_s }));
            QTRY_COMPARE(actions(nonce).value(0)[u"result"].toString(), u"expired"_s);
        }
        QCOMPARE(m_cluster->http(2, u"/readyz"_s).first, 200);
    }

    void whatCannotBeDoneIsAnsweredWithItsCode_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("result");
        QTest::newRow("no such command") << u"dance"_s << u"n1"_s << QString() << u"unknown_op"_s;
        QTest::newRow("no such level") << u"loglevel"_s << u"n1"_s << u"loud"_s << u"bad_field"_s;
        QTest::newRow("no user's name") << u"kick"_s << u"Not!A.Name"_s << QString() << u"bad_field"_s;
    }
    void whatCannotBeDoneIsAnsweredWithItsCode()
    {
        QFETCH(const QString, command);
        QFETCH(const QString, target);
        QFETCH(const QString, text);
        QFETCH(const QString, result);
        QJsonObject more;
        if (!text.isEmpty())
            more.insert(u"text"_s, text);
        const QString nonce = say(command, target, more);
        QTRY_VERIFY(answers(nonce).contains(u"n1 "_s + result));
    }

    void theLogLevelIsSetAndTakenBack()
    {
        const QString quiet = say(u"loglevel"_s, u"n2"_s, { { u"text"_s, u"error"_s } });
        QTRY_COMPARE(answers(quiet), (QStringList { u"n2 ok"_s }));
        const auto length = m_cluster->node(2).log().size();
        const QString drained = say(u"drain"_s, u"n2"_s); // which is an info
        QTRY_COMPARE(answers(drained), (QStringList { u"n2 ok"_s }));
        QVERIFY(m_bob->peer().waitForClose());
        say(u"undrain"_s, u"n2"_s);
        QTRY_COMPARE(m_cluster->http(2, u"/readyz"_s).first, 200);
        QCOMPARE(m_cluster->node(2).log().mid(length), QByteArray());
        const QString loud = say(u"loglevel"_s, u"*"_s, { { u"text"_s, u"info"_s } });
        QTRY_COMPARE(answers(loud), (QStringList { u"n1 ok"_s, u"n2 ok"_s }));
        QTRY_VERIFY(m_cluster->node(2).log().size() > length);
    }

    void nonsenseOnTheChannelHarmsNobody()
    {
        for (const char *nonsense : { "", "hello", "{}", "[]", R"({"cmd":"drain","target":"n1"})",
                 R"({"cmd":"drain","target":"*","by":"x","t":-1,"nonce":"n"})", "\xff\xfe" })
            m_cluster->redis().run({ "PUBLISH", "hb:control", nonsense });
        const QString nonce = say(u"loglevel"_s, u"*"_s, { { u"text"_s, u"info"_s } });
        QTRY_COMPARE(answers(nonce), (QStringList { u"n1 ok"_s, u"n2 ok"_s }));
        QCOMPARE(m_cluster->http(1, u"/readyz"_s).first, 200);
    }

    void aNodeThatEndsSaysUntilTheEndThatItIsNotReady()
    {
        m_bob->returnTo(m_cluster->node(2));
        QCOMPARE(m_bob->create(u"tea"_s)[u"op"].toString(), u"ok"_s);
        m_cluster->node(2).terminate();
        QVERIFY(m_bob->peer().waitForClose());
        // Bob may be back within two seconds, so the node is still there.
        const auto [status, body] = m_cluster->http(2, u"/readyz"_s);
        QCOMPARE(status, 503);
        QVERIFY2(body.contains("draining"), body.constData());
        QVERIFY(m_cluster->node(2).waitForEnd(std::chrono::seconds(20)));
        QCOMPARE(m_cluster->node(2).exitCode(), 0);
    }

private:
    [[nodiscard]] qint64 redisNow()
    {
        const auto time = m_cluster->redis().run({ "TIME" });
        return time[0].bytes().toLongLong() * 1000 + time[1].bytes().toLongLong() / 1000;
    }
    /// Says a command as Olek; its nonce.
    QString say(const QString &command, const QString &target, const QJsonObject &more = {})
    {
        QJsonObject control { { u"cmd"_s, command }, { u"target"_s, target }, { u"by"_s, u"olek"_s },
            { u"t"_s, redisNow() }, { u"nonce"_s, freshMid() } };
        for (auto it = more.begin(); it != more.end(); ++it)
            control.insert(it.key(), it.value());
        m_cluster->redis().run({ "PUBLISH", "hb:control", QJsonDocument(control).toJson(QJsonDocument::Compact) });
        return control[u"nonce"].toString();
    }
    /// "NODE RESULT" of all answers to that nonce, by node.
    [[nodiscard]] QStringList answers(const QString &nonce) const
    {
        QStringList out;
        for (const QJsonObject &each : m_console->events(u"answer"_s)) {
            if (each[u"nonce"] == nonce)
                out << each[u"node"].toString() + u' ' + each[u"result"].toString();
        }
        out.sort();
        return out;
    }
    [[nodiscard]] QList<QJsonObject> actions(const QString &nonce) const
    {
        QList<QJsonObject> out;
        for (const QJsonObject &each : m_console->events(u"operator"_s)) {
            if (each[u"nonce"] == nonce)
                out << each;
        }
        return out;
    }

    server::Scripts m_scripts;
    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Console> m_console;
    std::unique_ptr<Person> m_ada;
    std::unique_ptr<Person> m_bob;
};

QTEST_GUILESS_MAIN(ControlTest)
#include "control_test.moc"
