// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions that are behind their room: what they missed is read from the log in pages, only while little is unsent;
// then they go live, with nothing lost or told twice in between.
#pragma once

#include "core/base/ids.h"
#include "server/log_page.h"
#include "server/sessions.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace hubbub::server {

class Broker;

class Replays final : public QObject {
    Q_OBJECT
public:
    /// Is told that the session's user is not in the room any more, by an entry of the log or ("gone") behind a hole in
    /// it, so that nothing more follows.
    using Removed = std::function<void(Session &, const RoomId &, const QByteArray &change)>;

    Replays(Broker &broker, Hub &hub, Sessions &sessions, Removed removed);

    /// The session, which is in the room but not live, has all events up to `from`. With `announce` it is told
    /// `caught_up` when it goes live.
    void begin(Session &session, const RoomId &room, const Position &from, bool announce);
    void cancel(Session &session, const RoomId &room);
    /// The last seq that a session which is catching up has got; nothing where it is not.
    [[nodiscard]] std::optional<qint64> reached(const Session &session, const RoomId &room) const;

    /// The room's feed stands elsewhere.
    void moved(const RoomId &room)
    {
        if (!m_rooms.isEmpty())
            goOn(room);
    }
    /// Goes on with those that waited for their readers, or for Redis; call every 100 ms.
    void tick();

private:
    struct Replay {
        Ticket ticket = 0;
        quint64 number = 0;
        Position at;
        bool announce = false;
        bool reading = false;
    };

    void goOn(const RoomId &room);
    /// False: it is done, and gone from the list.
    bool advance(const RoomId &room, Replay &replay);
    void read(const RoomId &room, Replay &replay, Session &session);
    /// Behind a hole only members get more; who is none is put out.
    void giveIfMember(const RoomId &room, quint64 number, Ticket ticket, const LogPage &page);
    void give(const RoomId &room, Replay &replay, Session &session, const LogPage &page);
    [[nodiscard]] Replay *find(const RoomId &room, quint64 number);

    static constexpr qsizetype calm = 256 * 1024; ///< with more unsent than this, a reader is not given more
    static constexpr int pageEntries = 300;

    Broker &m_broker;
    Hub &m_hub;
    Sessions &m_sessions;
    Removed m_removed;
    QHash<RoomId, std::vector<Replay>> m_rooms;
    quint64 m_lastNumber = 0;
};

} // namespace hubbub::server
