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
        mark("n1", 12000);
        mark("n2", 12500);
        // Both had asked before; the answers come in one go.
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList());
        QCOMPARE(dead(beat("n2", "b2")), QByteArrayList());
        QCOMPARE(dead(beat("n1", "b1")), QByteArrayList());
        QCOMPARE(m_redis.run({ "ZCARD", redis::keys::nodes() }).toInteger(), 2);
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

    /// As if the node had beaten so many ms ago.
    void mark(const QByteArray &node, qint64 ago)
    {
        const auto time = m_redis.run({ "TIME" });
        const qint64 now = time[0].bytes().toLongLong() * 1000 + time[1].bytes().toLongLong() / 1000;
        m_redis.run({ "ZADD", redis::keys::nodes(), QByteArray::number(now - ago), node });
    }

    redis::Reply beat(const QByteArray &node, const QByteArray &boot)
    {
        return m_redis.run(
            { "EVAL", m_scripts.beat.source(), "2", redis::keys::nodes(), boots, node, boot, "4500", "1", "1" });
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
