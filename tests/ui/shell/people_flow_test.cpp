// SPDX-License-Identifier: GPL-3.0-or-later
// People and rooms: who may do what, writing to one person, inviting, what comes into the inbox, and rooms that end.
#include "tests/ui/shell/seat.h"
#include "ui/chat/inbox_page.h"
#include "ui/chat/inbox_words.h"
#include "ui/chat/members_panel.h"
#include "ui/chat/person_actions.h"
#include "ui/chat/room_words.h"
#include "ui/common/label.h"
#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using client::Person;
using client::RoomSummary;
using protocol::NoticeKind;
using protocol::Role;
using ui::PersonRights;
using Screen = ui::MainWindow::Screen;

namespace {

RoomSummary roomWith(Role mine, protocol::RoomKind kind = protocol::RoomKind::Chat)
{
    RoomSummary room;
    room.room = RoomId("ops"_ba);
    room.role = mine;
    room.kind = kind;
    return room;
}

Person personWith(Role role, bool me = false)
{
    Person person;
    person.user = UserId("ines"_ba);
    person.role = role;
    person.me = me;
    return person;
}

void press(const Seat &seat, const char *button)
{
    QTest::mouseClick(seat.scene.find<QAbstractButton>(button), Qt::LeftButton);
}

protocol::Notice notice(NoticeKind kind, const RoomId &room, const UserId &from, const QString &excerpt, qint64 seq = 0)
{
    static int count = 0;
    protocol::Notice made;
    made.nid = protocol::NoticeId("n"_ba + QByteArray::number(1000 + ++count));
    made.kind = kind;
    made.room = room;
    made.title = u"Lounge"_s;
    made.from = from;
    made.excerpt = excerpt;
    made.seq = seq;
    return made;
}

void triggerInPopup(const QString &word)
{
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu != nullptr);
    for (QAction *action : menu->actions()) {
        if (QString(action->text()).remove(QChar(0x200B)) != word)
            continue;
        action->trigger();
        menu->close();
        return;
    }
    QFAIL(qPrintable(u"no entry "_s + word));
}

/// The menu on a person in the panel at the right.
void openMenuOn(const Seat &seat, const UserId &user)
{
    auto *panel = seat.scene.find<ui::MembersPanel>("membersPanel");
    for (const Person &person : seat.scene.client->people(seat.room)) {
        if (person.user == user)
            Q_EMIT
        panel->menuWanted(person, panel->mapToGlobal(QPoint(20, 100)));
    }
}

} // namespace

class PeopleFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        ui::Theme::instance().install();
        ui::Theme::instance().setChoice(ui::Theme::Choice::Light);
        ui::Theme::instance().setReducesMotion(true);
    }

    void nobodyActsOnAnEqualOrHigherRole()
    {
        const Role roles[] { Role::Member, Role::Moderator, Role::Owner };
        for (const Role mine : roles) {
            for (const Role theirs : roles) {
                const PersonRights may = ui::rightsOver(roomWith(mine), personWith(theirs));
                QCOMPARE(may.remove, mine > theirs && mine >= Role::Moderator);
                QCOMPARE(may.promote, mine == Role::Owner && theirs == Role::Member);
                QCOMPARE(may.demote, mine == Role::Owner && theirs == Role::Moderator);
                QCOMPARE(may.own, mine == Role::Owner && theirs != Role::Owner);
                QVERIFY(may.message && may.block);
            }
        }
        QCOMPARE(ui::rightsOver(roomWith(Role::Owner), personWith(Role::Member, true)), PersonRights {});
        const PersonRights direct =
            ui::rightsOver(roomWith(Role::Owner, protocol::RoomKind::Direct), personWith(Role::Member));
        QVERIFY(direct.block && !direct.remove && !direct.promote && !direct.message);
    }

    void whoMayInvite()
    {
        RoomSummary room = roomWith(Role::Member);
        room.visibility = protocol::Visibility::Public;
        QVERIFY(ui::mayInvite(room));
        room.visibility = protocol::Visibility::Private;
        QVERIFY(!ui::mayInvite(room));
        room.role = Role::Moderator;
        QVERIFY(ui::mayInvite(room));
        room.kind = protocol::RoomKind::Direct;
        QVERIFY(!ui::mayInvite(room));
    }

    void aRoomOfTwoIsOpenedAndCalledLikeTheOther()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() >= 8);
        openMenuOn(seat, Scene::ines);
        triggerInPopup(u"Message"_s);
        QTRY_VERIFY(seat.scene.window->chat().currentRoom() != seat.room);
        QTRY_COMPARE(seat.scene.find<ui::Label>("roomTitle")->text(), u"Ines Roth"_s);
        auto *list = seat.scene.find<QListView>("roomList");
        QStringList titles;
        for (int row = 0; row < list->model()->rowCount(); ++row)
            titles.append(list->model()->index(row, 0).data().toString());
        QVERIFY2(titles.contains(u"Ines Roth"_s), qPrintable(titles.join(u", "_s)));
    }

    void somebodyIsWrittenToByName()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() >= 8);
        seat.scene.window->chat().openDirectSheet();
        auto *field = seat.scene.find<QLineEdit>("personField");
        QVERIFY(!seat.scene.find<QAbstractButton>("submitButton")->isEnabled());
        QTest::keyClicks(field, u"tomas beck"_s); // by the name that is shown
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(!seat.scene.node.receivedOf<protocol::Direct>().isEmpty());
        QCOMPARE(seat.scene.node.receivedOf<protocol::Direct>().last().user, Scene::tomas);
        QTRY_COMPARE(seat.scene.find<ui::Label>("roomTitle")->text(), u"Tomas Beck"_s);
    }

    void removingSomebodyAsksFirst()
    {
        Seat seat;
        seat.scene.node.cluster().find(seat.room)->members[Scene::mara] = Role::Owner;
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() >= 8);
        openMenuOn(seat, Scene::jon);
        triggerInPopup(u"Remove from the room…"_s);
        QVERIFY(seat.scene.node.receivedOf<protocol::Kick>().isEmpty());
        press(seat, "confirmButton");
        QTRY_COMPARE(seat.scene.node.receivedOf<protocol::Kick>().size(), 1);
        QCOMPARE(seat.scene.node.receivedOf<protocol::Kick>().last().user, Scene::jon);
        QTRY_VERIFY(!seat.scene.node.cluster().find(seat.room)->members.contains(Scene::jon));
    }

    void whatIsRefusedIsSaid()
    {
        Seat seat;
        seat.scene.node.cluster().find(seat.room)->members[Scene::mara] = Role::Owner;
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() >= 8);
        seat.scene.node.cluster().find(seat.room)->members[Scene::mara] = Role::Member; // meanwhile
        openMenuOn(seat, Scene::jon);
        triggerInPopup(u"Remove from the room…"_s);
        press(seat, "confirmButton");
        QTRY_VERIFY(seat.scene.find<ui::Label>("messageSentence") != nullptr);
        QVERIFY(seat.scene.find<ui::Label>("messageSentence")->text().startsWith(u"You may not do this"_s));
    }

    void titleAndTopicAreChanged()
    {
        Seat seat;
        seat.scene.node.cluster().find(seat.room)->members[Scene::mara] = Role::Owner;
        QVERIFY(seat.enter());
        seat.scene.window->chat().openRoomSettings();
        auto *title = seat.scene.find<QLineEdit>("roomTitleField");
        QCOMPARE(title->text(), u"ops-night"_s);
        title->setText(u"Night shift"_s);
        seat.scene.find<QLineEdit>("roomTopicField")->setText(u"Who is awake"_s);
        QTest::keyClick(title, Qt::Key_Return);
        QTRY_COMPARE(seat.scene.find<ui::Label>("roomTitle")->text(), u"# Night shift"_s);
        QTRY_VERIFY(seat.scene.find<ui::Label>("roomLine")->text().contains(u"Who is awake"_s));
        QTRY_VERIFY(seat.scene.find<QLineEdit>("roomTitleField") == nullptr);
        QTRY_VERIFY(seat.view().layoutAt(seat.feed().count() - 1).line.contains(u"set the topic"_s));
    }

    void beingRemovedIsSaid()
    {
        Seat seat;
        QVERIFY(seat.enter());
        Q_EMIT
        seat.scene.client->removedFrom(seat.room, u"ops-night"_s, u"kicked"_s);
        QTRY_VERIFY(seat.scene.find<ui::Label>("messageSentence") != nullptr);
        auto *words = seat.scene.find<ui::Label>("messageSentence");
        QVERIFY(words->text().startsWith(u"A moderator removed you from "_s));
        Q_EMIT
        seat.scene.client->removedFrom(Scene::general, u"general"_s, u"left"_s); // by oneself elsewhere
        QCOMPARE(seat.scene.window->findChildren<ui::Label *>(u"messageSentence"_s).size(), 1);
    }

    void roomsThatEndTogetherAreSaidTogether()
    {
        Seat seat;
        QVERIFY(seat.enter());
        for (const QString &name : { u"ops-night"_s, u"lounge"_s }) {
            Q_EMIT
            seat.scene.client->removedFrom(RoomId(name), name, u"closed"_s);
        }
        QTRY_VERIFY(seat.scene.find<ui::Label>("messageSentence") != nullptr);
        QCOMPARE(seat.scene.window->findChildren<ui::Label *>(u"messageSentence"_s).size(), 1);
        const QString words = seat.scene.find<ui::Label>("messageSentence")->text();
        QVERIFY2(words.contains(u"ops-night"_s) && words.contains(u"lounge"_s), qPrintable(words));
    }

    void aMentionInARoomThatOneLeftOffersToJoinIt()
    {
        Seat seat;
        QVERIFY(seat.enter());
        const RoomId lounge("lounge"_ba);
        seat.scene.node.cluster().addRoom(lounge, u"Lounge"_s, { Scene::ines });
        seat.scene.node.notify(Scene::mara, notice(NoticeKind::Mention, lounge, Scene::ines, u"@mara look"_s, 1));
        seat.scene.window->showScreen(Screen::Inbox);
        auto *list = seat.scene.find<QListView>("inboxList");
        QTRY_COMPARE(list->model()->rowCount(), 1);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(0, 0)).center());
        press(seat, "confirmButton");
        QTRY_COMPARE(seat.scene.window->chat().currentRoom(), lounge);
        QCOMPARE(seat.scene.window->screen(), Screen::Chat);
    }

    void aPasswordThatIsTooLongIsSaidAndNotCut()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.scene.window->showScreen(Screen::Settings);
        press(seat, "changePasswordButton");
        auto *field = seat.scene.find<QLineEdit>("newPasswordField");
        field->setText(QString(129, u'x'));
        press(seat, "submitButton");
        QCOMPARE(field->text().size(), 129);
        const auto labels = field->window()->findChildren<ui::Label *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const ui::Label *label) {
            return label->isVisible() && label->text() == "At most 128 characters, please."_L1;
        }));
    }

    void noticesInWords()
    {
        const auto names = [](const UserId &) { return u"Ines Roth"_s; };
        const auto plain = [](QString words) { return words.remove(QChar(0x2068)).remove(QChar(0x2069)); };
        const RoomId lounge("lounge"_ba);
        const UserId ines("ines"_ba);
        const auto mention = ui::noticeWords(notice(NoticeKind::Mention, lounge, ines, u"look **here**"_s, 7), names);
        QCOMPARE(plain(mention.title), u"Ines Roth mentioned you in # Lounge"_s);
        QCOMPARE(mention.line, u"look here"_s);
        QCOMPARE(plain(ui::noticeWords(notice(NoticeKind::Direct, lounge, ines, {}), names).title),
            u"Ines Roth wrote to you"_s);
        QCOMPARE(plain(ui::noticeWords(notice(NoticeKind::Invite, lounge, ines, {}), names).title),
            u"Ines Roth invites you to # Lounge"_s);
        const auto said = ui::noticeWords(notice(NoticeKind::Announce, {}, {}, u"Restart at ten"_s), names);
        QCOMPARE(said.title, u"Lounge"_s);
        QVERIFY(said.who.isEmpty());
    }

    void theInboxShowsWhatCameAndLeadsThere()
    {
        Seat seat;
        QVERIFY(seat.enter());
        const qint64 seq = seat.feed().at(2).seq;
        seat.scene.window->chat().openRoom(Scene::general);
        seat.scene.node.notify(
            Scene::mara, notice(NoticeKind::Mention, seat.room, Scene::tomas, u"@mara keep typing"_s, seq));
        auto *rail = seat.scene.find<QAbstractButton>("railInbox");
        QTRY_COMPARE(rail->accessibleDescription(), u"1 unread"_s);
        QTest::mouseClick(rail, Qt::LeftButton);
        QCOMPARE(seat.scene.window->screen(), Screen::Inbox);
        auto *list = seat.scene.find<QListView>("inboxList");
        QTRY_COMPARE(list->model()->rowCount(), 1);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(0, 0)).center());
        QCOMPARE(seat.scene.window->screen(), Screen::Chat);
        QCOMPARE(seat.scene.window->chat().currentRoom(), seat.room);
        QVERIFY(!seat.view().rowRect(seat.feed().indexOfSeq(seq)).isEmpty());
    }

    void whatWasSeenInTheInboxCountsAsRead()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QVERIFY(QTest::qWaitForWindowActive(seat.scene.window.get()));
        seat.scene.node.notify(Scene::mara, notice(NoticeKind::Announce, {}, {}, u"Restart at ten"_s));
        QTRY_COMPARE(seat.scene.client->inboxUnread(), 1);
        seat.scene.window->showScreen(Screen::Inbox);
        QTRY_COMPARE(seat.scene.client->inboxUnread(), 0);
        QTRY_VERIFY(!seat.scene.node.receivedOf<protocol::InboxRead>().isEmpty());
        QVERIFY(seat.scene.find<QAbstractButton>("railInbox")->accessibleDescription().isEmpty());
    }

    void anInvitationIsAccepted()
    {
        Seat seat;
        QVERIFY(seat.enter());
        const RoomId lounge("lounge"_ba);
        seat.scene.node.cluster().addRoom(lounge, u"Lounge"_s, { Scene::ines });
        seat.scene.node.notify(Scene::mara, notice(NoticeKind::Invite, lounge, Scene::ines, {}));
        seat.scene.window->showScreen(Screen::Inbox);
        auto *list = seat.scene.find<QListView>("inboxList");
        QTRY_COMPARE(list->model()->rowCount(), 1);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(0, 0)).center());
        press(seat, "joinButton");
        QTRY_COMPARE(seat.scene.window->chat().currentRoom(), lounge);
        QCOMPARE(seat.scene.window->screen(), Screen::Chat);
    }

    void anEmptyInboxSaysWhatItIsFor()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.scene.window->showScreen(Screen::Inbox);
        QVERIFY(!seat.scene.find<QListView>("inboxList")->isVisible());
        QVERIFY(!seat.scene.find<QAbstractButton>("allReadButton")->isVisible());
    }
};

QTEST_MAIN(PeopleFlowTest)
#include "people_flow_test.moc"
