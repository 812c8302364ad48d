// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/inbox_model.h"

#include <algorithm>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using protocol::InboxItem;

namespace {

bool same(const InboxItem &a, const InboxItem &b) { return a.notice.nid == b.notice.nid; }

} // namespace

void InboxModel::setItems(const QList<InboxItem> &items)
{
    // Where the first known one stands now: what is before it came in.
    const auto first = m_items.isEmpty() ? items.cend()
                                         : std::find_if(items.cbegin(), items.cend(),
                                             [&](const InboxItem &item) { return same(item, m_items.first()); });
    const qsizetype above = first - items.cbegin();
    const bool grew = first != items.cend() && items.size() - above >= m_items.size()
        && std::equal(m_items.cbegin(), m_items.cend(), first, same);
    if (!grew) {
        beginResetModel();
        m_items = items;
        endResetModel();
        return;
    }
    if (above > 0) {
        beginInsertRows({}, 0, static_cast<int>(above) - 1);
        m_items = items.first(above) + m_items;
        endInsertRows();
    }
    if (items.size() > m_items.size()) {
        beginInsertRows({}, static_cast<int>(m_items.size()), static_cast<int>(items.size()) - 1);
        m_items += items.sliced(m_items.size());
        endInsertRows();
    }
    for (qsizetype row = 0; row < items.size(); ++row) {
        if (m_items.at(row) == items.at(row))
            continue;
        m_items[row] = items.at(row);
        const QModelIndex changed = index(static_cast<int>(row));
        Q_EMIT
        dataChanged(changed, changed);
    }
}

int InboxModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant InboxModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const InboxItem &item = m_items.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return noticeWords(item.notice, m_names).title;
    case Qt::AccessibleTextRole: {
        const NoticeWords words = noticeWords(item.notice, m_names);
        QStringList parts { words.title };
        if (!words.line.isEmpty())
            parts.append(words.line);
        if (!item.read)
            parts.append(tr("new"));
        return parts.join(u", "_s);
    }
    case ItemRole:
        return QVariant::fromValue(item);
    case WordsRole:
        return QVariant::fromValue(noticeWords(item.notice, m_names));
    default:
        return {};
    }
}

} // namespace hubbub::ui
