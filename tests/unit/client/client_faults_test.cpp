// SPDX-License-Identifier: GPL-3.0-or-later
// ChatClient when nodes die, answers are lost, logs are lost and the program itself ends: nothing twice, nothing lost.
#include "core/client/store_reader.h"
#include "tests/unit/client/client_story.h"

#include <QSignalSpy>
#include <QTest>

#include <optional>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Mara at her desk, with the room on screen.
struct Desk {
    QTemporaryDir dir;
    std::unique_ptr<ChatClient> client;
    std::unique_ptr<QSignalSpy> recovered;
    RoomFeed *feed = nullptr;
    std::unique_ptr<Mirror> mirror;

    [[nodiscard]] bool open(const FakeNode &node)
    {
        make();
        client->signIn(signInTo(node.url(), mara));
        return arrive();
    }
    /// The next start of the program.
    [[nodiscard]] bool reopen()
    {
        make();
        client->resumeStored();
        return arrive();
    }
    [[nodiscard]] bool arrive()
    {
        if (!QTest::qWaitFor([this] { return client->room(general) != nullptr; }, 10'000))
            return false;
        feed = client->feed(general);
        mirror = std::make_unique<Mirror>(*feed);
        return true;
    }
    void close()
    {
        mirror.reset();
        recovered.reset();
        client.reset();
    }
    [[nodiscard]] bool isOnline() const { return client->link().phase == Phase::Online; }
    void say(const QString &text) const { QVERIFY(client->send(general, body(text)).ok()); }

private:
    void make()
    {
        close();
        client = std::make_unique<ChatClient>(optionsFor(dir));
        recovered = std::make_unique<QSignalSpy>(client.get(), &ChatClient::recovered);
    }
};

/// Every text of the log once and in order, as (from, text).
QStringList logOf(FakeCluster &cluster)
{
    QStringList texts;
    for (const FakeCluster::Entry &entry : cluster.find(general)->log)
        texts.append(entry.text);
    return texts;
}

} // namespace

class ClientFaultsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNodeThatDiesIsLeftForAnotherAndExactlyWhatWasMissedArrives()
    {
        FakeNode n1("n1");
        FakeNode n2("n2", n1.shared());
        furnish(n1.cluster());
        n1.nodes = n2.nodes = { n1.url(), n2.url() };
        Desk desk;
        QVERIFY(desk.open(n1));
        for (const QString &text : numbered(u"before "_s, 1, 3))
            n1.cluster().say(general, olek, text);
        QTRY_COMPARE(textsOf(*desk.feed), numbered(u"before "_s, 1, 3));
        n1.stop();
        for (const QString &text : numbered(u"missed "_s, 1, 5))
            n2.cluster().say(general, olek, text);
        QTRY_COMPARE(desk.recovered->count(), 1);
        const auto what = desk.recovered->constFirst().constFirst().value<Recovered>();
        QCOMPARE(what.events, 5);
        QCOMPARE(what.node, NodeId("n2"_ba));
        QCOMPARE(textsOf(*desk.feed), numbered(u"before "_s, 1, 3) + numbered(u"missed "_s, 1, 5));
        n2.cluster().say(general, olek, u"after"_s);
        QTRY_COMPARE(textsOf(*desk.feed).constLast(), u"after"_s);
        QVERIFY(desk.mirror->agrees());
        QCOMPARE(n2.received.constFirst().command.index(), size_t(0));
        QVERIFY(
            !std::get<protocol::Hello>(n2.received.constFirst().command).token.isEmpty()); // never the password again
    }

    void messagesTypedOfflineGoOutInOrder()
    {
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        node.stop();
        QTRY_COMPARE(desk.client->link().phase, Phase::Waiting);
        for (const QString &text : numbered(u"offline "_s, 1, 20))
            desk.say(text);
        QCOMPARE(desk.client->waitingSends(), 20);
        QCOMPARE(desk.client->rooms().constFirst().waiting, 20);
        QCOMPARE(textsOf(*desk.feed), numbered(u"~offline "_s, 1, 20));
        node.start();
        QTRY_COMPARE(textsOf(*desk.feed), numbered(u"offline "_s, 1, 20));
        QCOMPARE(logOf(node.cluster()), numbered(u"offline "_s, 1, 20));
        QTRY_COMPARE(desk.client->waitingSends(), 0);
        QVERIFY(desk.mirror->agrees());
    }

