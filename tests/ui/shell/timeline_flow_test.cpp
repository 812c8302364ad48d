// SPDX-License-Identifier: GPL-3.0-or-later
// What the timeline tells and where it leads: who has read a message, and the way to a day.
#include "core/protocol/codec.h"
#include "tests/ui/shell/pictures.h"
#include "tests/ui/shell/seat.h"
#include "ui/common/label.h"
#include "ui/common/month_grid.h"
#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QHelpEvent>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using ui::Theme;

namespace {

QDate daysAgo(int days) { return QDate::currentDate().addDays(-days); }

int lastOwnRow(const Seat &seat)
{
    for (int row = seat.feed().count() - 1; row >= 0; --row) {
        if (seat.feed().at(row).own)
            return row;
    }
    return -1;
}

void read(Seat &seat, const UserId &user, qint64 seq)
{
    seat.scene.node.cluster().find(seat.room)->reads[user] = seq;
    seat.scene.node.cluster().tell(seat.room, protocol::encode(protocol::ReadPush { seat.room, user, seq }));
}

/// What is told where the pointer rests on the mark of that row.
QString toldOnMark(const Seat &seat, int row)
{
    const QRectF box = seat.view().layoutAt(row).stateBox;
    const QPoint at = box.translated(seat.view().rowRect(row).topLeft()).center().toPoint();
    QHelpEvent ask(QEvent::ToolTip, at, seat.view().viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(seat.view().viewport(), &ask);
    return QToolTip::text().remove(u"<span>"_s).remove(u"</span>"_s);
}

/// A room in which was talked for thirty days, ten times a day, at whole hours from noon.
void talkForAMonth(Seat &seat)
{
    FakeCluster &cluster = seat.scene.node.cluster();
    cluster.beginAnew(seat.room);
    for (int ago = 30; ago >= 1; --ago) {
        if (ago == 12)
            continue; // nobody worked
        for (int hour = 12; hour < 22; ++hour) {
            cluster.now = QDateTime(daysAgo(ago), QTime(hour, 0)).toMSecsSinceEpoch();
            seat.say(hour % 2 == 0 ? Scene::ines : Scene::tomas, u"%1 days ago at %2"_s.arg(ago).arg(hour));
        }
    }
}

/// The first row whose text is in sight, as it stands at the top.
QString firstInSight(const Seat &seat)
{
    for (int row = 0; row < seat.feed().count(); ++row) {
        const QRect box = seat.view().rowRect(row);
        if (!box.isEmpty() && box.top() + seat.view().layoutAt(row).bubble.top() >= 0)
            return seat.feed().at(row).message.text;
    }
    return {};
}

void openCalendar(const Seat &seat)
{
    QTest::mouseClick(seat.scene.find<QAbstractButton>("roomMenuButton"), Qt::LeftButton);
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu != nullptr);
    for (QAction *action : menu->actions()) {
        if (QString(action->text()).remove(QChar(0x200B)) == u"Jump to a day…"_s)
            action->trigger();
    }
    menu->close();
    QVERIFY(seat.scene.find<ui::MonthGrid>("monthGrid") != nullptr);
}

/// By keys from wherever the calendar stands.
void chooseDay(const Seat &seat, const QDate &day)
{
    auto *grid = seat.scene.find<ui::MonthGrid>("monthGrid");
    QTRY_VERIFY(grid->hasFocus());
    while (grid->day() > day)
        QTest::keyClick(grid, Qt::Key_Left);
    while (grid->day() < day)
        QTest::keyClick(grid, Qt::Key_Right);
    QTest::keyClick(grid, Qt::Key_Return);
    QTRY_VERIFY(seat.scene.find<ui::MonthGrid>("monthGrid") == nullptr);
}

} // namespace

class TimelineFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install();
        Theme::instance().setReducesMotion(true);
        Theme::instance().setChoice(Theme::Choice::Light);
    }

    void theMarkTellsWhoHasRead()
    {
        Seat seat;
        seat.scene.node.cluster().find(seat.room)->reads[Scene::tomas] = 4; // before we came
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() >= 8);
        const int row = lastOwnRow(seat);
        const qint64 seq = seat.feed().at(row).seq;
        QVERIFY(seq > 4);
        QCOMPARE(toldOnMark(seat, row), u"Sent. Nobody has read it yet."_s);
        read(seat, Scene::tomas, seq);
        QTRY_COMPARE(toldOnMark(seat, row), u"Read by Tomas Beck"_s);
        read(seat, Scene::ines, seq + 5); // further than that
        QTRY_COMPARE(toldOnMark(seat, row), u"Read by Ines Roth, Tomas Beck"_s);
        read(seat, Scene::jon, seq - 1); // not so far
        QCoreApplication::processEvents();
        QCOMPARE(toldOnMark(seat, row), u"Read by Ines Roth, Tomas Beck"_s);
    }

    void whoReadBeforeIsKnownOnceTheRoomIsOpened()
    {
        Seat seat;
        seat.scene.node.cluster().find(seat.room)->reads[Scene::aiko] = 1'000;
        QVERIFY(seat.enter());
        const int row = lastOwnRow(seat);
        QTRY_COMPARE(toldOnMark(seat, row), u"Read by Aiko Mori"_s);
    }

    void ofManyReadersTheFirstAreNamed()
    {
        Seat seat;
        for (int i = 0; i < 20; ++i) {
            const UserId user("reader-" + QByteArray::number(100 + i));
            seat.scene.node.cluster().addUser(user, u"Reader %1"_s.arg(100 + i));
            seat.scene.node.cluster().find(seat.room)->members[user] = protocol::Role::Member;
            seat.scene.node.cluster().find(seat.room)->reads[user] = 1'000;
        }
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() >= 28);
        const int row = lastOwnRow(seat);
        QTRY_COMPARE(toldOnMark(seat, row),
            u"Read by Reader 100, Reader 101, Reader 102, Reader 103, Reader 104, Reader 105, Reader 106, Reader 107 "
            "and 12 more"_s);
    }

    void aDayFarBackIsReadForAndShown()
    {
        Seat seat;
        talkForAMonth(seat);
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.feed().count() >= 20);
        QVERIFY(seat.feed().count() < 200); // not all of it is here
        openCalendar(seat);
        draw(seat.scene, u"calendar"_s, { { 1280, 800 } });
        chooseDay(seat, daysAgo(25));
        QTRY_COMPARE(firstInSight(seat), u"25 days ago at 12"_s);
        savePicture(seat.scene.window->grab(), u"calendar-day"_s);
    }

    void whileADayIsLookedForThatIsSaid()
    {
        Seat seat;
        talkForAMonth(seat);
        QVERIFY(seat.enter());
        QTRY_VERIFY(!seat.feed().isFetching());
        seat.talk->showDay(daysAgo(25));
        QVERIFY(seat.field()->accessibleDescription().startsWith(u"Looking for "_s));
        QTRY_COMPARE(firstInSight(seat), u"25 days ago at 12"_s);
        QVERIFY(seat.field()->accessibleDescription().isEmpty());
    }

    void aDayOnWhichNobodySpokeLeadsToWhatCameNext()
    {
        Seat seat;
        talkForAMonth(seat);
        QVERIFY(seat.enter());
        openCalendar(seat);
        chooseDay(seat, daysAgo(12));
        QTRY_COMPARE(firstInSight(seat), u"11 days ago at 12"_s);
    }

    void aDayBeforeEverythingIsSaidToBeSo()
    {
        Seat seat;
        talkForAMonth(seat);
        QVERIFY(seat.enter());
        openCalendar(seat);
        chooseDay(seat, daysAgo(40));
        QTRY_VERIFY(seat.scene.find<ui::Label>("messageSentence") != nullptr);
        const QString words = seat.scene.find<ui::Label>("messageSentence")->text();
        QVERIFY2(words.contains(QLocale().toString(daysAgo(30), QLocale::LongFormat)), qPrintable(words));
        QVERIFY(!seat.feed().hasOlder());
        QCOMPARE(firstInSight(seat), u"30 days ago at 12"_s);
    }

    void aDaysNameOpensTheCalendarThere()
    {
        Seat seat;
        talkForAMonth(seat);
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.feed().count() >= 20);
        seat.talk->showDay(daysAgo(3));
        QTRY_COMPARE(firstInSight(seat), u"3 days ago at 12"_s);
        for (int row = 0; row < seat.feed().count(); ++row) {
            const QRect box = seat.view().rowRect(row);
            if (box.isEmpty() || seat.view().layoutAt(row).day.isEmpty())
                continue;
            const QPoint at = seat.view().layoutAt(row).dayBox.translated(box.topLeft()).center().toPoint();
            QTest::mouseClick(seat.view().viewport(), Qt::LeftButton, {}, at);
            break;
        }
        auto *grid = seat.scene.find<ui::MonthGrid>("monthGrid");
        QVERIFY(grid != nullptr);
        QCOMPARE(grid->day(), daysAgo(3));
        const QDate yesterday = daysAgo(1);
        grid->setDay(yesterday);
        QTest::mouseClick(grid, Qt::LeftButton, {}, grid->cellOf(yesterday).center());
        QTRY_COMPARE(seat.view().isAtEnd() || firstInSight(seat) == u"1 days ago at 12"_s, true);
    }

    void noDayToComeCanBeChosen()
    {
        ui::MonthGrid grid(QDate(2026, 5, 20), QDate(2026, 5, 20));
        QSignalSpy taken(&grid, &ui::MonthGrid::taken);
        QTest::keyClick(&grid, Qt::Key_Right);
        QTest::keyClick(&grid, Qt::Key_PageDown);
        QCOMPARE(grid.day(), QDate(2026, 5, 20));
        QTest::keyClick(&grid, Qt::Key_PageUp);
        QTest::keyClick(&grid, Qt::Key_End);
        QCOMPARE(grid.day(), QDate(2026, 4, 30));
        QTest::keyClick(&grid, Qt::Key_Home);
        QTest::keyClick(&grid, Qt::Key_Up);
        QCOMPARE(grid.day(), QDate(2026, 3, 25));
        QTest::keyClick(&grid, Qt::Key_Return);
        QCOMPARE(taken.count(), 1);
        grid.setDay(QDate(2026, 5, 1));
        grid.resize(grid.sizeHint());
        QTest::mouseClick(&grid, Qt::LeftButton, {}, grid.cellOf(QDate(2026, 5, 25)).center());
        QCOMPARE(grid.day(), QDate(2026, 5, 1));
    }
};

QTEST_MAIN(TimelineFlowTest)
#include "timeline_flow_test.moc"
