// SPDX-License-Identifier: GPL-3.0-or-later
// Draws what stands in front of the window, and what rarely happens in it: sheets, menus, long names, crowds. With
// HUBBUB_SHOTS=DIR each is saved there as a PNG, to be looked at.
#include "tests/ui/shell/pictures.h"
#include "tests/ui/shell/seat.h"
#include "ui/chat/members_panel.h"
#include "ui/chat/person_sheet.h"
#include "ui/common/sheet.h"
#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QContextMenuEvent>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using protocol::NoticeKind;
using protocol::Role;
using ui::Theme;
using Screen = ui::MainWindow::Screen;

namespace {

const QList<QSize> small { { 1280, 800 }, { 720, 560 } };

void drawSheet(Seat &seat, const QString &name)
{
    auto *sheet = seat.scene.window->findChild<ui::Sheet *>();
    QVERIFY2(sheet != nullptr, qPrintable(name));
    draw(seat.scene, name, small);
    sheet->dismiss();
    QCoreApplication::sendPostedEvents(sheet, QEvent::DeferredDelete);
}

void press(const Seat &seat, const char *button)
{
    auto *found = seat.scene.find<QAbstractButton>(button);
    QVERIFY2(found != nullptr, button);
    QTest::mouseClick(found, Qt::LeftButton);
}

/// The menu on a member, as from the panel at the right.
void openMenuOn(const Seat &seat, const UserId &user)
{
    auto *panel = seat.scene.find<ui::MembersPanel>("membersPanel");
    for (const client::Person &person : seat.scene.client->people(seat.room))
        if (person.user == user)
            Q_EMIT
    panel->menuWanted(person, panel->mapToGlobal(QPoint(20, 100)));
}

void trigger(const QString &word)
{
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY2(menu != nullptr, qPrintable(word));
    for (QAction *action : menu->actions()) {
        if (QString(action->text()).remove(QChar(0x200B)) == word) {
            action->trigger();
            menu->close();
            return;
        }
    }
    QFAIL(qPrintable(u"no entry "_s + word));
}

void openMessageMenu(const Seat &seat, int row)
{
    const QPoint at =
        seat.view().layoutAt(row).bubble.translated(seat.view().rowRect(row).topLeft()).center().toPoint();
    QContextMenuEvent ask(QContextMenuEvent::Mouse, at, seat.view().viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(seat.view().viewport(), &ask);
}

} // namespace

class SheetsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install();
        Theme::instance().setReducesMotion(true);
        Theme::instance().setChoice(Theme::Choice::Light);
    }

    void aboutPeople()
    {
        Seat seat;
        FakeCluster &cluster = seat.scene.node.cluster();
        const UserId bart("bart"_ba);
        cluster.addUser(bart, u"Bartholomew Maximilian Featherstonehaugh-Cholmondeley of the Night Shift"_s);
        cluster.find(seat.room)->members[bart] = Role::Member;
        cluster.find(seat.room)->members[Scene::tomas] = Role::Moderator;
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() == 9);
        for (const auto choice : { Theme::Choice::Dark, Theme::Choice::Light }) {
            Theme::instance().setChoice(choice);
            openMenuOn(seat, Scene::ines);
            drawMenu(u"person"_s);
            openMenuOn(seat, Scene::tomas);
            drawMenu(u"moderator"_s);
        }
        for (const auto &[word, name] : { std::pair(u"Ban…"_s, u"ban"_s), std::pair(u"Block…"_s, u"block"_s),
                 std::pair(u"Make an owner…"_s, u"make-owner"_s), std::pair(u"Remove from the room…"_s, u"kick"_s) }) {
            openMenuOn(seat, bart);
            trigger(word);
            drawSheet(seat, u"sheet-"_s + name);
        }
        auto &chat = seat.scene.window->chat();
        chat.openDirectSheet();
        QTest::keyClicks(seat.scene.find<QLineEdit>("personField"), u"Nobody at all"_s);
        press(seat, "submitButton");
        drawSheet(seat, u"sheet-person-unknown"_s);
        chat.openInvite();
        seat.scene.find<ui::PersonSheet>("personSheet")->finish(Error { ErrorCode::NotFound, {}, {} });
        drawSheet(seat, u"sheet-invite-nobody"_s);
        chat.openUnban();
        drawSheet(seat, u"sheet-unban"_s);
    }

    void aboutRoomsAndTheAccount()
    {
        Seat seat;
        QVERIFY(seat.enter());
        auto &chat = seat.scene.window->chat();
        chat.openRoomSettings();
        draw(seat.scene, u"sheet-room"_s, small);
        press(seat, "closeRoomButton");
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        drawSheet(seat, u"sheet-close-room"_s);
        openMessageMenu(seat, seat.feed().count() - 1);
        trigger(u"Remove…"_s);
        drawSheet(seat, u"sheet-remove-message"_s);
        seat.scene.window->showScreen(Screen::Settings);
        draw(seat.scene, u"settings"_s, small);
        for (const auto &[button, name] :
            { std::pair("changeNameButton", u"name"_s), std::pair("signOutButton", u"sign-out"_s),
                std::pair("signOutEverywhereButton", u"sign-out-everywhere"_s) }) {
            press(seat, button);
            drawSheet(seat, u"sheet-"_s + name);
        }
        press(seat, "changePasswordButton");
        QTest::keyClicks(seat.scene.find<QLineEdit>("newPasswordField"), u"short"_s);
        press(seat, "submitButton");
        drawSheet(seat, u"sheet-password-short"_s);
    }

    void aRoomOfTwo()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() == 8);
        auto &chat = seat.scene.window->chat();
        for (const UserId &user : { Scene::piotr, Scene::ines }) {
            const RoomId before = chat.currentRoom();
            chat.openDirect(user);
            QTRY_VERIFY(chat.currentRoom() != before);
        }
        const RoomId room = chat.currentRoom();
        seat.scene.node.cluster().say(room, Scene::ines, u"are you still there?"_s);
        seat.scene.node.cluster().say(room, Scene::mara, u"yes, with you in a minute"_s);
        QTRY_COMPARE(seat.scene.client->feed(room)->count(), 2);
        QTRY_VERIFY(seat.scene.client->people(room).size() == 2);
        draw(seat.scene, u"direct"_s, small);
        for (const auto choice : { Theme::Choice::Dark, Theme::Choice::Light }) {
            Theme::instance().setChoice(choice);
            press(seat, "roomMenuButton");
            drawMenu(u"direct"_s);
        }
    }

    void changedMessages()
    {
        Seat seat;
        FakeCluster &cluster = seat.scene.node.cluster();
        QVERIFY(seat.enter());
        seat.say(Scene::ines, u"every emoji there is"_s);
        seat.say(Scene::tomas, u"gone soon"_s);
        seat.say(Scene::mara, u"gone too"_s);
        seat.say(Scene::mara, u"this one was put right"_s);
        QTRY_COMPARE(seat.last().message.text, u"this one was put right"_s);
        const int first = seat.feed().count() - 4;
        for (int i = 0; i < 30; ++i) {
            const QString emoji = QString::fromUcs4(std::array<char32_t, 1> { U'😀' + char32_t(i) }.data(), 1);
            QVERIFY(cluster.react(seat.room, Scene::tomas, seat.feed().at(first).seq, emoji));
        }
        QVERIFY(cluster.react(seat.room, Scene::mara, seat.feed().at(first).seq, u"😃"_s));
        QVERIFY(cluster.redact(seat.room, Scene::tomas, seat.feed().at(first + 1).seq));
        QVERIFY(cluster.redact(seat.room, Scene::mara, seat.feed().at(first + 2).seq, u"said twice"_s));
        QVERIFY(cluster.edit(seat.room, Scene::mara, seat.feed().at(first + 3).seq, u"this one is put right"_s));
        QTRY_VERIFY(seat.last().editedTs > 0);
        seat.scene.node.refuseSends = Error { ErrorCode::Limit, {}, {} };
        QTest::keyClick(seat.field(), Qt::Key_Up);
        QTest::keyClicks(seat.field(), u", twice"_s);
        QTest::keyClick(seat.field(), Qt::Key_Return);
        QTRY_VERIFY(seat.last().change && seat.last().change->state == client::SendState::Failed);
        draw(seat.scene, u"changed"_s, small);
        for (const auto choice : { Theme::Choice::Dark, Theme::Choice::Light }) {
            Theme::instance().setChoice(choice);
            openMessageMenu(seat, seat.feed().count() - 1);
            drawMenu(u"refused"_s);
        }
        seat.scene.node.stop();
        QTRY_VERIFY(seat.scene.client->link().attempt >= 2);
        QTest::keyClick(seat.field(), Qt::Key_Up);
        QTest::keyClicks(seat.field(), u", while nobody hears it"_s);
        draw(seat.scene, u"edit-disconnected"_s, small);
    }

    void putOutWhileWriting()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTest::keyClicks(seat.field(), u"I was about to say something long, and it would be a pity to lose it."_s);
        seat.scene.node.push(Scene::mara, protocol::encode(protocol::Removed { seat.room, "kicked" }));
        QTRY_VERIFY(seat.scene.find<QAbstractButton>("copyKeptText") != nullptr);
        drawSheet(seat, u"sheet-put-out"_s);
    }

    void strangeNames()
    {
        Seat seat;
        FakeCluster &cluster = seat.scene.node.cluster();
        const UserId layla("layla"_ba);
        const UserId party("party"_ba);
        cluster.addUser(layla, u"ليلى الأندلسية"_s);
        cluster.addUser(party, u"🎉 Party 🦄"_s);
        const RoomId room("souq"_ba);
        cluster.addRoom(room, u"سوق الجمعة والأشياء الجميلة"_s, { Scene::mara, layla, party }).state.topic =
            u"كل ما يباع ويشترى"_s;
        cluster.say(room, layla, u"مرحبا بالجميع، **كيف** الحال اليوم؟"_s);
        cluster.say(room, party, u"🎉🎉🎉"_s);
        cluster.say(room, Scene::mara, u"שלום and good morning, mixed in one line: abc אבג 123"_s);
        QVERIFY(cluster.react(room, layla, 3, u"❤️"_s));
        QVERIFY(seat.enter());
        auto &chat = seat.scene.window->chat();
        QTRY_VERIFY(seat.scene.client->room(room) != nullptr);
        chat.openRoom(room);
        QTRY_VERIFY(seat.scene.client->people(room).size() == 3);
        QTRY_COMPARE(seat.scene.client->feed(room)->count(), 3);
        draw(seat.scene, u"strange-names"_s, small);
    }

    void crowds()
    {
        Seat seat;
        FakeCluster &cluster = seat.scene.node.cluster();
        for (int i = 0; i < 10'000; ++i) {
            const UserId user("u"_ba + QByteArray::number(10'000 + i));
            cluster.addUser(user, u"Person Number %1"_s.arg(i));
            cluster.find(seat.room)->members[user] = Role::Member;
            if (i % 40 == 0)
                cluster.present().insert(user);
        }
        QList<protocol::InboxItem> &inbox = cluster.inboxes[Scene::mara];
        for (int i = 0; i < 500; ++i) {
            protocol::Notice notice;
            notice.nid = protocol::NoticeId("n"_ba + QByteArray::number(10'000 + i));
            notice.kind = i % 3 == 0 ? NoticeKind::Invite : i % 3 == 1 ? NoticeKind::Mention : NoticeKind::Direct;
            notice.room = RoomId("room"_ba + QByteArray::number(i));
            notice.title = u"Room %1"_s.arg(i);
            notice.from = UserId("u"_ba + QByteArray::number(10'000 + i));
            notice.excerpt = i % 3 == 0 ? QString() : u"word for word %1 "_s.arg(i).repeated(1 + i % 9);
            inbox.prepend({ notice, cluster.now += 60'000, i < 300 });
        }
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() >= 5000);
        QCOMPARE(seat.scene.client->room(seat.room)->members, 10'008); // though only the first were read
        draw(seat.scene, u"crowd"_s);
        seat.scene.window->showScreen(Screen::Inbox);
        auto *list = seat.scene.find<QListView>("inboxList");
        QTRY_VERIFY(list->model()->rowCount() > 20);
        draw(seat.scene, u"inbox-crowd"_s, { { 720, 560 }, { 1280, 800 }, { 1920, 1080 } });
        int before = 0;
        while (list->model()->rowCount() < 500 && list->model()->rowCount() > before) { // page by page
            before = list->model()->rowCount();
            list->scrollToBottom();
            QTRY_VERIFY(list->model()->rowCount() > before || before == 500);
        }
        QCOMPARE(list->model()->rowCount(), 500);
        draw(seat.scene, u"inbox-crowd-end"_s, { { 1280, 800 } });
    }

    void theSearch()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.say(Scene::ines, u"Nodes drain in **under a second**, but only with `--within 20s`"_s);
        seat.say(Scene::piotr, u"and the rest of it is "_s + u"long "_s.repeated(30) + u"until a drain comes up"_s);
        seat.say(Scene::mara, u"I’d drain it twice: drain, wait for the drained ones, drain again 👌"_s);
        QTRY_COMPARE(seat.last().from, Scene::mara);
        QTRY_VERIFY(seat.last().message.text.startsWith(u"I’d drain"_s));
        QTRY_VERIFY(seat.scene.client->feed(Scene::general)->count() > 0);
        auto &chat = seat.scene.window->chat();
        chat.openSearch();
        draw(seat.scene, u"sheet-search-begun"_s, small);
        auto *field = seat.scene.find<QLineEdit>("searchSheetField");
        QTest::keyClicks(field, u"drain"_s);
        auto *list = seat.scene.find<QListView>("foundList");
        QTRY_COMPARE(list->model()->rowCount(), 6);
        draw(seat.scene, u"sheet-search"_s, small);
        QTest::keyClicks(field, u" no such thing"_s);
        QTRY_COMPARE(list->model()->rowCount(), 0);
        drawSheet(seat, u"sheet-search-nothing"_s);
    }

    void theEmptyInbox()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.scene.window->showScreen(Screen::Inbox);
        draw(seat.scene, u"inbox-empty"_s, small);
        press(seat, "inboxToChatButton");
        QCOMPARE(seat.scene.window->screen(), Screen::Chat);
    }
};

QTEST_MAIN(SheetsTest)
#include "sheets_test.moc"
