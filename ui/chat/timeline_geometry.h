// SPDX-License-Identifier: GPL-3.0-or-later
// Where rows stand in the viewport. The truth is an anchor (row, place of its content), not a scroll position, so
// nothing moves when rows are prepended, measured or wrapped anew. No widgets: tests hand in the heights.
#pragma once

#include "ui/chat/height_index.h"

#include <functional>

namespace hubbub::ui {

struct RowHeight {
    int height = 0;
    /// From the row's top to what the eye holds on to: below the day's name, which may go when older rows come.
    int contentTop = 0;
};

struct PlacedRow {
    int row = 0;
    int y = 0; ///< of its top, from the viewport's
    int height = 0;

    friend bool operator==(const PlacedRow &, const PlacedRow &) = default;
};

class TimelineGeometry {
public:
    using Measure = std::function<RowHeight(int row)>; ///< exact; called for rows in sight only
    using Estimate = std::function<int(int row)>; ///< cheap; called for every row

    TimelineGeometry(Measure measure, Estimate estimate);

    void setViewport(int width, int height); ///< another width makes all heights guesses again
    void setMargins(int above, int below); ///< room before the first and after the last row

    void reset(int count); ///< ends at the bottom
    void insert(int first, int count);
    void remove(int first, int count);
    void remeasureAll(); ///< widths or fonts differ

    /// The rows in sight, from top to bottom, all measured. Call after any change; cheap where nothing did.
    const std::vector<PlacedRow> &settle();
    [[nodiscard]] const std::vector<PlacedRow> &placed() const { return m_placed; }

    /// Pixels, held within the ends. Exact for some screens; further away, by the heights as far as they are known.
    void scrollBy(int down);
    void scrollTo(qint64 value); ///< of the scroll bar
    void scrollToEnd();
    /// Brings that row into sight, its content `fromTop` below the viewport's top.
    void scrollToRow(int row, int fromTop);

    [[nodiscard]] bool isAtEnd() const { return m_stuck; } ///< new rows at the bottom will be followed
    [[nodiscard]] qint64 value() const;
    [[nodiscard]] qint64 maximum() const;
    [[nodiscard]] int count() const { return m_heights.count(); }
    [[nodiscard]] int viewportHeight() const { return m_viewHeight; }
    /// Row at that height of the viewport; -1 where there is none.
    [[nodiscard]] int rowAt(int y) const;

private:
    int measured(int row, int *contentTop = nullptr);
    void placeFrom(int row, int y);
    void placeFromEnd();
    bool pullWithinEnds(int anchorTop);
    void holdOn();

    Measure m_measure;
    Estimate m_estimate;
    HeightIndex m_heights;
    std::vector<PlacedRow> m_placed;
    int m_viewWidth = 0;
    int m_viewHeight = 0;
    int m_above = 0;
    int m_below = 0;
    int m_anchorRow = -1;
    int m_anchorY = 0; ///< of the anchor's content in the viewport
    bool m_stuck = true;
    bool m_rehold = false; ///< the person scrolled: choose a new anchor
};

} // namespace hubbub::ui
