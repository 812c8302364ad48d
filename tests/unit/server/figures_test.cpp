// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers that operators see: quantiles that are right, buckets that add up, and a text that Prometheus reads.
#include "server/latencies.h"
#include "server/metrics_text.h"
#include "server/process_figures.h"

#include <QFile>
#include <QTest>

using namespace hubbub::server;
using namespace std::chrono_literals;

class FiguresTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void quantilesAreNeverTooSmallAndAtMostASixteenthTooLarge_data()
    {
        QTest::addColumn<int>("unit"); // us
        for (const int unit : { 1, 7, 100, 1'000, 33'000 })
            QTest::addRow("%d us", unit) << unit;
    }
    void quantilesAreNeverTooSmallAndAtMostASixteenthTooLarge()
    {
        QFETCH(const int, unit);
        Latencies latencies;
        for (int i = 1000; i >= 1; --i)
            latencies.add(std::chrono::microseconds(i * unit));
        const auto quantiles = latencies.takeQuantiles();
        QVERIFY(quantiles);
        for (const auto &[seen, rank] : { std::pair(quantiles->p50, 500), std::pair(quantiles->p99, 990) }) {
            const double exact = rank * unit / 1000.0;
            QVERIFY2(seen > exact && seen <= exact * 17 / 16 + 0.001, qPrintable(QString::number(seen)));
        }
    }

    void oneSlowOneInAHundredIsNotInThep99ButTwoAre()
    {
        Latencies latencies;
        for (int i = 0; i < 99; ++i)
            latencies.add(1ms);
        latencies.add(900ms);
        QVERIFY(latencies.takeQuantiles()->p99 < 2);
        for (int i = 0; i < 98; ++i)
            latencies.add(1ms);
        latencies.add(900ms);
        latencies.add(900ms);
        QVERIFY(latencies.takeQuantiles()->p99 >= 900);
    }

    void eachLookSeesOnlyWhatCameSinceTheLast()
    {
        Latencies latencies;
        QVERIFY(!latencies.takeQuantiles());
        latencies.add(500ms);
        QVERIFY(latencies.takeQuantiles()->p50 >= 500);
        QVERIFY(!latencies.takeQuantiles());
        latencies.add(1ms);
        QVERIFY(latencies.takeQuantiles()->p99 < 2);
        QCOMPARE(latencies.count(), quint64(2)); // since start
    }

    void whatIsBelowZeroOrBeyondAllIsCountedToo()
    {
        Latencies latencies;
        latencies.add(-5ms);
        QVERIFY(latencies.takeQuantiles()->p99 <= 0.001);
        latencies.add(10h);
        QVERIFY(latencies.takeQuantiles()->p99 > 60'000);
        QCOMPARE(latencies.buckets().front(), quint64(1));
        QCOMPARE(latencies.buckets().back(), quint64(1));
    }

    void aHistogramsBucketsAreCumulativeAndTheirEndsInclusive()
    {
        Latencies latencies;
        latencies.add(500us); // the end of the first bucket belongs to it
        latencies.add(501us);
        latencies.add(20s);
        MetricsText text;
        text.histogram("x_seconds", "How long.", latencies);
        const QByteArray out = text.take();
        QVERIFY2(out.startsWith("# HELP x_seconds How long.\n# TYPE x_seconds histogram\n"), out.constData());
        QVERIFY2(out.contains("x_seconds_bucket{le=\"0.0005\"} 1\n"), out.constData());
        QVERIFY2(out.contains("x_seconds_bucket{le=\"0.001\"} 2\n"), out.constData());
        QVERIFY2(out.contains("x_seconds_bucket{le=\"10\"} 2\n"), out.constData());
        QVERIFY2(out.contains("x_seconds_bucket{le=\"+Inf\"} 3\n"), out.constData());
        QVERIFY2(out.endsWith("x_seconds_count 3\n"), out.constData());
    }

    void countersAreExactAndLabelsEscaped()
    {
        MetricsText text;
        text.counter("x_total", "Many.", 9007199254740991.0);
        text.gauge("x_info", "Who.", 1, { { "node", "a\"b\\c\nd" }, { "boot", "e" } });
        QCOMPARE(text.take(),
            QByteArray("# HELP x_total Many.\n# TYPE x_total counter\nx_total 9007199254740991\n"
                       "# HELP x_info Who.\n# TYPE x_info gauge\nx_info{node=\"a\\\"b\\\\c\\nd\",boot=\"e\"} 1\n"));
    }

    void theProcessKnowsItsDescriptorsMemoryAndTime()
    {
        const ProcessFigures before = readProcessFigures();
        QFile one(QStringLiteral("/dev/null"));
        QFile two(QStringLiteral("/dev/null"));
        QVERIFY(one.open(QIODevice::ReadOnly) && two.open(QIODevice::ReadOnly));
        const ProcessFigures with = readProcessFigures();
        QCOMPARE(with.descriptors, before.descriptors + 2);
        QByteArray memory(64 * 1024 * 1024, 'x');
        const auto touched = static_cast<qint64>(memory.count('x'));
        const ProcessFigures after = readProcessFigures();
        QVERIFY(after.residentBytes >= before.residentBytes + touched / 2);
        QVERIFY(after.cpuSeconds > 0 && after.cpuSeconds >= before.cpuSeconds);
    }
};

QTEST_GUILESS_MAIN(FiguresTest)
#include "figures_test.moc"
