// SPDX-License-Identifier: GPL-3.0-or-later
// What a node tells its clients of who is present, how often, and when it tells Redis that one has gone.
#include "server/presence.h"

#include "core/redis/keys.h"
#include "tests/unit/server/node_parts.h"

using namespace hubbub;
using namespace hubbub::server;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using protocol::PresenceCause;
using testing::Parts;
using testing::Person;

namespace {

const RoomId tea("tea"_ba);

} // namespace

class PresencePushesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_redis.start(), qPrintable(m_redis.redis.problem())); }
    void init()
    {
        m_redis.redis.run({ "FLUSHALL" });
        m_version = 0;
        m_parts = std::make_unique<Parts>();
        m_presence = std::make_unique<Presence>(*m_redis.link, m_redis.scripts, m_identity, 2s, m_clock);
    }
    void cleanup()
    {
        m_presence.reset();
        m_parts.reset();
    }

    void theFirstPushIsTheWholeListAndLaterOnesAreDifferences()
    {
        here("s1", "bob", "online");
        const auto ada = arrive();
        QTRY_VERIFY((m_presence->tick(), pushes(*ada).size() == 1));
        QCOMPARE(pushes(*ada)[0][u"reset"].toBool(), true);
        QCOMPARE(users(pushes(*ada)[0]), QStringList { u"bob"_s });
        news("s2", "cyd", "online", "join");
        step(250ms);
        QTRY_COMPARE(pushes(*ada).size(), 2);
        QVERIFY(!pushes(*ada)[1].contains(u"reset"_s));
        QCOMPARE(users(pushes(*ada)[1]), QStringList { u"cyd"_s });
        QCOMPARE(pushes(*ada)[1][u"present"].toInt(), 2);
    }

    void thereAreAtMostFourPushesASecond()
    {
        const auto ada = arrive();
        QTRY_VERIFY((m_presence->tick(), pushes(*ada).size() == 1));
        for (int i = 0; i < 100; ++i) { // ten seconds in which somebody always changes
            news("s1", "bob", i % 2 ? "busy" : "online", "state");
            step(100ms);
        }
        step(250ms); // the last one was held back until its turn
        settle(*ada);
        QVERIFY2(pushes(*ada).size() <= 1 + 42, QByteArray::number(pushes(*ada).size()).constData());
        QVERIFY(pushes(*ada).size() >= 1 + 30);
        QCOMPARE(state(pushes(*ada).last(), u"bob"_s), u"busy"_s); // and the last word is told
    }

    void inACrowdOnlyTheirNumberIsToldAndThoseWhoAreLookedAt()
    {
        for (int i = 0; i < 201; ++i) {
            const QByteArray number = QByteArray::number(i);
            here(("s" + number).constData(), ("u" + number).constData(), "online");
        }
        const auto ada = arrive();
        QTRY_VERIFY((m_presence->tick(), pushes(*ada).size() == 1));
        QCOMPARE(pushes(*ada)[0][u"present"].toInt(), 201);
        QVERIFY(!pushes(*ada)[0].contains(u"changes"_s));
        ada->session->membersRoom = tea;
        ada->session->membersPage = { UserId("u7"_ba) };
        news("s7", "u7", "busy", "state");
        news("s8", "u8", "busy", "state");
        step(250ms);
        QTRY_COMPARE(pushes(*ada).size(), 2);
        QCOMPARE(users(pushes(*ada)[1]), QStringList { u"u7"_s });
        news("s8", "u8", "offline", "leave");
        step(250ms);
        QTRY_COMPARE(pushes(*ada).size(), 3);
        // 200 are few enough to be named again: all of them, for the others were never named.
        QCOMPARE(pushes(*ada)[2][u"present"].toInt(), 200);
        QCOMPARE(pushes(*ada)[2][u"reset"].toBool(), true);
        QCOMPARE(users(pushes(*ada)[2]).size(), 200);
        news("s9", "somebody", "online", "join");
        step(250ms);
        QTRY_COMPARE(pushes(*ada).size(), 4);
        QCOMPARE(pushes(*ada)[3][u"present"].toInt(), 201);
        QCOMPARE(pushes(*ada)[3][u"reset"].toBool(), true); // and the list is good for nothing again
        QVERIFY(!pushes(*ada)[3].contains(u"changes"_s));
    }

    void aHoleInTheNewsIsMendedByTheRoster()
    {
        const auto ada = arrive();
        QTRY_VERIFY((m_presence->tick(), pushes(*ada).size() == 1));
        here("s1", "bob", "online");
        here("s2", "cyd", "online");
        m_version = 5; // the news of both, and of three more, never came
        m_redis.redis.run({ "HSET", redis::keys::users(tea), "", "6" });
        news("s3", "dan", "offline", "leave");
        QTRY_VERIFY((step(250ms), pushes(*ada).size() == 2));
        QCOMPARE(users(pushes(*ada)[1]), QStringList({ u"bob"_s, u"cyd"_s }));
    }

    void whoLeavesIsToldAtOnceAndWhoBrokeOffOnlyAfterAWhile()
    {
        hereOf("s1", "bob", 1);
        hereOf("s2", "cyd", 1);
        m_presence->departed({ SessionId("s1"_ba), 1 }, tea, PresenceCause::Leave, false);
        m_presence->departed({ SessionId("s2"_ba), 1 }, tea, PresenceCause::Timeout, true);
        QTRY_COMPARE(sessionsHere(), QByteArrayList { "s2" });
        step(1999ms);
        QTRY_COMPARE(m_presence->departuresUnderWay(), 1);
        QCOMPARE(sessionsHere(), QByteArrayList { "s2" });
        step(1ms);
        QTRY_COMPARE(sessionsHere(), QByteArrayList {});
        QTRY_COMPARE(m_presence->departuresUnderWay(), 0);
    }

    void whoIsBackInTimeDoesNotDepart()
    {
        hereOf("s1", "bob", 1);
        m_presence->departed({ SessionId("s1"_ba), 1 }, tea, PresenceCause::Timeout, true);
        hereOf("s1", "bob", 2); // by another connection, to whatever node
        step(2s);
        QTRY_COMPARE(m_presence->departuresUnderWay(), 0);
        QCOMPARE(sessionsHere(), QByteArrayList { "s1" });
    }

    void oneWhoLeavesWhileRedisIsAwayIsNotForgotten()
    {
        m_redis.redis.kill();
        QTRY_VERIFY(!m_redis.link->isUp());
        m_presence->departed({ SessionId("s1"_ba), 1 }, tea, PresenceCause::Leave, false);
        QTRY_COMPARE(m_presence->departuresUnderWay(), 1);
        QVERIFY(m_redis.redis.start());
        hereOf("s1", "bob", 1); // what it was told just before its end, it may have lost
        QTRY_VERIFY(m_redis.link->isUp());
        QTRY_VERIFY((step(500ms), sessionsHere().isEmpty()));
    }

    void oneWhoEntersAgainIsNotTakenOutByWhatRedisDidNotHear()
    {
        m_redis.redis.kill();
        QTRY_VERIFY(!m_redis.link->isUp());
        m_presence->departed({ SessionId("s1"_ba), 1 }, tea, PresenceCause::Leave, false);
        QTRY_COMPARE(m_presence->departuresUnderWay(), 1);
        QVERIFY(m_redis.redis.start());
        hereOf("s1", "bob", 1);
        QTRY_VERIFY(m_redis.link->isUp());
        m_presence->willEnter({ SessionId("s1"_ba), 1 }, tea);
        QCOMPARE(m_presence->departuresUnderWay(), 0);
        step(500ms);
        QCOMPARE(m_presence->departuresUnderWay(), 0);
        QCOMPARE(sessionsHere(), QByteArrayList { "s1" });
    }

    void aRosterThatCouldNotBeReadIsReadLater()
    {
        m_redis.redis.kill();
        QTRY_VERIFY(!m_redis.link->isUp());
        const auto ada = arrive(); // the channel alone is there
        settle(*ada);
        QVERIFY(m_redis.redis.start());
        here("s1", "bob", "online");
        QTRY_VERIFY(m_redis.link->isUp());
        QTRY_VERIFY((step(500ms), pushes(*ada).size() == 1));
        QCOMPARE(users(pushes(*ada)[0]), QStringList { u"bob"_s });
    }

    void aMoodThatRedisDidNotHearIsSaidSo()
    {
        const auto ada = arrive();
        std::optional<Outcome> outcome;
        m_presence->setMood(*ada->session, [&](const Outcome &said) { outcome = said; });
        QTRY_VERIFY(outcome);
        QVERIFY(outcome->ok());
        m_redis.redis.kill();
        QTRY_VERIFY(!m_redis.link->isUp());
        outcome.reset();
        m_presence->setMood(*ada->session, [&](const Outcome &said) { outcome = said; });
        QTRY_VERIFY(outcome);
        QCOMPARE(outcome->error().code, ErrorCode::Unavailable);
        QVERIFY(m_redis.redis.start());
        QTRY_VERIFY(m_redis.link->isUp());
    }

    void theRoomIsOnTheBootsListBeforeAnybodyEntersIt()
    {
        m_presence->willEnter({ SessionId("s1"_ba), 1 }, tea);
        QTRY_COMPARE(m_redis.redis.run({ "SISMEMBER", "hb:node:n1:b1:rooms", "tea" }).toInteger(), 1);
        QVERIFY(m_presence->enteredRooms().contains(tea));
        m_presence->forget(tea);
        QTRY_COMPARE(m_redis.redis.run({ "SISMEMBER", "hb:node:n1:b1:rooms", "tea" }).toInteger(), 0);
    }

