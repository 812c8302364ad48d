// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/room_sync.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::protocol;
using namespace Qt::StringLiterals;

namespace {

using SyncPhase = RoomSync::Phase;

const RoomId general { QByteArray("general") };
const Epoch e1 { QByteArray("e1") };
const Epoch e2 { QByteArray("e2") };

/// The mid of an event: its seq and a branch, so that two histories differ where they should.
Mid midOf(qint64 seq, const QByteArray &branch = "a") { return Mid(branch + QByteArray::number(seq)); }

Event eventAt(qint64 seq, const Epoch &epoch = e1, const QByteArray &branch = "a")
{
    Event event;
    event.room = general;
    event.seq = seq;
    event.epoch = epoch;
    event.kind = EventKind::Message;
    event.mid = midOf(seq, branch);
    return event;
}

RoomState stateAt(qint64 last, ResumeResult resume, const Epoch &epoch = e1, const QByteArray &branch = "a")
{
    RoomState state;
    state.room = general;
    state.epoch = epoch;
    state.last = last;
    state.lastMid = last > 0 ? midOf(last, branch) : Mid();
    state.resume = resume;
    return state;
}

HistoryPage pageOf(qint64 from, qint64 to, qint64 last, const Epoch &epoch = e1, const QByteArray &branch = "a")
{
    HistoryPage page;
    page.epoch = epoch;
    page.first = 1;
    page.last = last;
    for (qint64 seq = from; seq <= to; ++seq)
        page.events.append(eventAt(seq, epoch, branch));
    return page;
}

/// Follows the outcomes as the engine does, and keeps the log as a client's store would.
struct Follower {
    RoomSync sync;
    std::map<qint64, Mid> log; ///< what was applied
    QList<std::pair<qint64, qint64>> gaps;
    QList<qint64> askedAfter;
    QList<qint64> comparedBefore;
    int startedOver = 0;
    int newEpochs = 0;
    int caughtUp = 0;
    int replaced = 0;

    explicit Follower(qint64 seq)
        : sync({ e1, seq, seq > 0 ? midOf(seq) : Mid() })
    {
        for (qint64 s = 1; s <= seq; ++s)
            log[s] = midOf(s);
    }
    bool take(const SyncOutcomes &outcomes)
    {
        for (const SyncOutcome &outcome : outcomes) {
            if (const auto *apply = std::get_if<sync::Apply>(&outcome)) {
                for (const Event &event : apply->events)
                    if (!log.insert({ event.seq, event.mid }).second)
                        return false; // applied twice
            } else if (const auto *gap = std::get_if<sync::ShowGap>(&outcome)) {
                gaps.append({ gap->first, gap->last });
            } else if (const auto *ask = std::get_if<sync::AskAfter>(&outcome)) {
                askedAfter.append(ask->after);
            } else if (const auto *compare = std::get_if<sync::Compare>(&outcome)) {
                comparedBefore.append(compare->before);
            } else if (const auto *over = std::get_if<sync::StartOver>(&outcome)) {
                ++startedOver;
                newEpochs += over->newEpoch ? 1 : 0;
                if (over->newEpoch)
                    log.clear();
            } else if (const auto *replace = std::get_if<sync::Replace>(&outcome)) {
                ++replaced;
                log.erase(log.upper_bound(replace->after), log.end());
                for (const Event &event : replace->events)
                    log[event.seq] = event.mid;
            } else if (std::holds_alternative<sync::CaughtUp>(outcome)) {
                ++caughtUp;
            }
        }
        return true;
    }
    [[nodiscard]] QHash<qint64, Mid> stored() const
    {
        QHash<qint64, Mid> mids;
        for (const auto &[seq, mid] : log)
            mids.insert(seq, mid);
        return mids;
    }
    /// Online and live at `seq`.
    static Follower live(qint64 seq)
    {
        Follower made(seq);
        made.take(made.sync.welcomed(stateAt(seq, ResumeResult::Complete), true, false));
        made.take(made.sync.caughtUp({ general, seq }));
        return made;
    }
    [[nodiscard]] bool hasAll(qint64 from, qint64 to, const QByteArray &branch = "a") const
    {
        for (qint64 seq = from; seq <= to; ++seq)
            if (const auto found = log.find(seq); found == log.end() || found->second != midOf(seq, branch))
                return false;
        return true;
    }
};

} // namespace

class RoomSyncTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRoomSeenForTheFirstTimeBeginsAtItsEnd()
    {
        RoomSync sync;
        const SyncOutcomes outcomes = sync.welcomed(stateAt(12, ResumeResult::None), false, false);
        QVERIFY(std::holds_alternative<sync::StartOver>(outcomes.at(0)));
        QCOMPARE(sync.position(), (Position { e1, 12, midOf(12) }));
        QCOMPARE(sync.expected(), 13);
        QCOMPARE(sync.phase(), SyncPhase::Live);
    }

    void aReplayIsAppliedInOrderAndOnce()
    {
        Follower f(3);
        QVERIFY(f.take(f.sync.welcomed(stateAt(6, ResumeResult::Complete), true, false)));
        QCOMPARE(f.sync.phase(), SyncPhase::Replaying);
        for (const qint64 seq : { 4, 5, 5, 4, 6 })
            QVERIFY(f.take(f.sync.event(eventAt(seq))));
        QVERIFY(f.take(f.sync.caughtUp({ general, 6 })));
        QCOMPARE(f.sync.phase(), SyncPhase::Live);
        QCOMPARE(f.caughtUp, 1);
        QVERIFY(f.hasAll(1, 6));
        QCOMPARE(f.sync.position(), (Position { e1, 6, midOf(6) }));
    }

    void eventsBeforeTheWelcomeAreIgnored()
    {
        Follower f(3);
        QVERIFY(f.sync.event(eventAt(4)).empty());
        QCOMPARE(f.sync.position().seq, 3);
    }

    void aLiveHoleIsReadFromTheLogWhileLaterEventsWait()
    {
        Follower f = Follower::live(3);
        QVERIFY(f.take(f.sync.event(eventAt(6))));
        QCOMPARE(f.askedAfter, QList<qint64> { 3 });
        QVERIFY(f.take(f.sync.event(eventAt(7)))); // asks no second time
        QCOMPARE(f.askedAfter.size(), 1);
        QVERIFY(f.take(f.sync.historyAfter(pageOf(4, 6, 6))));
        QVERIFY(f.hasAll(1, 7));
        QCOMPARE(f.sync.phase(), SyncPhase::Live);
        QVERIFY(f.gaps.isEmpty());
    }

    void aLongHoleIsReadPageByPage()
    {
        Follower f = Follower::live(0);
        QVERIFY(f.take(f.sync.event(eventAt(500))));
        QVERIFY(f.take(f.sync.historyAfter(pageOf(1, 200, 500))));
        QCOMPARE(f.askedAfter.constLast(), 200);
        QVERIFY(f.take(f.sync.historyAfter(pageOf(201, 400, 500))));
        QVERIFY(f.take(f.sync.historyAfter(pageOf(401, 500, 500))));
        QVERIFY(f.hasAll(1, 500));
        QCOMPARE(f.sync.phase(), SyncPhase::Live);
    }

    void aRepairThatFailsBeginsAnew()
    {
        Follower f = Follower::live(3);
        QVERIFY(f.take(f.sync.event(eventAt(5))));
        QVERIFY(f.take(f.sync.again()));
        QCOMPARE(f.askedAfter, (QList<qint64> { 3, 3 }));
    }

    void aCaughtUpThatLiesIsRepaired()
    {
        Follower f(3);
        QVERIFY(f.take(f.sync.welcomed(stateAt(6, ResumeResult::Complete), true, false)));
        QVERIFY(f.take(f.sync.event(eventAt(4))));
        QVERIFY(f.take(f.sync.caughtUp({ general, 6 })));
        QCOMPARE(f.askedAfter, QList<qint64> { 4 });
        QCOMPARE(f.caughtUp, 0);
        QVERIFY(f.take(f.sync.historyAfter(pageOf(5, 6, 6))));
        QCOMPARE(f.caughtUp, 1);
        QVERIFY(f.hasAll(1, 6));
    }

    void aReplayThatStandsStillIsReadInstead()
    {
        Follower f(3);
        QVERIFY(f.take(f.sync.welcomed(stateAt(6, ResumeResult::Complete), true, false)));
        QVERIFY(f.take(f.sync.stalled()));
        QCOMPARE(f.askedAfter, QList<qint64> { 3 });
        QVERIFY(f.sync.caughtUp({ general, 6 }).empty()); // it comes after all
        QVERIFY(f.take(f.sync.historyAfter(pageOf(4, 6, 6))));
        QCOMPARE(f.sync.phase(), SyncPhase::Live);
    }

    void whatWasTrimmedIsAGapAndTheRestFollows()
    {
        Follower f(3);
        QVERIFY(f.take(f.sync.welcomed(stateAt(9, ResumeResult::Gap), true, false)));
        QVERIFY(f.take(f.sync.gap({ general, 4, 7, e1, GapCause::Trimmed })));
        // A loss now must name a position that the node can judge: the last event that we have.
        QCOMPARE(f.sync.position(), (Position { e1, 3, midOf(3) }));
        QVERIFY(f.take(f.sync.event(eventAt(8))));
        QVERIFY(f.take(f.sync.event(eventAt(9))));
        QVERIFY(f.take(f.sync.caughtUp({ general, 9 })));
        QCOMPARE(f.gaps, (QList<std::pair<qint64, qint64>> { { 4, 7 } }));
        QVERIFY(f.hasAll(8, 9));
        QCOMPARE(f.sync.phase(), SyncPhase::Live);
    }

    void aRepairOverATrimmedLogShowsAGap()
    {
        Follower f = Follower::live(3);
        QVERIFY(f.take(f.sync.event(eventAt(20))));
        HistoryPage page = pageOf(10, 20, 20);
        page.first = 10;
        QVERIFY(f.take(f.sync.historyAfter(page)));
        QCOMPARE(f.gaps, (QList<std::pair<qint64, qint64>> { { 4, 9 } }));
        QVERIFY(f.hasAll(10, 20));
    }

    void aLogWithAHoleOfItsOwnEndsInAGapAndNotInALoop()
    {
        Follower f = Follower::live(3);
        QVERIFY(f.take(f.sync.event(eventAt(6))));
        HistoryPage page = pageOf(6, 5, 6); // no events although 4 to 6 are said to be there
        QVERIFY(f.take(f.sync.historyAfter(page)));
        QCOMPARE(f.sync.phase(), SyncPhase::Live);
        QCOMPARE(f.gaps, (QList<std::pair<qint64, qint64>> { { 4, 5 } })); // 6 came live
        QVERIFY(f.hasAll(6, 6));
    }

    void aNewLogIsFollowedFromItsBeginning_data()
    {
        QTest::addColumn<bool>("live");
        QTest::newRow("on reconnection") << false;
        QTest::newRow("on a live connection") << true;
    }
    void aNewLogIsFollowedFromItsBeginning()
    {
        QFETCH(const bool, live);
        Follower f = live ? Follower::live(50) : Follower(50);
        if (!live)
            QVERIFY(f.take(f.sync.welcomed(stateAt(2, ResumeResult::Gap, e2), true, false)));
        QVERIFY(f.take(f.sync.gap({ general, std::nullopt, 0, e2, GapCause::Reset })));
        QCOMPARE(f.newEpochs, 1);
        QVERIFY(f.take(f.sync.event(eventAt(1, e2))));
        QVERIFY(f.take(f.sync.event(eventAt(2, e2))));
        if (!live)
            QVERIFY(f.take(f.sync.caughtUp({ general, 2 })));
        QCOMPARE(f.log.size(), size_t(2));
        QCOMPARE(f.sync.position(), (Position { e2, 2, midOf(2) }));
        QCOMPARE(f.sync.phase(), SyncPhase::Live);
    }

    void anEventOfAnotherEpochWithoutAWordIsLookedInto()
    {
        Follower f = Follower::live(50);
        QVERIFY(f.take(f.sync.event(eventAt(1, e2))));
        QCOMPARE(f.askedAfter, QList<qint64> { 50 });
        QVERIFY(f.take(f.sync.historyAfter(pageOf(1, 1, 1, e2))));
        QCOMPARE(f.newEpochs, 1);
        QCOMPARE(f.askedAfter.constLast(), 0);
        QVERIFY(f.take(f.sync.historyAfter(pageOf(1, 1, 1, e2))));
        QCOMPARE(f.sync.position(), (Position { e2, 1, midOf(1) }));
        QCOMPARE(f.sync.phase(), SyncPhase::Live);
    }

    void farBehindStartsOverAtTheEnd()
    {
        Follower f(3);
        QVERIFY(f.take(f.sync.welcomed(stateAt(5000, ResumeResult::Far), true, false)));
        QCOMPARE(f.startedOver, 1);
        QCOMPARE(f.caughtUp, 1);
        QCOMPARE(f.sync.position(), (Position { e1, 5000, midOf(5000) }));
        QVERIFY(f.take(f.sync.event(eventAt(5001))));
        QVERIFY(f.hasAll(5001, 5001));
    }

    void aForkIsFollowedBackToWhereTheLogsAgree()
    {
        Follower f = Follower::live(100);
        QVERIFY(f.take(f.sync.gap({ general, 91, 95, e1, GapCause::Forked })));
        QCOMPARE(f.comparedBefore, QList<qint64> { 96 });
        QVERIFY(f.take(f.sync.event(eventAt(96, e1, "b")))); // live, meanwhile: waits
        QCOMPARE(f.sync.position().seq, 100);
        HistoryPage first = pageOf(91, 95, 95, e1, "b");
        first.more = true;
        QVERIFY(f.take(f.sync.compared(first, f.stored())));
        QCOMPARE(f.comparedBefore, (QList<qint64> { 96, 91 }));
        HistoryPage second = pageOf(80, 90, 95);
        second.more = true;
        QVERIFY(f.take(f.sync.compared(second, f.stored())));
        QCOMPARE(f.replaced, 1);
        QVERIFY(f.hasAll(1, 90));
        QVERIFY(f.hasAll(91, 96, "b"));
        QCOMPARE(f.log.size(), size_t(96));
        QCOMPARE(f.sync.position(), (Position { e1, 96, midOf(96, "b") }));
        QCOMPARE(f.sync.phase(), SyncPhase::Live);
    }

    void aForkToAShorterLogDropsWhatIsGone()
    {
        Follower f(10);
        QVERIFY(f.take(f.sync.welcomed(stateAt(7, ResumeResult::Gap), true, false)));
        QVERIFY(f.take(f.sync.gap({ general, 10, 7, e1, GapCause::Forked })));
        QVERIFY(f.take(f.sync.compared(pageOf(1, 7, 7), f.stored())));
        QCOMPARE(f.log.size(), size_t(7));
        QCOMPARE(f.sync.position(), (Position { e1, 7, midOf(7) }));
        QCOMPARE(f.sync.phase(), SyncPhase::Live);
    }

    void anotherMidUnderAKnownSeqIsAFork()
    {
        Follower f = Follower::live(0);
        for (qint64 seq = 1; seq <= 5; ++seq)
            QVERIFY(f.take(f.sync.event(eventAt(seq))));
        QVERIFY(f.take(f.sync.event(eventAt(4, e1, "b"))));
        QCOMPARE(f.sync.phase(), SyncPhase::Forked);
        HistoryPage page = pageOf(1, 3, 4);
        page.events.append(eventAt(4, e1, "b"));
        QVERIFY(f.take(f.sync.compared(page, f.stored())));
        QVERIFY(f.hasAll(1, 3));
        QVERIFY(f.hasAll(4, 4, "b"));
        QCOMPARE(f.log.size(), size_t(4));
    }

    void aStateThatEndsElsewhereUnderOurSeqIsAFork()
    {
        Follower f(5);
        QVERIFY(f.take(f.sync.welcomed(stateAt(5, ResumeResult::None, e1, "b"), false, false)));
        QCOMPARE(f.sync.phase(), SyncPhase::Forked);
    }

    void aForkThatNothingOfOursAgreesWithIsTakenWhole()
    {
        Follower f = Follower::live(2);
        QVERIFY(f.take(f.sync.gap({ general, 1, 3, e1, GapCause::Forked })));
        QVERIFY(f.take(f.sync.compared(pageOf(1, 3, 3, e1, "b"), f.stored())));
        QVERIFY(f.hasAll(1, 3, "b"));
        QCOMPARE(f.log.size(), size_t(3));
        QCOMPARE(f.sync.phase(), SyncPhase::Live);
    }

    void aLossInTheMiddleOfAForkTellsTheNodeTheOldPosition()
    {
        Follower f = Follower::live(10);
        QVERIFY(f.take(f.sync.gap({ general, 9, 12, e1, GapCause::Forked })));
        f.sync.connectionLost();
        QCOMPARE(f.sync.position(), (Position { e1, 10, midOf(10) })); // so that it says `forked` again
        QVERIFY(f.sync.compared(pageOf(1, 12, 12, e1, "b"), f.stored()).empty());
    }

    void roomsBeyondTheHelloWaitForTheirResume()
    {
        Follower f(3);
        QVERIFY(f.take(f.sync.welcomed(stateAt(5, ResumeResult::None), false, true)));
        QCOMPARE(f.sync.phase(), SyncPhase::Replaying);
        QVERIFY(f.take(f.sync.event(eventAt(6)))); // live already
        QVERIFY(f.askedAfter.isEmpty());
        QVERIFY(f.take(f.sync.welcomed(stateAt(6, ResumeResult::Complete), true, false)));
        for (const qint64 seq : { 4, 5, 6 })
            QVERIFY(f.take(f.sync.event(eventAt(seq))));
        QVERIFY(f.take(f.sync.caughtUp({ general, 6 })));
        QVERIFY(f.hasAll(1, 6));
        QCOMPARE(f.sync.phase(), SyncPhase::Live);
    }
};

QTEST_APPLESS_MAIN(RoomSyncTest)
#include "room_sync_test.moc"
