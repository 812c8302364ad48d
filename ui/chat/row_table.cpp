// SPDX-License-Identifier: GPL-3.0-or-later
// RowBuilder, the part that sets a table: columns as wide as they want where there is room, else shared out, and cells
// that wrap. What is still too wide ends in a note of what is left out; whoever copies the message has all of it.
#include "ui/chat/row_builder.h"
#include "ui/chat/row_metrics.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/common/tr.h"

#include <algorithm>
#include <cmath>

namespace hubbub::ui {

namespace {

/// Wishes that fit stay; the others share what is left alike, each of them at least `least`.
std::vector<double> sharedOut(std::vector<double> wanted, double room, double least)
{
    std::vector<double> sorted = wanted;
    std::sort(sorted.begin(), sorted.end());
    double left = room;
    double most = room;
    for (size_t i = 0; i < sorted.size(); ++i) {
        most = left / static_cast<double>(sorted.size() - i);
        if (sorted[i] > most)
            break;
        left -= sorted[i];
        most = std::max(most, sorted[i]);
    }
    for (double &width : wanted)
        width = std::floor(std::min(width, std::max(least, most)));
    return wanted;
}

} // namespace

/// Its text into that box, which the cell has with its margins.
void RowBuilder::putCell(const Block &cell, SetBlock set, const QRectF &box, const TextInks &ink)
{
    const QPointF at = box.topLeft() + QPointF(px(row::cellPadX), px(row::cellPadY));
    for (const SpanBox &span : spanBoxes(cell, *set.layout, ink))
        m_row->panels.push_back({ span.box.translated(at), double(px(radius::s)), span.fill });
    if (!m_row->plain.isEmpty())
        m_row->plain.append(cell.column == 0 ? u'\n' : u'\t');
    TextPiece piece;
    piece.at = at;
    piece.from = static_cast<int>(m_row->plain.size());
    piece.ink = cell.quoteDepth > 0 ? readable(tokens().secondary, m_row->fill) : tokens().text;
    piece.box = box;
    piece.layout = std::move(set.layout);
    m_row->plain.append(QString(cell.text).replace(QChar(QChar::LineSeparator), u'\n'));
    m_row->pieces.push_back(std::move(piece));
}

/// The frame, the head's ground and the hairlines between cells. Lengths are those of cells with their margins.
void RowBuilder::ruleTable(
    const QPointF &at, const std::vector<double> &widths, const std::vector<double> &heights, const QColor &head)
{
    double wide = 1;
    for (const double width : widths)
        wide += width + 1;
    double tall = 1;
    for (const double height : heights)
        tall += height + 1;
    const QColor hair = mixed(m_row->fill, tokens().faint, 0.35);
    const double round = px(6);
    const QRectF frame(at, QSizeF(wide, tall));
    const QRectF inner = frame.adjusted(1, 1, -1, -1);
    const double headTall = heights.front();
    m_row->panels.push_back({ frame, round, hair });
    m_row->panels.push_back({ inner, round - 1, m_row->fill });
    m_row->panels.push_back({ QRectF(inner.left(), inner.top(), inner.width(), headTall), round - 1, head });
    if (heights.size() > 1)
        m_row->panels.push_back(
            { QRectF(inner.left(), inner.top() + headTall / 2, inner.width(), headTall / 2), 0, head });
    double y = inner.top();
    for (size_t i = 0; i + 1 < heights.size(); ++i) {
        y += heights[i];
        m_row->panels.push_back({ QRectF(inner.left(), y, inner.width(), 1), 0, hair });
        y += 1;
    }
    double x = inner.left();
    for (size_t i = 0; i + 1 < widths.size(); ++i) {
        x += widths[i];
        m_row->panels.push_back({ QRectF(x, inner.top(), 1, inner.height()), 0, hair });
        x += 1;
    }
    m_y = frame.bottom();
    m_used = std::max(m_used, frame.right());
}

void RowBuilder::setTable(const RichText &rich, qsizetype first, qsizetype count, double inner)
{
    const QList<Block> cells = rich.blocks.mid(first, count);
    const Block &head = cells.first();
    const double indent = head.quoteDepth * px(12) + head.indent * px(18);
    const double padX = 2.0 * px(row::cellPadX);
    const double padY = 2.0 * px(row::cellPadY);
    const double least = px(row::narrowestCell);
    const TextInks ink = inks();
    int columns = 0;
    for (const Block &cell : cells)
        columns = std::max(columns, cell.column + 1);
    const double room = std::max(least + padX + 2, inner - indent);
    std::vector<double> widths(static_cast<size_t>(columns), 0.0);
    for (const Block &cell : cells) {
        double &width = widths[static_cast<size_t>(cell.column)];
        width = std::max(width, std::ceil(setBlock(cell, room, ink).width) + 1);
    }
    // As many columns as have room at their narrowest; a hairline before each, and one at the end.
    int shown = 0;
    for (double used = 1; shown < columns; ++shown) {
        used += std::min(least, widths[static_cast<size_t>(shown)]) + padX + 1;
        if (shown > 0 && used > room)
            break;
    }
    widths.resize(static_cast<size_t>(shown));
    widths = sharedOut(widths, room - 1 - shown * (padX + 1), least);
    std::vector<SetBlock> sets;
    std::vector<double> heights(static_cast<size_t>(cells.last().row) + 1, bodyPitch() + padY);
    for (const Block &cell : cells) {
        if (cell.column >= shown)
            continue;
        sets.push_back(setBlock(cell, widths[static_cast<size_t>(cell.column)], ink));
        double &height = heights[static_cast<size_t>(cell.row)];
        height = std::max(height, sets.back().height + padY);
    }
    for (double &width : widths)
        width += padX;
    const double top = m_y;
    ruleTable({ indent, top }, widths, heights, ink.code);
    for (int depth = 0; depth < head.quoteDepth; ++depth)
        m_row->panels.push_back(
            { QRectF(depth * px(12), top, px(3), m_y - top), 1.5, mixed(m_row->fill, tokens().faint, 0.55) });
    QPointF at(indent + 1, top + 1);
    size_t next = 0;
    int line = 0;
    for (const Block &cell : cells) {
        if (cell.row != line) {
            at = { indent + 1, at.y() + heights[static_cast<size_t>(line)] + 1 };
            line = cell.row;
        }
        if (cell.column >= shown)
            continue;
        const QSizeF size(widths[static_cast<size_t>(cell.column)], heights[static_cast<size_t>(line)]);
        const auto from = static_cast<int>(m_row->plain.size() + (m_row->plain.isEmpty() ? 0 : 1));
        putCell(cell, std::move(sets[next++]), QRectF(at, size), ink);
        addLinks(cell, rich, from);
        at.rx() += size.width() + 1;
    }
    m_last = {};
    if (shown < columns)
        noteColumns(columns - shown, indent, inner);
}

void RowBuilder::noteColumns(int more, double indent, double inner)
{
    const QString words =
        more == 1 ? tr("1 column more has no room here.") : tr("%1 columns more have no room here.").arg(more);
    m_row->markers.push_back({ words, QRectF(indent, m_y + px(3), inner - indent, px(18)),
        readable(tokens().secondary, m_row->fill), Qt::AlignLeft | Qt::AlignVCenter });
    m_used = std::max(m_used, indent + std::min(inner - indent, double(px(250))));
    m_y += px(21);
}

} // namespace hubbub::ui
