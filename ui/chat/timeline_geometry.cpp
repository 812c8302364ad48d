// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/timeline_geometry.h"

#include <algorithm>

namespace hubbub::ui {

namespace {

constexpr int leap = 4; ///< viewports; further than this is gone to by the scroll bar's measure

} // namespace

TimelineGeometry::TimelineGeometry(Measure measure, Estimate estimate)
    : m_measure(std::move(measure))
    , m_estimate(std::move(estimate))
{
}

void TimelineGeometry::setViewport(int width, int height)
{
    const bool otherWidth = width != m_viewWidth;
    m_viewWidth = width;
    m_viewHeight = height;
    if (otherWidth)
        remeasureAll();
}

void TimelineGeometry::setMargins(int above, int below)
{
    m_above = above;
    m_below = below;
}

void TimelineGeometry::reset(int count)
{
    std::vector<int> heights(static_cast<size_t>(count));
    for (int row = 0; row < count; ++row)
        heights[static_cast<size_t>(row)] = m_estimate(row);
    m_heights.assign(std::move(heights));
    m_placed.clear();
    m_anchorRow = -1;
    m_stuck = true;
}

void TimelineGeometry::remeasureAll()
{
    std::vector<int> heights(static_cast<size_t>(m_heights.count()));
    for (int row = 0; row < m_heights.count(); ++row)
        heights[static_cast<size_t>(row)] = m_estimate(row);
    m_heights.assign(std::move(heights));
}

void TimelineGeometry::insert(int first, int count)
{
    std::vector<int> heights(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i)
        heights[static_cast<size_t>(i)] = m_estimate(first + i);
    m_heights.insert(first, heights);
    if (m_anchorRow >= first)
        m_anchorRow += count;
}

void TimelineGeometry::remove(int first, int count)
{
    m_heights.remove(first, count);
    if (m_anchorRow >= first + count)
        m_anchorRow -= count;
    else if (m_anchorRow >= first) // the anchor itself went: what follows takes its place
        m_anchorRow = std::min(first, m_heights.count() - 1);
}

int TimelineGeometry::measured(int row, int *contentTop)
{
    const RowHeight size = m_measure(row);
    m_heights.set(row, size.height);
    if (contentTop)
        *contentTop = size.contentTop;
    return size.height;
}

void TimelineGeometry::placeFrom(int row, int y)
{
    m_placed.clear();
    int above = row;
    int top = y;
    while (above > 0 && top > 0) {
        --above;
        const int height = measured(above);
        top -= height;
        m_placed.push_back({ above, top, height });
    }
    std::reverse(m_placed.begin(), m_placed.end());
    for (int below = row; below < count() && y < m_viewHeight; ++below) {
        const int height = measured(below);
        m_placed.push_back({ below, y, height });
        y += height;
    }
    // An anchor that lies outside of the viewport leads to rows outside: keep what is in sight.
    std::erase_if(m_placed, [this](const PlacedRow &p) { return p.y + p.height <= 0 || p.y >= m_viewHeight; });
}

void TimelineGeometry::placeFromEnd()
{
    m_placed.clear();
    int y = m_viewHeight - m_below;
    for (int row = count() - 1; row >= 0 && y > 0; --row) {
        const int height = measured(row);
        y -= height;
        m_placed.push_back({ row, y, height });
    }
    std::reverse(m_placed.begin(), m_placed.end());
}

bool TimelineGeometry::pullWithinEnds(int anchorTop)
{
    if (m_placed.empty()) {
        // The anchor lies so far outside that there is nothing between it and the viewport: it was pushed beyond an
        // end, and that end is what is wanted.
        if (anchorTop > 0) {
            placeFrom(0, m_above);
        } else {
            m_stuck = true;
            placeFromEnd();
            return true;
        }
    }
    const PlacedRow first = m_placed.front();
    const PlacedRow last = m_placed.back();
    const int floor = m_viewHeight - m_below;
    if (last.row == count() - 1 && last.y + last.height <= floor) {
        m_stuck = true;
        placeFromEnd();
        return true;
    }
    if (first.row == 0 && first.y > m_above) {
        // Nothing is above the first row but its margin. Where all rows fit, they stand at the bottom.
        placeFrom(0, m_above);
        const PlacedRow &end = m_placed.back();
        if (end.row == count() - 1 && end.y + end.height <= floor) {
            m_stuck = true;
            placeFromEnd();
        }
        return true;
    }
    return false;
}

void TimelineGeometry::holdOn()
{
    if (m_placed.empty())
        return;
    for (const PlacedRow &placed : m_placed) {
        const RowHeight size = m_measure(placed.row);
        if (placed.y + size.contentTop < 0 && &placed != &m_placed.back())
            continue;
        m_anchorRow = placed.row;
        m_anchorY = placed.y + size.contentTop;
        return;
    }
}

const std::vector<PlacedRow> &TimelineGeometry::settle()
{
    if (count() == 0 || m_viewHeight <= 0) {
        m_placed.clear();
        return m_placed;
    }
    if (m_stuck || m_anchorRow < 0) {
        m_stuck = true;
        placeFromEnd();
        holdOn();
        return m_placed;
    }
    int contentTop = 0;
    measured(m_anchorRow, &contentTop);
    const int anchorTop = m_anchorY - contentTop;
    placeFrom(m_anchorRow, anchorTop);
    const bool pulled = pullWithinEnds(anchorTop);
    if (pulled || m_rehold)
        holdOn();
    m_rehold = false;
    return m_placed;
}

void TimelineGeometry::scrollBy(int down)
{
    if (down == 0 || m_placed.empty())
        return;
    if (m_stuck && down > 0)
        return;
    if (std::abs(qint64(down)) > qint64(leap) * m_viewHeight) {
        // All rows in between would be measured, thousands of them, to no use: the eye has lost its hold anyway.
        scrollTo(value() + down);
        return;
    }
    m_stuck = false;
    m_anchorY -= down;
    m_rehold = true;
    settle();
}

void TimelineGeometry::scrollTo(qint64 value)
{
    if (count() == 0)
        return;
    if (value >= maximum()) {
        scrollToEnd();
        return;
    }
    value = std::max<qint64>(0, value);
    const qint64 distance = std::max<qint64>(0, value - m_above);
    const int row = m_heights.rowAt(distance);
    const auto into = static_cast<int>(value - m_above - m_heights.top(row));
    int contentTop = 0;
    measured(row, &contentTop);
    m_stuck = false;
    m_anchorRow = row;
    m_anchorY = contentTop - into;
    m_rehold = true;
    settle();
}

void TimelineGeometry::scrollToEnd()
{
    m_stuck = true;
    settle();
}

void TimelineGeometry::scrollToRow(int row, int fromTop)
{
    m_stuck = false;
    m_anchorRow = row;
    m_anchorY = fromTop;
    m_rehold = true;
    settle();
}

qint64 TimelineGeometry::maximum() const
{
    return std::max<qint64>(0, m_heights.total() + m_above + m_below - m_viewHeight);
}

qint64 TimelineGeometry::value() const
{
    if (m_placed.empty())
        return 0;
    if (m_stuck)
        return maximum();
    const PlacedRow &first = m_placed.front();
    return std::clamp<qint64>(m_heights.top(first.row) + m_above - first.y, 0, maximum());
}

int TimelineGeometry::rowAt(int y) const
{
    const auto found = std::find_if(
        m_placed.begin(), m_placed.end(), [y](const PlacedRow &p) { return y >= p.y && y < p.y + p.height; });
    return found == m_placed.end() ? -1 : found->row;
}

} // namespace hubbub::ui
