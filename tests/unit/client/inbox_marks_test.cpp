// SPDX-License-Identifier: GPL-3.0-or-later
// The inbox as a client keeps it: what is unread, and what the node was told of that.
#include "core/protocol/codec.h"
#include "tests/unit/client/client_story.h"

#include <QSignalSpy>
#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;

namespace {

protocol::Notice announcement(int number)
{
    protocol::Notice notice;
    notice.nid = protocol::NoticeId(QByteArray::number(1'700'000'000'000 + number) + "-0");
    notice.kind = protocol::NoticeKind::Announce;
    notice.title = u"Restart"_s;
    notice.excerpt = u"number "_s + QString::number(number);
    return notice;
}

struct Desk {
    FakeNode node;
    QTemporaryDir dir;
    ChatClient client { optionsFor(dir) };

    /// Signed in, with so many unread notices, of which the newest 50 are in memory.
    [[nodiscard]] bool enter(int notices)
    {
        furnish(node.cluster());
        for (int i = 1; i <= notices; ++i)
            node.notify(mara, announcement(i));
        client.signIn(signInTo(node.url(), mara));
        return QTest::qWaitFor([&] { return client.inboxUnread() == notices; });
    }
    [[nodiscard]] int unreadAtTheNode()
    {
        const auto &items = node.cluster().inboxes[mara];
        return static_cast<int>(
            std::count_if(items.cbegin(), items.cend(), [](const auto &item) { return !item.read; }));
    }
};

} // namespace

class InboxMarksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void markingTheNewestAsReadLeavesNoNumber()
    {
        Desk desk;
        QVERIFY(desk.enter(120));
        QCOMPARE(desk.client.inbox().size(), 50);
        desk.client.markInboxRead(desk.client.inbox().constFirst().notice.nid);
        QCOMPARE(desk.client.inboxUnread(), 0);
        QTRY_COMPARE(desk.unreadAtTheNode(), 0);
    }

    void markingAnOlderOneLeavesTheNewerOnes()
    {
        Desk desk;
        QVERIFY(desk.enter(120));
        desk.client.markInboxRead(desk.client.inbox().at(3).notice.nid);
        QCOMPARE(desk.client.inboxUnread(), 3);
        QVERIFY(!desk.client.inbox().at(2).read);
        QVERIFY(desk.client.inbox().at(3).read);
        QTRY_COMPARE(desk.unreadAtTheNode(), 3);
    }

    void aMarkMadeWhileRedisIsAwayIsToldLater()
    {
        Desk desk;
        QVERIFY(desk.enter(2));
        desk.node.setRedisUp(false);
        desk.client.markInboxRead(desk.client.inbox().constFirst().notice.nid);
        QTRY_COMPARE(desk.node.receivedOf<protocol::InboxRead>().size(), 1); // and refused
        desk.node.setRedisUp(true);
        QTRY_COMPARE(desk.unreadAtTheNode(), 0);
        QCOMPARE(desk.client.inboxUnread(), 0);
    }

    void aMarkThatGotLostWithItsConnectionIsToldToTheNext()
    {
        Desk desk;
        QVERIFY(desk.enter(2));
        desk.node.intercept = [](const UserId &, const protocol::Command &command) {
            return std::holds_alternative<protocol::InboxRead>(command);
        };
        desk.client.markInboxRead(desk.client.inbox().constFirst().notice.nid);
        QTRY_COMPARE(desk.node.receivedOf<protocol::InboxRead>().size(), 1);
        desk.node.intercept = {};
        desk.node.dropAll();
        QTRY_COMPARE(desk.unreadAtTheNode(), 0);
        QCOMPARE(desk.client.inboxUnread(), 0);
    }

    void whatIsPushedBehindTheQuestionStays()
    {
        Desk desk;
        QVERIFY(desk.enter(2));
        // The list was read, then a notice was made, and its push overtakes the answer.
        desk.node.intercept = [&desk](const UserId &user, const protocol::Command &command) {
            if (std::holds_alternative<protocol::Inbox>(command)) {
                desk.node.intercept = {};
                desk.node.push(user, protocol::encode(announcement(3)));
            }
            return false;
        };
        const QSignalSpy changed(&desk.client, &ChatClient::inboxChanged);
        desk.node.dropAll();
        QTRY_COMPARE(changed.count(), 2); // the push, the answer
        QCOMPARE(desk.client.inbox().size(), 3);
        QCOMPARE(desk.client.inbox().constFirst().notice.nid, announcement(3).nid);
        QCOMPARE(desk.client.inboxUnread(), 3);
    }
};

QTEST_GUILESS_MAIN(InboxMarksTest)
#include "inbox_marks_test.moc"
