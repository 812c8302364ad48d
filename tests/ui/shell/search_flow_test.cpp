// SPDX-License-Identifier: GPL-3.0-or-later
// Looking for what was said, with and without a connection, and coming to where it was said.
#include "tests/ui/shell/seat.h"
#include "ui/chat/search_sheet.h"
#include "ui/common/empty_state.h"
#include "ui/common/label.h"
#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QListView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using client::Phase;
using client::TimelineItem;
using Screen = ui::MainWindow::Screen;

namespace {

/// The sheet as the person has it before them.
struct Asking {
    Scene &scene;

    explicit Asking(Scene &shown)
        : scene(shown)
    {
        QTest::keyClick(scene.window.get(), Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    }
    [[nodiscard]] ui::SearchSheet *sheet() const { return scene.find<ui::SearchSheet>("searchSheet"); }
    [[nodiscard]] QLineEdit *field() const { return scene.find<QLineEdit>("searchSheetField"); }
    [[nodiscard]] QListView *list() const { return scene.find<QListView>("foundList"); }
    [[nodiscard]] int count() const { return list()->model()->rowCount(); }
    /// What is said of a row to who can not see it.
    [[nodiscard]] QString words(int row) const
    {
        return list()->model()->index(row, 0).data(Qt::AccessibleTextRole).toString();
    }
    void type(const QString &text) { QTest::keyClicks(field(), text); }
    void press(Qt::Key key) { QTest::keyClick(field(), key); }
};

QStringList labelsOf(const QWidget &widget)
{
    QStringList words;
    for (const auto *label : widget.findChildren<ui::Label *>())
        words.append(label->text());
    return words;
}

/// That there is nothing, of that word.
bool saysNothing(const Scene &scene, const QString &word)
{
    const QStringList words = labelsOf(*scene.find<ui::EmptyState>("searchEmpty"));
    return words.contains(u"Nothing found"_s) && words.join(u' ').contains(word);
}

ui::RoomTalk &talkOf(const Scene &scene) { return *scene.window->chat().findChild<ui::RoomTalk *>(); }

/// Whether that message stands in the timeline's sight.
bool isInSight(const Scene &scene, const RoomId &room, qint64 seq)
{
    const int row = scene.client->feed(room)->indexOfSeq(seq);
    const ui::TimelineView &view = talkOf(scene).timeline();
    return row >= 0 && view.rowRect(row).intersects(view.viewport()->rect());
}

void readAll(const Seat &seat)
{
    while (seat.feed().hasOlder()) {
        if (!seat.feed().isFetching())
            seat.feed().fetchOlder();
        QVERIFY(QTest::qWaitFor([&] { return !seat.feed().isFetching(); }));
    }
}

} // namespace

class SearchFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        ui::Theme::instance().install();
        ui::Theme::instance().setChoice(ui::Theme::Choice::Light);
        ui::Theme::instance().setReducesMotion(true);
    }

    void whatWasSaidLongAgoIsFoundAfterARestartWithoutAConnection()
    {
        Seat seat;
        seat.say(Scene::tomas, u"The **needle** lies in the café, under the lamp"_s);
        const qint64 seq = static_cast<qint64>(seat.scene.node.cluster().find(seat.room)->log.size());
        for (int i = 0; i < 400; ++i)
            seat.say(Scene::ines, u"hay, straw %1"_s.arg(i));
        QVERIFY(seat.enter());
        readAll(seat);
        QVERIFY(seat.feed().indexOfSeq(seq) >= 0);
        seat.scene.window->chat().openRoom(Scene::general);
        seat.scene.node.stop();
        seat.scene.restart();
        QTRY_VERIFY(seat.scene.client->room(seat.room) != nullptr);
        QTRY_VERIFY(seat.scene.client->link().phase == Phase::Waiting);
        QVERIFY(seat.scene.window->chat().currentRoom() != seat.room);

        Asking asking(seat.scene);
        QVERIFY(asking.sheet() != nullptr && asking.sheet()->isVisible());
        QTRY_VERIFY(asking.field()->hasFocus());
        asking.type(u"CAFE nee"_s);
        QTRY_COMPARE(asking.count(), 1);
        QVERIFY2(asking.words(0).startsWith(u"Tomas"_s) || asking.words(0).startsWith(u"tomas"_s),
            qPrintable(asking.words(0)));
        QVERIFY2(asking.words(0).contains(u"ops-night"_s), qPrintable(asking.words(0)));
        QVERIFY2(
            asking.words(0).endsWith(u"The needle lies in the café, under the lamp"_s), qPrintable(asking.words(0)));
        asking.press(Qt::Key_Return);
        QCOMPARE(seat.scene.window->chat().currentRoom(), seat.room);
        QTRY_VERIFY(isInSight(seat.scene, seat.room, seq));
        QVERIFY(seat.scene.client->link().phase != Phase::Online);
        QVERIFY(!talkOf(seat.scene).timeline().isAtEnd());
    }

    void whatWasFoundIsChosenByKeysAndByTheMouse()
    {
        Seat seat;
        seat.say(Scene::ines, u"marmalade one"_s);
        seat.say(Scene::ines, u"marmalade two"_s);
        seat.say(Scene::ines, u"marmalade three"_s);
        const qint64 last = static_cast<qint64>(seat.scene.node.cluster().find(seat.room)->log.size());
        for (int i = 0; i < 40; ++i)
            seat.say(Scene::jon, u"and on it goes, and on and on"_s);
        QVERIFY(seat.enter());
        QTRY_COMPARE(seat.last().seq, last + 40);
        readAll(seat);
        seat.scene.window->showScreen(Screen::Settings); // from anywhere
        Asking asking(seat.scene);
        QCOMPARE(seat.scene.window->screen(), Screen::Chat);
        asking.type(u"marm"_s);
        QTRY_COMPARE(asking.count(), 3);
        QVERIFY(asking.words(0).endsWith(u"three"_s)); // the newest first
        QCOMPARE(asking.list()->currentIndex().row(), 0);
        asking.press(Qt::Key_Down);
        asking.press(Qt::Key_Down);
        asking.press(Qt::Key_Down); // stays at the last one
        QCOMPARE(asking.list()->currentIndex().row(), 2);
        asking.press(Qt::Key_Up);
        asking.press(Qt::Key_Return);
        QTRY_VERIFY(isInSight(seat.scene, seat.room, last - 1));
        QTRY_VERIFY(asking.sheet() == nullptr);

        Asking again(seat.scene);
        again.type(u"marmalade"_s);
        QTRY_COMPARE(again.count(), 3);
        const QRect row = again.list()->visualRect(again.list()->model()->index(2, 0));
        QTest::mouseClick(again.list()->viewport(), Qt::LeftButton, {}, row.center());
        QTRY_VERIFY(again.sheet() == nullptr);
        QTRY_VERIFY(isInSight(seat.scene, seat.room, last - 2));
    }

    void enterRightAfterTheLastLetterOpensWhatThatFinds()
    {
        Seat seat;
        seat.say(Scene::ines, u"marmalade"_s);
        const qint64 seq = static_cast<qint64>(seat.scene.node.cluster().find(seat.room)->log.size());
        for (int i = 0; i < 40; ++i)
            seat.say(Scene::jon, u"more of many a thing that begins with m"_s);
        QVERIFY(seat.enter());
        QTRY_COMPARE(seat.last().seq, seq + 40);
        Asking asking(seat.scene);
        asking.type(u"marmalade"_s);
        asking.press(Qt::Key_Return); // no answer can have come by now
        QVERIFY(asking.sheet()->isVisible());
        QTRY_VERIFY(asking.sheet() == nullptr);
        QTRY_VERIFY(isInSight(seat.scene, seat.room, seq));
    }

    void theSearchIsNarrowedToTheOpenRoom()
    {
        Seat seat;
        seat.say(Scene::ines, u"nobody else knows"_s);
        QVERIFY(seat.enter());
        QTRY_COMPARE(seat.last().message.text, u"nobody else knows"_s);
        QVERIFY(seat.scene.client->feed(Scene::general) != nullptr); // read it, too
        QTRY_VERIFY(seat.scene.client->feed(Scene::general)->count() > 0);
        Asking asking(seat.scene);
        asking.type(u"nobody"_s);
        QTRY_COMPARE(asking.count(), 2);
        auto *scope = seat.scene.find<QWidget>("searchScope");
        QVERIFY(scope != nullptr);
        const auto buttons = scope->findChildren<QAbstractButton *>();
        QCOMPARE(buttons.size(), 2);
        QTest::mouseClick(buttons[1], Qt::LeftButton);
        QTRY_COMPARE(asking.count(), 1);
        QVERIFY(asking.words(0).endsWith(u"nobody else knows"_s));
        QVERIFY(asking.field()->hasFocus()); // typing goes on
        QTest::mouseClick(buttons[0], Qt::LeftButton);
        QTRY_COMPARE(asking.count(), 2);
    }

    void nothingTypedAndNothingFoundAreSaid()
    {
        Seat seat;
        QVERIFY(seat.enter());
        Asking asking(seat.scene);
        const auto *empty = seat.scene.find<ui::EmptyState>("searchEmpty");
        QVERIFY(empty->isVisible() && !asking.list()->isVisible());
        QVERIFY(labelsOf(*empty).contains(u"Search everything you have seen"_s));
        asking.type(u"xylophone"_s);
        QTRY_VERIFY(saysNothing(seat.scene, u"xylophone"_s));
        asking.press(Qt::Key_Return); // leads nowhere
        QVERIFY(asking.sheet()->isVisible());
        asking.press(Qt::Key_Escape); // empties the field
        QTRY_VERIFY(labelsOf(*empty).contains(u"Search everything you have seen"_s));
        asking.press(Qt::Key_Escape);
        QTRY_VERIFY(asking.sheet() == nullptr);
        QTRY_VERIFY(seat.field()->hasFocus()); // back where the person was
    }

    void anEditedAndARemovedMessageAreFoundAsTheyAre()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.type(u"a quincunx of trees"_s);
        QTRY_COMPARE(seat.last().state, client::SendState::Stored);
        const qint64 seq = seat.last().seq;
        QTest::keyClick(seat.field(), Qt::Key_Up);
        seat.field()->selectAll();
        seat.type(u"a pentagon of trees"_s);
        QTRY_VERIFY(seat.last().editedTs > 0 && !seat.last().change);
        Asking asking(seat.scene);
        asking.type(u"quincunx"_s);
        QTRY_VERIFY(saysNothing(seat.scene, u"quincunx"_s));
        asking.press(Qt::Key_Escape);
        asking.type(u"pentagon"_s);
        QTRY_COMPARE(asking.count(), 1);
        QVERIFY(seat.scene.node.cluster().redact(seat.room, Scene::mara, seq));
        QTRY_COMPARE(seat.last().kind, TimelineItem::Kind::Void);
        asking.press(Qt::Key_Escape);
        asking.type(u"pentagon"_s);
        QTRY_VERIFY(saysNothing(seat.scene, u"pentagon"_s));
        QCOMPARE(asking.count(), 0);
    }

    void whatLiesBehindAHoleIsSaidToTakeAConnection()
    {
        Seat seat;
        seat.say(Scene::tomas, u"saxifrage in the north"_s);
        const qint64 seq = static_cast<qint64>(seat.scene.node.cluster().find(seat.room)->log.size());
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.feed().indexOfSeq(seq) >= 0);
        seat.scene.node.stop();
        QTRY_VERIFY(seat.scene.client->link().phase != Phase::Online);
        for (int i = 0; i < 2500; ++i) // further than what is replayed
            seat.say(Scene::ines, u"hay %1"_s.arg(i));
        seat.scene.node.start();
        seat.scene.client->retryNow();
        QTRY_COMPARE(seat.last().message.text, u"hay 2499"_s);
        QTRY_VERIFY(seat.feed().indexOfSeq(seq) < 0);
        seat.scene.node.stop();
        QTRY_VERIFY(seat.scene.client->link().phase != Phase::Online);
        Asking asking(seat.scene);
        asking.type(u"saxifrage"_s);
        QTRY_COMPARE(asking.count(), 1);
        asking.press(Qt::Key_Return);
        QTRY_VERIFY(seat.field()->accessibleDescription().contains(u"takes a connection"_s));
        // With one, the way is read.
        seat.scene.node.start();
        seat.scene.client->retryNow();
        QTRY_COMPARE(seat.scene.client->link().phase, Phase::Online);
        seat.scene.window->chat().openMessage(seat.room, seq);
        QTRY_VERIFY_WITH_TIMEOUT(isInSight(seat.scene, seat.room, seq), 20'000);
    }
};

QTEST_MAIN(SearchFlowTest)
#include "search_flow_test.moc"
