// SPDX-License-Identifier: GPL-3.0-or-later
// What a person sees of the timeline while messages come, go, grow and the window changes: nothing jumps.
#include "tests/support/made_up_timeline.h"
#include "ui/chat/jump_button.h"
#include "ui/chat/timeline_view.h"
#include "ui/common/theme.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::test;
using namespace hubbub::ui;

namespace {

const UserId me("mara"_ba);

qint64 now() { return QDateTime(QDate::currentDate(), QTime(14, 0)).toMSecsSinceEpoch(); }

struct Stage {
    MadeUpTimeline source;
    TimelineView view;

    explicit Stage(int count = 600)
    {
        source.setItems(madeUpMessages(count, now(), 100'001));
        view.resize(676, 686);
        view.setSource(&source, me);
        view.show();
        view.activateWindow();
    }

    /// The row below the middle; somewhere to look at.
    [[nodiscard]] Mid watched() { return source.at(view.hitAt({ 300, 340 }).row).mid; }
    [[nodiscard]] int bottomOf(const Mid &mid) const
    {
        const QRect rect = view.rowRect(source.indexOf(mid));
        return rect.isEmpty() ? INT_MIN : rect.bottom();
    }
    [[nodiscard]] QScrollBar *bar() const { return view.findChild<QScrollBar *>(u"timelineBar"_s); }
    [[nodiscard]] JumpButton *jump() const { return view.findChild<JumpButton *>(); }

    void say(const Author &who, const QString &text)
    {
        const qint64 seq = source.count() == 0 ? 1 : source.at(source.count() - 1).seq + 1;
        source.append(message(seq, now(), who, text, qstrcmp(who.user, "mara") == 0));
    }
    void wheel(int notches, int pixels = 0)
    {
        const QPointF at(300, 300);
        QWheelEvent event(at, view.viewport()->mapToGlobal(at), QPoint(0, pixels), QPoint(0, 120 * notches),
            Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(view.viewport(), &event);
    }
};

} // namespace

class TimelineViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install();
        Theme::instance().setReducesMotion(true); // the wheel moves at once
    }
    void init()
    {
        Theme::instance().setChoice(Theme::Choice::Light);
        Theme::instance().setZoom(1);
    }

    void itOpensAtTheEndAndFollowsWhatComes()
    {
        Stage stage;
        QVERIFY(stage.view.isAtEnd());
        QVERIFY(!stage.jump()->isVisible());
        for (int i = 0; i < 30; ++i) {
            stage.say(ines, u"one more line "_s.repeated(1 + i));
            QVERIFY(stage.view.isAtEnd());
            QVERIFY(!stage.view.rowRect(stage.source.count() - 1).isEmpty());
        }
    }

    void scrolledUpNothingMovesWhileMessagesCome()
    {
        Stage stage;
        stage.view.scrollPixels(-900);
        const Mid mid = stage.watched();
        const int y = stage.bottomOf(mid);
        for (int i = 0; i < 40; ++i) {
            stage.say(ines, u"one more line "_s.repeated(1 + i % 9));
            QCOMPARE(stage.bottomOf(mid), y);
        }
        QVERIFY(stage.jump()->isVisible());
        QCOMPARE(stage.jump()->unread(), 40);
        QTest::mouseClick(stage.jump(), Qt::LeftButton);
        QVERIFY(stage.view.isAtEnd());
        QVERIFY(!stage.jump()->isVisible());
        QCOMPARE(stage.jump()->unread(), 0);
    }

