// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sessions.h"

#include <algorithm>

namespace hubbub::server {

Sessions::Sessions() = default;
Sessions::~Sessions() = default;

Session &Sessions::open(Connection &connection)
{
    const Ticket ticket = ++m_last;
    auto &slot = m_sessions[ticket];
    slot = std::make_unique<Session>(connection, ticket);
    connection.setOwner(slot.get());
    return *slot;
}

void Sessions::close(Session &session)
{
    session.connection().setOwner(nullptr);
    m_sessions.erase(session.ticket());
}

Session *Sessions::find(Ticket ticket) const
{
    const auto it = m_sessions.find(ticket);
    return it == m_sessions.end() ? nullptr : it->second.get();
}

void Sessions::setTokenEnd(Session &session, std::chrono::milliseconds end)
{
    session.expires = end;
    m_firstTokenEnd = std::min(m_firstTokenEnd, end);
}

bool Sessions::enter(Session &session)
{
    auto &all = m_users[session.user];
    all.push_back(&session);
    ++m_live;
    return all.size() == 1;
}

bool Sessions::leave(Session &session)
{
    const auto it = m_users.find(session.user);
    if (it == m_users.end())
        return false;
    const auto mine = std::find(it->begin(), it->end(), &session);
    if (mine == it->end())
        return false;
    it->erase(mine);
    --m_live;
    if (!it->empty())
        return false;
    m_users.erase(it);
    return true;
}

std::vector<Session *> Sessions::of(const UserId &user) const { return m_users.value(user); }

qsizetype Sessions::countOf(const UserId &user) const
{
    const auto it = m_users.constFind(user);
    return it == m_users.constEnd() ? 0 : static_cast<qsizetype>(it->size());
}

void Sessions::sweep(Clock::TimePoint now)
{
    m_sends.removeIf([now](const auto &it) { return it.value().isFull(now); });
}

} // namespace hubbub::server
