// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/room_list_model.h"

#include "ui/common/tool_tip.h"
#include <QSet>

#include <algorithm>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::RoomSummary;

RoomListModel::RoomListModel(QObject *parent)
    : QAbstractListModel(parent)
{
}

void RoomListModel::setMe(const UserId &me)
{
    if (m_me == me)
        return;
    m_me = me;
    if (!m_rooms.isEmpty())
        Q_EMIT
    dataChanged(index(0), index(static_cast<int>(m_rooms.size()) - 1));
}

void RoomListModel::setNames(NamesOf names) { m_names = std::move(names); }

void RoomListModel::setOthers(OtherOf others) { m_others = std::move(others); }

void RoomListModel::setChoices(ChoiceOf choices) { m_choices = std::move(choices); }

void RoomListModel::refreshChoices()
{
    setRooms(QList<RoomSummary>(m_rooms));
    if (!m_rooms.isEmpty())
        Q_EMIT
    dataChanged(index(0), index(static_cast<int>(m_rooms.size()) - 1));
}

void RoomListModel::refresh(const RoomId &room)
{
    if (const int row = rowOf(room); row >= 0)
        Q_EMIT
    dataChanged(index(row), index(row));
}

void RoomListModel::setKnown(bool known)
{
    m_known = known;
    if (!m_rooms.isEmpty())
        Q_EMIT
    dataChanged(index(0), index(static_cast<int>(m_rooms.size()) - 1));
}

void RoomListModel::setRooms(const QList<RoomSummary> &rooms)
{
    removeGone(rooms);
    QList<RoomSummary> ordered = rooms;
    std::stable_partition(
        ordered.begin(), ordered.end(), [this](const RoomSummary &room) { return choiceOf(room.room).pinned; });
    for (int row = 0; row < ordered.size(); ++row)
        placeAt(row, ordered.at(row));
}

void RoomListModel::removeGone(const QList<RoomSummary> &next)
{
    QSet<RoomId> stay;
    for (const RoomSummary &room : next)
        stay.insert(room.room);
    for (int row = static_cast<int>(m_rooms.size()) - 1; row >= 0; --row) {
        if (stay.contains(m_rooms.at(row).room))
            continue;
        beginRemoveRows({}, row, row);
        m_rooms.removeAt(row);
        endRemoveRows();
    }
}

/// Rows before `row` are in place already, so the room is at `row`, further down, or new.
void RoomListModel::placeAt(int row, const RoomSummary &room)
{
    const int old = rowOf(room.room);
    if (old < 0) {
        beginInsertRows({}, row, row);
        m_rooms.insert(row, room);
        endInsertRows();
        return;
    }
    if (old != row) {
        beginMoveRows({}, old, old, {}, row);
        m_rooms.move(old, row);
        endMoveRows();
    }
    if (m_rooms.at(row) == room)
        return;
    m_rooms[row] = room;
    Q_EMIT
    dataChanged(index(row), index(row));
}

void RoomListModel::updateRoom(const RoomSummary &room)
{
    const int row = rowOf(room.room);
    if (row < 0 || m_rooms.at(row) == room)
        return;
    m_rooms[row] = room;
    Q_EMIT
    dataChanged(index(row), index(row));
}

int RoomListModel::rowOf(const RoomId &room) const
{
    const auto at = std::find_if(
        m_rooms.cbegin(), m_rooms.cend(), [&room](const RoomSummary &known) { return known.room == room; });
    return at == m_rooms.cend() ? -1 : static_cast<int>(at - m_rooms.cbegin());
}

int RoomListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rooms.size());
}

QVariant RoomListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const RoomSummary &room = m_rooms.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return roomTitle(room);
    case Qt::ToolTipRole:
        return plainTip(room.topic.isEmpty() ? roomTitle(room) : roomTitle(room) + u'\n' + topicLine(room));
    case Qt::AccessibleTextRole:
        return spoken(room);
    case SummaryRole:
        return QVariant::fromValue(room);
    case PreviewRole:
        return QVariant::fromValue(previewOf(room));
    case OtherRole: {
        const auto other = m_others ? m_others(room) : std::nullopt;
        return other ? QVariant::fromValue(*other) : QVariant();
    }
    case KnownRole:
        return m_known;
    case AttentionRole:
        return static_cast<int>(choiceOf(room.room).attention);
    case PinnedRole:
        return choiceOf(room.room).pinned;
    case RoomRole:
        return QVariant::fromValue(room.room);
    default:
        return {};
    }
}

RoomPreview RoomListModel::previewOf(const RoomSummary &room) const
{
    QStringList names;
    if (!room.typing.isEmpty() && m_names) {
        names = m_names(room);
    } else {
        for (const UserId &user : room.typing)
            names.append(user.text());
    }
    return roomPreview(room, m_me, names);
}

QString RoomListModel::spoken(const RoomSummary &room) const
{
    QStringList parts { plainTitle(room) };
    if (room.unread > 0)
        parts.append(tr("%1 unread").arg(room.unread));
    if (room.mentions > 0)
        parts.append(tr("mentioned %1 times").arg(room.mentions));
    const Choice choice = choiceOf(room.room);
    if (choice.pinned)
        parts.append(tr("pinned"));
    if (choice.attention == Attention::Muted)
        parts.append(tr("muted"));
    if (room.failed > 0)
        parts.append(tr("%1 not sent").arg(room.failed));
    const RoomPreview preview = previewOf(room);
    parts.append(preview.who + preview.text);
    return parts.join(u", "_s);
}

RoomFilter::RoomFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
}

void RoomFilter::setQuery(const QString &query)
{
    QStringList words = query.simplified().split(u' ', Qt::SkipEmptyParts);
    words.removeAll(u"#"_s);
    for (QString &word : words) {
        while (word.startsWith(u'#'))
            word.remove(0, 1);
    }
    if (words == m_words)
        return;
    m_words = words;
    invalidateFilter();
}

bool RoomFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex source = sourceModel()->index(row, 0, parent);
    const auto room = source.data(RoomListModel::SummaryRole).value<RoomSummary>();
    const QString title = plainTitle(room);
    const QString id = room.room.text();
    return std::all_of(m_words.cbegin(), m_words.cend(), [&](const QString &word) {
        return title.contains(word, Qt::CaseInsensitive) || id.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace hubbub::ui
