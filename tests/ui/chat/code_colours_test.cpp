// SPDX-License-Identifier: GPL-3.0-or-later
// Code in colours: what is found in each language, and that no input takes long.
#include "ui/chat/code_colours.h"
#include "ui/chat/markdown.h"

#include <QElapsedTimer>
#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace hubbub::ui;

namespace {

/// Spans as text: K, S, C, N, + or - before what each covers.
QStringList coloured(const QString &code, const QString &language)
{
    QStringList found;
    for (const CodeSpan &span : codeSpans(code, language))
        found.append(u"KSCN+-"_s.at(static_cast<int>(span.ink)) + code.mid(span.start, span.length));
    return found;
}

} // namespace

class CodeColoursTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyLanguageHasItsSigns_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QStringList>("found");
        const auto row = [](const char *name, const QString &language, const QString &code, const QStringList &found) {
            QTest::newRow(name) << language << code << found;
        };
        row("c++", u"cpp"_s, u"return x1 + 0xFF; // end"_s, { u"Kreturn"_s, u"N0xFF"_s, u"C// end"_s });
        row("c++ comment of lines", u"C++"_s, u"/* a\nb */ int i"_s, { u"C/* a\nb */"_s, u"Kint"_s });
        row("c++ strings", u"cpp"_s, u"f(\"a \\\" b\", 'c')"_s, { u"S\"a \\\" b\""_s, u"S'c'"_s });
        row("c++ numbers", u"cpp"_s, u"1'000 1.5e-3 10ms a1"_s, { u"N1'000"_s, u"N1.5e-3"_s, u"N10ms"_s });
        row("python", u"python"_s, u"def f(): # no\n  \"\"\"a\nb\"\"\""_s,
            { u"Kdef"_s, u"C# no"_s, u"S\"\"\"a\nb\"\"\""_s });
        row("shell", u"sh"_s, u"if [ $# -gt 2 ]; then echo 'a\nb'; fi # x"_s,
            { u"Kif"_s, u"N2"_s, u"Kthen"_s, u"S'a\nb'"_s, u"Kfi"_s, u"C# x"_s });
        row("javascript", u"JS"_s, u"const a = `x\n${y}`"_s, { u"Kconst"_s, u"S`x\n${y}`"_s });
        row("rust", u"rust"_s, u"fn f<'a>(x: &'a str)"_s, { u"Kfn"_s });
        row("go", u"go"_s, u"func main() { x := 3 }"_s, { u"Kfunc"_s, u"N3"_s });
        row("json", u"json"_s, u"{\"a\": true, \"b\": -1}"_s, { u"S\"a\""_s, u"Ktrue"_s, u"S\"b\""_s, u"N1"_s });
        row("yaml", u"yaml"_s, u"a: yes # b"_s, { u"Kyes"_s, u"C# b"_s });
        row("sql", u"sql"_s, u"SELECT a FROM b WHERE c = 'd''e' -- f"_s,
            { u"KSELECT"_s, u"KFROM"_s, u"KWHERE"_s, u"S'd'"_s, u"S'e'"_s, u"C-- f"_s });
        row("lua", u"lua"_s, u"--[[ a\nb ]] local x"_s, { u"C--[[ a\nb ]]"_s, u"Klocal"_s });
        row("html", u"html"_s, u"<a href=\"b\"><!-- c --></a>"_s, { u"S\"b\""_s, u"C<!-- c -->"_s });
        row("diff", u"diff"_s, u"--- a\n+++ b\n@@ 1\n-old\n+new\n same"_s,
            { u"C--- a"_s, u"C+++ b"_s, u"K@@ 1"_s, u"--old"_s, u"++new"_s });
        row("what is not known", u"brainfog"_s, u"return 1 // x"_s, {});
        row("none", QString(), u"return 1 // x"_s, {});
        row("never closed", u"c"_s, u"\"abc\nint"_s, { u"S\"abc"_s, u"Kint"_s });
        row("comment without an end", u"c"_s, u"int /* x"_s, { u"Kint"_s, u"C/* x"_s });
        row("escape at the end", u"c"_s, u"\"\\"_s, { u"S\"\\"_s });
    }
    void everyLanguageHasItsSigns()
    {
        QFETCH(const QString, language);
        QFETCH(const QString, code);
        QFETCH(const QStringList, found);
        QCOMPARE(coloured(code, language), found);
    }

    void markdownTellsTheLanguage()
    {
        const RichText rich = parseMarkdown(u"```cpp title\nint i;\n```"_s);
        QCOMPARE(rich.blocks.first().language, u"cpp"_s);
        QVERIFY(parseMarkdown(u"```\nint i;\n```"_s).blocks.first().language.isEmpty());
        QVERIFY(
            parseMarkdown(u"```"_s + QString(5000, u'x') + u"\nint i;\n```"_s).blocks.first().language.size() <= 32);
    }

    /// From the letters that mean something, in no order: spans stay within the text, ascend, and few.
    void anyTextIsQuick()
    {
        std::mt19937 random(7);
        const QString letters = u"\"'`/*-#<!>[]\\\n \u2028ab0.e+@\u00e9"_s;
        const QStringList languages { u"cpp"_s, u"python"_s, u"sh"_s, u"js"_s, u"sql"_s, u"lua"_s, u"html"_s, u"diff"_s,
            u"ini"_s, u"rust"_s };
        QElapsedTimer timer;
        timer.start();
        for (int round = 0; round < 200; ++round) {
            QString code;
            for (int i = 0; i < 16 * 1024; ++i)
                code.append(letters.at(static_cast<int>(random() % static_cast<quint32>(letters.size()))));
            const auto spans = codeSpans(code, languages.at(round % languages.size()));
            QVERIFY(spans.size() <= mostCodeSpans);
            int end = 0;
            for (const CodeSpan &span : spans) {
                QVERIFY(span.start >= end && span.length > 0);
                end = span.start + span.length;
            }
            QVERIFY(end <= code.size());
        }
        QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_APPLESS_MAIN(CodeColoursTest)
#include "code_colours_test.moc"
