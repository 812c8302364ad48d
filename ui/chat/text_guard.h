// SPDX-License-Identifier: GPL-3.0-or-later
// Makes other people's text harmless to draw: no controls, no direction tricks, no towers of marks, not too long.
#pragma once

#include <QString>

namespace hubbub::ui {

inline constexpr int mostMarks = 4; ///< combining marks on one base
inline constexpr qsizetype mostShown = 16 * 1024; ///< UTF-16 units of a message that are laid out
inline constexpr int mostLines = 400;

struct Guarded {
    QString text;
    bool clamped = false;
};

/// For a body of several lines: keeps line feeds and tabs.
[[nodiscard]] Guarded guardedText(QStringView text, qsizetype most = mostShown);

/// For names and titles: one line of at most `most` units.
[[nodiscard]] QString guardedLine(QStringView text, qsizetype most = 160);

/// To be set into a sentence of ours: its direction stays within (FSI ... PDI).
[[nodiscard]] QString isolated(const QString &line);

/// What may be written into a message: line ends become line feeds, what can not be shown is left out. Of any length.
[[nodiscard]] QString withoutControls(QStringView text);

/// May stand in shown text, other than line feed and tab.
[[nodiscard]] bool isShowable(char32_t code);

} // namespace hubbub::ui
