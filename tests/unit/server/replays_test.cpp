// SPDX-License-Identifier: GPL-3.0-or-later
// A session that is behind its room gets all that it missed, in order, each once, and then what comes; from a real log.
#include "server/broker.h"
#include "server/replays.h"
#include "tests/unit/server/node_parts.h"

using namespace hubbub;
using namespace hubbub::server;
using namespace Qt::StringLiterals;
using testing::Parts;
using testing::Person;
using Phase = Session::Follow::Phase;

namespace {

const RoomId tea(QByteArrayLiteral("tea"));
const UserId mara(QByteArrayLiteral("mara"));

/// The parts of a node between Redis and its clients, without sign-in and presence.
class SmallNode final : private RoomNews {
public:
    explicit SmallNode(testing::RedisParts &redis)
        : hub([this] { parts.harness.endpoint.scheduleFlush(); })
        , broker(*redis.link, *redis.subscription, redis.scripts, *this, {}, systemClock())
        , replays(broker, hub, parts.sessions,
              [this](Session &session, const RoomId &room, const QByteArray &change) {
                  removals << session.user.bytes() + ' ' + change;
                  (void)hub.leave(room);
                  session.dropFollow(room);
                  replays.cancel(session, room);
              })
        , m_redis(redis)
    {
        parts.harness.hooks.onBeforeFlush = [this] { hub.flush(0); };
        redis.subscription->setMessageHandler(
            [this](const QByteArray &channel, const QByteArray &payload) { broker.take(channel, payload); });
        QObject::connect(redis.subscription.get(), &redis::Subscription::subscribed, &broker,
            [this](const QByteArray &channel) { broker.confirmed(channel); });
    }
    ~SmallNode() override
    {
        m_redis.subscription->setMessageHandler({});
        broker.unfollow(tea);
    }

    /// The room of that log is followed, and its feed known.
    bool follow()
    {
        broker.follow(tea);
        return QTest::qWaitFor([this] { return broker.position(tea) != nullptr; });
    }
    Session::Follow &enter(Person &person, qint64 since = 0)
    {
        (void)hub.enter(tea);
        Session::Follow &follow = person.session->addFollow(tea);
        follow.phase = Phase::Catching;
        follow.since = since;
        return follow;
    }

    Parts parts;
    Hub hub;
    Broker broker;
    Replays replays;
    QByteArrayList removals;
    QList<protocol::Gap> gaps; ///< of the feed

private:
    void event(const RoomId &room, const LoggedNews &news) override { hub.publish(room, news.frame, 0); }
    void doubted(const RoomId &, qint64, std::function<void(bool)> done) override { done(true); }
    void gap(const RoomId &, const protocol::Gap &gap) override { gaps << gap; }
    void moved(const RoomId &room) override { replays.moved(room); }
    void gone(const RoomId &) override { }
    void passing(const RoomId &, const PassingNews &) override { }
    void presence(const RoomId &, const PresenceNews &) override { }
    void subscribed(const RoomId &) override { }

    testing::RedisParts &m_redis;
};

} // namespace

class ReplaysTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_redis.start(), qPrintable(m_redis.redis.problem())); }
    void init()
    {
        m_redis.redis.run({ "FLUSHALL" });
        m_redis.redis.run(
            { "HSET", "hb:{tea}:meta", "epoch", "e1", "seq", "0", "kind", "chat", "visibility", "public" });
        m_redis.redis.run({ "HSET", "hb:{tea}:members", "mara", "owner", "ada", "member" });
        m_node = std::make_unique<SmallNode>(m_redis);
        m_mids.clear();
    }
    void cleanup() { m_node.reset(); }

    void whoIsUpToDateGoesLiveAtOnce()
    {
        publish(3);
        const auto ada = arrive();
        m_node->enter(*ada);
        m_node->replays.begin(*ada->session, tea, at(3), false);
        QVERIFY(!m_node->replays.reached(*ada->session, tea));
        QCOMPARE(ada->session->follow(tea)->phase, Phase::Live);
        publish(2);
        QTRY_COMPARE(seqs(*ada), (QList<int> { 4, 5 }));
        QVERIFY(ada->frames(u"caught_up"_s).isEmpty()); // unless it asked
    }

    void whoIsBehindGetsAllThenIsToldThenIsLive()
    {
        publish(10);
        const auto ada = arrive();
        m_node->enter(*ada);
        m_node->replays.begin(*ada->session, tea, at(4), true);
        QTRY_COMPARE(ada->frames(u"caught_up"_s).size(), 1);
        QCOMPARE(seqs(*ada), (QList<int> { 5, 6, 7, 8, 9, 10 }));
        QCOMPARE(ada->frames().last()[u"op"].toString(), u"caught_up"_s);
        QCOMPARE(ada->frames().last()[u"seq"].toInt(), 10);
        publish(1);
        QTRY_COMPARE(seqs(*ada).last(), 11);
    }

    void muchIsReadInPagesAndTrafficMeanwhileIsNeitherLostNorDoubled()
    {
        publish(1000);
        const auto ada = arrive();
        m_node->enter(*ada);
        m_node->replays.begin(*ada->session, tea, { Epoch("e1"_ba), 0, {} }, true);
        for (int i = 0; i < 10; ++i)
            publish(20); // and turns the loop
        QTRY_VERIFY(ada->client.received.contains("\"seq\":1200,"));
        const QList<int> all = seqs(*ada);
        for (int i = 0; i < 1200; ++i)
            QCOMPARE(all.at(i), i + 1);
        QCOMPARE(ada->frames(u"caught_up"_s).size(), 1);
        // All up to the seq that it names came before it, all beyond behind it.
        const int named = ada->frames(u"caught_up"_s).first()[u"seq"].toInt();
        qsizetype before = 0;
        const auto frames = ada->frames();
        while (frames[before][u"op"] != u"caught_up"_s)
            ++before;
        QCOMPARE(before, named);
        QVERIFY(m_node->gaps.isEmpty());
    }

    void twoWhoAreBehindDoNotGetIntoEachOthersWay()
    {
        publish(50);
        const auto ada = arrive();
        const auto bob = m_node->parts.connect("bob");
        QVERIFY(bob);
        m_node->enter(*ada);
        m_node->enter(*bob);
        m_node->replays.begin(*ada->session, tea, at(10), true);
        m_node->replays.begin(*bob->session, tea, at(40), true);
        QTRY_COMPARE(ada->frames(u"caught_up"_s).size(), 1);
        QTRY_COMPARE(bob->frames(u"caught_up"_s).size(), 1);
        QCOMPARE(seqs(*ada).size(), 40);
        QCOMPARE(seqs(*bob).size(), 10);
    }

    void whoIsCancelledGetsNothingMore()
    {
        publish(50);
        const auto ada = arrive();
        m_node->enter(*ada);
        m_node->replays.begin(*ada->session, tea, at(1), true);
        QCOMPARE(m_node->replays.reached(*ada->session, tea), std::optional<qint64>(1));
        m_node->replays.cancel(*ada->session, tea); // while the page is on its way
        QVERIFY(!m_node->replays.reached(*ada->session, tea));
        ada->session->dropFollow(tea);
        publish(5);
        ada->session->say(R"({"op":"marker"})");
        QTRY_COMPARE(ada->frames(u"marker"_s).size(), 1);
        QCOMPARE(ada->frames().size(), 1);
    }

    void anEntryThatPutsOneOutEndsTheReplayBeforeItself()
    {
        publish(5);
        appendMember(6, "kicked ada");
        publish(2);
        const auto ada = arrive();
        m_node->enter(*ada, 0);
        m_node->replays.begin(*ada->session, tea, at(2), true);
        QTRY_COMPARE(m_node->removals, QByteArrayList({ "ada kicked" }));
        QTRY_COMPARE(seqs(*ada), (QList<int> { 3, 4, 5 }));
        QVERIFY(ada->frames(u"caught_up"_s).isEmpty());
    }

    void whoWasPutOutBeforeAndIsBackGetsThatToo()
    {
        publish(5);
        appendMember(6, "kicked ada");
        publish(2);
        const auto ada = arrive();
        m_node->enter(*ada, 8); // a member again by what was looked up at seq 8
        m_node->replays.begin(*ada->session, tea, at(2), true);
        QTRY_COMPARE(ada->frames(u"caught_up"_s).size(), 1);
        QCOMPARE(seqs(*ada), (QList<int> { 3, 4, 5, 6, 7, 8 }));
        QVERIFY(m_node->removals.isEmpty());
    }

    void whatTheLogNoLongerHoldsIsAGap_data()
    {
        QTest::addColumn<QString>("cause");
        QTest::addColumn<QList<int>>("follows");
        QTest::newRow("trimmed") << u"trimmed"_s << QList<int> { 6, 7, 8 };
        QTest::newRow("reset") << u"reset"_s << QList<int> { 6, 7, 8 };
        QTest::newRow("forked") << u"forked"_s << QList<int> {};
    }
    void whatTheLogNoLongerHoldsIsAGap()
    {
        QFETCH(const QString, cause);
        QFETCH(const QList<int>, follows);
        publish(8);
        m_redis.redis.run({ "XTRIM", "hb:{tea}:log", "MINID", "6-0" });
        const auto ada = arrive();
        m_node->enter(*ada);
        Position from = at(2);
        if (cause == u"reset"_s)
            from.epoch = Epoch("of old"_ba);
        if (cause == u"forked"_s)
            from = { from.epoch, 7, Mid("another"_ba) };
        m_node->replays.begin(*ada->session, tea, from, true);
        QTRY_COMPARE(ada->frames(u"caught_up"_s).size(), 1);
        QCOMPARE(ada->frames().first()[u"op"].toString(), u"gap"_s);
        QCOMPARE(ada->frames().first()[u"cause"].toString(), cause);
        QCOMPARE(seqs(*ada), follows);
        QCOMPARE(ada->frames(u"gap"_s).size(), 1);
        publish(1);
        QTRY_COMPARE(seqs(*ada).value(seqs(*ada).size() - 1), 9);
    }

    void behindAHoleOnlyMembersGetWhatFollows_data()
    {
        QTest::addColumn<QString>("cause");
        QTest::newRow("trimmed") << u"trimmed"_s;
        QTest::newRow("reset") << u"reset"_s;
    }
    void behindAHoleOnlyMembersGetWhatFollows()
    {
        QFETCH(const QString, cause);
        publish(8);
        m_redis.redis.run({ "XTRIM", "hb:{tea}:log", "MINID", "6-0" });
        m_redis.redis.run({ "HDEL", "hb:{tea}:members", "ada" }); // and what told so is not in the log any more
        const auto ada = arrive();
        m_node->enter(*ada);
        Position from = at(2);
        if (cause == u"reset"_s)
            from.epoch = Epoch("of another room"_ba);
        m_node->replays.begin(*ada->session, tea, from, true);
        QTRY_COMPARE(m_node->removals, QByteArrayList({ "ada gone" }));
        ada->session->say(R"({"op":"marker"})");
        QTRY_COMPARE(ada->frames(u"marker"_s).size(), 1);
        QCOMPARE(ada->frames().size(), 1);
    }

    void inANewLogItsOwnSeqsTellWhoWasPutOut()
    {
        publish(2);
        const auto ada = arrive();
        m_node->enter(*ada, 500); // of the log before
        m_node->replays.begin(*ada->session, tea, { Epoch("of old"_ba), 500, Mid("m"_ba) }, true);
        QTRY_COMPARE(ada->frames(u"caught_up"_s).size(), 1);
        QCOMPARE(ada->session->follow(tea)->since, 2);
    }

    void oneWhoDoesNotReadIsNotBuried()
    {
        publish(250, QByteArray(16'000, 'x')); // 4 MB
        const auto ada = arrive();
        QTcpSocket &socket = ada->client.socket();
        QObject::disconnect(&socket, &QTcpSocket::readyRead, nullptr, nullptr);
        socket.setReadBufferSize(1);
        socket.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 65'536);
        m_node->enter(*ada);
        m_node->replays.begin(*ada->session, tea, { Epoch("e1"_ba), 0, {} }, true);
        qsizetype most = 0;
        std::optional<qint64> reached;
        // It goes on until its reader is full, and no further, however often it is asked to.
        QTRY_VERIFY([&] {
            m_node->replays.tick();
            most = std::max(most, ada->session->connection().unsentBytes());
            const auto before = std::exchange(reached, m_node->replays.reached(*ada->session, tea));
            return reached == before && ada->session->connection().unsentBytes() > 256 * 1024;
        }());
        QVERIFY2(most < 1024 * 1024, QByteArray::number(most).constData());
        QVERIFY(reached && *reached < 250);
        socket.setReadBufferSize(0); // it wakes up
        QTRY_VERIFY_WITH_TIMEOUT((m_node->replays.tick(), ada->client.received += socket.readAll(),
                                     ada->client.received.contains("caught_up")),
            20'000);
        QCOMPARE(seqs(*ada).size(), 250);
        QCOMPARE(ada->session->follow(tea)->phase, Phase::Live);
    }

private:
    std::unique_ptr<Person> arrive()
    {
        if (!m_node->follow())
            return nullptr;
        return m_node->parts.connect("ada");
    }
    void publish(int count, const QByteArray &text = "x")
    {
        int answered = 0;
        for (int i = 0; i < count; ++i) {
            const Mid mid(randomUuid());
            m_mids << mid;
            m_node->broker.publish({ tea, mara, mid, protocol::EventKind::Message, "{\"text\":\"" + text + "\"}" },
                &m_node->broker, [&answered](const Result<protocol::SendOk> &ok) { answered += ok.ok(); });
        }
        QTRY_COMPARE(answered, count);
    }
    /// What a script of another command would append.
    void appendMember(qint64 seq, const QByteArray &who)
    {
        m_mids << Mid(randomUuid());
        const QByteArray number = QByteArray::number(seq);
        m_redis.redis.run(
            { "XADD", "hb:{tea}:log", number + "-0", "f", R"({"op":"event","room":"tea","seq":)" + number + '}', "u",
                "mara", "k", "member", "m", m_mids.last().bytes(), "w", who });
        m_redis.redis.run({ "HSET", "hb:{tea}:meta", "seq", number });
    }
    [[nodiscard]] Position at(qint64 seq) const { return { Epoch("e1"_ba), seq, m_mids.at(seq - 1) }; }
    static QList<int> seqs(const Person &person)
    {
        QList<int> out;
        for (const QJsonObject &event : person.frames(u"event"_s))
            out << event[u"seq"].toInt();
        return out;
    }

    testing::RedisParts m_redis;
    std::unique_ptr<SmallNode> m_node;
    QList<Mid> m_mids;
};

QTEST_GUILESS_MAIN(ReplaysTest)
#include "replays_test.moc"
