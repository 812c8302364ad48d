// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/rooms_model.h"

#include "ui/chat/text_guard.h"
#include "ui/common/time_words.h"
#include "ui/console/console_words.h"

#include <algorithm>
#include <cmath>

namespace hubbub::ui {

using ops::RoomFacts;

namespace {

enum RoomColumn : int { Room, Title, Kind, Here, Members, Rate, Events };

} // namespace

RoomsModel::RoomsModel(QObject *parent)
    : CellModel({ { tr("Room"), 200 }, { tr("Title"), 0 }, { tr("Kind"), 120 }, { tr("Here"), 80, true },
                    { tr("Members"), 90, true }, { tr("Messages"), 100, true }, { tr("Events"), 100, true } },
        parent)
{
}

int RoomsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rooms.size());
}

void RoomsModel::add(const QList<RoomId> &rooms)
{
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(rooms.size()) - 1);
    for (const RoomId &room : rooms) {
        RoomFacts facts;
        facts.id = room;
        m_rows.insert(room, static_cast<int>(m_rooms.size()));
        m_rooms.append(facts);
    }
    endInsertRows();
}

/// The last row takes the place of the one that goes, so that each costs the same however many there are.
void RoomsModel::remove(const QList<RoomId> &rooms)
{
    for (const RoomId &room : rooms) {
        const int row = m_rows.value(room, -1);
        if (row < 0)
            continue;
        const int last = rowCount() - 1;
        if (row != last) {
            m_rooms[row] = m_rooms[last];
            m_rows[m_rooms[row].id] = row;
            rowChanged(row);
        }
        beginRemoveRows({}, last, last);
        m_rooms.removeLast();
        m_rows.remove(room);
        endRemoveRows();
    }
}

void RoomsModel::describe(const QList<RoomFacts> &facts)
{
    for (const RoomFacts &each : facts) {
        const int row = m_rows.value(each.id, -1);
        if (row < 0)
            continue;
        m_rooms[row] = each;
        rowChanged(row);
    }
}

Cell RoomsModel::cell(int row, int column) const
{
    const RoomFacts &room = m_rooms[row];
    const bool known = room.readAt > 0;
    Cell out;
    const auto number = [&](double value) {
        out.right = true;
        out.text = known ? countShort(value) : QStringLiteral("…");
    };
    switch (column) {
    case Room:
        out.text = room.id.text();
        out.strong = true;
        break;
    case Title:
        out.text = guardedLine(room.title);
        out.quiet = true;
        break;
    case Kind:
        out.text = room.kind == "direct" ? tr("direct") : room.visibility == "private" ? tr("private") : tr("public");
        if (!known)
            out.text = QStringLiteral("…");
        out.quiet = true;
        break;
    case Here:
        number(static_cast<double>(room.here));
        break;
    case Members:
        number(static_cast<double>(room.members));
        break;
    case Rate:
        out.right = true;
        out.text = room.perSecond < 0 ? QStringLiteral("…") : perSecondWords(room.perSecond);
        break;
    case Events:
        number(static_cast<double>(room.seq));
        break;
    default:
        break;
    }
    return out;
}

bool RoomsModel::less(int left, int right, int column) const
{
    const RoomFacts &a = m_rooms[left];
    const RoomFacts &b = m_rooms[right];
    switch (column) {
    case Title:
        return a.title < b.title;
    case Kind:
        return std::tie(a.kind, a.visibility) < std::tie(b.kind, b.visibility);
    case Here:
        return a.here < b.here;
    case Members:
        return a.members < b.members;
    case Rate:
        return a.perSecond < b.perSecond;
    case Events:
        return a.seq < b.seq;
    default:
        return a.id < b.id;
    }
}

CellModel::Weight RoomsModel::weight(int row, int column) const
{
    const RoomFacts &room = m_rooms[row];
    const auto number = [](auto value) { return Weight { static_cast<double>(value), {} }; };
    switch (column) {
    case Here:
        return number(room.here);
    case Members:
        return number(room.members);
    case Rate:
        return number(room.perSecond);
    case Events:
        return number(room.seq);
    case Title:
    case Kind:
        return {};
    default:
        return { {}, QByteArrayView(room.id.bytes()) };
    }
}

bool RoomsModel::matches(int row, const SoughtWords &words) const
{
    const RoomFacts &room = m_rooms[row];
    return std::all_of(words.begin(), words.end(), [&room](const SoughtWord &word) {
        return room.id.bytes().contains(word.bytes)
            || (!room.title.isEmpty() && room.title.contains(word.text, Qt::CaseInsensitive));
    });
}

} // namespace hubbub::ui
