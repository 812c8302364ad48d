// SPDX-License-Identifier: GPL-3.0-or-later
// The chat engine before real gateways and a real Redis that are killed, frozen and drained under it: what its store
// and its screen have in the end is the log, nothing lost, doubled or in another order.
#include "tests/integration/client_desk.h"
#include "tests/support/manual_alarms.h"

#include <QJsonArray>
#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const RoomId tea { "tea"_ba };

} // namespace

#define TRY_VERIFY(what) QTRY_VERIFY_WITH_TIMEOUT(what, Desk::patience)
#define TRY_COMPARE(what, expected) QTRY_COMPARE_WITH_TIMEOUT(what, expected, Desk::patience)

class ClientResumeTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<Cluster>(QStringList {
            u"--no-rate-limits"_s, u"127.0.0.0/8"_s, u"--beat-seconds"_s, u"0.2"_s, u"--drain-seconds"_s, u"2"_s });
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
        m_mara = std::make_unique<Desk>(mara);
        m_olek = std::make_unique<Desk>(olek);
        // A client learns of the nodes by its welcome; the first one must have heard of the second.
        hubbub::testing::Person probe(u"probe"_s);
        QCOMPARE(probe.registerAt(m_cluster->node(1))[u"op"].toString(), u"welcome"_s);
        TRY_COMPARE(probe.returnTo(m_cluster->node(1))[u"nodes"].toArray().size(), 2);
        QVERIFY(m_mara->signIn(m_cluster->node(1).url()));
        QVERIFY(m_olek->signIn(m_cluster->node(2).url()));
        QVERIFY(m_mara->makeRoom(tea));
        QVERIFY(m_olek->joinRoom(tea));
        m_mara->look(tea);
        m_olek->look(tea);
    }
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_cluster)
            qInfo("%s", m_cluster->logs().constData());
        m_mara.reset();
        m_olek.reset();
        m_cluster.reset();
    }

    void aNodeKilledInTheMiddleOfAConversationCostsNothing()
    {
        m_mara->talk(u"mara"_s);
        m_olek->talk(u"olek"_s);
        TRY_VERIFY(m_mara->feed().count() > 30);
        QCOMPARE(m_mara->node(), NodeId("n1"_ba));
        m_cluster->node(1).kill();
        TRY_COMPARE(m_mara->node(), NodeId("n2"_ba));
        const qsizetype before = m_olek->said().size();
        TRY_VERIFY(m_mara->isOnline() && m_olek->said().size() > before + 20);
        finish();
    }

    void bothNodesKilledOneAfterTheOtherUnderTrafficCostNothing()
    {
        m_mara->talk(u"mara"_s);
        m_olek->talk(u"olek"_s);
        TRY_VERIFY(m_mara->feed().count() > 10);
        m_cluster->node(2).kill();
        TRY_VERIFY(m_olek->node() == NodeId("n1"_ba) && m_olek->isOnline());
        QVERIFY2(m_cluster->node(2).start(), qPrintable(m_cluster->node(2).problem()));
        m_cluster->node(1).kill();
        TRY_VERIFY(m_mara->node() == NodeId("n2"_ba) && m_mara->isOnline());
        TRY_VERIFY(m_olek->node() == NodeId("n2"_ba) && m_olek->isOnline());
        finish();
    }

    void redisKilledAndStartedAgainUnderTrafficCostsNothing()
    {
        m_mara->talk(u"mara"_s);
        m_olek->talk(u"olek"_s);
        TRY_VERIFY(m_mara->feed().count() > 20);
        m_cluster->redis().kill();
        TRY_VERIFY(!m_mara->client().link().redisUp);
        const qsizetype before = m_mara->said().size();
        TRY_VERIFY(m_mara->said().size() > before + 20); // people do not stop to write
        QVERIFY(m_mara->client().waitingSends() >= 20);
        QVERIFY(m_mara->isOnline()); // and the node keeps them
        QVERIFY2(m_cluster->redis().start(), qPrintable(m_cluster->redis().problem()));
        TRY_VERIFY(m_mara->client().link().redisUp);
        finish();
        QCOMPARE(m_mara->node(), NodeId("n1"_ba));
    }

    void whatRedisLostInACrashIsSentAgainByWhoeverWroteIt()
    {
        for (const QString &text : numbered(u"kept "_s, 1, 5))
            m_mara->say(text);
        TRY_COMPARE(m_mara->client().waitingSends(), 0);
        const qint64 size = m_cluster->redis().appendOnlySize();
        m_mara->say(u"mara, lost"_s);
        m_olek->say(u"olek, lost"_s);
        TRY_COMPARE(m_mara->texts().size(), 7);
        TRY_COMPARE(m_olek->texts().size(), 7);
        TRY_COMPARE(m_mara->client().waitingSends() + m_olek->client().waitingSends(), 0);
        m_cluster->redis().kill();
        QVERIFY(m_cluster->redis().cutAppendOnly(size));
        QVERIFY2(m_cluster->redis().start(), qPrintable(m_cluster->redis().problem()));
        TRY_COMPARE(messagesOf(logOf(m_cluster->redis(), tea)).size(), 5 + 2);
        finish();
    }

    void anEmptyRedisIsFollowedAndNothingOldIsTrusted()
    {
        m_mara->say(u"before"_s);
        TRY_COMPARE(m_olek->texts(), QStringList { u"before"_s });
        m_cluster->redis().kill();
        m_cluster->redis().eraseData();
        QVERIFY2(m_cluster->redis().start(), qPrintable(m_cluster->redis().problem()));
        // Accounts are gone too: the sessions end, and the programs say so instead of trying for ever.
        TRY_COMPARE(m_mara->client().link().phase, Phase::Offline);
        QCOMPARE(m_mara->client().link().reason, LostReason::Unauthorized);
        QVERIFY(m_mara->signIn(m_cluster->node(1).url()));
        QVERIFY(m_mara->client().room(tea) == nullptr);
        QVERIFY(m_mara->makeRoom(tea));
        m_mara->look(tea);
        m_mara->say(u"after"_s);
        TRY_COMPARE(messagesOf(logOf(m_cluster->redis(), tea)), QStringList { u"after"_s });
        TRY_COMPARE(m_mara->texts(), QStringList { u"after"_s });
    }

    void aFrozenNodeIsNoticedAndLeft_data()
    {
        QTest::addColumn<bool>("speaks");
        QTest::newRow("by a ping that nobody answers") << false;
        QTest::newRow("by a message that nobody answers") << true;
    }
    void aFrozenNodeIsNoticedAndLeft()
    {
        QFETCH(const bool, speaks);
        // A clock in our hands, and all else is real.
        m_mara->end();
        m_mara->adjust = [this](ChatClient::Options &options) {
            options.clock = &m_clock;
            options.alarms = &m_alarms;
        };
        QVERIFY(m_mara->startAgain());
        TRY_VERIFY(m_mara->isOnline());
        m_mara->look(tea);
        const int home = m_mara->node() == NodeId("n1"_ba) ? 1 : 2;
        GatewayProcess &frozen = m_cluster->node(home);
        if (home == 2) { // the other one must be elsewhere, to talk meanwhile
            m_olek->end();
            QVERIFY(m_olek->signIn(m_cluster->node(1).url(), false));
            m_olek->look(tea);
        }
        m_mara->say(u"first"_s);
        TRY_COMPARE(m_mara->client().waitingSends(), 0);
        frozen.pause();
        if (speaks)
            m_mara->say(u"into the ice"_s);
        m_olek->say(u"meanwhile"_s);
        TRY_COMPARE(messagesOf(logOf(m_cluster->redis(), tea)), (QStringList { u"first"_s, u"meanwhile"_s }));
        QVERIFY(m_mara->isOnline()); // nothing has told it yet
        advance(speaks ? 19s : 29s); // the ping goes out after 20 s of silence
        QVERIFY(m_mara->isOnline());
        advance(2s);
        QCOMPARE(m_mara->client().link().reason, LostReason::Silent);
        TRY_VERIFY(m_mara->isOnline());
        QVERIFY(m_mara->node() != NodeId(u"n%1"_s.arg(home)));
        TRY_COMPARE(m_mara->client().waitingSends(), 0);
        frozen.resume(); // and now it reads what was sent to it before
        TRY_COMPARE(m_cluster->http(home, u"/healthz"_s).first, 200);
        finish();
    }

    void aDrainMovesTheClientAndNobodySeesIt()
    {
        m_mara->talk(u"mara"_s);
        m_olek->talk(u"olek"_s);
        TRY_VERIFY(m_mara->feed().count() > 20);
        m_cluster->node(1).terminate();
        TRY_COMPARE(m_mara->node(), NodeId("n2"_ba));
        QVERIFY(m_cluster->node(1).waitForEnd(30s));
        QCOMPARE(m_cluster->node(1).exitCode(), 0);
        const qsizetype before = m_olek->said().size();
        TRY_VERIFY(m_mara->isOnline() && m_olek->said().size() > before + 20);
        finish();
        QCOMPARE(m_mara->resets(), 0);
        QCOMPARE(m_mara->gaps(), 0);
    }

    void twoProgramsOfOnePersonTellTheSameStory()
    {
        Desk laptop(mara);
        QVERIFY(laptop.signIn(m_cluster->node(2).url(), false));
        laptop.look(tea);
        m_mara->talk(u"desk"_s);
        laptop.talk(u"laptop"_s);
        m_olek->talk(u"olek"_s);
        TRY_VERIFY(m_mara->feed().count() > 30);
        m_cluster->node(2).kill();
        TRY_VERIFY(laptop.node() == NodeId("n1"_ba) && laptop.isOnline());
        const qsizetype before = laptop.said().size();
        TRY_VERIFY(laptop.said().size() > before + 10);
        m_mara->hush();
        laptop.hush();
        m_olek->hush();
        TRY_COMPARE(
            laptop.client().waitingSends() + m_mara->client().waitingSends() + m_olek->client().waitingSends(), 0);
        const QList<LogEntry> log = logOf(m_cluster->redis(), tea);
        QStringList desk;
        QStringList lap;
        for (const QString &text : saidBy(log, mara))
            (text.startsWith(u"desk"_s) ? desk : lap).append(text);
        QCOMPARE(desk, m_mara->said());
        QCOMPARE(lap, laptop.said());
        for (Desk *one : { m_mara.get(), &laptop, m_olek.get() })
            TRY_COMPARE(one->differs(m_cluster->redis()), QString());

        // What is read on one is read on the other, and a room that one makes is there on both.
        const qint64 last = log.constLast().seq;
        TRY_VERIFY(laptop.client().room(tea)->unread > 0);
        m_mara->client().markRead(tea, last);
        TRY_COMPARE(laptop.feed().readSeq(), last);
        TRY_COMPARE(laptop.client().room(tea)->unread, 0);
        QVERIFY(laptop.makeRoom(RoomId("garden"_ba)));
        TRY_VERIFY(m_mara->client().room(RoomId("garden"_ba)) != nullptr);
    }

    void whoWritesTooFastIsSlowedDownAndLosesNothing()
    {
        Cluster strict; // with the rates of every day: 30 at once, then 10 a second
        QVERIFY2(strict.start(1), qPrintable(strict.problem()));
        Desk desk(mara);
        QVERIFY(desk.signIn(strict.node(1).url()));
        QVERIFY(desk.makeRoom(tea));
        desk.look(tea);
        for (const QString &text : numbered(u"pasted "_s, 1, 60))
            desk.say(text);
        TRY_COMPARE(desk.client().waitingSends(), 0);
        QCOMPARE(messagesOf(logOf(strict.redis(), tea)), desk.said());
        QCOMPARE(desk.client().room(tea)->failed, 0);
        QVERIFY(desk.isOnline());
    }

    void messagesWrittenWithoutAConnectionSurviveARestartAndGoOutInOrder()
    {
        m_mara->say(u"online"_s);
        TRY_COMPARE(m_mara->client().waitingSends(), 0);
        m_cluster->node(1).kill();
        m_cluster->node(2).kill();
        TRY_VERIFY(!m_mara->isOnline());
        for (const QString &text : numbered(u"offline "_s, 1, 20))
            m_mara->say(text);
        const QStringList said = m_mara->said();
        QVERIFY(m_mara->startAgain());
        m_mara->look(tea);
        TRY_COMPARE(m_mara->texts(), QStringList { u"online"_s } + numbered(u"~offline "_s, 1, 20));
        for (const QString &text : numbered(u"later "_s, 1, 5))
            m_mara->say(text);
        QCOMPARE(m_mara->client().waitingSends(), 25);
        QVERIFY2(m_cluster->node(1).start(), qPrintable(m_cluster->node(1).problem()));
        m_mara->client().retryNow();
        TRY_COMPARE(m_mara->client().waitingSends(), 0);
        QCOMPARE(saidBy(logOf(m_cluster->redis(), tea), mara), m_mara->said());
        QCOMPARE(m_mara->said(), said + numbered(u"later "_s, 1, 5));
        TRY_COMPARE(m_mara->differs(m_cluster->redis()), QString());
    }

private:
    void advance(std::chrono::milliseconds by)
    {
        m_alarms.advance(by);
        QCoreApplication::processEvents();
    }
    /// Quiet, then: each said each of his messages once and in order, and all three of log, store and screen agree.
    void finish()
    {
        m_mara->hush();
        m_olek->hush();
        TRY_COMPARE(m_mara->client().waitingSends() + m_olek->client().waitingSends(), 0);
        const QList<LogEntry> log = logOf(m_cluster->redis(), tea);
        QCOMPARE(saidBy(log, mara), m_mara->said());
        QCOMPARE(saidBy(log, olek), m_olek->said());
        TRY_COMPARE(m_mara->differs(m_cluster->redis()), QString());
        TRY_COMPARE(m_olek->differs(m_cluster->redis()), QString());
    }

    ManualClock m_clock; ///< of a client that is not to wait
    ManualAlarms m_alarms { m_clock };
    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Desk> m_mara;
    std::unique_ptr<Desk> m_olek;
};

QTEST_GUILESS_MAIN(ClientResumeTest)
#include "client_resume_test.moc"
