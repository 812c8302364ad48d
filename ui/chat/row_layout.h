// SPDX-License-Identifier: GPL-3.0-or-later
// One row of the timeline, laid out: where everything stands and in which colour. Built once, painted many times.
#pragma once

#include "ui/chat/row_frame.h"
#include "ui/common/avatar.h"
#include "ui/common/paint.h"

#include <QTextLayout>
#include <QUrl>

#include <memory>
#include <optional>
#include <vector>

namespace hubbub::ui {

/// One paragraph or code block.
struct TextPiece {
    std::unique_ptr<QTextLayout> layout;
    QPointF at; ///< of the layout's origin, from the row's top left
    int from = 0; ///< place of its first letter in RowLayout::plain
    QColor ink;
    QRectF box; ///< what it covers
};

struct LinkRange {
    int from = 0; ///< in RowLayout::plain
    int to = 0;
    QUrl url;
};

/// A filled box behind text: a code block, inline code, a mention of me.
struct Panel {
    QRectF box;
    double radius = 0;
    QColor fill;
};

struct Caption { ///< a short line of ours
    QString text;
    QRectF box;
    QColor ink;
    int alignment = 0;
};

struct ReplyQuote {
    QRectF box;
    QString name;
    QString line;
    QColor bar;
    QColor fill;
    QColor nameInk;
    QColor lineInk;
    qint64 seq = 0;
};

/// An emoji that people answered with, below the text, to be pressed.
struct ReactionChip {
    QString emoji;
    QString shown; ///< the same, cut where somebody sent a text
    QString count;
    QRectF box;
    double emojiWidth = 0;
    QColor fill;
    QColor ink;
    bool mine = false;
};

struct RowLayout {
    enum class Shape : quint8 { Bubble, Line, Gap };

    // What it was built from; another means building again.
    RowFrame frame;
    int width = 0;

    int height = 0;
    int contentTop = 0; ///< below the day and the 'new' line
    Shape shape = Shape::Bubble;

    QString day;
    QRectF dayBox;
    QString newWords;
    QRectF newBox;

    QRectF bubble;
    Corners corners;
    QColor fill;
    bool own = false;
    std::optional<AvatarLook> avatar;
    QRectF avatarBox;
    std::optional<Caption> name;
    std::optional<ReplyQuote> quote;
    std::vector<Panel> panels;
    std::vector<Caption> markers; ///< of lists
    std::vector<TextPiece> pieces;
    std::vector<LinkRange> links;
    QString plain; ///< all shown text; what is selected and copied

    std::vector<ReactionChip> reactions;

    QString time; ///< and before it "edited"
    QRectF timeBox;
    QColor timeInk;
    std::optional<Glyph> state;
    QRectF stateBox;
    QColor stateInk;
    std::optional<Caption> failure; ///< under the bubble, to be pressed

    QString line; ///< where shape is Line or Gap
    QRectF lineBox;
    std::vector<std::pair<Pill, QRectF>> notes; ///< below everything

    /// Letter at that point of the row: the nearest one, 0 to plain.size().
    [[nodiscard]] int letterAt(const QPointF &point) const;
    /// Only where the point lies on it.
    [[nodiscard]] const LinkRange *linkAt(const QPointF &point) const;
    [[nodiscard]] const ReactionChip *reactionAt(const QPointF &point) const;
};

} // namespace hubbub::ui
