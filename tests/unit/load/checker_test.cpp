// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/checker.h"
#include "tests/unit/load/story.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::load;
using Kind = Entry::Kind;

using Story = hubbub::testing::Story;

namespace {

/// That fault, so often, and no other.
void expectOnly(const Story &story, Fault fault, quint64 times = 1)
{
    const Verdict verdict = check(story.record);
    QVERIFY2(verdict.count(fault) == times && verdict.faults() == times,
        qPrintable(u"%1 times %2, %3 faults in all:\n%4"_s.arg(verdict.count(fault))
                       .arg(QLatin1StringView(nameOf(fault)))
                       .arg(verdict.faults())
                       .arg(verdict.examples().join(u'\n'))));
}

} // namespace

class CheckerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCleanStoryHasNoFaults()
    {
        const Verdict verdict = check(Story().record);
        QVERIFY2(verdict.faults() == 0, qPrintable(verdict.examples().join(u'\n')));
        QCOMPARE(verdict.sent, 3U);
        QCOMPARE(verdict.acked, 3U);
        QCOMPARE(verdict.applied, 6U);
        QCOMPARE(verdict.unknown, 0U);
    }

    void anAcknowledgedMessageMissingInTheLogIsLost()
    {
        Story story;
        story.record.ends[0].log.pop_back();
        story.forget(story.mara, Kind::Applied);
        story.forget(story.jon, Kind::Applied);
        expectOnly(story, Fault::Lost);
    }

    void aMessageThatAMemberNeverSawIsLost()
    {
        Story story;
        story.forget(story.jon, Kind::Applied);
        expectOnly(story, Fault::Lost);
    }

    void whoIsAwayAtTheEndIsOwedNothing()
    {
        Story story;
        story.forget(story.jon, Kind::Applied);
        story.record.owed[story.jon] = story.record.online[story.jon] = false;
        story.record.ends[0].present = { story.mara };
        story.presence(story.mara, Kind::Departed, story.jon);
        expectOnly(story, Fault::Lost, 0);
    }

    void aRepeatedOkAtTheSamePlaceIsNoFault()
    {
        Story story;
        story.ack(story.mara, 3, story.mid("m3"));
        expectOnly(story, Fault::Double, 0);
    }

    void anOkAtAnotherPlaceIsADouble()
    {
        Story story;
        const quint32 mid = story.mid("m3");
        story.ack(story.mara, 4, mid);
        story.log(4, mid, story.mara);
        story.apply(story.mara, 4, mid);
        story.apply(story.jon, 4, mid);
        const Verdict verdict = check(story.record);
        QVERIFY(verdict.count(Fault::Double) >= 1);
        QCOMPARE(verdict.count(Fault::Double), verdict.faults());
    }

    void anEventGivenTwiceIsADouble()
    {
        Story story;
        story.apply(story.jon, 3, story.mid("m3"));
        expectOnly(story, Fault::Double);
    }

    void anOlderEventAfterANewerIsBackwards()
    {
        Story story;
        auto &life = story.record.lives[story.jon];
        std::swap(life[life.size() - 1], life[life.size() - 2]); // 1 3 2
        const Verdict verdict = check(story.record);
        QCOMPARE(verdict.count(Fault::Backwards), 1U);
        QCOMPARE(verdict.count(Fault::Hole), 1U); // the jump from 1 to 3
        QCOMPARE(verdict.faults(), 2U);
    }

    void aJumpWithoutAGapIsAHoleAndALoss()
    {
        Story story;
        auto &life = story.record.lives[story.jon];
        life.erase(life.end() - 2);
        const Verdict verdict = check(story.record);
        QCOMPARE(verdict.count(Fault::Hole), 1U);
        QCOMPARE(verdict.count(Fault::Lost), 1U);
        QCOMPARE(verdict.faults(), 2U);
    }

    void aGapExcusesWhatItNames()
    {
        Story story;
        auto &life = story.record.lives[story.jon];
        *(life.end() - 2) = { .kind = Kind::Gap, .room = story.room, .epoch = story.epoch, .to = 2 };
        const Verdict verdict = check(story.record);
        QVERIFY2(verdict.faults() == 0, qPrintable(verdict.examples().join(u'\n')));
        QCOMPARE(verdict.gaps, 1U);
    }

    void aMessageNobodySentIsAPhantom()
    {
        Story story;
        const quint32 mid = story.mid("m9");
        story.log(4, mid, story.mara);
        story.apply(story.mara, 4, mid);
        story.apply(story.jon, 4, mid);
        expectOnly(story, Fault::Phantom, 3);
    }

    void aRefusedMessageThatIsThereAllTheSameIsAPhantom()
    {
        Story story;
        const quint32 mid = story.mid("m4");
        story.send(story.mara, mid);
        story.refuse(story.mara, mid);
        story.log(4, mid, story.mara);
        story.apply(story.mara, 4, mid);
        story.apply(story.jon, 4, mid);
        expectOnly(story, Fault::Phantom, 3);
    }

    void anEventThatTheLogDoesNotHoldIsAPhantom()
    {
        Story story;
        const quint32 mid = story.mid("m4");
        story.send(story.mara, mid);
        story.apply(story.jon, 4, mid);
        expectOnly(story, Fault::Phantom);
        QCOMPARE(check(story.record).unknown, 1U);
    }

    void twoMessagesAtOnePlaceAreADivergence()
    {
        Story story;
        const quint32 mid = story.mid("m4");
        story.send(story.mara, mid);
        story.last(story.jon, Kind::Applied).mid = mid;
        expectOnly(story, Fault::Divergence);
    }

    void aLaterMessageBeforeAnEarlierBreaksTheSendersOrder()
    {
        Story story;
        auto &life = story.record.lives[story.mara];
        std::vector<Entry *> sends;
        for (Entry &entry : life) {
            if (entry.kind == Kind::Sent)
                sends.push_back(&entry);
        }
        std::swap(sends[1]->mid, sends[2]->mid);
        expectOnly(story, Fault::SenderOrder);
    }

    void whatCameAfterALogThatStillGrewIsNotJudged()
    {
        Story story;
        const quint32 mid = story.mid("m4");
        story.send(story.mara, mid);
        story.apply(story.mara, 4, mid);
        story.ack(story.mara, 4, mid);
        QVERIFY(check(story.record).count(Fault::Lost) > 0);
        story.record.settled = false;
        story.record.ends[0].last = 3;
        expectOnly(story, Fault::Lost, 0);
    }

    void anUnreadLogProvesNothing()
    {
        Story story;
        story.record.ends[0] = { {}, { story.mara, story.jon }, 0, false };
        QVERIFY(check(story.record).count(Fault::Unread) == 1);
    }

    void aTryThatWasRefusedButMayHaveBeenDoneIsNoPhantomAndHasNoOrder()
    {
        Story story;
        const quint32 late = story.mid("m4");
        const quint32 next = story.mid("m5");
        story.send(story.mara, late);
        story.tell(story.mara, { .kind = Kind::GaveUp, .room = story.room, .mid = late });
        story.send(story.mara, next);
        quint32 seq = 4;
        for (const quint32 mid : { next, late }) {
            story.log(seq, mid, story.mara);
            story.apply(story.mara, seq, mid);
            story.apply(story.jon, seq++, mid);
        }
        expectOnly(story, Fault::Phantom, 0);
    }

    void whoIsOutMayNeitherWriteNorBeTold()
    {
        Story story;
        story.moves(story.jon, 4, LogEntry::Change::Out, 10'000);
        story.tell(story.jon, { .kind = Kind::Removed, .room = story.room });
        story.message(story.mara, 5, "m5", 10'500);
        expectOnly(story, Fault::Rights, 0);
        story.tell(story.jon, { .kind = Kind::Follows, .room = story.room, .epoch = story.epoch, .seq = 4 });
        story.list(story.jon, { story.mara, story.jon });
        story.apply(story.jon, 5, story.mid("m5")); // within the second that a removal may take
        expectOnly(story, Fault::Rights, 0);
        story.message(story.mara, 6, "m6", 11'500);
        story.apply(story.jon, 6, story.mid("m6"));
        expectOnly(story, Fault::Rights);
    }

    void whoHasComeBackMayWriteAgain()
    {
        Story story;
        story.moves(story.jon, 4, LogEntry::Change::Out, 10'000);
        story.moves(story.jon, 5, LogEntry::Change::In, 12'000);
        for (const quint32 seq : { 4U, 5U })
            story.apply(story.jon, seq, story.mid("m" + QByteArray::number(seq)), story.jon, false);
        story.message(story.jon, 6, "m6", 13'000);
        story.apply(story.jon, 6, story.mid("m6"), story.jon);
        expectOnly(story, Fault::Rights, 0);
    }

    void aMessageOfOneWhoHadLeftIsAFault()
    {
        Story story;
        story.moves(story.jon, 4, LogEntry::Change::Out, 10'000);
        story.tell(story.jon, { .kind = Kind::Removed, .room = story.room });
        story.record.owed[story.jon] = false;
        story.message(story.jon, 5, "m5", 10'001);
        expectOnly(story, Fault::Rights);
    }

    void whoLeavesARoomIsOwedNoneOfItsPresence()
    {
        Story story;
        story.tell(story.jon, { .kind = Kind::Removed, .room = story.room });
        expectOnly(story, Fault::Presence, 0);
        story.tell(story.jon, { .kind = Kind::Follows, .room = story.room, .epoch = story.epoch, .seq = 3 });
        expectOnly(story, Fault::Presence); // on the return, a list
    }

    void aViolationIsFoundAgainByItsSentence()
    {
        Story story;
        story.apply(story.jon, 3, story.mid("m3"));
        const Verdict verdict = check(story.record);
        QCOMPARE(verdict.violations.size(), 1);
        QVERIFY(violates(story.record, verdict.violations[0]));
        QVERIFY(!violates(Story().record, verdict.violations[0]));
    }

    void eachArrivalPairsWithADeparture()
    {
        Story story;
        story.presence(story.mara, Kind::Departed, story.jon);
        story.presence(story.mara, Kind::Arrived, story.jon);
        story.presence(story.mara, Kind::Changed, story.jon);
        const Verdict verdict = check(story.record);
        QVERIFY2(verdict.faults() == 0, qPrintable(verdict.examples().join(u'\n')));
        QCOMPARE(verdict.arrivals, 1U);
        QCOMPARE(verdict.departures, 1U);
    }

    void anArrivalOfWhoIsThereIsAFault()
    {
        Story story;
        story.presence(story.mara, Kind::Arrived, story.jon);
        expectOnly(story, Fault::Presence);
    }

    void aSecondDepartureIsAFault()
    {
        Story story;
        story.presence(story.mara, Kind::Departed, story.jon);
        story.presence(story.mara, Kind::Departed, story.jon);
        story.presence(story.mara, Kind::Arrived, story.jon);
        expectOnly(story, Fault::Presence);
    }

    void aGhostAtTheEndIsAFault()
    {
        Story story;
        story.record.ends[0].present = { story.mara };
        story.record.online[story.jon] = false;
        expectOnly(story, Fault::Presence);
    }

    void someoneMissingAtTheEndIsAFault()
    {
        Story story;
        story.presence(story.mara, Kind::Departed, story.jon);
        expectOnly(story, Fault::Presence);
    }

    void aFreshConnectionOwesAList()
    {
        Story story;
        story.tell(story.mara, { .kind = Kind::Connected });
        expectOnly(story, Fault::Presence);
        story.list(story.mara, { story.mara, story.jon });
        expectOnly(story, Fault::Presence, 0);
    }

    void aChangeBeforeTheListIsAFault()
    {
        Story story;
        story.tell(story.mara, { .kind = Kind::Connected });
        story.presence(story.mara, Kind::Changed, story.jon);
        story.list(story.mara, { story.mara, story.jon });
        expectOnly(story, Fault::Presence);
    }

    void aWrongCountInALargeRoomIsAFault()
    {
        Story story;
        story.tell(story.mara, { .kind = Kind::Counted, .room = story.room, .seq = 2 });
        expectOnly(story, Fault::Presence, 0);
        story.tell(story.mara, { .kind = Kind::Counted, .room = story.room, .seq = 3 });
        expectOnly(story, Fault::Presence);
    }

    void afterAForkOnlyTheFinalLogCounts()
    {
        Story story;
        const quint32 other = story.mid("m4");
        story.send(story.mara, other);
        story.tell(story.jon, { .kind = Kind::Forked, .room = story.room });
        story.apply(story.jon, 3, other);
        const Verdict verdict = check(story.record);
        QVERIFY2(verdict.faults() == 0, qPrintable(verdict.examples().join(u'\n')));
        QCOMPARE(verdict.forks, 1U);
        story.record.ends[0].log.back().mid = other;
        QCOMPARE(check(story.record).count(Fault::Lost), 1U); // m3 had its ok
    }
};

QTEST_GUILESS_MAIN(CheckerTest)
#include "checker_test.moc"
