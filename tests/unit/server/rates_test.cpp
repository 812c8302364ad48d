// SPDX-License-Identifier: GPL-3.0-or-later
// How often somebody may do something.
#include "server/rates.h"
#include "tests/support/manual_clock.h"

#include <QTest>

#include <deque>
#include <random>

using namespace hubbub;
using namespace hubbub::server;
using namespace std::chrono_literals;

class RatesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aBurstIsTakenAndThenOneForEachTurn()
    {
        testing::ManualClock clock;
        Bucket bucket;
        constexpr Rate rate { 10, 30 };
        for (int i = 0; i < 30; ++i)
            QVERIFY(!bucket.take(rate, clock.now()));
        QCOMPARE(bucket.take(rate, clock.now()), std::optional(100ms));
        clock.advance(99ms);
        QCOMPARE(bucket.take(rate, clock.now()), std::optional(1ms));
        clock.advance(1ms);
        QVERIFY(!bucket.take(rate, clock.now()));
        QVERIFY(bucket.take(rate, clock.now()));
    }

    void whoWaitsAsLongAsToldGetsThrough()
    {
        testing::ManualClock clock;
        Bucket bucket;
        constexpr Rate rate { 3, 1 }; // a third of a second is no whole number of milliseconds
        QVERIFY(!bucket.take(rate, clock.now()));
        for (int i = 0; i < 100; ++i) {
            const auto wait = bucket.take(rate, clock.now());
            QVERIFY(wait);
            clock.advance(*wait);
            QVERIFY(!bucket.take(rate, clock.now()));
        }
    }

    void aBucketIsFullAgainWhenAllThatWasTakenIsForgiven()
    {
        testing::ManualClock clock;
        Bucket bucket;
        constexpr Rate rate { 10, 30 };
        QVERIFY(bucket.isFull(clock.now()));
        for (int i = 0; i < 5; ++i)
            QVERIFY(!bucket.take(rate, clock.now()));
        clock.advance(499ms);
        QVERIFY(!bucket.isFull(clock.now()));
        clock.advance(1ms);
        QVERIFY(bucket.isFull(clock.now()));
    }

    void beingRefusedCostsNothing()
    {
        testing::ManualClock clock;
        Bucket bucket;
        constexpr Rate rate { 1, 1 };
        QVERIFY(!bucket.take(rate, clock.now()));
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(bucket.take(rate, clock.now()), std::optional(1000ms));
        clock.advance(1s);
        QVERIFY(!bucket.take(rate, clock.now()));
    }

    void aLongRestFillsTheBucketAndNoMore()
    {
        testing::ManualClock clock;
        Bucket bucket;
        constexpr Rate rate { 10, 30 };
        clock.advance(24h);
        for (int i = 0; i < 30; ++i)
            QVERIFY(!bucket.take(rate, clock.now()));
        QVERIFY(bucket.take(rate, clock.now()));
    }

    void inNoTimeIsMoreTakenThanBurstAndRateAllow()
    {
        testing::ManualClock clock;
        Bucket bucket;
        constexpr Rate rate { 20, 60 };
        std::mt19937 random(7);
        std::deque<Clock::TimePoint> taken;
        for (int i = 0; i < 20'000; ++i) {
            clock.advance(std::chrono::milliseconds(random() % 40));
            if (!bucket.take(rate, clock.now()))
                taken.push_back(clock.now());
        }
        QVERIFY(taken.size() > 6000); // it gives what it may, too
        for (size_t first = 0; first < taken.size(); first += 37) {
            for (size_t last = first; last < taken.size(); last += 101) {
                const double seconds = std::chrono::duration<double>(taken[last] - taken[first]).count();
                QVERIFY(double(last - first + 1) <= 60 + 20 * seconds + 1e-6);
            }
        }
    }
};

QTEST_GUILESS_MAIN(RatesTest)
#include "rates_test.moc"
