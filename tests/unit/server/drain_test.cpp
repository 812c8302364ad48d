// SPDX-License-Identifier: GPL-3.0-or-later
// Clients are moved elsewhere: each told so, at a pace, after what it is owed; and nobody stays.
#include "server/drain.h"
#include "tests/unit/server/node_parts.h"

#include <QSignalSpy>

using namespace hubbub;
using namespace hubbub::server;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using testing::Parts;
using testing::Person;

class DrainTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_parts = std::make_unique<Parts>();
        // As a node does once a connection has ended.
        m_parts->harness.hooks.onClosed = [this](Connection &connection) {
            if (auto *session = static_cast<Session *>(connection.owner())) {
                m_parts->sessions.leave(*session);
                m_parts->sessions.close(*session);
            }
        };
    }
    void cleanup()
    {
        m_people.clear();
        m_parts.reset();
    }

    void eachIsToldWhereToGoAndWhenAndTheConnectionEnds()
    {
        QVERIFY(fill(20));
        Drain drain(m_parts->sessions, nodes(), 10s, m_clock);
        QSignalSpy empty(&drain, &Drain::empty);
        drain.begin();
        QTRY_COMPARE(empty.size(), 1);
        QSet<int> waits;
        for (const auto &person : m_people) {
            QTRY_COMPARE(person->client.closeCode(), 4000);
            const auto goodbyes = person->frames(u"goodbye"_s);
            QCOMPARE(goodbyes.size(), 1);
            QCOMPARE(goodbyes[0][u"nodes"].toArray(), (QJsonArray { u"ws://n2/ws"_s }));
            const int wait = goodbyes[0][u"retry_ms"].toInt();
            QVERIFY(wait >= 50 && wait < 1050);
            waits.insert(wait);
        }
        QVERIFY(waits.size() > 10); // they must not all come at once
    }

    void notAllAreToldAtOnce()
    {
        QVERIFY(fill(40));
        Drain drain(m_parts->sessions, nodes(), 10s, m_clock);
        drain.begin(); // at 500 a second, 25 in the first twentieth
        QTRY_COMPARE(told(), 25);
        m_clock.advance(10ms); // five more, and what rounding adds
        QTRY_VERIFY(told() >= 30);
        QVERIFY(told() <= 31);
        m_clock.advance(20ms);
        QTRY_COMPARE(told(), 40);
    }

    void oneThatIsOwedAnAnswerIsToldAfterIt()
    {
        QVERIFY(fill(3));
        Session &busy = *m_people[1]->session;
        busy.inFlight = 1;
        Drain drain(m_parts->sessions, nodes(), 10s, m_clock);
        QSignalSpy empty(&drain, &Drain::empty);
        drain.begin();
        QTRY_COMPARE(told(), 2);
        m_clock.advance(1s);
        QVERIFY(m_people[1]->frames().isEmpty());
        busy.say(R"({"op":"ok","id":1})");
        busy.inFlight = 0;
        QTRY_COMPARE(empty.size(), 1);
        QTRY_COMPARE(m_people[1]->frames().size(), 2);
        QCOMPARE(m_people[1]->frames()[0][u"op"].toString(), u"ok"_s);
        QCOMPARE(m_people[1]->frames()[1][u"op"].toString(), u"goodbye"_s);
    }

    void anAnswerIsNotWaitedForLongerThanHalfOfTheTime()
    {
        QVERIFY(fill(1));
        m_people[0]->session->inFlight = 1;
        Drain drain(m_parts->sessions, nodes(), 10s, m_clock);
        drain.begin();
        m_clock.advance(4999ms);
        m_people[0]->session->say(R"({"op":"status"})"); // a goodbye would be before it
        QTRY_COMPARE(m_people[0]->frames().size(), 1);
        QCOMPARE(told(), 0);
        m_clock.advance(1ms);
        QTRY_COMPARE(told(), 1);
    }

    void oneThatDoesNotGoIsCutOffInTheEnd()
    {
        QVERIFY(fill(1));
        m_people[0]->session->inFlight = 1; // and it is never answered
        Drain drain(m_parts->sessions, nodes(), 10s, m_clock);
        QSignalSpy empty(&drain, &Drain::empty);
        drain.begin();
        m_clock.advance(10s);
        QTRY_COMPARE(empty.size(), 1);
        QTRY_VERIFY(m_people[0]->client.isEnded);
    }

    void oneThatHasNotSignedInIsClosedWithoutAWord()
    {
        QVERIFY(fill(1));
        m_people[0]->session->phase = Session::Phase::Greeting;
        Drain drain(m_parts->sessions, nodes(), 10s, m_clock);
        drain.begin();
        QTRY_COMPARE(m_people[0]->client.closeCode(), 4000);
        QVERIFY(m_people[0]->frames().isEmpty());
    }

    void whoComesMeanwhileGoesWithTheLast()
    {
        QVERIFY(fill(1));
        Drain drain(m_parts->sessions, nodes(), 10s, m_clock);
        QSignalSpy empty(&drain, &Drain::empty);
        m_people[0]->session->inFlight = 1;
        drain.begin();
        QVERIFY(fill(1));
        m_people[0]->session->inFlight = 0;
        QTRY_COMPARE(empty.size(), 1);
        QTRY_COMPARE(m_people[1]->client.closeCode(), 4000);
    }

    void whereNobodyIsItIsOverAtOnce()
    {
        Drain drain(m_parts->sessions, nodes(), 10s, m_clock);
        QSignalSpy empty(&drain, &Drain::empty);
        drain.begin();
        QCOMPARE(empty.size(), 1);
    }

private:
    bool fill(int count)
    {
        for (int i = 0; i < count; ++i) {
            m_people.push_back(m_parts->connect("ada"));
            if (!m_people.back())
                return false;
        }
        return true;
    }
    /// How many have been told, as far as it has arrived.
    [[nodiscard]] int told() const
    {
        int out = 0;
        for (const auto &person : m_people)
            out += person->frames(u"goodbye"_s).size() == 1;
        return out;
    }
    static std::function<QStringList()> nodes()
    {
        return [] { return QStringList { u"ws://n2/ws"_s }; };
    }

    std::unique_ptr<Parts> m_parts;
    std::vector<std::unique_ptr<Person>> m_people;
    testing::ManualClock m_clock;
};

QTEST_GUILESS_MAIN(DrainTest)
#include "drain_test.moc"
