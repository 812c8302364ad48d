// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/node_address.h"
#include "app/load/people.h"
#include "app/load/simulation.h"
#include "tests/unit/load/fake_node.h"

#include <QSignalSpy>
#include <QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::load;
using namespace std::chrono_literals;
using Lie = hubbub::testing::FakeNode::Lie;

namespace {

constexpr int users = 12;
constexpr int rooms = 2;

/// A short life of twelve users in two rooms on a node that lies so.
std::optional<Outcomes> live(Lie lie, double churn = 0)
{
    Population people = crowd(users, rooms, rooms);
    QList<RoomId> names;
    for (const SimulatedRoom &room : people.rooms)
        names.append(room.name);
    for (SimulatedUser &user : people.users)
        user.token = user.name.bytes();
    hubbub::testing::FakeNode node(names, lie);

    std::optional<Result<std::vector<NodeAddress>>> nodes;
    QObject context;
    resolveNodes({ node.url().toString() }, &context, [&](const auto &result) { nodes = result; });
    if (!QTest::qWaitFor([&] { return nodes.has_value(); }, 5000) || !*nodes)
        return std::nullopt;

    SimulationPlan plan;
    plan.nodes = **nodes;
    plan.rate = 200;
    plan.duration = 700ms;
    plan.settle = 30s;
    plan.calm = 200ms;
    plan.churn = churn;
    std::optional<Result<Outcomes>> outcomes;
    Simulation simulation(plan, people);
    QObject::connect(&simulation, &Simulation::finished, &context, [&](const auto &result) { outcomes = result; });
    simulation.start();
    if (!QTest::qWaitFor([&] { return outcomes.has_value(); }, 40'000) || !*outcomes)
        return std::nullopt;
    return **outcomes;
}

} // namespace

class SimulationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anHonestNodeIsCleared()
    {
        const auto outcomes = live(Lie::None);
        QVERIFY(outcomes);
        QVERIFY2(outcomes->clean(), qPrintable(outcomes->verdict.examples().join(u'\n')));
        QVERIFY(outcomes->verdict.sent > 100);
        QCOMPARE(outcomes->verdict.acked, outcomes->verdict.sent);
        QCOMPARE(outcomes->verdict.applied, outcomes->verdict.sent * users);
        QCOMPARE(outcomes->connects, quint64 { users });
        QVERIFY(outcomes->verdict.arrivals > 0);
    }

    void whoIsTurnedAwayComesBackAsThemselves()
    {
        const auto outcomes = live(Lie::TurnsAway);
        QVERIFY(outcomes);
        QVERIFY2(outcomes->clean(), qPrintable(outcomes->lastTrouble));
        QCOMPARE(outcomes->connects, quint64 { users });
    }

    void cutConnectionsBreakNoPromise_data()
    {
        QTest::addColumn<Lie>("lie");
        QTest::addColumn<double>("churn");
        QTest::newRow("by the node, before its ok") << Lie::Cuts << 0.0;
        QTest::newRow("by the clients") << Lie::None << 10.0;
    }
    void cutConnectionsBreakNoPromise()
    {
        QFETCH(Lie, lie);
        QFETCH(double, churn);
        const auto outcomes = live(lie, churn);
        QVERIFY(outcomes);
        QVERIFY2(outcomes->clean(), qPrintable(outcomes->verdict.examples().join(u'\n')));
        QVERIFY(outcomes->connects > quint64 { users });
        QVERIFY(outcomes->replays > 0);
        QCOMPARE(outcomes->verdict.unknown, 0U);
    }

    void aLyingNodeIsFoundOut_data()
    {
        QTest::addColumn<Lie>("lie");
        QTest::addColumn<int>("fault");
        QTest::newRow("forgets what it acknowledged") << Lie::ForgetsLog << int(Fault::Lost);
        QTest::newRow("does not tell one member") << Lie::SkipsOne << int(Fault::Lost);
        QTest::newRow("tells twice") << Lie::TellsTwice << int(Fault::Double);
        QTest::newRow("stores twice") << Lie::StoresTwice << int(Fault::Double);
        QTest::newRow("invents a message") << Lie::Invents << int(Fault::Phantom);
        QTest::newRow("says that someone left") << Lie::Departs << int(Fault::Presence);
    }
    void aLyingNodeIsFoundOut()
    {
        QFETCH(Lie, lie);
        QFETCH(int, fault);
        const auto outcomes = live(lie);
        QVERIFY(outcomes);
        QVERIFY(!outcomes->clean());
        QVERIFY2(outcomes->verdict.count(static_cast<Fault>(fault)) > 0,
            qPrintable(outcomes->verdict.examples().join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(SimulationTest)
#include "simulation_test.moc"
