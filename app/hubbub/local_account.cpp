// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/local_account.h"

using namespace Qt::StringLiterals;

namespace hubbub::app {
namespace {

constexpr int mostNames = 9;
constexpr int passwordBytes = 24;

} // namespace

UserId userNameFrom(const QString &systemName)
{
    QByteArray name;
    // NFKD takes accents off the letters, so "Zoë" becomes "zoe".
    for (const QChar c : systemName.normalized(QString::NormalizationForm_KD).toLower()) {
        const char ascii = c.toLatin1();
        const bool isStart = (ascii >= 'a' && ascii <= 'z') || (ascii >= '0' && ascii <= '9');
        if (isStart || (!name.isEmpty() && (ascii == '-' || ascii == '_' || ascii == '.')))
            name += ascii;
    }
    name.truncate(30); // a number may follow
    return UserId(isUserName(name) ? name : "me"_ba);
}

LocalAccount::LocalAccount(client::ChatClient &chat, Options options, QObject *parent)
    : QObject(parent)
    , m_chat(chat)
    , m_options(std::move(options))
    , m_secrets({ m_options.folder, m_options.keychain })
{
    connect(&m_chat, &client::ChatClient::signedIn, this, &LocalAccount::onSignedIn);
    connect(&m_chat, &client::ChatClient::signInFailed, this, &LocalAccount::onFailed);
}

void LocalAccount::signIn(const QUrl &node)
{
    m_node = node;
    m_secrets.fetch(this, [this](const QByteArray &secret) {
        m_create = secret.isEmpty();
        m_password = QString::fromLatin1(m_create ? randomHex(passwordBytes) : secret);
        if (m_create)
            m_secrets.keep(m_password.toLatin1()); // before the account exists, so it is never lost
        tryNext();
    });
}

void LocalAccount::tryNext()
{
    const QByteArray base = userNameFrom(m_options.systemName).bytes();
    const UserId user(m_names == 0 ? base : base + QByteArray::number(m_names + 1));
    client::SignIn how;
    how.server = m_node;
    how.user = user;
    how.password = m_password;
    how.create = m_create;
    how.display = m_options.display.isEmpty() ? user.text() : m_options.display;
    m_chat.signIn(how);
}

void LocalAccount::onFailed(const Error &error)
{
    if (m_done || m_password.isEmpty())
        return;
    // A known password and no such account: the cluster's data was removed. A new one and the account exists: the
    // password was. The next name is free of both.
    if (error.code == ErrorCode::Unauthorized && !m_create) {
        m_create = true;
        tryNext();
    } else if (error.code == ErrorCode::Exists && m_names + 1 < mostNames) {
        ++m_names;
        m_create = false;
        tryNext();
    } else {
        Q_EMIT
        failed(error);
    }
}

void LocalAccount::onSignedIn()
{
    if (std::exchange(m_done, true))
        return;
    if (!m_chat.rooms().isEmpty()) {
        Q_EMIT
        landed(m_chat.rooms().first().room);
        return;
    }
    m_chat.createRoom(m_options.firstRoom, m_options.firstRoomTitle, protocol::Visibility::Public, this,
        [this](const Result<RoomId> &created) {
            if (created)
                Q_EMIT
            landed(*created);
            else land();
        });
}

/// The room is there already: somebody else of this cluster made it.
void LocalAccount::land()
{
    m_chat.joinRoom(m_options.firstRoom, this, [this](const Result<RoomId> &joined) {
        if (joined)
            Q_EMIT
        landed(*joined);
        else Q_EMIT
        failed(joined.error());
    });
}

} // namespace hubbub::app
