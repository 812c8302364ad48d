// SPDX-License-Identifier: GPL-3.0-or-later
// What operators are told: all of it while that is bearable, numbers where it is not, and nothing lost while Redis is
// away.
#include "server/ops_log.h"

#include "core/protocol/ops_codec.h"
#include "core/redis/keys.h"
#include "server/identity.h"
#include "tests/unit/server/node_parts.h"

using namespace hubbub;
using namespace hubbub::server;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using protocol::OpsEvent;
using protocol::OpsKind;

namespace {

OpsEvent of(OpsKind kind, const QString &detail = {})
{
    OpsEvent event;
    event.kind = kind;
    event.detail = detail;
    return event;
}

} // namespace

class OpsLogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_redis = std::make_unique<testing::RedisParts>();
        QVERIFY2(m_redis->start(), qPrintable(m_redis->redis.problem()));
        m_live.clear();
        m_redis->subscription->setMessageHandler(
            [this](const QByteArray &, const QByteArray &payload) { m_live << *protocol::readOpsEvent(payload); });
        m_redis->subscription->subscribe(redis::keys::ops());
        QTRY_VERIFY(m_redis->subscription->isSubscribed(redis::keys::ops()));
        m_log = std::make_unique<OpsLog>(
            *m_redis->link, m_identity, [this] { return m_now; }, m_clock);
    }
    void cleanup()
    {
        m_log.reset();
        m_redis.reset();
    }

    void whatIsToldIsHeardLiveAndKeptWithTimeAndNode()
    {
        m_now = 1234;
        m_log->tell(of(OpsKind::RoomMade, u"a room"_s));
        QTRY_COMPARE(m_live.size(), 1);
        QCOMPARE(m_live[0].t, 1234);
        QCOMPARE(m_live[0].node, m_identity.node);
        QTRY_COMPARE(kept().size(), 1);
        QVERIFY(kept()[0] == m_live[0]);
    }

    void anAnswerIsForTheOneWhoAskedAndNotKept()
    {
        m_log->tell(of(OpsKind::Answer));
        m_log->tell(of(OpsKind::NodeUp));
        QTRY_COMPARE(m_live.size(), 2);
        QTRY_COMPARE(kept().size(), 1);
        QCOMPARE(kept()[0].kind, OpsKind::NodeUp);
    }

    void whatHappensWhileRedisIsAwayIsToldOnceItIsBackInOrderAndWithItsTime()
    {
        m_redis->redis.kill();
        QTRY_VERIFY(!m_redis->link->isUp());
        for (m_now = 1; m_now <= 3; ++m_now)
            m_log->tell(of(OpsKind::NodeDown, QString::number(m_now)));
        QVERIFY(m_redis->redis.start());
        QTRY_VERIFY(m_redis->link->isUp());
        m_log->tell(of(OpsKind::NodeUp));
        QTRY_COMPARE(kept().size(), 4);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(kept()[i].detail, QString::number(i + 1));
            QCOMPARE(kept()[i].t, i + 1);
        }
        QCOMPARE(kept()[3].kind, OpsKind::NodeUp);
    }

    void ofVeryMuchThatHappensMeanwhileTheNewestIsKept()
    {
        m_redis->redis.kill();
        QTRY_VERIFY(!m_redis->link->isUp());
        const int all = int(OpsLog::mostWaiting) + 50;
        for (int i = 1; i <= all; ++i)
            m_log->tell(of(OpsKind::NodeDown, QString::number(i)));
        QVERIFY(m_redis->redis.start());
        QTRY_COMPARE(kept().size(), qsizetype(OpsLog::mostWaiting));
        QCOMPARE(kept().first().detail, u"51"_s);
        QCOMPARE(kept().last().detail, QString::number(all));
    }

    void ofACrowdTheFirstAreNamedAndTheRestIsANumber()
    {
        for (int i = 0; i < 300; ++i)
            m_log->tellOfClient(of(OpsKind::ClientIn));
        for (int i = 0; i < 7; ++i)
            m_log->tellOfClient(of(OpsKind::ClientOut));
        m_log->tellNumbers();
        QTRY_COMPARE(m_live.size(), OpsLog::clientRate.burst + 2);
        QCOMPARE(count(OpsKind::ClientIn), OpsLog::clientRate.burst);
        QCOMPARE(count(OpsKind::Clients), 2);
        for (const OpsEvent &each : m_live) {
            if (each.kind == OpsKind::Clients)
                QCOMPARE(each.count, std::optional<qint64>(each.cause == "in" ? 300 - OpsLog::clientRate.burst : 7));
        }
        m_log->tellNumbers(); // of nobody there is nothing to say
        m_clock.advance(1s);
        m_log->tellOfClient(of(OpsKind::ClientIn));
        QTRY_COMPARE(m_live.size(), OpsLog::clientRate.burst + 3);
        QCOMPARE(m_live.last().kind, OpsKind::ClientIn);
    }

    void whoGoesWhileRedisIsAwayIsANumberToo()
    {
        m_redis->redis.kill();
        QTRY_VERIFY(!m_redis->link->isUp());
        for (int i = 0; i < 5; ++i)
            m_log->tellOfClient(of(OpsKind::ClientOut));
        m_log->tellNumbers(); // not now
        QVERIFY(m_redis->redis.start());
        QTRY_VERIFY(m_redis->link->isUp());
        m_log->tellNumbers();
        QTRY_COMPARE(kept().size(), 1);
        QCOMPARE(kept()[0].count, std::optional<qint64>(5));
        QCOMPARE(kept()[0].cause, "out");
    }

    void whatGoesOnForLongIsToldNowAndThen()
    {
        for (int i = 0; i < 25; ++i) {
            m_log->tellSometimes(of(OpsKind::RedisRefuses));
            m_clock.advance(1s);
        }
        m_log->tellSometimes(of(OpsKind::EventsLost)); // another kind
        QTRY_COMPARE(m_live.size(), 4);
        QCOMPARE(count(OpsKind::RedisRefuses), 3);
    }

private:
    [[nodiscard]] QList<OpsEvent> kept()
    {
        QList<OpsEvent> out;
        const redis::Reply entries = m_redis->redis.run({ "XRANGE", redis::keys::opsLog(), "-", "+" });
        for (const redis::Reply &entry : entries.items())
            out << *protocol::readOpsEvent(entry.at(1).at(1).bytes());
        return out;
    }
    [[nodiscard]] int count(OpsKind kind) const
    {
        return int(std::count_if(m_live.begin(), m_live.end(), [kind](const auto &each) { return each.kind == kind; }));
    }

    std::unique_ptr<testing::RedisParts> m_redis;
    std::unique_ptr<OpsLog> m_log;
    Identity m_identity { NodeId("n1"_ba), Boot("b1"_ba) };
    testing::ManualClock m_clock;
    qint64 m_now = 0;
    QList<OpsEvent> m_live;
};

QTEST_GUILESS_MAIN(OpsLogTest)
#include "ops_log_test.moc"
