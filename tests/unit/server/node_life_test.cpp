// SPDX-License-Identifier: GPL-3.0-or-later
// When a node trusts itself to judge others: a Redis whose answers the test holds back, and a clock that it turns.
#include "server/node_life.h"

#include "core/redis/keys.h"
#include "server/scripts.h"
#include "tests/support/fake_redis.h"
#include "tests/support/manual_clock.h"

#include <QDeadlineTimer>
#include <QSet>
#include <QTest>

using namespace hubbub;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using testing::FakeRedis;

namespace {

QByteArray bulk(const QByteArray &bytes) { return '$' + QByteArray::number(bytes.size()) + "\r\n" + bytes + "\r\n"; }

QByteArray array(const QByteArrayList &items)
{
    QByteArray out = '*' + QByteArray::number(items.size()) + "\r\n";
    for (const QByteArray &each : items)
        out += bulk(each);
    return out;
}

} // namespace

class NodeLifeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_redis = std::make_unique<FakeRedis>();
        m_clock = std::make_unique<testing::ManualClock>();
        m_asked.clear();
        m_holds = false;
        m_held = 0;
        m_holdsClaims = false;
        m_isLost = false;
        m_living = { "n1", "b1" };
        m_onceLooked.clear();
        m_boots.clear();
        m_looked = 0;
        m_swept.clear();
        m_redis->setAnswer([this](const FakeRedis::Command &command) { return answer(command); });
        redis::Options options { m_redis->endpoint() };
        options.logs = false;
        m_link = std::make_unique<redis::Link>(options);
        m_life = std::make_unique<server::NodeLife>(*m_link, m_scripts, NodeId(QByteArray("n1")), times, *m_clock);
        bool claimed = false;
        connect(m_life.get(), &server::NodeLife::claimed, this, [&claimed] { claimed = true; });
        connect(
            m_link.get(), &redis::Link::up, this, [this] { m_life->claim(); }, Qt::SingleShotConnection);
        m_link->open();
        QTRY_VERIFY(claimed);
    }
    void cleanup()
    {
        m_life.reset();
        m_link.reset();
        m_redis.reset();
    }

    void aNodeJudgesOnceRedisHasAnsweredLongEnough()
    {
        QVERIFY(beats(1));
        QVERIFY(!m_life->mayJudge());
        QVERIFY(liveFor(4500ms));
        QVERIFY(!m_life->mayJudge());
        QVERIFY(liveFor(500ms));
        QVERIFY(m_life->mayJudge());
        QVERIFY(beats(1));
        QCOMPARE(m_asked.last(), "1"); // and says so
    }

    void anAnswerJustBeforeItsTimeOutIsABreak()
    {
        QVERIFY(beats(1) && liveFor(6000ms));
        QVERIFY(m_life->mayJudge());
        QVERIFY(answersAfter(1990ms));
        QVERIFY(!m_life->mayJudge());
        QVERIFY(beats(1));
        QCOMPARE(m_asked.last(), "0");
        QVERIFY(liveFor(4500ms));
        QVERIFY(!m_life->mayJudge()); // others have had less than 5 s to come back
        QVERIFY(liveFor(500ms));
        QVERIFY(m_life->mayJudge());
    }

    void whileAnAnswerIsLateTheNodeDoesNotTrustWhatItKnew()
    {
        QVERIFY(beats(1) && liveFor(6000ms));
        m_holds = true;
        m_clock->advance(1600ms);
        QVERIFY(!m_life->mayJudge());
    }

    void anAnswerThatIsALittleLateIsNone()
    {
        QVERIFY(beats(1) && liveFor(6000ms));
        QVERIFY(answersAfter(900ms));
        QVERIFY(m_life->mayJudge());
    }

    void manySlowAnswersAreNeverTrusted()
    {
        QVERIFY(beats(1) && liveFor(6000ms));
        for (int i = 0; i < 10; ++i) {
            QVERIFY(answersAfter(1800ms));
            QVERIFY(!m_life->mayJudge());
        }
    }

    void aNodeThatStoodStillItselfBeginsAnew()
    {
        QVERIFY(beats(1) && liveFor(6000ms));
        m_clock->advance(3000ms); // nothing was asked in that time
        QVERIFY(beats(1));
        QVERIFY(!m_life->mayJudge());
        QVERIFY(liveFor(5000ms));
        QVERIFY(m_life->mayJudge());
    }

    void aLostConnectionIsABreakAndTheFirstThingAfterItIsABeat()
    {
        QVERIFY(beats(1) && liveFor(6000ms));
        m_redis->dropAll();
        QTRY_VERIFY(!m_life->mayJudge());
        m_asked.clear();
        m_due.clear();
        QVERIFY(beats(1));
        QCOMPARE(m_asked.first(), "0");
        QVERIFY(!m_life->mayJudge());
        QVERIFY(liveFor(5000ms));
        QVERIFY(m_life->mayJudge());
    }

    void aBootThatNoNodeBearsIsSweptOutOfTheRoomsThatThisNodeHas()
    {
        QVERIFY(beats(1) && liveFor(6000ms));
        m_boots = { m_life->identity().boot.bytes(), "dead" };
        m_life->roomsToSweep = [] { return QList<RoomId> { RoomId(QByteArray("tea")) }; };
        QTRY_VERIFY(!m_swept.isEmpty());
        QCOMPARE(m_swept.first(), "hb:{tea} dead");
        QCOMPARE(QSet<QByteArray>(m_swept.begin(), m_swept.end()).size(), 1); // and nothing of its own
    }

    void aNodeThatHasJustComeIsNotTakenForADeadOne()
    {
        // Its sessions are in the room before any beat could tell of it.
        QVERIFY(beats(1) && liveFor(6000ms));
        m_boots = { "new" };
        m_onceLooked = { "n1", "b1", "n2", "new" };
        m_life->roomsToSweep = [] { return QList<RoomId> { RoomId(QByteArray("tea")) }; };
        QVERIFY(goesRound([this] { return m_looked > 1; }) && beats(3));
        QVERIFY(m_life->mayJudge());
        QCOMPARE(m_swept, QByteArrayList());
    }

    void aNodeThatMayNotJudgeSweepsNothing()
    {
        QVERIFY(beats(1) && liveFor(6000ms));
        m_boots = { "dead" };
        QVERIFY(answersAfter(1990ms));
        m_life->roomsToSweep = [] { return QList<RoomId> { RoomId(QByteArray("tea")) }; };
        QVERIFY(beats(10));
        QCOMPARE(m_looked, 0);
        QCOMPARE(m_swept, QByteArrayList());
    }

    void aBeatThatWasNotAnsweredIsSaidAgain()
    {
        QVERIFY(beats(1));
        m_clock->advance(1000ms);
        m_holds = true;
        QTRY_COMPARE(m_held, 1);
        m_due.clear();
        m_holds = false;
        m_redis->dropAll();
        QTRY_VERIFY(!m_due.isEmpty());
        QCOMPARE(m_due.first(), "1"); // though the clock stands where it stood
    }

    void aRebirthWhoseAnswerIsLostIsOneAllTheSame()
    {
        QVERIFY(beats(1));
        const QByteArray old = m_life->identity().boot.bytes();
        int reborn = 0;
        connect(m_life.get(), &server::NodeLife::reborn, this, [&reborn] { ++reborn; });
        m_claims = 0;
        m_holdsClaims = true;
        m_isLost = true; // it was judged dead
        QTRY_COMPARE(m_claims, 1);
        const QByteArray fresh = m_life->identity().boot.bytes();
        QVERIFY(fresh != old);
        m_isLost = false; // the script took the name for the new boot ...
        m_holdsClaims = false;
        m_redis->dropAll(); // ... and nobody was told
        QTRY_COMPARE(reborn, 1);
        QVERIFY(beats(2));
        QCOMPARE(reborn, 1);
        QCOMPARE(m_claims, 1);
        QCOMPARE(m_life->identity().boot.bytes(), fresh);
        const QByteArray left = redis::keys::nodeRooms(NodeId(QByteArray("n1")), Boot(old));
        QTRY_VERIFY(m_redis->commands().contains(FakeRedis::Command { "SMEMBERS", left }));
        const auto told = [&fresh](
                              const FakeRedis::Command &each) { return each[0] == "HSET" && each.contains(fresh); };
        const auto &all = m_redis->commands();
        QVERIFY(std::any_of(all.begin(), all.end(), told));
    }

    void whatANodeSaysOfItselfIsSaidAgainOnceRedisIsBack()
    {
        QVERIFY(beats(1));
        m_life->describe(u"ws://one"_s, server::NodeLife::State::Ready);
        m_redis->stopListening();
        m_redis->dropAll();
        QTRY_VERIFY(!m_link->isUp());
        m_life->describe(u"ws://one"_s, server::NodeLife::State::Draining); // which nobody hears
        const qsizetype before = m_redis->commands().size();
        QVERIFY(m_redis->listenAgain());
        const auto isToldSince = [this, before](const char *verb, const char *word) {
            const auto commands = m_redis->commands().sliced(before);
            return std::any_of(commands.begin(), commands.end(),
                [&](const FakeRedis::Command &each) { return each[0] == verb && each.contains(word); });
        };
        QTRY_VERIFY(isToldSince("HSET", "draining"));
        QTRY_VERIFY(isToldSince("PUBLISH", "hb:nodes"));
    }

    void whoIsLostDoesNotJudgeByWhatItKnewBefore()
    {
        QVERIFY(beats(1) && liveFor(6000ms));
        m_claims = 0;
        m_boots = { "new" }; // came after the beat before the one that this node was lost at
        m_life->roomsToSweep = [this] {
            m_isLost = true;
            return QList<RoomId> { RoomId(QByteArray("tea")) };
        };
        QVERIFY(goesRound([this] { return m_looked > 0; }));
        QVERIFY(goesRound([this] { return m_claims > 2; })); // lost again and again
        QCOMPARE(m_swept, QByteArrayList());
    }

