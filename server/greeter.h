// SPDX-License-Identifier: GPL-3.0-or-later
// From a `hello` to a `welcome`: who it is, its session, its rooms, and what it missed there.
#pragma once

#include "core/protocol/command.h"
#include "core/protocol/reply.h"
#include "server/accounts.h"
#include "server/attendance.h"

#include <QObject>

#include <functional>

namespace hubbub::redis {
class Subscription;
}

namespace hubbub::server {

class Greeter final : public QObject {
    Q_OBJECT
public:
    struct Options {
        int connectionsPerUser = 10;
        int pingSeconds = 20;
    };
    struct Parts {
        Accounts &accounts;
        Attendance &attendance;
        Sessions &sessions;
        redis::Link &link;
        redis::Subscription &subscription;
        const Identity &identity;
        const Clock &clock;
        std::function<QStringList()> nodes; ///< URLs of all that are ready
        std::function<void(const Session &, const QString &app)> welcomed; ///< is told who came, with which program
    };
    /// Called once the hello has been answered, either way.
    using Answered = std::function<void(Ticket)>;

    Greeter(Parts parts, Options options, Answered answered);

    void hello(Session &session, qint64 id, const protocol::Hello &hello);

    struct Counters {
        quint64 welcomed = 0;
        quint64 refused = 0; ///< for reasons of theirs
        quint64 resumes = 0; ///< rooms resumed
        quint64 gaps = 0; ///< of those, with a gap or too far behind
    };
    [[nodiscard]] const Counters &counters() const { return m_counters; }

private:
    struct Greeting; ///< what is known so far of one hello
    using Shared = std::shared_ptr<Greeting>;

    void proved(const Shared &greeting, const Accounts::Proved &who);
    void listen(const Shared &greeting);
    void open(const Shared &greeting);
    void lookAtRooms(const Shared &greeting, const Accounts::Opened &opened);
    void welcome(const Shared &greeting, std::vector<Attendance::Followed> rooms);
    void fail(const Shared &greeting, const Error &error);
    /// Null once the client is gone.
    [[nodiscard]] Session *sessionOf(const Shared &greeting) const;

    Parts m_parts;
    Options m_options;
    Answered m_answered;
    Counters m_counters;
};

/// What `welcome` tells clients of our limits.
[[nodiscard]] protocol::Limits clientLimits();

} // namespace hubbub::server
