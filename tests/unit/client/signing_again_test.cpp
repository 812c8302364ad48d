// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in more than once in one run of the program: as the same person, and as somebody else on the same profile.
#include "core/protocol/close_code.h"
#include "tests/unit/client/client_story.h"

#include <QSignalSpy>
#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;

namespace {

const RoomId secret { QByteArrayLiteral("secret") };

/// `general` is everybody's, `secret` only Mara's.
struct Desk {
    FakeNode node;
    QTemporaryDir dir;
    ChatClient client { optionsFor(dir) };

    Desk()
    {
        furnish(node.cluster());
        node.cluster().addRoom(secret, u"Secret"_s, { mara });
        node.cluster().say(secret, mara, u"for me alone"_s);
    }

    [[nodiscard]] bool signIn(const UserId &user)
    {
        QSignalSpy signedIn(&client, &ChatClient::signedIn);
        client.signIn(signInTo(node.url(), user));
        return QTest::qWaitFor([&] { return signedIn.count() == 1 && client.link().phase == Phase::Online; });
    }
    [[nodiscard]] TimelineItem last(RoomFeed &feed) const { return feed.at(feed.count() - 1); }
};

/// Watches a client for what a stranger must not see: at every change, not only in the end.
class Watch : public QObject {
    Q_OBJECT
public:
    explicit Watch(const ChatClient &client)
        : m_client(client)
    {
        connect(&client, &ChatClient::roomsReset, this, &Watch::look);
        connect(&client, &ChatClient::roomChanged, this, &Watch::look);
        connect(&client, &ChatClient::signedIn, this, &Watch::look);
    }
    QString seen;

private:
    void look()
    {
        for (const RoomSummary &room : m_client.rooms())
            if (room.room == secret || !room.draft.isEmpty() || room.waiting > 0)
                seen = room.title;
    }
    const ChatClient &m_client;
};

} // namespace

class SigningAgainTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whoSignsOutAndInAgainReadsOn()
    {
        Desk desk;
        for (int i = 1; i <= 100; ++i)
            desk.node.cluster().say(general, olek, u"line "_s + QString::number(i));
        QVERIFY(desk.signIn(mara));
        RoomFeed *feed = desk.client.feed(general);
        QTRY_VERIFY(feed->count() > 0);
        desk.client.signOut(false);
        QCOMPARE(feed->count(), 0);
        QVERIFY(!feed->hasOlder());

        QVERIFY(desk.signIn(mara));
        QCOMPARE(desk.client.feed(general), feed);
        while (feed->count() < 100) {
            QTRY_VERIFY(!feed->isFetching());
            if (feed->count() == 0)
                QVERIFY(feed->hasOlder());
            feed->fetchOlder();
            QTRY_VERIFY(!feed->isFetching());
            if (!feed->hasOlder())
                break;
        }
        QCOMPARE(textsOf(*feed), numbered(u"line "_s, 1, 100));
        desk.node.cluster().say(general, olek, u"line 101"_s);
        QTRY_COMPARE(textsOf(*feed), numbered(u"line "_s, 1, 101));
    }

    void whoWasReplacedElsewhereAndSignsInAgainReadsOn()
    {
        Desk desk;
        desk.node.cluster().say(general, olek, u"line 1"_s);
        QVERIFY(desk.signIn(mara));
        RoomFeed *feed = desk.client.feed(general);
        QTRY_COMPARE(textsOf(*feed), numbered(u"line "_s, 1, 1));
        desk.client.markRead(general, 1);
        const Mirror mirror(*feed);
        desk.node.closeAll(static_cast<quint16>(protocol::CloseCode::SessionReplaced));
        QTRY_COMPARE(desk.client.link().phase, Phase::Offline);
        desk.node.cluster().say(general, olek, u"line 2"_s); // meanwhile
        QVERIFY(desk.signIn(mara));
        QTRY_COMPARE(textsOf(*feed), numbered(u"line "_s, 1, 2));
        QCOMPARE(feed->readSeq(), 1);
        QVERIFY(mirror.agrees());
    }

    void somebodyElseOnTheSameProfileIsThemselves()
    {
        Desk desk;
        QVERIFY(desk.signIn(mara));
        RoomFeed *feed = desk.client.feed(general);
        QVERIFY(desk.client.send(general, body(u"by Mara"_s)).ok());
        QTRY_COMPARE(desk.client.waitingSends(), 0);
        QTRY_VERIFY(feed->count() == 1 && feed->at(0).own);
        desk.client.signOut(false);

        QVERIFY(desk.signIn(olek));
        QTRY_COMPARE(textsOf(*feed), QStringList { u"by Mara"_s });
        QVERIFY(!feed->at(0).own);
        QVERIFY(desk.client.send(general, body(u"by Olek"_s)).ok());
        QCOMPARE(desk.last(*feed).from, olek); // at once, before any node answers
        QCOMPARE(desk.last(*feed).display, u"Olek"_s);
        QTRY_COMPARE(desk.client.waitingSends(), 0);
        QTRY_COMPARE(desk.last(*feed).state, SendState::Stored);
        QVERIFY(desk.last(*feed).own);
        QCOMPARE(desk.node.cluster().find(general)->log.back().from, olek);
    }

    void theFirstOnesRoomsDraftsAndMessagesAreNotTheSecondOnes()
    {
        Desk desk;
        QVERIFY(desk.signIn(mara));
        RoomFeed *hidden = desk.client.feed(secret);
        QTRY_COMPARE(textsOf(*hidden), QStringList { u"for me alone"_s });
        RoomFeed *shared = desk.client.feed(general);
        desk.node.deafSends = true;
        desk.client.setDraft(general, u"half a thought"_s);
        QVERIFY(desk.client.send(general, body(u"not sent yet"_s)).ok());
        QCOMPARE(desk.client.waitingSends(), 1);
        desk.client.signOut(false);
        desk.node.deafSends = false;

        const Watch watch(desk.client);
        QVERIFY(desk.signIn(olek));
        QCOMPARE(desk.client.rooms().size(), 1);
        desk.node.cluster().say(general, mara, u"hello"_s);
        QTRY_COMPARE(textsOf(*shared), QStringList { u"hello"_s });
        QCOMPARE(watch.seen, QString());
        QCOMPARE(desk.client.waitingSends(), 0);
        QCOMPARE(hidden->count(), 0);
        QCOMPARE(desk.client.feed(secret)->count(), 0);
        QVERIFY(desk.client.room(secret) == nullptr);

        // And all of it is Mara's again when she comes back.
        desk.client.signOut(false);
        QVERIFY(desk.signIn(mara));
        QCOMPARE(desk.client.room(general)->draft, u"half a thought"_s);
        QTRY_COMPARE(textsOf(*hidden), QStringList { u"for me alone"_s });
        QTRY_COMPARE(desk.node.cluster().find(general)->log.back().text, u"not sent yet"_s);
        QCOMPARE(desk.node.cluster().find(general)->log.back().from, mara);
    }

    void aSignInThatAnotherOvertakesLeavesNothingBehind()
    {
        Desk desk;
        QVERIFY(desk.signIn(mara)); // her rooms are on disk now
        desk.client.signOut(false);

        const Watch watch(desk.client);
        desk.client.signIn(signInTo(desk.node.url(), mara));
        desk.client.signIn(signInTo(desk.node.url(), olek)); // before the store of the first is read
        QTRY_COMPARE(desk.client.link().phase, Phase::Online);
        QCOMPARE(desk.client.me().user, olek);
        QCOMPARE(desk.client.rooms().size(), 1);
        QCOMPARE(watch.seen, QString());
    }

    void aSignInThatIsGivenUpShowsNothingLater()
    {
        Desk desk;
        QVERIFY(desk.signIn(mara));
        desk.client.signOut(false);

        const Watch watch(desk.client);
        desk.client.signIn(signInTo(desk.node.url(), mara));
        desk.client.signOut(false); // before the store is read
        QVERIFY(desk.signIn(olek));
        QCOMPARE(watch.seen, QString());
    }
};

QTEST_GUILESS_MAIN(SigningAgainTest)
#include "signing_again_test.moc"
