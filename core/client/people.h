// SPDX-License-Identifier: GPL-3.0-or-later
// Who is in each room, who is present, who types. Built from members pages, presence and typing pushes, member events.
#pragma once

#include "core/client/alarms.h"
#include "core/client/chat_client.h"
#include "core/protocol/push.h"

#include <QHash>
#include <QObject>
#include <QSet>

namespace hubbub::client {

class Connection;

class People final : public QObject {
    Q_OBJECT
public:
    People(const Clock &clock, const Alarms &alarms, Connection &connection, QObject *parent = nullptr);

    void setMe(const Me &me);
    void clear();
    void connectionLost(); ///< nobody types any more, as far as we know
    void drop(const RoomId &room);

    [[nodiscard]] QList<Person> list(const RoomId &room) const; ///< present ones first, then by name
    /// The person's display name where any room knows it, else the user name.
    [[nodiscard]] QString displayOf(const UserId &user) const;
    [[nodiscard]] QList<UserId> typing(const RoomId &room) const;
    [[nodiscard]] bool isLoaded(const RoomId &room) const { return m_loaded.contains(room); }

    void refresh(const RoomId &room);
    /// Learns what the other one of a direct room is called, where no room has told it; one question at a time, so that
    /// many such rooms do not take the connection from what the person does.
    void meet(const RoomId &room, const UserId &other);
    void onPresence(const protocol::PresencePush &push);
    void onTyping(const protocol::TypingPush &push);
    void onEvent(const protocol::Event &event);

Q_SIGNALS:
    void changed(const hubbub::RoomId &room);
    void typingChanged(const hubbub::RoomId &room);
    void presentChanged(const hubbub::RoomId &room, qint64 present);
    void membersChanged(const hubbub::RoomId &room, qint64 members); ///< the whole list was read
    void namesChanged();
    /// This user's role in the room changed.
    void roleChanged(const hubbub::RoomId &room, hubbub::protocol::Role role);

private:
    struct RoomPeople {
        QHash<UserId, Person> members;
        QHash<UserId, Clock::TimePoint> typing; ///< until
        bool whole = true; ///< false: of so many only the first were read
    };
    void readPage(const RoomId &room, const UserId &after, QHash<UserId, Person> found, quint64 ticket);
    void takeAll(const RoomId &room, const QHash<UserId, Person> &found, bool whole);
    Person &entry(const RoomId &room, const UserId &user);
    void learnName(const UserId &user, const QString &display);
    void meetNext();
    bool endTyping(const RoomId &room, const UserId &user);
    void expireTyping();
    void armTyping();

    const Clock &m_clock;
    Connection &m_connection;
    std::unique_ptr<Alarm> m_typingAlarm;
    std::unique_ptr<Alarm> m_meetAlarm;
    Me m_me;
    QHash<RoomId, RoomPeople> m_rooms;
    QSet<RoomId> m_loaded;
    QHash<RoomId, quint64> m_tickets;
    QHash<UserId, QString> m_names;
    QList<std::pair<RoomId, UserId>> m_toMeet;
    bool m_meeting = false; ///< a question is under way, or the pause after one
    quint64 m_session = 0; ///< ticket: answers of an earlier connection are dropped
};

} // namespace hubbub::client
