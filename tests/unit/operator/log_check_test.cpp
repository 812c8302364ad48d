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

/// A log as Redis has it, read as the console does.
struct Log {
    explicit Log(const QList<qint64> &seqs = {})
    {
        for (const qint64 seq : seqs)
            entries.append(entryAt(seq));
    }
    QList<LogCheck::Finding> look(qint64 meta = 0)
    {
        LogCheck::Page page;
        page.epoch = epoch;
        page.metaSeq = meta > 0 ? meta : entries.isEmpty() ? 0 : entries.last().seq;
        page.first = entries.isEmpty() ? 0 : entries.first().seq;
        const qint64 last = check.epoch() == epoch ? check.last() : 0;
        page.from = last > 0 ? last : std::max<qint64>(1, page.metaSeq - 300);
        QList<LogCheck::Entry> read;
        for (const LogCheck::Entry &entry : entries) {
            if (entry.seq >= page.from)
                read.append(entry);
        }
        return check.take(page, read);
    }

    QByteArray epoch = "e1";
    QList<LogCheck::Entry> entries;
    LogCheck check;
};

} // namespace

class LogCheckTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWholeLogHasNoFindings()
    {
        Log log({ 41, 42 }); // what is before was trimmed
        QVERIFY(log.look().isEmpty());
        QVERIFY(log.look().isEmpty());
        log.entries.append(entryAt(43));
        QVERIFY(log.look().isEmpty());
        QCOMPARE(log.check.last(), qint64(43));
    }

    void aHoleIsSuspectedUnlessItWasTrimmed()
    {
        Log log({ 1, 2, 3, 4, 5 });
        QVERIFY(log.look().isEmpty());
        log.entries.append(entryAt(9));
        const auto found = log.look();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().promise, Promise::NothingLost);
        QVERIFY(!found.first().isCertain);
        QCOMPARE(found.first().seq, qint64(6));
        QCOMPARE(found.first().to, qint64(8));
        log.entries = { entryAt(50) };
        QVERIFY(log.look().isEmpty());
    }

    void aHoleBeforeTheFirstPageIsOneToo()
    {
        Log log({ 1, 701 });
        QCOMPARE(log.look().size(), 1);
        Log trimmed({ 701 });
        QVERIFY(trimmed.look().isEmpty());
    }

    void theLastOneThatGoesIsSuspectedOnce()
    {
        Log log({ 1, 2, 3 });
        QVERIFY(log.look().isEmpty());
        log.entries.removeLast();
        QCOMPARE(log.look(3).size(), 1);
        QVERIFY(log.look(3).isEmpty());
    }

    void eventsThatAFailoverTookBackAreLostForCertain()
    {
        Log shorter({ 1, 2, 3, 4 });
        QVERIFY(shorter.look().isEmpty());
        shorter.entries.remove(2, 2);
        auto found = shorter.look();
        QCOMPARE(found.size(), 1);
        QVERIFY(found.first().isCertain);
        QCOMPARE(found.first().seq, qint64(3));
        QCOMPARE(found.first().to, qint64(4));
        QVERIFY(shorter.look().isEmpty());

        Log replaced({ 1, 2, 3, 4 });
        QVERIFY(replaced.look().isEmpty());
        replaced.entries[3] = entryAt(4, "another");
        replaced.entries.append(entryAt(5, "m4")); // sent again by whoever had written it: not twice in this log
        found = replaced.look();
        QCOMPARE(found.size(), 1);
        QVERIFY(found.first().isCertain);
        QCOMPARE(found.first().promise, Promise::NothingLost);
        QCOMPARE(replaced.check.last(), qint64(5));
    }

    void theSameMessageTwiceIsFoundAlsoLater()
    {
        Log log;
        log.entries = { entryAt(1, "a"), entryAt(2, "a", "olek") }; // another's mid is another message
        QVERIFY(log.look().isEmpty());
        log.entries.append(entryAt(3, "a"));
        const auto found = log.look();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().promise, Promise::NothingDoubled);
        for (int seq = 4; seq < 4 + static_cast<int>(LogCheck::remembered) + 50; ++seq)
            log.entries.append(entryAt(seq));
        QVERIFY(log.look().isEmpty());
    }

    void anEventThatSaysAnotherPlaceIsOutOfOrder()
    {
        Log log;
        LogCheck::Entry entry = entryAt(2);
        entry.seq = 1;
        log.entries = { entry };
        const auto found = log.look();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().promise, Promise::InOrder);
    }

    void anotherEpochBeginsAnew()
    {
        Log log;
        log.entries = { entryAt(1, "a"), entryAt(2) };
        QVERIFY(log.look().isEmpty());
        log.epoch = "e2";
        log.entries = { entryAt(1, "a") };
        QVERIFY(log.look().isEmpty());
    }
};

QTEST_GUILESS_MAIN(LogCheckTest)
#include "log_check_test.moc"
