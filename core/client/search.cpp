// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/search.h"

#include <QStringList>

#include <algorithm>

namespace hubbub::client {
namespace {

constexpr qsizetype longestTerm = 128;
constexpr qsizetype keptBefore = searchExcerpt / 5; ///< what a long text keeps before its first match

/// Whether the index has any of it: letters and figures, also those beyond the first plane.
bool hasWord(const QString &term)
{
    const QList<uint> codes = term.toUcs4();
    return std::any_of(codes.cbegin(), codes.cend(), [](uint code) { return QChar::isLetterOrNumber(code); });
}

/// The next space from `at` on within a few letters, so that no word is cut; else not between two halves of a letter.
qsizetype wordEdge(const QString &text, qsizetype at)
{
    constexpr qsizetype reach = 24;
    for (qsizetype i = at; i < std::min(text.size(), at + reach); ++i)
        if (text[i].isSpace())
            return i;
    return at < text.size() && text[at].isLowSurrogate() ? at + 1 : std::min(at, text.size());
}

void shorten(SearchHit *hit)
{
    if (hit->text.size() <= searchExcerpt)
        return;
    const qsizetype first = hit->matches.isEmpty() ? 0 : hit->matches.constFirst().from;
    const qsizetype from = first <= keptBefore ? 0 : std::min(wordEdge(hit->text, first - keptBefore), first);
    const qsizetype to = std::max(wordEdge(hit->text, from + searchExcerpt), from);
    const QString lead = from > 0 ? QStringLiteral("…") : QString();
    const QString tail = to < hit->text.size() ? QStringLiteral("…") : QString();
    hit->text = lead + hit->text.mid(from, to - from) + tail;
    QList<SearchHit::Match> kept;
    for (const SearchHit::Match &match : std::as_const(hit->matches))
        if (match.from < to)
            kept.append({ match.from - from + lead.size(), std::min(match.length, to - match.from) });
    hit->matches = kept;
}

} // namespace

QString matchExpression(const QString &typed)
{
    QString spaced = typed;
    for (QChar &letter : spaced)
        if (letter.category() == QChar::Other_Control) // also U+0000, which would end the expression
            letter = u' ';
    QStringList terms;
    for (const QString &term : spaced.split(u' ', Qt::SkipEmptyParts)) {
        if (terms.size() == searchTerms)
            break;
        QString quoted = term.left(longestTerm);
        if (!hasWord(quoted))
            continue;
        quoted.replace(u'"', QStringLiteral("\"\""));
        terms.append(u'"' + quoted + u'"');
    }
    return terms.isEmpty() ? QString() : terms.join(u' ') + QStringLiteral(" *");
}

QString withoutMatchMarks(QString text)
{
    text.replace(matchBegins, u' ');
    text.replace(matchEnds, u' ');
    return text;
}

void readMarked(const QString &marked, SearchHit *hit)
{
    hit->text.clear();
    hit->text.reserve(marked.size());
    hit->matches.clear();
    qsizetype begun = 0;
    for (const QChar letter : marked) {
        if (letter == matchBegins)
            begun = hit->text.size();
        else if (letter == matchEnds)
            hit->matches.append({ begun, hit->text.size() - begun });
        else
            hit->text.append(letter);
    }
    shorten(hit);
}

} // namespace hubbub::client
