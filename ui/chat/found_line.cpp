// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/found_line.h"

#include "ui/chat/markdown.h"

#include <algorithm>

namespace hubbub::ui {

using Match = client::SearchHit::Match;

namespace {

// Around a match, on its way through Markdown: letters that nobody writes, for private use.
constexpr QChar opens { u'\xE000' };
constexpr QChar closes { u'\xE001' };
constexpr qsizetype mostLine = 600;
constexpr qsizetype farIn = 56; ///< a first match behind this is brought nearer
constexpr qsizetype leadIn = 28; ///< and keeps about so much before it

QString withMarks(const client::SearchHit &hit)
{
    QString text = hit.text;
    text.replace(opens, QChar::ReplacementCharacter);
    text.replace(closes, QChar::ReplacementCharacter);
    for (auto match = hit.matches.crbegin(); match != hit.matches.crend(); ++match)
        text.insert(match->from + match->length, closes).insert(match->from, opens);
    return text;
}

void bringNear(FoundLine *line)
{
    const qsizetype first = line->matches.isEmpty() ? 0 : line->matches.constFirst().from;
    if (first <= farIn)
        return;
    const qsizetype space = line->text.indexOf(u' ', first - leadIn);
    const qsizetype from = space >= 0 && space < first ? space + 1 : first;
    const QString lead = QStringLiteral("… ");
    line->text = lead + line->text.mid(from);
    for (Match &match : line->matches)
        match.from += lead.size() - from;
}

} // namespace

FoundLine foundLine(const client::SearchHit &hit)
{
    const QString marked = markdownLine(withMarks(hit), mostLine);
    FoundLine line;
    qsizetype begun = -1;
    for (const QChar letter : marked) {
        if (letter == opens) {
            begun = line.text.size();
        } else if (letter == closes) {
            if (begun >= 0)
                line.matches.append({ begun, line.text.size() - begun });
            begun = -1;
        } else {
            line.text.append(letter);
        }
    }
    if (begun >= 0 && begun < line.text.size()) // the line ended within it
        line.matches.append({ begun, line.text.size() - begun });
    bringNear(&line);
    return line;
}

} // namespace hubbub::ui
