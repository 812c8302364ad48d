// SPDX-License-Identifier: GPL-3.0-or-later
// Paints a laid-out row.
#pragma once

#include "ui/chat/row_layout.h"

class QPainter;

namespace hubbub::ui {

struct RowPaint {
    int selectedFrom = 0; ///< letters of RowLayout::plain
    int selectedTo = 0;
    const LinkRange *hoveredLink = nullptr;
    const ReactionChip *hoveredReaction = nullptr;
    std::vector<std::pair<int, int>> found; ///< letters of RowLayout::plain that match what is looked for
    double flash = 0; ///< 0 to 1: how strongly the row is pointed out, after a jump to it
};

/// `at` is the row's top left in the painter's coordinates.
void paintRow(QPainter &painter, const RowLayout &row, const QPoint &at, const RowPaint &how);

} // namespace hubbub::ui
