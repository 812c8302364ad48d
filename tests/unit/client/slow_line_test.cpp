// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/slow_line.h"
#include "tests/support/manual_alarms.h"

#include <QList>
#include <QTest>

using namespace hubbub::client;
using namespace hubbub::testing;
using namespace std::chrono_literals;

namespace {

struct Line {
    void pass(int what, qint64 bytes = 0)
    {
        line.pass(bytes, [this, what] { arrived.append(what); });
    }

    ManualClock clock;
    ManualAlarms alarms { clock };
    LineTrouble trouble;
    SlowLine line { clock, alarms, trouble };
    QList<int> arrived;
};

} // namespace

class SlowLineTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whereNothingIsWrongAllArrivesAtOnce()
    {
        Line line;
        line.pass(1, 1'000'000);
        QCOMPARE(line.arrived, QList<int> { 1 });
    }

    void whatIsLateIsLateByThatMuchAndInOrder()
    {
        Line line;
        line.trouble.delay = 400ms;
        line.pass(1);
        line.alarms.advance(100ms);
        line.pass(2);
        line.alarms.advance(299ms);
        QVERIFY(line.arrived.isEmpty());
        line.alarms.advance(1ms);
        QCOMPARE(line.arrived, QList<int> { 1 });
        line.alarms.advance(100ms);
        QCOMPARE(line.arrived, (QList<int> { 1, 2 }));
    }

    void aThinLineTakesItsTimeForEachByte()
    {
        Line line;
        line.trouble.bytesPerSecond = 1000;
        line.pass(1, 500);
        line.pass(2, 1000);
        line.alarms.advance(500ms);
        QCOMPARE(line.arrived, QList<int> { 1 });
        line.alarms.advance(999ms);
        QCOMPARE(line.arrived, QList<int> { 1 });
        line.alarms.advance(1ms);
        QCOMPARE(line.arrived, (QList<int> { 1, 2 }));
    }

    void whatIsOnItsWayIsNotOvertakenWhereTheTroubleEnds()
    {
        Line line;
        line.trouble.delay = 400ms;
        line.pass(1);
        line.trouble = {};
        line.pass(2);
        QVERIFY(line.arrived.isEmpty());
        line.alarms.advance(400ms);
        QCOMPARE(line.arrived, (QList<int> { 1, 2 }));
        line.pass(3);
        QCOMPARE(line.arrived.last(), 3);
    }

    void aSilentLineLosesAll()
    {
        Line line;
        line.trouble.delay = 400ms;
        line.pass(1);
        line.trouble.silent = true;
        line.pass(2);
        line.alarms.advance(1s);
        QVERIFY(line.arrived.isEmpty());
    }
};

QTEST_GUILESS_MAIN(SlowLineTest)
#include "slow_line_test.moc"
