// SPDX-License-Identifier: GPL-3.0-or-later
// Rights while others write, news that a node missed, names and numbers that nobody should send: on two nodes.
#include "tests/integration/cluster.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;
using hubbub::redis::Reply;

namespace {

QString word(const QJsonObject &reply) { return reply[u"op"] == u"ok"_s ? u"ok"_s : reply[u"code"].toString(); }

/// A field of a stream's entry.
QByteArray fieldOf(const Reply &entry, QByteArrayView name)
{
    const Reply &fields = entry.at(1);
    for (qsizetype i = 0; i + 1 < fields.size(); i += 2) {
        if (fields.at(i).bytes() == name)
            return fields.at(i + 1).bytes();
    }
    return {};
}

} // namespace

class RightsFaultsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<Cluster>(QStringList { u"--no-rate-limits"_s, u"127.0.0.0/8"_s });
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
    }

    void init()
    {
        for (int node : { 1, 2 }) // the case before may have taken its subscriptions away
            QTRY_COMPARE_WITH_TIMEOUT(m_cluster->http(node, u"/readyz"_s).first, 200, 20'000);
        m_tag = QString::number(++m_number);
        m_room = u"room-"_s + m_tag;
        m_ada = somebody(u"ada"_s, 1);
        m_bob = somebody(u"bob"_s, 2);
        QCOMPARE(word(m_ada->create(m_room)), u"ok"_s);
        QCOMPARE(word(m_bob->join(m_room)), u"ok"_s);
    }

    // Red where publish.lua takes anybody's word for being a member (its check of the role taken out).
    void nobodyWritesBehindTheirRemovalHoweverCloseItIs()
    {
        constexpr int rounds = 340; // of three sends each: a thousand races
        int refused = 0;
        for (int round = 0; round < rounds; ++round) {
            QList<int> sends;
            for (int i = 0; i < 3; ++i)
                sends << m_bob->peer().send({ { u"op"_s, u"send"_s }, { u"room"_s, m_room }, { u"mid"_s, freshMid() },
                    { u"body"_s, QJsonObject { { u"text"_s, u"%1"_s.arg(round) } } } });
            const int kick =
                m_ada->peer().send({ { u"op"_s, u"kick"_s }, { u"room"_s, m_room }, { u"user"_s, m_bob->name() } });
            for (int id : sends) {
                const QString answer = word(m_bob->peer().reply(id));
                QVERIFY2(answer == u"ok"_s || answer == u"forbidden"_s, qPrintable(answer));
                refused += answer == u"forbidden"_s;
            }
            QCOMPARE(word(m_ada->peer().reply(kick)), u"ok"_s);
            QCOMPARE(word(m_bob->join(m_room)), u"ok"_s);
        }
        qInfo("%d of %d sends came behind the removal", refused, 3 * rounds);
        QVERIFY2(refused > 0, "the race was never lost, so nothing was tried");

        bool isIn = true;
        qint64 last = 0;
        for (const Reply &entry : log()) {
            const QByteArray who = fieldOf(entry, "w");
            if (who == "kicked " + m_bob->name().toUtf8())
                isIn = false;
            else if (who == "joined " + m_bob->name().toUtf8())
                isIn = true;
            else if (fieldOf(entry, "u") == m_bob->name().toUtf8())
                QVERIFY2(isIn, entry.at(0).bytes().constData());
            const qint64 seq = entry.at(0).bytes().split('-').first().toLongLong();
            QCOMPARE(seq, last + 1);
            last = seq;
        }
        QCOMPARE(last, 2 + qint64(rounds) * 5 - refused);
        // And nobody was told otherwise: what ada heard is the log.
        QTRY_COMPARE(m_ada->peer().all(u"event"_s).last()[u"seq"].toInteger(), last);
        qint64 heard = 0;
        for (const QJsonObject &event : m_ada->peer().all(u"event"_s)) {
            QVERIFY(heard == 0 || event[u"seq"].toInteger() == heard + 1);
            heard = event[u"seq"].toInteger();
        }
    }

    // Red where page.lua says nothing of whom an entry takes out ('' for its `w`), and the account's news are lost too.
    void aRemovalThatTheChannelsLostIsFoundInTheLog()
    {
        for (int round = 0; round < 10; ++round) {
            const int kick =
                m_ada->peer().send({ { u"op"_s, u"kick"_s }, { u"room"_s, m_room }, { u"user"_s, m_bob->name() } });
            QVERIFY(redis().run({ "CLIENT", "KILL", "TYPE", "pubsub" }).toInteger() >= 0);
            QCOMPARE(word(m_ada->peer().reply(kick)), u"ok"_s);
            QCOMPARE(word(m_ada->say(m_room, u"secret %1"_s.arg(round))), u"ok"_s);
            const QJsonObject removed = m_bob->peer().take(u"removed"_s, {}, std::chrono::seconds(20));
            QCOMPARE(removed[u"cause"].toString(), u"kicked"_s);
            QCOMPARE(word(m_bob->say(m_room, u"still here?"_s)), u"forbidden"_s);
            QCOMPARE(word(m_bob->join(m_room)), u"ok"_s);
        }
        for (const QJsonObject &event : m_bob->peer().all(u"event"_s))
            QVERIFY(!event[u"body"][u"text"].toString().startsWith(u"secret"_s));
    }

    // Red where neither Attendance::afterEvent() nor AccountNews::lookAtRooms() lets one in who joined again.
    void whoIsBackBeforeTheirRemovalIsHeardOfStaysIn()
    {
        for (int round = 0; round < 8; ++round) {
            QVERIFY(redis().run({ "CLIENT", "KILL", "TYPE", "pubsub" }).toInteger() >= 0);
            QCOMPARE(word(m_ada->peer().request(
                         { { u"op"_s, u"kick"_s }, { u"room"_s, m_room }, { u"user"_s, m_bob->name() } })),
                u"ok"_s);
            QCOMPARE(word(m_bob->join(m_room)), u"ok"_s); // as far as his node knows, he never was out
            int said = 0;
            const auto hears = [&] {
                const QString text = u"back %1.%2"_s.arg(round).arg(++said);
                m_ada->say(m_room, text);
                return !m_bob->hear(m_room, text, std::chrono::milliseconds(500)).isEmpty();
            };
            QVERIFY2(QTest::qWaitFor(hears, 20'000), qPrintable(QString::number(round)));
        }
        QTRY_COMPARE(redis().run({ "HLEN", "hb:{" + m_room.toUtf8() + "}:here" }).toInteger(), 2);
        qint64 heard = 0; // and nothing twice, though two ways led back in
        for (const QJsonObject &event : m_bob->peer().all(u"event"_s)) {
            QVERIFY2(event[u"seq"].toInteger() > heard, qPrintable(QString::number(heard)));
            heard = event[u"seq"].toInteger();
        }
    }

    // Red where AccountNews::confirmed() does not ask whether the sessions are still there.
    void aSignOutThatTheChannelLostIsFoundOnceItIsBack()
    {
        const QByteArray sessions = "hb:acct:{" + m_bob->name().toUtf8() + "}:sessions";
        QCOMPARE(redis().run({ "DEL", sessions }).toInteger(), 1); // as if its news had been lost on the way
        QCOMPARE(word(m_bob->say(m_room, u"nobody told me"_s)), u"ok"_s);
        QVERIFY(redis().run({ "CLIENT", "KILL", "TYPE", "pubsub" }).toInteger() >= 2);
        QVERIFY(m_bob->peer().waitForClose(std::chrono::seconds(20)));
        QCOMPARE(m_bob->peer().closeCode(), 4500);
        QVERIFY(m_ada->peer().isOpen());
    }

    // Red where the decoder takes any string for a name (isRoomName() or isUserName() always true).
    void namesThatNobodyShouldSendDoNoHarm_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("braces") << u"{tea}"_s;
        QTest::newRow("another room's key") << u"tea}:members"_s;
        QTest::newRow("a star") << u"*"_s;
        QTest::newRow("a line end") << u"tea\nhb:secret"_s;
        QTest::newRow("a space") << u"tea kitchen"_s;
        QTest::newRow("capitals") << u"Tea"_s;
        QTest::newRow("a path") << u"../../etc/passwd"_s;
        QTest::newRow("of right to left") << u"\u202eaet"_s;
        QTest::newRow("10 kB") << QString(10'000, u'a');
        QTest::newRow("65 characters") << QString(65, u'a');
        QTest::newRow("empty") << u""_s;
    }
    void namesThatNobodyShouldSendDoNoHarm()
    {
        QFETCH(const QString, name);
        const qint64 before = redis().run({ "DBSIZE" }).toInteger();
        for (const QString &op :
            { u"create"_s, u"join"_s, u"leave"_s, u"history"_s, u"members"_s, u"close"_s, u"reads"_s })
            QCOMPARE(word(m_ada->peer().request({ { u"op"_s, op }, { u"room"_s, name } })), u"bad_field"_s);
        for (const QString &op : { u"direct"_s, u"block"_s, u"unblock"_s })
            QCOMPARE(word(m_ada->peer().request({ { u"op"_s, op }, { u"user"_s, name } })), u"bad_field"_s);
        for (const QString &op : { u"kick"_s, u"ban"_s, u"unban"_s, u"invite"_s, u"role"_s })
            QCOMPARE(word(m_ada->peer().request(
                         { { u"op"_s, op }, { u"room"_s, m_room }, { u"user"_s, name }, { u"role"_s, u"member"_s } })),
                u"bad_field"_s);
        QCOMPARE(redis().run({ "DBSIZE" }).toInteger(), before);
        QCOMPARE(word(m_ada->say(m_room, u"unharmed"_s)), u"ok"_s);
    }

    // Red where the reader of JSON lets a NUL into a string.
    void aNulSpoilsTheWholeFrame()
    {
        const qint64 before = redis().run({ "DBSIZE" }).toInteger();
        m_ada->peer().send({ { u"op"_s, u"create"_s }, { u"room"_s, u"tea"_s + QChar(0) } });
        m_ada->peer().send({ { u"op"_s, u"kick"_s }, { u"room"_s, m_room }, { u"user"_s, m_bob->name() + QChar(0) } });
        QCOMPARE(word(m_ada->say(m_room, u"unharmed"_s)), u"ok"_s);
        const QList<QJsonObject> errors = m_ada->peer().all(u"error"_s);
        QCOMPARE(errors.size(), 2);
        for (const QJsonObject &each : errors) {
            QCOMPARE(each[u"code"].toString(), u"bad_frame"_s);
            QVERIFY(each[u"id"].isNull()); // nothing of such a frame is read
        }
        QCOMPARE(redis().run({ "DBSIZE" }).toInteger(), before + 1); // the mids of that room
        QCOMPARE(word(m_bob->say(m_room, u"nor am I"_s)), u"ok"_s);
    }

    // Red where Join does not count the rooms that a session follows.
    void oneUserIsInSoManyRoomsAndNoMore()
    {
        for (int i = 0; i < 520; ++i)
            redis().run({ "HSET", "hb:{many-" + QByteArray::number(i) + "}:meta", "epoch", "e", "seq", "0", "kind",
                "chat", "visibility", "public" });
        int joined = 1; // the one of init()
        for (int i = 0; i < 520; ++i) {
            const QString answer = word(m_bob->join(u"many-%1"_s.arg(i)));
            joined += answer == u"ok"_s;
            if (i >= 511)
                QCOMPARE(answer, u"limit"_s);
        }
        QCOMPARE(joined, 512);
        QCOMPARE(word(m_bob->create(u"one-more"_s)), u"limit"_s);
        QCOMPARE(word(m_bob->peer().request({ { u"op"_s, u"direct"_s }, { u"user"_s, m_ada->name() } })), u"limit"_s);
        QCOMPARE(m_bob->returnTo(m_cluster->node(1))[u"rooms"].toArray().size(), 512);
        QCOMPARE(word(m_bob->peer().request({ { u"op"_s, u"leave"_s }, { u"room"_s, u"many-0"_s } })), u"ok"_s);
        QCOMPARE(word(m_bob->create(u"one-more"_s)), u"ok"_s);
    }

    // Red where history.lua or follow.lua does not ask for membership.
    void aPositionOfSomebodyElseOpensNothing()
    {
        const QString den = u"den-"_s + m_tag;
        QCOMPARE(word(m_ada->create(den, { { u"visibility"_s, u"private"_s } })), u"ok"_s);
        m_ada->say(den, u"between us"_s);
        const QJsonObject position = positionOf(m_ada->hear(den, u"between us"_s));
        const QJsonObject welcome = m_bob->returnTo(m_cluster->node(1), { { den, position } });
        QCOMPARE(welcome[u"rooms"].toArray().size(), 1);
        QCOMPARE(m_bob->peer().take(u"removed"_s)[u"cause"].toString(), u"gone"_s);
        const QJsonObject resumed =
            m_bob->peer().request({ { u"op"_s, u"resume"_s }, { u"rooms"_s, QJsonObject { { den, position } } } });
        QVERIFY(resumed[u"rooms"].toArray().isEmpty());
        QCOMPARE(m_bob->peer().take(u"removed"_s)[u"cause"].toString(), u"gone"_s);
        m_ada->say(den, u"still between us"_s);
        QVERIFY(!m_ada->hear(den, u"still between us"_s).isEmpty());
        QCOMPARE(word(m_bob->peer().request({ { u"op"_s, u"history"_s }, { u"room"_s, den } })), u"not_found"_s);
        for (const QJsonObject &frame : m_bob->peer().frames())
            QVERIFY(!frame[u"body"][u"text"].toString().contains(u"between us"_s));
    }

    // Red where ModerationCommands::askToInvite() does not count, or RoomCommands::run(Create) does not.
    void invitationsAndNewRoomsAreRationedByTheDay()
    {
        Cluster strict;
        QVERIFY2(strict.start(1), qPrintable(strict.problem()));
        Person ada(u"ada"_s), bob(u"bob"_s);
        ada.registerAt(strict.node(1));
        bob.registerAt(strict.node(1));
        QCOMPARE(word(ada.create(u"tea"_s)), u"ok"_s);
        strict.redis().run({ "SET", "hb:fail:invited:{ada}", "99", "EX", "86400" });
        strict.redis().run({ "SET", "hb:fail:made:{ada}", "49", "EX", "86400" });
        const auto invite = [&] {
            return ada.peer().request({ { u"op"_s, u"invite"_s }, { u"room"_s, u"tea"_s }, { u"user"_s, u"bob"_s } });
        };
        QCOMPARE(word(invite()), u"ok"_s);
        const QJsonObject refused = invite();
        QCOMPARE(word(refused), u"limit"_s);
        QVERIFY(refused[u"retry_ms"].toInteger() > 80'000'000);
        QCOMPARE(word(ada.create(u"coffee"_s)), u"ok"_s);
        QCOMPARE(word(ada.create(u"water"_s)), u"limit"_s);
        QCOMPARE(word(bob.create(u"water"_s)), u"ok"_s); // each has their own
    }

    // Red where Accounts::create() does not count the accounts of an address.
    void accountsOfOneAddressAreRationedByTheHour()
    {
        GatewayProcess::Setup setup;
        setup.redisUrl = redis().url();
        setup.node = u"strict"_s;
        setup.options = QStringList { u"--registration"_s, u"open"_s, u"--argon-memory-kib"_s, u"64"_s };
        GatewayProcess node(setup);
        QVERIFY2(node.start(), qPrintable(node.problem()));
        for (int i = 0; i < 6; ++i) {
            WsPeer peer;
            QVERIFY(peer.connectTo(node.url()));
            const QJsonObject reply =
                peer.signIn(u"new-%1"_s.arg(i), QString::fromLatin1(Person::password), { { u"create"_s, true } });
            if (i < 5) {
                QCOMPARE(reply[u"op"].toString(), u"welcome"_s);
                continue;
            }
            QCOMPARE(reply[u"code"].toString(), u"rate_limited"_s);
            QVERIFY(reply[u"retry_ms"].toInteger() > 0);
        }
    }

    // Red where gate.lua counts by (name, address) alone, or only names that exist.
    void guessingAtOneNameIsSlowedDownFromAllAddressesTogether()
    {
        const QByteArray tag = "hb:fail:{nobody-" + m_tag.toUtf8() + '}';
        redis().run({ "SET", tag, "49 0", "EX", "86400" });
        const auto guess = [&] {
            WsPeer peer;
            return peer.connectTo(m_cluster->node(1).url())
                ? peer.signIn(u"nobody-"_s + m_tag, u"guess number one"_s)[u"code"].toString()
                : QString();
        };
        QCOMPARE(guess(), u"unauthorized"_s);
        QCOMPARE(guess(), u"rate_limited"_s);
    }

private:
    [[nodiscard]] RedisServer &redis() { return m_cluster->redis(); }
    QList<Reply> log() { return redis().run({ "XRANGE", "hb:{" + m_room.toUtf8() + "}:log", "-", "+" }).items(); }

    std::unique_ptr<Person> somebody(const QString &name, int node)
    {
        auto person = std::make_unique<Person>(name + m_tag);
        const QJsonObject welcome = person->registerAt(m_cluster->node(node));
        [&] { QCOMPARE(welcome[u"op"].toString(), u"welcome"_s); }();
        return person;
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Person> m_ada;
    std::unique_ptr<Person> m_bob;
    QString m_tag;
    QString m_room;
    int m_number = 0;
};

QTEST_GUILESS_MAIN(RightsFaultsTest)
#include "rights_faults_test.moc"
