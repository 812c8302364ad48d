// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/promise_check.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::ops;

namespace {

LogCheck::Entry entryAt(qint64 seq, const char *mid = "", const char *user = "mara")
{
    LogCheck::Entry out;
    out.seq = seq;
    out.frame = R"({"op":"event","room":"kitchen","seq":)" + QByteArray::number(seq) + R"(,"epoch":"e1"})";
    out.user = user;
    out.mid = *mid != 0 ? QByteArray(mid) : "m" + QByteArray::number(seq);
    return out;
}

} // namespace

class LogCheckTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWholeLogHasNoFindings()
    {
        LogCheck check;
        QVERIFY(check.take("e1", 1, check.last(), { entryAt(41), entryAt(42) }).isEmpty()); // begins anywhere
        QVERIFY(check.take("e1", 1, check.last(), {}).isEmpty());
        QVERIFY(check.take("e1", 1, check.last(), { entryAt(43) }).isEmpty());
        QCOMPARE(check.last(), qint64(43));
    }

    void aHoleIsSuspectedUnlessItWasTrimmed()
    {
        LogCheck check;
        (void)check.take("e1", 1, check.last(), { entryAt(5) });
        const auto found = check.take("e1", 1, check.last(), { entryAt(9) });
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().promise, Promise::NothingLost);
        QCOMPARE(found.first().seq, qint64(6));
        QCOMPARE(found.first().to, qint64(8));
        QVERIFY(check.take("e1", 50, check.last(), { entryAt(50) }).isEmpty());
    }

    void aHoleBeforeTheFirstPageIsOneToo()
    {
        LogCheck check;
        QCOMPARE(check.take("e1", 1, 400, { entryAt(701) }).size(), 1); // asked for what is behind 400
        LogCheck trimmed;
        QVERIFY(trimmed.take("e1", 600, 400, { entryAt(701) }).isEmpty());
    }

    void theSameMessageTwiceIsFoundAlsoLater()
    {
        LogCheck check;
        (void)check.take(
            "e1", 1, check.last(), { entryAt(1, "a"), entryAt(2, "a", "olek") }); // another's mid is another message
        const auto found = check.take("e1", 1, check.last(), { entryAt(3, "a") });
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().promise, Promise::NothingDoubled);
        for (int seq = 4; seq < 4 + static_cast<int>(LogCheck::remembered); ++seq)
            QVERIFY(check.take("e1", 1, check.last(), { entryAt(seq) }).isEmpty());
    }

    void anEventThatSaysAnotherPlaceIsOutOfOrder()
    {
        LogCheck check;
        LogCheck::Entry entry = entryAt(2);
        entry.seq = 1;
        const auto found = check.take("e1", 1, check.last(), { entry });
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().promise, Promise::InOrder);
    }

    void anotherEpochBeginsAnew()
    {
        LogCheck check;
        (void)check.take("e1", 1, check.last(), { entryAt(7, "a") });
        QVERIFY(check.take("e2", 1, 0, { entryAt(1, "a") }).isEmpty());
    }
};

QTEST_GUILESS_MAIN(LogCheckTest)
#include "log_check_test.moc"
