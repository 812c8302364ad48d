// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/code_colours.h"

#include "ui/chat/code_languages.h"

namespace hubbub::ui {

namespace {

constexpr qsizetype longestWord = 32;

bool endsLine(QChar letter) { return letter == u'\n' || letter == QChar(QChar::LineSeparator); }

bool isWordLetter(QChar letter) { return letter.isLetterOrNumber() || letter == u'_'; }

/// Walks over the code once; each step is at least one letter further.
class CodeReader {
public:
    CodeReader(QStringView code, const CodeLanguage &language)
        : m_code(code)
        , m_language(language)
    {
    }

    [[nodiscard]] std::vector<CodeSpan> read()
    {
        while (m_at < m_code.size() && m_spans.size() < mostCodeSpans) {
            if (m_language.isDiff)
                readDiffLine();
            else
                step();
        }
        return std::move(m_spans);
    }

private:
    [[nodiscard]] bool isAt(QStringView mark) const { return !mark.isEmpty() && m_code.sliced(m_at).startsWith(mark); }

    void put(qsizetype from, CodeInk ink)
    {
        if (m_at > from)
            m_spans.push_back({ static_cast<int>(from), static_cast<int>(m_at - from), ink });
    }

    void toLineEnd()
    {
        while (m_at < m_code.size() && !endsLine(m_code[m_at]))
            ++m_at;
    }

    void readDiffLine()
    {
        const qsizetype from = m_at;
        const QChar first = m_code[m_at];
        const bool head = isAt(u"+++") || isAt(u"---");
        toLineEnd();
        if (head)
            put(from, CodeInk::Comment);
        else if (first == u'+')
            put(from, CodeInk::Added);
        else if (first == u'-')
            put(from, CodeInk::Removed);
        else if (first == u'@')
            put(from, CodeInk::Keyword);
        ++m_at;
    }

    void step()
    {
        const qsizetype from = m_at;
        const QChar letter = m_code[m_at];
        if (isAt(m_language.openComment)) { // before that of a line, which may begin alike
            const qsizetype end = m_code.indexOf(m_language.closeComment, m_at + m_language.openComment.size());
            m_at = end < 0 ? m_code.size() : end + m_language.closeComment.size();
            put(from, CodeInk::Comment);
        } else if (isAt(m_language.lineComment) || isAt(m_language.otherLineComment)) {
            // "#" within a word, such as $# or a#b, is none.
            const bool inWord = from > 0 && letter == u'#' && !m_code[from - 1].isSpace();
            if (inWord) {
                ++m_at;
                return;
            }
            toLineEnd();
            put(from, CodeInk::Comment);
        } else if (m_language.quotes.contains(letter)) {
            readString(letter);
            put(from, CodeInk::String);
        } else if (letter.isDigit()) {
            readNumber();
            put(from, CodeInk::Number);
        } else if (isWordLetter(letter)) {
            readWord();
        } else {
            ++m_at;
        }
    }

    void readString(QChar quote)
    {
        const QStringView three = m_code.sliced(m_at).first(qMin<qsizetype>(3, m_code.size() - m_at));
        if (m_language.tripleQuotes && three.size() == 3 && three[1] == quote && three[2] == quote) {
            const qsizetype end = m_code.indexOf(three, m_at + 3);
            m_at = end < 0 ? m_code.size() : end + 3;
            return;
        }
        const bool isLong = m_language.longQuotes.contains(quote);
        for (++m_at; m_at < m_code.size(); ++m_at) {
            const QChar letter = m_code[m_at];
            if (letter == quote) {
                ++m_at;
                return;
            }
            if (endsLine(letter) && !isLong)
                return; // never closed
            if (letter == u'\\' && m_at + 1 < m_code.size() && !endsLine(m_code[m_at + 1]))
                ++m_at;
        }
    }

    /// Digits with all that belongs to them: 0xFF, 1'000, 1.5e-3, 10ms.
    void readNumber()
    {
        while (m_at < m_code.size()) {
            const QChar letter = m_code[m_at];
            const bool next = m_at + 1 < m_code.size() && m_code[m_at + 1].isLetterOrNumber();
            const bool sign = (letter == u'-' || letter == u'+') && m_code[m_at - 1].toLower() == u'e';
            if (!isWordLetter(letter) && !((letter == u'.' || letter == u'\'' || sign) && next))
                return;
            ++m_at;
        }
    }

    void readWord()
    {
        const qsizetype from = m_at;
        while (m_at < m_code.size() && isWordLetter(m_code[m_at]))
            ++m_at;
        if (m_at - from > longestWord)
            return;
        const QString word = m_code.sliced(from, m_at - from).toString();
        if (m_language.keywords.contains(m_language.ignoresCase ? word.toLower() : word))
            put(from, CodeInk::Keyword);
    }

    QStringView m_code;
    const CodeLanguage &m_language;
    qsizetype m_at = 0;
    std::vector<CodeSpan> m_spans;
};

} // namespace

std::vector<CodeSpan> codeSpans(QStringView code, QStringView language)
{
    const CodeLanguage *known = codeLanguage(language);
    return known == nullptr ? std::vector<CodeSpan>() : CodeReader(code, *known).read();
}

} // namespace hubbub::ui
