// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/public_rooms_model.h"

#include "ui/chat/room_words.h"
#include "ui/chat/text_guard.h"
#include "ui/common/avatar.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"

#include <QPainter>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using protocol::PublicRoom;

namespace {

constexpr int rowHeight = 54;
constexpr int disc = 36;

QString titleOf(const PublicRoom &room)
{
    const QString title = guardedLine(room.title);
    return title.isEmpty() ? room.room.text() : title;
}

} // namespace

void PublicRoomsModel::clear()
{
    beginResetModel();
    m_rooms.clear();
    endResetModel();
}

void PublicRoomsModel::append(const QList<PublicRoom> &page)
{
    if (page.isEmpty())
        return;
    const auto from = static_cast<int>(m_rooms.size());
    beginInsertRows({}, from, from + static_cast<int>(page.size()) - 1);
    m_rooms.append(page);
    endInsertRows();
}

void PublicRoomsModel::allChanged()
{
    if (!m_rooms.isEmpty())
        Q_EMIT
    dataChanged(index(0), index(static_cast<int>(m_rooms.size()) - 1));
}

void PublicRoomsModel::setJoined(const QSet<RoomId> &rooms)
{
    m_joined = rooms;
    allChanged();
}

void PublicRoomsModel::setBusy(const RoomId &room)
{
    m_busy = room;
    allChanged();
}

int PublicRoomsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rooms.size());
}

QVariant PublicRoomsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const PublicRoom &room = m_rooms.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return titleOf(room);
    case Qt::AccessibleTextRole:
        return u"%1, %2"_s.arg(titleOf(room), headcountWords(room.members, 0));
    case RoomRole:
        return QVariant::fromValue(room);
    case JoinedRole:
        return m_joined.contains(room.room);
    case BusyRole:
        return !m_busy.isEmpty() && m_busy == room.room;
    default:
        return {};
    }
}

QSize PublicRoomDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return { px(200), px(rowHeight) };
}

void PublicRoomDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens &t = tokens();
    const auto room = index.data(PublicRoomsModel::RoomRole).value<PublicRoom>();
    const bool joined = index.data(PublicRoomsModel::JoinedRole).toBool();
    const QRect row = option.rect;
    painter->save();
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    if (chosen || option.state.testFlag(QStyle::State_MouseOver))
        paintBox(*painter, row, px(radius::m), chosen ? t.selected : t.hover);
    const QRectF avatar(row.left() + px(space::s), row.top() + (row.height() - px(disc)) / 2.0, px(disc), px(disc));
    paintAvatar(*painter, avatar, { room.room.bytes(), titleOf(room), {}, {}, false });

    const bool isDesk = room.kind == protocol::RoomKind::Support;
    Pill pill { isDesk ? tr("Ask for help…") : tr("Join"), Tone::Accent, {}, true };
    if (index.data(PublicRoomsModel::BusyRole).toBool())
        pill = { tr("Joining…"), Tone::Neutral, {}, true };
    else if (joined)
        pill = { tr("Joined"), Tone::Ok, Glyph::Check, true };
    const QSizeF size = pillSize(pill);
    const double right = row.right() + 1 - px(space::s);
    paintPill(*painter,
        QRectF(right - size.width(), row.top() + (row.height() - size.height()) / 2, size.width(), size.height()),
        pill);

    const double left = avatar.right() + px(space::m);
    const double wide = right - size.width() - px(space::m) - left;
    const int flags = Qt::AlignLeft | Qt::AlignVCenter;
    paintLine(*painter, QRectF(left, row.top() + px(8), wide, px(20)), flags, u"# "_s + titleOf(room),
        typeface(Type::Base, Weight::SemiBold), t.text);
    const QString count = isDesk ? room.members == 1 ? tr("Support desk, 1 agent")
                                                     : tr("Support desk, %1 agents").arg(groupedNumber(room.members))
                                 : headcountWords(room.members, 0);
    paintLine(
        *painter, QRectF(left, row.top() + px(28), wide, px(18)), flags, count, typeface(Type::Small), t.secondary);
    painter->restore();
}

} // namespace hubbub::ui
