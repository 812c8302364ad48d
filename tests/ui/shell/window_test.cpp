// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/operator_watch.h"
#include "tests/ui/shell/pictures.h"
#include "tests/ui/shell/scene.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/chat/connection_bar.h"
#include "ui/chat/connection_chip.h"
#include "ui/chat/members_panel.h"
#include "ui/chat/room_talk.h"
#include "ui/common/label.h"
#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSplitter>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using client::ChatClient;
using client::Phase;
using Screen = ui::MainWindow::Screen;

namespace {

void type(const Scene &scene, const char *field, const QString &text)
{
    auto *edit = scene.find<QLineEdit>(field);
    edit->clear();
    QTest::keyClicks(edit, text);
}

void press(const Scene &scene, const char *button)
{
    QTest::mouseClick(scene.find<QAbstractButton>(button), Qt::LeftButton);
}

QString said(const Scene &scene, const char *label) { return scene.find<ui::Label>(label)->text(); }

QString chip(const Scene &scene) { return scene.find<ui::ConnectionChip>("connectionChip")->words().word; }

} // namespace

class WindowTest : public QObject {
    Q_OBJECT

    /// Shown, signed in and in ops-night.
    static void enter(Scene &scene)
    {
        scene.window->show();
        QVERIFY(scene.signIn());
        QTRY_VERIFY(scene.client->room(Scene::opsNight) != nullptr);
        scene.window->chat().openRoom(Scene::opsNight);
    }

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(); }

    void signingInLeadsToTheRooms()
    {
        Scene scene;
        scene.window->show();
        QCOMPARE(scene.window->screen(), Screen::First);
        type(scene, "serverField", scene.node.url().toString());
        type(scene, "nameField", u"mara"_s);
        type(scene, "passwordField", u"a long password"_s);
        QTest::keyClick(scene.find<QLineEdit>("passwordField"), Qt::Key_Return);
        QVERIFY(!scene.find<QAbstractButton>("signInButton")->isEnabled());
        QTRY_COMPARE(scene.window->screen(), Screen::Chat);
        QTRY_COMPARE(scene.find<QListView>("roomList")->model()->rowCount(), scene.client->rooms().size());
        QCOMPARE(scene.settings.lastName(), u"mara"_s);
    }

    void whoLooksAtAClusterNeedsNoAccountAndFindsBackFromTheFirstScreen()
    {
        Scene scene;
        ops::OperatorWatch watch(redis::Options { redis::Endpoint {} }, u"redis://127.0.0.1:6379"_s);
        scene.window->setOperator(&watch, u"olek"_s);
        scene.window->show();
        scene.window->showScreen(Screen::Console);
        press(scene, "railChat"); // which is somebody's
        QCOMPARE(scene.window->screen(), Screen::First);
        draw(scene, u"first-with-console"_s, { { 1280, 800 } });
        press(scene, "toConsole");
        QCOMPARE(scene.window->screen(), Screen::Console);
        scene.window->setOperator(nullptr, {});
        QVERIFY(!scene.find<QAbstractButton>("toConsole")->isVisibleTo(scene.window.get()));
    }

    void aWrongPasswordIsSaidAtThePassword()
    {
        Scene scene;
        scene.window->show();
        type(scene, "serverField", scene.node.url().toString());
        type(scene, "nameField", u"mara"_s);
        type(scene, "passwordField", u"not this one"_s);
        press(scene, "signInButton");
        QTRY_COMPARE(said(scene, "passwordFieldProblem"), u"Name and password don’t match."_s);
        QCOMPARE(scene.window->screen(), Screen::First);
        QVERIFY(scene.find<QAbstractButton>("signInButton")->isEnabled());
        QTest::keyClicks(scene.find<QLineEdit>("passwordField"), u"x"_s);
        QVERIFY(said(scene, "passwordFieldProblem").isEmpty()); // it is being mended
    }

    void aServerThatIsNotThereIsSaidAtTheServer()
    {
        Scene scene;
        scene.window->show();
        type(scene, "serverField", scene.node.url().toString());
        scene.node.stop();
        type(scene, "nameField", u"mara"_s);
        type(scene, "passwordField", u"a long password"_s);
        press(scene, "signInButton");
        QTRY_VERIFY(said(scene, "serverFieldProblem").startsWith(u"Nothing answers at 127.0.0.1"_s));
        QVERIFY(scene.find<QLineEdit>("serverField")->isEnabled());
    }

    void emptyFieldsAreNotSent()
    {
        Scene scene;
        scene.window->show();
        press(scene, "signInButton");
        QVERIFY(!said(scene, "serverFieldProblem").isEmpty());
        QVERIFY(!said(scene, "nameFieldProblem").isEmpty());
        QCOMPARE(scene.client->link().phase, Phase::Offline);
        QCOMPARE(scene.node.connections(), 0);
    }

    void anAccountCanBeMade()
    {
        Scene scene;
        scene.window->show();
        press(scene, "createAccountToggle");
        type(scene, "serverField", scene.node.url().toString());
        type(scene, "nameField", u"nora"_s);
        type(scene, "displayField", u"Nora Vik"_s);
        type(scene, "passwordField", u"long enough now"_s);
        press(scene, "signInButton");
        QTRY_VERIFY(!scene.node.receivedOf<protocol::Hello>().isEmpty());
        const auto hello = scene.node.receivedOf<protocol::Hello>().first();
        QVERIFY(hello.create);
        QCOMPARE(hello.display, u"Nora Vik"_s);
    }

    void whatWasTypedIsThereAtTheNextStart()
    {
        Scene scene;
        scene.settings.setLastSignIn(u"wss://chat.example.org"_s, u"mara"_s);
        scene.remakeWindow();
        QCOMPARE(scene.find<QLineEdit>("serverField")->text(), u"wss://chat.example.org"_s);
        QCOMPARE(scene.find<QLineEdit>("nameField")->text(), u"mara"_s);
    }

    void theHeaderShowsRoomAndConnection()
    {
        Scene scene;
        enter(scene);
        QCOMPARE(said(scene, "roomTitle"), u"# ops-night"_s);
        QTRY_VERIFY2(said(scene, "roomLine").endsWith(u"8 members, 4 here"_s), qPrintable(said(scene, "roomLine")));
        QTRY_VERIFY(chip(scene).startsWith(u"n2"_s));
    }

    void aLossShowsABarThatCountsDownAndRetriesAtOnce()
    {
        Scene scene;
        enter(scene);
        auto *bar = scene.find<ui::ConnectionBar>("connectionBar");
        QVERIFY(bar->isHidden());
        scene.node.stop();
        QTRY_VERIFY(bar->isVisible());
        QCOMPARE(chip(scene), u"Reconnecting"_s);
        // Attempts grow apart, so that a countdown can be watched.
        QTRY_VERIFY(scene.client->link().attempt >= 4 && scene.client->link().phase == Phase::Waiting);
        QTRY_VERIFY(!bar->countdown().isEmpty());
        const QString before = bar->countdown();
        QTRY_VERIFY(bar->countdown() != before);
        QVERIFY2(bar->sentence().contains(u"Your messages are kept"_s), qPrintable(bar->sentence()));
        const int attempt = scene.client->link().attempt;
        scene.node.start();
        press(scene, "connectionBarButton");
        QTRY_COMPARE(scene.client->link().phase, Phase::Online);
        QVERIFY(scene.client->link().attempt <= attempt + 1);
        QTRY_VERIFY(bar->isHidden());
    }

    void aLossThatMendsItselfAtOnceShowsNoBar()
    {
        Scene scene;
        enter(scene);
        auto *bar = scene.find<ui::ConnectionBar>("connectionBar");
        client::LinkView link;
        link.phase = Phase::Waiting;
        link.reason = client::LostReason::Lost;
        bar->setWords(ui::barWords(link, 0), {});
        QVERIFY(bar->isHidden());
        bar->setWords({}, {});
        QTRY_COMPARE(scene.client->link().phase, Phase::Online);
        QVERIFY(bar->isHidden());
    }

    void whatIsWrittenMeanwhileIsCounted()
    {
        Scene scene;
        enter(scene);
        scene.node.stop();
        QTRY_VERIFY(scene.client->link().phase != Phase::Online);
        QVERIFY(scene.client->send(Scene::opsNight, { u"one"_s, {}, {} }).ok());
        QVERIFY(scene.client->send(Scene::opsNight, { u"two"_s, {}, {} }).ok());
        auto *bar = scene.find<ui::ConnectionBar>("connectionBar");
        QTRY_VERIFY(bar->isVisible());
        QTRY_VERIFY2(bar->sentence().contains(u"2 messages are kept"_s), qPrintable(bar->sentence()));
    }

    void aTakenOverSessionCanBeTakenBack()
    {
        Scene scene;
        enter(scene);
        scene.node.closeAll(4505);
        auto *bar = scene.find<ui::ConnectionBar>("connectionBar");
        QTRY_VERIFY(bar->isVisible());
        QCOMPARE(scene.window->screen(), Screen::Chat); // the rooms stay in sight
        QVERIFY(bar->sentence().startsWith(u"In use elsewhere"_s));
        press(scene, "connectionBarButton");
        QTRY_COMPARE(scene.client->link().phase, Phase::Online);
        QTRY_VERIFY(bar->isHidden());
    }

    void aStoreThatIsAwayIsSaid()
    {
        Scene scene;
        enter(scene);
        scene.node.setRedisUp(false);
        auto *bar = scene.find<ui::ConnectionBar>("connectionBar");
        QTRY_VERIFY(bar->isVisible());
        QVERIFY(bar->sentence().contains(u"can’t reach Redis"_s));
        QTRY_COMPARE(chip(scene), u"n2 · holding"_s);
        scene.node.setRedisUp(true);
        QTRY_VERIFY(bar->isHidden());
    }

    void whatIsTypedIsSent()
    {
        Scene scene;
        enter(scene);
        auto &composer = scene.window->chat().findChild<ui::RoomTalk *>()->composer();
        composer.focusText();
        auto *edit = composer.findChild<QPlainTextEdit *>();
        QVERIFY(edit != nullptr);
        QTest::keyClicks(edit, u"hello from the desk"_s);
        QTest::keyClick(edit, Qt::Key_Return);
        const auto said = [&] { return scene.node.cluster().find(Scene::opsNight)->log.back(); };
        QTRY_COMPARE(said().text, u"hello from the desk"_s);
        QCOMPARE(said().from, Scene::mara);
        QVERIFY(composer.text().isEmpty());
        QTRY_COMPARE(scene.client->room(Scene::opsNight)->lastText, u"hello from the desk"_s);
    }

    void ctrlEnterSendsWhereThatIsChosen()
    {
        Scene scene;
        scene.settings.setSendKey(ui::Settings::SendKey::CtrlEnter);
        enter(scene);
        auto *edit = scene.window->chat().findChild<ui::RoomTalk *>()->composer().findChild<QPlainTextEdit *>();
        QTest::keyClicks(edit, u"one"_s);
        QTest::keyClick(edit, Qt::Key_Return);
        QTest::keyClicks(edit, u"two"_s);
        QTest::keyClick(edit, Qt::Key_Return, Qt::ControlModifier);
        const client::RoomFeed *feed = scene.client->feed(Scene::opsNight);
        QTRY_VERIFY(feed->count() > 0 && feed->at(feed->count() - 1).message.text == u"one\ntwo"_s);
    }

    void aStoreThatFailsIsSaid()
    {
        Scene scene;
        enter(scene);
        auto *bar = scene.find<ui::ConnectionBar>("connectionBar");
        Q_EMIT
        scene.client->storeFailed(u"The disk is full."_s);
        QTRY_VERIFY(bar->isVisible());
        QCOMPARE(bar->sentence(), u"Not kept on this computer — The disk is full."_s);
    }

    void theSwitcherJumpsByAFewLetters()
    {
        Scene scene;
        enter(scene);
        QTest::keyClick(scene.window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *field = scene.find<QLineEdit>("switcherField");
        QVERIFY(field != nullptr);
        QTest::keyClicks(field, u"gen"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(scene.window->chat().currentRoom(), Scene::general);
        QTRY_VERIFY(scene.find<QLineEdit>("switcherField") == nullptr);
    }

    void theNextUnreadRoomIsOneKeyAway()
    {
        Scene scene;
        enter(scene);
        QTRY_VERIFY(scene.client->room(Scene::general)->unread > 0);
        QTest::keyClick(scene.window.get(), Qt::Key_Down, Qt::AltModifier | Qt::ShiftModifier);
        const RoomId next = scene.window->chat().currentRoom();
        QVERIFY(next != Scene::opsNight);
        QVERIFY(scene.client->room(next) != nullptr);
    }

    void aRoomIsMadeAndOpened()
    {
        Scene scene;
        enter(scene);
        scene.window->chat().openNewRoom();
        QTest::keyClicks(scene.find<QLineEdit>("roomTitleField"), u"Release 7"_s);
        press(scene, "makeRoomButton");
        QTRY_COMPARE(scene.window->chat().currentRoom(), RoomId("release-7"_ba));
    }

    void aTakenNameIsSaidInPlace()
    {
        Scene scene;
        enter(scene);
        scene.window->chat().openNewRoom(u"general"_s);
        press(scene, "makeRoomButton");
        QTRY_VERIFY(said(scene, "roomTitleFieldProblem").startsWith(u"A room of this name exists"_s));
        QVERIFY(scene.find<QAbstractButton>("makeRoomButton")->isEnabled());
    }

    void aPublicRoomIsFoundAndJoined()
    {
        Scene scene;
        scene.node.cluster().addRoom(RoomId("lounge"_ba), u"Lounge"_s, { Scene::ines });
        enter(scene);
        scene.window->chat().openPublicRooms();
        QTest::keyClicks(scene.find<QLineEdit>("browseField"), u"lou"_s);
        auto *list = scene.find<QListView>("publicRoomList");
        QTRY_COMPARE(list->model()->rowCount(), 1);
        QTRY_VERIFY(list->currentIndex().isValid());
        QTest::keyClick(scene.find<QLineEdit>("browseField"), Qt::Key_Return);
        QTRY_COMPARE(scene.window->chat().currentRoom(), RoomId("lounge"_ba));
    }

    void leavingAsksFirst()
    {
        Scene scene;
        enter(scene);
        scene.window->chat().confirmLeave(Scene::opsNight);
        QVERIFY(scene.client->room(Scene::opsNight) != nullptr);
        press(scene, "leaveButton");
        QTRY_VERIFY(scene.client->room(Scene::opsNight) == nullptr);
        QTRY_VERIFY(scene.window->chat().currentRoom().isEmpty());
    }

    void escapeDismissesASheetAndGivesTheFocusBack()
    {
        Scene scene;
        enter(scene);
        auto *search = scene.find<QLineEdit>("roomSearch");
        scene.window->activateWindow();
        search->setFocus();
        QTRY_VERIFY(search->hasFocus());
        scene.window->chat().openNewRoom();
        QVERIFY(scene.find<QLineEdit>("roomTitleField")->hasFocus());
        for (int i = 0; i < 8; ++i) { // Tab never leaves it
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QVERIFY(scene.find<QWidget>("newRoomSheet")->isAncestorOf(QApplication::focusWidget()));
        }
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(search->hasFocus());
    }

    void aNarrowWindowHasNoMembersPanel()
    {
        Scene scene;
        enter(scene);
        auto *panel = scene.find<ui::MembersPanel>("membersPanel");
        QTRY_VERIFY(panel->isVisible());
        scene.window->resize(800, 600);
        QTRY_VERIFY(!panel->isVisible());
        scene.window->resize(1280, 800);
        QTRY_VERIFY(panel->isVisible());
        press(scene, "hideMembersButton");
        QVERIFY(!panel->isVisible());
        QVERIFY(!scene.settings.membersShown());
        press(scene, "membersButton");
        QVERIFY(panel->isVisible());
    }

    void sizeSplitterAndRoomComeBack()
    {
        Scene scene;
        enter(scene);
        scene.window->resize(1100, 700);
        QTRY_COMPARE(scene.window->size(), QSize(1100, 700));
        scene.find<QSplitter>("chatSplitter")->setSizes({ 333, 600 });
        const int list = scene.find<QSplitter>("chatSplitter")->sizes().first();
        QVERIFY(scene.window->close());
        scene.window = std::make_unique<ui::MainWindow>(ui::Desk { *scene.client, scene.settings });
        scene.window->show();
        QCOMPARE(scene.window->size(), QSize(1100, 700));
        QTRY_COMPARE(scene.find<QSplitter>("chatSplitter")->sizes().first(), list);
        QCOMPARE(scene.window->chat().currentRoom(), Scene::opsNight);
    }

    void settingsTakeEffectAtOnceAndAreKept()
    {
        Scene scene;
        enter(scene);
        scene.settings.ruleTheme();
        scene.window->showScreen(Screen::Settings);
        QTest::mouseClick(
            scene.find<QWidget>("themeChoice")->findChild<QAbstractButton *>(u"segment2"_s), Qt::LeftButton);
        QVERIFY(ui::Theme::instance().isDark());
        press(scene, "zoomInButton");
        QCOMPARE(ui::Theme::instance().zoom(), 1.1);
        QCOMPARE(said(scene, "zoomValue"), u"110 %"_s);
        ui::Settings again(scene.dir.filePath(u"mara"_s));
        QCOMPARE(again.theme(), ui::Theme::Choice::Dark);
        QCOMPARE(again.zoom(), 110);
        scene.settings.setTheme(ui::Theme::Choice::Light);
        scene.settings.setZoom(100);
    }

    void signingOutAsksAndLeadsBack()
    {
        Scene scene;
        enter(scene);
        scene.window->showScreen(Screen::Settings);
        press(scene, "signOutButton");
        QCOMPARE(scene.window->screen(), Screen::Settings);
        press(scene, "confirmButton");
        QTRY_COMPARE(scene.window->screen(), Screen::First);
        QVERIFY(!scene.client->hasStoredSignIn());
    }

    void everythingThatTakesTheFocusHasAName()
    {
        Scene scene;
        enter(scene);
        QList<QWidget *> nameless;
        for (QWidget *widget : scene.window->findChildren<QWidget *>()) {
            const bool takesFocus = (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
            const auto *button = qobject_cast<QAbstractButton *>(widget);
            const bool named = !widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty());
            if (takesFocus && !named)
                nameless.append(widget);
        }
        for (const QWidget *widget : std::as_const(nameless))
            qInfo("%s %s in %s", widget->metaObject()->className(), qPrintable(widget->objectName()),
                qPrintable(widget->parentWidget()->objectName()));
        QVERIFY(nameless.isEmpty());
    }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
