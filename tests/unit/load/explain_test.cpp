// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/history_file.h"
#include "app/load/minimise.h"
#include "app/load/story.h"
#include "tests/unit/load/story.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::load;
using Kind = Entry::Kind;
using Story = hubbub::testing::Story;

namespace {

/// A long and blameless talk, in which jon is not told of one message.
Story talkWithALoss()
{
    Story story;
    for (quint32 seq = 4; seq <= 400; ++seq) {
        story.message(story.mara, seq, "m" + QByteArray::number(seq), seq * 1000);
        if (seq != 200)
            story.apply(story.jon, seq, story.mid("m" + QByteArray::number(seq)));
    }
    for (auto &life : story.record.lives) {
        for (Entry &entry : life)
            entry.at = entry.mid * 500;
    }
    story.record.nodes = { "n1", "n2" };
    return story;
}

Violation firstOf(const Record &record, Fault fault)
{
    const auto all = check(record).violations;
    const auto found = std::find_if(all.begin(), all.end(), [=](const Violation &each) { return each.fault == fault; });
    return found == all.end() ? Violation {} : *found;
}

} // namespace

class ExplainTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ddminKeepsWhatTheTestNeedsAndNoMore()
    {
        std::vector<quint32> items(1000);
        for (quint32 i = 0; i < items.size(); ++i)
            items[i] = i;
        int tests = 0;
        const auto least = ddmin(items, [&](const std::vector<quint32> &some) {
            ++tests;
            const auto has = [&](quint32 item) { return std::find(some.begin(), some.end(), item) != some.end(); };
            return has(17) && has(500) && has(999);
        });
        QCOMPARE(least, (std::vector<quint32> { 17, 500, 999 }));
        QVERIFY2(tests < 300, qPrintable(QString::number(tests)));
    }

    void ddminFindsThatNothingIsNeeded()
    {
        QVERIFY(ddmin({ 1, 2, 3 }, [](const std::vector<quint32> &) { return true; }).empty());
    }

    void aHoleIsToldByTheTwoEventsAroundIt()
    {
        const Story story = talkWithALoss();
        const Violation hole = firstOf(story.record, Fault::Hole);
        const Minimised least = minimise(story.record, hole);
        QVERIFY(violates(least.record, hole));
        QVERIFY2(least.facts <= 3, qPrintable(QString::number(least.facts)));
        QVERIFY(least.ofFacts > 1000);
        QVERIFY(least.record.lives[story.mara].empty());
    }

    void aLossIsToldByTheLogAndTheOneWhoWasOwedIt()
    {
        const Story story = talkWithALoss();
        const Violation loss = firstOf(story.record, Fault::Lost);
        const Minimised least = minimise(story.record, loss);
        QVERIFY(violates(least.record, loss));
        QCOMPARE(least.record.ends[story.room].log.size(), 1U);
        QCOMPARE(least.record.ends[story.room].log[0].seq, 200U);
        QVERIFY(least.record.owed[story.jon]);
        QVERIFY2(least.facts <= 4, qPrintable(QString::number(least.facts)));
    }

    void aStoryNamesTheMessageAndWhatWasDoneToTheClusterThen()
    {
        Story story = talkWithALoss();
        story.record.marks.push_back({ story.mid("m199") * 500, u"n1 is killed"_s });
        const QString text = storyOf(story.record, firstOf(story.record, Fault::Lost));
        QVERIFY2(text.startsWith(u"lost: jon never saw general e1:200"_s), qPrintable(text));
        QVERIFY2(text.contains(u"mara sends m200 to general"_s), qPrintable(text));
        QVERIFY2(text.contains(u"n1 is killed"_s), qPrintable(text));
        QVERIFY2(text.count(u'\n') < 80, qPrintable(text));
    }

    void aCleanHistoryIsCalledClean() { QVERIFY(explain(Story().record).contains(u"breaks no promise"_s)); }

    void aHistoryFileReadsBackAsItWas()
    {
        Story story = talkWithALoss();
        story.moves(story.jon, 401, LogEntry::Change::Out, 500'000);
        story.record.marks.push_back({ 1234, u"n1 stands still for 2 s"_s });
        story.record.settled = false;
        story.record.online[story.jon] = false;
        const Record &before = story.record;
        const auto after = recordIn(historyOf(before));
        QVERIFY2(after.ok(), after.ok() ? "" : qPrintable(after.error().detail));
        QCOMPARE(after->lives, before.lives);
        QCOMPARE(after->ends, before.ends);
        QCOMPARE(after->marks, before.marks);
        QCOMPARE(after->nodes, before.nodes);
        QCOMPARE(after->owed, before.owed);
        QCOMPARE(after->online, before.online);
        QCOMPARE(after->settled, before.settled);
        QCOMPARE(check(*after).violations, check(before).violations);
    }

    void anotherFileIsRefusedByTheLineThatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::newRow("other file") << QByteArray("{}");
        QTest::newRow("unknown word") << QByteArray("hubbub-load history 1\nfrobnicate 1\n");
        QTest::newRow("entry of nobody") << QByteArray("hubbub-load history 1\nconnected 0 1 0 0 0 0 0 0\n");
        QTest::newRow("more lives than users") << QByteArray("hubbub-load history 1\nlife 1 1\n");
        QTest::newRow("room out of range")
            << QByteArray("hubbub-load history 1\nroom r\nuser u\nlife 1 1\nfollows 0 1 7 0 0 0 0 0\n");
        QTest::newRow("too few numbers") << QByteArray(
            "hubbub-load history 1\nroom r\nuser u\nlife 1 1\nfollows 0 1\n");
        QTest::newRow("log of nowhere") << QByteArray("hubbub-load history 1\nlog 0 1 0 0 1 0 0 0\n");
    }
    void anotherFileIsRefusedByTheLineThatIsWrong()
    {
        QFETCH(QByteArray, change);
        const auto record = recordIn(change);
        QVERIFY(!record.ok());
        QVERIFY2(record.error().detail.startsWith(u"line "_s), qPrintable(record.error().detail));
    }
};

QTEST_GUILESS_MAIN(ExplainTest)
#include "explain_test.moc"
