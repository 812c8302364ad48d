// SPDX-License-Identifier: GPL-3.0-or-later
// Subscription against a real redis-server.
#include "core/redis/subscription.h"
#include "tests/support/redis_server.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::redis;
using hubbub::testing::RedisServer;

class SubscriptionTest final : public QObject {
    Q_OBJECT

    RedisServer m_redis { { .tcp = true } };

    Options options() const
    {
        Options options;
        options.endpoint = m_redis.endpoint();
        options.clientName = "test:subscription";
        return options;
    }

    int subscribers(const QByteArray &channel) const
    {
        return int(m_redis.run({ "PUBSUB", "NUMSUB", channel }).at(1).toInteger());
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_redis.start(), qPrintable(m_redis.problem())); }

    void messagesArriveInOrderOnceConfirmed()
    {
        Subscription subscription(options());
        QByteArrayList got;
        subscription.setMessageHandler(
            [&](const QByteArray &channel, const QByteArray &payload) { got.append(channel + '=' + payload); });
        bool confirmed = false;
        subscription.subscribe("a", this, [&](const Outcome &outcome) { confirmed = outcome.ok(); });
        QVERIFY(!confirmed);
        subscription.open();
        QTRY_VERIFY(confirmed);
        QVERIFY(subscription.isSubscribed("a"));
        QCOMPARE(m_redis.run({ "PUBLISH", "a", "x\r\n\0y"_ba }).toInteger(), 1);
        m_redis.run({ "PUBLISH", "b", "not for us" });
        m_redis.run({ "PUBLISH", "a", "" });
        QTRY_COMPARE(got, QByteArrayList({ "a=x\r\n\0y"_ba, "a=" }));
    }

    void whatIsCertainAlreadyIsConfirmedAtOnceButNotInsideTheCall()
    {
        Subscription subscription(options());
        subscription.open();
        subscription.subscribe("a");
        QTRY_VERIFY(subscription.isSubscribed("a"));
        bool confirmed = false;
        subscription.subscribe("a", this, [&](const Outcome &outcome) { confirmed = outcome.ok(); });
        QVERIFY(!confirmed);
        QTRY_VERIFY(confirmed);
    }

    void aChannelLeftBeforeItWasCertainSaysSo()
    {
        Subscription subscription(options());
        std::optional<Error> error;
        subscription.subscribe("a", this, [&](const Outcome &outcome) { error = outcome.error(); });
        subscription.unsubscribe("a");
        QTRY_VERIFY(error);
        QCOMPARE(error->code, ErrorCode::Unavailable);
        QCOMPARE(subscription.channelCount(), 0);
    }

    void unsubscribingEndsTheMessages()
    {
        Subscription subscription(options());
        subscription.open();
        subscription.subscribe("a");
        subscription.subscribe("b");
        QTRY_VERIFY(subscription.isSubscribed("b"));
        subscription.unsubscribe("a");
        QTRY_COMPARE(subscribers("a"), 0);
        QCOMPARE(subscribers("b"), 1);
        QVERIFY(!subscription.isSubscribed("a"));
    }

    void thousandsOfChannelsAreSubscribedAndOftenChanged()
    {
        Subscription subscription(options());
        QSignalSpy all(&subscription, &Subscription::allSubscribed);
        constexpr int count = 3'000;
        for (int i = 0; i < count; ++i)
            subscription.subscribe("room" + QByteArray::number(i));
        subscription.open();
        QTRY_COMPARE(all.count(), 1);
        QCOMPARE(subscribers("room0"), 1);
        QCOMPARE(subscribers("room2999"), 1);
        for (int i = 0; i < count; ++i) {
            const auto channel = "room" + QByteArray::number(i);
            subscription.unsubscribe(channel);
            if (i % 2 == 0)
                subscription.subscribe(channel);
        }
        QTRY_COMPARE(subscribers("room2999"), 0);
        QTRY_VERIFY(subscription.isSubscribed("room2998"));
        QTRY_COMPARE(m_redis.run({ "PUBSUB", "CHANNELS", "room*" }).size(), count / 2);
    }

    void aKilledSubscriptionIsMadeAgainWithAllItsChannels()
    {
        Subscription subscription(options());
        QByteArrayList got;
        subscription.setMessageHandler([&](const QByteArray &, const QByteArray &payload) { got.append(payload); });
        QSignalSpy down(&subscription, &Subscription::down);
        QSignalSpy all(&subscription, &Subscription::allSubscribed);
        QSignalSpy subscribed(&subscription, &Subscription::subscribed);
        subscription.open();
        subscription.subscribe("a");
        subscription.subscribe("b");
        QTRY_COMPARE(subscribed.count(), 2);
        QCOMPARE(all.count(), 1);
        QVERIFY(m_redis.run({ "CLIENT", "KILL", "TYPE", "pubsub" }).toInteger() >= 1);
        QTRY_COMPARE(down.count(), 1);
        QVERIFY(!subscription.isSubscribed("a"));
        QTRY_COMPARE(all.count(), 2);
        QCOMPARE(subscribed.count(), 4);
        m_redis.run({ "PUBLISH", "b", "again" });
        QTRY_COMPARE(got, QByteArrayList({ "again" }));
    }

    void aRestartedRedisIsSubscribedAgain()
    {
        Subscription subscription(options());
        QSignalSpy subscribed(&subscription, &Subscription::subscribed);
        subscription.open();
        subscription.subscribe("a");
        QTRY_COMPARE(subscribed.count(), 1);
        m_redis.kill();
        QTRY_VERIFY(!subscription.isUp());
        QVERIFY2(m_redis.start(), qPrintable(m_redis.problem()));
        QTRY_COMPARE(subscribed.count(), 2);
        QCOMPARE(subscribers("a"), 1);
    }

    void aFrozenRedisIsNoticed()
    {
        auto quick = options();
        quick.idleProbe = std::chrono::milliseconds(50);
        quick.silenceLimit = std::chrono::milliseconds(300);
        Subscription subscription(quick);
        QSignalSpy down(&subscription, &Subscription::down);
        subscription.open();
        QTRY_VERIFY(subscription.isUp());
        const auto first = subscription.lastHeard();
        QTRY_VERIFY(subscription.lastHeard() > first); // a probe was answered
        m_redis.pause();
        QTRY_COMPARE(down.count(), 1);
        m_redis.resume();
        QTRY_VERIFY(subscription.isUp());
    }

    void theCallersOwnDoubtLeadsToANewConnection()
    {
        Subscription subscription(options());
        QSignalSpy subscribed(&subscription, &Subscription::subscribed);
        subscription.open();
        subscription.subscribe("a");
        QTRY_COMPARE(subscribed.count(), 1);
        subscription.reconnect(u"the probe did not come back"_s);
        QVERIFY(!subscription.isUp());
        QCOMPARE(subscription.lastReason(), u"the probe did not come back"_s);
        QTRY_COMPARE(subscribed.count(), 2);
    }

    void aForbiddenChannelIsRefusedAndTheOthersWork()
    {
        m_redis.run({ "ACL", "SETUSER", "listener", "reset", "on", ">pw", "resetchannels", "&hb:*", "+@all" });
        auto mine = options();
        mine.endpoint = m_redis.tcpEndpoint();
        mine.endpoint.user = "listener";
        mine.endpoint.password = "pw";
        Subscription subscription(mine);
        QSignalSpy refused(&subscription, &Subscription::refused);
        QSignalSpy all(&subscription, &Subscription::allSubscribed);
        std::optional<Error> error;
        bool confirmed = false;
        subscription.subscribe("hb:{a}", this, [&](const Outcome &outcome) { confirmed = outcome.ok(); });
        subscription.subscribe("elsewhere", this, [&](const Outcome &outcome) {
            if (!outcome)
                error = outcome.error();
        });
        subscription.open();
        QTRY_VERIFY(error && confirmed);
        QCOMPARE(error->code, ErrorCode::Forbidden);
        QCOMPARE(refused.count(), 1);
        QTRY_COMPARE(all.count(), 1);
        QVERIFY(subscription.isUp());
    }

    void shardedChannelsWork()
    {
        Subscription subscription(options());
        subscription.setKind(Subscription::Kind::Sharded);
        QByteArrayList got;
        subscription.setMessageHandler(
            [&](const QByteArray &channel, const QByteArray &payload) { got.append(channel + '=' + payload); });
        subscription.open();
        subscription.subscribe("{a}1");
        subscription.subscribe("{b}2");
        QTRY_VERIFY(subscription.isSubscribed("{a}1") && subscription.isSubscribed("{b}2"));
        m_redis.run({ "SPUBLISH", "{b}2", "x" });
        QTRY_COMPARE(got, QByteArrayList({ "{b}2=x" }));
        subscription.unsubscribe("{a}1");
        QTRY_COMPARE(m_redis.run({ "PUBSUB", "SHARDCHANNELS" }).size(), 1);
    }

    void confirmationsAreDroppedWithTheirContext()
    {
        Subscription subscription(options());
        auto context = std::make_unique<QObject>();
        bool ran = false;
        subscription.subscribe("a", context.get(), [&](const Outcome &) { ran = true; });
        context.reset();
        subscription.open();
        QTRY_VERIFY(subscription.isSubscribed("a"));
        QVERIFY(!ran);
    }
};

QTEST_GUILESS_MAIN(SubscriptionTest)
#include "subscription_test.moc"