    void whereOnlyTheOkIsLostTheSameMidIsSentAgainAndStoredOnce()
    {
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        node.muteSends = true;
        desk.say(u"once"_s);
        desk.say(u"twice"_s);
        QTRY_COMPARE(node.receivedOf<protocol::Send>().size(), 1); // the second waits for the answer
        QTRY_COMPARE(textsOf(*desk.feed), (QStringList { u"once"_s, u"~twice"_s })); // stored, says its event
        node.muteSends = false;
        node.dropAll();
        QTRY_COMPARE(textsOf(*desk.feed), (QStringList { u"once"_s, u"twice"_s }));
        QCOMPARE(logOf(node.cluster()), (QStringList { u"once"_s, u"twice"_s }));
        QVERIFY(desk.mirror->agrees());
    }

    void aMessageInFlightWhenTheProgramDiesIsSentAfterTheNextStartOnce_data()
    {
        QTest::addColumn<bool>("stored");
        QTest::newRow("the node stored it and its answer was lost") << true;
        QTest::newRow("the node never saw it") << false;
    }
    void aMessageInFlightWhenTheProgramDiesIsSentAfterTheNextStartOnce()
    {
        QFETCH(const bool, stored);
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        // No event either, so that this run cannot learn of it.
        node.cluster().silence(&node);
        node.muteSends = true;
        node.deafSends = !stored;
        desk.say(u"in flight"_s);
        desk.say(u"behind it"_s);
        QTRY_COMPARE(node.receivedOf<protocol::Send>().size(), 1);
        const Mid mid = node.receivedOf<protocol::Send>().constFirst().mid;
        desk.close();
        node.dropAll();
        node.muteSends = node.deafSends = false;

        QVERIFY(desk.reopen());
        QTRY_COMPARE(textsOf(*desk.feed), (QStringList { u"in flight"_s, u"behind it"_s }));
        QCOMPARE(logOf(node.cluster()), (QStringList { u"in flight"_s, u"behind it"_s }));
        QCOMPARE(node.cluster().find(general)->log.front().mid, mid);
        QTRY_COMPARE(desk.client->waitingSends(), 0);
    }

    void aRefusedMessageFailsAloneAndCanBeTriedAgainOrDropped()
    {
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        node.refuseSends = Error { ErrorCode::Forbidden, u"not now"_s };
        desk.say(u"refused"_s);
        QTRY_COMPARE(textsOf(*desk.feed), QStringList { u"!refused"_s });
        QCOMPARE(desk.feed->at(0).error.code, ErrorCode::Forbidden);
        QCOMPARE(desk.client->rooms().constFirst().failed, 1);
        node.refuseSends.reset();
        desk.say(u"fine"_s);
        QTRY_COMPARE(textsOf(*desk.feed), (QStringList { u"fine"_s, u"!refused"_s }));
        const Mid mid = desk.feed->at(1).mid;
        desk.client->retrySend(general, mid);
        QTRY_COMPARE(textsOf(*desk.feed), (QStringList { u"fine"_s, u"refused"_s }));
        node.refuseSends = Error { ErrorCode::Forbidden, u"not now"_s };
        desk.say(u"dropped"_s);
        QTRY_COMPARE(textsOf(*desk.feed).constLast(), u"!dropped"_s);
        desk.client->discardSend(general, desk.feed->at(2).mid);
        QCOMPARE(desk.feed->count(), 2);
        QCOMPARE(desk.client->rooms().constFirst().failed, 0);
        QVERIFY(desk.mirror->agrees());
    }

    void whileRedisIsAwayMessagesWaitAndGoOutAfterwards()
    {
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        node.setRedisUp(false);
        QTRY_VERIFY(!desk.client->link().redisUp);
        desk.say(u"patient"_s);
        QCOMPARE(textsOf(*desk.feed), QStringList { u"~patient"_s });
        node.setRedisUp(true);
        QTRY_COMPARE(textsOf(*desk.feed), QStringList { u"patient"_s });
        QCOMPARE(node.receivedOf<protocol::Send>().size(), 1);
    }

    void whatWasTrimmedShowsAsAGapAlsoAfterARestart()
    {
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        for (const QString &text : numbered(u"a"_s, 1, 3))
            node.cluster().say(general, olek, text);
        QTRY_COMPARE(textsOf(*desk.feed).size(), 3);
        node.stop();
        for (const QString &text : numbered(u"a"_s, 4, 9))
            node.cluster().say(general, olek, text);
        node.cluster().trimBefore(general, 7);
        node.start();
        const QStringList expected = numbered(u"a"_s, 1, 3) + QStringList { u"(4-6)"_s } + numbered(u"a"_s, 7, 9);
        QTRY_COMPARE(textsOf(*desk.feed), expected);
        QVERIFY(desk.mirror->agrees());
        desk.close();
        node.stop();
        QVERIFY(desk.reopen()); // without a node: from the store
        QTRY_COMPARE(textsOf(*desk.feed), expected);
    }

