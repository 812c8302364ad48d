// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/series.h"

#include <QTest>

#include <cmath>

using hubbub::ops::Series;

class SeriesTest final : public QObject {
    Q_OBJECT
    static constexpr qint64 begin = 1'700'000'000;

private Q_SLOTS:
    void aSecondWithoutAValueIsAHole()
    {
        Series series;
        series.set(begin, 4);
        series.set(begin + 2, 6);
        const auto points = series.points(begin, begin + 2);
        QCOMPARE(points.size(), 3);
        QCOMPARE(points[0].value, 4.0);
        QVERIFY(std::isnan(points[1].value));
        QCOMPARE(points[2].value, 6.0);
    }

    void secondsAreForgottenAfterAQuarterOfAnHourAndTensOfThemStay()
    {
        Series series;
        for (int i = 0; i < 2000; ++i)
            series.set(begin + i, i % 10);
        QVERIFY(!series.at(begin + 1000).has_value());
        QCOMPARE(series.at(begin + 1999).value_or(-1), 9.0);
        const auto points = series.points(begin, begin + 1999);
        QCOMPARE(points[1].second - points[0].second, qint64(Series::coarseStep));
        QCOMPARE(points[5].value, 4.5); // the mean of 0 to 9
    }

    void ofLatenciesTheWorstOfTenSecondsIsKept()
    {
        Series series(Series::Fold::Most);
        for (int i = 0; i < 1000; ++i)
            series.set(begin + i, i == 53 ? 70 : 1);
        const auto points = series.points(begin, begin + 999);
        QCOMPARE(points[5].value, 70.0);
        QCOMPARE(points[6].value, 1.0);
    }

    void aLongSilenceLeavesAHoleAndNothingOfTheRoundBefore()
    {
        Series series;
        for (int i = 0; i < Series::fineSeconds; ++i)
            series.set(begin + i, 1);
        series.set(begin + 3 * Series::fineSeconds, 2);
        const auto points = series.points(begin + 3 * Series::fineSeconds - 20, begin + 3 * Series::fineSeconds);
        for (qsizetype i = 0; i + 1 < points.size(); ++i)
            QVERIFY(std::isnan(points[i].value));
        QCOMPARE(points.last().value, 2.0);
    }

    void whatComesLateIsTakenAndWhatIsTooOldIsNot()
    {
        Series series;
        series.set(begin + 100, 1);
        series.set(begin + 98, 5);
        QCOMPARE(series.at(begin + 98).value_or(-1), 5.0);
        series.set(begin + 100 - Series::fineSeconds, 7);
        QVERIFY(!series.at(begin + 100 - Series::fineSeconds).has_value());
    }
};

QTEST_APPLESS_MAIN(SeriesTest)
#include "series_test.moc"
