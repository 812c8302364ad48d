// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/operator/operator_reports.h"

#include <QTest>

#include <cmath>

using namespace hubbub;
using namespace hubbub::ops;
using namespace hubbub::testing;
using namespace std::chrono_literals;

class ClusterModelTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ratesComeFromTwoReportsOfOneBoot()
    {
        Reports reports;
        auto report = reports.next("n1");
        report.inMessages = 100;
        reports.tell(report);
        QVERIFY(std::isnan(reports.node("n1").value(Metric::In)));
        reports.second(2);
        report = reports.next("n1");
        report.inMessages = 160;
        reports.tell(report);
        QCOMPARE(reports.node("n1").value(Metric::In), 30.0);
        // A restart counts from zero, and is no torrent backwards.
        reports.second();
        report = reports.next("n1", "b2");
        report.inMessages = 5;
        reports.tell(report);
        QVERIFY(std::isnan(reports.node("n1").value(Metric::In)));
    }

    void anOlderOrUnreadableReportIsPassedOver()
    {
        Reports reports;
        auto report = reports.next("n1");
        report.clients = 7;
        reports.tell(report);
        report.t -= 500;
        report.clients = 3;
        reports.tell(report);
        reports.model.take("{\"node\":");
        QCOMPARE(reports.node("n1").value(Metric::Clients), 7.0);
        QCOMPARE(reports.model.nodes().size(), size_t(1));
    }

    void theSumIsOfTheNodesThatAreUpAndTheWorstOfLatencies()
    {
        Reports reports;
        for (const auto &[name, clients, p99] : { std::tuple { "n1", 10, 4.0 }, { "n2", 20, 9.0 } }) {
            auto report = reports.next(name);
            report.clients = clients;
            report.deliverMs = protocol::Quantiles { 1, p99 };
            reports.tell(report);
        }
        reports.second();
        QCOMPARE(reports.model.totals().value(Metric::Clients), 30.0);
        QCOMPARE(reports.model.totals().value(Metric::DeliverP99), 9.0);
        QCOMPARE(reports.model.totals().nodesUp, 2);
        reports.second(3); // n2 falls silent
        reports.tell(reports.next("n1"));
        reports.second();
        QCOMPARE(reports.model.totals().nodesUp, 1);
        QCOMPARE(reports.model.totals().nodesKnown, 2);
    }

    void aSilentNodeIsUnheardAndThenDown()
    {
        Reports reports;
        reports.tell(reports.next("n1"));
        const qint64 last = reports.clock.wall().count();
        reports.second(3);
        QCOMPARE(reports.node("n1").state, NodeState::Ready);
        reports.second();
        QCOMPARE(reports.node("n1").state, NodeState::Unheard);
        QCOMPARE(reports.node("n1").stateSince, last);
        reports.second(7);
        QCOMPARE(reports.node("n1").state, NodeState::Down);
        QCOMPARE(reports.node("n1").stateSince, last);
        reports.tell(reports.next("n1", "b2"));
        QCOMPARE(reports.node("n1").state, NodeState::Ready);
    }

    void nobodyIsBlamedWhileTheConsoleIsBlind()
    {
        Reports reports;
        reports.tell(reports.next("n1"));
        reports.model.setBlind(true);
        reports.second(60);
        QCOMPARE(reports.node("n1").state, NodeState::Ready);
        reports.model.setBlind(false);
        reports.second(3);
        QCOMPARE(reports.node("n1").state, NodeState::Ready);
        reports.second();
        QCOMPARE(reports.node("n1").state, NodeState::Unheard);
    }

    void aDeathThatOthersToldCountsForItsBootOnly()
    {
        Reports reports;
        reports.tell(reports.next("n1", "new"));
        protocol::OpsEvent event;
        event.kind = protocol::OpsKind::NodeDown;
        event.node = NodeId(QByteArray("n2"));
        event.about = NodeId(QByteArray("n1"));
        event.boot = Boot(QByteArray("old"));
        event.cause = "crash";
        reports.model.take(event);
        QCOMPARE(reports.node("n1").state, NodeState::Ready);
        event.boot = Boot(QByteArray("new"));
        reports.model.take(event);
        QCOMPARE(reports.node("n1").state, NodeState::Down);
    }

    void oneThatEndedByItsOwnWordIsNoneSoonAndIsForgotten()
    {
        Reports reports;
        reports.tell(reports.next("n1"));
        reports.tell(reports.next("n2"));
        protocol::OpsEvent event;
        event.kind = protocol::OpsKind::NodeDown;
        event.node = NodeId(QByteArray("n2"));
        event.boot = Boot(QByteArray("b1"));
        event.cause = "end";
        event.t = reports.clock.wall().count();
        reports.model.take(event);
        reports.second();
        QCOMPARE(reports.model.totals().nodesKnown, 1);
        QVERIFY(reports.model.node(NodeId(QByteArray("n2"))) != nullptr);
        reports.second(61);
        QVERIFY(reports.model.node(NodeId(QByteArray("n2"))) == nullptr);
    }

    void theWorstComesFirstAndNumbersInNamesAreNumbers()
    {
        Reports reports;
        for (const char *name : { "n10", "n2", "n1" })
            reports.tell(reports.next(name));
        reports.second(3);
        for (const char *name : { "n10", "n2" })
            reports.tell(reports.next(name));
        reports.second();
        QCOMPARE(reports.model.worstFirst(),
            (QList<NodeId> { NodeId(QByteArray("n1")), NodeId(QByteArray("n2")), NodeId(QByteArray("n10")) }));
    }

    void timeIsThatOfRedisWhereverTheConsoleIs()
    {
        Reports reports;
        reports.clock.jumpWall(-5min);
        auto report = reports.next("n1");
        report.t += 300'000;
        reports.tell(report);
        QCOMPARE(reports.model.redisNow(), report.t);
    }
};

QTEST_APPLESS_MAIN(ClusterModelTest)
#include "cluster_model_test.moc"
