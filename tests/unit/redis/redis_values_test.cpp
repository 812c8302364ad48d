// SPDX-License-Identifier: GPL-3.0-or-later
// The values of core/redis: endpoints, replies, scripts, pauses, the greeting.
#include "core/redis/greeting.h"
#include "core/redis/options.h"
#include "core/redis/reply.h"
#include "core/redis/script.h"
#include "core/redis/url.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::redis;

class RedisValuesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEndpointIsReadWithAllItsParts()
    {
        const auto endpoint = parseEndpoint(u"redis://node:p%40ss%3Aword@[::1]:7000/2"_s);
        QVERIFY(endpoint.ok());
        QCOMPARE(endpoint->transport, Endpoint::Transport::Tcp);
        QCOMPARE(endpoint->host, u"::1"_s);
        QCOMPARE(endpoint->port, 7000);
        QCOMPARE(endpoint->user, "node"_ba);
        QCOMPARE(endpoint->password, "p@ss:word"_ba);
        QCOMPARE(endpoint->database, 2);
        QCOMPARE(printable(*endpoint), u"redis://[::1]:7000/2"_s);
    }

    void whatIsLeftOutOfAnEndpointHasItsDefault()
    {
        const auto endpoint = parseEndpoint(u"redis://localhost"_s);
        QVERIFY(endpoint.ok());
        Endpoint expected;
        expected.host = u"localhost"_s;
        QCOMPARE(*endpoint, expected);
    }

    void tlsAndSocketEndpointsHaveTheirOptions()
    {
        const auto tls = parseEndpoint(u"rediss://:secret@redis.example:6380?cafile=/etc/ca.pem"_s);
        QVERIFY(tls.ok());
        QCOMPARE(tls->transport, Endpoint::Transport::Tls);
        QCOMPARE(tls->caFile, u"/etc/ca.pem"_s);
        QCOMPARE(tls->password, "secret"_ba);
        QVERIFY(tls->user.isEmpty());

        const auto socket = parseEndpoint(u"unix:///run/redis%20one.sock?db=4"_s);
        QVERIFY(socket.ok());
        QCOMPARE(socket->path, u"/run/redis one.sock"_s);
        QCOMPARE(socket->database, 4);
        QCOMPARE(printable(*socket), u"unix:///run/redis one.sock?db=4"_s);
    }

    void aWrongEndpointSaysWhatIsWrongAndNotThePassword_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("says");
        QTest::newRow("scheme") << u"http://:hunter2@x"_s << u"redis://"_s;
        QTest::newRow("no scheme") << u"localhost:6379"_s << u"redis://"_s;
        QTest::newRow("empty") << u""_s << u"redis://"_s;
        QTest::newRow("no host") << u"redis://"_s << u"host"_s;
        QTest::newRow("port") << u"redis://:hunter2@x:0"_s << u"port"_s;
        QTest::newRow("port too high") << u"redis://:hunter2@x:65536"_s << QString();
        QTest::newRow("database") << u"redis://:hunter2@x/two"_s << u"\"two\""_s;
        QTest::newRow("negative database") << u"redis://:hunter2@x/-1"_s << u"\"-1\""_s;
        QTest::newRow("option") << u"redis://:hunter2@x?cafile=/a"_s << u"\"cafile\""_s;
        QTest::newRow("no path") << u"unix://"_s << u"path"_s;
        QTest::newRow("relative path") << u"unix://run/redis.sock"_s << u"slash"_s;
        QTest::newRow("long path") << u"unix:///"_s + QString(200, u'x') << u"107"_s;
        QTest::newRow("bare hash") << u"redis://:hunter2#x@host"_s << QString();
    }

    void aWrongEndpointSaysWhatIsWrongAndNotThePassword()
    {
        QFETCH(QString, url);
        QFETCH(QString, says);
        const auto endpoint = parseEndpoint(url);
        QVERIFY(!endpoint.ok());
        QCOMPARE(endpoint.error().code, ErrorCode::BadField);
        QVERIFY2(endpoint.error().detail.contains(says), qPrintable(endpoint.error().detail));
        QVERIFY(!endpoint.error().detail.contains(u"hunter2"_s));
    }

    void aReplyOfAnUnexpectedShapeIsEmptyNotACrash()
    {
        const Reply nil;
        QVERIFY(nil.isNil());
        QVERIFY(nil.at(0).at(5).at(-1).isNil());
        QCOMPARE(nil.toInteger(7), 7);
        QCOMPARE(nil.bytes(), QByteArray());
        QCOMPARE(Reply::string("12x").toInteger(-1), -1);
        QCOMPARE(Reply::string("99999999999999999999").toInteger(-1), -1);
        QCOMPARE(Reply::string("-12").toInteger(), -12);
        QCOMPARE(Reply::integer(-3).bytes(), "-3"_ba);
        QCOMPARE(Reply::error("12").toInteger(5), 5);
        QCOMPARE(Reply::array({ Reply::integer(1) }).at(1), Reply());
        QVERIFY(Reply::status("OK").isStatus("OK"));
        QVERIFY(!Reply::string("OK").isStatus("OK"));
    }

    void errorRepliesMeanWhatTheProgramCanActOn_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QByteArray>("prefix");
        const auto row = [](const char *text, ErrorCode code, const char *prefix) {
            QTest::newRow(text) << QByteArray(text) << code << QByteArray(prefix);
        };
        row("LOADING Redis is loading the dataset in memory", ErrorCode::Unavailable, "LOADING");
        row("READONLY You can't write against a read only replica.", ErrorCode::Unavailable, "READONLY");
        row("NOREPLICAS Not enough good replicas to write.", ErrorCode::Unavailable, "NOREPLICAS");
        row("MASTERDOWN Link with MASTER is down", ErrorCode::Unavailable, "MASTERDOWN");
        row("CLUSTERDOWN Hash slot not served", ErrorCode::Unavailable, "CLUSTERDOWN");
        row("OOM command not allowed when used memory > 'maxmemory'.", ErrorCode::Unavailable, "OOM");
        row("MISCONF Errors writing to the AOF file: No space left", ErrorCode::Unavailable, "MISCONF");
        row("BUSY Redis is busy running a script.", ErrorCode::Unavailable, "BUSY");
        row("TRYAGAIN Multiple keys request during rehashing of slot", ErrorCode::Unavailable, "TRYAGAIN");
        row("MOVED 3999 127.0.0.1:6381", ErrorCode::Unavailable, "MOVED");
        row("NOPERM this user has no permissions", ErrorCode::Forbidden, "NOPERM");
        row("ERR syntax error", ErrorCode::Internal, "ERR");
        row("BUSYGROUP Consumer Group name already exists", ErrorCode::Internal, "BUSYGROUP");
        row("NOT_FOUND no such room", ErrorCode::NotFound, "NOT_FOUND");
        row("RATE_LIMITED", ErrorCode::RateLimited, "RATE_LIMITED");
        row("lower case without a prefix", ErrorCode::Internal, "");
        row("", ErrorCode::Internal, "");
    }

    void errorRepliesMeanWhatTheProgramCanActOn()
    {
        QFETCH(QByteArray, text);
        QFETCH(ErrorCode, code);
        QFETCH(QByteArray, prefix);
        const auto reply = Reply::error(text);
        QCOMPARE(reply.errorPrefix(), prefix);
        const auto error = toError(reply);
        QCOMPARE(error.code, code);
        QCOMPARE(errorPrefix(error), prefix);
    }

    void anErrorDoesNotRepeatTheArgumentsOfACommand()
    {
        const auto error =
            toError(Reply::error("ERR unknown command 'XX', with args beginning with: 'what a person wrote' "));
        QCOMPARE(error.detail, u"ERR unknown command 'XX'"_s);
    }

    void aScriptHasTheDigestThatRedisGivesIt()
    {
        QCOMPARE(Script("one", "return 1").sha1(), "e0e1f9fabfc9d4800c877a703b823ac0578ff8db"_ba);
    }

    void pausesGrowToTheCapAndKeepTheirJitter()
    {
        using std::chrono::milliseconds;
        const ReconnectPace pace;
        QCOMPARE(pauseBefore(pace, 0, 0.0), milliseconds(100));
        QCOMPARE(pauseBefore(pace, 0, 0.5), milliseconds(200));
        QCOMPARE(pauseBefore(pace, 1, 0.5), milliseconds(300));
        QCOMPARE(pauseBefore(pace, 4, 0.5), milliseconds(1100));
        QCOMPARE(pauseBefore(pace, 1'000'000, 0.5), milliseconds(1100));
        QCOMPARE(pauseBefore(pace, 1'000'000, 0.0), milliseconds(100));
    }

    void theGreetingSaysOnlyWhatIsNeeded()
    {
        Options options;
        options.primaryOnly = false;
        const auto bare = greeting({}, options, {});
        QCOMPARE(bare.size(), 1U);
        QCOMPARE(bare.front().courtesy, Courtesy::Ready);

        Endpoint endpoint;
        endpoint.user = "node";
        endpoint.password = "secret";
        endpoint.database = 1;
        options.primaryOnly = true;
        options.clientName = "n1";
        const auto full = greeting(endpoint, options, { Script("s", "return 1") });
        QList<Courtesy> order;
        for (const auto &command : full)
            order.append(command.courtesy);
        QCOMPARE(order,
            QList<Courtesy>({ Courtesy::Authenticate, Courtesy::Name, Courtesy::Select, Courtesy::Role,
                Courtesy::LoadScript, Courtesy::Ready }));
        QCOMPARE(full.front().argv, QList<QByteArray>({ "AUTH", "node", "secret" }));
    }

    void theAnswersToTheGreetingAreJudged_data()
    {
        using Kind = Verdict::Kind;
        QTest::addColumn<int>("courtesy");
        QTest::addColumn<QByteArray>("error");
        QTest::addColumn<int>("kind");
        const auto row = [](const char *name, Courtesy courtesy, const char *error, Kind kind) {
            QTest::newRow(name) << int(courtesy) << QByteArray(error) << int(kind);
        };
        row("wrong password", Courtesy::Authenticate, "WRONGPASS invalid username-password pair", Kind::Refused);
        row("password not asked for", Courtesy::Authenticate, "ERR AUTH <password> called without any", Kind::Refused);
        row("password needed", Courtesy::Ready, "NOAUTH Authentication required.", Kind::Refused);
        row("name not allowed", Courtesy::Name, "NOPERM no permissions", Kind::Fine);
        row("role not allowed", Courtesy::Role, "NOPERM no permissions", Kind::Fine);
        row("no such database", Courtesy::Select, "ERR DB index is out of range", Kind::NotNow);
        row("broken script", Courtesy::LoadScript, "ERR Error compiling script", Kind::NotNow);
        row("loading", Courtesy::Ready, "LOADING Redis is loading", Kind::NotNow);
        row("lost its primary", Courtesy::Ready, "MASTERDOWN Link with MASTER is down", Kind::NotNow);
        row("ping not allowed", Courtesy::Ready, "NOPERM no permissions", Kind::Fine);
    }

    void theAnswersToTheGreetingAreJudged()
    {
        QFETCH(int, courtesy);
        QFETCH(QByteArray, error);
        QFETCH(int, kind);
        const auto verdict = judge(Courtesy(courtesy), Reply::error(error));
        QCOMPARE(int(verdict.kind), kind);
        QCOMPARE(verdict.reason.isEmpty(), verdict.kind == Verdict::Kind::Fine);
    }

    void aReplicaIsNotFitForWriting()
    {
        const auto role = [](const char *name) { return Reply::array({ Reply::string(name) }); };
        QCOMPARE(judge(Courtesy::Role, role("master")).kind, Verdict::Kind::Fine);
        QCOMPARE(judge(Courtesy::Role, role("slave")).kind, Verdict::Kind::NotNow);
    }
};

QTEST_GUILESS_MAIN(RedisValuesTest)
#include "redis_values_test.moc"
