// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/outbox.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const RoomId general { QByteArray("general") };
const RoomId kitchen { QByteArray("kitchen") };
const Epoch epoch { QByteArray("e1") };
const Clock::TimePoint now { 1h };

Mid add(Outbox &box, const RoomId &room, const QString &text, bool onDisk = true)
{
    protocol::MessageBody body;
    body.text = text;
    const Mid mid(randomUuid());
    (void)box.add(room, mid, body, 1000);
    if (onDisk)
        box.persisted(mid);
    return mid;
}

QString nextText(const Outbox &box, const RoomId &room, Clock::TimePoint at = now)
{
    const Outgoing *message = box.next(room, at);
    return message ? message->body.text : u"(none)"_s;
}

} // namespace

class OutboxTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMessageIsNotSentBeforeTheDiskHasIt()
    {
        Outbox box;
        const Mid first = add(box, general, u"one"_s, false);
        const Mid second = add(box, general, u"two"_s, true);
        QCOMPARE(nextText(box, general), u"(none)"_s); // nor does the second overtake it
        box.persisted(first);
        QCOMPARE(nextText(box, general), u"one"_s);
        QVERIFY(first != second);
    }

    void aRoomHasOneUnansweredMessageAndRoomsDoNotWaitForEachOther()
    {
        Outbox box;
        const Mid one = add(box, general, u"one"_s);
        (void)add(box, general, u"two"_s);
        (void)add(box, kitchen, u"three"_s);
        box.sent(one);
        QCOMPARE(nextText(box, general), u"(none)"_s);
        QCOMPARE(nextText(box, kitchen), u"three"_s);
        QVERIFY(box.acknowledge(one, epoch, 1, 2000));
        QCOMPARE(nextText(box, general), u"(none)"_s); // stored, but its answer is still to come
        box.unanswered(one);
        QCOMPARE(nextText(box, general), u"two"_s);
    }

    void whatWasUnansweredGoesOutFirstAgainWithItsMid()
    {
        Outbox box;
        const Mid one = add(box, general, u"one"_s);
        (void)add(box, general, u"two"_s);
        box.sent(one);
        box.connectionLost();
        QCOMPARE(box.next(general, now)->mid, one);
    }

    void aFailureConcernsOneMessageOnly()
    {
        Outbox box;
        const Mid one = add(box, general, u"one"_s);
        (void)add(box, general, u"two"_s);
        box.sent(one);
        QVERIFY(box.fail(one, { ErrorCode::Forbidden, u"no"_s }));
        QCOMPARE(nextText(box, general), u"two"_s);
        QCOMPARE(box.queued(), 1);
        QVERIFY(box.retry(one));
        QCOMPARE(nextText(box, general), u"one"_s); // in its old place
        QVERIFY(!box.retry(one));
    }

    void whatWasSentCannotBeDiscardedUntilItIsAnswered()
    {
        Outbox box;
        const Mid one = add(box, general, u"one"_s);
        box.sent(one);
        QVERIFY(!box.discard(one));
        box.unanswered(one);
        QVERIFY(box.discard(one));
        QVERIFY(!box.find(one));
        QVERIFY(!box.discard(one));
    }

    void anAcknowledgedMessageIsAcknowledgedOnce()
    {
        Outbox box;
        const Mid one = add(box, general, u"one"_s);
        QVERIFY(box.acknowledge(one, epoch, 7, 2000));
        QVERIFY(!box.acknowledge(one, epoch, 7, 2000)); // the event, after the ok
        QVERIFY(!box.fail(one, { ErrorCode::Forbidden, {} }));
        QVERIFY(!box.discard(one));
        QVERIFY(!box.acknowledge(Mid(randomUuid()), epoch, 8, 2000));
    }

    void aHeldRoomWaitsAndTheOthersDoNot()
    {
        Outbox box;
        (void)add(box, general, u"one"_s);
        (void)add(box, kitchen, u"two"_s);
        box.holdRoom(general, now + 2s);
        QCOMPARE(nextText(box, general), u"(none)"_s);
        QCOMPARE(nextText(box, kitchen), u"two"_s);
        QCOMPARE(box.nextHoldEnd(now), std::optional(now + 2s));
        QCOMPARE(nextText(box, general, now + 2s), u"one"_s);
        box.connectionLost(); // another node may be well
        QCOMPARE(nextText(box, general), u"one"_s);
    }

    void aForkBringsBackOnlyWhatTheLogLost()
    {
        Outbox box;
        const Mid kept = add(box, general, u"kept"_s);
        const Mid lost = add(box, general, u"lost"_s);
        const Mid moved = add(box, general, u"moved"_s);
        const Mid other = add(box, kitchen, u"other room"_s);
        const Mid waiting = add(box, general, u"new"_s);
        QVERIFY(box.acknowledge(kept, epoch, 5, 2000));
        QVERIFY(box.acknowledge(lost, epoch, 6, 2000));
        QVERIFY(box.acknowledge(moved, epoch, 7, 2000));
        QVERIFY(box.acknowledge(other, epoch, 9, 2000));
        const QList<Outgoing> again = box.forked(general, epoch, 5, { moved });
        QCOMPARE(again.size(), 1);
        QCOMPARE(again.constFirst().mid, lost);
        QCOMPARE(box.next(general, now)->mid, lost); // before any new one
        box.sent(lost);
        QVERIFY(box.acknowledge(lost, epoch, 8, 3000));
        box.unanswered(lost);
        QCOMPARE(box.next(general, now)->mid, waiting);
    }

    void acknowledgedOnesAreKeptForTenMinutes()
    {
        Outbox box;
        const Mid one = add(box, general, u"one"_s);
        const Mid two = add(box, general, u"two"_s);
        QVERIFY(box.acknowledge(one, epoch, 1, 1'000'000));
        const qint64 tenMinutes = 600'000;
        QVERIFY(box.expire(1'000'000 + tenMinutes).isEmpty());
        QCOMPARE(box.expire(1'000'000 + tenMinutes + 1), QList<Mid> { one });
        QVERIFY(box.find(two)); // one that waits never expires
    }

    void aClockThatWasSetBackDoesNotKeepThemForEver()
    {
        Outbox box;
        const Mid one = add(box, general, u"one"_s);
        QVERIFY(box.acknowledge(one, epoch, 1, 10'000'000));
        QCOMPARE(box.expire(1'000'000), QList<Mid> { one });
    }

    void restoredMessagesComeBeforeNewOnesInTheirOrder()
    {
        Outgoing first;
        first.mid = Mid(randomUuid());
        first.room = general;
        first.order = 41;
        first.body.text = u"first"_s;
        Outgoing second = first;
        second.mid = Mid(randomUuid());
        second.order = 42;
        second.body.text = u"second"_s;
        Outbox box;
        box.restore({ second, first });
        (void)add(box, general, u"third"_s);
        for (const QString &text : { u"first"_s, u"second"_s, u"third"_s }) {
            const Outgoing *message = box.next(general, now);
            QVERIFY(message);
            QCOMPARE(message->body.text, text);
            QVERIFY(box.acknowledge(message->mid, epoch, 1, 1));
        }
    }

    void whatHasGoneOutIsNotRewritten()
    {
        Outbox box;
        const Mid one = add(box, general, u"one"_s);
        const Mid two = add(box, general, u"two"_s);
        protocol::MessageBody other;
        other.text = u"other"_s;
        QVERIFY(box.rewrite(two, other));
        QCOMPARE(box.find(two)->body.text, u"other"_s);
        box.sent(one);
        QVERIFY(!box.rewrite(one, other));
        box.connectionLost();
        QVERIFY(!box.rewrite(one, other)); // the node may have stored it
        QVERIFY(box.mayBeStored(one));
        QVERIFY(box.fail(one, { ErrorCode::Forbidden, {} }));
        QVERIFY(box.rewrite(one, other)); // none has, and it waits again
        QCOMPARE(box.find(one)->state, Outgoing::State::Queued);
    }

    void whatAnEarlierRunLeftMayHaveGoneOut()
    {
        Outbox before;
        const Mid one = add(before, general, u"one"_s);
        Outbox box;
        box.restore({ *before.find(one) });
        QVERIFY(box.mayBeStored(one));
        QVERIFY(!box.rewrite(one, {}));
    }

    void aForkTakesTheAimOfChangesOfWhatWasLost()
    {
        Outbox box;
        Outgoing edit;
        edit.room = general;
        edit.kind = Outgoing::Kind::Edit;
        for (const qint64 target : { 5, 9 }) {
            edit.mid = Mid(randomUuid());
            edit.target = Mid("m" + QByteArray::number(target));
            edit.targetSeq = target;
            edit.targetEpoch = epoch;
            (void)box.add(edit);
        }
        QCOMPARE(box.forked(general, epoch, 6, {}).size(), 1);
        QCOMPARE(box.unsentChange(general, Mid("m5"_ba), Outgoing::Kind::Edit)->targetSeq, 5);
        QCOMPARE(box.unsentChange(general, Mid("m9"_ba), Outgoing::Kind::Edit)->targetSeq, 0);
        box.resolve(edit.mid, 8, epoch);
        QCOMPARE(box.find(edit.mid)->targetSeq, 8);
    }

    void whatWasTakenOutOfTheLogIsNotSentAgain()
    {
        Outbox box;
        const Mid one = add(box, general, u"one"_s);
        Outgoing edit;
        edit.mid = Mid(randomUuid());
        edit.room = general;
        edit.kind = Outgoing::Kind::Edit;
        edit.target = one;
        edit.targetSeq = 7;
        edit.targetEpoch = epoch;
        (void)box.add(edit);
        const Mid two = add(box, general, u"two"_s);
        QVERIFY(box.redacted(general, epoch, 7).isEmpty()); // they wait
        QVERIFY(box.acknowledge(one, epoch, 7, 1000));
        QVERIFY(box.acknowledge(edit.mid, epoch, 8, 1000));
        QVERIFY(box.acknowledge(two, epoch, 9, 1000));
        QVERIFY(box.redacted(kitchen, epoch, 7).isEmpty());
        QCOMPARE(box.redacted(general, epoch, 7), (QList { one, edit.mid }));
        const QList<Outgoing> again = box.forked(general, epoch, 1, {});
        QCOMPARE(again.size(), 1);
        QCOMPARE(again.constFirst().mid, two);
    }

    void aNodesDefectIsCountedByMessage()
    {
        Outbox box;
        const Mid one = add(box, general, u"one"_s);
        QCOMPARE(box.countTry(one), 1);
        QCOMPARE(box.countTry(one), 2);
    }
};

QTEST_APPLESS_MAIN(OutboxTest)
#include "outbox_test.moc"
