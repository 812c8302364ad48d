// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a row of the inbox: who, what, its beginning, when, and whether it is new.
#pragma once

#include <QStyledItemDelegate>

namespace hubbub::ui {

class InboxRowDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    static constexpr int columnWidth = 820; ///< pixels of the design
    /// The part of a row that is written in.
    [[nodiscard]] static QRect column(const QRect &row);
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace hubbub::ui
