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
    m_secrets.fetch(this, [this](const QByteArray &kept) {
        const qsizetype colon = kept.indexOf(':'); // NAME:PASSWORD; a name has no colon
        if (colon > 0) {
            m_user = UserId(kept.left(colon));
            m_password = QString::fromLatin1(kept.mid(colon + 1));
            ask(false);
        } else {
            m_password = QString::fromLatin1(randomHex(passwordBytes));
            createNext();
        }
    });
}

void LocalAccount::createNext()
{
    const QByteArray base = userNameFrom(m_options.systemName).bytes();
    m_user = UserId(m_names == 0 ? base : base + QByteArray::number(m_names + 1));
    ++m_names;
    m_secrets.keep(m_user.bytes() + ':' + m_password.toLatin1()); // before the account exists, so it is never lost
    ask(true);
}

void LocalAccount::ask(bool create)
{
    m_create = create;
    client::SignIn how;
    how.server = m_node;
    how.user = m_user;
    how.password = m_password;
    how.create = create;
    how.display = m_options.display.isEmpty() ? m_user.text() : m_options.display;
    m_chat.signIn(how);
}

void LocalAccount::onFailed(const Error &error)
{
    if (m_done || m_user.isEmpty())
        return;
    // A kept password that does not fit: the cluster's data was removed, and its account with it.
    if (error.code == ErrorCode::Unauthorized && !m_create)
        ask(true);
    else if (error.code == ErrorCode::Exists && m_names < mostNames)
        createNext();
    else
        Q_EMIT
    failed(error);
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
