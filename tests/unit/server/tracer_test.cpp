// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/link.h"
#include "server/identity.h"
#include "server/tracer.h"
#include "tests/support/manual_clock.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::server;
using namespace hubbub::testing;
using namespace std::chrono_literals;

namespace {

struct Bench {
    explicit Bench(int oneIn)
        : tracer(link, identity, oneIn, clock)
    {
    }
    bool traces(const char *room) { return tracer.begin(RoomId(QByteArray(room)), clock.now()) != nullptr; }
    int tracedOf(int sends)
    {
        int out = 0;
        for (int i = 0; i < sends; ++i)
            out += traces("kitchen");
        return out;
    }

    ManualClock clock;
    redis::Link link { redis::Options { redis::Endpoint {} } };
    Identity identity;
    Tracer tracer;
};

} // namespace

class TracerTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneInSoManyIsTracedAndTheFirstIsOne()
    {
        Bench bench(100);
        QVERIFY(bench.traces("kitchen"));
        QCOMPARE(bench.tracedOf(99), 0);
        QVERIFY(bench.traces("kitchen"));
    }

    void noMoreThanFiveASecondAreTracedUnasked()
    {
        Bench bench(1);
        QCOMPARE(bench.tracedOf(1000), Tracer::mostPerSecond);
        bench.clock.advance(1s);
        QCOMPARE(bench.tracedOf(1000), Tracer::mostPerSecond);
    }

    void withZeroNoneIsTracedButWhatAnOperatorAsksFor()
    {
        Bench bench(0);
        QCOMPARE(bench.tracedOf(10), 0);
        bench.tracer.ask(RoomId(QByteArray("garden")));
        QCOMPARE(bench.tracedOf(10), 0);
        const auto send = bench.tracer.begin(RoomId(QByteArray("garden")), bench.clock.now());
        QVERIFY(send && send->asked);
        QVERIFY(!bench.traces("garden")); // once
        bench.tracer.ask(RoomId()); // anywhere
        QVERIFY(bench.traces("kitchen"));
        QVERIFY(!bench.traces("garden"));
    }

    void aWishIsForgottenAfterAMinuteAndWhereAnotherNodeHadIt()
    {
        Bench bench(0);
        bench.tracer.ask(RoomId(QByteArray("garden")));
        bench.clock.advance(61s);
        QVERIFY(!bench.traces("garden"));
        bench.tracer.ask(RoomId(QByteArray("garden")));
        LoggedNews news;
        news.seq = 3;
        news.mid = "m1";
        news.tracedUs = 120;
        bench.tracer.heard(RoomId(QByteArray("garden")), news, 4); // a sample, which is not what was wanted
        news.isAskedFor = true;
        const auto send = bench.tracer.begin(RoomId(QByteArray("garden")), bench.clock.now());
        QVERIFY(send != nullptr);
        bench.tracer.failed(*send, RoomId(QByteArray("garden"))); // refused: the wish stands
        bench.tracer.heard(RoomId(QByteArray("garden")), news, 4);
        QVERIFY(!bench.traces("garden"));
    }

    void withoutRedissTimeNoMomentIsSaid()
    {
        Bench bench(1);
        QVERIFY(!bench.tracer.redisTime(bench.clock.now()));
    }
};

QTEST_GUILESS_MAIN(TracerTest)
#include "tracer_test.moc"
