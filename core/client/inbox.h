// SPDX-License-Identifier: GPL-3.0-or-later
// What concerns this person by name: mentions, direct messages, invitations, announcements. Kept by the cluster; a list
// of the newest ones is here while the program runs.
#pragma once

#include "core/protocol/reply.h"

#include <QObject>

namespace hubbub::client {

class Connection;

class Inbox final : public QObject {
    Q_OBJECT
public:
    explicit Inbox(Connection &connection, QObject *parent = nullptr);

    void clear();
    void welcomed(); ///< a fresh connection: reads the newest ones
    /// What the node could not take before is told again.
    void tellRead();
    void onNotice(const protocol::Notice &notice);
    /// The message was taken out: what the list shows of it goes too.
    void onRedacted(const RoomId &room, qint64 seq);

    [[nodiscard]] const QList<protocol::InboxItem> &items() const { return m_items; } ///< newest first
    [[nodiscard]] qint64 unread() const { return m_unread; }
    [[nodiscard]] bool hasOlder() const { return m_hasOlder; }
    void fetchOlder();
    /// All up to it are read; told to the node now, or once there is one.
    void markRead(const protocol::NoticeId &upTo);

Q_SIGNALS:
    void changed();
    void noticed(const hubbub::protocol::Notice &notice); ///< it came just now

private:
    void ask(const protocol::NoticeId &before);
    void take(const protocol::InboxOk &page, bool newest);
    bool readFrom(qsizetype index);
    [[nodiscard]] qsizetype indexOf(const protocol::NoticeId &nid) const;

    Connection &m_connection;
    QList<protocol::InboxItem> m_items;
    qint64 m_unread = 0;
    bool m_hasOlder = false;
    bool m_asking = false;
    quint64 m_session = 0; ///< ticket: answers of an earlier connection are dropped
    protocol::NoticeId m_readUpTo; ///< the node has not said yet that it knows
    QList<protocol::NoticeId> m_pushed; ///< since the list was asked for, newest first
};

} // namespace hubbub::client
