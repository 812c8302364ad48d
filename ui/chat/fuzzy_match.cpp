// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/fuzzy_match.h"

#include <algorithm>

namespace hubbub::ui {

namespace {

bool beginsWord(QStringView name, qsizetype at) { return at == 0 || !name.at(at - 1).isLetterOrNumber(); }

/// Letters in order with holes between them; fewer holes are better, at least 1 where they all come.
int scatteredScore(QStringView query, QStringView name)
{
    int score = 100;
    qsizetype at = 0;
    for (const QChar wanted : query) {
        const qsizetype found = name.indexOf(wanted, at, Qt::CaseInsensitive);
        if (found < 0)
            return 0;
        if (!beginsWord(name, found))
            score -= static_cast<int>(std::min<qsizetype>(found - at, 20)) + 1;
        at = found + 1;
    }
    return std::max(1, score);
}

} // namespace

int fuzzyScore(QStringView query, QStringView name)
{
    if (query.isEmpty())
        return 1;
    if (name.startsWith(query, Qt::CaseInsensitive))
        return 400 + (name.size() == query.size() ? 100 : 0);
    for (qsizetype at = name.indexOf(query, 0, Qt::CaseInsensitive); at >= 0;
         at = name.indexOf(query, at + 1, Qt::CaseInsensitive)) {
        if (beginsWord(name, at))
            return 300;
    }
    if (name.contains(query, Qt::CaseInsensitive))
        return 200;
    return scatteredScore(query, name);
}

} // namespace hubbub::ui
