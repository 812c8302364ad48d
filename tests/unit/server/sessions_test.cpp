// SPDX-License-Identifier: GPL-3.0-or-later
// A node's sessions: who has how many, and that nobody is spoken to who is gone.
#include "tests/unit/server/node_parts.h"

using namespace hubbub;
using namespace hubbub::server;
using testing::Parts;
using testing::Person;

namespace {

const UserId ada(QByteArrayLiteral("ada"));
const RoomId tea(QByteArrayLiteral("tea"));
const RoomId coffee(QByteArrayLiteral("coffee"));

} // namespace

class SessionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_parts = std::make_unique<Parts>(); }
    void cleanup() { m_parts.reset(); }

    void theFirstAndTheLastSessionOfAUserAreTold()
    {
        const auto one = m_parts->connect("eve");
        const auto two = m_parts->connect("eve");
        QVERIFY(one && two);
        QCOMPARE(sessions().countOf(UserId(QByteArrayLiteral("eve"))), 2);
        QVERIFY(!sessions().enter(*another("eve"))); // a third is not the first
        one->session->user = ada;
        QVERIFY(!sessions().leave(*one->session)); // it was never entered as Ada's
        one->session->user = two->session->user;
        QVERIFY(!sessions().leave(*one->session));
        QVERIFY(!sessions().leave(*m_third->session));
        QVERIFY(sessions().leave(*two->session));
        QCOMPARE(sessions().users(), 0);
        QCOMPARE(sessions().live(), 0);
        QVERIFY(!sessions().leave(*two->session)); // only once
        QVERIFY(sessions().enter(*two->session)); // the first again
    }

    void aTicketOfOneWhoIsGoneFindsNobodyEver()
    {
        const auto one = m_parts->connect("ada");
        QVERIFY(one);
        const Ticket ticket = one->session->ticket();
        QCOMPARE(sessions().find(ticket), one->session);
        sessions().leave(*one->session);
        sessions().close(*one->session);
        QVERIFY(!sessions().find(ticket));
        const auto two = m_parts->connect("ada");
        QVERIFY(two->session->ticket() != ticket);
        QVERIFY(!sessions().find(ticket));
        QCOMPARE(sessions().count(), 1);
    }

    void allOfAUserMayBeClosedWhileTheyAreLookedAt()
    {
        std::vector<std::unique_ptr<Person>> people;
        for (int i = 0; i < 5; ++i)
            people.push_back(m_parts->connect(i == 2 ? "bob" : "ada"));
        int visited = 0;
        for (Session *session : sessions().of(ada)) {
            ++visited;
            sessions().leave(*session);
            sessions().close(*session);
        }
        QCOMPARE(visited, 4);
        visited = 0;
        sessions().forEach([&](Session &session) {
            QCOMPARE(session.user, UserId(QByteArrayLiteral("bob")));
            ++visited;
            sessions().leave(session);
            sessions().close(session);
        });
        QCOMPARE(visited, 1);
        QCOMPARE(sessions().count(), 0);
    }

    void oneUsersSendsAreCountedTogetherWhateverTheConnection()
    {
        const auto one = m_parts->connect("ada");
        const auto two = m_parts->connect("ada");
        const auto bob = m_parts->connect("bob");
        QVERIFY(one && two && bob);
        constexpr Rate rate { 1, 2 };
        const auto now = m_parts->harness.clock.now();
        QVERIFY(!sessions().sends(one->session->user).take(rate, now));
        QVERIFY(!sessions().sends(two->session->user).take(rate, now));
        QVERIFY(sessions().sends(one->session->user).take(rate, now));
        QVERIFY(!sessions().sends(bob->session->user).take(rate, now));
    }

    void whoComesBackMaySendNoMoreThanWhoStayed()
    {
        constexpr Rate rate { 1, 2 };
        auto &clock = m_parts->harness.clock;
        auto one = m_parts->connect("ada");
        QVERIFY(one);
        for (int i = 0; i < 2; ++i)
            QVERIFY(!sessions().sends(ada).take(rate, clock.now()));
        QVERIFY(sessions().leave(*one->session));
        sessions().close(*one->session);
        sessions().sweep(clock.now());
        one = m_parts->connect("ada");
        QVERIFY(sessions().sends(ada).take(rate, clock.now()));
        clock.advance(std::chrono::seconds(2));
        sessions().sweep(clock.now());
        for (int i = 0; i < 2; ++i)
            QVERIFY(!sessions().sends(ada).take(rate, clock.now()));
        QVERIFY(sessions().sends(ada).take(rate, clock.now()));
    }

    void whatIsSaidReachesItsClientAndNoOther()
    {
        const auto one = m_parts->connect("ada");
        const auto two = m_parts->connect("bob");
        QVERIFY(one && two);
        QVERIFY(one->session->say(R"({"op":"x"})"));
        QTRY_COMPARE(one->frames().size(), 1);
        QVERIFY(two->frames().isEmpty());
    }

    void oneThatIsClosedSaysAndHearsNothingMore()
    {
        const auto one = m_parts->connect("ada");
        QVERIFY(one);
        one->session->say(R"({"op":"last"})");
        one->session->close(CloseCode::Unauthorized, "signed out");
        QCOMPARE(one->session->phase, Session::Phase::Ending);
        QVERIFY(!one->session->say(R"({"op":"too late"})"));
        QTRY_COMPARE(one->client.closeCode(), 4500);
        QCOMPARE(one->frames().size(), 1);
    }

    void roomsAreFollowedOnceEachAndForgottenWhenDropped()
    {
        const auto one = m_parts->connect("ada");
        QVERIFY(one);
        Session &session = *one->session;
        session.addFollow(tea).since = 7;
        session.addFollow(coffee);
        session.addFollow(tea).rosterDue = true; // the same again
        QCOMPARE(session.follows().size(), size_t(2));
        QCOMPARE(session.follow(tea)->since, 7);
        session.dropFollow(tea);
        session.dropFollow(tea);
        QVERIFY(!session.follow(tea));
        QVERIFY(session.follow(coffee));
    }

private:
    Sessions &sessions() { return m_parts->sessions; }
    /// A session that is not entered yet.
    Session *another(const char *user)
    {
        m_third = m_parts->connect(user);
        sessions().leave(*m_third->session);
        return m_third->session;
    }

    std::unique_ptr<Parts> m_parts;
    std::unique_ptr<Person> m_third;
};

QTEST_GUILESS_MAIN(SessionsTest)
#include "sessions_test.moc"
