// SPDX-License-Identifier: GPL-3.0-or-later
// All sessions of this node: by ticket, and by user.
#pragma once

#include "server/session.h"

#include <QHash>

#include <unordered_map>

namespace hubbub::server {

class Sessions {
public:
    Sessions();
    ~Sessions();
    Q_DISABLE_COPY_MOVE(Sessions)

    Session &open(Connection &connection);
    /// Forgets the session; it must have left its user before.
    void close(Session &session);
    /// Null once it is gone.
    [[nodiscard]] Session *find(Ticket ticket) const;

    /// Binds a session to its user (session.user). True: the first of that user here.
    bool enter(Session &session);
    /// True: it was the last of its user here.
    bool leave(Session &session);
    /// A copy, so that its members may be closed on the way.
    [[nodiscard]] std::vector<Session *> of(const UserId &user) const;
    [[nodiscard]] qsizetype countOf(const UserId &user) const;
    /// What one user may send, whatever the connection, and also after coming back.
    [[nodiscard]] Bucket &sends(const UserId &user) { return m_sends[user]; }
    /// Forgets what users sent who may send as much as anybody again; call now and then.
    void sweep(Clock::TimePoint now);

    [[nodiscard]] qsizetype users() const { return m_users.size(); }
    [[nodiscard]] qsizetype live() const { return m_live; } ///< bound to a user
    [[nodiscard]] qsizetype count() const { return static_cast<qsizetype>(m_sessions.size()); }

    /// The session's token ends at that wall time.
    void setTokenEnd(Session &session, std::chrono::milliseconds end);
    /// No token ends before this wall time. To look at all of ten thousand sessions every second was 8 % of a node's
    /// time where little else was done.
    [[nodiscard]] std::chrono::milliseconds firstTokenEnd() const { return m_firstTokenEnd; }
    void setFirstTokenEnd(std::chrono::milliseconds end) { m_firstTokenEnd = end; }

    /// Each session, by a copy of the list.
    template <typename Do>
    void forEach(Do &&visit) const
    {
        std::vector<Session *> all;
        all.reserve(m_sessions.size());
        for (const auto &[ticket, session] : m_sessions)
            all.push_back(session.get());
        for (Session *session : all)
            visit(*session);
    }

private:
    std::unordered_map<Ticket, std::unique_ptr<Session>> m_sessions;
    QHash<UserId, std::vector<Session *>> m_users;
    QHash<UserId, Bucket> m_sends;
    Ticket m_last = 0;
    qsizetype m_live = 0;
    std::chrono::milliseconds m_firstTokenEnd = std::chrono::milliseconds::max();
};

} // namespace hubbub::server
