// SPDX-License-Identifier: GPL-3.0-or-later
// Reports, operator events and operator commands: written byte for byte as kept, read as written, and no nonsense
// taken.
#include "core/protocol/ops_codec.h"
#include "core/protocol/ops_words.h"
#include "tests/unit/protocol/golden.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 moment = 1790000000000;

NodeReport busyReport()
{
    NodeReport out;
    out.node = NodeId("n1"_ba);
    out.boot = Boot("b1"_ba);
    out.t = moment;
    out.upSeconds = 3600;
    out.state = "ready";
    out.clients = 210;
    out.sessions = 207;
    out.rooms = 12;
    out.queuedBytes = 4096;
    out.redisInFlight = 3;
    out.redisRttMs = 0.25;
    out.loopLagMs = 1.5;
    out.cpu = 0.125;
    out.rss = 52428800;
    out.fds = 231;
    out.fdsMost = 1'048'576;
    out.publishMs = Quantiles { 0.5, 2 };
    out.deliverMs = Quantiles { 1, 6.5 };
    out.inMessages = 9000;
    out.inBytes = 1800000;
    out.deliveries = 180000;
    out.outBytes = 40000000;
    out.connects = 400;
    out.disconnects = 190;
    out.slowClosed = 1;
    out.resumes = 50;
    out.resumesGap = 2;
    out.dups = 4;
    out.gapsFilled = 7;
    out.rateLimited = 5;
    out.authFailed = 6;
    out.balancers = { { "10.0.0.5", 120 } };
    out.roomsTop = { { RoomId("general"_ba), 40, 600, 24000 } };
    return out;
}

NodeReport idleReport()
{
    NodeReport out;
    out.node = NodeId("n2"_ba);
    out.boot = Boot("b2"_ba);
    out.t = moment;
    out.state = "draining";
    return out;
}

OpsEvent eventOf(OpsKind kind, OpsLevel level = OpsLevel::Info)
{
    OpsEvent out;
    out.kind = kind;
    out.level = level;
    out.t = moment;
    out.node = NodeId("n1"_ba);
    return out;
}

OpsEvent ofMara(OpsKind kind, OpsLevel level)
{
    OpsEvent out = eventOf(kind, level);
    out.user = UserId("mara"_ba);
    out.session = SessionId("s1"_ba);
    out.address = "192.0.2.7";
    return out;
}

QHash<QByteArray, OpsEvent> events()
{
    QHash<QByteArray, OpsEvent> out;
    OpsEvent down = eventOf(OpsKind::NodeDown, OpsLevel::Alert);
    down.about = NodeId("n2"_ba);
    down.boot = Boot("b2"_ba);
    down.cause = "crash";
    out.insert("node down", down);
    OpsEvent in = ofMara(OpsKind::ClientIn, OpsLevel::Info);
    in.detail = u"hubbub 0.1.0"_s;
    out.insert("client in", in);
    OpsEvent slow = ofMara(OpsKind::SlowReader, OpsLevel::Warning);
    slow.code = 4001;
    out.insert("slow reader", slow);
    OpsEvent clients = eventOf(OpsKind::Clients);
    clients.cause = "in";
    clients.count = 812;
    out.insert("clients", clients);
    OpsEvent back = eventOf(OpsKind::RedisBack);
    back.ms = 2300;
    out.insert("redis back", back);
    OpsEvent room = eventOf(OpsKind::RoomMade);
    room.user = UserId("mara"_ba);
    room.room = RoomId("kitchen"_ba);
    out.insert("room made", room);
    OpsEvent answer = eventOf(OpsKind::Answer);
    answer.nonce = "c0ffee00c0ffee00";
    answer.result = "ok";
    out.insert("answer", answer);
    OpsEvent operatorDid = answer;
    operatorDid.kind = OpsKind::Operator;
    operatorDid.command = "kick";
    operatorDid.target = "mara";
    operatorDid.by = "olek";
    operatorDid.count = 2;
    out.insert("operator", operatorDid);
    return out;
}

Control drain() { return { Control::Command::Drain, "drain", "n1", "olek", moment, "c0ffee00c0ffee00", {} }; }

} // namespace

class OpsCodecTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reportsAreWrittenAndReadAsKept()
    {
        const auto golden = goldenFrames("ops.txt");
        QCOMPARE(encode(busyReport()), golden.value("report"));
        QCOMPARE(encode(idleReport()), golden.value("report of an idle node"));
        QVERIFY(*readReport(golden.value("report")) == busyReport());
        QVERIFY(*readReport(golden.value("report of an idle node")) == idleReport());
    }

    void aReportOfAnOlderOrNewerNodeIsReadAsFarAsItGoes()
    {
        const auto report = readReport(R"({"node":"n1","boot":"b1","t":5,"clients":2,"moons":[{"x":1}]})");
        QVERIFY(report.ok());
        QCOMPARE(report->clients, 2);
        QCOMPARE(report->rss, 0);
        QVERIFY(!report->publishMs);
    }

    void measuresMayBeWrittenAsWholeNumbers()
    {
        const auto report = readReport(R"({"node":"n1","boot":"b1","t":5,"cpu":1,"publish_ms":{"p50":1,"p99":3}})");
        QVERIFY(report.ok());
        QCOMPARE(report->cpu, 1.0);
        QCOMPARE(report->publishMs->p99, 3.0);
    }

    void nonsenseIsNoReport_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char *name, const QByteArray &more) {
            QTest::newRow(name) << R"({"node":"n1","boot":"b1","t":5)" + more + '}';
        };
        QTest::newRow("nothing") << ""_ba;
        QTest::newRow("no node") << R"({"boot":"b1","t":5})"_ba;
        QTest::newRow("no time") << R"({"node":"n1","boot":"b1"})"_ba;
        row("a negative count", R"(,"clients":-1)");
        row("a count as text", R"(,"clients":"9")");
        row("a broken count", R"(,"clients":1.5)");
        row("a negative measure", R"(,"cpu":-0.5)");
        row("a measure as text", R"(,"cpu":"1")");
        row("quantiles as a number", R"(,"publish_ms":3)");
        row("a balancer that is a number", R"(,"balancers":[5])");
        row("a room that is a number", R"(,"rooms_top":[5])");
        row("a room of no name", R"(,"rooms_top":[{"room":"A B"}])");
        row("a member twice", R"(,"t":6)");
    }
    void nonsenseIsNoReport()
    {
        QFETCH(const QByteArray, bytes);
        const auto report = readReport(bytes);
        QVERIFY(!report.ok());
        QCOMPARE(report.error().code, ErrorCode::BadFrame);
        QVERIFY(!report.error().detail.isEmpty());
    }

    void eventsAreWrittenAndReadAsKept()
    {
        const auto golden = goldenFrames("ops.txt");
        const auto all = events();
        for (auto it = all.begin(); it != all.end(); ++it) {
            QCOMPARE(encode(it.value()), golden.value(it.key()));
            const auto read = readOpsEvent(golden.value(it.key()));
            QVERIFY2(read.ok() && *read == it.value(), it.key().constData());
        }
    }

    void everyKindHasItsOwnWord()
    {
        for (int i = 0; i <= static_cast<int>(OpsKind::Unknown); ++i) {
            const auto read = readOpsEvent(encode(eventOf(static_cast<OpsKind>(i))));
            QVERIFY(read.ok());
            QCOMPARE(static_cast<int>(read->kind), i);
        }
    }

    void anEventOfANewKindIsUnknownAndNoError()
    {
        const auto read = readOpsEvent(R"({"event":"moon_landed","level":"bright","t":5,"node":"n1","moon":1})");
        QVERIFY(read.ok());
        QCOMPARE(read->kind, OpsKind::Unknown);
        QCOMPARE(read->level, OpsLevel::Info);
    }

    void commandsAreWrittenAndReadAsKept()
    {
        const auto golden = goldenFrames("ops.txt");
        QCOMPARE(encode(drain()), golden.value("drain"));
        QVERIFY(*readControl(golden.value("drain")) == drain());
        const auto announce = readControl(golden.value("announce"));
        QCOMPARE(announce->command, Control::Command::Announce);
        QCOMPARE(announce->text, u"Back at four"_s);
        QCOMPARE(encode(*announce), golden.value("announce"));
    }

    void tracesAreWrittenAndReadAsKept()
    {
        TraceRecord record;
        record.node = NodeId("n1"_ba);
        record.room = RoomId("kitchen"_ba);
        record.mid = Mid("m1"_ba);
        record.seq = 14;
        record.redisUs = 1'790'000'000'123'450;
        record.clockErrorUs = 90;
        record.asked = true;
        record.clientUs = 240;
        record.receivedUs = record.redisUs - 440;
        record.sentUs = record.redisUs - 370;
        record.answeredUs = record.redisUs + 250;
        record.okUs = record.redisUs + 270;
        QVERIFY(*readTrace(encode(record)) == record);
        TraceRecord heard;
        heard.kind = TraceRecord::Kind::Deliver;
        heard.node = NodeId("n2"_ba);
        heard.room = record.room;
        heard.mid = record.mid;
        heard.seq = 14;
        heard.redisUs = record.redisUs;
        heard.heardUs = record.redisUs + 350;
        heard.handedUs = record.redisUs + 390;
        heard.sockets = 40;
        QVERIFY(*readTrace(encode(heard)) == heard);
        QByteArray other = encode(heard);
        other.replace("deliver", "teleport");
        QVERIFY(!readTrace(other).ok());
        QVERIFY(!readTrace(R"({"trace":"deliver","node":"n2","room":"kitchen","mid":"m1","seq":14})").ok());
    }

    void aCommandOfANewKindKeepsItsName()
    {
        Control control = drain();
        control.command = Control::Command::Unknown;
        control.name = "dance";
        QVERIFY(*readControl(encode(control)) == control);
    }

    void aCommandMustSayWhoWhatAndWhen_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("no command") << R"("cmd":"drain",)"_ba
                                    << ""_ba;
        QTest::newRow("no target") << R"("target":"n1",)"_ba
                                   << ""_ba;
        QTest::newRow("nobody") << R"("by":"olek",)"_ba
                                << ""_ba;
        QTest::newRow("no time") << R"("t":1790000000000,)"_ba
                                 << ""_ba;
        QTest::newRow("no nonce") << R"(,"nonce":"c0ffee00c0ffee00")"_ba
                                  << ""_ba;
        QTest::newRow("an empty nonce") << "c0ffee00c0ffee00"_ba
                                        << ""_ba;
        QTest::newRow("a long nonce") << "c0ffee00c0ffee00"_ba << QByteArray(65, 'a');
        QTest::newRow("an escape in a name") << "olek"_ba
                                             << R"(o\u001b[2J)"_ba;
        QTest::newRow("an override in the text") << R"("nonce")"_ba
                                                 << R"("text":"a\u202eb","nonce")"_ba;
    }
    void aCommandMustSayWhoWhatAndWhen()
    {
        QFETCH(const QByteArray, from);
        QFETCH(const QByteArray, to);
        QByteArray bytes = goldenFrames("ops.txt").value("drain");
        QVERIFY(readControl(bytes).ok());
        bytes.replace(from, to);
        QVERIFY2(!readControl(bytes).ok(), bytes.constData());
    }
};

QTEST_GUILESS_MAIN(OpsCodecTest)
#include "ops_codec_test.moc"
