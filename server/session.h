// SPDX-License-Identifier: GPL-3.0-or-later
// One client on its connection: who it is, which rooms it hears, what it asked and is still owed.
#pragma once

#include "core/protocol/command.h"
#include "server/hub.h"
#include "server/net/connection.h"
#include "server/rates.h"

#include <deque>
#include <memory>
#include <vector>

namespace hubbub::server {

/// Names a session in callbacks, which may come after it is gone. Never used twice.
using Ticket = quint64;

class Session final : public ConnectionOwner, public Listener {
public:
    enum class Phase : quint8 {
        Greeting, ///< nothing but a hello is answered
        SigningIn, ///< its hello is being looked at
        Live,
        Ending, ///< says and hears nothing more
    };
    /// A room that this session is in, or is about to be in.
    struct Follow {
        enum class Phase : quint8 { Asked, Catching, Live };
        RoomId room;
        qint64 since = 0; ///< the room's last seq when its membership was looked up
        Phase phase = Phase::Asked;
        bool rosterDue = false; ///< the next presence push is a reset
    };

    Session(Connection &connection, Ticket ticket)
        : m_connection(connection)
        , m_ticket(ticket)
    {
    }
    Q_DISABLE_COPY_MOVE(Session)

    bool hear(const QByteArray &framed, bool droppable) override { return m_connection.push(framed, droppable); }
    /// One frame for this session alone.
    bool say(const QByteArray &frame, bool droppable = false) { return hear(encodeText(frame), droppable); }
    void close(CloseCode code, QByteArrayView reason = {});

    [[nodiscard]] Connection &connection() { return m_connection; }
    [[nodiscard]] const Connection &connection() const { return m_connection; }
    [[nodiscard]] Ticket ticket() const { return m_ticket; }

    [[nodiscard]] Follow *follow(const RoomId &room);
    Follow &addFollow(const RoomId &room);
    void dropFollow(const RoomId &room);
    [[nodiscard]] const std::vector<Follow> &follows() const { return m_follows; }

    Phase phase = Phase::Greeting;
    protocol::Presence presence = protocol::Presence::Online;
    bool unlimited = false; ///< its address is free of rates
    bool isSigningOut = false; ///< by its own command, which says how it ends
    bool moodDue = false; ///< its presence could not be said everywhere
    bool saidGoodbye = false; ///< logged out, or told to go: not cut off
    UserId user;
    QString display;
    SessionId id;
    qint64 generation = 0; ///< of this connection among all of its user
    qint64 newestHeard = 0; ///< the highest generation of this session that was told of while it signed in
    std::chrono::milliseconds expires {}; ///< wall time at which its token ends
    QString presenceText;
    RoomId membersRoom; ///< of the last `members` page
    QList<UserId> membersPage; ///< whose presence is told where too many are present to name them all

    Bucket commands;
    int strikes = 0; ///< frames that could not be read ...
    Clock::TimePoint struckSince {}; ///< ... in the minute from here
    int inFlight = 0; ///< commands being done
    bool inFlightIsSends = false; ///< all of those are sends, which are answered in order whatever follows them
    std::unique_ptr<std::deque<protocol::CommandFrame>> waiting; ///< until those before them are done

private:
    Connection &m_connection;
    Ticket m_ticket;
    std::vector<Follow> m_follows;
};

} // namespace hubbub::server
