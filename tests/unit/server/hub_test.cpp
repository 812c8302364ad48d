// SPDX-License-Identifier: GPL-3.0-or-later
// Who hears what of a room, and in which order; and how long a room is followed that nobody is in.
#include "server/hub.h"
#include "server/net/frames.h"
#include "server/room_lease.h"
#include "tests/support/manual_clock.h"

#include <QTest>

#include <random>

using namespace hubbub;
using namespace hubbub::server;
using namespace std::chrono_literals;

namespace {

const RoomId tea(QByteArrayLiteral("tea"));
const RoomId coffee(QByteArrayLiteral("coffee"));

/// Keeps every buffer as it came, and the frames that were in it.
struct Ear final : Listener {
    bool hear(const QByteArray &framed, bool droppable) override
    {
        buffers << framed;
        // Each frame here is shorter than 126 bytes: two bytes of header, then the text.
        for (qsizetype at = 0; at + 2 <= framed.size();) {
            const qsizetype length = static_cast<quint8>(framed[at + 1]);
            const QByteArray text = framed.mid(at + 2, length);
            (droppable ? whispers : events) << text;
            all << text;
            at += 2 + length;
        }
        return true;
    }
    QByteArrayList buffers, events, whispers, all;
};

} // namespace

class HubTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_wakes = 0;
        m_hub = std::make_unique<Hub>([this] { ++m_wakes; });
    }

    void oneWhoIsInTheRoomHearsNothingBeforeGoingLive()
    {
        Ear ear;
        QCOMPARE(m_hub->enter(tea), Hub::Fact::FirstIn);
        m_hub->publish(tea, "1", 0);
        m_hub->flush(0);
        QCOMPARE(ear.all, QByteArrayList());
        m_hub->goLive(tea, ear);
        m_hub->publish(tea, "2", 0);
        m_hub->flush(0);
        QCOMPARE(ear.all, QByteArrayList({ "2" }));
    }

    void whatWasCollectedBeforeSomebodyGoesLiveIsForTheOthersAlone()
    {
        Ear early;
        Ear late;
        enter(tea, early);
        QCOMPARE(m_hub->enter(tea), Hub::Fact::Nothing);
        m_hub->publish(tea, "1", 0);
        m_hub->goLive(tea, late);
        m_hub->publish(tea, "2", 0);
        m_hub->flush(0);
        QCOMPARE(early.events, QByteArrayList({ "1", "2" }));
        QCOMPARE(late.events, QByteArrayList({ "2" }));
    }

    void oneWhoIsHushedGetsWhatCameBeforeAndNothingAfter()
    {
        Ear leaver;
        Ear stayer;
        enter(tea, leaver);
        enter(tea, stayer);
        m_hub->publish(tea, "1", 0);
        m_hub->hush(tea, leaver);
        m_hub->publish(tea, "2", 0);
        m_hub->flush(0);
        QCOMPARE(leaver.events, QByteArrayList({ "1" }));
        QCOMPARE(stayer.events, QByteArrayList({ "1", "2" }));
        QVERIFY(!m_hub->isLive(tea, leaver));
        QVERIFY(m_hub->isLive(tea, stayer));
    }

    void aTurnsEventsAreOneBufferThatAllShare()
    {
        Ear one;
        Ear two;
        enter(tea, one);
        enter(tea, two);
        for (const char *text : { "1", "2", "3" })
            m_hub->publish(tea, text, 0);
        m_hub->flush(0);
        QCOMPARE(one.buffers.size(), 1);
        QCOMPARE(one.events, QByteArrayList({ "1", "2", "3" }));
        QCOMPARE(one.buffers[0].constData(), two.buffers[0].constData()); // the same bytes, not a copy
    }

    void whatMayBeDroppedGoesOutBehindTheEventsOfItsTurn()
    {
        Ear ear;
        enter(tea, ear);
        m_hub->whisper(tea, "read");
        m_hub->publish(tea, "1", 0);
        m_hub->flush(0);
        QCOMPARE(ear.all, QByteArrayList({ "1", "read" }));
        QCOMPARE(ear.whispers, QByteArrayList({ "read" }));
    }

    void typingDoesNotComeBehindTheMessageThatEndsIt()
    {
        Ear ear;
        enter(tea, ear);
        m_hub->publish(tea, "1", 0);
        m_hub->whisper(tea, "typing", Hub::Whisper::Typing);
        m_hub->publish(tea, "2", 0);
        m_hub->publish(tea, "3", 0);
        m_hub->flush(0);
        QCOMPARE(ear.all, QByteArrayList({ "1", "typing", "2", "3" }));
        QCOMPARE(ear.whispers, QByteArrayList({ "typing" }));
        QCOMPARE(ear.buffers.size(), 3);
    }

    void roomsAreHeardByThoseInThemOnly()
    {
        Ear inTea;
        Ear inBoth;
        enter(tea, inTea);
        enter(tea, inBoth);
        enter(coffee, inBoth);
        m_hub->publish(coffee, "c", 0);
        m_hub->publish(tea, "t", 0);
        m_hub->publish(RoomId(QByteArrayLiteral("nowhere")), "n", 0);
        m_hub->flush(0);
        QCOMPARE(inTea.all, QByteArrayList({ "t" }));
        QCOMPARE(inBoth.all.size(), 2);
    }

    void aFlushIsAskedForOnceHoweverMuchComes()
    {
        Ear ear;
        enter(tea, ear);
        enter(coffee, ear);
        for (int i = 0; i < 5; ++i) {
            m_hub->publish(tea, "x", 0);
            m_hub->whisper(coffee, "y");
        }
        QCOMPARE(m_wakes, 1);
        m_hub->flush(0);
        m_hub->publish(tea, "x", 0);
        QCOMPARE(m_wakes, 2);
    }

    void nothingIsAskedForWhereNobodyListens()
    {
        QCOMPARE(m_hub->enter(tea), Hub::Fact::FirstIn);
        m_hub->publish(tea, "x", 0);
        QCOMPARE(m_wakes, 0);
    }

    void theFirstInAndTheLastOutAreToldAndNobodyElse()
    {
        QVERIFY(m_hub->isEmpty(tea));
        QCOMPARE(m_hub->enter(tea), Hub::Fact::FirstIn);
        QCOMPARE(m_hub->enter(tea), Hub::Fact::Nothing);
        QCOMPARE(m_hub->leave(tea), Hub::Fact::Nothing);
        QVERIFY(!m_hub->isEmpty(tea));
        QCOMPARE(m_hub->leave(tea), Hub::Fact::LastOut);
        QVERIFY(m_hub->isEmpty(tea));
        QCOMPARE(m_hub->enter(tea), Hub::Fact::FirstIn);
    }

    void theAgeOfEachEventIsObservedAtItsFlush()
    {
        std::vector<qint64> ages;
        m_hub->setLatencyObserver([&](qint64 ms) { ages.push_back(ms); });
        Ear ear;
        enter(tea, ear);
        m_hub->publish(tea, "1", 1000);
        m_hub->publish(tea, "gap", 0); // of no time
        m_hub->publish(tea, "2", 1004);
        QVERIFY(ages.empty());
        m_hub->flush(1010);
        QCOMPARE(ages, (std::vector<qint64> { 10, 6 }));
        m_hub->flush(1020);
        QCOMPARE(ages.size(), size_t(2));
    }

    void theBusiestRoomsAreThoseWithMostDeliveriesSinceTheLastLook()
    {
        Ear one;
        Ear two;
        enter(tea, one);
        enter(coffee, one);
        enter(coffee, two);
        m_hub->publish(tea, "x", 0);
        m_hub->publish(coffee, "x", 0);
        m_hub->flush(0);
        auto busiest = m_hub->busiest(1);
        QCOMPARE(busiest.size(), size_t(1));
        QCOMPARE(busiest[0].room, coffee);
        QCOMPARE(busiest[0].here, 2);
        QCOMPARE(busiest[0].deliveries, quint64(2));
        QVERIFY(m_hub->busiest(5).empty());
        m_hub->publish(tea, "x", 0);
        m_hub->flush(0);
        busiest = m_hub->busiest(5);
        QCOMPARE(busiest.size(), size_t(1));
        QCOMPARE(busiest[0].room, tea);
        QCOMPARE(busiest[0].messages, quint64(2)); // since it is followed
        QCOMPARE(m_hub->deliveries(), quint64(4));
    }

    void whoeverComesAndGoesHearsExactlyWhatWasPublishedInBetween()
    {
        std::mt19937 random(20240611);
        constexpr int people = 12;
        std::array<Ear, people> ears;
        std::array<QByteArrayList, people> expected;
        std::array<bool, people> live {};
        QCOMPARE(m_hub->enter(tea), Hub::Fact::FirstIn); // one who stays, so that the room does
        for (int step = 0; step < 5000; ++step) {
            const auto who = static_cast<size_t>(random() % people);
            switch (random() % 4) {
            case 0:
                if (!live[who]) {
                    QCOMPARE(m_hub->enter(tea), Hub::Fact::Nothing);
                    m_hub->goLive(tea, ears[who]);
                } else {
                    m_hub->hush(tea, ears[who]);
                    QCOMPARE(m_hub->leave(tea), Hub::Fact::Nothing);
                }
                live[who] = !live[who];
                break;
            case 1:
                m_hub->flush(0);
                break;
            default:
                const QByteArray text = QByteArray::number(step);
                m_hub->publish(tea, text, 0);
                for (size_t i = 0; i < people; ++i) {
                    if (live[i])
                        expected[i] << text;
                }
            }
        }
        m_hub->flush(0);
        for (size_t i = 0; i < people; ++i)
            QCOMPARE(ears[i].events, expected[i]);
    }

    // How long a room is followed

    void aRoomIsFollowedFromTheFirstInUntilItWasEmptyForLongEnough()
    {
        RoomLease lease(*m_hub, actions(), 5s, m_clock);
        lease.note(tea, m_hub->enter(tea));
        lease.note(tea, m_hub->enter(tea));
        QCOMPARE(m_did, QByteArrayList({ "follow tea" }));
        lease.note(tea, m_hub->leave(tea));
        lease.note(tea, m_hub->leave(tea));
        m_clock.advance(4999ms);
        lease.tick();
        QCOMPARE(m_did.size(), 1);
        m_clock.advance(1ms);
        lease.tick();
        QCOMPARE(m_did, QByteArrayList({ "follow tea", "unfollow tea" }));
    }

    void whoComesBackInTimeFindsTheRoomStillFollowed()
    {
        RoomLease lease(*m_hub, actions(), 5s, m_clock);
        lease.note(tea, m_hub->enter(tea));
        lease.note(tea, m_hub->leave(tea));
        m_clock.advance(3s);
        lease.note(tea, m_hub->enter(tea));
        m_clock.advance(1h);
        lease.tick();
        QCOMPARE(m_did, QByteArrayList({ "follow tea" })); // neither ended nor begun again
        lease.note(tea, m_hub->leave(tea));
        m_clock.advance(5s);
        lease.tick();
        QCOMPARE(m_did.last(), "unfollow tea");
    }

private:
    void enter(const RoomId &room, Ear &ear)
    {
        (void)m_hub->enter(room);
        m_hub->goLive(room, ear);
    }
    RoomLease::Actions actions()
    {
        m_did.clear();
        return { [this](const RoomId &room) { m_did << "follow " + room.bytes(); },
            [this](const RoomId &room) { m_did << "unfollow " + room.bytes(); } };
    }

    std::unique_ptr<Hub> m_hub;
    testing::ManualClock m_clock;
    QByteArrayList m_did;
    int m_wakes = 0;
};

QTEST_GUILESS_MAIN(HubTest)
#include "hub_test.moc"
