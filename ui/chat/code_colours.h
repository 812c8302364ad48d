// SPDX-License-Identifier: GPL-3.0-or-later
// Finds strings, comments, numbers and keywords in code of a dozen languages. One pass over the text, without going
// back: quick for any input, and roughly right for real code, which is all that a chat needs.
#pragma once

#include <QStringView>

#include <vector>

namespace hubbub::ui {

enum class CodeInk : quint8 { Keyword, String, Comment, Number, Added, Removed };

struct CodeSpan {
    int start = 0; ///< in UTF-16 units
    int length = 0;
    CodeInk ink = CodeInk::Keyword;

    friend bool operator==(const CodeSpan &, const CodeSpan &) = default;
};

inline constexpr size_t mostCodeSpans = 1500; ///< what comes behind them stays plain

/// `language`: as people write it behind the fence, such as "cpp" or "Python". Nothing for one that is not known, and
/// where there is none. Lines end with U+2028 or a line feed. Ascending, not overlapping.
[[nodiscard]] std::vector<CodeSpan> codeSpans(QStringView code, QStringView language);

} // namespace hubbub::ui
