// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked of the messages on this computer, and what is found. Pure functions and values; any thread.
#pragma once

#include "core/base/ids.h"

#include <QList>
#include <QString>

namespace hubbub::client {

inline constexpr int searchTerms = 16; ///< of one question; what a person types beyond them is not looked for
inline constexpr qsizetype searchExcerpt = 400; ///< UTF-16 units of a hit's text, about

struct SearchQuery {
    QString text; ///< as it was typed: each word has to be there, the last one may go on
    RoomId room; ///< empty: all rooms
    UserId author; ///< empty: everybody
    int limit = 50; ///< hits at most

    friend bool operator==(const SearchQuery &, const SearchQuery &) = default;
};

struct SearchHit {
    struct Match { ///< of SearchHit::text, in UTF-16 units
        qsizetype from = 0;
        qsizetype length = 0;
        friend bool operator==(const Match &, const Match &) = default;
    };
    RoomId room;
    qint64 seq = 0; ///< in the room's present log
    UserId from;
    qint64 ts = 0; ///< ms since 1970, of the message as it was first said
    QString text; ///< Markdown, as it reads now; of a long one the part around the first match
    QList<Match> matches; ///< rising; whole words

    friend bool operator==(const SearchHit &, const SearchHit &) = default;
};

struct SearchAnswer {
    QList<SearchHit> hits; ///< newest first
    bool complete = true; ///< false: messages of an earlier version's store are still being read, and may match too

    friend bool operator==(const SearchAnswer &, const SearchAnswer &) = default;
};

/// The typed words as FTS5 reads them: none of it is syntax. Empty where there is nothing to look for, such as in "--".
[[nodiscard]] QString matchExpression(const QString &typed);

// Around a match, in what the index gives back. No stored text has them.
inline constexpr QChar matchBegins { u'\x01' };
inline constexpr QChar matchEnds { u'\x02' };
/// Makes them plain spaces.
[[nodiscard]] QString withoutMatchMarks(QString text);
/// Text and matches from a text with these marks around its matches.
void readMarked(const QString &marked, SearchHit *hit);

} // namespace hubbub::client
