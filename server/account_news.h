// SPDX-License-Identifier: GPL-3.0-or-later
// What concerns all sessions of a user, wherever they are: rooms joined and left, sessions replaced and revoked.
#pragma once

#include "server/sessions.h"

#include <QObject>

namespace hubbub::redis {
class Link;
class Subscription;
}

namespace hubbub::server {

class Accounts;
class Attendance;

class AccountNews final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        redis::Link &link;
        redis::Subscription &subscription;
        Sessions &sessions;
        Attendance &attendance;
        Accounts &accounts;
    };
    explicit AccountNews(Parts parts);

    /// A message of an account's channel: "joined ROOM", "invited ROOM", "removed ROOM CAUSE", "hello SESSION
    /// GENERATION", "revoked SESSION" ("*": all; "* operator": by an operator), "display NAME" or "notice FRAME".
    /// False: the channel is no account's.
    bool take(const QByteArray &channel, const QByteArray &payload);
    /// The channel is certain again: what it may have said meanwhile is looked up. False: it is no account's.
    bool confirmed(const QByteArray &channel);
    /// Something of the user's could not be looked up: all is, in a while.
    void lookAgain(const UserId &user);
    /// The user's last session has gone.
    void forget(const UserId &user);

private:
    bool tell(const UserId &user, const QByteArray &frame);
    bool rename(const UserId &user, const QString &display);
    void replaced(const UserId &user, const SessionId &session, qint64 generation);
    void revoked(const UserId &user, const SessionId &session, bool byOperator = false);
    void lookAt(const UserId &user);
    void lookAtRooms(const UserId &user);

    Parts m_parts;
    QHash<UserId, bool> m_known; ///< users whose channel was certain once
    QHash<UserId, bool> m_again; ///< users who could not be looked at, and will be soon
};

} // namespace hubbub::server
