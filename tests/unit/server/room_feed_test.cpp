// SPDX-License-Identifier: GPL-3.0-or-later
// A room's events as a node hands them out: in order, each once, and never a hole that is not told.
#include "server/room_feed.h"
#include "tests/support/manual_clock.h"

#include <QTest>

#include <random>

using namespace hubbub;
using namespace hubbub::server;
using protocol::GapCause;
using Verdict = LogPage::Verdict;

namespace {

QByteArray midOf(qint64 seq, const QByteArray &epoch) { return "mid-" + epoch + '-' + QByteArray::number(seq); }

LogEntry entryOf(qint64 seq, const QByteArray &epoch = "e1")
{
    LogEntry entry;
    entry.seq = seq;
    entry.kind = "message";
    entry.mid = Mid(midOf(seq, epoch));
    entry.frame = "frame " + QByteArray::number(seq);
    return entry;
}

/// What page.lua says of a log that holds [first, last] to one who stands at `from`.
LogPage pageOf(const Position &from, qint64 first, qint64 last, const QByteArray &epoch = "e1", qint64 most = 300)
{
    LogPage page;
    page.epoch = Epoch(epoch);
    page.first = first;
    page.last = last;
    page.lastMid = last > 0 ? Mid(midOf(last, epoch)) : Mid();
    page.verdict = Verdict::Ok;
    qint64 seq = from.seq;
    if (from.epoch.isEmpty()) {
        seq = last;
    } else if (from.epoch != page.epoch) {
        page.verdict = Verdict::Reset;
        seq = first - 1;
    } else if (seq > last || (seq >= first && from.mid.bytes() != midOf(seq, epoch))) {
        page.verdict = Verdict::Forked;
        seq = last;
    } else if (seq < first - 1) {
        page.verdict = Verdict::Trimmed;
        seq = first - 1;
    }
    for (qint64 i = seq + 1; i <= last && i <= seq + most; ++i)
        page.entries.push_back(entryOf(i, epoch));
    return page;
}

/// A feed with what comes out of it.
struct Story {
    RoomFeed feed;
    testing::ManualClock clock;
    std::vector<qint64> out;
    std::vector<protocol::Gap> gaps;
    bool gone = false;

    /// The channel brings an event. True: it was handed out at once.
    bool hear(qint64 seq, const QByteArray &epoch = "e1")
    {
        const QByteArray mid = midOf(seq, epoch);
        LoggedNews news;
        news.seq = seq;
        news.epoch = epoch;
        news.mid = mid;
        news.ts = 1;
        news.kind = "message";
        news.frame = "frame";
        const bool next = feed.take(news, clock.now());
        if (next)
            out.push_back(seq);
        return next;
    }
    void fill(LogPage page)
    {
        const auto filled = feed.fill(std::move(page), clock.now());
        gone = gone || filled.gone;
        if (filled.gap)
            gaps.push_back(*filled.gap);
        for (const LogEntry &entry : filled.events)
            out.push_back(entry.seq);
    }
    void read(qint64 first, qint64 last, const QByteArray &epoch = "e1")
    {
        feed.beginReading();
        fill(pageOf(feed.position(), first, last, epoch));
    }
    /// Subscribed, and the log read: the feed stands at `last`.
    Story &at(qint64 last)
    {
        feed.distrust();
        read(1, last);
        out.clear();
        return *this;
    }
};

using Seqs = std::vector<qint64>;

} // namespace

class RoomFeedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsPassedOnBeforeTheLogWasRead()
    {
        Story story;
        story.feed.distrust();
        QVERIFY(story.feed.wantsReading());
        story.feed.beginReading();
        QVERIFY(!story.feed.wantsReading()); // one at a time
        QVERIFY(!story.hear(6)); // while the log is being read
        story.fill(pageOf({}, 1, 5));
        QCOMPARE(story.out, Seqs({ 6 })); // and it begins behind what was there
        QCOMPARE(story.feed.position().seq, 6);
        QVERIFY(story.hear(7));
    }

    void theNextEventIsPassedOnAtOnceAndAnOldOneNever()
    {
        Story story;
        story.at(5);
        QVERIFY(story.hear(6));
        QVERIFY(story.hear(7));
        QVERIFY(!story.hear(7));
        QVERIFY(!story.hear(3));
        // Something was odd, so the log is looked at; it brings nothing twice.
        QVERIFY(story.feed.wantsReading());
        story.read(1, 7);
        QCOMPARE(story.out, Seqs({ 6, 7 }));
        QVERIFY(story.gaps.empty());
        QVERIFY(story.hear(8));
    }

    void aHoleIsFilledFromTheLogInOrder()
    {
        Story story;
        story.at(5);
        QVERIFY(!story.hear(8)); // 6 and 7 never came
        QVERIFY(story.feed.wantsReading());
        QCOMPARE(story.out, Seqs());
        story.feed.beginReading();
        QVERIFY(!story.hear(9)); // meanwhile
        story.fill(pageOf(story.feed.position(), 1, 8));
        QCOMPARE(story.out, Seqs({ 6, 7, 8, 9 }));
        QVERIFY(!story.feed.wantsReading());
        QVERIFY(story.hear(10));
    }

    void aHoleBehindAHoleIsReadToo()
    {
        Story story;
        story.at(5);
        story.hear(7);
        story.feed.beginReading();
        story.hear(8);
        story.hear(11); // 9 and 10 are lost while the log is read
        story.fill(pageOf(story.feed.position(), 1, 7));
        QCOMPARE(story.out, Seqs({ 6, 7, 8 }));
        QVERIFY(story.feed.wantsReading());
        story.read(1, 11);
        QCOMPARE(story.out, Seqs({ 6, 7, 8, 9, 10, 11 }));
        QVERIFY(!story.feed.wantsReading());
    }

    void aLongHoleIsReadPageByPage()
    {
        Story story;
        story.at(0);
        story.hear(700);
        for (int i = 0; i < 2; ++i) {
            story.read(1, 700);
            QVERIFY(story.feed.wantsReading());
        }
        story.read(1, 700);
        QVERIFY(!story.feed.wantsReading());
        QCOMPARE(story.out.size(), size_t(700));
        QVERIFY(std::is_sorted(story.out.begin(), story.out.end()));
        QVERIFY(story.hear(701));
    }

    void aReadingThatFailedIsWantedAgainAndLosesNothing()
    {
        Story story;
        story.at(5);
        story.hear(7);
        story.feed.beginReading();
        story.feed.readingFailed();
        QVERIFY(story.feed.wantsReading());
        QVERIFY(!story.hear(8));
        story.read(1, 8);
        QCOMPARE(story.out, Seqs({ 6, 7, 8 }));
    }

    void aSubscriptionThatWasAwayIsNotTrusted()
    {
        Story story;
        story.at(5);
        story.feed.distrust();
        QVERIFY(!story.hear(6)); // the next, but who knows
        story.read(1, 6);
        QCOMPARE(story.out, Seqs({ 6 }));
    }

    void oneLostWhileReadingIsDoubtedAgain()
    {
        Story story;
        story.at(5);
        story.feed.distrust();
        story.feed.beginReading();
        story.hear(6);
        story.feed.distrust(); // lost anew, after the question was sent
        story.fill(pageOf(story.feed.position(), 1, 5));
        QCOMPARE(story.out, Seqs()); // 6 is held until the next reading
        QVERIFY(story.feed.wantsReading());
        QVERIFY(!story.hear(8));
        story.read(1, 8);
        QCOMPARE(story.out, Seqs({ 6, 7, 8 }));
    }

    void whatIsNoLongerInTheLogIsATrimmedGap()
    {
        Story story;
        story.at(5);
        story.hear(30);
        story.read(20, 30);
        QCOMPARE(story.gaps.size(), size_t(1));
        QCOMPARE(story.gaps[0].cause, GapCause::Trimmed);
        QCOMPARE(story.gaps[0].from, std::optional<qint64>(6));
        QCOMPARE(story.gaps[0].to, 19);
        QCOMPARE(story.out.front(), 20);
        QCOMPARE(story.out.back(), 30);
    }

    void aNewEpochIsAResetAndBeginsAtItsFirst()
    {
        Story story;
        story.at(5);
        QVERIFY(!story.hear(6, "e2")); // the next number, but of another log
        story.read(1, 6, "e2");
        QCOMPARE(story.gaps.size(), size_t(1));
        QCOMPARE(story.gaps[0].cause, GapCause::Reset);
        QVERIFY(!story.gaps[0].from);
        QCOMPARE(story.gaps[0].to, 0);
        QCOMPARE(story.gaps[0].epoch, Epoch(QByteArrayLiteral("e2")));
        QCOMPARE(story.out, Seqs({ 1, 2, 3, 4, 5, 6 }));
        QVERIFY(story.hear(7, "e2"));
        QVERIFY(!story.hear(6, "e1"));
    }

    void anotherEventUnderASeqThatWasHandedOutIsAFork()
    {
        Story story;
        story.at(5);
        story.hear(6);
        story.feed.distrust();
        story.feed.beginReading();
        // Redis failed over, lost 6, and gave it out again.
        LogPage page = pageOf(story.feed.position(), 1, 8);
        page.verdict = Verdict::Forked;
        page.entries.clear();
        story.fill(page);
        QCOMPARE(story.gaps.size(), size_t(1));
        QCOMPARE(story.gaps[0].cause, GapCause::Forked);
        QCOMPARE(story.gaps[0].from, std::optional<qint64>(6));
        QCOMPARE(story.gaps[0].to, 8);
        QCOMPARE(story.feed.position().seq, 8);
        QVERIFY(story.hear(9));
    }

    void aLogThatLostItsEndIsAForkFromThere()
    {
        Story story;
        story.at(5);
        for (qint64 seq = 6; seq <= 9; ++seq)
            story.hear(seq);
        story.feed.distrust();
        story.read(1, 7); // 8 and 9 are gone
        QCOMPARE(story.gaps.size(), size_t(1));
        QCOMPARE(story.gaps[0].cause, GapCause::Forked);
        QCOMPARE(story.gaps[0].from, std::optional<qint64>(7));
        QCOMPARE(story.gaps[0].to, 7);
        QVERIFY(story.hear(8)); // a new one, and not the one that was handed out before
    }

    void aRoomThatIsNoMoreIsSaidSo()
    {
        Story story;
        story.at(5);
        story.feed.lookAgain();
        QVERIFY(story.feed.wantsReading());
        story.feed.beginReading();
        story.fill({});
        QVERIFY(story.gone);
    }

    void aLookIntoASilentRoomChangesNothing()
    {
        Story story;
        story.at(5);
        story.feed.lookAgain();
        QVERIFY(story.hear(6)); // trusted all the while
        story.read(1, 6);
        QCOMPARE(story.out, Seqs({ 6 }));
        QVERIFY(story.hear(7));
    }

    void moreThanCanBeHeldIsInTheLogAnyway()
    {
        Story story;
        story.at(0);
        story.hear(2);
        story.feed.beginReading();
        for (qint64 seq = 3; seq <= 10'000; ++seq)
            story.hear(seq);
        story.fill(pageOf(story.feed.position(), 1, 2));
        while (story.feed.wantsReading())
            story.read(1, 10'000);
        QCOMPARE(story.out.size(), size_t(10'000));
        QVERIFY(std::is_sorted(story.out.begin(), story.out.end()));
    }

    void whateverAChannelDoesTheOutcomeIsTheLog_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 50; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void whateverAChannelDoesTheOutcomeIsTheLog()
    {
        QFETCH(const quint32, seed);
        std::mt19937 random(seed);
        const auto chance = [&random](quint32 percent) { return random() % 100 < percent; };
        Story story;
        story.at(0);
        qint64 last = 0;
        std::optional<LogPage> underWay;
        for (int step = 0; step < 2000; ++step) {
            if (chance(40)) {
                ++last;
                if (!chance(10)) // else it is lost
                    story.hear(last);
                if (chance(10))
                    story.hear(last); // twice
                if (chance(5) && last > 3)
                    story.hear(last - 2); // late
            }
            if (chance(3))
                story.feed.distrust();
            if (!underWay && story.feed.wantsReading() && chance(50)) {
                story.feed.beginReading();
                underWay = pageOf(story.feed.position(), 1, last, "e1", 5);
            } else if (underWay && chance(50)) {
                if (chance(10))
                    story.feed.readingFailed();
                else
                    story.fill(*underWay);
                underWay.reset();
            }
        }
        if (underWay)
            story.fill(*underWay);
        story.feed.lookAgain(); // as every few seconds
        while (story.feed.wantsReading())
            story.read(1, last);
        QCOMPARE(qint64(story.out.size()), last);
        for (qint64 i = 0; i < last; ++i)
            QCOMPARE(story.out[size_t(i)], i + 1);
        QVERIFY(story.gaps.empty());
    }
};

QTEST_GUILESS_MAIN(RoomFeedTest)
#include "room_feed_test.moc"
