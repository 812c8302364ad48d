// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/text_guard.h"

namespace hubbub::ui {

namespace {

bool isMark(char32_t code)
{
    const QChar::Category category = QChar::category(code);
    return category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing;
}

bool isLineEnd(char32_t code) { return code == u'\n' || code == u'\r' || code == 0x2028 || code == 0x2029; }

/// The code point at `at`, which moves on; U+FFFD for half a pair.
char32_t take(QStringView text, qsizetype &at)
{
    const QChar first = text[at++];
    if (!first.isSurrogate())
        return first.unicode();
    if (first.isHighSurrogate() && at < text.size() && text[at].isLowSurrogate())
        return QChar::surrogateToUcs4(first, text[at++]);
    return QChar::ReplacementCharacter;
}

void put(QString &out, char32_t code)
{
    if (QChar::requiresSurrogates(code)) {
        out.append(QChar::highSurrogate(code));
        out.append(QChar::lowSurrogate(code));
    } else {
        out.append(QChar(static_cast<char16_t>(code)));
    }
}

} // namespace

bool isShowable(char32_t code)
{
    if (code < 0x20 || (code >= 0x7F && code < 0xA0))
        return false; // C0, DEL, C1
    if (code >= 0x202A && code <= 0x202E)
        return false; // embeddings and overrides: reorder what follows. Isolates end with their paragraph, and may
                      // stay.
    if (code >= 0xFFF9 && code <= 0xFFFC)
        return false; // annotations, object replacement
    if (code >= 0xFFFE && code <= 0xFFFF)
        return false;
    return code != 0x2028 && code != 0x2029;
}

Guarded guardedText(QStringView text, qsizetype most)
{
    Guarded made;
    made.text.reserve(qMin(text.size(), most));
    int marks = 0;
    int lines = 1;
    for (qsizetype at = 0; at < text.size();) {
        if (made.text.size() >= most || lines > mostLines) {
            made.clamped = true;
            break;
        }
        const char32_t code = take(text, at);
        if (isLineEnd(code)) {
            if (code == u'\r' && at < text.size() && text[at] == u'\n')
                ++at;
            made.text.append(u'\n');
            ++lines;
            marks = 0;
            continue;
        }
        if (code != u'\t' && !isShowable(code))
            continue;
        marks = isMark(code) ? marks + 1 : 0;
        if (marks <= mostMarks)
            put(made.text, code);
    }
    return made;
}

QString guardedLine(QStringView text, qsizetype most)
{
    // A tower of dropped marks must not be read to its end for a short name, either.
    Guarded guarded = guardedText(text.first(qMin(text.size(), most * 16)), most);
    QString line = guarded.text.simplified();
    // A name has no use for direction of its own, nor for invisible letters that make two names look the same.
    line.removeIf([](QChar c) { return (c.unicode() >= 0x2066 && c.unicode() <= 0x2069) || c.unicode() == 0x200B; });
    if (guarded.clamped)
        line.append(QChar(0x2026));
    return line;
}

QString isolated(const QString &line) { return QChar(0x2068) + line + QChar(0x2069); }

} // namespace hubbub::ui