    void aLogBegunAnewIsShownAsSuchAndFollowed()
    {
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        for (const QString &text : numbered(u"old "_s, 1, 5))
            node.cluster().say(general, olek, text);
        QTRY_COMPARE(textsOf(*desk.feed).size(), 5);
        node.stop();
        node.cluster().beginAnew(general);
        for (const QString &text : numbered(u"new "_s, 1, 2))
            node.cluster().say(general, olek, text);
        node.start();
        QTRY_COMPARE(textsOf(*desk.feed), QStringList { u"(0-0)"_s } + numbered(u"new "_s, 1, 2));
        node.cluster().say(general, olek, u"new 3"_s);
        QTRY_COMPARE(textsOf(*desk.feed).constLast(), u"new 3"_s);
        QVERIFY(desk.mirror->agrees());
    }

    void whatAFailOverLostIsReplacedAndOwnMessagesAreSentAgain_data()
    {
        QTest::addColumn<bool>("live");
        QTest::newRow("told on reconnection") << false;
        QTest::newRow("told on a live connection") << true;
    }
    void whatAFailOverLostIsReplacedAndOwnMessagesAreSentAgain()
    {
        QFETCH(const bool, live);
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        node.cluster().say(general, olek, u"kept"_s);
        desk.say(u"mine, kept"_s);
        QTRY_COMPARE(textsOf(*desk.feed).size(), 2);
        desk.say(u"mine, lost"_s);
        QTRY_COMPARE(desk.client->waitingSends(), 0);
        node.cluster().say(general, olek, u"theirs, lost"_s);
        QTRY_COMPARE(textsOf(*desk.feed).size(), 4);
        if (!live)
            node.stop();
        node.cluster().loseAfter(general, 2);
        node.cluster().silence(&node);
        node.cluster().say(general, olek, u"theirs, other"_s);
        if (live)
            node.pushAll(protocol::encode(
                protocol::Gap { general, 3, 3, node.cluster().find(general)->epoch, protocol::GapCause::Forked }));
        node.hear();
        if (!live)
            node.start();
        const QStringList expected { u"kept"_s, u"mine, kept"_s, u"theirs, other"_s, u"mine, lost"_s };
        QTRY_COMPARE(textsOf(*desk.feed), expected);
        QCOMPARE(logOf(node.cluster()), expected);
        QVERIFY(desk.mirror->agrees());
        const auto rows = readStore(desk.client->storePath());
        QVERIFY(rows.ok());
        QTRY_COMPARE(readStore(desk.client->storePath())->size(), 4);
        QCOMPARE(readStore(desk.client->storePath())->at(2).text, u"theirs, other"_s);
    }

    void aHoleOnALiveConnectionIsFilledFromTheLog()
    {
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        node.cluster().say(general, olek, u"a1"_s);
        QTRY_COMPARE(textsOf(*desk.feed).size(), 1);
        node.cluster().silence(&node);
        node.cluster().say(general, olek, u"a2"_s);
        node.cluster().say(general, olek, u"a3"_s);
        node.hear();
        node.cluster().say(general, olek, u"a4"_s);
        QTRY_COMPARE(textsOf(*desk.feed), numbered(u"a"_s, 1, 4));
        QVERIFY(desk.mirror->agrees());
    }

    void farBehindShowsTheNewestAndReadsTheRestOnDemand()
    {
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        node.cluster().say(general, olek, u"a1"_s);
        QTRY_COMPARE(textsOf(*desk.feed).size(), 1);
        node.stop();
        for (const QString &text : numbered(u"a"_s, 2, 2300))
            node.cluster().say(general, olek, text);
        node.start();
        QTRY_COMPARE(textsOf(*desk.feed), numbered(u"a"_s, 2251, 2300));
        desk.feed->fetchOlder();
        QTRY_COMPARE(textsOf(*desk.feed), numbered(u"a"_s, 2201, 2300));
        QVERIFY(desk.mirror->agrees());
        QTRY_COMPARE(desk.client->rooms().constFirst().unread, 2300);
    }

