// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/session.h"

#include <algorithm>

namespace hubbub::server {

void Session::close(CloseCode code, QByteArrayView reason)
{
    phase = Phase::Ending;
    m_connection.close(code, reason);
}

Session::Follow *Session::follow(const RoomId &room)
{
    const auto it =
        std::find_if(m_follows.begin(), m_follows.end(), [&](const Follow &each) { return each.room == room; });
    return it == m_follows.end() ? nullptr : &*it;
}

Session::Follow &Session::addFollow(const RoomId &room)
{
    Follow *known = follow(room);
    return known ? *known : m_follows.emplace_back(Follow { room });
}

void Session::dropFollow(const RoomId &room)
{
    const auto gone = [&](const Follow &each) { return each.room == room; };
    m_follows.erase(std::remove_if(m_follows.begin(), m_follows.end(), gone), m_follows.end());
}

} // namespace hubbub::server
