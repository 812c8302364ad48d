// SPDX-License-Identifier: GPL-3.0-or-later
// What the colouring of code knows of each language.
#pragma once

#include <QSet>
#include <QString>
#include <QStringView>

namespace hubbub::ui {

struct CodeLanguage {
    QStringView lineComment; ///< empty: none
    QStringView otherLineComment;
    QStringView openComment; ///< of several lines
    QStringView closeComment;
    QStringView quotes; ///< each begins and ends a string
    QStringView longQuotes; ///< of them, those whose strings go over lines
    bool tripleQuotes = false; ///< three of them begin a string of several lines
    bool ignoresCase = false; ///< of keywords
    bool isDiff = false; ///< whole lines by their first letter
    QSet<QString> keywords;
};

/// nullptr where it is not known. Lives as long as the program.
[[nodiscard]] const CodeLanguage *codeLanguage(QStringView name);

} // namespace hubbub::ui