    void goodbyeMovesTheClientToAnotherNodeWithoutALoss()
    {
        FakeNode n1("n1");
        FakeNode n2("n2", n1.shared());
        furnish(n1.cluster());
        n1.nodes = n2.nodes = { n1.url(), n2.url() };
        Desk desk;
        QVERIFY(desk.open(n1));
        n1.goodbye(50ms, { n2.url() });
        desk.say(u"on the way"_s);
        QTRY_COMPARE(desk.client->link().node, NodeId("n2"_ba));
        QTRY_COMPARE(textsOf(*desk.feed), QStringList { u"on the way"_s });
        QCOMPARE(logOf(n1.cluster()), QStringList { u"on the way"_s });
    }

    void anExpiredTokenIsRefreshedAndTheSessionGoesOn()
    {
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        node.tokensExpired = true;
        node.dropAll();
        QTRY_COMPARE(node.refresh, 1);
        QTRY_VERIFY(desk.isOnline());
        QVERIFY(desk.client->hasStoredSignIn());
    }

    void aSessionThatWasEndedStopsTheClientAndForgetsTheSignIn()
    {
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        QSignalSpy failed(desk.client.get(), &ChatClient::signInFailed);
        node.refuseHello = Error { ErrorCode::Unauthorized, u"no such session"_s };
        node.dropAll();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(desk.client->link().phase, Phase::Offline);
        QCOMPARE(desk.client->link().reason, LostReason::Unauthorized);
        QVERIFY(!desk.client->hasStoredSignIn());
    }

    void withoutANodeTheProgramStartsWithWhatItKept()
    {
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        for (const QString &text : numbered(u"a"_s, 1, 5))
            node.cluster().say(general, olek, text);
        QTRY_COMPARE(textsOf(*desk.feed).size(), 5);
        desk.client->setDraft(general, u"half a tho"_s);
        desk.close();
        node.stop();
        QVERIFY(desk.reopen());
        QTRY_COMPARE(textsOf(*desk.feed), numbered(u"a"_s, 1, 5));
        QCOMPARE(desk.client->me().display, u"Mara"_s);
        QCOMPARE(desk.client->room(general)->draft, u"half a tho"_s);
        QTRY_COMPARE(desk.client->room(general)->unread, 5);
        desk.say(u"typed offline"_s);
        desk.close(); // and it dies again
        QVERIFY(desk.reopen());
        QTRY_COMPARE(textsOf(*desk.feed).constLast(), u"~typed offline"_s);
        node.start();
        QTRY_COMPARE(textsOf(*desk.feed).constLast(), u"typed offline"_s);
        QCOMPARE(logOf(node.cluster()).constLast(), u"typed offline"_s);
    }

    void aSecondProgramOnTheProfileKeepsNothingAndDisturbsNobody()
    {
        FakeNode node;
        furnish(node.cluster());
        Desk desk;
        QVERIFY(desk.open(node));
        ChatClient second(optionsFor(desk.dir));
        QSignalSpy failed(&second, &ChatClient::storeFailed);
        QVERIFY(!second.hasStoredSignIn());
        second.signIn(signInTo(node.url(), mara));
        QTRY_COMPARE(second.link().phase, Phase::Online);
        QCOMPARE(failed.count(), 1);
        QVERIFY(second.storePath().isEmpty());
        const QList<protocol::Hello> hellos = node.receivedOf<protocol::Hello>();
        QVERIFY(hellos.constFirst().device != hellos.constLast().device); // else the first would be thrown out
    }

    void theWholeHistoryIsReachedPageByPageAndThenComesFromTheStore()
    {
        FakeNode node;
        furnish(node.cluster());
        for (const QString &text : numbered(u"a"_s, 1, 130))
            node.cluster().say(general, olek, text);
        Desk desk;
        QVERIFY(desk.open(node));
        QTRY_COMPARE(textsOf(*desk.feed), numbered(u"a"_s, 81, 130));
        while (desk.feed->hasOlder()) {
            desk.feed->fetchOlder();
            QTRY_VERIFY(!desk.feed->isFetching());
        }
        QCOMPARE(textsOf(*desk.feed), numbered(u"a"_s, 1, 130));
        QVERIFY(desk.mirror->agrees());
        desk.close();
        node.stop();
        QVERIFY(desk.reopen());
        QTRY_VERIFY(desk.feed->count() > 0);
        while (desk.feed->hasOlder()) {
            desk.feed->fetchOlder();
            QTRY_VERIFY(!desk.feed->isFetching());
        }
        QCOMPARE(textsOf(*desk.feed), numbered(u"a"_s, 1, 130));
    }
};

QTEST_GUILESS_MAIN(ClientFaultsTest)
#include "client_faults_test.moc"
