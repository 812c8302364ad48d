// SPDX-License-Identifier: GPL-3.0-or-later
// The table of nodes: rates from two reports, nobody who is gone, and columns that stand.
#include "server/top.h"

#include "core/protocol/ops_codec.h"
#include "tests/support/manual_clock.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::server;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

protocol::NodeReport report(const char *node, qint64 t, qint64 messages, const char *boot = "b1")
{
    protocol::NodeReport out;
    out.node = NodeId(QByteArray(node));
    out.boot = Boot(QByteArray(boot));
    out.t = t;
    out.state = "ready";
    out.clients = 7;
    out.inMessages = messages;
    out.deliveries = messages * 10;
    out.rss = 3 * 1024 * 1024;
    return out;
}

} // namespace

class TopTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ratesAreThoseBetweenTheLastTwoReports()
    {
        NodeTable table;
        table.take(protocol::encode(report("n1", 1000, 100)), m_clock.now());
        QCOMPARE(cell(table, 1, u"IN/S"_s), u"-"_s); // of one report there is no rate
        table.take(protocol::encode(report("n1", 3000, 150)), m_clock.now());
        QCOMPARE(cell(table, 1, u"IN/S"_s), u"25"_s);
        QCOMPARE(cell(table, 1, u"OUT/S"_s), u"250"_s);
        QCOMPARE(cell(table, 1, u"MEMORY"_s), u"3.0M"_s);
        QCOMPARE(cell(table, 1, u"PUBLISH"_s), u"-"_s);
    }

    void aNodeThatStartedAnewHasNoRateFromBefore()
    {
        NodeTable table;
        table.take(protocol::encode(report("n1", 1000, 5000)), m_clock.now());
        table.take(protocol::encode(report("n1", 2000, 3, "b2")), m_clock.now());
        QCOMPARE(cell(table, 1, u"IN/S"_s), u"-"_s);
    }

    void aReportTwiceOrTooLateOrOfNoSenseChangesNothing()
    {
        NodeTable table;
        table.take(protocol::encode(report("n1", 1000, 0)), m_clock.now());
        table.take(protocol::encode(report("n1", 2000, 50)), m_clock.now());
        for (const QByteArray &bytes :
            { protocol::encode(report("n1", 2000, 50)), protocol::encode(report("n1", 1500, 20)), "{}"_ba, ""_ba })
            table.take(bytes, m_clock.now());
        QCOMPARE(cell(table, 1, u"IN/S"_s), u"50"_s);
    }

    void severalNodesStandByNameAndAreSummedUp()
    {
        NodeTable table;
        for (const char *node : { "n2", "n10", "n1" })
            table.take(protocol::encode(report(node, 1000, 0)), m_clock.now());
        const QStringList lines = table.render().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 5);
        QVERIFY(lines[1].startsWith(u"n1 "_s) && lines[2].startsWith(u"n10"_s) && lines[3].startsWith(u"n2"_s));
        QVERIFY(lines[4].startsWith(u"all"_s) && lines[4].contains(u"21"_s)); // clients
    }

    void theBusiestRoomsStandBelowSummedOverTheNodes()
    {
        NodeTable table;
        for (const char *node : { "n1", "n2" }) {
            for (const qint64 t : { 1000, 2000 }) {
                auto told = report(node, t, 0);
                for (const char *room : { "tea", "den" })
                    told.roomsTop.append({ RoomId(QByteArray(room)), 3, t / 100, t / (*room == 't' ? 10 : 20) });
                table.take(protocol::encode(told), m_clock.now());
            }
        }
        const QStringList lines = table.render().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines[4].simplified(), u"ROOM HERE IN/S OUT/S"_s);
        QCOMPARE(lines[5].simplified(), u"tea 6 20 200"_s);
        QCOMPARE(lines[6].simplified(), u"den 6 20 100"_s);
    }

    void oneThatIsSilentForTenSecondsIsGone()
    {
        NodeTable table;
        table.take(protocol::encode(report("n1", 1000, 0)), m_clock.now());
        m_clock.advance(10s);
        table.sweep(m_clock.now());
        QVERIFY(!table.isEmpty());
        m_clock.advance(1ms);
        table.sweep(m_clock.now());
        QVERIFY(table.isEmpty());
    }

private:
    static QString cell(const NodeTable &table, int row, const QString &column)
    {
        const QStringList lines = table.render().split(u'\n');
        const qsizetype at = lines[0].split(u' ', Qt::SkipEmptyParts).indexOf(column);
        return lines[row].split(u' ', Qt::SkipEmptyParts).value(at);
    }

    testing::ManualClock m_clock;
};

QTEST_GUILESS_MAIN(TopTest)
#include "top_test.moc"
