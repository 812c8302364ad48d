// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/height_index.h"

#include <algorithm>
#include <numeric>

namespace hubbub::ui {

void HeightIndex::assign(std::vector<int> heights)
{
    m_heights = std::move(heights);
    sumFrom(0);
}

void HeightIndex::insert(int first, const std::vector<int> &heights)
{
    m_heights.insert(m_heights.begin() + first, heights.begin(), heights.end());
    sumFrom(static_cast<size_t>(first) / blockRows);
}

void HeightIndex::remove(int first, int count)
{
    m_heights.erase(m_heights.begin() + first, m_heights.begin() + first + count);
    sumFrom(static_cast<size_t>(first) / blockRows);
}

void HeightIndex::set(int row, int height)
{
    int &kept = m_heights[static_cast<size_t>(row)];
    const int more = height - kept;
    kept = height;
    m_sums[static_cast<size_t>(row) / blockRows] += more;
    m_total += more;
}

qint64 HeightIndex::top(int row) const
{
    const size_t block = static_cast<size_t>(row) / blockRows;
    const qint64 before =
        std::accumulate(m_sums.begin(), m_sums.begin() + static_cast<std::ptrdiff_t>(block), qint64(0));
    const auto from = m_heights.begin() + static_cast<std::ptrdiff_t>(block * blockRows);
    return std::accumulate(from, m_heights.begin() + row, before);
}

int HeightIndex::rowAt(qint64 distance) const
{
    if (m_heights.empty())
        return -1;
    distance = std::max<qint64>(0, distance);
    size_t block = 0;
    while (block + 1 < m_sums.size() && distance >= m_sums[block])
        distance -= m_sums[block++];
    size_t row = block * blockRows;
    const size_t last = std::min(row + blockRows, m_heights.size()) - 1;
    while (row < last && distance >= m_heights[row])
        distance -= m_heights[row++];
    return static_cast<int>(row);
}

void HeightIndex::sumFrom(size_t block)
{
    m_sums.resize((m_heights.size() + blockRows - 1) / blockRows);
    for (; block < m_sums.size(); ++block) {
        const size_t from = block * blockRows;
        const size_t to = std::min(from + blockRows, m_heights.size());
        m_sums[block] = std::accumulate(m_heights.begin() + static_cast<std::ptrdiff_t>(from),
            m_heights.begin() + static_cast<std::ptrdiff_t>(to), qint64(0));
    }
    m_total = std::accumulate(m_sums.begin(), m_sums.end(), qint64(0));
}

} // namespace hubbub::ui
