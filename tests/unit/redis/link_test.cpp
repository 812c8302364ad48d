// SPDX-License-Identifier: GPL-3.0-or-later
// Link against a real redis-server.
#include "core/redis/link.h"
#include "tests/support/redis_server.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::redis;
using hubbub::testing::RedisServer;

namespace {

Options optionsFor(const Endpoint &endpoint)
{
    Options options;
    options.endpoint = endpoint;
    options.clientName = "test:link";
    return options;
}

const Script &appendScript()
{
    static const Script script("append", "#!lua\nreturn redis.call('RPUSH', KEYS[1], ARGV[1])");
    return script;
}

} // namespace

class LinkTest final : public QObject {
    Q_OBJECT

    RedisServer m_redis { { .tcp = true, .tls = true } };

    /// An opened link that is up; null where it does not get there.
    std::unique_ptr<Link> linkTo(const Endpoint &endpoint)
    {
        auto link = std::make_unique<Link>(optionsFor(endpoint));
        link->open();
        return QTest::qWaitFor([&] { return link->isUp(); }, 10'000) ? std::move(link) : nullptr;
    }

    QList<QByteArray> listAt(const QByteArray &key)
    {
        QList<QByteArray> values;
        const auto reply = m_redis.run({ "LRANGE", key, "0", "-1" });
        for (const auto &item : reply.items())
            values.append(item.bytes());
        return values;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_redis.start(), qPrintable(m_redis.problem())); }
    void init()
    {
        m_redis.resume();
        m_redis.run({ "FLUSHALL" });
    }

    void everyTransportCarriesCommands_data()
    {
        QTest::addColumn<int>("transport");
        QTest::newRow("unix") << int(Endpoint::Transport::Unix);
        QTest::newRow("tcp") << int(Endpoint::Transport::Tcp);
        QTest::newRow("tls") << int(Endpoint::Transport::Tls);
    }

