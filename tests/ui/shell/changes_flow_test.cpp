// SPDX-License-Identifier: GPL-3.0-or-later
// Messages that are changed after they were said: edits, removals and reactions, by key, menu and press, one's own and
// those of others.
#include "tests/ui/shell/seat.h"
#include "ui/chat/quick_reactions.h"
#include "ui/chat/reply_bar.h"
#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using client::SendState;
using client::TimelineItem;

namespace {

const ui::RowLayout &lastRow(const Seat &seat) { return seat.view().layoutAt(seat.feed().count() - 1); }

QPoint place(const Seat &seat, int row, const QRectF &box)
{
    return box.translated(seat.view().rowRect(row).topLeft()).center().toPoint();
}

/// The menu on that row; closed and deleted by itself.
QMenu *menuOn(const Seat &seat, int row)
{
    const QPoint at = place(seat, row, seat.view().layoutAt(row).bubble);
    QContextMenuEvent ask(QContextMenuEvent::Mouse, at, seat.view().viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(seat.view().viewport(), &ask);
    return qobject_cast<QMenu *>(QApplication::activePopupWidget());
}

QAction *action(const QMenu *menu, const QString &word)
{
    for (QAction *action : menu->actions()) {
        if (QString(action->text()).remove(QChar(0x200B)) == word)
            return action;
    }
    return nullptr;
}

void trigger(QMenu *menu, const QString &word)
{
    QAction *found = action(menu, word);
    QVERIFY2(found != nullptr, qPrintable(word));
    found->trigger();
    menu->close();
}

/// The newest row of somebody else.
int rowOfOther(const Seat &seat)
{
    for (int row = seat.feed().count() - 1; row >= 0; --row) {
        const TimelineItem &item = seat.feed().at(row);
        if (item.kind == TimelineItem::Kind::Message && !item.own)
            return row;
    }
    return -1;
}

bool barShown(const Seat &seat) { return seat.talk->composer().findChild<ui::ReplyBar *>()->isVisible(); }

} // namespace

class ChangesFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        ui::Theme::instance().install();
        ui::Theme::instance().setChoice(ui::Theme::Choice::Light);
        ui::Theme::instance().setReducesMotion(true);
    }

    void upEditsTheLastOwnMessage()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.type(u"a tpyo"_s);
        QTRY_COMPARE(seat.last().state, SendState::Stored);
        const Mid mid = seat.last().mid;
        const int rows = seat.feed().count();
        QTest::keyClick(seat.field(), Qt::Key_Up);
        QCOMPARE(seat.talk->composer().text(), u"a tpyo"_s);
        QVERIFY(barShown(seat));
        const qsizetype typed = seat.scene.node.receivedOf<protocol::Typing>().size();
        seat.field()->selectAll();
        QTest::keyClicks(seat.field(), u"a typo"_s);
        QTest::keyClick(seat.field(), Qt::Key_Return);
        QCOMPARE(seat.last().message.text, u"a typo"_s); // at once
        QVERIFY(seat.talk->composer().text().isEmpty());
        QVERIFY(!barShown(seat));
        QTRY_VERIFY(!seat.last().change);
        QCOMPARE(seat.last().mid, mid);
        QCOMPARE(seat.feed().count(), rows); // the change has no row
        for (const protocol::Typing &notice : seat.scene.node.receivedOf<protocol::Typing>().mid(typed))
            QVERIFY(!notice.on); // nobody saw it being written
        QVERIFY(seat.last().editedTs > 0);
        QVERIFY2(lastRow(seat).time.startsWith(u"edited "_s), qPrintable(lastRow(seat).time));
    }

    void upInARoomWithoutOwnMessagesDoesNothing()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.scene.window->chat().openRoom(Scene::general);
        QTRY_VERIFY(seat.scene.client->feed(Scene::general)->count() > 0);
        QTest::keyClick(seat.field(), Qt::Key_Up);
        QVERIFY(seat.talk->composer().text().isEmpty());
        QVERIFY(!barShown(seat));
    }

    void escapeLeavesTheEditAndGivesBackWhatWasWritten()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTest::keyClicks(seat.field(), u"half a thought"_s);
        int own = seat.feed().count() - 1;
        while (!seat.feed().at(own).own)
            --own;
        trigger(menuOn(seat, own), u"Edit"_s);
        QCOMPARE(seat.talk->composer().text(), seat.feed().at(own).message.text);
        QTest::keyClicks(seat.field(), u" and more"_s);
        QTest::keyClick(seat.field(), Qt::Key_Escape);
        QCOMPARE(seat.talk->composer().text(), u"half a thought"_s);
        QCOMPARE(seat.scene.client->room(seat.room)->draft, u"half a thought"_s); // the edit is no draft
        QCOMPARE(seat.feed().at(own).editedTs, 0);
    }

    void anEditThatChangesNothingIsNotSent()
    {
        Seat seat;
        QVERIFY(seat.enter());
        const size_t before = seat.scene.node.cluster().find(seat.room)->log.size();
        QTest::keyClick(seat.field(), Qt::Key_Up);
        QTest::keyClick(seat.field(), Qt::Key_Return);
        QVERIFY(!barShown(seat));
        QVERIFY(seat.talk->composer().text().isEmpty());
        seat.type(u"next"_s);
        QTRY_COMPARE(seat.last().state, SendState::Stored);
        QCOMPARE(seat.scene.node.cluster().find(seat.room)->log.size(), before + 1);
    }

    void anotherRoomEndsTheEdit()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTest::keyClicks(seat.field(), u"draft"_s);
        int own = seat.feed().count() - 1;
        while (!seat.feed().at(own).own)
            --own;
        trigger(menuOn(seat, own), u"Edit"_s);
        seat.scene.window->chat().openRoom(Scene::general);
        QVERIFY(seat.talk->composer().text().isEmpty());
        QVERIFY(!barShown(seat));
        seat.scene.window->chat().openRoom(seat.room);
        QCOMPARE(seat.talk->composer().text(), u"draft"_s);
    }

    void aRefusedEditSaysSoAndIsTriedAgainByAPress()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.type(u"first"_s);
        QTRY_COMPARE(seat.last().state, SendState::Stored);
        seat.scene.node.refuseSends = Error { ErrorCode::Forbidden, {}, {} };
        QTest::keyClick(seat.field(), Qt::Key_Up);
        QTest::keyClicks(seat.field(), u" and second"_s);
        QTest::keyClick(seat.field(), Qt::Key_Return);
        QTRY_VERIFY(seat.last().change && seat.last().change->state == SendState::Failed);
        const int row = seat.feed().count() - 1;
        QVERIFY(lastRow(seat).failure.has_value());
        QVERIFY2(lastRow(seat).failure->text.startsWith(u"Not changed: "_s), qPrintable(lastRow(seat).failure->text));
        seat.scene.node.refuseSends.reset();
        QTest::mouseClick(seat.view().viewport(), Qt::LeftButton, {}, place(seat, row, lastRow(seat).failure->box));
        QTRY_VERIFY(!seat.last().change);
        QCOMPARE(seat.last().message.text, u"first and second"_s);
    }

    void theMenuOffersWhatOneMayDo()
    {
        Seat seat;
        QVERIFY(seat.enter());
        const int other = rowOfOther(seat);
        QMenu *menu = menuOn(seat, other);
        QVERIFY(action(menu, u"Reply"_s) && action(menu, u"Copy text"_s));
        QVERIFY(!action(menu, u"Edit"_s));
        QVERIFY(menu->findChild<ui::QuickReactions *>());
        const bool owner = seat.scene.client->room(seat.room)->role >= protocol::Role::Moderator;
        QCOMPARE(action(menu, u"Remove…"_s) != nullptr, owner);
        menu->close();
        seat.type(u"mine"_s);
        QTRY_COMPARE(seat.last().state, SendState::Stored);
        menu = menuOn(seat, seat.feed().count() - 1);
        QVERIFY(action(menu, u"Edit"_s) && action(menu, u"Remove…"_s));
        menu->close();
    }

    void removingAsksFirstAndLeavesAWord()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.type(u"never mind"_s);
        QTRY_COMPARE(seat.last().state, SendState::Stored);
        const int row = seat.feed().count() - 1;
        trigger(menuOn(seat, row), u"Remove…"_s);
        QCOMPARE(seat.last().kind, TimelineItem::Kind::Message);
        QTest::mouseClick(seat.scene.find<QAbstractButton>("confirmButton"), Qt::LeftButton);
        QTRY_COMPARE(seat.feed().at(row).kind, TimelineItem::Kind::Void);
        QTRY_COMPARE(seat.view().layoutAt(row).line, u"You removed your message"_s);
        QVERIFY(!seat.view().layoutAt(row).plain.contains(u"never mind"_s));
    }

    void whatOthersChangeIsSeen()
    {
        Seat seat;
        QVERIFY(seat.enter());
        FakeCluster &cluster = seat.scene.node.cluster();
        seat.say(Scene::ines, u"frist"_s);
        QTRY_COMPARE(seat.last().message.text, u"frist"_s);
        const qint64 seq = seat.last().seq;
        const int row = seat.feed().count() - 1;
        QVERIFY(cluster.edit(seat.room, Scene::ines, seq, u"first"_s));
        QTRY_COMPARE(seat.feed().at(row).message.text, u"first"_s);
        QVERIFY(seat.view().layoutAt(row).time.startsWith(u"edited "_s));
        QVERIFY(cluster.react(seat.room, Scene::tomas, seq, u"👍"_s));
        QVERIFY(cluster.react(seat.room, Scene::jon, seq, u"👍"_s));
        QVERIFY(cluster.react(seat.room, Scene::jon, seq, u"🎉"_s));
        QTRY_COMPARE(seat.view().layoutAt(row).reactions.size(), 2U);
        QCOMPARE(seat.view().layoutAt(row).reactions[0].count, u"2"_s);
        QVERIFY(!seat.view().layoutAt(row).reactions[0].mine);
        QVERIFY(cluster.redact(seat.room, Scene::ines, seq));
        QTRY_COMPARE(seat.view().layoutAt(row).plain, u"Ines Roth removed their message"_s);
    }

    void aPressOnAReactionJoinsItAndAnotherLeaves()
    {
        Seat seat;
        QVERIFY(seat.enter());
        const int row = rowOfOther(seat);
        QVERIFY(seat.scene.node.cluster().react(seat.room, Scene::tomas, seat.feed().at(row).seq, u"👍"_s));
        QTRY_COMPARE(seat.view().layoutAt(row).reactions.size(), 1U);
        const auto chip = [&] { return seat.view().layoutAt(row).reactions.at(0); };
        const auto press = [&] {
            QTest::mouseClick(seat.view().viewport(), Qt::LeftButton, {}, place(seat, row, chip().box));
        };
        QVERIFY(seat.view().layoutAt(row).bubble.contains(chip().box));
        press();
        QVERIFY(chip().mine); // at once
        QCOMPARE(chip().count, u"2"_s);
        QTRY_VERIFY(!seat.feed().at(row).change);
        press();
        QTRY_VERIFY(!seat.feed().at(row).change);
        QCOMPARE(chip().count, u"1"_s);
        QVERIFY(!chip().mine);
    }

    void theMenuReacts()
    {
        Seat seat;
        QVERIFY(seat.enter());
        const int row = rowOfOther(seat);
        QMenu *menu = menuOn(seat, row);
        auto *quick = menu->findChild<ui::QuickReactions *>();
        QTest::mouseClick(quick, Qt::MiddleButton, {}, QPoint(20, 18));
        QVERIFY(!seat.feed().at(row).change); // that is no choice
        QTest::mouseClick(quick, Qt::LeftButton, {}, QPoint(20, 18));
        QTRY_COMPARE(seat.view().layoutAt(row).reactions.size(), 1U);
        QCOMPARE(seat.view().layoutAt(row).reactions[0].emoji, ui::QuickReactions::emoji().first());
        QTRY_VERIFY(!seat.feed().at(row).change);
    }

    void manyReactionsWrapWithinTheBubble()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.say(Scene::ines, u"ok"_s);
        QTRY_COMPARE(seat.last().message.text, u"ok"_s);
        const int row = seat.feed().count() - 1;
        const QStringList all { u"👍"_s, u"👎"_s, u"👌"_s, u"🙏"_s, u"👏"_s, u"🎉"_s, u"🔥"_s, u"💯"_s, u"✅"_s, u"❌"_s, u"🚀"_s,
            u"👀"_s, u"a text instead of an emoji, which is far too long"_s };
        for (const QString &emoji : all)
            QVERIFY(seat.scene.node.cluster().react(seat.room, Scene::tomas, seat.feed().at(row).seq, emoji));
        QTRY_COMPARE(seat.view().layoutAt(row).reactions.size(), size_t(all.size()));
        const ui::RowLayout &layout = seat.view().layoutAt(row);
        for (const ui::ReactionChip &chip : layout.reactions)
            QVERIFY(layout.bubble.adjusted(0, 0, 0.5, 0).contains(chip.box));
        QVERIFY(layout.reactions.back().box.top() > layout.reactions.front().box.top());
        QVERIFY(layout.bubble.contains(layout.timeBox));
        for (const ui::ReactionChip &chip : layout.reactions)
            QVERIFY(!chip.box.intersects(layout.timeBox));
    }

    void theRowsBelowStandStillWhenReactionsComeAbove()
    {
        Seat seat(80);
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.feed().count() >= 30);
        const Mid mid = seat.last().mid;
        const int y = seat.bottomOf(mid);
        for (int back = 2; back < 8; ++back)
            QVERIFY(seat.scene.node.cluster().react(
                seat.room, Scene::tomas, seat.feed().at(seat.feed().count() - back).seq, u"👍"_s));
        QTRY_VERIFY(!seat.feed().at(seat.feed().count() - 7).reactions.isEmpty());
        QCOMPARE(seat.bottomOf(mid), y);
        QVERIFY(seat.view().isAtEnd());
    }
};

QTEST_MAIN(ChangesFlowTest)
#include "changes_flow_test.moc"
