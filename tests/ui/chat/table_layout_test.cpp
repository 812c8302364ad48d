// SPDX-License-Identifier: GPL-3.0-or-later
// Tables in messages: where cells stand, what is copied from them, and what is done where there is too much of it.
#include "tests/support/made_up_timeline.h"
#include "ui/chat/row_builder.h"
#include "ui/chat/timeline_view.h"
#include "ui/common/theme.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::ui;
using namespace hubbub::test;

namespace {

constexpr int viewWidth = 676;

std::unique_ptr<RowLayout> laidOut(const QString &text, int width = viewWidth)
{
    const client::TimelineItem item = message(1, 1'700'000'000'000, ines, text);
    const RowInput input { item, {}, UserId("mara"_ba), {}, {} };
    return RowBuilder(input, width).build();
}

const QString small = u"| a | b |\n|--|--:|\n| one | two |\n| x | [y](https://example.org) |"_s;

} // namespace

class TableLayoutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().install(); }

    void cellsStandInColumnsAndRows()
    {
        const auto row = laidOut(small);
        QCOMPARE(row->pieces.size(), 6U);
        const auto box = [&](size_t piece) { return row->pieces[piece].box; };
        QCOMPARE(box(0).left(), box(2).left());
        QCOMPARE(box(1).left(), box(5).left());
        QCOMPARE(box(2).top(), box(3).top());
        QVERIFY(box(0).right() < box(1).left() && box(0).bottom() < box(2).top());
        for (const TextPiece &piece : row->pieces)
            QVERIFY(row->bubble.contains(piece.box));
        // To the right, as the rule says.
        const QTextLine two = row->pieces[3].layout->lineAt(0);
        QVERIFY(two.naturalTextRect().right() > two.width() - 2);
    }

    void aPointLeadsToTheLetterOfItsCell()
    {
        const auto row = laidOut(small);
        QCOMPARE(row->plain, u"a\tb\none\ttwo\nx\ty"_s);
        for (size_t i = 0; i < row->pieces.size(); ++i) {
            const TextPiece &piece = row->pieces[i];
            const int letter = row->letterAt(piece.box.center());
            QVERIFY(letter >= piece.from);
            QVERIFY(letter <= piece.from + piece.layout->text().size());
        }
        const QPointF onLink = row->pieces[5].at + row->pieces[5].layout->lineAt(0).naturalTextRect().center();
        QVERIFY(row->linkAt(onLink) != nullptr);
        QCOMPARE(row->linkAt(onLink)->url, QUrl(u"https://example.org"_s));
    }

    void whatIsSelectedIsCopiedAsColumns()
    {
        MadeUpTimeline source;
        TimelineView view;
        source.setItems({ message(1, QDateTime::currentMSecsSinceEpoch(), ines, small) });
        view.resize(viewWidth, 500);
        view.setSource(&source, UserId("mara"_ba));
        view.show();
        const RowLayout &row = view.layoutAt(0);
        const QPoint origin = view.rowRect(0).topLeft();
        const QPoint from = origin + row.pieces[2].at.toPoint() + QPoint(0, 8);
        const QPoint to = origin + row.pieces[3].box.center().toPoint() + QPoint(100, 0);
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(view.viewport(), to);
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, to);
        QCOMPARE(view.selectedText(), u"one\ttwo"_s);
    }

    void longCellsWrapWithinTheBubble()
    {
        const auto row = laidOut(u"| a | b |\n|--|--|\n| short | "_s + u"many words "_s.repeated(60) + u"|\n| "_s
            + QString(300, u'x') + u" | y |"_s);
        for (const TextPiece &piece : row->pieces)
            QVERIFY(row->bubble.contains(piece.box));
        QVERIFY(row->pieces[3].layout->lineCount() > 3);
        QVERIFY(row->pieces[4].layout->lineCount() > 3);
    }

    void whatHasNoRoomIsSaid_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<bool>("fits");
        QTest::newRow("narrow") << 380 << false;
        QTest::newRow("wide") << 900 << true;
    }
    void whatHasNoRoomIsSaid()
    {
        QFETCH(const int, width);
        QFETCH(const bool, fits);
        constexpr int columns = 12;
        const auto row = laidOut(u"| ab "_s.repeated(columns) + u"|\n"_s + u"|--"_s.repeated(columns) + u"|\n"_s
                + u"| 1 "_s.repeated(columns),
            width);
        QCOMPARE(row->pieces.size() == 2U * columns, fits);
        QCOMPARE(row->markers.empty(), fits);
        if (!fits)
            QVERIFY(row->markers.front().text.contains(u"columns more"_s));
        for (const TextPiece &piece : row->pieces)
            QVERIFY(row->bubble.contains(piece.box));
    }

    void theLargestTableIsLaidOutSoon()
    {
        QString text = u"|a"_s.repeated(20) + u'\n' + u"|-"_s.repeated(20) + u'\n';
        for (int i = 0; i < 19; ++i)
            text += u"| some words "_s.repeated(20) + u'\n';
        const auto warm = laidOut(text);
        QElapsedTimer timer;
        timer.start();
        const auto row = laidOut(text, 1200);
        QVERIFY(row->pieces.size() > 100);
        qInfo("the largest table: %lld ms", static_cast<long long>(timer.elapsed()));
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed()))); // room for a busy machine
    }

    void quotedAndListedTablesStandWithinTheBubble()
    {
        for (const QString &text :
            { u"> | a | b |\n> |---|---|\n> | 1 | 2 |"_s, u"- | a | b |\n  |---|---|\n  | 1 | 2 |"_s }) {
            const auto row = laidOut(text);
            QCOMPARE(row->pieces.size(), 4U);
            for (const TextPiece &piece : row->pieces)
                QVERIFY(row->bubble.contains(piece.box));
        }
    }
};

QTEST_MAIN(TableLayoutTest)
#include "table_layout_test.moc"
