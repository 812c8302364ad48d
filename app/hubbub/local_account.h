// SPDX-License-Identifier: GPL-3.0-or-later
// Signs the person at this desk in to the cluster on this desk: an account made on first use, with a password that
// nobody has to know, and a first room to land in.
#pragma once

#include "core/client/chat_client.h"
#include "core/client/secret_store.h"

#include <QObject>

namespace hubbub::app {

/// A user name made from what the system calls this person; "me" where nothing is left of it.
[[nodiscard]] UserId userNameFrom(const QString &systemName);

class LocalAccount final : public QObject {
    Q_OBJECT
public:
    struct Options {
        QString folder; ///< where the password is kept if there is no keychain
        bool keychain = true;
        QString systemName; ///< such as "mara"
        QString display; ///< such as "Mara Lind"; empty: the user name
        RoomId firstRoom { QByteArrayLiteral("lounge") };
        QString firstRoomTitle = QStringLiteral("Lounge");
    };
    /// `chat` must outlive this.
    LocalAccount(client::ChatClient &chat, Options options, QObject *parent = nullptr);

    /// Tries until it is signed in, or failed() says why not.
    void signIn(const QUrl &node);

Q_SIGNALS:
    void landed(const hubbub::RoomId &room); ///< signed in, and a member of at least this room
    void failed(const hubbub::Error &error);

private:
    void createNext();
    void ask(bool create);
    void onFailed(const Error &error);
    void onSignedIn();
    void land();

    client::ChatClient &m_chat;
    Options m_options;
    client::SecretStore m_secrets;
    QUrl m_node;
    UserId m_user;
    QString m_password;
    bool m_create = false;
    bool m_done = false;
    int m_names = 0; ///< tried so far
};

} // namespace hubbub::app
