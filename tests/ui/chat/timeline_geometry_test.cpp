// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of given heights, guessed wrongly at first: what the eye holds on to stays where it is.
#include "ui/chat/timeline_geometry.h"

#include <QTest>

#include <random>

using namespace hubbub::ui;

namespace {

constexpr int above = 52;
constexpr int below = 40;
constexpr int guess = 60;

struct Row {
    int height = 0;
    int contentTop = 0;
};

struct Stage {
    std::vector<Row> rows;
    int measurings = 0;
    TimelineGeometry geometry {
        [this](int row) {
            ++measurings;
            const Row &r = rows.at(static_cast<size_t>(row));
            return RowHeight { r.height, r.contentTop };
        },
        [](int) { return guess; },
    };

    explicit Stage(int count, quint32 seed = 1)
    {
        rows = made(count, seed);
        geometry.setMargins(above, below);
        geometry.setViewport(600, 700);
        geometry.reset(count);
        geometry.settle();
    }

    static std::vector<Row> made(int count, quint32 seed)
    {
        std::mt19937 random(seed);
        std::vector<Row> rows;
        for (int i = 0; i < count; ++i)
            rows.push_back({ 28 + static_cast<int>(random() % 180), random() % 20 == 0 ? 44 : 0 });
        return rows;
    }

    [[nodiscard]] int contentY(int row) const
    {
        for (const PlacedRow &placed : geometry.placed())
            if (placed.row == row)
                return placed.y + rows[static_cast<size_t>(row)].contentTop;
        return INT_MIN;
    }

    /// The first row whose content begins in sight.
    [[nodiscard]] int firstInSight() const
    {
        for (const PlacedRow &placed : geometry.placed())
            if (contentY(placed.row) >= 0)
                return placed.row;
        return -1;
    }

    void prepend(const std::vector<Row> &more)
    {
        rows.insert(rows.begin(), more.begin(), more.end());
        geometry.insert(0, static_cast<int>(more.size()));
        geometry.settle();
    }
};

void checkWhole(const Stage &stage)
{
    const TimelineGeometry &geometry = stage.geometry;
    const auto &placed = geometry.placed();
    QVERIFY(geometry.value() >= 0);
    QVERIFY(geometry.value() <= geometry.maximum());
    if (geometry.count() == 0)
        return;
    QVERIFY(!placed.empty());
    for (size_t i = 0; i < placed.size(); ++i) {
        QVERIFY(placed[i].row >= 0 && placed[i].row < geometry.count());
        QCOMPARE(placed[i].height, stage.rows[static_cast<size_t>(placed[i].row)].height);
        if (i > 0) {
            QCOMPARE(placed[i].row, placed[i - 1].row + 1);
            QCOMPARE(placed[i].y, placed[i - 1].y + placed[i - 1].height);
        }
    }
    const PlacedRow &first = placed.front();
    const PlacedRow &last = placed.back();
    const int floor = geometry.viewportHeight() - below;
    // Nothing is empty but the margins, unless all rows fit.
    const bool all = first.row == 0 && last.row == geometry.count() - 1;
    if (!all || last.y + last.height > floor)
        QVERIFY(first.y <= (first.row == 0 ? above : 0));
    if (last.row == geometry.count() - 1)
        QVERIFY(last.y + last.height >= floor);
    else
        QVERIFY(last.y + last.height >= geometry.viewportHeight());
}

} // namespace

class TimelineGeometryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itOpensAtTheEnd()
    {
        Stage stage(1000);
        QVERIFY(stage.geometry.isAtEnd());
        QCOMPARE(stage.geometry.placed().back().row, 999);
        QCOMPARE(stage.geometry.value(), stage.geometry.maximum());
        checkWhole(stage);
        QVERIFY(stage.measurings < 100); // those in sight, not a thousand
    }

    void rowsThatAllFitStandAtTheBottom()
    {
        Stage stage(3);
        QVERIFY(stage.geometry.isAtEnd());
        QCOMPARE(stage.geometry.maximum(), 0);
        const PlacedRow last = stage.geometry.placed().back();
        QCOMPARE(last.y + last.height, 700 - below);
        stage.geometry.scrollBy(-500);
        QCOMPARE(stage.geometry.placed().back().y, last.y);
    }

    void aStepMovesByExactlyItsPixels_data()
    {
        QTest::addColumn<int>("down");
        for (const int down : { -1, -7, -78, -640, -1400, -2800, 1, 78, 2800 })
            QTest::addRow("%d", down) << down;
    }
    void aStepMovesByExactlyItsPixels()
    {
        QFETCH(int, down);
        Stage stage(1000);
        stage.geometry.scrollBy(-20'000);
        // In small parts, so that some row stays in sight all along.
        const auto heldRow = [&] {
            const auto &placed = stage.geometry.placed();
            return down > 0 ? placed.back().row : placed.front().row;
        };
        for (int left = down; left != 0;) {
            const int part = qBound(-300, left, 300);
            const int row = heldRow();
            const int y = stage.contentY(row);
            stage.geometry.scrollBy(part);
            left -= part;
            QCOMPARE(stage.contentY(row), y - part);
        }
        // And in one go to the same place.
        Stage other(1000);
        other.geometry.scrollBy(-20'000);
        other.geometry.scrollBy(down);
        QCOMPARE(other.geometry.placed(), stage.geometry.placed());
    }

    void prependedRowsMoveNothing()
    {
        Stage stage(300);
        stage.geometry.scrollBy(-3000);
        for (int page = 0; page < 20; ++page) {
            const int row = stage.firstInSight();
            const int y = stage.contentY(row);
            stage.prepend(Stage::made(100, 100 + page));
            QCOMPARE(stage.contentY(row + 100), y);
            stage.geometry.scrollBy(-37);
            checkWhole(stage);
        }
    }

    void prependedRowsMoveNothingAtTheVeryTop()
    {
        Stage stage(300);
        stage.geometry.scrollTo(0);
        const int y = stage.contentY(0);
        stage.prepend(Stage::made(100, 7));
        QCOMPARE(stage.contentY(100), y);
    }

    void theDayAboveTheAnchorMayGoWithoutAJump()
    {
        Stage stage(300);
        stage.rows[0] = { 100, 44 };
        stage.geometry.scrollTo(0);
        const int y = stage.contentY(0);
        stage.rows[0] = { 56, 0 }; // an older message of the same day came before it
        stage.prepend({ { 120, 44 } });
        QCOMPARE(stage.contentY(1), y);
    }

    void rowsThatGrowMoveWhatIsAboveThem()
    {
        Stage stage(500);
        stage.geometry.scrollBy(-9000);
        const int row = stage.firstInSight();
        const int y = stage.contentY(row);
        for (const int other : { row - 1, row - 5, row + 1, row + 3 }) {
            stage.rows[static_cast<size_t>(other)].height += 90;
            stage.geometry.settle();
            QCOMPARE(stage.contentY(row), y);
            checkWhole(stage);
        }
    }

    void rowsThatGrowAtTheEndKeepTheEndInSight()
    {
        Stage stage(100);
        stage.rows.back().height += 200;
        stage.geometry.settle();
        QVERIFY(stage.geometry.isAtEnd());
        QCOMPARE(stage.geometry.placed().back().y + stage.geometry.placed().back().height, 700 - below);
    }

    void anotherSizeOfTheWindowKeepsTheRow()
    {
        Stage stage(2000);
        stage.geometry.scrollBy(-40'000);
        const int row = stage.firstInSight();
        const int y = stage.contentY(row);
        for (int step = 0; step < 60; ++step) {
            stage.geometry.setViewport(600 - 5 * step, 700 - 4 * step);
            for (Row &r : stage.rows)
                r.height += r.height / 50; // it wraps more
            stage.geometry.settle();
            QCOMPARE(stage.contentY(row), y);
            checkWhole(stage);
        }
    }

    void aLowerWindowAtTheEndStaysThere()
    {
        Stage stage(100);
        for (const int height : { 600, 300, 120, 400, 900, 700 }) {
            stage.geometry.setViewport(600, height);
            stage.geometry.settle();
            QVERIFY(stage.geometry.isAtEnd());
            checkWhole(stage);
        }
    }

    void aLeapMeasuresOnlyWhereItLands()
    {
        Stage stage(100'000);
        stage.measurings = 0;
        stage.geometry.scrollBy(-2'000'000);
        QVERIFY2(stage.measurings < 200, qPrintable(QString::number(stage.measurings)));
        checkWhole(stage);
        QVERIFY(!stage.geometry.isAtEnd());
    }

    void leapsThereAndBackEndWhereTheyBegan()
    {
        Stage stage(100'000);
        stage.geometry.scrollBy(-1'000'000);
        const int row = stage.firstInSight();
        const int y = stage.contentY(row);
        for (int round = 0; round < 50; ++round) {
            stage.geometry.scrollBy(321'000);
            stage.geometry.scrollBy(-321'000);
        }
        QCOMPARE(stage.firstInSight(), row);
        QCOMPARE(stage.contentY(row), y);
    }

    void aLeapCountsInTheUnitsOfTheScrollBar()
    {
        Stage stage(100'000);
        stage.geometry.scrollTo(1'000'000);
        const qint64 before = stage.geometry.value();
        stage.geometry.scrollBy(500'000);
        QCOMPARE(stage.geometry.value(), before + 500'000);
        stage.geometry.scrollBy(-900'000);
        QCOMPARE(stage.geometry.value(), before - 400'000);
    }

    void beyondTheFirstRowIsTheFirstRow()
    {
        for (const int up : { 100, 699, 701, 5000, 1'000'000, INT_MAX }) {
            Stage stage(200);
            stage.geometry.scrollTo(90); // near the top
            stage.geometry.scrollBy(-up);
            QCOMPARE(stage.geometry.value(), 0);
            QCOMPARE(stage.geometry.placed().front().row, 0);
            QCOMPARE(stage.geometry.placed().front().y, above);
            QVERIFY(!stage.geometry.isAtEnd());
            checkWhole(stage);
        }
    }

    void beyondTheLastRowIsTheEnd()
    {
        for (const int down : { 700, 5000, 1'000'000, INT_MAX }) {
            Stage stage(200);
            stage.geometry.scrollBy(-500);
            stage.geometry.scrollBy(down);
            QVERIFY(stage.geometry.isAtEnd());
            checkWhole(stage);
        }
    }

    void theScrollBarsValueIsHeldWithinTheEnds()
    {
        Stage stage(200);
        stage.geometry.scrollTo(-1'000'000);
        QCOMPARE(stage.geometry.value(), 0);
        checkWhole(stage);
        stage.geometry.scrollTo(qint64(1) << 40);
        QVERIFY(stage.geometry.isAtEnd());
        checkWhole(stage);
    }

    void goingToARowShowsIt()
    {
        Stage stage(100'000);
        for (const int row : { 0, 1, 500, 77'777, 99'000, 99'999 }) {
            stage.geometry.scrollToRow(row, 80);
            const int y = stage.contentY(row);
            QVERIFY2(y >= 0 && y < 700, qPrintable(QString::number(y)));
            checkWhole(stage);
        }
    }

    void anAnchorThatGoesLeavesItsPlaceToTheNext()
    {
        Stage stage(500);
        stage.geometry.scrollBy(-9000);
        const int row = stage.firstInSight();
        const int y = stage.contentY(row);
        stage.rows.erase(stage.rows.begin() + row);
        stage.geometry.remove(row, 1);
        stage.geometry.settle();
        QCOMPARE(stage.contentY(row), y);
        checkWhole(stage);
    }

    void allRowsMayGoAndCome()
    {
        Stage stage(500);
        stage.geometry.scrollBy(-9000);
        stage.rows.clear();
        stage.geometry.remove(0, 500);
        stage.geometry.settle();
        checkWhole(stage);
        QCOMPARE(stage.geometry.rowAt(100), -1);
        stage.geometry.scrollBy(-100);
        stage.geometry.scrollTo(5);
        stage.rows = Stage::made(20, 3);
        stage.geometry.insert(0, 20);
        stage.geometry.settle();
        checkWhole(stage);
    }

    /// Whatever happens in whatever order, rows stand without gaps and overlaps, and the value is within its bounds.
    void anythingMayHappen_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 40; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void anythingMayHappen()
    {
        QFETCH(quint32, seed);
        std::mt19937 random(seed);
        const auto upTo = [&](int most) { return static_cast<int>(random() % static_cast<quint32>(most + 1)); };
        Stage stage(upTo(3000), seed);
        for (int step = 0; step < 300; ++step) {
            TimelineGeometry &geometry = stage.geometry;
            const int count = geometry.count();
            switch (upTo(8)) {
            case 0:
                geometry.scrollBy(upTo(4000) - 2000);
                break;
            case 1:
                geometry.scrollBy((upTo(400) - 200) * 1000);
                break;
            case 2:
                geometry.scrollTo(upTo(static_cast<int>(geometry.maximum()) + 200) - 100);
                break;
            case 3: {
                const auto more = Stage::made(upTo(60), random());
                const int first = upTo(count);
                stage.rows.insert(stage.rows.begin() + first, more.begin(), more.end());
                geometry.insert(first, static_cast<int>(more.size()));
                break;
            }
            case 4: {
                const int first = upTo(count);
                const int many = qMin(upTo(60), count - first);
                stage.rows.erase(stage.rows.begin() + first, stage.rows.begin() + first + many);
                geometry.remove(first, many);
                break;
            }
            case 5:
                if (count > 0)
                    stage.rows[static_cast<size_t>(upTo(count - 1))].height = 20 + upTo(1500);
                break;
            case 6:
                geometry.setViewport(300 + upTo(900), 60 + upTo(1500));
                break;
            case 7:
                if (count > 0)
                    geometry.scrollToRow(upTo(count - 1), upTo(300));
                break;
            case 8:
                if (upTo(4) == 0)
                    geometry.scrollToEnd();
                break;
            }
            geometry.settle();
            checkWhole(stage);
            if (QTest::currentTestFailed()) {
                qInfo("at step %d", step);
                return;
            }
        }
    }
};

QTEST_APPLESS_MAIN(TimelineGeometryTest)
#include "timeline_geometry_test.moc"
