// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/operator_watch.h"
#include "core/operator/recording_file.h"
#include "core/protocol/ops_codec.h"
#include "tests/unit/operator/operator_reports.h"

#include <QFile>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <random>

using namespace hubbub;
using namespace hubbub::ops;
using namespace hubbub::testing;
using namespace std::chrono_literals;

namespace {

const NodeId firstNode(QByteArray("n1"));
const NodeId secondNode(QByteArray("n2"));

/// A cluster of two nodes whose every second is written down.
struct Recorded {
    explicit Recorded(const QString &path) { opened = file.openToWrite(path, QStringLiteral("desk")); }

    /// `both` false: n2 says nothing.
    void second(bool both = true)
    {
        reports.second();
        for (const char *name : { "n1", "n2" }) {
            if (!both && name == QByteArray("n2"))
                continue;
            auto report = reports.next(name);
            report.clients = 10 + count % 7;
            report.inMessages = delivered += 30;
            report.deliverMs = protocol::Quantiles { 2, 4.0 + count % 5 };
            reports.tell(report);
        }
        reports.model.tick();
        ++count;
        const qint64 now = reports.model.redisNow() / 1000;
        if (!slice.seconds.isEmpty() && now / 10 != slice.seconds.first().second / 10)
            write();
        Second out;
        out.second = now;
        out.totals = reports.model.totals();
        for (const auto &[id, node] : reports.model.nodes())
            out.nodes[id] = { node.address, node.state, node.stateSince, node.now, encode(node.report) };
        slice.seconds.append(out);
    }
    void write() { file.put(std::exchange(slice, {})); }
    [[nodiscard]] qint64 now() const { return reports.model.redisNow() / 1000; }

    Reports reports;
    RecordingFile file;
    Slice slice;
    bool opened = false;
    int count = 0;
    qint64 delivered = 0;
};

LoggedEvent eventAt(qint64 second, const char *id)
{
    LoggedEvent out;
    out.id = id;
    out.event.kind = protocol::OpsKind::NodeDown;
    out.event.node = secondNode;
    out.event.t = second * 1000;
    return out;
}

bool same(double left, double right)
{
    return (std::isnan(left) && std::isnan(right)) || std::abs(left - right) < 0.01;
}

} // namespace

class RecordingTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("desk.hubrec"));
    }

    void aMomentIsShownAsItWas()
    {
        Recorded desk(m_path);
        QVERIFY2(desk.opened, qPrintable(desk.file.problem()));
        constexpr auto others = QFileDevice::ReadGroup | QFileDevice::ReadOther;
        QVERIFY((QFile(m_path).permissions() & others) == 0);
        for (int i = 0; i < 25; ++i)
            desk.second();
        const qint64 well = desk.now();
        const Totals totals = desk.reports.model.totals();
        const QList<Series::Point> clients = desk.reports.model.total(Metric::Clients).points(well - 20, well);
        for (int i = 0; i < 20; ++i)
            desk.second(false);
        const qint64 ill = desk.now();
        const NodeView dead = desk.reports.node("n2");
        for (int i = 0; i < 5; ++i)
            desk.second();
        desk.write();
        desk.file.put({ eventAt(well - 3, "5-0"), eventAt(ill - 3, "6-0") });

        ManualClock clock;
        OperatorWatch watch(QString(), clock);
        Moment moment = desk.file.load(well);
        QCOMPARE(moment.second, well);
        QCOMPARE(moment.events.size(), 1);
        watch.restore(std::move(moment));
        QVERIFY(watch.isUp());
        QCOMPARE(watch.model().totals().nodesUp, 2);
        for (size_t i = 0; i < metricCount; ++i)
            QVERIFY(same(watch.model().totals().now[i], totals.now[i]));
        const QList<Series::Point> shown = watch.model().total(Metric::Clients).points(well - 20, well);
        QCOMPARE(shown.size(), clients.size());
        for (qsizetype i = 0; i < shown.size(); ++i)
            QVERIFY(shown[i].second == clients[i].second && same(shown[i].value, clients[i].value));

        watch.restore(desk.file.load(ill));
        QCOMPARE(watch.model().totals().nodesUp, 1);
        const NodeView *node = watch.model().node(secondNode);
        QVERIFY(node != nullptr);
        QCOMPARE(node->state, dead.state);
        QCOMPARE(node->stateSince, dead.stateSince);
        QCOMPARE(node->report, dead.report);
        QCOMPARE(watch.events().events().size(), size_t(2));
        QVERIFY(!watch.model().series(secondNode, Metric::Clients).at(ill));
        QVERIFY(watch.model().series(firstNode, Metric::Clients).at(ill));
    }

    void whatIsAskedForBetweenTwoSecondsIsTheOneBefore()
    {
        Recorded desk(m_path);
        for (int i = 0; i < 12; ++i)
            desk.second();
        desk.write();
        QCOMPARE(desk.file.load(desk.now() + 2).second, desk.now());
        QCOMPARE(desk.file.load(desk.now() - 3600).second, qint64(0));
        QVERIFY(desk.file.load(desk.now() - 3600).now() == nullptr);
        QVERIFY(desk.file.load(desk.now() + 300).now() == nullptr); // nobody looked
    }

    void theChartsOfAnEarlierRunGoBeforeThoseOfThisOne()
    {
        qint64 ended = 0;
        QList<Series::Point> old;
        {
            Recorded before(m_path);
            for (int i = 0; i < 1500; ++i)
                before.second();
            before.write();
            ended = before.now();
            old = before.reports.model.total(Metric::In).points(ended - 1400, ended);
        }
        Recorded again(m_path);
        QVERIFY(again.opened);
        again.reports.clock.advance(1540s);
        for (int i = 0; i < 30; ++i)
            again.second();
        again.reports.model.addHistory(again.file.load(again.now()).history);
        const Series &in = again.reports.model.total(Metric::In);
        QVERIFY(again.reports.model.begin() <= ended - 1400);
        QVERIFY(in.at(ended - 5));
        QVERIFY(!in.at(ended + 20)); // nobody looked
        QVERIFY(in.at(again.now() - 5));
        // The long chart: means of ten seconds, as the run itself had them.
        const QList<Series::Point> now = in.points(ended - 1400, ended - 1000);
        QVERIFY(!now.isEmpty());
        for (const Series::Point &point : now) {
            if (point.second >= ended - 1390)
                QVERIFY2(same(point.value, 120), qPrintable(QString::number(point.value)));
        }
    }

    void theOldestGoesByAgeAndBySize()
    {
        Recorded desk(m_path);
        for (int i = 0; i < 600; ++i)
            desk.second();
        desk.write();
        desk.file.put({ eventAt(desk.now() - 500, "1-0"), eventAt(desk.now() - 50, "2-0") });
        desk.file.putAlerts(desk.now() - 500, {});
        const qint64 first = desk.file.span().first;
        QVERIFY(desk.file.prune(desk.now(), 200));
        QVERIFY(desk.file.span().first > first);
        QVERIFY(desk.file.span().first >= desk.now() - 211);
        QCOMPARE(desk.file.load(desk.now()).events.size(), 1);
        QVERIFY(desk.file.prune(desk.now(), 200, 60'000));
        const RecordingFile::Span span = desk.file.span();
        QVERIFY(span.first > desk.now() - 200);
        QCOMPARE(span.last, desk.now());
        QVERIFY(desk.file.prune(desk.now(), 200, 1)); // the newest stays
        QCOMPARE(desk.file.span().last, desk.now());
    }

    void anIncidentIsItsSpanInAFileOfItsOwn()
    {
        Recorded desk(m_path);
        for (int i = 0; i < 300; ++i)
            desk.second();
        desk.write();
        const qint64 end = desk.now();
        desk.file.put({ eventAt(end - 290, "1-0"), eventAt(end - 100, "2-0"), eventAt(end - 10, "3-0") });
        Alert alert;
        alert.id = 1;
        alert.rule = QStringLiteral("unheard");
        alert.node = secondNode;
        alert.since = (end - 200) * 1000;
        desk.file.putAlerts(end - 200, { alert });
        desk.file.putTraces(end - 100, { "one", "two" });
        desk.file.putTraces(end - 10, { "three" });
        RoomFacts room;
        room.id = RoomId(QByteArray("lobby"));
        room.title = QStringLiteral("Lobby");
        room.perSecond = 2.5;
        desk.file.putRooms(end - 100, { room });
        SessionFacts session;
        session.id = SessionId(QByteArray("s1"));
        session.rooms = { room.id };
        desk.file.putSessions(end - 100, { session });

        const QString saved = m_folder->filePath(QStringLiteral("an incident.hubrec"));
        QVERIFY2(desk.file.exportTo(saved, end - 150, end - 60), qPrintable(desk.file.problem()));
        QVERIFY(desk.file.exportTo(saved, end - 150, end - 60)); // over the one that is there
        QVERIFY(!QFile::exists(saved + QStringLiteral("-wal")));
        RecordingFile opened;
        QVERIFY2(opened.openToRead(saved), qPrintable(opened.problem()));
        const RecordingFile::Span span = opened.span();
        QCOMPARE(span.name, QStringLiteral("desk"));
        QVERIFY(span.first <= end - 150 && span.first > end - 165);
        QVERIFY(span.last >= end - 60 && span.last < end - 45);
        QCOMPARE(span.alerts.size(), 1); // it began before, and was open
        const Moment moment = opened.load(end - 60);
        QCOMPARE(moment.events.size(), 1);
        QCOMPARE(moment.traces, QByteArrayList({ "one", "two" }));
        QCOMPARE(moment.alerts.size(), 1);
        QCOMPARE(moment.alerts.first(), alert);
        QCOMPARE(moment.rooms.first().title, room.title);
        QCOMPARE(moment.rooms.first().perSecond, 2.5);
        QCOMPARE(moment.sessions.first().rooms, session.rooms);
    }

    void whatWasWrittenWhileAClockWasAheadGoesAndNothingElse()
    {
        Recorded desk(m_path);
        for (int i = 0; i < 30; ++i)
            desk.second();
        desk.write();
        const qint64 now = desk.now();
        Slice ahead;
        ahead.seconds.append(Second { now + 2 * 86'400, true, {}, 0, {} });
        desk.file.put(ahead);
        QVERIFY(desk.file.prune(now));
        QCOMPARE(desk.file.span().last, now);
        QVERIFY(desk.file.span().first <= now - 28);
    }

    void anAlertThatWasOpenWhenTheConsoleEndedIsOver()
    {
        Recorded desk(m_path);
        for (int i = 0; i < 30; ++i)
            desk.second();
        desk.write();
        Alert alert;
        alert.rule = QStringLiteral("unheard");
        alert.since = (desk.now() - 20) * 1000;
        desk.file.putAlerts(desk.now() - 17, { alert });
        desk.file.putAlerts(desk.now() - 5, {}); // the next run begins
        QCOMPARE(desk.file.span().alerts.first().until, (desk.now() - 5) * 1000);
        QVERIFY(desk.file.load(desk.now()).alerts.isEmpty());
    }

    void aRecordingIsNotSavedOverItself()
    {
        Recorded desk(m_path);
        desk.second();
        desk.write();
        QVERIFY(!desk.file.exportTo(m_path, 0, desk.now()));
        QVERIFY(desk.file.problem().contains(QStringLiteral("is the recording itself")));
        QCOMPARE(desk.file.span().last, desk.now());
    }

    void whatIsNoRecordingIsRefusedInWords()
    {
        RecordingFile file;
        QVERIFY(!file.openToRead(m_path));
        QVERIFY(file.problem().contains(m_path));
        QVERIFY(!QFile::exists(m_path));
        QFile other(m_path);
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write("# Notes\n");
        other.close();
        QVERIFY(!file.openToRead(m_path));
        QVERIFY2(file.problem().endsWith(QStringLiteral("is no recording of Hubbub.")), qPrintable(file.problem()));
        QVERIFY(!file.openToWrite(m_path, QString()));
        QVERIFY(!file.problem().isEmpty());
    }

    void damagedPartsAreLeftOutAndTheRestIsShown()
    {
        Recorded desk(m_path);
        for (int i = 0; i < 40; ++i)
            desk.second();
        desk.write();
        const qint64 end = desk.now();
        desk.file.close();
        {
            QSqlDatabase other = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("other"));
            other.setDatabaseName(m_path);
            QVERIFY(other.open());
            QVERIFY(QSqlQuery(other).exec(QStringLiteral("UPDATE slices SET body=x'ffffffff00', fold=x'00' WHERE first="
                                                         "(SELECT min(first) FROM slices)")));
            other.close();
        }
        QSqlDatabase::removeDatabase(QStringLiteral("other"));
        RecordingFile file;
        QVERIFY(file.openToRead(m_path));
        const Moment moment = file.load(end);
        QCOMPARE(moment.second, end);
        QVERIFY(moment.now() != nullptr);
        QVERIFY(moment.history.begin > file.span().first);
    }

    void bytesThatAreNoPartAreNeverTakenForOne()
    {
        Recorded desk(m_path);
        for (int i = 0; i < 5; ++i)
            desk.second();
        const QByteArray whole = qUncompress(pack(desk.slice));
        QVERIFY(unpackSlice(qCompress(whole)).ok());
        for (qsizetype length = 0; length < whole.size(); length += 7)
            QVERIFY(!unpackSlice(qCompress(whole.left(length))).ok());
        std::mt19937 dice(11);
        for (int i = 0; i < 3000; ++i) {
            QByteArray bytes = whole;
            for (int k = 0; k < 4; ++k)
                bytes[static_cast<qsizetype>(dice() % static_cast<unsigned>(bytes.size()))] = static_cast<char>(dice());
            (void)unpackSlice(qCompress(bytes, 0)); // anything but a crash
            (void)unpackAlerts(qCompress(bytes, 0));
            (void)unpackSessions(qCompress(bytes, 0));
            (void)unpackRooms(qCompress(bytes, 0));
            (void)unpackFold(qCompress(bytes, 0));
        }
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(RecordingTest)
#include "recording_test.moc"
