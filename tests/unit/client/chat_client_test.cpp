// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/client/client_story.h"

#include <QSignalSpy>
#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;

class ChatClientTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSignInShowsTheRoomsAndTheirLastLines()
    {
        FakeNode node;
        furnish(node.cluster());
        node.cluster().say(general, olek, u"hello"_s);
        QTemporaryDir dir;
        ChatClient client(optionsFor(dir));
        QSignalSpy signedIn(&client, &ChatClient::signedIn);
        client.signIn(signInTo(node.url(), mara));
        QTRY_COMPARE(signedIn.count(), 1);
        QCOMPARE(client.me().display, u"Mara"_s);
        QCOMPARE(client.link().phase, Phase::Online);
        QCOMPARE(client.rooms().size(), 1);
        QCOMPARE(client.rooms().constFirst().title, u"General"_s);
        QCOMPARE(client.rooms().constFirst().lastText, u"hello"_s);
        QTRY_COMPARE(client.rooms().constFirst().unread, 1);
        QVERIFY(client.hasStoredSignIn());
    }

    void aWrongPasswordIsSaidOnceAndNothingIsKept()
    {
        FakeNode node;
        furnish(node.cluster());
        QTemporaryDir dir;
        ChatClient client(optionsFor(dir));
        QSignalSpy failed(&client, &ChatClient::signInFailed);
        SignIn how = signInTo(node.url(), mara);
        how.password = u"not that one"_s;
        client.signIn(how);
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed.constFirst().constFirst().value<Error>().code, ErrorCode::Unauthorized);
        QCOMPARE(client.link().phase, Phase::Offline);
        QCOMPARE(client.link().reason, LostReason::Unauthorized);
        QVERIFY(!client.hasStoredSignIn());
    }

    void messagesGoOutAndComeInOnceWhicheverOfOkAndEventIsFirst_data()
    {
        QTest::addColumn<bool>("answersAfterEvents");
        QTest::newRow("event, then ok") << true;
        QTest::newRow("ok, then event") << false;
    }
    void messagesGoOutAndComeInOnceWhicheverOfOkAndEventIsFirst()
    {
        QFETCH(const bool, answersAfterEvents);
        FakeNode node;
        node.answersAfterEvents = answersAfterEvents;
        furnish(node.cluster());
        node.cluster().say(general, olek, u"hello"_s);
        QTemporaryDir dir;
        ChatClient client(optionsFor(dir));
        client.signIn(signInTo(node.url(), mara));
        QTRY_COMPARE(client.rooms().size(), 1);
        RoomFeed *feed = client.feed(general);
        QTRY_COMPARE(textsOf(*feed), QStringList { u"hello"_s });
        for (const QString &text : { u"one"_s, u"two"_s, u"three"_s })
            QVERIFY(client.send(general, body(text)).ok());
        QCOMPARE(feed->count(), 4); // shown at once
        QCOMPARE(feed->at(3).state, SendState::Queued);
        QTRY_COMPARE(client.waitingSends(), 0);
        node.cluster().say(general, olek, u"four"_s);
        const QStringList all { u"hello"_s, u"one"_s, u"two"_s, u"three"_s, u"four"_s };
        QTRY_COMPARE(textsOf(*feed), all);
        QCOMPARE(client.waitingSends(), 0);
        for (int i = 0; i < feed->count(); ++i)
            QCOMPARE(feed->at(i).seq, i + 1);
    }
};

QTEST_GUILESS_MAIN(ChatClientTest)
#include "chat_client_test.moc"
