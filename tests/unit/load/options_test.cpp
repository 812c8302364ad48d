// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/chart.h"
#include "app/load/dialect.h"
#include "app/load/goals.h"
#include "app/load/options.h"
#include "app/load/people.h"
#include "app/load/report.h"
#include "app/load/traffic.h"

#include <QTest>

#include <set>

using namespace Qt::StringLiterals;
using namespace hubbub::load;
using namespace std::chrono_literals;

namespace {
QStringList words(const char *line) { return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts); }
}

class OptionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRunIsReadWithItsDefaults()
    {
        const auto options = parseOptions(words(
            "run --nodes ws://a/ws,ws://b/ws --users 7 --rooms=3 --secret-file s --redis redis://r --seconds 1.5"));
        QVERIFY2(options.ok(), qPrintable(options.ok() ? QString() : options.error().detail));
        QCOMPARE(options->act, Options::Act::Run);
        QCOMPARE(options->nodes, words("ws://a/ws ws://b/ws"));
        QCOMPARE(options->users, 7);
        QCOMPARE(options->rooms, 3);
        QCOMPARE(options->duration, 1500ms);
        QCOMPARE(options->rate, 100.0);
    }

    void aCheckNeedsNothingAndProvokesEverything()
    {
        const auto options = parseOptions(words("check --seed 7"));
        QVERIFY2(options.ok(), qPrintable(options.ok() ? QString() : options.error().detail));
        QCOMPARE(options->act, Options::Act::Check);
        QCOMPARE(options->seed, std::optional<quint64>(7));
        QCOMPARE(options->faults->size(), faultKindCount);
        QCOMPARE(options->duration, 60'000ms);
        QCOMPARE(options->clusterNodes, 3);
    }

    void aGivenClusterSuffersOnlyWhatItsClientsDo()
    {
        const auto options = parseOptions(words("check --nodes ws://a --secret-file s --redis redis://r"));
        QVERIFY(options.ok());
        QCOMPARE(*options->faults, (QList<FaultKind> { FaultKind::Cut, FaultKind::SlowReader, FaultKind::Storm }));
    }

    void aBenchTakesSeveralWorkloads()
    {
        const auto options =
            parseOptions(words("bench --nodes ws://a,ws://b --system socket.io --workload fan-out,storm --pids 12,13"));
        QVERIFY(options.ok());
        QCOMPARE(options->workloads.size(), 2);
        QCOMPARE(options->workloads[1].name, u"storm"_s);
        QCOMPARE(options->servers, (QList<qint64> { 12, 13 }));
    }

    void whatIsWrongIsSaidInOneLine_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("said");
        QTest::newRow("act") << u"walk"_s << u"none of run, check, explain, bench and medians"_s;
        QTest::newRow("unknown") << u"run --frobnicate"_s << u"no option --frobnicate"_s;
        QTest::newRow("of the other") << u"run --pids 3"_s << u"no option --pids"_s;
        QTest::newRow("no value") << u"run --nodes"_s << u"--nodes wants a value"_s;
        QTest::newRow("no number") << u"run --users many"_s << u"--users"_s;
        QTest::newRow("too large") << u"run --text 99999"_s << u"--text"_s;
        QTest::newRow("pid") << u"bench --pids 3,x"_s << u"x is not a process id"_s;
        QTest::newRow("workload") << u"bench --workload fan-in"_s << u"fan-out"_s;
        QTest::newRow("system") << u"bench --system irc"_s << u"no dialect is called irc"_s;
        QTest::newRow("nodes") << u"run --secret-file s --redis r"_s << u"--nodes is missing"_s;
        QTest::newRow("people") << u"run --nodes ws://a"_s << u"--secret-file and --redis"_s;
        QTest::newRow("two nodes") << u"bench --nodes ws://a --system ws --workload chat"_s << u"wants 2 nodes"_s;
        QTest::newRow("fault") << u"check --faults kill,flood"_s << u"no fault is called \"flood\""_s;
        QTest::newRow("a fault of processes") << u"check --faults kill --nodes ws://a --secret-file s --redis r"_s
                                              << u"kill wants a cluster of its own"_s;
        QTest::newRow("a check of given nodes") << u"check --nodes ws://a"_s << u"--secret-file and --redis"_s;
        QTest::newRow("seed") << u"check --seed x"_s << u"--seed"_s;
        QTest::newRow("explain") << u"explain"_s << u"one file"_s;
        QTest::newRow("rooms") << u"run --nodes ws://a --register --rooms 1"_s << u"--rooms-per-user"_s;
    }
    void whatIsWrongIsSaidInOneLine()
    {
        QFETCH(QString, line);
        QFETCH(QString, said);
        const auto options = parseOptions(line.split(u' '));
        QVERIFY(!options.ok());
        QVERIFY2(options.error().detail.contains(said), qPrintable(options.error().detail));
        QVERIFY(!options.error().detail.contains(u'\n'));
    }

    void aCrowdFillsItsRoomsEvenlyAndNobodyIsInOneTwice()
    {
        const Population people = crowd(20, 6, 3);
        for (const SimulatedRoom &room : people.rooms) {
            QCOMPARE(room.members.size(), 10U);
            QVERIFY(hubbub::isRoomName(room.name.bytes()));
        }
        for (const SimulatedUser &user : people.users) {
            QCOMPARE(std::set(user.rooms.begin(), user.rooms.end()).size(), 3U);
            QVERIFY(hubbub::isUserName(user.name.bytes()));
        }
    }

    void mediansAreOfEachFigureByItself()
    {
        QList<Figures> runs;
        for (const double value : { 3.0, 1.0, 2.0 }) {
            Figures run { .workload = u"fan-out"_s, .system = u"hubbub"_s };
            run.p50Ms = value;
            run.p99Ms = 10 - value;
            run.lostClients = value == 1.0 ? 4 : 0;
            runs.append(run);
        }
        runs.append({ .workload = u"storm"_s, .system = u"hubbub"_s });
        const QList<Spread> spreads = spreadsOf(runs);
        QCOMPARE(spreads.size(), 2);
        QCOMPARE(spreads[0].runs, 3);
        QCOMPARE(spreads[0].median.p50Ms, 2.0);
        QCOMPARE(spreads[0].median.p99Ms, 8.0);
        QCOMPARE(spreads[0].least.p50Ms, 1.0);
        QCOMPARE(spreads[0].most.p50Ms, 3.0);
        QCOMPARE(spreads[0].median.lostClients, 4U);
        QCOMPARE(spreads[0].median.seconds, std::nullopt);
        const auto again = figuresIn(jsonOf(spreads));
        QVERIFY(again.ok());
        QCOMPARE(again->value(0).p99Ms, 8.0);
        QVERIFY(!figuresIn("[]").ok());
    }

    void aFullGeneratorIsNotMeasuringTheServer()
    {
        Figures figures;
        QVERIFY(figures.measuresTheServer());
        figures.generatorShare = 0.81;
        QVERIFY(!figures.measuresTheServer());
        QVERIFY(tableOf({ figures }).contains(u"does not measure the server"_s));
        figures.generatorShare = 0.5;
        figures.redisShare = 0.9;
        QVERIFY(!figures.measuresTheServer());
    }

    void everyWorkloadHasItsConnections()
    {
        for (const Workload &workload : workloads()) {
            const Population people = crowd(workload);
            QCOMPARE(static_cast<int>(people.users.size()), workload.connections());
            for (const SimulatedUser &user : people.users)
                QCOMPARE(user.rooms.size(), 1U);
            // The n-th member sits in room n / members, which Traffic relies on.
            QCOMPARE(people.users[static_cast<size_t>(workload.rooms * workload.members - 1)].rooms.front(),
                static_cast<quint32>(workload.rooms - 1));
        }
    }

    void familiesOfWorkloadsGrowByTheirNumber()
    {
        QCOMPARE(workloadNamed(u"idle-5000"_s)->connections(), 5000);
        QCOMPARE(workloadNamed(u"rooms-300"_s)->rooms, 300);
        const auto apart = *workloadNamed(u"apart-3"_s);
        QCOMPARE(apart.nodes, 3);
        for (int i = 0; i < apart.connections(); ++i)
            QCOMPARE(apart.nodeOf(i), i < 100 ? 0 : 1 + i % 2);
        QCOMPARE(workloadNamed(u"apart-1"_s)->connections(), 100);
        const auto spread = *workloadNamed(u"spread-4"_s);
        QCOMPARE(spread.nodes, 4);
        QCOMPARE(spread.connections(), workloadNamed(u"spread-1"_s)->connections());
        QCOMPARE(spread.nodeOf(6), 2);
        for (const QString &none : { u"idle-"_s, u"idle-100"_s, u"rooms-0"_s, u"rooms-70000"_s, u"apart-17"_s,
                 u"spread-0"_s, u"spread-17"_s, u"apart--2"_s, u"idle"_s, u"-5"_s, u"wide-4"_s })
            QVERIFY2(!workloadNamed(none), qPrintable(none));
    }

    void aMessageHasArrivedWhenItsLastMemberHasIt()
    {
        Traffic traffic({ .name = u"x"_s, .rooms = 2, .members = 3 });
        QVERIFY(!traffic.delivered(0));
        QVERIFY(!traffic.delivered(1));
        QVERIFY(!traffic.delivered(0)); // the second message
        QVERIFY(!traffic.delivered(3)); // the other room
        QVERIFY(traffic.delivered(2));
        QVERIFY(!traffic.delivered(2));
        QVERIFY(traffic.delivered(1));
    }

    void nobodySendsWithAnUnansweredMessage()
    {
        Traffic traffic({ .name = u"x"_s, .rooms = 2, .members = 2 });
        std::set<quint32> senders;
        while (const auto sender = traffic.nextSender()) {
            QVERIFY(senders.insert(*sender).second);
            traffic.sent(*sender);
        }
        QCOMPARE(senders.size(), 4U);
        traffic.answered(2);
        QCOMPARE(traffic.nextSender(), 2U);
    }

    void eachDialectKnowsItsServersFrames_data()
    {
        using Kind = Incoming::Kind;
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QByteArray>("frame");
        QTest::addColumn<int>("kind");
        QTest::addColumn<qint64>("id");
        const auto row = [](const char *dialect, const char *frame, Kind kind, qint64 id) {
            QTest::addRow("%s %.20s", dialect, frame)
                << QString::fromLatin1(dialect) << QByteArray(frame) << int(kind) << id;
        };
        row("hubbub", R"({"op":"welcome","id":1})", Kind::Ready, 0);
        row("hubbub", R"({"op":"event","room":"r","seq":1,"epoch":"e","ts":1,"kind":"message","from":"u"})",
            Kind::Delivery, 0);
        row("hubbub", R"({"op":"event","room":"r","seq":1,"epoch":"e","ts":1,"kind":"member","from":"u"})", Kind::Other,
            0);
        row("hubbub", R"({"op":"ok","id":8,"seq":1})", Kind::Answer, 7);
        row("hubbub", R"({"op":"error","id":8,"code":"forbidden"})", Kind::Refusal, 7);
        row("hubbub", R"({"op":"presence"})", Kind::Other, 0);
        row("socket.io", R"(0{"sid":"x"})", Kind::Chore, 0);
        row("socket.io", R"(40{"sid":"x"})", Kind::Chore, 0);
        row("socket.io", "430[]", Kind::Ready, 0);
        row("socket.io", "2", Kind::Chore, 0);
        row("socket.io", R"(42["event",{}])", Kind::Delivery, 0);
        row("socket.io", "4312[]", Kind::Answer, 12);
        row("ws", R"({"op":"joined"})", Kind::Ready, 0);
        row("ws", R"({"op":"event"})", Kind::Delivery, 0);
        row("ws", R"({"op":"ok","id":3})", Kind::Answer, 3);
        row("nchan", R"({"op":"event","from":"u","room":"r"})", Kind::Delivery, 0);
        row("nchan", "subscribed", Kind::Other, 0);
    }
    void eachDialectKnowsItsServersFrames()
    {
        QFETCH(QString, dialect);
        QFETCH(QByteArray, frame);
        QFETCH(int, kind);
        QFETCH(qint64, id);
        const Incoming incoming = dialectNamed(dialect)->read(frame, { "u", "r", {}, {} });
        QCOMPARE(int(incoming.kind), kind);
        QCOMPARE(incoming.id, id);
    }

    void nchanAnswersASenderWithItsOwnMessage()
    {
        const auto nchan = dialectNamed(u"nchan"_s);
        QVERIFY(nchan->isReadyOnceOpen());
        QByteArray sent;
        nchan->encodeSend(sent, { "u1", "r", {}, {} }, 1, "hello");
        QVERIFY(nchan->read(sent, { "u1", "r", {}, {} }).isOwn);
        QVERIFY(!nchan->read(sent, { "u", "r", {}, {} }).isOwn);
        QVERIFY(!nchan->read(sent, { "u12", "r", {}, {} }).isOwn);
    }

    void goalsAreJudgedBesideThePeersOfTheSameRun()
    {
        QList<Figures> figures;
        figures.append({ .workload = u"fan-out"_s, .system = u"hubbub"_s, .cpuUsPerDelivery = 4.0, .p99Ms = 3.0 });
        figures.append({ .workload = u"fan-out"_s, .system = u"socket.io"_s, .cpuUsPerDelivery = 12.0, .p99Ms = 9.0 });
        figures.append({ .workload = u"fan-out"_s, .system = u"ws"_s, .cpuUsPerDelivery = 9.0, .p99Ms = 2.0 });
        const QList<Goal> goals = goalsOf(figures);
        QCOMPARE(goals.size(), 2);
        QVERIFY(goals[0].isMet()); // a third of Socket.IO's CPU
        QCOMPARE(goals[1].reached, 1.5); // p99, beside the best peer's
        QVERIFY(!goals[1].isMet());
        QVERIFY(tableOf(goals).contains(u"MISSED"_s));
        QVERIFY(goalsOf({}).isEmpty());
    }

    void aStormThatLosesAClientMissesItsGoal()
    {
        Figures storm { .workload = u"storm"_s, .system = u"hubbub"_s, .seconds = 0.5, .lostClients = 1 };
        QList<Goal> goals = goalsOf({ storm });
        QCOMPARE(goals.size(), 2);
        QVERIFY(goals[0].isMet());
        QVERIFY(!goals[1].isMet());
    }

    void theChartHasABarForEachSystemAndMarksWhatDoesNotMeasureTheServer()
    {
        QList<Figures> runs;
        runs.append({ .workload = u"chat"_s, .system = u"hubbub"_s, .cpuUsPerDelivery = 11.0 });
        runs.append({ .workload = u"chat"_s, .system = u"a<b"_s, .cpuUsPerDelivery = 37.0, .generatorShare = 0.9 });
        const QByteArray svg = chartOf(spreadsOf(runs));
        QVERIFY(svg.startsWith("<svg "));
        QCOMPARE(svg.count("class=\"bar\""), 1);
        QCOMPARE(svg.count("class=\"bar-ours\""), 1);
        QVERIFY(svg.contains("a&lt;b"));
        QVERIFY(svg.contains("37.00 *"));
        QVERIFY(!svg.contains("11.00 *"));
    }
};

QTEST_GUILESS_MAIN(OptionsTest)
#include "options_test.moc"
