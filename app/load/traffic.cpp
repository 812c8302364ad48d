// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/traffic.h"

namespace hubbub::load {

Traffic::Traffic(const Workload &workload)
    : m_members(static_cast<quint32>(workload.members))
    , m_rooms(static_cast<size_t>(workload.rooms))
    , m_received(static_cast<size_t>(workload.rooms * workload.members))
    , m_waiting(m_received.size())
{
}

std::optional<quint32> Traffic::nextSender()
{
    for (size_t tried = 0; tried < m_rooms.size(); ++tried) {
        const quint32 number = m_turn++ % static_cast<quint32>(m_rooms.size());
        Room &room = m_rooms[number];
        for (quint32 i = 0; i < m_members; ++i) {
            const quint32 member = number * m_members + room.turn++ % m_members;
            if (!m_waiting[member])
                return member;
        }
    }
    return std::nullopt;
}

bool Traffic::delivered(quint32 member)
{
    Room &room = m_rooms[member / m_members];
    const quint64 message = m_received[member]++;
    while (room.oldest + room.missing.size() <= message)
        room.missing.push_back(m_members);
    if (--room.missing[message - room.oldest] > 0)
        return false;
    while (!room.missing.empty() && room.missing.front() == 0) {
        room.missing.pop_front();
        ++room.oldest;
    }
    return true;
}

} // namespace hubbub::load
