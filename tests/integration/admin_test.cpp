// SPDX-License-Identifier: GPL-3.0-or-later
// hubbub-gateway user, invite and acl: done on a real Redis, seen by real nodes that have no more rights than they
// need.
#include "core/redis/url.h"
#include "tests/integration/cluster.h"
#include "tests/support/redis_call.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;

namespace {

constexpr const char *longPassword = "a long enough password";

} // namespace

class AdminTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), qPrintable(m_redis.problem()));
        const auto acl = GatewayProcess::run({ u"acl"_s });
        QCOMPARE(acl.exitCode, 0);
        QVERIFY(acl.log.isEmpty());
        for (const QByteArray &line : acl.output.split('\n')) {
            if (!line.startsWith("user "))
                continue;
            // Just as an administrator would: the line, and a password.
            QByteArrayList words = wordsOf(line).mid(1);
            m_rules.insert(words.first(), line);
            words << ">secret";
            QCOMPARE(m_redis.run(QByteArrayList { "ACL", "SETUSER" } + words).bytes(), "OK");
        }
        QCOMPARE(m_rules.size(), 3);
        m_node = startNode(u"n1"_s, { u"--registration"_s, u"invite"_s });
        QVERIFY(m_node);
        m_passwords.setAutoRemove(true);
        write(u"long"_s, longPassword);
        write(u"other"_s, "another long password");
        write(u"short"_s, "short");
    }
    void cleanupTestCase()
    {
        m_node.reset();
        m_other.reset();
    }
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_node)
            qInfo("%s", m_node->log().constData());
    }

    void anAccountIsMadeAndSignsIn()
    {
        const auto made = admin({ u"user"_s, u"add"_s, u"ada"_s, u"--display"_s, u"Ada L."_s, u"--admin"_s,
            u"--password-file"_s, file(u"long"_s) });
        QCOMPARE(made.exitCode, 0);
        QCOMPARE(made.output, "ada may sign in\n");
        WsPeer peer;
        QVERIFY(peer.connectTo(m_node->url()));
        const QJsonObject welcome = peer.signIn(u"ada"_s, QString::fromLatin1(longPassword));
        QCOMPARE(welcome[u"op"].toString(), u"welcome"_s);
        QCOMPARE(welcome[u"user"][u"display"].toString(), u"Ada L."_s);
        QCOMPARE(welcome[u"user"][u"roles"].toArray(), QJsonArray({ u"admin"_s }));
    }

    void aPasswordAlsoComesByAPipe()
    {
        ChildProcess shell;
        const QString line = u"echo '%1' | '" HUBBUB_BIN_DIR "/hubbub-gateway' user add pipe --redis '%2'"_s;
        QVERIFY(shell.start(u"sh"_s, { u"-c"_s, line.arg(QString::fromLatin1(longPassword), m_redis.url()) }));
        QVERIFY(shell.waitForEnd(std::chrono::seconds(20)));
        QVERIFY2(shell.exitCode() == 0, shell.log().constData());
        WsPeer peer;
        QVERIFY(peer.connectTo(m_node->url()));
        QCOMPARE(peer.signIn(u"pipe"_s, QString::fromLatin1(longPassword))[u"op"].toString(), u"welcome"_s);
    }

    void whatCannotBeDoneIsSaidInOneLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("says");
        const QStringList longOne { u"--password-file"_s, file(u"long"_s) };
        const auto row = [](const char *name, const QStringList &arguments, int code, const char *says) {
            QTest::newRow(name) << arguments << code << QByteArray(says);
        };
        row("taken", QStringList { u"user"_s, u"add"_s, u"ada"_s } + longOne, 1, "the name 'ada' is taken");
        row("nobody's password", QStringList { u"user"_s, u"passwd"_s, u"nobody"_s } + longOne, 1,
            "there is no user 'nobody'");
        row("nobody to disable", { u"user"_s, u"disable"_s, u"nobody"_s }, 1, "there is no user 'nobody'");
        row("short password", { u"user"_s, u"add"_s, u"bob"_s, u"--password-file"_s, file(u"short"_s) }, 2,
            "12 to 128 characters");
        row("no such file", { u"user"_s, u"add"_s, u"bob"_s, u"--password-file"_s, u"/nowhere/p"_s }, 2,
            "--password-file: /nowhere/p can't be read");
        row("no name", { u"user"_s, u"add"_s }, 2, "A name is missing");
        row("a name that can't be", QStringList { u"user"_s, u"add"_s, u"Bob!"_s } + longOne, 2, "not a user's name");
        row("no such verb", { u"user"_s, u"promote"_s, u"ada"_s }, 2, "expected add, passwd, disable or enable");
        row("no such command", { u"dance"_s }, 2, "'dance' is neither an option nor a command");
        row("a password on the command line", { u"user"_s, u"add"_s, u"bob"_s, u"--password"_s, u"x"_s }, 2,
            "there is no option --password");
        row("no number", { u"invite"_s, u"--uses"_s, u"many"_s }, 2, "--uses: 'many' is not a whole number");
        row("no use at all", { u"invite"_s, u"--uses"_s, u"0"_s }, 2, "--uses: '0'");
        row("no times", { u"top"_s, u"--times"_s, u"-1"_s }, 2, "--times: '-1'");
        row("once and times", { u"top"_s, u"--once"_s, u"--times"_s, u"2"_s }, 2, "can't be used together");
        row("no value", { u"invite"_s, u"--days"_s }, 2, "--days needs a value");
    }
    void whatCannotBeDoneIsSaidInOneLine()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const int, code);
        QFETCH(const QByteArray, says);
        QStringList all = arguments;
        if (says != "--days needs a value")
            all += { u"--redis"_s, m_redis.url() };
        const auto ended = GatewayProcess::run(all);
        QCOMPARE(ended.exitCode, code);
        QVERIFY2(ended.log.startsWith("hubbub-gateway: ") && ended.log.contains(says), ended.log.constData());
        QCOMPARE(ended.log.count('\n'), 1);
        QVERIFY(ended.output.isEmpty());
    }

    void redisThatIsNotThereEndsWithItsCode()
    {
        const auto ended = GatewayProcess::run({ u"user"_s, u"disable"_s, u"ada"_s, u"--redis"_s,
            u"unix:///nowhere/redis.sock"_s, u"--start-timeout"_s, u"0.5"_s });
        QCOMPARE(ended.exitCode, 4);
        QVERIFY2(ended.log.contains("was not reached"), ended.log.constData());
    }

    void aNewPasswordEndsAllSessionsAndTheOldOneIsWorthNothing()
    {
        WsPeer live;
        QVERIFY(live.connectTo(m_node->url()));
        const QJsonObject welcome = live.signIn(u"ada"_s, QString::fromLatin1(longPassword));
        const auto changed = admin({ u"user"_s, u"passwd"_s, u"ada"_s, u"--password-file"_s, file(u"other"_s) });
        QCOMPARE(changed.exitCode, 0);
        QVERIFY(live.waitForClose());
        QCOMPARE(live.closeCode(), 4500);
        WsPeer again;
        QVERIFY(again.connectTo(m_node->url()));
        QCOMPARE(again.signIn(u"ada"_s, QString::fromLatin1(longPassword))[u"code"].toString(), u"unauthorized"_s);
        QVERIFY(again.connectTo(m_node->url()));
        QCOMPARE(again.signIn(u"ada"_s, u"another long password"_s)[u"op"].toString(), u"welcome"_s);
    }

    void oneWhoIsShutOutIsOutAtOnceAndMayBeLetInAgain()
    {
        WsPeer live;
        QVERIFY(live.connectTo(m_node->url()));
        QCOMPARE(live.signIn(u"pipe"_s, QString::fromLatin1(longPassword))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(admin({ u"user"_s, u"disable"_s, u"pipe"_s }).exitCode, 0);
        QVERIFY(live.waitForClose());
        QCOMPARE(live.closeCode(), 4500);
        QVERIFY(live.connectTo(m_node->url()));
        QCOMPARE(live.signIn(u"pipe"_s, QString::fromLatin1(longPassword))[u"code"].toString(), u"unauthorized"_s);
        QCOMPARE(admin({ u"user"_s, u"enable"_s, u"pipe"_s }).exitCode, 0);
        QVERIFY(live.connectTo(m_node->url()));
        QCOMPARE(live.signIn(u"pipe"_s, QString::fromLatin1(longPassword))[u"op"].toString(), u"welcome"_s);
    }

    void topShowsTheNodesAsTheyReport()
    {
        const auto shown = admin({ u"top"_s, u"--times"_s, u"3"_s });
        QCOMPARE(shown.exitCode, 0);
        const QByteArrayList lines = shown.output.trimmed().split('\n');
        QVERIFY2(lines.size() >= 3, shown.output.constData());
        QVERIFY2(lines.last().startsWith("n1 ") && lines.last().contains(" ready "), shown.output.constData());
        QVERIFY(!shown.output.contains('\x1b')); // which is for terminals
    }

    void topForScriptsIsOneLineWithRates()
    {
        const auto shown = admin({ u"top"_s, u"--once"_s, u"--json"_s });
        QCOMPARE(shown.exitCode, 0);
        QCOMPARE(shown.output.count('\n'), 1);
        const QJsonObject node = QJsonDocument::fromJson(shown.output)[u"nodes"][0].toObject();
        QCOMPARE(node[u"node"].toString(), u"n1"_s);
        QVERIFY2(node[u"in_per_s"].isDouble(), shown.output.constData());
        QVERIFY(node[u"deliver_p99_ms"].isNull()); // nobody speaks
    }

    void aCodeIsGoodForAsManyAsItSaysAndNobodyElse()
    {
        const auto invited = admin({ u"invite"_s, u"--uses"_s, u"2"_s, u"--days"_s, u"1"_s });
        QCOMPARE(invited.exitCode, 0);
        const QString code = QString::fromLatin1(invited.output.trimmed());
        QVERIFY(code.size() >= 16);
        QCOMPARE(create(u"cyd"_s, {}), u"forbidden"_s); // by no code
        QCOMPARE(create(u"cyd"_s, u"0123456789abcdef"_s), u"forbidden"_s);
        QCOMPARE(create(u"cyd"_s, code), u"welcome"_s);
        QCOMPARE(create(u"ada"_s, code), u"exists"_s); // which costs no use
        QCOMPARE(create(u"dan"_s, code), u"welcome"_s);
        QCOMPARE(create(u"eve"_s, code), u"forbidden"_s);
    }

    void aLastUseThatCameToNothingIsGivenBack()
    {
        const QString code = QString::fromLatin1(admin({ u"invite"_s }).output.trimmed());
        QCOMPARE(create(u"ada"_s, code), u"exists"_s);
        QTRY_COMPARE(m_redis.run({ "HEXISTS", "hb:codes", code.toLatin1() }).toInteger(), 1);
        QCOMPARE(create(u"fay"_s, code), u"welcome"_s);
        QCOMPARE(create(u"gus"_s, code), u"forbidden"_s);
    }

    void aCodeThatRanOutIsWorthNothingAndGoesWithTheNext()
    {
        const QString code = QString::fromLatin1(admin({ u"invite"_s }).output.trimmed());
        m_redis.run({ "HSET", "hb:codes", code.toLatin1(), "5 1000" }); // its time was in 1970
        QCOMPARE(create(u"hal"_s, code), u"forbidden"_s);
        admin({ u"invite"_s });
        QCOMPARE(m_redis.run({ "HEXISTS", "hb:codes", code.toLatin1() }).toInteger(), 0);
    }

    // Rights in Redis

    void nodesDoAllTheyNeedWithTheRightsThatWePrint()
    {
        m_other = startNode(u"n2"_s, { u"--registration"_s, u"open"_s });
        QVERIFY(m_other);
        Person ida(u"ida"_s);
        Person jon(u"jon"_s);
        ida.registerAt(*m_other);
        jon.registerAt(*m_other);
        QCOMPARE(ida.create(u"tea"_s)[u"op"].toString(), u"ok"_s);
        QCOMPARE(jon.join(u"tea"_s)[u"op"].toString(), u"ok"_s);
        const QString mid = freshMid();
        QCOMPARE(ida.say(u"tea"_s, u"hello"_s, mid)[u"op"].toString(), u"ok"_s);
        QCOMPARE(ida.say(u"tea"_s, u"hello"_s, mid)[u"dup"].toBool(), true);
        const QJsonObject heard = jon.hear(u"tea"_s, u"hello"_s);
        QVERIFY(!heard.isEmpty());
        for (const QJsonObject &command : { QJsonObject { { u"op"_s, u"history"_s }, { u"room"_s, u"tea"_s } },
                 QJsonObject { { u"op"_s, u"members"_s }, { u"room"_s, u"tea"_s } },
                 QJsonObject { { u"op"_s, u"rooms"_s } },
                 QJsonObject { { u"op"_s, u"read"_s }, { u"room"_s, u"tea"_s }, { u"seq"_s, 2 } },
                 QJsonObject { { u"op"_s, u"reads"_s }, { u"room"_s, u"tea"_s } },
                 QJsonObject { { u"op"_s, u"typing"_s }, { u"room"_s, u"tea"_s }, { u"on"_s, true } },
                 QJsonObject { { u"op"_s, u"presence"_s }, { u"state"_s, u"busy"_s } },
                 QJsonObject { { u"op"_s, u"refresh"_s }, { u"refresh"_s, jon.refresh() } } })
            QCOMPARE(jon.peer().request(command)[u"op"].toString(), u"ok"_s);
        jon.peer().abort();
        ida.say(u"tea"_s, u"are you there?"_s);
        jon.returnTo(*m_node, { { u"tea"_s, positionOf(heard) } });
        QVERIFY(!jon.hear(u"tea"_s, u"are you there?"_s).isEmpty());
        QCOMPARE(jon.peer().request({ { u"op"_s, u"leave"_s }, { u"room"_s, u"tea"_s } })[u"op"].toString(), u"ok"_s);
        QCOMPARE(jon.peer().request({ { u"op"_s, u"logout"_s } })[u"op"].toString(), u"ok"_s);
        m_redis.run({ "SCRIPT", "FLUSH" });
        QTRY_COMPARE(ida.say(u"tea"_s, u"once more"_s)[u"op"].toString(), u"ok"_s);
        QTRY_VERIFY(!m_redis.run({ "HGET", "hb:node:n2", "report" }).isNil());
        m_other->terminate();
        QVERIFY(m_other->waitForEnd(std::chrono::seconds(20)));
        QCOMPARE(m_other->exitCode(), 0);

        QByteArrayList denied;
        const redis::Reply denials = m_redis.run({ "ACL", "LOG" });
        for (const redis::Reply &entry : denials.items()) {
            for (qsizetype i = 0; i + 1 < entry.size(); i += 2) {
                if (entry.at(i).bytes() == "object")
                    denied << entry.at(i + 1).bytes();
            }
        }
        QCOMPARE(denied, QByteArrayList());
    }

    void nobodyMayDoMore_data()
    {
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<QByteArrayList>("command");
        QTest::addColumn<bool>("may");
        const auto row = [](const char *user, const QByteArrayList &command, bool may) {
            QTest::addRow("%s %s", user, command.join(' ').constData()) << QByteArray(user) << command << may;
        };
        row("hubbub-node", { "HGET", "hb:acct:{ada}", "display" }, true);
        row("hubbub-node", { "GET", "other" }, false);
        row("hubbub-node", { "PUBLISH", "other", "x" }, false);
        for (const QByteArrayList &command :
            { QByteArrayList { "FLUSHALL" }, { "CONFIG", "GET", "dir" }, { "KEYS", "*" }, { "ACL", "LIST" },
                { "SHUTDOWN" }, { "DEBUG", "SLEEP", "0" }, { "REPLICAOF", "NO", "ONE" }, { "SCRIPT", "FLUSH" } })
            row("hubbub-node", command, false);
        for (const char *user : { "hubbub-watcher", "hubbub-operator" }) {
            row(user, { "ZRANGE", "hb:nodes", "0", "-1" }, true);
            row(user, { "HGETALL", "hb:node:n1" }, true);
            row(user, { "XRANGE", "hb:{tea}:log", "-", "+" }, true);
            row(user, { "XREVRANGE", "hb:opslog", "+", "-", "COUNT", "5" }, true);
            row(user, { "SLOWLOG", "GET" }, true);
            row(user, { "INFO" }, true);
            row(user, { "HGETALL", "hb:acct:{ada}" }, false);
            row(user, { "GET", "hb:secret" }, false);
            row(user, { "HGETALL", "hb:codes" }, false);
            row(user, { "HSET", "hb:{tea}:members", "eve", "owner" }, false);
            row(user, { "XADD", "hb:opslog", "*", "e", "{}" }, false);
            row(user, { "PUBLISH", "hb:{tea}", "x" }, false);
            row(user, { "PUBLISH", "hb:stats", "x" }, false);
            row(user, { "KEYS", "*" }, false);
        }
        row("hubbub-operator", { "PUBLISH", "hb:control", "x" }, true);
        row("hubbub-watcher", { "PUBLISH", "hb:control", "x" }, false);
    }
    void nobodyMayDoMore()
    {
        QFETCH(const QByteArray, user);
        QFETCH(const QByteArrayList, command);
        QFETCH(const bool, may);
        redis::Endpoint endpoint = m_redis.endpoint();
        endpoint.user = user;
        endpoint.password = "secret";
        const redis::Reply reply = callRedis(endpoint, command);
        QVERIFY2(reply.errorPrefix() != "UNANSWERED", reply.bytes().constData());
        QCOMPARE(reply.errorPrefix() != "NOPERM", may);
    }

private:
    /// Words by spaces; what stands in brackets is one word.
    static QByteArrayList wordsOf(const QByteArray &line)
    {
        QByteArrayList out;
        for (const QByteArray &word : line.split(' ')) {
            if (!out.isEmpty() && out.last().startsWith('(') && !out.last().endsWith(')'))
                out.last() += ' ' + word;
            else
                out << word;
        }
        return out;
    }
    std::unique_ptr<GatewayProcess> startNode(const QString &name, const QStringList &options)
    {
        GatewayProcess::Setup setup;
        setup.redisUrl = QString(m_redis.url()).replace(u"unix://"_s, u"unix://hubbub-node:secret@"_s);
        setup.node = name;
        setup.options = QStringList {
            u"--argon-memory-kib"_s, u"64"_s, u"--no-address-limits"_s, u"127.0.0.0/8"_s, u"--drain-seconds"_s, u"1"_s
        } + options;
        auto node = std::make_unique<GatewayProcess>(setup);
        if (node->start())
            return node;
        qWarning("%s", node->log().constData());
        return nullptr;
    }
    GatewayProcess::Ended admin(const QStringList &arguments)
    {
        return GatewayProcess::run(
            arguments + QStringList { u"--redis"_s, m_redis.url(), u"--argon-memory-kib"_s, u"64"_s });
    }
    QString create(const QString &user, const QString &code)
    {
        WsPeer peer;
        if (!peer.connectTo(m_node->url()))
            return {};
        QJsonObject hello { { u"op"_s, u"hello"_s }, { u"user"_s, user },
            { u"password"_s, QString::fromLatin1(longPassword) }, { u"create"_s, true }, { u"device"_s, freshMid() },
            { u"app"_s, u"test"_s } };
        if (!code.isEmpty())
            hello.insert(u"code"_s, code);
        const QJsonObject reply = peer.request(hello);
        return reply[u"op"] == u"welcome"_s ? u"welcome"_s : reply[u"code"].toString();
    }
    void write(const QString &name, const char *text)
    {
        QFile out(file(name));
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(QByteArray(text) + '\n') > 0);
    }
    [[nodiscard]] QString file(const QString &name) const { return m_passwords.filePath(name); }

    RedisServer m_redis;
    QTemporaryDir m_passwords;
    QHash<QByteArray, QByteArray> m_rules;
    std::unique_ptr<GatewayProcess> m_node;
    std::unique_ptr<GatewayProcess> m_other;
};

QTEST_GUILESS_MAIN(AdminTest)
#include "admin_test.moc"
