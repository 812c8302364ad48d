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

bool Sessions::enter(Session &session)
{
    auto &user = m_users[session.user];
    if (!user)
        user = std::make_shared<User>();
    user->sessions.push_back(&session);
    ++m_live;
    return user->sessions.size() == 1;
}

bool Sessions::leave(Session &session)
{
    const auto it = m_users.find(session.user);
    if (it == m_users.end())
        return false;
    auto &all = (*it)->sessions;
    const auto mine = std::find(all.begin(), all.end(), &session);
    if (mine == all.end())
        return false;
    all.erase(mine);
    --m_live;
    if (!all.empty())
        return false;
    m_users.erase(it);
    return true;
}

std::vector<Session *> Sessions::of(const UserId &user) const
{
    const auto it = m_users.constFind(user);
    return it == m_users.constEnd() ? std::vector<Session *>() : (*it)->sessions;
}

qsizetype Sessions::countOf(const UserId &user) const
{
    const auto it = m_users.constFind(user);
    return it == m_users.constEnd() ? 0 : static_cast<qsizetype>((*it)->sessions.size());
}

Bucket &Sessions::sends(const UserId &user)
{
    auto &entry = m_users[user];
    if (!entry)
        entry = std::make_shared<User>();
    return entry->sends;
}

} // namespace hubbub::server