private:
    /// Asks, and sweeps, every 5 ms of real time; all else goes by the manual clock.
    static constexpr server::NodeLife::Times times { 10ms, 4500ms, 5000ms, 5ms };

    QByteArray answer(const FakeRedis::Command &command)
    {
        if (command.value(0) == "EVALSHA" && command.value(1) == m_scripts.claim.sha1()) {
            ++m_claims;
            return m_holdsClaims ? QByteArray() : array({ "ok", "1000", "" });
        }
        if (command.value(0) == "EVALSHA" && command.value(1) == m_scripts.beat.sha1()) {
            const qsizetype first = 3 + command.value(2).toInt();
            m_asked << command.value(first + 3);
            m_due << command.value(first + 4);
            if (m_holds) {
                ++m_held;
                return {};
            }
            return m_isLost ? array({ "lost", "1000", "0" }) : alive();
        }
        if (command.value(0) == "EVALSHA" && command.value(1) == m_scripts.boots.sha1()) {
            ++m_looked;
            if (!m_onceLooked.isEmpty())
                m_living = m_onceLooked;
            return array(m_boots);
        }
        if (command.value(0) == "EVALSHA" && command.value(1) == m_scripts.sweep.sha1()) {
            m_swept << command.value(5) + ' ' + command.value(7);
            return ":1\r\n";
        }
        if (command.value(0) == "ZRANGE" || command.value(0) == "SMEMBERS")
            return "*0\r\n";
        if (command.value(0) == "HMGET")
            return "*2\r\n$-1\r\n$-1\r\n";
        if (command.value(0) == "HSET" || command.value(0) == "PUBLISH" || command.value(0) == "DEL")
            return ":1\r\n";
        return FakeRedis::polite(command);
    }

    QByteArray alive() const
    {
        return array(QByteArrayList { "ok", "1000", QByteArray::number(m_living.size() / 2) } + m_living);
    }

    /// As QTest::qWaitFor(), without its sleeps of 10 ms: a beat goes through the loop several times.
    template <typename Condition>
    static bool goesRound(Condition condition)
    {
        const QDeadlineTimer limit(5s);
        while (!condition() && !limit.hasExpired())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents); // the node's own timer wakes it
        return condition();
    }

    /// That many beats more are asked for, and the answer of the last has been taken: the node asks for one at a time.
    bool beats(qsizetype more)
    {
        const qsizetype asked = m_asked.size() + more + 1;
        return goesRound([&] { return m_asked.size() >= asked; });
    }

    /// Time goes on by steps of half a second, with prompt answers.
    bool liveFor(std::chrono::milliseconds time)
    {
        for (; time > 0ms; time -= 500ms) {
            m_clock->advance(500ms);
            if (!beats(1))
                return false;
        }
        return true;
    }

    /// The next beat is answered after that time by the clock.
    bool answersAfter(std::chrono::milliseconds time)
    {
        m_held = 0;
        m_holds = true;
        if (!goesRound([this] { return m_held > 0; }))
            return false;
        m_clock->advance(time);
        m_holds = false;
        m_redis->sendToAll(alive());
        return beats(1);
    }

    server::Scripts m_scripts;
    std::unique_ptr<FakeRedis> m_redis;
    std::unique_ptr<testing::ManualClock> m_clock;
    std::unique_ptr<redis::Link> m_link;
    std::unique_ptr<server::NodeLife> m_life;
    QByteArrayList m_asked; ///< with each beat: whether it judges
    QByteArrayList m_due; ///< whether it renews the mark
    QByteArrayList m_living; ///< node and boot by turns, as beats are told
    QByteArrayList m_onceLooked; ///< the same, from when on a room was looked at
    QByteArrayList m_boots; ///< that have sessions in each room
    QByteArrayList m_swept; ///< channel and boot
    int m_looked = 0; ///< how often a room's boots were read
    int m_claims = 0;
    bool m_holdsClaims = false;
    bool m_isLost = false; ///< as beats are told
    bool m_holds = false;
    int m_held = 0;
};

QTEST_GUILESS_MAIN(NodeLifeTest)
#include "node_life_test.moc"
