// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/room_list.h"

#include <algorithm>

namespace hubbub::client {
namespace {

bool before(const RoomSummary &a, const RoomSummary &b)
{
    return a.lastTs != b.lastTs ? a.lastTs > b.lastTs : a.room < b.room;
}

} // namespace

const RoomSummary *RoomList::find(const RoomId &room) const
{
    const qsizetype index = indexOf(room);
    return index < 0 ? nullptr : &m_rooms.at(index);
}

RoomList::Changed RoomList::put(const RoomSummary &summary)
{
    const qsizetype index = indexOf(summary.room);
    if (index >= 0 && m_rooms.at(index) == summary)
        return Changed::Nothing;
    const bool stays = index >= 0 && (index == 0 || before(m_rooms.at(index - 1), summary))
        && (index + 1 == m_rooms.size() || before(summary, m_rooms.at(index + 1)));
    if (stays) {
        m_rooms[index] = summary;
        return Changed::InPlace;
    }
    if (index >= 0)
        m_rooms.removeAt(index);
    const auto place = std::lower_bound(m_rooms.cbegin(), m_rooms.cend(), summary, before);
    m_rooms.insert(place - m_rooms.cbegin(), summary);
    return Changed::Order;
}

bool RoomList::remove(const RoomId &room)
{
    return m_rooms.removeIf([&](const RoomSummary &summary) { return summary.room == room; }) > 0;
}

qsizetype RoomList::indexOf(const RoomId &room) const
{
    const auto found = std::find_if(
        m_rooms.cbegin(), m_rooms.cend(), [&](const RoomSummary &summary) { return summary.room == room; });
    return found == m_rooms.cend() ? -1 : found - m_rooms.cbegin();
}

} // namespace hubbub::client