    void olderPagesMoveNothing()
    {
        Stage stage;
        stage.source.setHasOlder(true);
        for (int page = 0; page < 12; ++page) {
            stage.view.scrollPixels(-1'000'000);
            QTRY_COMPARE(stage.source.fetches(), page + 1);
            const Mid mid = stage.watched();
            const int y = stage.bottomOf(mid);
            stage.source.prepend(madeUpMessages(100, now() - 100'000'000, 100'001 - 100 * (page + 1), 50 + page));
            stage.source.endFetch(true);
            QCOMPARE(stage.bottomOf(mid), y);
        }
    }

    void olderRowsAreAskedForOnceAndAgainAfterAFailure()
    {
        Stage stage;
        stage.source.setHasOlder(true);
        stage.view.scrollPixels(-1'000'000);
        QTRY_COMPARE(stage.source.fetches(), 1);
        stage.view.scrollPixels(-10);
        QCoreApplication::processEvents();
        QCOMPARE(stage.source.fetches(), 1); // under way
        stage.source.endFetch(false);
        QCoreApplication::processEvents();
        QCOMPARE(stage.source.fetches(), 1); // not in a circle
        stage.view.scrollPixels(-10);
        QTRY_COMPARE(stage.source.fetches(), 2);
    }

    void rowsThatGrowAboveMoveNothingInSight()
    {
        Stage stage;
        stage.view.scrollPixels(-3000);
        const Mid mid = stage.watched();
        const int row = stage.source.indexOf(mid);
        const int y = stage.bottomOf(mid);
        for (int above = 1; above < 30; ++above) {
            client::TimelineItem item = stage.source.at(row - 8 - above);
            item.message.text += u"\n\nand an edit that makes it longer"_s.repeated(3);
            stage.source.change(row - 8 - above, item);
            QCOMPARE(stage.bottomOf(mid), y);
        }
    }

    void anotherSizeOfTheWindowKeepsTheTopRow()
    {
        Stage stage;
        stage.view.scrollPixels(-9000);
        const int row = stage.view.hitAt({ 300, 60 }).row + 1;
        const Mid mid = stage.source.at(row).mid;
        for (const QSize &size :
            { QSize(676, 400), QSize(500, 400), QSize(380, 900), QSize(1400, 700), QSize(676, 686) }) {
            stage.view.resize(size);
            QTRY_COMPARE(stage.view.size(), size);
            const QRect now = stage.view.rowRect(stage.source.indexOf(mid));
            QVERIFY2(!now.isEmpty() && now.top() < 200, qPrintable(QString::number(now.top())));
        }
    }

    void atTheEndAnotherSizeStaysAtTheEnd()
    {
        Stage stage;
        for (const QSize &size : { QSize(676, 300), QSize(380, 900), QSize(1400, 700) }) {
            stage.view.resize(size);
            QTRY_COMPARE(stage.view.size(), size);
            QVERIFY(stage.view.isAtEnd());
        }
    }

    void anotherZoomAndThemeKeepTheRowInSight()
    {
        Stage stage;
        stage.view.scrollPixels(-9000);
        const Mid mid = stage.watched();
        for (const double zoom : { 1.2, 1.5, 0.8, 1.0 }) {
            Theme::instance().setZoom(zoom);
            QVERIFY(stage.bottomOf(mid) != INT_MIN);
        }
        const int y = stage.bottomOf(mid);
        Theme::instance().setChoice(Theme::Choice::Dark);
        QCOMPARE(stage.bottomOf(mid), y);
    }

    void theBarIsNeverBelowZeroAndNeverBeyondItsEnd()
    {
        Stage stage(2000);
        for (const int pixels : { -1'000'000'000, 500, -20'000, 1'000'000'000, -640, INT_MIN / 2, INT_MAX / 2 }) {
            stage.view.scrollPixels(pixels);
            QVERIFY(stage.bar()->value() >= 0);
            QVERIFY(stage.bar()->value() <= stage.bar()->maximum());
        }
        stage.view.scrollPixels(-1'000'000'000);
        QCOMPARE(stage.bar()->value(), 0);
        QVERIFY(!stage.view.rowRect(0).isEmpty());
        QVERIFY(!stage.view.isAtEnd());
    }

    void aTouchpadsFlingBeyondTheTopStaysThere()
    {
        Stage stage;
        stage.view.scrollPixels(-1'000'000'000);
        stage.wheel(0, 5000);
        QCOMPARE(stage.bar()->value(), 0);
        QVERIFY(!stage.view.rowRect(0).isEmpty());
    }

    void theWheelMovesBothWaysByTheSame()
    {
        Stage stage;
        stage.view.scrollPixels(-9000);
        const Mid mid = stage.watched();
        const int y = stage.bottomOf(mid);
        stage.wheel(1);
        QVERIFY(stage.bottomOf(mid) > y);
        stage.wheel(-1);
        QCOMPARE(stage.bottomOf(mid), y);
    }

    void theScrollBarGoesAnywhere()
    {
        Stage stage(20'000);
        QScrollBar *bar = stage.bar();
        for (const double part : { 0.0, 0.5, 0.999, 0.25, 1.0 }) {
            const int wanted = static_cast<int>(bar->maximum() * part);
            bar->setValue(wanted);
            // Rows that were guessed are measured there, which moves the end, not the place.
            QVERIFY(std::abs(bar->value() - wanted) < 2000);
        }
        QVERIFY(stage.view.isAtEnd());
    }

    void keysGoToTheEnds()
    {
        Stage stage;
        QTest::keyClick(&stage.view, Qt::Key_Home);
        QCOMPARE(stage.bar()->value(), 0);
        QTest::keyClick(&stage.view, Qt::Key_PageDown);
        QVERIFY(stage.bar()->value() > 400);
        QTest::keyClick(&stage.view, Qt::Key_End);
        QVERIFY(stage.view.isAtEnd());
    }

    void anOwnMessageLeadsToTheEnd()
    {
        Stage stage;
        stage.view.scrollPixels(-5000);
        client::TimelineItem own = message(0, now(), mara, u"here I am"_s, true);
        own.mid = Mid("mid-own"_ba);
        own.state = client::SendState::Queued;
        stage.source.append(own);
        QVERIFY(stage.view.isAtEnd());
    }

    void aPlaceIsComeBackTo()
    {
        Stage stage;
        stage.view.scrollPixels(-5000);
        const Mid mid = stage.watched();
        const int y = stage.bottomOf(mid);
        const TimelineView::Place place = stage.view.place();
        MadeUpTimeline other;
        other.setItems(madeUpMessages(40, now()));
        stage.view.setSource(&other, me);
        QVERIFY(stage.view.isAtEnd());
        stage.view.setSource(&stage.source, me);
        stage.view.setPlace(place);
        QCOMPARE(stage.bottomOf(mid), y);
    }

    void aJumpShowsTheMessageAndAMissingOneSaysSo()
    {
        Stage stage;
        QVERIFY(stage.view.scrollToSeq(100'050));
        QVERIFY(!stage.view.rowRect(stage.source.indexOfSeq(100'050)).isEmpty());
        QVERIFY(!stage.view.scrollToSeq(5));
    }

    void itOpensAtTheFirstNewRow()
    {
        MadeUpTimeline source;
        source.setItems(madeUpMessages(600, now()));
        source.setReadSeq(500);
        TimelineView view;
        view.resize(676, 686);
        view.show();
        view.setSource(&source, me);
        QVERIFY(!view.isAtEnd());
        int firstNew = source.indexOfSeq(501);
        while (source.at(firstNew).own)
            ++firstNew;
        const QRect row = view.rowRect(firstNew);
        QVERIFY(!row.isEmpty());
        QVERIFY(!view.layoutAt(firstNew).newWords.isEmpty());
        view.clearNewLine();
        QVERIFY(view.layoutAt(firstNew).newWords.isEmpty());
    }

    void whatIsInSightIsSeenAndOnlyThat()
    {
        Stage stage;
        QSignalSpy seen(&stage.view, &TimelineView::seen);
        QVERIFY(QTest::qWaitForWindowActive(&stage.view));
        stage.view.scrollPixels(-9000);
        stage.view.grab();
        seen.clear();
        QCoreApplication::processEvents();
        const qint64 last = stage.source.at(stage.source.count() - 1).seq;
        stage.view.scrollToEnd();
        stage.view.grab();
        QTRY_VERIFY(!seen.isEmpty());
        QCOMPARE(seen.last().first().toLongLong(), last);
    }

    void textIsSelectedAcrossMessagesAndCopied()
    {
        MadeUpTimeline source;
        source.setItems({ message(1, now(), ines, u"first **bold** words"_s),
            message(2, now() + 1000, tomas, u"second, with `code`"_s) });
        TimelineView view;
        view.resize(676, 686);
        view.setSource(&source, me);
        view.show();
        const auto middle = [&](int row, bool end) {
            const TextPiece &piece = view.layoutAt(row).pieces.front();
            const QRectF box = piece.box.translated(view.rowRect(row).topLeft());
            return QPoint(
                static_cast<int>(end ? box.left() + piece.layout->lineAt(0).naturalTextWidth() + 20 : box.left()),
                static_cast<int>(box.center().y()));
        };
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, middle(0, false));
        QTest::mouseMove(view.viewport(), middle(1, true));
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, middle(1, true));
        const QString text = view.selectedText();
        QVERIFY2(text.contains(u"first bold words"_s) && text.contains(u"second, with code"_s), qPrintable(text));
        QVERIFY(text.contains(u"Ines Roth"_s));
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), text);
        // What comes before does not shift the selection.
        source.prepend({ message(-1, now() - 5000, jon, u"older"_s) });
        QCOMPARE(view.selectedText(), text);
    }

    void aFailedMessageIsRetriedByAPress()
    {
        MadeUpTimeline source;
        client::TimelineItem failed = message(0, now(), mara, u"refused"_s, true);
        failed.mid = Mid("mid-f"_ba);
        failed.state = client::SendState::Failed;
        failed.error = { ErrorCode::Limit, {}, {} };
        source.setItems({ failed });
        TimelineView view;
        view.resize(676, 686);
        view.setSource(&source, me);
        view.show();
        QSignalSpy retried(&view, &TimelineView::retryRequested);
        const QRectF box = view.layoutAt(0).failure->box.translated(view.rowRect(0).topLeft());
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, box.center().toPoint());
        QCOMPARE(retried.count(), 1);
        QCOMPARE(retried[0][0].value<Mid>(), failed.mid);
    }

    void aQuoteLeadsToItsMessage()
    {
        Stage stage;
        client::TimelineItem reply = message(200'000, now(), ines, u"that one"_s);
        reply.message.replyTo = 100'020;
        stage.source.append(reply);
        const int row = stage.source.count() - 1;
        const QRectF box = stage.view.layoutAt(row).quote->box.translated(stage.view.rowRect(row).topLeft());
        QTest::mouseClick(stage.view.viewport(), Qt::LeftButton, {}, box.center().toPoint());
        QVERIFY(!stage.view.rowRect(stage.source.indexOfSeq(100'020)).isEmpty());
    }

    void rowsMayGoWhileTheyAreInSight()
    {
        Stage stage;
        stage.view.scrollPixels(-2000);
        stage.source.remove(stage.source.count() - 60, 60);
        QVERIFY(!stage.view.grab().isNull());
        stage.source.remove(0, stage.source.count());
        QVERIFY(!stage.view.grab().isNull());
        stage.say(ines, u"again"_s);
        QVERIFY(!stage.view.rowRect(0).isEmpty());
        stage.view.setSource(nullptr, {});
        QVERIFY(!stage.view.grab().isNull());
    }
};

QTEST_MAIN(TimelineViewTest)
#include "timeline_view_test.moc"
