// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/row_layout.h"

#include <algorithm>

namespace hubbub::ui {

namespace {

int letterIn(const TextPiece &piece, const QPointF &point)
{
    const QTextLayout &layout = *piece.layout;
    const QPointF inside = point - piece.at;
    for (int i = 0; i < layout.lineCount(); ++i) {
        const QTextLine line = layout.lineAt(i);
        const bool last = i + 1 == layout.lineCount();
        if (last || inside.y() < layout.lineAt(i + 1).y())
            return line.xToCursor(inside.x());
    }
    return 0;
}

} // namespace

int RowLayout::letterAt(const QPointF &point) const
{
    for (size_t i = 0; i < pieces.size(); ++i) {
        const bool last = i + 1 == pieces.size();
        if (!last && point.y() >= pieces[i + 1].box.top())
            continue;
        // Cells of a table stand beside each other.
        while (i > 0 && pieces[i - 1].box.top() == pieces[i].box.top() && point.x() < pieces[i].box.left())
            --i;
        return pieces[i].from + letterIn(pieces[i], point);
    }
    return 0;
}

const ReactionChip *RowLayout::reactionAt(const QPointF &point) const
{
    const auto found = std::find_if(
        reactions.begin(), reactions.end(), [&](const ReactionChip &chip) { return chip.box.contains(point); });
    return found == reactions.end() ? nullptr : &*found;
}

const LinkRange *RowLayout::linkAt(const QPointF &point) const
{
    if (links.empty())
        return nullptr;
    for (const TextPiece &piece : pieces) {
        if (!piece.box.adjusted(-2, 0, 2, 0).contains(point))
            continue;
        const QPointF inside = point - piece.at;
        for (int i = 0; i < piece.layout->lineCount(); ++i) {
            const QTextLine set = piece.layout->lineAt(i);
            const QRectF used = set.naturalTextRect();
            if (!used.contains(inside))
                continue;
            const int letter = piece.from + set.xToCursor(inside.x(), QTextLine::CursorOnCharacter);
            const auto found = std::find_if(
                links.begin(), links.end(), [letter](const LinkRange &l) { return letter >= l.from && letter < l.to; });
            return found == links.end() ? nullptr : &*found;
        }
    }
    return nullptr;
}

} // namespace hubbub::ui
