// SPDX-License-Identifier: GPL-3.0-or-later
// What goes wrong while somebody is in the middle of something: it ends in a clear sentence, and nothing that was
// written is lost.
#include "tests/ui/shell/seat.h"
#include "ui/chat/members_model.h"
#include "ui/chat/members_panel.h"
#include "ui/chat/reply_bar.h"
#include "ui/common/label.h"
#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using client::SendState;
using client::TimelineItem;
using protocol::Role;
using Screen = ui::MainWindow::Screen;

namespace {

bool barShown(const Seat &seat) { return seat.talk->composer().findChild<ui::ReplyBar *>()->isVisible(); }

void press(const Seat &seat, const char *button)
{
    auto *found = seat.scene.find<QAbstractButton>(button);
    QVERIFY2(found != nullptr, button);
    QTest::mouseClick(found, Qt::LeftButton);
}

QStringList menuWords(const QMenu *menu)
{
    QStringList words;
    for (const QAction *action : menu ? menu->actions() : QList<QAction *>())
        words.append(QString(action->text()).remove(QChar(0x200B)));
    return words;
}

QMenu *openRoomMenu(const Seat &seat)
{
    press(seat, "roomMenuButton");
    return qobject_cast<QMenu *>(QApplication::activePopupWidget());
}

void trigger(QMenu *menu, const QString &word)
{
    const qsizetype at = menuWords(menu).indexOf(word);
    QVERIFY2(at >= 0, qPrintable(menuWords(menu).join(u" | "_s)));
    menu->actions().at(at)->trigger();
    menu->close();
}

/// Everything that the member list says, from top to bottom.
QStringList memberWords(const Seat &seat)
{
    const ui::MembersModel &model = seat.scene.find<ui::MembersPanel>("membersPanel")->model();
    QStringList words;
    for (int row = 0; row < model.rowCount(); ++row)
        words.append(model.index(row, 0).data(Qt::AccessibleTextRole).toString());
    return words;
}

/// Ines may remove what others said.
void makeModerator(Seat &seat) { seat.scene.node.cluster().find(seat.room)->members[Scene::ines] = Role::Moderator; }

} // namespace

class TroubleFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        ui::Theme::instance().install();
        ui::Theme::instance().setChoice(ui::Theme::Choice::Light);
        ui::Theme::instance().setReducesMotion(true);
    }

    void anEditOfWhatWasRemovedMeanwhileStaysAsText()
    {
        Seat seat;
        makeModerator(seat);
        QVERIFY(seat.enter());
        seat.type(u"first"_s);
        QTRY_COMPARE(seat.last().state, SendState::Stored);
        const int row = seat.feed().count() - 1;
        QTest::keyClick(seat.field(), Qt::Key_Up);
        QTest::keyClicks(seat.field(), u" and second"_s);
        QVERIFY(seat.scene.node.cluster().redact(seat.room, Scene::ines, seat.feed().at(row).seq));
        QTRY_COMPARE(seat.feed().at(row).kind, TimelineItem::Kind::Void);
        QCOMPARE(seat.talk->composer().text(), u"first and second"_s);
        QTest::keyClick(seat.field(), Qt::Key_Return);
        QVERIFY(!barShown(seat));
        QCOMPARE(seat.talk->composer().text(), u"first and second"_s);
        QVERIFY(seat.field()->accessibleDescription().startsWith(u"The message was removed meanwhile."_s));
        QCOMPARE(seat.scene.client->room(seat.room)->draft, u"first and second"_s);
        QTest::keyClick(seat.field(), Qt::Key_Return);
        QTRY_COMPARE(seat.last().state, SendState::Stored);
        QCOMPARE(seat.last().message.text, u"first and second"_s);
        QVERIFY(seat.last().kind == TimelineItem::Kind::Message && seat.feed().count() > row + 1);
    }

    void anEditThatCameTooLateIsGivenBack()
    {
        Seat seat;
        makeModerator(seat);
        QVERIFY(seat.enter());
        seat.type(u"first"_s);
        QTRY_COMPARE(seat.last().state, SendState::Stored);
        const qint64 seq = seat.last().seq;
        const int row = seat.feed().count() - 1;
        seat.scene.node.stop();
        QTRY_VERIFY(seat.scene.client->link().phase != client::Phase::Online);
        QTest::keyClick(seat.field(), Qt::Key_Up);
        QTest::keyClicks(seat.field(), u" and second"_s);
        QTest::keyClick(seat.field(), Qt::Key_Return);
        QVERIFY(seat.last().change && seat.last().change->state == SendState::Queued); // waits, and says so
        QCOMPARE(seat.mark(), ui::Glyph::Clock);
        QVERIFY(seat.scene.node.cluster().redact(seat.room, Scene::ines, seq));
        seat.scene.node.start();
        seat.scene.client->retryNow();
        QTRY_COMPARE(seat.feed().at(row).kind, TimelineItem::Kind::Void);
        QTRY_VERIFY(seat.scene.find<ui::Label>("keptText") != nullptr);
        QCOMPARE(seat.scene.find<ui::Label>("keptText")->text(), u"first and second"_s);
        press(seat, "copyKeptText");
        QCOMPARE(QGuiApplication::clipboard()->text(), u"first and second"_s);
    }

    void anEditIsTakenUpWithItsRoom()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.type(u"first"_s);
        QTRY_COMPARE(seat.last().state, SendState::Stored);
        QTest::keyClick(seat.field(), Qt::Key_Up);
        QTest::keyClicks(seat.field(), u" and second"_s);
        seat.scene.window->chat().openRoom(Scene::general);
        QVERIFY(!barShown(seat));
        QVERIFY(seat.talk->composer().text().isEmpty());
        seat.scene.window->chat().openRoom(seat.room);
        QVERIFY(barShown(seat));
        QCOMPARE(seat.talk->composer().text(), u"first and second"_s);
        QTest::keyClick(seat.field(), Qt::Key_Return);
        QTRY_COMPARE(seat.last().message.text, u"first and second"_s);
        QTRY_VERIFY(!seat.last().change);
    }

    void whoIsPutOutWhileWritingKeepsTheText()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTest::keyClicks(seat.field(), u"half a thought"_s);
        seat.scene.node.push(Scene::mara, protocol::encode(protocol::Removed { seat.room, "kicked" }));
        QTRY_VERIFY(seat.scene.find<ui::Label>("keptText") != nullptr);
        QVERIFY(seat.scene.find<ui::Label>("messageSentence")->text().startsWith(u"A moderator removed you from "_s));
        QCOMPARE(seat.scene.find<ui::Label>("keptText")->text(), u"half a thought"_s);
        QVERIFY(seat.scene.window->chat().currentRoom().isEmpty());
        press(seat, "copyKeptText");
        QCOMPARE(QGuiApplication::clipboard()->text(), u"half a thought"_s);
    }

    void theDraftOfARoomThatIsNotOpenIsGivenBackToo()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTest::keyClicks(seat.field(), u"half a thought"_s);
        seat.scene.window->chat().openRoom(Scene::general);
        seat.scene.node.push(Scene::mara, protocol::encode(protocol::Removed { seat.room, "left" }));
        QTRY_VERIFY(seat.scene.find<ui::Label>("keptText") != nullptr);
        QCOMPARE(seat.scene.find<ui::Label>("keptText")->text(), u"half a thought"_s);
        QCOMPARE(seat.scene.window->chat().currentRoom(), Scene::general);
    }

    void aRoomThatIsRenamedLeavesWhatIsTyped()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTest::keyClicks(seat.field(), u"half a thought"_s);
        QTest::keyClick(seat.field(), Qt::Key_Left);
        const int place = seat.field()->textCursor().position();
        protocol::RoomBody change;
        change.title = u"Night shift"_s;
        seat.scene.node.cluster().setRoom(seat.room, Scene::ines, change);
        QTRY_COMPARE(seat.scene.find<ui::Label>("roomTitle")->text(), u"# Night shift"_s);
        QCOMPARE(seat.talk->composer().text(), u"half a thought"_s);
        QCOMPARE(seat.field()->textCursor().position(), place);
        QVERIFY(seat.field()->hasFocus());
    }

    void thirtyReactionsOfOneselfAreAllThere()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.say(Scene::ines, u"every one of them"_s);
        QTRY_COMPARE(seat.last().message.text, u"every one of them"_s);
        const int row = seat.feed().count() - 1;
        FakeCluster &cluster = seat.scene.node.cluster();
        const auto emoji = [](int i) {
            const char32_t code = U'😀' + static_cast<char32_t>(i);
            return QString::fromUcs4(&code, 1);
        };
        for (int i = 0; i < 30; ++i)
            QVERIFY(cluster.react(seat.room, Scene::tomas, seat.feed().at(row).seq, emoji(i)));
        QTRY_COMPARE(seat.feed().at(row).reactions.size(), 30);
        const auto &chips = [&]() -> const std::vector<ui::ReactionChip> & {
            return seat.view().layoutAt(row).reactions;
        };
        QCOMPARE(chips().size(), 21U);
        QCOMPARE(chips().back().count, u"+10"_s); // how many more there are
        QVERIFY(chips().back().emoji.isEmpty()); // nothing to press
        for (int i = 0; i < 30; ++i)
            QVERIFY(seat.scene.client->react(seat.room, seat.feed().at(row).mid, emoji(i), true));
        QTRY_COMPARE(chips().size(), 30U); // one's own are never hidden
        QTRY_VERIFY(!seat.feed().at(row).change);
        for (const ui::ReactionChip &chip : chips())
            QVERIFY(chip.mine && chip.count == u"2"_s);
    }

    void whomNobodyKnowsIsSaidWhereTheNameWasTyped()
    {
        Seat seat;
        FakeNode &node = seat.scene.node;
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() == 8);
        node.intercept = [&node](const UserId &user, const protocol::Command &command) {
            if (!std::holds_alternative<protocol::Invite>(command))
                return false;
            node.push(user,
                protocol::encode(protocol::ErrorReply { node.received.last().id, { ErrorCode::NotFound, {}, {} } }));
            return true;
        };
        seat.scene.window->chat().openInvite();
        auto *field = seat.scene.find<QLineEdit>("personField");
        auto *problem = seat.scene.find<ui::Label>("personFieldProblem");
        QTest::keyClicks(field, u"nobody"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(problem->text(), u"Nobody of this name is here."_s);
        QCOMPARE(field->text(), u"nobody"_s); // to be put right
        QVERIFY(field->property("wrong").toBool());
        field->clear();
        QTest::keyClicks(field, u"No Body!"_s); // can be nobody's name
        QVERIFY(problem->text().isEmpty());
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(problem->text().startsWith(u"Nobody you share a room with"_s));
    }

    void theOtherOneOfARoomOfTwoIsBlockedAndLetIn()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() == 8);
        auto &chat = seat.scene.window->chat();
        chat.openDirect(Scene::ines);
        QTRY_VERIFY(chat.currentRoom() != seat.room);
        const RoomId room = chat.currentRoom();
        seat.scene.node.cluster().say(room, Scene::ines, u"still there?"_s);
        QTRY_COMPARE(seat.scene.client->feed(room)->count(), 1);
        QTRY_COMPARE(seat.scene.client->people(room).size(), 2);
        QMenu *menu = openRoomMenu(seat);
        QVERIFY2(menuWords(menu).contains(u"Block…"_s) && !menuWords(menu).contains(u"Unblock"_s),
            qPrintable(menuWords(menu).join(u" | "_s)));
        trigger(menu, u"Block…"_s);
        press(seat, "confirmButton");
        QTRY_COMPARE(seat.scene.node.receivedOf<protocol::Block>().size(), 1);
        QTRY_VERIFY(!seat.view().layoutAt(0).notes.empty()); // it is said that it was done
        QVERIFY(seat.view().layoutAt(0).notes.back().first.text.endsWith(u"is blocked"_s));
        menu = openRoomMenu(seat);
        QVERIFY(menuWords(menu).contains(u"Unblock"_s) && !menuWords(menu).contains(u"Block…"_s));
        trigger(menu, u"Unblock"_s);
        QTRY_COMPARE(seat.scene.node.receivedOf<protocol::Unblock>().size(), 1);
        QTRY_COMPARE(seat.view().layoutAt(0).notes.size(), 2U);
    }

    void withoutAConnectionNobodySeemsToBeHere()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTRY_VERIFY(memberWords(seat).size() >= 8);
        auto *line = seat.scene.find<ui::Label>("roomLine");
        QTRY_VERIFY2(line->text().endsWith(u"here"_s), qPrintable(line->text()));
        QVERIFY(memberWords(seat).first().startsWith(u"Here — "_s));
        seat.scene.node.stop();
        QTRY_VERIFY(memberWords(seat).first().startsWith(u"Were here — "_s));
        QVERIFY2(line->text().endsWith(u"8 members"_s), qPrintable(line->text()));
        QVERIFY(memberWords(seat).contains(u"Ines Roth, not known just now"_s));
        seat.scene.node.start();
        seat.scene.client->retryNow();
        QTRY_VERIFY(memberWords(seat).first().startsWith(u"Here — "_s));
        QTRY_VERIFY(line->text().endsWith(u"here"_s));
    }

    void whatIsReadIsWhatWasInSight()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QVERIFY(QTest::qWaitForWindowActive(seat.scene.window.get()));
        const auto unread = [&] { return seat.scene.client->room(seat.room)->unread; };
        QTRY_COMPARE(unread(), 0);
        seat.scene.window->showScreen(Screen::Inbox);
        const int before = seat.feed().count();
        seat.say(Scene::ines, u"while another page is in front"_s);
        QTRY_COMPARE(seat.feed().count(), before + 1);
        QCOMPARE(unread(), 1);
        seat.scene.window->showScreen(Screen::Chat);
        QTRY_COMPARE(unread(), 0);
        QTRY_COMPARE(seat.scene.node.cluster().find(seat.room)->reads.value(Scene::mara), seat.last().seq);
    }

    void settingsFollowTheirFile()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.scene.window->showScreen(Screen::Settings);
        seat.scene.settings.setZoom(110); // the file is there
        auto *zoom = seat.scene.find<ui::Label>("zoomValue");
        QCOMPARE(zoom->text(), u"110 %"_s);
        const QString name = seat.scene.dir.filePath(u"mara/settings.ini"_s);
        {
            QSettings outside(name, QSettings::IniFormat);
            outside.setValue(u"look/zoom"_s, 130);
            outside.setValue(u"look/reduceMotion"_s, true);
        }
        QTRY_COMPARE(zoom->text(), u"130 %"_s);
        QTRY_VERIFY(seat.scene.find<QAbstractButton>("reduceMotionSwitch")->isChecked());
        seat.scene.settings.setReduceMotion(false);
        QVERIFY(!seat.scene.find<QAbstractButton>("reduceMotionSwitch")->isChecked());
    }
};

QTEST_MAIN(TroubleFlowTest)
#include "trouble_flow_test.moc"
