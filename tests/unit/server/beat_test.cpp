// SPDX-License-Identifier: GPL-3.0-or-later
// Who is judged dead by beat.lua, and when nobody is.
#include "core/redis/keys.h"
#include "server/scripts.h"
#include "tests/support/redis_server.h"

#include <QTest>

using namespace hubbub;

class BeatTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_redis.start(), qPrintable(m_redis.problem())); }
    void init()
    {
        m_redis.run({ "FLUSHALL" });
        m_redis.run({ "HSET", boots, "n1", "b1", "n2", "b2" });
        heard(500, 60000);
    }

    void aNodeThatDidNotBeatForTheLeaseIsDead()
    {
        mark("n1", 0);
        mark("n2", 4600);
        const auto reply = beat("n1", "b1");
        QCOMPARE(reply[0].bytes(), "ok");
        QCOMPARE(dead(reply), QByteArrayList({ "n2", "b2" }));
        QVERIFY(m_redis.run({ "ZSCORE", redis::keys::nodes(), "n2" }).isNil());
    }

    void aNodeThatBeatWithinTheLeaseIsNot()
    {
        mark("n1", 0);
        mark("n2", 3000);
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList());
    }

    void nobodyIsDeadWhereRedisStoodStill()
    {
        heard(12000, 60000);
        mark("n1", 12000);
        mark("n2", 12500);
        // Both had asked before; the answers come in one go.
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList());
        QCOMPARE(dead(beat("n2", "b2")), QByteArrayList());
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList());
        QCOMPARE(m_redis.run({ "ZCARD", redis::keys::nodes() }).toInteger(), 2);
    }

    void afterRedisStoodStillEachHasAWholeLeaseToComeBack()
    {
        // 1.9 s in which no answer came: too short for the time-out of n1's link, too long for that of n2's.
        heard(1900, 60000);
        mark("n1", 2000);
        mark("n2", 4700);
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList());
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList()); // and n2 is still at connecting again
        heard(500, 4000);
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList());
        heard(500, 4600);
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList({ "n2", "b2" })); // n2 had a whole lease, and did not
    }

    void aBreathOfRedisIsNoBreak()
    {
        heard(1400, 60000);
        mark("n1", 1400);
        mark("n2", 4600);
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList({ "n2", "b2" }));
    }

    void whereNobodyHasBeenHeardYetNobodyIsDead()
    {
        m_redis.run({ "DEL", watch });
        mark("n1", 0);
        mark("n2", 60000);
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList());
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList());
    }

    void aClockThatIsSetForwardKillsNobody()
    {
        heard(3600'000, 3660'000);
        mark("n1", 3600'000);
        mark("n2", 3600'100);
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList());
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList());
    }

    void aClockThatIsSetBackKeepsNobodyAlive()
    {
        heard(-3600'000, -3540'000);
        mark("n1", -3600'000);
        mark("n2", -3600'100);
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList());
        const auto now = redisNow();
        const auto left = m_redis.run({ "ZSCORE", redis::keys::nodes(), "n2" }).bytes().toLongLong();
        QVERIFY2(left <= now && left > now - 5000, QByteArray::number(left - now).constData());
        const auto claimed = claim("n2", "b3");
        QCOMPARE(claimed[0].bytes(), "busy");
        QVERIFY(claimed[1].bytes().toLongLong() <= 4501);
    }

    void aNameWhoseMarkIsOfTheFutureLapsesWithinALease()
    {
        mark("n2", -3600'000); // and no other node is there to put that right
        const auto claimed = claim("n2", "b3");
        QCOMPARE(claimed[0].bytes(), "busy");
        QCOMPARE(claimed[1].bytes(), "4501");
        mark("n2", 4600);
        QCOMPARE(claim("n2", "b3")[0].bytes(), "ok");
    }

    void whoDidNotHearThatItHasTheNameTakesItAgain()
    {
        m_redis.run({ "HSET", boots, "n2", "b2" });
        QCOMPARE(claim("n2", "b3")[2].bytes(), "b2");
        const auto again = claim("n2", "b3");
        QCOMPARE(again[0].bytes(), "ok");
        QCOMPARE(again[2].bytes(), ""); // its own boot is not to be swept
        QCOMPARE(claim("n2", "b4")[0].bytes(), "busy");
    }

    void oneWhoIsLostJudgesNobody()
    {
        mark("n2", 60000);
        const auto reply = beat("n1", "b1"); // its mark is gone
        QCOMPARE(reply[0].bytes(), "lost");
        QCOMPARE(dead(reply), QByteArrayList());
    }

private:
    const QByteArray boots = "hb:boots:{hb:nodes}";
    const QByteArray watch = "hb:watch:{hb:nodes}";

    qint64 redisNow()
    {
        const auto time = m_redis.run({ "TIME" });
        return time[0].bytes().toLongLong() * 1000 + time[1].bytes().toLongLong() / 1000;
    }

    /// As if the node had beaten so many ms ago.
    void mark(const QByteArray &node, qint64 ago)
    {
        m_redis.run({ "ZADD", redis::keys::nodes(), QByteArray::number(redisNow() - ago), node });
    }

    /// As if the last call of any node had been so many ms ago, and there had been no break since so many.
    void heard(qint64 ago, qint64 since)
    {
        const qint64 now = redisNow();
        m_redis.run({ "HSET", watch, "last", QByteArray::number(now - ago), "since", QByteArray::number(now - since) });
    }

    redis::Reply claim(const QByteArray &node, const QByteArray &boot)
    {
        return m_redis.run({ "EVAL", m_scripts.claim.source(), "2", redis::keys::nodes(), boots, node, boot, "4500" });
    }

    redis::Reply beat(const QByteArray &node, const QByteArray &boot)
    {
        return m_redis.run(
            { "EVAL", m_scripts.beat.source(), "3", redis::keys::nodes(), boots, watch, node, boot, "4500", "1", "1" });
    }

    static QByteArrayList dead(const redis::Reply &reply)
    {
        QByteArrayList out;
        for (qsizetype i = 3 + 2 * reply[2].bytes().toLongLong(); i < reply.size(); ++i)
            out << reply[i].bytes();
        return out;
    }

    testing::RedisServer m_redis;
    server::Scripts m_scripts;
};

QTEST_GUILESS_MAIN(BeatTest)
#include "beat_test.moc"
