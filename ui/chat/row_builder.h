// SPDX-License-Identifier: GPL-3.0-or-later
// Lays a row out: from what a message is to where its parts stand.
#pragma once

#include "ui/chat/row_layout.h"
#include "ui/chat/text_setting.h"

namespace hubbub::ui {

struct RowInput {
    const client::TimelineItem &item;
    RowFrame frame;
    UserId me;
    /// The message it answers: nothing where it answers none.
    struct Replied {
        qint64 seq = 0;
        QByteArray key; ///< its author's, for the colour; empty where the message is not in memory
        QString name;
        QString line;
    };
    std::optional<Replied> replied;
    std::vector<Pill> notes; ///< below the row
};

class RowBuilder {
public:
    RowBuilder(const RowInput &input, int width);
    [[nodiscard]] std::unique_ptr<RowLayout> build();

private:
    void buildAbove();
    void buildBubble();
    void buildLine(const QString &words, RowLayout::Shape shape);
    void buildNotes();

    [[nodiscard]] double widestBubble() const;
    [[nodiscard]] TextInks inks() const;
    [[nodiscard]] Corners corners() const;
    void setName(double inner);
    void setQuote(double inner);
    void setText(double inner);
    void setTextBlock(const Block &block, double inner);
    void addLinks(const Block &block, const RichText &rich, int from);
    void setTable(const RichText &rich, qsizetype first, qsizetype count, double inner); ///< row_table.cpp
    void putCell(const Block &cell, SetBlock set, const QRectF &box, const TextInks &ink);
    void ruleTable(
        const QPointF &at, const std::vector<double> &widths, const std::vector<double> &heights, const QColor &head);
    void noteColumns(int more, double indent, double inner);
    void addClampNote(double inner);
    void chooseMeta();
    void setMeta();
    [[nodiscard]] bool metaFits(double inner) const;
    [[nodiscard]] double metaWidth() const;
    void setReactions(double inner); ///< row_reactions.cpp
    void shape(double inner);
    void setFailure();

    const RowInput &m_in;
    std::unique_ptr<RowLayout> m_row;
    int m_width;
    double m_y = 0; ///< where the next part begins
    double m_used = 0; ///< width of the widest part
    struct LastLine {
        bool open = false; ///< the time may stand beside it
        double width = 0;
        double baseline = 0;
    } m_last;
    std::vector<size_t> m_rightToLeft; ///< pieces to be moved once the bubble's width is known
    std::vector<size_t> m_wide; ///< panels that take the bubble's whole width
};

/// What an emoji, or a text, is drawn with as a reaction.
[[nodiscard]] QFont reactionFace();

/// A guess at the height that needs no layout; within a line or two for common messages.
[[nodiscard]] int estimateHeight(const client::TimelineItem &item, const RowFrame &frame, int width);

} // namespace hubbub::ui
