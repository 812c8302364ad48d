// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions that come into rooms by what others did, where something fails on the way; and what ends them.
#include "core/redis/keys.h"
#include "server/account_news.h"
#include "server/accounts.h"
#include "server/attendance.h"
#include "server/broker.h"
#include "server/presence.h"
#include "server/room_index.h"
#include "server/tokens.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/server/node_parts.h"

using namespace hubbub;
using namespace hubbub::server;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using testing::Parts;
using testing::Person;
using Phase = Session::Phase;

namespace {

const RoomId tea("tea"_ba);
const UserId adasName("ada"_ba);

/// The parts of a node that know who is in which room.
class SmallNode final : private RoomNews {
public:
    explicit SmallNode(testing::RedisParts &redis)
        : hub([this] { parts.harness.endpoint.scheduleFlush(); })
        , broker(*redis.link, *redis.subscription, redis.scripts, *this, {}, clock)
        , present(*redis.link, redis.scripts, identity, 2s, clock)
        , lease(hub,
              { [this](const RoomId &room) { broker.follow(room); },
                  [this](const RoomId &room) { broker.unfollow(room); } },
              0ms, clock)
        , attendance({ *redis.link, redis.scripts, identity, hub, broker, parts.sessions, present, lease })
        , accounts(*redis.link, redis.scripts, tokens, {}, clock)
        , accountNews({ *redis.link, *redis.subscription, parts.sessions, attendance, accounts })
    {
        attendance.onUnclear = [this](const UserId &user) { unclear << user; };
    }

    testing::ManualClock clock;
    Parts parts;
    Identity identity { NodeId("n1"_ba), Boot("b1"_ba) };
    Hub hub;
    Broker broker;
    Presence present;
    RoomLease lease;
    Attendance attendance;
    Tokens tokens { *SigningKey::fromText(QByteArray(32, 'k')) };
    Accounts accounts;
    AccountNews accountNews;
    QList<UserId> unclear; ///< users of whom something could not be looked up

private:
    void event(const RoomId &, const LoggedNews &) override { }
    void doubted(const RoomId &, qint64, std::function<void(bool)> done) override { done(true); }
    void gap(const RoomId &, const protocol::Gap &) override { }
    void moved(const RoomId &room) override { attendance.roomMoved(room); }
    void gone(const RoomId &) override { }
    void passing(const RoomId &, const PassingNews &) override { }
    void presence(const RoomId &, const PresenceNews &) override { }
    void subscribed(const RoomId &) override { }
};

} // namespace

class AttendanceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_redis.start(), qPrintable(m_redis.redis.problem())); }
    void init()
    {
        m_redis.redis.run({ "FLUSHALL" });
        m_redis.redis.run(
            { "HSET", "hb:{tea}:meta", "epoch", "e1", "seq", "0", "kind", "chat", "visibility", "public" });
        m_redis.redis.run({ "HSET", "hb:{tea}:members", "ada", "member" });
        m_node = std::make_unique<SmallNode>(m_redis);
        m_ada = m_node->parts.connect("ada");
        QVERIFY(m_ada);
        m_ada->session->generation = 5;
    }
    void cleanup()
    {
        m_ada.reset();
        m_node.reset();
    }

    void whoJoinsElsewhereIsPresentHereToo()
    {
        m_node->attendance.userJoined(adasName, tea);
        QTRY_COMPARE(m_ada->frames(u"room"_s).size(), 1);
        QCOMPARE(present(), 1);
    }

    void whoIsAboutToGoLeavesNoGhostBehind()
    {
        m_node->attendance.userJoined(adasName, tea);
        m_ada->session->phase = Phase::Ending; // before the look is answered
        QVERIFY(answered());
        QTRY_COMPARE(present(), 0);
        QVERIFY(!m_ada->session->follow(tea));
    }

    void aLookThatCameToNothingIsTakenBack()
    {
        // As where Redis did what follow.lua does, and its answer was lost.
        m_redis.redis.run({ "HSET", "hb:{tea}:here", m_ada->session->id.bytes(), "ada n1 b1 5 online " });
        m_redis.redis.run({ "HSET", "hb:{tea}:users", "ada", "1" });
        m_ada->session->addFollow(tea);
        m_node->attendance.giveUp(*m_ada->session, tea);
        QTRY_COMPARE(present(), 0);
        QVERIFY(!m_ada->session->follow(tea));
    }

    void whatCouldNotBeLookedUpIsSaidSo()
    {
        m_redis.redis.kill();
        QTRY_VERIFY(!m_redis.link->isUp());
        m_node->attendance.userJoined(adasName, tea);
        QTRY_COMPARE(m_node->unclear, QList<UserId> { adasName });
        m_ada->session->addFollow(tea).phase = Session::Follow::Phase::Live;
        m_node->attendance.userLeft(adasName, tea, "kicked");
        QTRY_COMPARE(m_node->unclear.size(), 2);
        m_ada->session->dropFollow(tea);
        QVERIFY(m_redis.redis.start());
        QTRY_VERIFY(m_redis.link->isUp() && m_redis.subscription->isUp());
    }

    void aRoomThatIsNotOnTheListComesOntoItWithItsFirstGuest()
    {
        m_node->attendance.userJoined(adasName, tea);
        QTRY_VERIFY(isListed());
    }

    void aRoomThatWasMadeAnewStaysOnTheList()
    {
        m_redis.redis.run({ "ZADD", "hb:rooms", "0", "tea" });
        unlistRoom(*m_redis.link, tea, this); // of the one before it, a little late
        QVERIFY(answered());
        QTRY_VERIFY(isListed());
        m_redis.redis.run({ "DEL", "hb:{tea}:meta" });
        unlistRoom(*m_redis.link, tea, this);
        QTRY_VERIFY(!isListed());
    }

    void aNewerConnectionOfTheDeviceReplacesOneThatStillSignsIn()
    {
        m_ada->session->phase = Phase::SigningIn;
        hear("hello " + m_ada->session->id.bytes() + " 6");
        QCOMPARE(m_ada->session->phase, Phase::Ending);
        QTRY_COMPARE(m_ada->client.closeCode(), 4505);
    }

    void ofAConnectionWithoutANumberYetTheNewestIsKeptInMind()
    {
        m_ada->session->phase = Phase::SigningIn;
        m_ada->session->generation = 0;
        hear("hello " + m_ada->session->id.bytes() + " 6");
        QCOMPARE(m_ada->session->phase, Phase::SigningIn);
        QCOMPARE(m_ada->session->newestHeard, 6);
    }

    void whomAnOperatorPutOutIsToldSo()
    {
        m_ada->session->phase = Phase::SigningIn; // not there yet when the command came
        hear("revoked * operator");
        QTRY_COMPARE(m_ada->client.closeCode(), 4504);
    }

    void whoseTokensEndedOtherwiseIsToldThat()
    {
        hear("revoked *");
        QTRY_COMPARE(m_ada->client.closeCode(), 4500);
    }

private:
    void hear(const QByteArray &news) { m_node->accountNews.take(redis::keys::account(adasName), news); }
    /// Redis has answered all that was asked up to now.
    bool answered()
    {
        bool done = false;
        m_redis.link->command({ "PING" }, this, [&done](const Result<redis::Reply> &) { done = true; });
        return QTest::qWaitFor([&done] { return done; });
    }
    [[nodiscard]] qint64 present() { return m_redis.redis.run({ "HLEN", "hb:{tea}:here" }).toInteger(); }
    [[nodiscard]] bool isListed() { return !m_redis.redis.run({ "ZSCORE", "hb:rooms", "tea" }).isNil(); }

    testing::RedisParts m_redis;
    std::unique_ptr<SmallNode> m_node;
    std::unique_ptr<Person> m_ada;
};

QTEST_GUILESS_MAIN(AttendanceTest)
#include "attendance_test.moc"
