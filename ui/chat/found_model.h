// SPDX-License-Identifier: GPL-3.0-or-later
// Messages that a search found, in words for people, and how each is painted.
#pragma once

#include "core/client/chat_client.h"
#include "ui/chat/found_line.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace hubbub::ui {

/// One row.
struct FoundMessage {
    RoomId room;
    qint64 seq = 0;
    qint64 ts = 0; ///< ms since 1970
    UserId from;
    QString who;
    QString where; ///< the room's title
    FoundLine line;
};

class FoundModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        MessageRole = Qt::UserRole, ///< FoundMessage
    };
    using QAbstractListModel::QAbstractListModel;

    /// Names of people and rooms are those that the client has now.
    void setHits(const QList<client::SearchHit> &hits, const client::ChatClient &client);
    void clear();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<FoundMessage> m_rows;
};

class FoundRowDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    static constexpr int rowHeight = 56; ///< in pixels of the design
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace hubbub::ui

Q_DECLARE_METATYPE(hubbub::ui::FoundMessage)