private:
    std::unique_ptr<Person> arrive()
    {
        auto ada = m_parts->connect("ada");
        ada->session->addFollow(tea);
        m_presence->arrived(*ada->session, tea);
        m_presence->subscribed(tea);
        return ada;
    }
    /// As the scripts would write it, without telling.
    void here(const char *session, const char *user, const char *state)
    {
        m_redis.redis.run({ "HSET", redis::keys::here(tea), session, QByteArray(user) + " n2 b2 1 " + state + ' ' });
        m_redis.redis.run({ "HSET", redis::keys::users(tea), user, "1" });
    }
    /// Of this node.
    void hereOf(const char *session, const char *user, int generation)
    {
        m_redis.redis.run({ "HSET", redis::keys::here(tea), session,
            QByteArray(user) + " n1 b1 " + QByteArray::number(generation) + " online " });
        m_redis.redis.run({ "HSET", redis::keys::users(tea), user, "1" });
    }
    [[nodiscard]] QByteArrayList sessionsHere()
    {
        QByteArrayList out;
        const redis::Reply keys = m_redis.redis.run({ "HKEYS", redis::keys::here(tea) });
        for (const redis::Reply &each : keys.items())
            out << each.bytes();
        return out;
    }
    /// The next news of the room's channel.
    void news(const char *session, const char *user, const char *state, const char *cause)
    {
        PresenceNews what;
        what.version = ++m_version;
        what.user = user;
        what.session = session;
        what.state = state;
        what.cause = cause;
        what.node = "n2";
        m_presence->take(tea, what);
    }
    void step(std::chrono::milliseconds by)
    {
        m_clock.advance(by);
        m_presence->tick();
    }
    /// All that was pushed up to now has arrived.
    static void settle(Person &person)
    {
        person.session->say(R"({"op":"marker"})");
        QTRY_COMPARE(person.frames(u"marker"_s).size(), 1);
    }
    static QList<QJsonObject> pushes(const Person &person) { return person.frames(u"presence"_s); }
    static QStringList users(const QJsonObject &push)
    {
        QStringList out;
        for (const QJsonValue &each : push[u"changes"].toArray())
            out << each[u"user"].toString();
        out.sort();
        return out;
    }
    static QString state(const QJsonObject &push, const QString &user)
    {
        for (const QJsonValue &each : push[u"changes"].toArray()) {
            if (each[u"user"] == user)
                return each[u"state"].toString();
        }
        return {};
    }

    testing::RedisParts m_redis;
    std::unique_ptr<Parts> m_parts;
    std::unique_ptr<Presence> m_presence;
    Identity m_identity { NodeId("n1"_ba), Boot("b1"_ba) };
    testing::ManualClock m_clock;
    qint64 m_version = 0;
};

QTEST_GUILESS_MAIN(PresencePushesTest)
#include "presence_pushes_test.moc"