    void everyTransportCarriesCommands()
    {
        QFETCH(int, transport);
        const auto kind = Endpoint::Transport(transport);
        const auto link = linkTo(kind == Endpoint::Transport::Unix ? m_redis.endpoint()
                : kind == Endpoint::Transport::Tcp                 ? m_redis.tcpEndpoint()
                                                                   : m_redis.tlsEndpoint());
        QVERIFY(link);
        // Larger than one read, and with every byte in it.
        QByteArray value;
        for (int i = 0; i < 300'000; ++i)
            value.append(char(i % 256));
        QByteArray got;
        link->command({ "SET", "big", value }, this, [](const Result<Reply> &) {});
        link->command(
            { "GET", "big" }, this, [&](const Result<Reply> &reply) { got = reply ? reply->bytes() : "failed"; });
        QTRY_VERIFY(!got.isEmpty());
        QCOMPARE(got, value);
    }

    void tlsRefusesACertificateOfAnUnknownAuthority()
    {
        auto endpoint = m_redis.tlsEndpoint();
        endpoint.caFile.clear(); // so the system's authorities are asked
        Link link(optionsFor(endpoint));
        QSignalSpy down(&link, &Link::down);
        link.open();
        QTRY_COMPARE(down.count(), 1);
        QVERIFY(!link.isUp());
        QVERIFY2(link.lastReason().contains(u"certificate"_s), qPrintable(link.lastReason()));
    }

    void tlsNamesACaFileThatCannotBeRead()
    {
        auto endpoint = m_redis.tlsEndpoint();
        endpoint.caFile = u"/nowhere/ca.pem"_s;
        Link link(optionsFor(endpoint));
        link.open();
        QTRY_VERIFY(link.lastReason().contains(u"/nowhere/ca.pem"_s));
    }

    void commandsOfOneTurnAreAnsweredInOrder()
    {
        const auto link = linkTo(m_redis.endpoint());
        QVERIFY(link);
        QList<qint64> answers;
        for (int i = 0; i < 1'000; ++i) {
            link->command({ "INCR", "n" }, this,
                [&](const Result<Reply> &reply) { answers.append(reply ? reply->toInteger() : -1); });
        }
        QVERIFY(answers.isEmpty());
        QTRY_COMPARE(answers.size(), 1'000);
        for (int i = 0; i < 1'000; ++i)
            QCOMPARE(answers.at(i), i + 1);
    }

    void callbacksNeverRunInsideTheCall()
    {
        Link link(optionsFor(m_redis.endpoint()));
        bool inside = true;
        int answers = 0;
        const auto answer = [&](const Result<Reply> &) {
            QVERIFY(!inside);
            ++answers;
        };
        link.command({ "PING" }, this, answer); // fails: not even opened
        inside = false;
        QTRY_COMPARE(answers, 1);
        link.open();
        QTRY_VERIFY(link.isUp());
        inside = true;
        link.command({ "PING" }, this, answer);
        link.close(); // fails what is in flight, but not now
        inside = false;
        QTRY_COMPARE(answers, 2);
    }

    void whatFailsWhileDownWasNotSent()
    {
        Link link(optionsFor(m_redis.endpoint()));
        std::optional<Error> error;
        link.command({ "SET", "k", "v" }, this, [&](const Result<Reply> &reply) {
            QVERIFY(!reply.ok());
            error = reply.error();
        });
        QTRY_VERIFY(error);
        QCOMPARE(error->code, ErrorCode::Unavailable);
        link.open();
        QTRY_VERIFY(link.isUp());
        QByteArray ping;
        link.command({ "PING" }, this, [&](const Result<Reply> &reply) { ping = reply->bytes(); });
        QTRY_COMPARE(ping, "PONG");
        QVERIFY(m_redis.run({ "GET", "k" }).isNil());
    }

    void aCallbackIsDroppedWithItsContext()
    {
        const auto link = linkTo(m_redis.endpoint());
        QVERIFY(link);
        auto context = std::make_unique<QObject>();
        bool ran = false;
        bool last = false;
        link->command({ "SET", "done", "yes" }, context.get(), [&](const Result<Reply> &) { ran = true; });
        link->command({ "PING" }, this, [&](const Result<Reply> &) { last = true; });
        context.reset();
        QTRY_VERIFY(last);
        QVERIFY(!ran);
        QCOMPARE(m_redis.run({ "GET", "done" }).bytes(), "yes");
    }

    void anErrorReplyIsAnErrorOrAValueAsAsked()
    {
        const auto link = linkTo(m_redis.endpoint());
        QVERIFY(link);
        m_redis.run({ "SET", "text", "abc" });
        std::optional<Error> error;
        std::optional<Reply> value;
        link->command({ "LPUSH", "text", "x" }, this, [&](const Result<Reply> &reply) { error = reply.error(); });
        link->exchange({ "LPUSH", "text", "x" }, this, [&](const Result<Reply> &reply) { value = *reply; });
        QTRY_VERIFY(error && value);
        QCOMPARE(error->code, ErrorCode::Internal);
        QCOMPARE(errorPrefix(*error), "WRONGTYPE");
        QVERIFY(value->isError());
        QCOMPARE(value->errorPrefix(), "WRONGTYPE");
    }

    void aFrozenRedisFailsWhatIsInFlightAndIsUsedAgainAfterwards()
    {
        auto options = optionsFor(m_redis.endpoint());
        options.commandTimeout = std::chrono::milliseconds(200);
        options.connectTimeout = std::chrono::milliseconds(300);
        Link link(options);
        QSignalSpy down(&link, &Link::down);
        link.open();
        QTRY_VERIFY(link.isUp());
        m_redis.pause();
        QList<ErrorCode> errors;
        for (int i = 0; i < 3; ++i)
            link.command({ "INCR", "n" }, this, [&](const Result<Reply> &reply) { errors.append(reply.error().code); });
        QTRY_COMPARE(errors.size(), 3);
        QCOMPARE(errors, QList<ErrorCode>(3, ErrorCode::Unavailable));
        QCOMPARE(down.count(), 1);
        QVERIFY(link.lastReason().contains(u"200 ms"_s));
        QCOMPARE(link.counters().timeouts, 3U);
        m_redis.resume();
        QTRY_VERIFY(link.isUp());
        QByteArray ping;
        link.command({ "PING" }, this, [&](const Result<Reply> &reply) { ping = reply->bytes(); });
        QTRY_COMPARE(ping, "PONG");
    }

    void anIdleLinkNoticesAFrozenRedis()
    {
        auto options = optionsFor(m_redis.endpoint());
        options.idleProbe = std::chrono::milliseconds(100);
        options.commandTimeout = std::chrono::milliseconds(200);
        Link link(options);
        QSignalSpy down(&link, &Link::down);
        link.open();
        QTRY_VERIFY(link.isUp());
        QTRY_VERIFY(link.counters().replies >= 2); // probes are answered
        m_redis.pause();
        QTRY_COMPARE(down.count(), 1);
        m_redis.resume();
        QTRY_VERIFY(link.isUp());
    }

    void aRestartedRedisIsFoundAgain()
    {
        const auto link = linkTo(m_redis.endpoint());
        QVERIFY(link);
        QSignalSpy up(link.get(), &Link::up);
        QSignalSpy down(link.get(), &Link::down);
        std::optional<Error> error;
        link->command({ "BLPOP", "nothing", "0" }, this, [&](const Result<Reply> &reply) { error = reply.error(); });
        QTRY_COMPARE(m_redis.run({ "CLIENT", "LIST" }).bytes().count("cmd=blpop"), 1);
        m_redis.kill();
        QTRY_VERIFY(error);
        QCOMPARE(error->code, ErrorCode::Unavailable);
        QVERIFY(!link->isUp());
        QVERIFY2(m_redis.start(), qPrintable(m_redis.problem()));
        QTRY_COMPARE(up.count(), 1);
        QVERIFY(link->isUp());
        QVERIFY(link->lastReason().isEmpty());
    }

    void aFlushOfAllScriptsIsInvisibleAndKeepsTheOrder()
    {
        const auto link = linkTo(m_redis.endpoint());
        QVERIFY(link);
        link->registerScript(appendScript());
        QList<QByteArray> expected;
        int answers = 0;
        for (int round = 0; round < 5; ++round) {
            for (int i = 0; i < 100; ++i) {
                const auto value = QByteArray::number(round * 100 + i);
                expected.append(value);
                // In the middle of a batch, so that what follows in it fails for the want of the script.
                if (i == 50)
                    link->post({ "SCRIPT", "FLUSH" });
                link->run(appendScript(), { "list" }, { value }, this, [&](const Result<Reply> &reply) {
                    QVERIFY2(reply.ok(), qPrintable(reply.ok() ? QString() : reply.error().detail));
                    ++answers;
                });
            }
        }
        QTRY_COMPARE(answers, 500);
        QCOMPARE(listAt("list"), expected);
        QVERIFY(link->counters().reloads >= 1);
    }

    void whatIsCalledWhileScriptsAreLoadedWaitsItsTurn()
    {
        const auto link = linkTo(m_redis.endpoint());
        QVERIFY(link);
        QByteArray seen = "unset";
        link->registerScript(appendScript());
        link->post({ "SCRIPT", "FLUSH" });
        link->run(appendScript(), { "list" }, { "first" }, this, [](const Result<Reply> &) {});
        // Answered after the script was found missing: what it calls is newer than the script's effect.
        link->command({ "PING" }, this, [&](const Result<Reply> &) {
            link->command({ "LINDEX", "list", "0" }, this, [&](const Result<Reply> &reply) { seen = reply->bytes(); });
        });
        QTRY_COMPARE(seen, "first");
    }

    void aScriptOfItsOwnErrorKeepsItsCode()
    {
        const auto link = linkTo(m_redis.endpoint());
        QVERIFY(link);
        const Script script("refuse", "#!lua\nreturn redis.error_reply('FORBIDDEN not a member')");
        std::optional<Error> error;
        link->run(script, {}, {}, this, [&](const Result<Reply> &reply) { error = reply.error(); });
        QTRY_VERIFY(error);
        QCOMPARE(error->code, ErrorCode::Forbidden);
    }

    void scriptsAreLoadedBeforeTheLinkIsUp()
    {
        const Script script(
            "fresh", "#!lua\nreturn 'fresh " + QByteArray::number(QTest::currentTestFunction()[0]) + "'");
        m_redis.run({ "SCRIPT", "FLUSH" });
        Link link(optionsFor(m_redis.endpoint()));
        link.registerScript(script);
        link.open();
        QTRY_VERIFY(link.isUp());
        QCOMPARE(m_redis.run({ "SCRIPT", "EXISTS", script.sha1() }).at(0).toInteger(), 1);
    }

    void aScriptThatRedisCannotReadKeepsTheLinkDownAndSaysWhy()
    {
        Link link(optionsFor(m_redis.endpoint()));
        link.registerScript(Script("broken", "#!lua\nthis is no Lua"));
        link.open();
        QTRY_VERIFY2(link.lastReason().contains(u"script"_s), qPrintable(link.lastReason()));
        QVERIFY(!link.isUp());
    }

    void aDatabaseIsSelected()
    {
        auto endpoint = m_redis.endpoint();
        endpoint.database = 3;
        const auto link = linkTo(endpoint);
        QVERIFY(link);
        bool set = false;
        link->command({ "SET", "only-in-3", "x" }, this, [&](const Result<Reply> &reply) { set = reply.ok(); });
        QTRY_VERIFY(set);
        QVERIFY(m_redis.run({ "GET", "only-in-3" }).isNil());
    }

    void anAclUserWithTheRightPasswordComesInAndKeepsToItsRights()
    {
        m_redis.run({ "ACL", "SETUSER", "node", "reset", "on", ">pass word", "~hb:*", "+@all", "-@dangerous" });
        auto endpoint = m_redis.tcpEndpoint();
        endpoint.user = "node";
        endpoint.password = "pass word";
        const auto link = linkTo(endpoint);
        QVERIFY(link);
        std::optional<Error> error;
        link->command({ "GET", "elsewhere" }, this, [&](const Result<Reply> &reply) { error = reply.error(); });
        QTRY_VERIFY(error);
        QCOMPARE(error->code, ErrorCode::Forbidden);
        QVERIFY(link->isUp());
    }

    void aWrongPasswordSaysSoAndANewOneIsReadAgain()
    {
        m_redis.run({ "ACL", "SETUSER", "rotated", "reset", "on", ">new", "~*", "+@all" });
        auto options = optionsFor(m_redis.tcpEndpoint());
        options.endpoint.user = "rotated";
        options.endpoint.password = "old";
        options.pace.refused = std::chrono::milliseconds(50);
        int reads = 0;
        options.rereadPassword = [&]() -> std::optional<QByteArray> {
            ++reads;
            return reads < 3 ? "old" : "new";
        };
        Link link(options);
        QSignalSpy down(&link, &Link::down);
        link.open();
        QTRY_COMPARE(down.count(), 1);
        QVERIFY(link.isRefused());
        QVERIFY2(link.lastReason().contains(u"WRONGPASS"_s), qPrintable(link.lastReason()));
        QVERIFY(!link.lastReason().contains(u"old"_s));
        QTRY_VERIFY(link.isUp());
        QCOMPARE(reads, 3);
        QCOMPARE(down.count(), 1); // one reason, told once
        QVERIFY(!link.isRefused());
    }

    void aRotatedPasswordEndsTheConnectionAndItIsMadeAgainWithTheNewOne()
    {
        m_redis.run({ "ACL", "SETUSER", "turning", "reset", "on", ">one", "~*", "+@all" });
        auto options = optionsFor(m_redis.tcpEndpoint());
        options.endpoint.user = "turning";
        options.endpoint.password = "one";
        options.pace.refused = std::chrono::milliseconds(50);
        options.rereadPassword = [] { return QByteArray("two"); };
        Link link(options);
        link.open();
        QTRY_VERIFY(link.isUp());
        m_redis.run({ "ACL", "DELUSER", "turning" }); // Redis ends the user's connections
        QTRY_VERIFY(!link.isUp());
        m_redis.run({ "ACL", "SETUSER", "turning", "reset", "on", ">two", "~*", "+@all" });
        QTRY_VERIFY(link.isUp());
    }

    void aReplicaDoesNotCountAsUpUntilItIsPromoted()
    {
        m_redis.run({ "REPLICAOF", "127.0.0.1", "1" });
        Link link(optionsFor(m_redis.endpoint()));
        link.open();
        QTRY_VERIFY2(link.lastReason().contains(u"replica"_s), qPrintable(link.lastReason()));
        m_redis.run({ "REPLICAOF", "NO", "ONE" });
        QTRY_VERIFY(link.isUp());
    }

    void aDemotedRedisIsLeft()
    {
        const auto link = linkTo(m_redis.endpoint());
        QVERIFY(link);
        QSignalSpy down(link.get(), &Link::down);
        m_redis.run({ "REPLICAOF", "127.0.0.1", "1" });
        std::optional<Error> error;
        link->command({ "SET", "k", "v" }, this, [&](const Result<Reply> &reply) { error = reply.error(); });
        QTRY_VERIFY(error);
        QCOMPARE(error->code, ErrorCode::Unavailable);
        QCOMPARE(errorPrefix(*error), "READONLY");
        QVERIFY(down.count() >= 1);
        m_redis.run({ "REPLICAOF", "NO", "ONE" });
        QTRY_VERIFY(link->isUp());
    }

    void aFullMemoryIsRetryableAndReadingStillWorks()
    {
        const auto link = linkTo(m_redis.endpoint());
        QVERIFY(link);
        m_redis.run({ "SET", "kept", "v" });
        m_redis.run({ "CONFIG", "SET", "maxmemory", "1" });
        std::optional<Error> error;
        QByteArray kept;
        link->command({ "SET", "k", "v" }, this, [&](const Result<Reply> &reply) { error = reply.error(); });
        link->command({ "GET", "kept" }, this, [&](const Result<Reply> &reply) { kept = reply->bytes(); });
        QTRY_COMPARE(kept, "v");
        m_redis.run({ "CONFIG", "SET", "maxmemory", "0" });
        QVERIFY(error);
        QCOMPARE(error->code, ErrorCode::Unavailable);
        QVERIFY(link->isUp());
    }

    void aBusyScriptIsRetryable()
    {
        m_redis.run({ "CONFIG", "SET", "busy-reply-threshold", "50" });
        const auto busy = linkTo(m_redis.endpoint());
        const auto link = linkTo(m_redis.endpoint());
        QVERIFY(busy && link);
        busy->post({ "EVAL", "while true do end", "0" });
        // Held back until Redis takes the script for a busy one, then refused.
        std::optional<Error> error;
        link->command({ "GET", "k" }, this, [&](const Result<Reply> &reply) {
            if (!reply)
                error = reply.error();
        });
        std::function<void()> ask = [&] {
            link->command({ "GET", "k" }, this, [&](const Result<Reply> &reply) {
                if (reply)
                    ask();
                else
                    error = reply.error();
            });
        };
        ask();
        QTRY_VERIFY(error);
        m_redis.run({ "SCRIPT", "KILL" });
        QCOMPARE(error->code, ErrorCode::Unavailable);
        QCOMPARE(errorPrefix(*error), "BUSY");
    }

    void theResolverIsAskedBeforeEachAttempt()
    {
        auto options = optionsFor({});
        options.endpoint.host = u"127.0.0.1"_s;
        options.endpoint.port = 1;
        int asked = 0;
        options.resolve = [&](QObject *, Options::Resolved answer) {
            if (++asked == 1)
                answer(Error { ErrorCode::Unavailable, u"no primary is known"_s });
            else
                answer(m_redis.endpoint());
        };
        Link link(options);
        QSignalSpy down(&link, &Link::down);
        link.open();
        QTRY_VERIFY(link.isUp());
        QCOMPARE(asked, 2);
        QCOMPARE(down.at(0).at(0).toString(), u"no primary is known"_s);
        QCOMPARE(link.endpoint().path, m_redis.endpoint().path);
    }
};

QTEST_GUILESS_MAIN(LinkTest)
#include "link_test.moc"
