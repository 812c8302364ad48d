// SPDX-License-Identifier: GPL-3.0-or-later
// What concerns oneself, as rows, newest first.
#pragma once

#include "ui/chat/inbox_words.h"

#include <QAbstractListModel>

namespace hubbub::ui {

class InboxModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { ItemRole = Qt::UserRole, WordsRole };
    using QAbstractListModel::QAbstractListModel;

    void setNames(PersonNames names) { m_names = std::move(names); }
    /// New ones come in above, older ones below; what stays is not reset.
    void setItems(const QList<protocol::InboxItem> &items);
    [[nodiscard]] const protocol::InboxItem &at(int row) const { return m_items.at(row); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    PersonNames m_names;
    QList<protocol::InboxItem> m_items;
};

} // namespace hubbub::ui

Q_DECLARE_METATYPE(hubbub::ui::NoticeWords)
Q_DECLARE_METATYPE(hubbub::protocol::InboxItem)
