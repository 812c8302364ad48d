// SPDX-License-Identifier: GPL-3.0-or-later
// What is selected, from a letter of one row to a letter of another.
#pragma once

#include <compare>
#include <utility>

namespace hubbub::ui {

struct TextMark {
    int row = 0;
    int letter = 0;

    friend auto operator<=>(const TextMark &, const TextMark &) = default;
};

class TimelineSelection {
public:
    void clear() { m_active = false; }
    /// From here, to here: nothing yet.
    void start(const TextMark &mark);
    /// The near end stays, the far end moves; for words and rows, `from` and `to` are both kept in.
    void extend(const TextMark &from, const TextMark &to);
    void extend(const TextMark &mark) { extend(mark, mark); }
    /// Both ends at once, such as a word; extending keeps it in.
    void select(const TextMark &from, const TextMark &to);

    [[nodiscard]] bool isEmpty() const { return !m_active || first() == last(); }
    [[nodiscard]] TextMark first() const { return m_first; }
    [[nodiscard]] TextMark last() const { return m_last; }
    /// Letters of that row, of which there are `length`; empty where both are equal.
    [[nodiscard]] std::pair<int, int> within(int row, int length) const;

    void rowsInserted(int at, int count);
    void rowsRemoved(int at, int count); ///< gone where an end of it went

private:
    bool m_active = false;
    TextMark m_originFirst; ///< what was chosen first, kept in
    TextMark m_originLast;
    TextMark m_first;
    TextMark m_last;
};

} // namespace hubbub::ui
