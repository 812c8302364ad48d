// SPDX-License-Identifier: GPL-3.0-or-later
// The chat engine before a real node over a bad network: what it has in the end is the log, and it does not wear the
// node out on the way.
#include "tests/integration/client_desk.h"
#include "tests/support/chaos_proxy.h"

#include <QDeadlineTimer>
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

class ClientNetworkTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_proxy = std::make_unique<ChaosProxy>();
        // Mara's way to the only node leads through the proxy, which is what the node tells of itself; Olek's does not.
        const QString listen = u"127.0.0.1:%1"_s.arg(freePort());
        const QUrl node(u"ws://%1/ws"_s.arg(listen));
        m_cluster = std::make_unique<Cluster>(QStringList { u"--no-rate-limits"_s, u"127.0.0.0/8"_s, u"--advertise"_s,
            m_proxy->url().toString(), u"--ping-seconds"_s, u"1"_s });
        QVERIFY2(m_cluster->start(0), qPrintable(m_cluster->problem()));
        QVERIFY2(m_cluster->addAt(listen).start(), qPrintable(m_cluster->node(1).problem()));
        m_proxy->setTarget(node);
        m_mara = std::make_unique<Desk>(mara);
        m_olek = std::make_unique<Desk>(olek);
        QVERIFY(m_mara->signIn(m_proxy->url()));
        QVERIFY(m_olek->signIn(node));
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
        m_proxy.reset();
    }

    void resetsAndEndsWithoutAWordUnderTrafficCostNothing_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::newRow("RST") << true;
        QTest::newRow("FIN without a Close") << false;
    }
    void resetsAndEndsWithoutAWordUnderTrafficCostNothing()
    {
        QFETCH(const bool, reset);
        talk();
        for (int i = 0; i < 5; ++i) {
            const int before = m_mara->feed().count();
            const int lines = m_proxy->accepted();
            TRY_VERIFY(m_mara->feed().count() > before + 5);
            if (reset)
                m_proxy->resetAll();
            else
                m_proxy->endAll();
            TRY_VERIFY(m_proxy->accepted() > lines && m_mara->isOnline());
        }
        finish();
    }

    void whereOnlyTheOkIsLostTheMessageIsInTheLogOnce()
    {
        m_proxy->lose(ChaosProxy::Down);
        m_mara->say(u"heard by all but its author"_s);
        m_mara->say(u"behind it"_s);
        TRY_COMPARE(messagesOf(logOf(m_cluster->redis(), tea)), QStringList { u"heard by all but its author"_s });
        QCOMPARE(m_mara->client().waitingSends(), 2);
        m_proxy->resetAll();
        m_proxy->lose(ChaosProxy::Down, false);
        finish();
        QCOMPARE(messagesOf(logOf(m_cluster->redis(), tea)).size(), 2);
    }

    void aFrameThatStopsInTheMiddleIsNoFrame()
    {
        m_olek->say(u"whole"_s);
        TRY_COMPARE(m_mara->texts(), QStringList { u"whole"_s });
        m_proxy->holdAfter(ChaosProxy::Down, 40);
        m_olek->say(u"cut in two"_s);
        TRY_COMPARE(m_olek->client().waitingSends(), 0);
        m_mara->say(u"into the silence"_s); // arrives, but the answer does not
        TRY_COMPARE(messagesOf(logOf(m_cluster->redis(), tea)).size(), 3);
        QCOMPARE(m_mara->texts().size(), 2);
        m_proxy->resetAll();
        m_proxy->hold(ChaosProxy::Down, false);
        finish();
    }

    void bytesInOddPiecesMakeTheSameFrames()
    {
        m_proxy->chop(7);
        for (const QString &text : numbered(u"piece "_s, 1, 5)) {
            m_mara->say(text);
            m_olek->say(text);
        }
        finish();
        QCOMPARE(m_proxy->accepted(), 1);
    }

    void aThinSlowLinkIsUsableAndNotLeft()
    {
        m_proxy->delay(400ms);
        m_proxy->slowDown(16'000);
        for (const QString &text : numbered(u"thin "_s, 1, 10)) {
            m_mara->say(text);
            m_olek->say(text);
        }
        m_olek->say(QString(8'000, u'x')); // half a second of the line
        finish();
        QCOMPARE(m_proxy->accepted(), 1); // no reconnection
        QVERIFY(m_mara->client().link().roundTrip.value_or(0ms) >= 800ms);
    }

    void pingsKeepALineThatEndsIdleOnes()
    {
        m_proxy->cutIdleAfter(2s); // client and node ping once a second here
        const QDeadlineTimer end(5s);
        TRY_VERIFY(end.hasExpired());
        QCOMPARE(m_proxy->accepted(), 1);
        QVERIFY(m_mara->isOnline());
    }

    void aLineThatIsCutAllTheSameIsResumed()
    {
        m_proxy->cutIdleAfter(300ms); // shorter than the pings are apart
        TRY_VERIFY(m_proxy->accepted() >= 3);
        m_olek->talk(u"olek"_s);
        TRY_VERIFY(m_olek->said().size() > 20);
        m_proxy->cutIdleAfter(0ms);
        finish();
    }

private:
    void talk()
    {
        m_mara->talk(u"mara"_s);
        m_olek->talk(u"olek"_s);
    }
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

    std::unique_ptr<ChaosProxy> m_proxy;
    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Desk> m_mara;
    std::unique_ptr<Desk> m_olek;
};

QTEST_GUILESS_MAIN(ClientNetworkTest)
#include "client_network_test.moc"
