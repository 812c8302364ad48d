// SPDX-License-Identifier: GPL-3.0-or-later
// Finding the primary, and following it when another is promoted.
#include "core/redis/link.h"
#include "core/redis/sentinel.h"
#include "core/redis/subscription.h"
#include "tests/support/fake_redis.h"
#include "tests/support/sentinel_group.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::redis;
using hubbub::testing::FakeRedis;

namespace {

FakeRedis::Answer naming(const FakeRedis &primary)
{
    const auto port = QByteArray::number(primary.endpoint().port);
    return [port](const FakeRedis::Command &command) {
        if (command.value(0) != "SENTINEL")
            return FakeRedis::polite(command);
        return "*2\r\n$9\r\n127.0.0.1\r\n$" + QByteArray::number(port.size()) + "\r\n" + port + "\r\n";
    };
}

Options optionsOver(const QList<FakeRedis *> &sentinels)
{
    SentinelGroup group;
    group.name = "hubbub";
    for (const auto *sentinel : sentinels)
        group.sentinels.append(sentinel->endpoint());
    Options options;
    options.resolve = sentinelResolver(group, std::chrono::milliseconds(200));
    return options;
}

} // namespace

class SentinelTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aGroupIsReadWithAllItsParts()
    {
        const auto group = parseSentinelGroup(u"redis+sentinel://node:p%40ss@a:1,b,[::1]:3/main/2"_s);
        QVERIFY(group.ok());
        QCOMPARE(group->name, "main"_ba);
        QCOMPARE(group->primary.user, "node"_ba);
        QCOMPARE(group->primary.password, "p@ss"_ba);
        QCOMPARE(group->primary.database, 2);
        QCOMPARE(group->sentinels.size(), 3);
        QCOMPARE(group->sentinels.at(0).port, 1);
        QCOMPARE(group->sentinels.at(1).port, 26'379);
        QCOMPARE(group->sentinels.at(2).host, u"::1"_s);
        QCOMPARE(printable(*group), u"redis+sentinel://a:1,b:26379,::1:3/main"_s);
    }

    void theSentinelsHaveTheirOwnPasswordAndTls()
    {
        const auto group = parseSentinelGroup(
            u"rediss+sentinel://:p@a,b/main?cafile=/ca.pem&sentineluser=watch&sentinelpassword=w%26%40"_s);
        QVERIFY(group.ok());
        QCOMPARE(group->primary.transport, Endpoint::Transport::Tls);
        QCOMPARE(group->primary.caFile, u"/ca.pem"_s);
        QCOMPARE(group->primary.password, "p"_ba);
        for (const auto &sentinel : group->sentinels) {
            QCOMPARE(sentinel.transport, Endpoint::Transport::Tls);
            QCOMPARE(sentinel.caFile, u"/ca.pem"_s);
            QCOMPARE(sentinel.user, "watch"_ba);
            QCOMPARE(sentinel.password, "w&@"_ba);
        }
        QCOMPARE(printable(*group), u"rediss+sentinel://a:26379,b:26379/main"_s);

        const auto plainPrimary = parseSentinelGroup(u"redis+sentinel://a/main?cafile=/ca.pem&sentineltls=yes"_s);
        QVERIFY(plainPrimary.ok());
        QCOMPARE(plainPrimary->primary.transport, Endpoint::Transport::Tcp);
        QCOMPARE(plainPrimary->sentinels.at(0).transport, Endpoint::Transport::Tls);
        const auto plainSentinels = parseSentinelGroup(u"rediss+sentinel://a/main?sentineltls=no"_s);
        QVERIFY(plainSentinels.ok());
        QCOMPARE(plainSentinels->primary.transport, Endpoint::Transport::Tls);
        QCOMPARE(plainSentinels->sentinels.at(0).transport, Endpoint::Transport::Tcp);
    }

    void aWrongGroupSaysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("says");
        QTest::newRow("no name") << u"redis+sentinel://:hunter2@a,b"_s << u"name"_s;
        QTest::newRow("empty name") << u"redis+sentinel://:hunter2@a,b/"_s << u"name"_s;
        QTest::newRow("no host") << u"redis+sentinel://:hunter2@/main"_s << u"host"_s;
        QTest::newRow("empty host") << u"redis+sentinel://:hunter2@a,,b/main"_s << u"host"_s;
        QTest::newRow("database") << u"redis+sentinel://:hunter2@a/main/x"_s << u"\"x\""_s;
        QTest::newRow("option") << u"redis+sentinel://:hunter2@a/main?x=1"_s << u"\"x\""_s;
        QTest::newRow("switch") << u"redis+sentinel://:hunter2@a/main?sentineltls=maybe"_s << u"yes or no"_s;
        QTest::newRow("authority of nobody") << u"redis+sentinel://:hunter2@a/main?cafile=/ca.pem"_s << u"cafile"_s;
        QTest::newRow("other scheme") << u"http://:hunter2@a"_s << u"redis://"_s;
    }

    void aWrongGroupSaysWhatIsWrong()
    {
        QFETCH(QString, url);
        QFETCH(QString, says);
        const auto options = optionsFor(url);
        QVERIFY(!options.ok());
        QVERIFY2(options.error().detail.contains(says), qPrintable(options.error().detail));
        QVERIFY(!options.error().detail.contains(u"hunter2"_s));
    }

    void aSilentOrDeadOrIgnorantSentinelIsPassedOver()
    {
        FakeRedis primary;
        FakeRedis silent;
        FakeRedis ignorant;
        FakeRedis dead;
        FakeRedis knowing;
        silent.setAnswer([](const FakeRedis::Command &) { return QByteArray(); });
        ignorant.setAnswer([](const FakeRedis::Command &command) {
            return command.value(0) == "SENTINEL" ? "*-1\r\n"_ba : FakeRedis::polite(command);
        });
        dead.stopListening();
        knowing.setAnswer(naming(primary));
        Link link(optionsOver({ &silent, &ignorant, &dead, &knowing }));
        link.open();
        QTRY_VERIFY(link.isUp());
        QCOMPARE(link.endpoint().port, primary.endpoint().port);
        QCOMPARE(silent.accepted(), 1);

        // The one that knew is asked first from now on.
        QSignalSpy up(&link, &Link::up);
        primary.dropAll();
        QTRY_COMPARE(up.count(), 1);
        QCOMPARE(silent.accepted(), 1);
        QCOMPARE(knowing.accepted(), 2);
        QTRY_COMPARE(knowing.connected(), 0);
    }

    void noSentinelAtAllIsSaidAndTriedAgain()
    {
        FakeRedis primary;
        FakeRedis sentinel;
        sentinel.stopListening();
        Link link(optionsOver({ &sentinel }));
        link.open();
        QTRY_VERIFY2(link.lastReason().contains(u"no Sentinel"_s), qPrintable(link.lastReason()));
        sentinel.setAnswer(naming(primary));
        QVERIFY(sentinel.listenAgain());
        QTRY_VERIFY(link.isUp());
    }

    void aSentinelThatWantsAPasswordIsSaidSo()
    {
        FakeRedis locked;
        locked.setAnswer([](const FakeRedis::Command &) { return "-NOAUTH Authentication required.\r\n"_ba; });
        Link link(optionsOver({ &locked }));
        link.open();
        QTRY_VERIFY2(link.lastReason().contains(u"NOAUTH"_s), qPrintable(link.lastReason()));
    }

    void theLinksFollowAPromotion()
    {
        hubbub::testing::SentinelGroup group;
        QVERIFY2(group.start(), qPrintable(group.problem()));
        const auto options = optionsFor(group.url());
        QVERIFY(options.ok());
        Link link(*options);
        Subscription subscription(*options);
        QSignalSpy subscribed(&subscription, &Subscription::subscribed);
        QByteArrayList got;
        subscription.setMessageHandler([&](const QByteArray &, const QByteArray &payload) { got.append(payload); });
        link.open();
        subscription.open();
        subscription.subscribe("hb:{room}");
        QTRY_VERIFY(link.isUp());
        QTRY_COMPARE(subscribed.count(), 1);
        QCOMPARE(link.endpoint().port, group.primary().tcpEndpoint().port);

        group.killSentinel(0);
        group.primary().kill();
        QTRY_VERIFY_WITH_TIMEOUT(link.isUp() && subscribed.count() == 2, 15'000);
        QCOMPARE(link.endpoint().port, group.replica().tcpEndpoint().port);
        bool stored = false;
        link.command({ "SET", "k", "v" }, this, [&](const Result<Reply> &reply) { stored = reply.ok(); });
        link.post({ "PUBLISH", "hb:{room}", "after" });
        QTRY_VERIFY(stored);
        QTRY_COMPARE(got, QByteArrayList({ "after" }));
    }

    void whateverNamesARedisIsShownWithoutItsSecrets_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("shown");
        QTest::newRow("one") << u"redis://ann:hush@a:7"_s << u"redis://a:7/0"_s;
        QTest::newRow("a socket") << u"unix://ann:hush@/run/r.sock"_s << u"unix:///run/r.sock"_s;
        QTest::newRow("a group") << u"redis+sentinel://ann:hush@a,b/main?sentineluser=s&sentinelpassword=hush"_s
                                 << u"redis+sentinel://a:26379,b:26379/main"_s;
        QTest::newRow("a Cluster") << u"redis-cluster://ann:hush@a:1,b:2"_s << u"redis-cluster://a:1,b:2"_s;
        QTest::newRow("none") << u"http://ann:hush@a"_s << QString();
    }
    void whateverNamesARedisIsShownWithoutItsSecrets()
    {
        QFETCH(QString, url);
        QFETCH(QString, shown);
        QCOMPARE(printableUrl(url), shown);
    }
};

QTEST_GUILESS_MAIN(SentinelTest)
#include "sentinel_test.moc"
