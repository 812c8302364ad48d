// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/fault_plan.h"

#include <QTest>

#include <set>

using namespace Qt::StringLiterals;
using namespace hubbub::load;
using namespace std::chrono_literals;

class FaultPlanTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSeedRepeatsAPlanAndAnotherSeedMakesAnother()
    {
        const auto all = *faultsNamed(u"all"_s);
        const auto plan = planFaults(all, 3, 120s, 7);
        QCOMPARE(planFaults(all, 3, 120s, 7), plan);
        QVERIFY(planFaults(all, 3, 120s, 8) != plan);
    }

    void eachKindHasItsTurnHoweverShortTheTime_data()
    {
        QTest::addColumn<int>("seconds");
        QTest::newRow("short") << 20;
        QTest::newRow("long") << 600;
    }
    void eachKindHasItsTurnHoweverShortTheTime()
    {
        QFETCH(int, seconds);
        const std::chrono::milliseconds duration = std::chrono::seconds(seconds);
        const auto plan = planFaults(*faultsNamed(u"all"_s), 3, duration, 1);
        std::set<FaultKind> kinds;
        std::chrono::milliseconds before = 0ms;
        for (const PlannedFault &fault : plan) {
            kinds.insert(fault.kind);
            QVERIFY(fault.at >= before);
            QVERIFY(fault.at < duration);
            QVERIFY(fault.node < 3);
            QVERIFY(!sentenceOf(fault).isEmpty());
            before = fault.at;
        }
        QCOMPARE(kinds.size(), size_t { faultKindCount });
        QVERIFY(plan.size() >= size_t(seconds / 10));
    }

    void onlyWhatWasAskedForIsDone()
    {
        const auto plan = planFaults(*faultsNamed(u"cut,storm"_s), 3, 60s, 1);
        QVERIFY(!plan.empty());
        for (const PlannedFault &fault : plan)
            QVERIFY(fault.kind == FaultKind::Cut || fault.kind == FaultKind::Storm);
    }

    void noTimeIsNoFault() { QVERIFY(planFaults(*faultsNamed(u"all"_s), 3, 5s, 1).empty()); }

    void faultsAreNamedAsTheyAreTyped()
    {
        QCOMPARE(faultsNamed(u"all"_s)->size(), faultKindCount);
        QCOMPARE(*faultsNamed(u"kill,cut,kill"_s), (QList<FaultKind> { FaultKind::Kill, FaultKind::Cut }));
        const auto all = *faultsNamed(u"all"_s);
        for (const FaultKind kind : all)
            QCOMPARE(*faultsNamed(nameOf(kind)), QList<FaultKind> { kind });
        const auto unknown = faultsNamed(u"kill,flood"_s);
        QVERIFY(!unknown.ok());
        QVERIFY(unknown.error().detail.contains(u"flood"_s));
    }
};

QTEST_GUILESS_MAIN(FaultPlanTest)
#include "fault_plan_test.moc"
