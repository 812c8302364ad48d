// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/trace_book.h"
#include "tests/support/manual_clock.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::ops;
using namespace hubbub::testing;
using namespace std::chrono_literals;
using protocol::TraceRecord;

namespace {

constexpr qint64 stored = 1'790'000'000'000'000;

TraceRecord publishOf(const char *mid)
{
    TraceRecord out;
    out.node = NodeId(QByteArray("n1"));
    out.room = RoomId(QByteArray("kitchen"));
    out.mid = Mid(QByteArray(mid));
    out.seq = 7;
    out.redisUs = stored;
    out.clientUs = 100;
    out.receivedUs = stored - 300;
    out.sentUs = stored - 200;
    out.answeredUs = stored + 150;
    out.okUs = stored + 170;
    out.clockErrorUs = 40;
    return out;
}

TraceRecord deliveryOf(const char *mid, const char *node, qint64 after)
{
    TraceRecord out;
    out.kind = TraceRecord::Kind::Deliver;
    out.node = NodeId(QByteArray(node));
    out.room = RoomId(QByteArray("kitchen"));
    out.mid = Mid(QByteArray(mid));
    out.seq = 7;
    out.redisUs = stored;
    out.heardUs = stored + after;
    out.handedUs = stored + after + 50;
    out.sockets = 12;
    out.clockErrorUs = 90;
    return out;
}

} // namespace

class TraceBookTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatTheNodesSawIsOneTraceInWhateverOrderItComes()
    {
        ManualClock clock;
        TraceBook book(clock);
        book.take(deliveryOf("a", "n3", 700));
        book.take(deliveryOf("a", "n1", 200));
        book.take(publishOf("a"));
        book.take(deliveryOf("b", "n1", 10));
        book.take(QByteArrayView("{\"trace\":"));
        QCOMPARE(book.traces().size(), size_t(2));
        const Trace &trace = *book.find(Mid(QByteArray("a")));
        QCOMPARE(trace.deliveries.size(), 2);
        QCOMPARE(trace.deliveries.first().node.bytes(), QByteArray("n1"));
        QCOMPARE(trace.begin(), stored - 400);
        QCOMPARE(trace.totalUs(), qint64(400 + 700 + 50));
        QCOMPARE(trace.us(Hop::Client), qint64(100));
        QCOMPARE(trace.us(Hop::Node), qint64(100));
        QCOMPARE(trace.us(Hop::ToRedis), qint64(200));
        QCOMPARE(trace.us(Hop::Answer), qint64(150));
        QCOMPARE(trace.us(Hop::Ok), qint64(20));
        QCOMPARE(trace.us(Hop::Channel), qint64(700)); // the slowest node
        QCOMPARE(trace.us(Hop::FanOut), qint64(50));
        QCOMPARE(trace.clockErrorUs(), qint64(90));
    }

    void clocksThatDisagreeMakeNoHopOfNegativeLength()
    {
        ManualClock clock;
        TraceBook book(clock);
        book.take(deliveryOf("a", "n1", -30));
        QCOMPARE(book.traces().back().us(Hop::Channel), qint64(0));
        QVERIFY(!book.traces().back().us(Hop::Node));
    }

    void whatWasAskedForIsShownOnceItHasSettled()
    {
        ManualClock clock;
        TraceBook book(clock);
        TraceRecord asked = publishOf("a");
        asked.asked = true;
        book.expect();
        book.take(asked);
        TraceRecord other = publishOf("b"); // of another node, which had the same wish
        other.asked = true;
        book.take(other);
        QVERIFY(!book.takeAsked());
        clock.advance(1100ms);
        QVERIFY(book.takeAsked() == Mid(QByteArray("a")));
        QVERIFY(!book.takeAsked());
    }

    void theQuantilesAreOfAllThatAreKept()
    {
        ManualClock clock;
        TraceBook book(clock);
        for (int i = 1; i <= 1000; ++i)
            book.take(deliveryOf(QByteArray::number(i).constData(), "n1", i));
        QCOMPARE(book.traces().size(), TraceBook::kept);
        const auto channel = book.quantiles().at(static_cast<size_t>(Hop::Channel));
        QCOMPARE(channel.count, static_cast<int>(TraceBook::kept));
        QCOMPARE(channel.p50, qint64(851));
        QCOMPARE(channel.p99, qint64(998));
        QCOMPARE(book.quantiles().at(static_cast<size_t>(Hop::Node)).count, 0);
    }
};

QTEST_GUILESS_MAIN(TraceBookTest)
#include "trace_book_test.moc"
