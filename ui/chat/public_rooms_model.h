// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms that are open to all, as the node lists them, page by page; and how each is painted.
#pragma once

#include "core/protocol/reply.h"

#include <QAbstractListModel>
#include <QSet>
#include <QStyledItemDelegate>

namespace hubbub::ui {

class PublicRoomsModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        RoomRole = Qt::UserRole, ///< protocol::PublicRoom
        JoinedRole, ///< bool
        BusyRole, ///< bool: a join is under way
    };
    using QAbstractListModel::QAbstractListModel;

    void clear();
    void append(const QList<protocol::PublicRoom> &page);
    void setJoined(const QSet<RoomId> &rooms);
    void setBusy(const RoomId &room); ///< empty: none

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    void allChanged();

    QList<protocol::PublicRoom> m_rooms;
    QSet<RoomId> m_joined;
    RoomId m_busy;
};

class PublicRoomDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace hubbub::ui
