// SPDX-License-Identifier: GPL-3.0-or-later
// Paints one room of the list: avatar, title, last line, time, and what waits to be read or sent.
#pragma once

#include <QStyledItemDelegate>

namespace hubbub::ui {

class RoomRowDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    /// Compact rows, without the last line, are for the quick switcher.
    enum class Size : quint8 { Full, Compact };
    explicit RoomRowDelegate(Size size, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    Size m_size;
};

} // namespace hubbub::ui
