// SPDX-License-Identifier: GPL-3.0-or-later
// A cluster in memory for tests of the client and the ui: users, rooms with logs, and who hears of them. Faults of the
// log (lost, forked, trimmed, begun anew) are made by hand. FakeNode gives it a socket.
#pragma once

#include "core/base/result.h"
#include "core/protocol/codec.h"

#include <QHash>
#include <QSet>

#include <functional>
#include <map>
#include <vector>

namespace hubbub::testing {

class FakeCluster {
public:
    struct User {
        QString display;
        QString password;
        qint64 lastSeen = 0; ///< ms since 1970
    };
    struct Entry {
        qint64 seq = 0;
        Mid mid;
        UserId from;
        QString text; ///< of messages
        QByteArray frame; ///< as it goes out on the wire
        qint64 ts = 0;
        protocol::EventKind kind = protocol::EventKind::Message;
        qint64 target = 0; ///< of changes
    };
    struct Room {
        protocol::RoomState state; ///< title, kind, ...; its numbers are filled in by stateFor()
        Epoch epoch;
        qint64 first = 1;
        std::vector<Entry> log;
        std::map<UserId, protocol::Role> members;
        QHash<QByteArray, qint64> mids; ///< user and mid to seq, as stored
        QHash<UserId, qint64> reads;
    };

    void addUser(
        const UserId &user, const QString &display, const QString &password = QStringLiteral("a long password"));
    Room &addRoom(const RoomId &room, const QString &title, const QList<UserId> &members);
    [[nodiscard]] Room *find(const RoomId &room);
    [[nodiscard]] std::map<RoomId, Room> &rooms() { return m_rooms; }
    [[nodiscard]] std::map<UserId, User> &users() { return m_users; }
    [[nodiscard]] protocol::RoomState stateFor(const RoomId &room, const UserId &user);

    /// Stores the message and tells all nodes; the seq. A mid that is known is stored once.
    protocol::SendOk say(const RoomId &room, const UserId &from, const QString &text, Mid mid = {});
    protocol::SendOk store(const RoomId &room, const UserId &from, const Mid &mid, protocol::EventKind kind,
        const QByteArray &body, const QString &text);
    /// An edit, a redaction or a reaction, as a node takes it. `body` is the event's.
    Result<protocol::SendOk> change(const RoomId &room, const UserId &from, const Mid &mid, protocol::EventKind kind,
        qint64 target, const QByteArray &body);
    Result<protocol::SendOk> edit(const RoomId &room, const UserId &from, qint64 target, const QString &text);
    Result<protocol::SendOk> redact(const RoomId &room, const UserId &from, qint64 target, const QString &reason = {});
    Result<protocol::SendOk> react(
        const RoomId &room, const UserId &from, qint64 target, const QString &emoji, bool on = true);
    /// Events behind the page that change ones of it.
    [[nodiscard]] QList<QByteArray> amendsOf(const Room &room, qint64 from, qint64 to) const;
    void setRoom(const RoomId &room, const UserId &by, const protocol::RoomBody &change);
    void join(const RoomId &room, const UserId &user);
    void leave(const RoomId &room, const UserId &user);

    // Faults of the log. None of them is announced; see FakeNode::push for that.
    void loseAfter(const RoomId &room, qint64 seq); ///< their mids are forgotten too
    void trimBefore(const RoomId &room, qint64 first);
    void beginAnew(const RoomId &room); ///< new epoch, empty log

    [[nodiscard]] QSet<UserId> &present() { return m_present; } ///< beside those who are connected
    /// Each node listens here; `frame` goes to all members of the room.
    void listen(const void *node, std::function<void(const RoomId &, const QByteArray &frame)> heard);
    void silence(const void *node) { m_listeners.erase(node); }
    void tell(const RoomId &room, const QByteArray &frame);

    std::map<UserId, QList<protocol::InboxItem>> inboxes; ///< newest first
    qint64 now = 1'700'000'000'000; ///< ms since 1970; each event moves it on by a second

private:
    qint64 m_target = 0; ///< of the event that is being stored
    std::map<UserId, User> m_users;
    std::map<RoomId, Room> m_rooms;
    QSet<UserId> m_present;
    std::map<const void *, std::function<void(const RoomId &, const QByteArray &)>> m_listeners;
};

} // namespace hubbub::testing
