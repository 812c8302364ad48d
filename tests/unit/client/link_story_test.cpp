// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/link_story.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace std::chrono_literals;

namespace {

LinkView onlineAt(const char *node, std::optional<std::chrono::milliseconds> trip = {})
{
    LinkView out;
    out.phase = Phase::Online;
    out.node = NodeId(QByteArray(node));
    out.roundTrip = trip;
    return out;
}

LinkView waiting(int attempt, LostReason reason)
{
    LinkView out;
    out.phase = Phase::Waiting;
    out.attempt = attempt;
    out.reason = reason;
    return out;
}

} // namespace

class LinkStoryTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aConnectionHasABeginAnEndAndAReason()
    {
        LinkStory story;
        story.note(waiting(0, LostReason::None), 500);
        story.note(onlineAt("n1"), 1000);
        QCOMPARE(story.visits().size(), size_t(1));
        QCOMPARE(story.visits().back().until, qint64(0));
        story.note(waiting(1, LostReason::Silent), 5000);
        story.note(waiting(3, LostReason::Unreachable), 6000);
        story.note(onlineAt("n2"), 7000);
        story.note(Recovered { 14, NodeId(QByteArray("n2")), 800ms });
        QCOMPARE(story.visits().size(), size_t(2));
        QCOMPARE(story.visits().front().until, qint64(5000));
        QCOMPARE(story.visits().front().reason, LostReason::Silent);
        QCOMPARE(story.visits().back().attempts, 3);
        QCOMPARE(story.visits().back().recovered, 14);
        QCOMPARE(story.visits().back().took, 800ms);
    }

    void aMoveWithoutAPauseIsTwoConnections()
    {
        LinkStory story;
        story.note(onlineAt("n1"), 1000);
        story.note(onlineAt("n2"), 2000);
        QCOMPARE(story.visits().size(), size_t(2));
        QCOMPARE(story.visits().front().until, qint64(2000));
    }

    void roundTripsAreKeptOncePerMeasurement()
    {
        LinkStory story;
        story.note(onlineAt("n1"), 1000);
        QVERIFY(story.trips().empty());
        story.note(onlineAt("n1", 4ms), 1100);
        story.note(onlineAt("n1", 9ms), 1200);
        story.note(waiting(1, LostReason::Lost), 1300);
        QCOMPARE(story.trips().size(), size_t(2));
        for (int i = 0; i < 500; ++i)
            story.note(onlineAt("n1", std::chrono::milliseconds(i)), 2000 + i);
        QCOMPARE(story.trips().size(), LinkStory::mostTrips);
        QCOMPARE(story.trips().back().time, 499ms);
    }

    void noMoreIsKeptThanIsShown()
    {
        LinkStory story;
        for (int i = 0; i < 200; ++i) {
            story.note(onlineAt("n1"), i * 10);
            story.note(waiting(1, LostReason::Lost), i * 10 + 5);
        }
        QCOMPARE(story.visits().size(), LinkStory::mostVisits);
    }
};

QTEST_GUILESS_MAIN(LinkStoryTest)
#include "link_story_test.moc"
