// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/row_painter.h"

#include "ui/chat/row_builder.h"
#include "ui/chat/row_metrics.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QFontMetricsF>
#include <QPainter>

namespace hubbub::ui {

namespace {

void paintDay(QPainter &painter, const RowLayout &row)
{
    const QFont face = typeface(Type::Small, Weight::SemiBold);
    const double width = std::ceil(QFontMetricsF(face).horizontalAdvance(row.day)) + px(24);
    QRectF pill(0, 0, width, px(row::dayHeight));
    pill.moveCenter(row.dayBox.center());
    pill.moveLeft(std::round(pill.left()));
    paintBox(painter, pill, pill.height() / 2, tokens().raised);
    paintLine(painter, pill, Qt::AlignCenter, row.day, face, tokens().secondary);
}

/// A hairline at both sides of centred words.
void paintRuled(QPainter &painter, const QRectF &box, const QString &words, const QFont &face, const QColor &ink,
    const QColor &rule)
{
    const double width = std::min(box.width(), std::ceil(QFontMetricsF(face).horizontalAdvance(words)) + px(16));
    const double y = std::round(box.center().y());
    const double gap = (box.width() - width) / 2;
    painter.fillRect(QRectF(box.left(), y, gap, 1), rule);
    painter.fillRect(QRectF(box.right() - gap, y, gap, 1), rule);
    paintLine(painter, box, Qt::AlignCenter, words, face, ink);
}

void paintNew(QPainter &painter, const RowLayout &row)
{
    const Tokens &t = tokens();
    paintRuled(painter, row.newBox, row.newWords, typeface(Type::Caption, Weight::SemiBold), t.crit,
        mixed(t.app, t.crit, 0.6));
}

void paintQuote(QPainter &painter, const ReplyQuote &quote)
{
    const double radius = px(6);
    paintBox(painter, quote.box, radius, quote.fill);
    // The bar has the box's rounding at its left.
    paintCorners(
        painter, QRectF(quote.box.left(), quote.box.top(), px(3), quote.box.height()), { 1.5, 0, 0, 1.5 }, quote.bar);
    const QRectF inner = quote.box.adjusted(px(11), px(2), -px(10), -px(2));
    const double half = inner.height() / 2;
    paintLine(painter, QRectF(inner.topLeft(), QSizeF(inner.width(), half)), Qt::AlignLeft | Qt::AlignVCenter,
        quote.name, typeface(Type::Small, Weight::SemiBold), quote.nameInk);
    paintLine(painter, QRectF(inner.left(), inner.top() + half, inner.width(), half), Qt::AlignLeft | Qt::AlignVCenter,
        quote.line, typeface(Type::Small), quote.lineInk);
}

void paintPieces(QPainter &painter, const RowLayout &row, const RowPaint &how)
{
    QList<QTextLayout::FormatRange> ranges;
    for (const TextPiece &piece : row.pieces) {
        ranges.clear();
        const auto length = static_cast<int>(piece.layout->text().size());
        const auto add = [&](int from, int to, const QTextCharFormat &format) {
            const int start = std::max(0, from - piece.from);
            const int end = std::min(length, to - piece.from);
            if (start < end)
                ranges.append({ start, end - start, format });
        };
        if (how.hoveredLink) {
            QTextCharFormat underlined;
            underlined.setFontUnderline(true);
            add(how.hoveredLink->from, how.hoveredLink->to, underlined);
        }
        if (!how.found.empty()) {
            QTextCharFormat found;
            found.setBackground(mixed(row.fill, tokens().warn, tokens().dark ? 0.45 : 0.35));
            for (const auto &[from, to] : how.found)
                add(from, to, found);
        }
        if (how.selectedTo > how.selectedFrom) {
            QTextCharFormat selected;
            selected.setBackground(tokens().selection);
            add(how.selectedFrom, how.selectedTo, selected);
        }
        painter.setPen(piece.ink);
        piece.layout->draw(&painter, piece.at, ranges);
    }
}

void paintReaction(QPainter &painter, const ReactionChip &chip, bool under)
{
    const Tokens &t = tokens();
    const QColor fill = under ? mixed(chip.fill, t.accent, 0.14) : chip.fill;
    paintBox(painter, chip.box, chip.box.height() / 2, fill, chip.mine ? mixed(fill, t.accent, 0.55) : QColor());
    const QRectF inner = chip.box.adjusted(px(row::chipPad), 0, -px(row::chipPad), 0);
    painter.setFont(reactionFace());
    painter.setPen(chip.ink);
    painter.drawText(QRectF(inner.left(), inner.top(), chip.emojiWidth + 1, inner.height()),
        static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine), chip.shown);
    paintLine(painter, inner, static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), chip.count,
        typeface(Type::Small, Weight::SemiBold), chip.ink);
}

void paintBubble(QPainter &painter, const RowLayout &row, const RowPaint &how)
{
    const Tokens &t = tokens();
    if (!row.own && !t.dark)
        paintCorners(painter, row.bubble.translated(0, 1), row.corners, t.shadow);
    paintCorners(
        painter, row.bubble, row.corners, how.flash > 0 ? mixed(row.fill, t.accent, 0.22 * how.flash) : row.fill);
    if (row.avatar)
        paintAvatar(painter, row.avatarBox, *row.avatar);
    if (row.name)
        paintLine(painter, row.name->box, row.name->alignment, row.name->text, typeface(Type::Base, Weight::SemiBold),
            row.name->ink);
    if (row.quote)
        paintQuote(painter, *row.quote);
    for (const Panel &panel : row.panels)
        paintBox(painter, panel.box, panel.radius, panel.fill);
    for (const Caption &marker : row.markers)
        paintLine(painter, marker.box, marker.alignment, marker.text, typeface(Type::Base), marker.ink);
    paintPieces(painter, row, how);
    for (const ReactionChip &chip : row.reactions)
        paintReaction(painter, chip, how.hoveredReaction == &chip);
    paintLine(painter, row.timeBox, Qt::AlignLeft | Qt::AlignVCenter, row.time, typeface(Type::Caption), row.timeInk);
    if (row.state)
        paintGlyph(painter, *row.state, row.stateBox, row.stateInk);
    if (row.failure)
        paintLine(painter, row.failure->box, row.failure->alignment, row.failure->text,
            typeface(Type::Caption, Weight::SemiBold), row.failure->ink);
}

} // namespace

void paintRow(QPainter &painter, const RowLayout &row, const QPoint &at, const RowPaint &how)
{
    painter.translate(at);
    if (!row.day.isEmpty())
        paintDay(painter, row);
    if (!row.newWords.isEmpty())
        paintNew(painter, row);
    switch (row.shape) {
    case RowLayout::Shape::Bubble:
        paintBubble(painter, row, how);
        break;
    case RowLayout::Shape::Line:
        paintLine(painter, row.lineBox, Qt::AlignCenter, row.line, typeface(Type::Small), tokens().faint);
        break;
    case RowLayout::Shape::Gap:
        paintRuled(painter, row.lineBox, row.line, typeface(Type::Small), tokens().secondary, tokens().line);
        break;
    }
    for (const auto &[note, box] : row.notes)
        paintPill(painter, box, note);
    painter.translate(-at);
}

} // namespace hubbub::ui
