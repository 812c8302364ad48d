// SPDX-License-Identifier: GPL-3.0-or-later
// Link and Subscription at a real Redis Cluster whose slots move and whose primaries die.
#include "core/redis/link.h"
#include "core/redis/replica_wait.h"
#include "core/redis/slot_map.h"
#include "core/redis/subscription.h"
#include "tests/support/redis_cluster.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::redis;
using hubbub::testing::RedisCluster;

namespace {

/// Two keys of one room, so that a slot on its way answers TRYAGAIN.
const Script &appendScript()
{
    static const Script script("append",
        "#!lua\nlocal n = redis.call('RPUSH', KEYS[1], ARGV[1])\nredis.call('SET', KEYS[2], n)\n"
        "redis.call('SPUBLISH', ARGV[2], ARGV[1])\nreturn n");
    return script;
}

QByteArray listOf(const QByteArray &room) { return "hb:{" + room + "}:list"; }
QByteArray countOf(const QByteArray &room) { return "hb:{" + room + "}:count"; }
QByteArray channelOf(const QByteArray &room) { return "hb:{" + room + '}'; }

} // namespace

class ClusterTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<RedisCluster> m_redis; ///< one for all tests; the last of them breaks it
    std::unique_ptr<Link> m_link;
    std::unique_ptr<Subscription> m_subscription;
    QHash<QByteArray, QByteArrayList> m_heard; ///< by channel
    QByteArrayList m_stored; ///< payloads that the script answered for, in the order of the answers
    int m_refused = 0;

    void append(const QByteArray &room, const QByteArray &payload)
    {
        m_link->run(appendScript(), { listOf(room), countOf(room) }, { payload, channelOf(room) }, this,
            [this, payload](const Result<Reply> &reply) {
                if (reply.ok())
                    m_stored.append(payload);
                else
                    ++m_refused;
            });
    }

    QByteArrayList listAt(const QByteArray &room)
    {
        QByteArrayList out;
        const auto reply = m_redis->run(listOf(room), { "LRANGE", listOf(room), "0", "-1" });
        for (const auto &item : reply.items())
            out.append(item.bytes());
        return out;
    }

    Result<Reply> call(const Arguments &argv)
    {
        std::optional<Result<Reply>> answer;
        m_link->command(argv, this, [&](const Result<Reply> &reply) { answer = reply; });
        (void)QTest::qWaitFor([&] { return answer.has_value(); }, 10'000);
        return answer.value_or(Error { ErrorCode::Internal, u"no answer"_s });
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_redis = std::make_unique<RedisCluster>();
        QVERIFY2(m_redis->start(), qPrintable(m_redis->problem()));
    }

    void init()
    {
        m_heard.clear();
        m_stored.clear();
        m_refused = 0;
        for (int i = 0; i < RedisCluster::primaries; ++i)
            QVERIFY(m_redis->node(i).run({ "FLUSHALL" }).isStatus("OK"));
        m_link = std::make_unique<Link>(m_redis->options());
        m_subscription = std::make_unique<Subscription>(m_redis->options());
        m_subscription->setMessageHandler(
            [this](const QByteArray &channel, const QByteArray &payload) { m_heard[channel].append(payload); });
        m_link->open();
        m_subscription->open();
        QTRY_VERIFY(m_link->isUp() && m_subscription->isUp());
    }

    void cleanup()
    {
        m_subscription.reset();
        m_link.reset();
    }

    void eachCommandGoesToTheNodeOfItsKey()
    {
        QCOMPARE(m_link->endpoints().size(), RedisCluster::primaries);
        for (int i = 0; i < 60; ++i)
            QVERIFY(call({ "SET", "key:" + QByteArray::number(i), QByteArray::number(i) }).ok());
        int total = 0;
        for (int i = 0; i < RedisCluster::primaries; ++i) {
            const auto size = m_redis->node(i).run({ "DBSIZE" }).toInteger();
            QVERIFY(size > 0);
            total += int(size);
        }
        QCOMPARE(total, 60);
        for (int i = 0; i < 60; ++i)
            QCOMPARE(call({ "GET", "key:" + QByteArray::number(i) })->bytes(), QByteArray::number(i));
        // What every primary says, together.
        QCOMPARE(call({ "INFO", "memory" })->bytes().count("maxmemory_policy:"), RedisCluster::primaries);
        // Keys of several slots are nobody's.
        QCOMPARE(call({ "DEL", "key:1", "key:2", "key:3" }).error().code, ErrorCode::Internal);
    }

    void aBarrierWaitsForEveryNode()
    {
        m_redis->node(1).pause();
        int answered = 0;
        for (int i = 0; i < 60; ++i)
            m_link->command(
                { "GET", "key:" + QByteArray::number(i) }, this, [&](const Result<Reply> &) { ++answered; });
        int before = -1;
        m_link->whenAllAnswered(this, [&](const Outcome &) { before = answered; });
        QTRY_VERIFY(answered > 20);
        QCOMPARE(before, -1);
        m_redis->node(1).resume();
        QTRY_COMPARE(before, 60);
    }

    void bothKindsOfChannelAreHeard()
    {
        QSignalSpy subscribed(m_subscription.get(), &Subscription::subscribed);
        QByteArrayList rooms;
        for (int i = 0; i < 12; ++i)
            rooms.append("room" + QByteArray::number(i));
        for (const auto &room : rooms)
            m_subscription->subscribe(channelOf(room));
        bool confirmed = false;
        m_subscription->subscribe("hb:stats");
        m_subscription->subscribe(channelOf("room0"), this, [&](const Outcome &outcome) { confirmed = outcome.ok(); });
        QTRY_COMPARE(subscribed.count(), 13);
        QTRY_VERIFY(confirmed);
        for (const auto &room : rooms)
            append(room, "hello " + room);
        m_link->post({ "PUBLISH", "hb:stats", "report" });
        m_link->announce(channelOf("room3"), "typing");
        for (const auto &room : rooms)
            QTRY_COMPARE(m_heard[channelOf(room)].value(0), "hello " + room);
        QTRY_COMPARE(m_heard["hb:stats"], QByteArrayList({ "report" }));
        QTRY_COMPARE(m_heard[channelOf("room3")].last(), "typing"_ba);
        // A room's channel is at one node only.
        int listening = 0;
        for (int i = 0; i < RedisCluster::primaries; ++i)
            listening += int(m_redis->node(i).run({ "PUBSUB", "SHARDNUMSUB", channelOf("room0") }).at(1).toInteger());
        QCOMPARE(listening, 1);
        m_subscription->unsubscribe(channelOf("room0"));
        const auto owner = m_redis->ownerOf(channelOf("room0"));
        QTRY_COMPARE(m_redis->node(owner).run({ "PUBSUB", "SHARDNUMSUB", channelOf("room0") }).at(1).toInteger(), 0);
    }

    void aSlotThatMovedIsFollowed()
    {
        const auto slot = slotOf(channelOf("tea"));
        m_subscription->subscribe(channelOf("tea"));
        QTRY_VERIFY(m_subscription->isSubscribed(channelOf("tea")));
        append("tea", "before");
        QTRY_COMPARE(m_stored.size(), 1);
        const int from = m_redis->ownerOf(listOf("tea"));
        const int to = (from + 1) % RedisCluster::primaries;
        QSignalSpy subscribed(m_subscription.get(), &Subscription::subscribed);
        QSignalSpy down(m_link.get(), &Link::down);
        m_redis->move(slot, from, to);
        append("tea", "after");
        QTRY_COMPARE(m_stored, QByteArrayList({ "before", "after" }));
        QCOMPARE(m_redis->ownerOf(listOf("tea")), to);
        QCOMPARE(listAt("tea"), m_stored);
        QTRY_VERIFY(subscribed.count() >= 1); // again, elsewhere
        append("tea", "heard");
        QTRY_VERIFY(m_heard[channelOf("tea")].contains("heard"));
        QVERIFY(down.isEmpty());
        QCOMPARE(m_refused, 0);
    }

    /// Keys that are on their way are ASKed for where they are; commands of several keys wait.
    void aSlotOnItsWayIsAskedForAndWaitedFor()
    {
        const auto slot = slotOf(listOf("tea"));
        const int from = m_redis->ownerOf(listOf("tea"));
        const int to = (from + 1) % RedisCluster::primaries;
        QVERIFY(call({ "SET", "hb:{tea}:one", "1" }).ok());
        m_redis->beginMove(slot, from, to);
        m_redis->moveKeys(slot, from, to);
        // One key: MOVED by nobody, ASKed at the new node.
        QCOMPARE(call({ "GET", "hb:{tea}:one" })->bytes(), "1"_ba);
        QVERIFY(call({ "SET", "hb:{tea}:two", "2" }).ok());
        QCOMPARE(m_redis->node(to).run({ "CLUSTER", "COUNTKEYSINSLOT", QByteArray::number(slot) }).toInteger(), 2);
        // Several keys that are not there: TRYAGAIN, until the slot has arrived. In the order of the calls.
        for (int i = 0; i < 5; ++i)
            append("tea", QByteArray::number(i));
        bool later = false;
        m_link->command({ "GET", "hb:{tea}:one" }, this,
            [&](const Result<Reply> &reply) { later = reply.ok() && m_stored.size() == 5; });
        QVERIFY(call({ "GET", "elsewhere" }).ok()); // other slots do not wait
        QCOMPARE(m_stored.size(), 0);
        m_redis->endMove(slot, from, to);
        QTRY_VERIFY(later);
        QCOMPARE(m_stored, QByteArrayList({ "0", "1", "2", "3", "4" }));
        QCOMPARE(listAt("tea"), m_stored);
    }

    void aSlotThatNeverArrivesIsSaid()
    {
        const auto slot = slotOf(listOf("tea"));
        const int from = m_redis->ownerOf(listOf("tea"));
        const int to = (from + 1) % RedisCluster::primaries;
        m_redis->beginMove(slot, from, to);
        append("tea", "stuck");
        QTRY_COMPARE_WITH_TIMEOUT(m_refused, 1, 10'000); // after the command time-out
        QVERIFY(m_stored.isEmpty());
        m_redis->endMove(slot, from, to); // for the tests to come
    }

    void slotsMovedUnderTrafficLoseAndDoubleNothing()
    {
        QByteArrayList rooms;
        for (int i = 0; i < 6; ++i) {
            rooms.append("room" + QByteArray::number(i));
            m_subscription->subscribe(channelOf(rooms.last()));
        }
        for (const auto &room : rooms)
            QTRY_VERIFY(m_subscription->isSubscribed(channelOf(room)));
        QHash<QByteArray, QByteArrayList> said;
        int n = 0;
        for (int round = 0; round < 12; ++round) {
            const auto &moved = rooms.at(round % rooms.size());
            const auto slot = slotOf(listOf(moved));
            const int from = m_redis->ownerOf(listOf(moved));
            const int to = (from + 1) % RedisCluster::primaries;
            const auto talk = [&] {
                for (const auto &room : rooms) {
                    said[room].append(QByteArray::number(++n));
                    append(room, said[room].last());
                }
                const auto soFar = m_link->counters().commands;
                QTRY_VERIFY(m_link->counters().commands > soFar);
            };
            talk();
            m_redis->beginMove(slot, from, to);
            talk();
            m_redis->moveKeys(slot, from, to);
            talk();
            m_redis->endMove(slot, from, to);
            talk();
            QTRY_COMPARE(m_stored.size(), n);
        }
        QCOMPARE(m_refused, 0);
        for (const auto &room : rooms)
            QCOMPARE(listAt(room), said[room]); // all, each once, in order
    }

    void scriptsThatOneNodeLostAreLoadedAgain()
    {
        append("tea", "1");
        QTRY_COMPARE(m_stored.size(), 1);
        m_redis->node(m_redis->ownerOf(listOf("tea"))).run({ "SCRIPT", "FLUSH" });
        append("tea", "2");
        append("tea", "3");
        QTRY_COMPARE(m_stored, QByteArrayList({ "1", "2", "3" }));
        QVERIFY(m_link->counters().reloads >= 1);
    }

    void replicasOfEachPrimaryAreWaitedFor()
    {
        ReplicaWait wait(*m_link, m_redis->options(), { 1, std::chrono::milliseconds(300) });
        wait.open();
        std::vector<Outcome> outcomes;
        const auto writeAndConfirm = [&](const QByteArray &key) {
            m_link->command({ "SET", key, "1" }, this, [&, key](const Result<Reply> &reply) {
                QVERIFY(reply.ok());
                wait.confirm(key, this, [&](const Outcome &outcome) { outcomes.push_back(outcome); });
            });
        };
        QTRY_VERIFY(wait.isUp());
        writeAndConfirm("hb:{tea}:x");
        QTRY_COMPARE(outcomes.size(), size_t(1));
        QVERIFY2(outcomes[0].ok(), outcomes[0].ok() ? "" : qPrintable(outcomes[0].error().detail));
        const int owner = m_redis->ownerOf("hb:{tea}:x");
        m_redis->node(owner + 3).pause();
        writeAndConfirm("hb:{tea}:x");
        QTRY_COMPARE(outcomes.size(), size_t(2));
        QVERIFY(!outcomes[1].ok());
        QVERIFY2(outcomes[1].error().detail.contains(u"0 of 1 replicas"_s), qPrintable(outcomes[1].error().detail));
        m_redis->node(owner + 3).resume();
    }

    void aPrimaryThatDiesIsReplacedByItsReplica()
    {
        const int owner = m_redis->ownerOf(listOf("tea"));
        m_subscription->subscribe(channelOf("tea"));
        QTRY_VERIFY(m_subscription->isSubscribed(channelOf("tea")));
        append("tea", "before");
        QTRY_COMPARE(m_stored.size(), 1);
        QTRY_COMPARE(m_redis->node(owner + 3).run({ "DBSIZE" }), m_redis->node(owner).run({ "DBSIZE" }));
        QSignalSpy linkDown(m_link.get(), &Link::down);
        QSignalSpy linkUp(m_link.get(), &Link::up);
        QSignalSpy lost(m_subscription.get(), &Subscription::lost);
        QSignalSpy subscribed(m_subscription.get(), &Subscription::subscribed);
        m_redis->node(owner).kill();
        QTRY_COMPARE(linkDown.count() > 0, true);
        QTRY_VERIFY(lost.count() > 0);
        QCOMPARE(lost.first().first().toByteArray(), channelOf("tea"));
        QTRY_VERIFY_WITH_TIMEOUT(linkUp.count() > 0 && m_link->isUp() && m_subscription->isUp(), 15'000);
        QTRY_VERIFY(subscribed.count() > 0);
        append("tea", "after");
        QTRY_COMPARE(m_stored, QByteArrayList({ "before", "after" }));
        QTRY_VERIFY(m_heard[channelOf("tea")].contains("after"));
        QCOMPARE(m_redis->ownerOf(listOf("tea")), owner + 3);
    }
};

QTEST_GUILESS_MAIN(ClusterTest)
#include "cluster_test.moc"
