// SPDX-License-Identifier: GPL-3.0-or-later
// The heights of all rows, measured or estimated, with their sums kept by blocks: positions in microseconds, and
// inserting anywhere costs one move of the rest.
#pragma once

#include <QtGlobal>

#include <vector>

namespace hubbub::ui {

class HeightIndex {
public:
    [[nodiscard]] int count() const { return static_cast<int>(m_heights.size()); }
    [[nodiscard]] qint64 total() const { return m_total; }
    [[nodiscard]] int height(int row) const { return m_heights[static_cast<size_t>(row)]; }

    void assign(std::vector<int> heights);
    void insert(int first, const std::vector<int> &heights);
    void remove(int first, int count);
    void set(int row, int height);

    /// Distance from the top of row 0 to that of `row`; `row` may be count().
    [[nodiscard]] qint64 top(int row) const;
    /// The row that covers that distance, held within the rows there are; -1 where there is none.
    [[nodiscard]] int rowAt(qint64 distance) const;

private:
    void sumFrom(size_t block);

    static constexpr size_t blockRows = 256;
    std::vector<int> m_heights;
    std::vector<qint64> m_sums; ///< of each block
    qint64 m_total = 0;
};

} // namespace hubbub::ui
