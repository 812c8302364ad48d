// SPDX-License-Identifier: GPL-3.0-or-later
// Support desks: the queues of those where this person is an agent, and this person's own conversations. A queue is
// read from the node anew after each connection, and whenever the log of a desk or of a conversation says that it may
// be different, so that what is here is what the cluster has. Lives on the engine's thread.
#pragma once

#include "core/client/alarms.h"
#include "core/client/chat_client.h"
#include "core/protocol/codec.h"

#include <QHash>
#include <QObject>
#include <QSet>

namespace hubbub::client {

class Connection;
class Rooms;

class Desks final : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::seconds placeTime { 5 }; ///< after so long one who waits asks for the place again
    using Enter = std::function<void(const protocol::Command &, QObject *, ChatClient::RoomCallback)>;
    using Request = std::function<void(const protocol::Command &, QObject *, ChatClient::DoneCallback)>;

    /// `enter` does a command that is answered by a room's state, `request` one whose answer carries nothing.
    Desks(Connection &connection, Rooms &rooms, const Alarms &alarms, Enter enter, Request request,
        QObject *parent = nullptr);

    /// Conversations that are not done, in the order in which they began to wait: all of a desk whose agent this
    /// person is, else this person's own.
    [[nodiscard]] const QList<protocol::CaseEntry> &queue(const RoomId &desk) const;
    /// Whether the queue was read since the program began.
    [[nodiscard]] bool isKnown(const RoomId &desk) const { return m_queues.contains(desk); }
    /// The entry of that conversation; nullptr where it is done, or not known.
    [[nodiscard]] const protocol::CaseEntry *entry(const RoomId &desk, const RoomId &conversation) const;

    /// Whether the conversation is known to be done.
    [[nodiscard]] bool isDone(const RoomId &desk, const RoomId &conversation) const;

    // What people do. Each is answered once, as commands are.
    void makeDesk(const RoomId &desk, const QString &title, QObject *context, ChatClient::RoomCallback callback);
    void open(const RoomId &desk, const QString &text, QObject *context, ChatClient::RoomCallback callback);
    void take(const RoomId &desk, const RoomId &conversation, QObject *context, ChatClient::RoomCallback callback);
    /// An empty user: back into the queue.
    void hand(const RoomId &desk, const RoomId &conversation, const UserId &user, QObject *context,
        ChatClient::DoneCallback callback);
    void done(const RoomId &desk, const RoomId &conversation, QObject *context, ChatClient::DoneCallback callback);

    // What the engine hears.
    void clear();
    void welcomed();
    void onEvent(const protocol::Event &event);
    /// There are other rooms than before: desks that are not known yet are asked for their queues.
    void lookAtRooms();

Q_SIGNALS:
    void changed(const hubbub::RoomId &desk); ///< it was read again; it need not differ

private:
    void ask(const RoomId &desk);
    void answered(const RoomId &desk, const Result<protocol::OkReply> &reply);
    void askWhereIWait();
    [[nodiscard]] ChatClient::RoomCallback askBehind(const RoomId &desk, ChatClient::RoomCallback callback);
    [[nodiscard]] ChatClient::DoneCallback thenAsk(const RoomId &desk, ChatClient::DoneCallback callback);

    Connection &m_connection;
    Rooms &m_rooms;
    Enter m_enter;
    Request m_request;
    QHash<RoomId, QList<protocol::CaseEntry>> m_queues;
    QSet<RoomId> m_wanted; ///< asked for since this connection began
    QHash<RoomId, bool> m_asking; ///< under way; true: to be asked again behind it
    quint64 m_session = 0; ///< ticket: answers of an earlier connection are dropped
    std::unique_ptr<Alarm> m_placeAlarm;
};

} // namespace hubbub::client
