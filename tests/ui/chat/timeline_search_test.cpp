// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/made_up_timeline.h"
#include "ui/chat/timeline_search.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::test;
using namespace hubbub::ui;

namespace {

std::vector<client::TimelineItem> lines(const QStringList &texts, qint64 firstSeq = 1)
{
    std::vector<client::TimelineItem> items;
    for (const QString &text : texts) {
        const auto seq = firstSeq + static_cast<qint64>(items.size());
        items.push_back(message(seq, 1'700'000'000'000 + seq * 1000, ines, text));
    }
    return items;
}

struct Stage {
    MadeUpTimeline source;
    TimelineSearch search;
    QSignalSpy reached { &search, &TimelineSearch::reached };

    explicit Stage(const QStringList &texts)
    {
        source.setItems(lines(texts, 1000));
        search.setSource(&source);
    }
    [[nodiscard]] QString current() const
    {
        return search.row() < 0 ? QString() : source.at(search.row()).message.text;
    }
};

} // namespace

class TimelineSearchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itBeginsAtTheNewestAndStepsBack()
    {
        Stage stage({ u"lag one"_s, u"nothing"_s, u"Lag two"_s, u"the LAG three"_s });
        stage.search.setQuery(u"lag"_s);
        QCOMPARE(stage.search.count(), 3);
        QCOMPARE(stage.search.place(), 1);
        QCOMPARE(stage.current(), u"the LAG three"_s);
        stage.search.goOlder();
        QCOMPARE(stage.current(), u"Lag two"_s);
        QCOMPARE(stage.search.place(), 2);
        stage.search.goOlder();
        stage.search.goOlder(); // there is none
        QCOMPARE(stage.current(), u"lag one"_s);
        stage.search.goNewer();
        QCOMPARE(stage.current(), u"Lag two"_s);
        QCOMPARE(stage.reached.count(), 4);
    }

    void nothingIsFoundForNothing()
    {
        Stage stage({ u"a"_s });
        stage.search.setQuery(u"  "_s);
        QCOMPARE(stage.search.count(), 0);
        QCOMPARE(stage.search.row(), -1);
        stage.search.setQuery(u"zzz"_s);
        QCOMPARE(stage.search.count(), 0);
        stage.search.goOlder();
        stage.search.goNewer();
        QCOMPARE(stage.search.place(), 0);
    }

    void onlyMessagesAreLookedInto()
    {
        Stage stage({ u"ines"_s });
        client::TimelineItem joined;
        joined.kind = client::TimelineItem::Kind::Member;
        joined.mid = Mid("m"_ba);
        joined.seq = 2000;
        joined.member.display = u"ines"_s;
        stage.source.append(joined);
        stage.search.setQuery(u"ines"_s);
        QCOMPARE(stage.search.count(), 1);
    }

    void theCurrentOneStaysWhileOthersCome()
    {
        Stage stage({ u"lag a"_s, u"lag b"_s, u"lag c"_s });
        stage.search.setQuery(u"lag"_s);
        stage.search.goOlder();
        QCOMPARE(stage.current(), u"lag b"_s);
        stage.source.prepend(lines({ u"lag 0"_s, u"x"_s }, 10));
        stage.source.append(message(5000, 1'700'009'000'000, ines, u"lag d"_s));
        QTRY_COMPARE(stage.search.count(), 5);
        QCOMPARE(stage.current(), u"lag b"_s);
        QCOMPARE(stage.search.place(), 3);
        QCOMPARE(stage.reached.count(), 2); // nothing jumped
        stage.source.remove(stage.search.row(), 1); // the current one itself
        QTRY_COMPARE(stage.search.count(), 4);
        stage.search.goOlder();
        QVERIFY(!stage.current().isEmpty());
    }

    void olderPagesAreLoadedUntilOneMatches()
    {
        Stage stage({ u"lag here"_s, u"x"_s });
        stage.source.setHasOlder(true);
        stage.search.setQuery(u"lag"_s);
        QCOMPARE(stage.source.fetches(), 0);
        stage.search.goOlder();
        QCOMPARE(stage.source.fetches(), 1);
        QVERIFY(stage.search.isReachingBack());
        stage.source.prepend(lines({ u"a"_s, u"b"_s }, 500));
        stage.source.endFetch(true);
        QTRY_COMPARE(stage.source.fetches(), 2); // no match on that page
        QCOMPARE(stage.current(), u"lag here"_s);
        stage.source.prepend(lines({ u"an old lag"_s, u"c"_s }, 100));
        stage.source.endFetch(true);
        QVERIFY(!stage.search.isReachingBack());
        QCOMPARE(stage.current(), u"an old lag"_s);
        QCOMPARE(stage.search.count(), 2);
    }

    void atTheVeryBeginningItStops()
    {
        Stage stage({ u"lag here"_s });
        stage.source.setHasOlder(true);
        stage.search.setQuery(u"lag"_s);
        stage.search.goOlder();
        stage.source.setHasOlder(false);
        stage.source.endFetch(true);
        QVERIFY(!stage.search.isReachingBack());
        QCOMPARE(stage.current(), u"lag here"_s);
    }

    void aFailedPageEndsTheReachAndNotTheSearch()
    {
        Stage stage({ u"lag here"_s });
        stage.source.setHasOlder(true);
        stage.search.setQuery(u"lag"_s);
        stage.search.goOlder();
        stage.source.endFetch(false);
        QVERIFY(!stage.search.isReachingBack());
        stage.search.goOlder(); // by hand, again
        QCOMPARE(stage.source.fetches(), 2);
    }

    void aStepNewerSeesWhatCameAtTheSameMoment()
    {
        Stage stage({ u"lag one"_s, u"lag two"_s });
        stage.search.setQuery(u"lag"_s);
        stage.search.goOlder();
        stage.source.prepend(lines({ u"older"_s, u"lag zero"_s }, 990)); // all rows moved down by two
        stage.search.goNewer();
        QCOMPARE(stage.current(), u"lag two"_s);
        QCOMPARE(stage.search.count(), 3);
    }

    void anotherSourceEndsIt()
    {
        Stage stage({ u"lag"_s });
        stage.search.setQuery(u"lag"_s);
        stage.search.setSource(nullptr);
        QCOMPARE(stage.search.count(), 0);
        QVERIFY(stage.search.query().isEmpty());
        stage.search.setQuery(u"lag"_s);
        QCOMPARE(stage.search.count(), 0);
    }
};

QTEST_GUILESS_MAIN(TimelineSearchTest)
#include "timeline_search_test.moc"
