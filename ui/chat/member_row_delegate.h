// SPDX-License-Identifier: GPL-3.0-or-later
// Paints one row of the members panel: a section's heading, or a person with presence and node.
#pragma once

#include <QStyledItemDelegate>

namespace hubbub::ui {

class MemberRowDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit MemberRowDelegate(QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace hubbub::ui
