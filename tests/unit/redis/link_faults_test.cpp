// SPDX-License-Identifier: GPL-3.0-or-later
// Link and Subscription against a Redis that misbehaves in ways a real one will not on demand.
#include "core/redis/link.h"
#include "core/redis/subscription.h"
#include "tests/support/fake_redis.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::redis;
using hubbub::testing::FakeRedis;
using std::chrono::milliseconds;

namespace {

Options optionsFor(const FakeRedis &redis)
{
    Options options;
    options.endpoint = redis.endpoint();
    options.pace.least = milliseconds(5);
    options.pace.step = milliseconds(10);
    options.pace.cap = milliseconds(20);
    options.pace.refused = milliseconds(100);
    options.commandTimeout = milliseconds(300);
    options.connectTimeout = milliseconds(300);
    return options;
}

} // namespace

class LinkFaultsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneTurnOfCommandsIsOneWrite()
    {
        FakeRedis redis;
        Link link(optionsFor(redis));
        link.open();
        QTRY_VERIFY(link.isUp());
        const auto before = redis.commands().size();
        const int readingsBefore = redis.readings();
        int answers = 0;
        redis.setAnswer([](const FakeRedis::Command &command) { return ':' + command.at(1) + "\r\n"; });
        for (int i = 0; i < 100; ++i) {
            link.command({ "X", QByteArray::number(i) }, this, [&answers, i](const Result<Reply> &reply) {
                QCOMPARE(reply->toInteger(), i);
                ++answers;
            });
        }
        QTRY_COMPARE(answers, 100);
        QCOMPARE(redis.commands().size() - before, 100);
        QCOMPARE(redis.readings() - readingsBefore, 1); // small enough for one segment
        QCOMPARE(link.counters().inFlight, 0);
    }

    void aRedisThatLoadsIsWaitedFor()
    {
        FakeRedis redis;
        bool loading = true;
        redis.setAnswer([&](const FakeRedis::Command &command) {
            if (loading && command.at(0) == "PING")
                return "-LOADING Redis is loading the dataset in memory\r\n"_ba;
            return FakeRedis::polite(command);
        });
        Link link(optionsFor(redis));
        QSignalSpy down(&link, &Link::down);
        link.open();
        QTRY_VERIFY(redis.accepted() >= 3);
        QVERIFY(!link.isUp());
        QCOMPARE(down.count(), 1); // the same reason is told once
        QVERIFY(link.lastReason().startsWith(u"LOADING"_s));
        loading = false;
        QTRY_VERIFY(link.isUp());
    }

    void aRefusedPortIsTriedUntilItOpens()
    {
        FakeRedis redis;
        redis.stopListening();
        Link link(optionsFor(redis));
        QSignalSpy down(&link, &Link::down);
        link.open();
        QTRY_COMPARE(down.count(), 1);
        QVERIFY(redis.listenAgain());
        QTRY_VERIFY(link.isUp());
    }

    void aRedisThatAcceptsAndSaysNothingIsGivenUp()
    {
        FakeRedis redis;
        redis.setAnswer([](const FakeRedis::Command &) { return QByteArray(); });
        Link link(optionsFor(redis));
        link.open();
        QTRY_VERIFY(redis.accepted() >= 2);
        QVERIFY(link.lastReason().contains(u"300 ms"_s));
    }

    void garbageEndsTheConnectionAndItIsMadeAgain_data()
    {
        QTest::addColumn<QByteArray>("garbage");
        QTest::newRow("no protocol") << "HTTP/1.1 200 OK\r\n"_ba;
        QTest::newRow("an answer to nothing") << "+OK\r\n+OK\r\n"_ba;
        QTest::newRow("endless array") << "*2147483647\r\n"_ba;
        QTest::newRow("deep array") << "*1\r\n"_ba.repeated(20);
    }

    void garbageEndsTheConnectionAndItIsMadeAgain()
    {
        QFETCH(QByteArray, garbage);
        FakeRedis redis;
        Link link(optionsFor(redis));
        link.open();
        QTRY_VERIFY(link.isUp());
        QSignalSpy up(&link, &Link::up);
        QSignalSpy down(&link, &Link::down);
        redis.sendToAll(garbage);
        QTRY_COMPARE(up.count(), 1);
        const QString reason = down.value(0).value(0).toString();
        QVERIFY2(!reason.contains(u"did not answer"_s), qPrintable(reason)); // it is not waited out
        QCOMPARE(redis.accepted(), 2);
    }

    void aReplyOverTheLimitEndsTheConnection()
    {
        FakeRedis redis;
        auto options = optionsFor(redis);
        options.replyBytes = 1'000;
        redis.setAnswer([](const FakeRedis::Command &command) {
            return command.at(0) == "BIG" ? "$100000\r\n" + QByteArray(50'000, 'x') : FakeRedis::polite(command);
        });
        Link link(options);
        link.open();
        QTRY_VERIFY(link.isUp());
        std::optional<Error> error;
        link.command({ "BIG" }, this, [&](const Result<Reply> &reply) { error = reply.error(); });
        QTRY_VERIFY(error);
        QVERIFY2(error->detail.contains(u"larger"_s), qPrintable(error->detail));
        QTRY_VERIFY(link.isUp());
    }

    void aTimeOutFailsAllInFlightInOrderAndDropsTheConnection()
    {
        FakeRedis redis;
        Link link(optionsFor(redis));
        link.open();
        QTRY_VERIFY(link.isUp());
        redis.setAnswer([](const FakeRedis::Command &command) {
            return command.at(0) == "X" ? QByteArray() : FakeRedis::polite(command);
        });
        QList<int> failed;
        for (int i = 0; i < 3; ++i) {
            link.command({ "X" }, this, [&failed, i](const Result<Reply> &reply) {
                QCOMPARE(reply.error().code, ErrorCode::Unavailable);
                failed.append(i);
            });
        }
        QTRY_COMPARE(failed, QList<int>({ 0, 1, 2 }));
        QTRY_VERIFY(link.isUp());
        QCOMPARE(redis.accepted(), 2);
    }

    void ourOwnPauseIsNotTakenForTheSilenceOfRedis()
    {
        FakeRedis redis;
        Link link(optionsFor(redis));
        auto quiet = optionsFor(redis);
        quiet.silenceLimit = milliseconds(300);
        quiet.idleProbe = milliseconds(100);
        Subscription subscription(quiet);
        QSignalSpy linkDown(&link, &Link::down);
        QSignalSpy subscriptionDown(&subscription, &Subscription::down);
        link.open();
        subscription.open();
        QTRY_VERIFY(link.isUp() && subscription.isUp());
        std::optional<bool> succeeded;
        link.command({ "PING" }, this, [&](const Result<Reply> &reply) { succeeded = reply.ok(); });
        QCoreApplication::sendPostedEvents(); // it is on its way
        // The loop stands still for longer than every limit; the fake lives in it too, so its answers come late as
        // well.
        const auto until = std::chrono::steady_clock::now() + milliseconds(800);
        while (std::chrono::steady_clock::now() < until) { }
        QTRY_VERIFY(succeeded);
        QVERIFY(*succeeded);
        QTRY_VERIFY(redis.commands().count(FakeRedis::Command { "PING" }) >= 5); // and some probes after that
        QCOMPARE(linkDown.count(), 0);
        QCOMPARE(subscriptionDown.count(), 0);
    }

    void aResetFailsWhatIsInFlight()
    {
        FakeRedis redis;
        Link link(optionsFor(redis));
        link.open();
        QTRY_VERIFY(link.isUp());
        redis.setAnswer([](const FakeRedis::Command &) { return QByteArray(); });
        bool failed = false;
        link.command({ "X" }, this, [&](const Result<Reply> &reply) { failed = !reply.ok(); });
        QTRY_VERIFY(redis.commands().last().at(0) == "X");
        redis.setAnswer(&FakeRedis::polite);
        redis.dropAll();
        QTRY_VERIFY(failed);
        QTRY_VERIFY(link.isUp());
    }

    void errorsOfARedisThatCannotServeUsAreRetryableAndItIsLeft_data()
    {
        QTest::addColumn<QByteArray>("error");
        QTest::addColumn<bool>("isLeft");
        QTest::newRow("READONLY") << "READONLY You can't write against a read only replica."_ba << true;
        QTest::newRow("MASTERDOWN") << "MASTERDOWN Link with MASTER is down"_ba << true;
        QTest::newRow("LOADING") << "LOADING Redis is loading"_ba << true;
        QTest::newRow("NOREPLICAS") << "NOREPLICAS Not enough good replicas to write."_ba << false;
        QTest::newRow("CLUSTERDOWN") << "CLUSTERDOWN The cluster is down"_ba << false;
        QTest::newRow("MISCONF") << "MISCONF Errors writing to the AOF file"_ba << false;
    }

    void errorsOfARedisThatCannotServeUsAreRetryableAndItIsLeft()
    {
        QFETCH(QByteArray, error);
        QFETCH(bool, isLeft);
        FakeRedis redis;
        Link link(optionsFor(redis));
        link.open();
        QTRY_VERIFY(link.isUp());
        redis.setAnswer([&](const FakeRedis::Command &command) {
            return command.at(0) == "SET" ? '-' + error + "\r\n" : FakeRedis::polite(command);
        });
        std::optional<Error> got;
        bool pinged = false;
        link.command({ "SET", "k", "v" }, this, [&](const Result<Reply> &reply) { got = reply.error(); });
        QTRY_VERIFY(got);
        QCOMPARE(got->code, ErrorCode::Unavailable);
        QTRY_VERIFY(link.isUp());
        link.command({ "PING" }, this, [&](const Result<Reply> &reply) { pinged = reply.ok(); });
        QTRY_VERIFY(pinged);
        QCOMPARE(redis.accepted(), isLeft ? 2 : 1);
    }

    void refusedCredentialsAreNoHotLoop()
    {
        FakeRedis redis;
        redis.setAnswer([](const FakeRedis::Command &) { return "-WRONGPASS invalid username-password pair\r\n"_ba; });
        auto options = optionsFor(redis);
        options.endpoint.password = "wrong";
        options.pace.refused = std::chrono::hours(1);
        int reads = 0;
        options.rereadPassword = [&reads] {
            ++reads;
            return std::nullopt;
        };
        Link link(options);
        QSignalSpy down(&link, &Link::down);
        link.open();
        QTRY_COMPARE(down.count(), 1);
        QVERIFY(link.isRefused());
        // Anything that wanted to try again has had far more turns than it needs.
        for (int i = 0; i < 1'000; ++i)
            QCoreApplication::sendPostedEvents();
        QCOMPARE(redis.accepted(), 1);
        QCOMPARE(reads, 0);
    }

    void aScriptThatIsAlwaysMissingFailsInsteadOfTurningForEver()
    {
        FakeRedis redis;
        Link link(optionsFor(redis));
        link.open();
        QTRY_VERIFY(link.isUp());
        int tries = 0;
        redis.setAnswer([&](const FakeRedis::Command &command) {
            if (command.at(0) != "EVALSHA")
                return FakeRedis::polite(command);
            ++tries;
            return "-NOSCRIPT No matching script.\r\n"_ba;
        });
        std::optional<Error> error;
        link.run(Script("x", "return 1"), {}, {}, this, [&](const Result<Reply> &reply) { error = reply.error(); });
        QTRY_VERIFY(error);
        QCOMPARE(error->code, ErrorCode::Unavailable);
        QCOMPARE(tries, 4);
        QVERIFY(link.isUp());
    }

    void nothingIsRepeatedBeforeAllThatWasSentIsAnswered()
    {
        FakeRedis redis;
        Link link(optionsFor(redis));
        const Script script("x", "return 1");
        link.registerScript(script);
        link.open();
        QTRY_VERIFY(link.isUp());
        const auto before = redis.commands().size();
        bool loaded = false;
        redis.setAnswer([&](const FakeRedis::Command &command) {
            if (command.at(0) == "EVALSHA")
                return loaded ? "+done\r\n"_ba : "-NOSCRIPT No matching script.\r\n"_ba;
            loaded = loaded || command.at(0) == "SCRIPT";
            return command.at(0) == "SLOW" ? QByteArray() : FakeRedis::polite(command);
        });
        QByteArrayList done;
        const auto note = [&done](const QByteArray &name) {
            return [&done, name](const Result<Reply> &reply) { done.append(reply ? name : "failed " + name); };
        };
        link.run(script, {}, { "1" }, this, note("1"));
        link.command({ "PING" }, this, note("ping"));
        link.run(script, {}, { "2" }, this, note("2"));
        link.command({ "SLOW" }, this, note("slow"));
        QTRY_COMPARE(done, QByteArrayList({ "ping" }));
        QTRY_COMPARE(redis.commands().size() - before, 4);
        link.run(script, {}, { "3" }, this, note("3")); // called since: after those
        redis.sendToAll("+OK\r\n");
        QTRY_COMPARE(done, QByteArrayList({ "ping", "slow", "1", "2", "3" }));

        QByteArrayList sent;
        for (const auto &command : redis.commands().mid(before))
            sent.append(command.at(0) == "EVALSHA" ? command.last() : command.at(0));
        QCOMPARE(sent, QByteArrayList({ "1", "PING", "2", "SLOW", "SCRIPT", "1", "2", "3" }));
    }

    void whatWaitsForAScriptFailsWithTheConnection()
    {
        FakeRedis redis;
        Link link(optionsFor(redis));
        link.open();
        QTRY_VERIFY(link.isUp());
        redis.setAnswer([&](const FakeRedis::Command &command) {
            if (command.at(0) == "EVALSHA")
                return "-NOSCRIPT No matching script.\r\n"_ba;
            return command.at(0) == "X" ? QByteArray() : FakeRedis::polite(command);
        });
        QByteArrayList ends;
        link.run(Script("x", "return 1"), {}, {}, this, [&](const Result<Reply> &) { ends.append("script"); });
        link.command({ "PING" }, this, [&](const Result<Reply> &) {
            // The script is missing by now, and X below is not answered: this is held back.
            link.command({ "Y" }, this, [&](const Result<Reply> &) { ends.append("held"); });
        });
        link.command({ "X" }, this, [&](const Result<Reply> &) { ends.append("silent"); });
        QTRY_COMPARE(ends, QByteArrayList({ "script", "silent", "held" }));
        for (const auto &command : redis.commands())
            QVERIFY(command.at(0) != "Y");
    }

    void aLinkClosedInsideACallbackStaysClosed()
    {
        FakeRedis redis;
        Link link(optionsFor(redis));
        link.open();
        QTRY_VERIFY(link.isUp());
        bool second = false;
        link.command({ "PING" }, this, [&](const Result<Reply> &) { link.close(); });
        link.command({ "PING" }, this, [&](const Result<Reply> &reply) { second = !reply.ok(); });
        QTRY_VERIFY(second);
        QVERIFY(!link.isUp());
        QTRY_COMPARE(redis.connected(), 0);
        link.open();
        QTRY_VERIFY(link.isUp());
    }

    void oddRepliesOnASubscriptionChangeNothing()
    {
        FakeRedis redis;
        redis.setAnswer([](const FakeRedis::Command &command) {
            if (command.at(0) == "SUBSCRIBE")
                return "*3\r\n$9\r\nsubscribe\r\n$" + QByteArray::number(command.at(1).size()) + "\r\n" + command.at(1)
                    + "\r\n:1\r\n";
            return FakeRedis::polite(command);
        });
        Subscription subscription(optionsFor(redis));
        QByteArrayList payloads;
        subscription.setMessageHandler(
            [&](const QByteArray &, const QByteArray &payload) { payloads.append(payload); });
        subscription.open();
        bool confirmed = false;
        subscription.subscribe("ch", this, [&](const Outcome &outcome) { confirmed = outcome.ok(); });
        QTRY_VERIFY(confirmed);
        // Sharded messages, an empty unsubscribe, an unknown push: the ones on which hiredis' own context aborts.
        redis.sendToAll("*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n"
                        "*3\r\n$12\r\nsunsubscribe\r\n$5\r\nother\r\n:0\r\n"
                        "*3\r\n$12\r\nsunsubscribe\r\n*0\r\n:0\r\n"
                        "*3\r\n$8\r\nsmessage\r\n$2\r\nch\r\n$3\r\none\r\n"
                        "*4\r\n$8\r\npmessage\r\n$1\r\n*\r\n$2\r\nch\r\n$1\r\nx\r\n"
                        "*1\r\n$7\r\nmessage\r\n*0\r\n:7\r\n$-1\r\n+PONG\r\n"
                        "*3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$3\r\ntwo\r\n");
        QTRY_COMPARE(payloads, QByteArrayList({ "one", "two" }));
        QVERIFY(subscription.isSubscribed("ch"));
        QCOMPARE(redis.accepted(), 1);
    }

    void aChannelThatRedisTakesAwayIsAskedForAgain()
    {
        FakeRedis redis;
        redis.setAnswer([](const FakeRedis::Command &command) {
            if (command.at(0) == "SSUBSCRIBE")
                return "*3\r\n$10\r\nssubscribe\r\n$2\r\nch\r\n:1\r\n"_ba;
            return FakeRedis::polite(command);
        });
        Subscription subscription(optionsFor(redis));
        subscription.setKind(Subscription::Kind::Sharded);
        QSignalSpy subscribed(&subscription, &Subscription::subscribed);
        subscription.open();
        subscription.subscribe("ch");
        QTRY_COMPARE(subscribed.count(), 1);
        redis.sendToAll("*3\r\n$12\r\nsunsubscribe\r\n$2\r\nch\r\n:0\r\n");
        QTRY_COMPARE(subscribed.count(), 2);
        QCOMPARE(redis.accepted(), 1);
    }

    void aSilentSubscriptionIsMadeAgain()
    {
        FakeRedis redis;
        auto options = optionsFor(redis);
        options.idleProbe = milliseconds(50);
        options.silenceLimit = milliseconds(200);
        Subscription subscription(options);
        QSignalSpy up(&subscription, &Subscription::up);
        QSignalSpy down(&subscription, &Subscription::down);
        subscription.open();
        QTRY_COMPARE(up.count(), 1);
        QTRY_VERIFY(redis.commands().count(FakeRedis::Command { "PING" }) >= 8); // one greets, the others probe
        QCOMPARE(down.count(), 0); // answered probes keep it well beyond the limit
        bool silent = true;
        redis.setAnswer(
            [&](const FakeRedis::Command &command) { return silent ? QByteArray() : FakeRedis::polite(command); });
        QTRY_COMPARE(down.count(), 1);
        silent = false;
        QTRY_COMPARE(up.count(), 2);
    }

    void aMovedChannelLeadsToAnotherConnection()
    {
        FakeRedis redis;
        bool moved = true;
        redis.setAnswer([&](const FakeRedis::Command &command) {
            if (command.at(0) == "SUBSCRIBE")
                return moved ? "-MOVED 1 127.0.0.1:1\r\n"_ba : "*3\r\n$9\r\nsubscribe\r\n$2\r\nch\r\n:1\r\n"_ba;
            return FakeRedis::polite(command);
        });
        Subscription subscription(optionsFor(redis));
        subscription.open();
        bool confirmed = false;
        subscription.subscribe("ch", this, [&](const Outcome &outcome) { confirmed = outcome.ok(); });
        QTRY_VERIFY(redis.accepted() >= 2);
        QVERIFY(!confirmed);
        moved = false;
        QTRY_VERIFY(confirmed);
    }
};

QTEST_GUILESS_MAIN(LinkFaultsTest)
#include "link_faults_test.moc"
