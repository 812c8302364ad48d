// SPDX-License-Identifier: GPL-3.0-or-later
// Markdown as people write it in chat, and as somebody writes it who means harm.
#include "ui/chat/markdown.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::ui;
using Kind = Block::Kind;

namespace {

/// The shown text of all blocks, one a line.
QString shown(const QString &source)
{
    QStringList lines;
    const RichText rich = parseMarkdown(source);
    for (const Block &block : rich.blocks)
        lines.append(QString(block.text).replace(QChar(QChar::LineSeparator), u'|'));
    return lines.join(u'\n');
}

/// What of the first block has those marks.
QStringList marked(const QString &source, Span::Mark mark)
{
    QStringList found;
    const RichText rich = parseMarkdown(source);
    for (const Block &block : rich.blocks) {
        for (const Span &span : block.spans)
            if (span.marks & mark)
                found.append(block.text.mid(span.start, span.length));
    }
    return found;
}

QString linkTo(const QString &source)
{
    const RichText rich = parseMarkdown(source);
    return rich.links.isEmpty() ? QString() : rich.links.first().toString(QUrl::FullyEncoded);
}

} // namespace

class MarkdownTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void marksBecomeSpans()
    {
        QCOMPARE(shown(u"a **b** *c* ~~d~~ `e`"_s), u"a b c d e"_s);
        QCOMPARE(marked(u"a **b** c"_s, Span::Bold), QStringList { u"b"_s });
        QCOMPARE(marked(u"a *b* _c_"_s, Span::Italic), (QStringList { u"b"_s, u"c"_s }));
        QCOMPARE(marked(u"~~gone~~"_s, Span::Strike), QStringList { u"gone"_s });
        QCOMPARE(marked(u"run `ls -l` now"_s, Span::Code), QStringList { u"ls -l"_s });
        const RichText both = parseMarkdown(u"**a *b***"_s);
        QCOMPARE(both.blocks.first().spans.last().marks, Span::Bold | Span::Italic);
    }

    void whatIsNoMarkStaysAsWritten_data()
    {
        QTest::addColumn<QString>("text");
        for (const QString &text : { u"snake_case_name"_s, u"2 * 3 * 4"_s, u"a < b && c > d"_s, u"50 % ~ 60 %"_s,
                 u"#hashtag"_s, u"C:\\new"_s, u"!important"_s, u"**unclosed"_s, u"[x]"_s, u"(c) 2024"_s, u":-)"_s,
                 u"&copy; &#8238; &notanentity;"_s })
            QTest::addRow("%s", qPrintable(text)) << text;
    }
    void whatIsNoMarkStaysAsWritten()
    {
        QFETCH(QString, text);
        QCOMPARE(shown(text), text);
    }

    void linesAreKept()
    {
        QCOMPARE(shown(u"one\ntwo\n\nthree"_s), u"one|two\nthree"_s);
        QCOMPARE(parseMarkdown(u"one\n\ntwo"_s).blocks.size(), 2);
    }

    void tablesAreCells()
    {
        const RichText rich = parseMarkdown(
            u"Before\n\n| node | lag | state |\n|:--|--:|:-:|\n| **n1** | 4 ms | up |\n| n2 | [x](https://a.example) |\n\nafter"_s);
        QCOMPARE(rich.blocks.size(), 2 + 9);
        const Block &head = rich.blocks.at(1);
        QVERIFY(head.kind == Kind::Cell && head.row == 0 && head.column == 0 && head.text == u"node"_s);
        const Block &lag = rich.blocks.at(5);
        QVERIFY(lag.row == 1 && lag.column == 1 && lag.text == u"4 ms"_s && lag.align == Block::Align::End);
        QVERIFY(rich.blocks.at(3).align == Block::Align::Middle);
        QVERIFY(rich.blocks.at(4).spans.first().marks & Span::Bold);
        QVERIFY(rich.blocks.at(9).kind == Kind::Cell && rich.blocks.at(9).text.isEmpty()); // was not written
        QCOMPARE(rich.links.size(), 1);
        QVERIFY(rich.blocks.last().kind == Kind::Paragraph);
        QCOMPARE(rich.blocks.at(1).table, rich.blocks.at(9).table);
    }

    void aLineOfATableIsItsCells() { QCOMPARE(markdownLine(u"a|b\n-|-\n1|2"_s), u"a b 1 2"_s); }

    void tablesAreFoundAsPeopleTypeThem()
    {
        const auto cells = [](const QString &text) {
            int count = 0;
            for (const Block &block : parseMarkdown(text).blocks)
                count += block.kind == Kind::Cell ? 1 : 0;
            return count;
        };
        QCOMPARE(cells(u"a|b\n-|-\n1|2"_s), 4);
        QCOMPARE(cells(u"| a |\n|:-:|\n| 1 |"_s), 2);
        QCOMPARE(cells(u"Nodes:\n| a | b |\n|--|--|\n| 1 | 2 |"_s), 4); // right below a sentence
        QCOMPARE(shown(u"Nodes:\n|a|b|\n|-|-|\n|1|2|"_s), u"Nodes:\na\nb\n1\n2"_s);
        QCOMPARE(cells(u"a \\| b | c\n-|-"_s), 2); // an escaped bar is a letter
        // and these are none:
        QCOMPARE(shown(u"```\na|b\n-|-\n```"_s), u"a|b|-|-"_s);
        QCOMPARE(shown(u"a|b|c\n-|-"_s), u"a|b|c|-|-"_s);
        QCOMPARE(shown(u"a\n-|-"_s), u"a|-|-"_s);
        QCOMPARE(shown(u"x | y"_s), u"x | y"_s);
    }

    void aTableThatIsTooLargeIsShownAsWritten()
    {
        QString rows = u"a|b\n-|-\n"_s;
        for (int i = 0; i < 300; ++i)
            rows += u"1|2\n"_s;
        const RichText rich = parseMarkdown(rows);
        QCOMPARE(rich.blocks.size(), 1);
        QVERIFY(rich.blocks.first().kind == Kind::Paragraph && rich.blocks.first().text.contains(u"1|2"_s));
        QVERIFY(
            parseMarkdown(u"|x"_s.repeated(40) + u'\n' + u"|-"_s.repeated(40)).blocks.first().kind == Kind::Paragraph);
    }

    void codeBlocksKeepEverything()
    {
        const RichText rich = parseMarkdown(u"```cpp\nint a = **b;\n\tif (a < 1) <b>\n\nhttps://x.org @mara\n```"_s);
        QCOMPARE(rich.blocks.size(), 1);
        const Block &code = rich.blocks.first();
        QCOMPARE(code.kind, Kind::Code);
        QCOMPARE(code.text.split(QChar(QChar::LineSeparator)),
            (QStringList { u"int a = **b;"_s, u"    if (a < 1) <b>"_s, QString(), u"https://x.org @mara"_s }));
        QVERIFY(code.spans.isEmpty());
        QVERIFY(rich.links.isEmpty());
    }

    void anUnclosedFenceIsCodeToTheEnd()
    {
        const RichText rich = parseMarkdown(u"look:\n```\nmoved 612"_s);
        QCOMPARE(rich.blocks.size(), 2);
        QCOMPARE(rich.blocks.last().kind, Kind::Code);
        QCOMPARE(rich.blocks.last().text, u"moved 612"_s);
    }

    void anIndentedLineIsNoCode()
    {
        QCOMPARE(parseMarkdown(u"    four spaces"_s).blocks.first().kind, Kind::Paragraph);
    }

    void listsHaveMarkersAndDepth()
    {
        const RichText rich = parseMarkdown(u"3. three\n4. four\n   - deep\n   - er"_s);
        QCOMPARE(rich.blocks.size(), 4);
        QCOMPARE(rich.blocks[0].marker, u"3."_s);
        QCOMPARE(rich.blocks[1].marker, u"4."_s);
        QCOMPARE(rich.blocks[1].indent, 1);
        QCOMPARE(rich.blocks[2].marker, u"•"_s);
        QCOMPARE(rich.blocks[2].indent, 2);
    }

    void quotesHaveDepth()
    {
        const RichText rich = parseMarkdown(u"> a\n> > b\n\nc"_s);
        QCOMPARE(rich.blocks.size(), 3);
        QCOMPARE(rich.blocks[0].quoteDepth, 1);
        QCOMPARE(rich.blocks[1].quoteDepth, 2);
        QCOMPARE(rich.blocks[2].quoteDepth, 0);
    }

    void headingsAndRules()
    {
        const RichText rich = parseMarkdown(u"# Runbook\n\n---\n\nx"_s);
        QCOMPARE(rich.blocks.size(), 3);
        QCOMPARE(rich.blocks[0].kind, Kind::Heading);
        QCOMPARE(rich.blocks[1].kind, Kind::Rule);
    }

    void linksOpenWhatTheySay()
    {
        QCOMPARE(linkTo(u"see https://example.org/run?a=1#b now"_s), u"https://example.org/run?a=1#b"_s);
        QCOMPARE(shown(u"see https://example.org/run now"_s), u"see https://example.org/run now"_s);
        QCOMPARE(linkTo(u"[runbook](https://example.org/run)"_s), u"https://example.org/run"_s);
        QCOMPARE(shown(u"[runbook](https://example.org/run)"_s), u"runbook"_s);
        QCOMPARE(linkTo(u"www.example.org"_s), u"http://www.example.org"_s);
        QCOMPARE(linkTo(u"mail ops@example.org"_s), u"mailto:ops@example.org"_s);
        QCOMPARE(marked(u"(https://example.org)."_s, Span::Link), QStringList { u"https://example.org"_s });
    }

    void onlyKnownSchemesOpen_data()
    {
        QTest::addColumn<QString>("target");
        for (const QString &target : { u"javascript:alert(1)"_s, u"file:///etc/passwd"_s, u"data:text/html,x"_s,
                 u"vbscript:x"_s, u"JaVaScRiPt:alert(1)"_s, u"smb://host/share"_s, u"ssh://host"_s, u"/etc/passwd"_s,
                 u"//host/x"_s, u"steam://run/1"_s, u"https:///x"_s, u"http://"_s, u"mailto:"_s, u"mailto:nobody"_s,
                 u"\tjavascript:alert(1)"_s, u"hubbub://x"_s })
            QTest::addRow("%s", qPrintable(target)) << target;
    }
    void onlyKnownSchemesOpen()
    {
        QFETCH(QString, target);
        QVERIFY(!openableUrl(target).isValid());
        const RichText rich = parseMarkdown(u"[press](<"_s + target + u">)"_s);
        QVERIFY(rich.links.isEmpty());
        for (const Block &block : rich.blocks) {
            for (const Span &span : block.spans)
                QVERIFY(!(span.marks & Span::Link));
        }
    }

    void aLinkThatClaimsAnotherHostShowsTheRealOne_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("real");
        QTest::newRow("host") << u"[bank.example](https://evil.example/x)"_s << u"(evil.example)"_s;
        QTest::newRow("address") << u"[https://bank.example/login](https://evil.example)"_s << u"(evil.example)"_s;
        QTest::newRow("in words") << u"[log in at bank.example now](https://evil.example)"_s << u"(evil.example)"_s;
        QTest::newRow("bold") << u"[**bank.example**](https://evil.example)"_s << u"(evil.example)"_s;
        QTest::newRow("code") << u"[`bank.example`](https://evil.example)"_s << u"(evil.example)"_s;
        QTest::newRow("image") << u"![bank.example](https://evil.example/i.png)"_s << u"(evil.example)"_s;
        QTest::newRow("with a dot behind") << u"[bank.example.](https://evil.example)"_s << u"(evil.example)"_s;
        QTest::newRow("in brackets") << u"[(bank.example)](https://evil.example)"_s << u"(evil.example)"_s;
        QTest::newRow("ideographic dot") << u"[bank。example](https://evil.example)"_s << u"(evil.example)"_s;
        QTest::newRow("mail") << u"[ops@bank.example](https://evil.example)"_s << u"(evil.example)"_s;
        QTest::newRow("longer host") << u"[bank.example](https://bank.example.evil.example)"_s
                                     << u"(bank.example.evil.example)"_s;
        QTest::newRow("user before") << u"https://bank.example@evil.example/x"_s << u"(evil.example)"_s;
        QTest::newRow("user and port before")
            << u"[x](https://bank.example:443@evil.example/)"_s << u"(evil.example)"_s;
        QTest::newRow("cyrillic behind words") << u"[press here](https://аpple.com)"_s << u"(xn--pple-43d.com)"_s;
    }
    void aLinkThatClaimsAnotherHostShowsTheRealOne()
    {
        QFETCH(QString, source);
        QFETCH(QString, real);
        QVERIFY2(shown(source).contains(real), qPrintable(shown(source)));
    }

    void anAddressInLookAlikeLettersIsNoLinkByItself()
    {
        QVERIFY(linkTo(u"https://аpple.com/x"_s).isEmpty());
        QVERIFY(linkTo(u"www.аpple.com"_s).isEmpty());
    }

    void anHonestLinkIsLeftAlone_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("text");
        QTest::newRow("words") << u"[the runbook](https://example.org)"_s << u"the runbook"_s;
        QTest::newRow("same") << u"[example.org](https://example.org/x)"_s << u"example.org"_s;
        QTest::newRow("www") << u"[example.org](https://www.example.org/x)"_s << u"example.org"_s;
        QTest::newRow("case") << u"[Example.ORG](https://example.org)"_s << u"Example.ORG"_s;
        QTest::newRow("version") << u"[v1.2.3](https://example.org)"_s << u"v1.2.3"_s;
        QTest::newRow("number") << u"[took 1.5 s](https://example.org)"_s << u"took 1.5 s"_s;
        QTest::newRow("sentence") << u"[It works. Look.](https://example.org)"_s << u"It works. Look."_s;
        QTest::newRow("umlaut") << u"https://xn--bcher-kva.example"_s << u"https://xn--bcher-kva.example"_s;
        QTest::newRow("mail") << u"ops@example.org"_s << u"ops@example.org"_s;
        QTest::newRow("address") << u"http://127.0.0.1:7400/ws"_s << u"http://127.0.0.1:7400/ws"_s;
        QTest::newRow("v6") << u"[node](http://[::1]:7400/)"_s << u"node"_s;
    }
    void anHonestLinkIsLeftAlone()
    {
        QFETCH(QString, source);
        QFETCH(QString, text);
        QCOMPARE(shown(source), text);
        QVERIFY(!linkTo(source).isEmpty());
    }

    void aLinkWithoutWordsShowsItsHost() { QCOMPARE(shown(u"[](https://example.org/x)"_s), u"example.org"_s); }

    void hostsAreShownInPunycode()
    {
        QCOMPARE(urlHost(QUrl(u"https://аpple.com/x"_s)), u"xn--pple-43d.com"_s);
        QCOMPARE(urlHost(QUrl(u"mailto:ops@example.org"_s)), u"ops@example.org"_s);
    }

    void htmlIsText_data()
    {
        QTest::addColumn<QString>("text");
        for (const QString &text : { u"<b>bold</b>"_s, u"<img src=\"file:///etc/passwd\">"_s,
                 u"<script>alert(1)</script>"_s, u"<a href=\"javascript:x\">y</a>"_s, u"<!-- hidden -->"_s,
                 u"<style>*{color:red}</style>"_s, u"<div>"_s, u"<?php x ?>"_s })
            QTest::addRow("%s", qPrintable(text)) << text;
    }
    void htmlIsText()
    {
        QFETCH(QString, text);
        QCOMPARE(shown(text), text);
        QCOMPARE(shown(u"a\n\n"_s + text + u"\n\nb"_s), u"a\n"_s + text + u"\nb"_s);
        QVERIFY(parseMarkdown(text).links.isEmpty());
        QCOMPARE(markdownLine(text), text);
    }

    void imagesAreNeverLoadedOnlyLinkedTo()
    {
        const RichText rich = parseMarkdown(u"![a cat](https://example.org/cat.png)"_s);
        QCOMPARE(rich.blocks.first().text, u"a cat"_s);
        QCOMPARE(rich.links.first(), QUrl(u"https://example.org/cat.png"_s));
    }

    void numberedEntitiesSmuggleNothingIn()
    {
        QCOMPARE(shown(u"a&#x202E;b &#0; &lt;b&gt; &amp;amp;"_s), u"a&#x202E;b &#0; <b> &amp;"_s);
        QVERIFY(!linkTo(u"[x](java&#115;cript:alert(1))"_s).startsWith(u"java"_s));
        QVERIFY(linkTo(u"[x](&#106;avascript:alert(1))"_s).isEmpty());
    }

    void mentionsAreOnlyThoseTheMessageNames()
    {
        const UserId mara("mara"_ba);
        const UserId ines("ines"_ba);
        const auto mentions = [&](const QString &text) {
            QStringList found;
            const RichText rich = parseMarkdown(text, { { mara, ines }, mara });
            for (const Block &block : rich.blocks) {
                for (const Span &span : block.spans)
                    if (span.marks & Span::Mention)
                        found.append(block.text.mid(span.start, span.length)
                            + (span.marks & Span::MentionOfMe ? u"!"_s : QString()));
            }
            return found;
        };
        QCOMPARE(mentions(u"@mara and @ines, not @tomas"_s), (QStringList { u"@mara!"_s, u"@ines"_s }));
        QCOMPARE(mentions(u"ask **@mara**."_s), QStringList { u"@mara!"_s });
        QCOMPARE(mentions(u"`@mara` and [x @ines](https://example.org)"_s), QStringList {});
        QCOMPARE(mentions(u"a@mara.org @maraa @@mara"_s), QStringList {});
    }

    void aLineOfItIsShortAndPlain()
    {
        QCOMPARE(
            markdownLine(u"# Title\n\n- **one**\n- `two`\n\n```\ncode\nmore\n```"_s), u"Title one two code more"_s);
        QVERIFY(markdownLine(u"word "_s.repeated(5000)).size() <= 201);
    }

    void nothingButMarkupIsShownAsWritten()
    {
        QCOMPARE(shown(u"[a]: https://example.org"_s), u"[a]: https://example.org"_s);
        QCOMPARE(parseMarkdown(QString()).blocks.size(), 0);
    }

    /// Time is bounded for what parsers are known to choke on; a runaway would hit the test's timeout.
    void hostileInputEnds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("brackets") << u"["_s.repeated(60'000);
        QTest::newRow("stars") << u"*a "_s.repeated(20'000);
        QTest::newRow("quotes") << u">"_s.repeated(60'000);
        QTest::newRow("lists") << u"- "_s.repeated(30'000);
        QTest::newRow("backticks") << u"`a``b```c"_s.repeated(7'000);
        QTest::newRow("links") << u"[a](b"_s.repeated(12'000);
        QTest::newRow("at signs") << u"@"_s.repeated(60'000);
        QTest::newRow("lines") << u"\n"_s.repeated(60'000);
        QTest::newRow("entities") << u"&amp;"_s.repeated(12'000);
        QTest::newRow("tables") << u"a|b\n-|-\n1|2\n\n"_s.repeated(4'000);
        QTest::newRow("wide tables") << u"|x"_s.repeated(4'000) + u'\n' + u"|-"_s.repeated(4'000) + u'\n'
                + u"|\n"_s.repeated(200);
        QTest::newRow("pipes") << u"|"_s.repeated(60'000);
        QTest::newRow("autolinks") << u"http://a.b "_s.repeated(6'000);
    }
    void hostileInputEnds()
    {
        QFETCH(QString, text);
        const RichText rich = parseMarkdown(text, { { UserId("mara"_ba) }, {} });
        qsizetype all = 0;
        for (const Block &block : rich.blocks) {
            all += block.text.size();
            QVERIFY(block.quoteDepth <= 6 && block.indent <= 6);
            for (const Span &span : block.spans)
                QVERIFY(span.start >= 0 && span.length > 0 && span.start + span.length <= block.text.size());
        }
        QVERIFY(all < 100'000);
    }
};

QTEST_APPLESS_MAIN(MarkdownTest)
#include "markdown_test.moc"
