// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/text_guard.h"

#include "core/base/red_hook.h"

namespace hubbub::ui {

namespace {

bool isMark(char32_t code)
{
    const QChar::Category category = QChar::category(code);
    return category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing;
}

bool isLineEnd(char32_t code) { return code == u'\n' || code == u'\r' || code == 0x2028 || code == 0x2029; }

bool within(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

/// Marks of direction, and what takes no room: names that differ in these alone look the same. Joiners stay, since
/// scripts and emoji need them.
bool isUnseen(char32_t code)
{
    switch (code) {
    case 0x00AD: // soft hyphen
    case 0x034F: // grapheme joiner
    case 0x061C: // Arabic letter mark
    case 0x180E:
    case 0x200B: // space of no width
    case 0x200E:
    case 0x200F:
    case 0x3164: // fillers of Hangul
    case 0xFFA0:
    case 0xFEFF:
        return true;
    default:
        return within(code, 0x115F, 0x1160) || within(code, 0x17B4, 0x17B5) || within(code, 0x2060, 0x206F)
            || within(code, 0x1D173, 0x1D17A) || code == 0xE0001;
    }
}

bool isTag(char32_t code) { return within(code, 0xE0020, 0xE007F); }

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

QString withoutControls(QStringView text)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype at = 0; at < text.size();) {
        const char32_t code = take(text, at);
        if (isLineEnd(code)) {
            if (code == u'\r' && at < text.size() && text[at] == u'\n')
                ++at;
            out.append(u'\n');
        } else if (code == u'\t' || isShowable(code)) {
            put(out, code);
        }
    }
    return out;
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
        if (marks <= mostMarks || redHook("any_marks"))
            put(made.text, code);
    }
    return made;
}

QString guardedLine(QStringView text, qsizetype most)
{
    // A tower of dropped marks must not be read to its end for a short name, either.
    Guarded guarded = guardedText(text.first(qMin(text.size(), most * 16)), most);
    const QString simple = guarded.text.simplified();
    QString line;
    line.reserve(simple.size() + 1);
    bool flag = false; // tags spell the name of a region's flag, and may hide a text anywhere else
    for (qsizetype at = 0; at < simple.size();) {
        const char32_t code = take(simple, at);
        flag = code == 0x1F3F4 || (flag && isTag(code));
        if (!isUnseen(code) && (flag || !isTag(code)))
            put(line, code);
    }
    if (guarded.clamped)
        line.append(QChar(0x2026));
    return line;
}

QString isolated(const QString &line) { return QChar(0x2068) + line + QChar(0x2069); }

} // namespace hubbub::ui
