// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/timeline_selection.h"

#include <algorithm>

namespace hubbub::ui {

void TimelineSelection::start(const TextMark &mark) { select(mark, mark); }

void TimelineSelection::select(const TextMark &from, const TextMark &to)
{
    m_active = true;
    m_originFirst = m_first = std::min(from, to);
    m_originLast = m_last = std::max(from, to);
}

void TimelineSelection::extend(const TextMark &from, const TextMark &to)
{
    if (!m_active) {
        select(from, to);
        return;
    }
    m_first = std::min({ m_originFirst, from, to });
    m_last = std::max({ m_originLast, from, to });
}

std::pair<int, int> TimelineSelection::within(int row, int length) const
{
    if (isEmpty() || row < m_first.row || row > m_last.row)
        return { 0, 0 };
    const int from = row == m_first.row ? m_first.letter : 0;
    const int to = row == m_last.row ? m_last.letter : length;
    return { std::min(from, length), std::min(to, length) };
}

void TimelineSelection::rowsInserted(int at, int count)
{
    for (TextMark *mark : { &m_originFirst, &m_originLast, &m_first, &m_last }) {
        if (mark->row >= at)
            mark->row += count;
    }
}

void TimelineSelection::rowsRemoved(int at, int count)
{
    for (TextMark *mark : { &m_originFirst, &m_originLast, &m_first, &m_last }) {
        if (mark->row >= at + count)
            mark->row -= count;
        else if (mark->row >= at)
            clear();
    }
}

} // namespace hubbub::ui
