// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/room_lease.h"

namespace hubbub::server {

RoomLease::RoomLease(const Hub &hub, Actions actions, std::chrono::milliseconds linger, const Clock &clock)
    : m_hub(hub)
    , m_actions(std::move(actions))
    , m_linger(linger)
    , m_clock(clock)
{
}

void RoomLease::note(const RoomId &room, Hub::Fact fact)
{
    if (fact == Hub::Fact::FirstIn && m_leaving.remove(room) == 0)
        m_actions.follow(room);
    else if (fact == Hub::Fact::LastOut)
        m_leaving.insert(room, m_clock.now() + m_linger);
}

void RoomLease::tick()
{
    if (m_leaving.isEmpty())
        return;
    const auto now = m_clock.now();
    QList<RoomId> over;
    for (auto it = m_leaving.begin(); it != m_leaving.end();) {
        if (it.value() > now) {
            ++it;
            continue;
        }
        if (m_hub.isEmpty(it.key()))
            over << it.key();
        it = m_leaving.erase(it);
    }
    for (const RoomId &room : over)
        m_actions.unfollow(room);
}

} // namespace hubbub::server
