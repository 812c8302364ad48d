// SPDX-License-Identifier: GPL-3.0-or-later
// A found message on one line, with its matches where they are shown.
#include "ui/chat/found_line.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using client::SearchHit;
using ui::FoundLine;
using ui::foundLine;

namespace {

/// From a text with brackets around what was matched.
SearchHit hitOf(QString marked)
{
    SearchHit hit;
    for (qsizetype at = marked.indexOf(u'['); at >= 0; at = marked.indexOf(u'[')) {
        const qsizetype end = marked.indexOf(u']');
        hit.matches.append({ at, end - at - 1 });
        marked.remove(end, 1).remove(at, 1);
    }
    hit.text = marked;
    return hit;
}

QString shown(const SearchHit &hit)
{
    const FoundLine line = foundLine(hit);
    QString text = line.text;
    for (auto match = line.matches.crbegin(); match != line.matches.crend(); ++match)
        text.insert(match->from + match->length, u']').insert(match->from, u'[');
    return text;
}

} // namespace

class FoundLineTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void matchesStandWhereTheTextIsShownWithoutMarkdown_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("line");
        QTest::newRow("plain") << u"the [drain] is on"_s << u"the [drain] is on"_s;
        QTest::newRow("bold") << u"**[Draining]** n1, *the [drain]*"_s << u"[Draining] n1, the [drain]"_s;
        QTest::newRow("code") << u"run `gateway [drain] n1`"_s << u"run gateway [drain] n1"_s;
        QTest::newRow("a block of code") << u"```\nhubbub [drain]\nmoved 6\n```"_s << u"hubbub [drain] moved 6"_s;
        QTest::newRow("several lines") << u"one\n\n- two [drain]\n- three"_s << u"one two [drain] three"_s;
        QTest::newRow("an address") << u"see https://example.org/[drain]?x=1"_s
                                    << u"see https://example.org/[drain]?x=1"_s;
        QTest::newRow("all of it") << u"[drain]"_s << u"[drain]"_s;
        QTest::newRow("nothing") << QString() << QString();
        QTest::newRow("letters of private use") << u"a \uE000 and \uE001 [drain]"_s << u"a \uFFFD and \uFFFD [drain]"_s;
        QTest::newRow("direction is not turned") << u"\u202Eabc\u202C [drain]"_s << u"abc [drain]"_s;
        QTest::newRow("from right to left") << u"כל ה[ניקוז] כאן"_s << u"כל ה[ניקוז] כאן"_s;
    }
    void matchesStandWhereTheTextIsShownWithoutMarkdown()
    {
        QFETCH(const QString, text);
        QTEST(shown(hitOf(text)), "line");
    }

    void aMatchFarInIsBroughtNear()
    {
        const FoundLine line = foundLine(hitOf(u"long "_s.repeated(60) + u"until a [drain] comes up, a [drain]"_s));
        QVERIFY2(line.text.startsWith(u"… long"_s), qPrintable(line.text));
        QCOMPARE(line.matches.size(), 2);
        for (const SearchHit::Match &match : line.matches)
            QCOMPARE(line.text.mid(match.from, match.length), u"drain"_s);
        QVERIFY(line.matches[0].from < 40);
        // Also where no space leads there.
        const FoundLine solid = foundLine(hitOf(u"x"_s.repeated(200) + u"[drain]"_s));
        QCOMPARE(solid.text.mid(solid.matches[0].from, solid.matches[0].length), u"drain"_s);
    }

    void aLineThatEndsBeforeItsMatchHasNone()
    {
        const FoundLine line = foundLine(hitOf(u"x"_s.repeated(5000) + u" [drain]"_s));
        QVERIFY(line.matches.isEmpty());
        QVERIFY(line.text.size() < 620);
        const FoundLine cut = foundLine(hitOf(u"short [drain"_s + u"x"_s.repeated(5000) + u']'));
        QCOMPARE(cut.matches.size(), 1);
        QCOMPARE(cut.matches[0].from + cut.matches[0].length, cut.text.size());
    }
};

QTEST_GUILESS_MAIN(FoundLineTest)
#include "found_line_test.moc"
