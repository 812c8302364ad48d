// SPDX-License-Identifier: GPL-3.0-or-later
// Who is present in one room, as this node knows it and as its clients were told. No Redis in here.
#pragma once

#include "core/protocol/push.h"
#include "server/channel_message.h"

#include <QHash>
#include <QSet>

#include <vector>

namespace hubbub::server {

class PresenceTable {
public:
    /// One session's entry in the room's `here`.
    struct Entry {
        SessionId session;
        UserId user;
        NodeId node;
        protocol::Presence state = protocol::Presence::Online;
        QString text;
    };
    enum class Taken : quint8 {
        Applied,
        Old, ///< told already, or by the roster
        Missed, ///< one before it never came: the roster is to be read
    };

    /// The whole truth at `version`. What differs from what clients were told will be told.
    void replace(qint64 version, const std::vector<Entry> &entries);
    [[nodiscard]] Taken apply(const PresenceNews &news);
    [[nodiscard]] bool isKnown() const { return m_version >= 0; }

    [[nodiscard]] qsizetype present() const { return m_present; }
    [[nodiscard]] bool hasChanges() const { return !m_changed.isEmpty(); }
    /// What clients have not been told, one change a user; told from now on. One who arrived and departed in between is
    /// left out, and so is one who departed and came back as before.
    [[nodiscard]] QList<protocol::PresenceChange> takeChanges();
    /// Everybody, as arrivals; for a reset. Take the changes before.
    [[nodiscard]] QList<protocol::PresenceChange> everybody() const;

    /// How a user is: busy where any session is, else online where any is, else away.
    [[nodiscard]] protocol::PresenceChange of(const UserId &user) const;

private:
    struct Person {
        std::vector<Entry> sessions;
        protocol::PresenceChange told; ///< as clients know it; offline: as absent
        protocol::PresenceCause cause = protocol::PresenceCause::Join; ///< of the latest departure
        NodeId lastNode;
    };

    [[nodiscard]] static protocol::PresenceChange describe(const UserId &user, const Person &person);
    void put(Person &person, Entry entry);
    void drop(Person &person, const SessionId &session, protocol::PresenceCause cause);

    QHash<UserId, Person> m_people;
    QSet<UserId> m_changed;
    qint64 m_version = -1;
    qsizetype m_present = 0;
};

/// Reads a `here` entry: "USER NODE BOOT GENERATION STATE TEXT".
[[nodiscard]] PresenceTable::Entry readHereEntry(const QByteArray &session, const QByteArray &entry);

} // namespace hubbub::server
