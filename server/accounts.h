// SPDX-License-Identifier: GPL-3.0-or-later
// Who people are: making accounts, signing in by password, refresh token or access token, signing out.
#pragma once

#include "core/base/clock.h"
#include "core/protocol/command.h"
#include "core/redis/link.h"
#include "server/config.h"
#include "server/password_hasher.h"
#include "server/tokens.h"

#include <QObject>

#include <functional>

namespace hubbub::server {

struct Scripts;

class Accounts final : public QObject {
    Q_OBJECT
public:
    struct Options {
        Registration registration = Registration::Closed;
        seconds tokenLife { 900 };
        seconds refreshLife { 14 * 24 * 3600 };
        int argonMemoryKib = 64 * 1024;
        AddressRanges noAddressLimits;
    };
    /// Somebody whose identity is proved.
    struct Proved {
        UserId user;
        SessionId session;
        std::chrono::milliseconds expires {}; ///< of the access token, wall time
        QByteArray refresh; ///< new; empty where an access token was shown
    };
    /// Who has a session now, and what goes with it.
    struct Opened {
        QString display;
        QStringList roles;
        qint64 generation = 0;
        std::vector<RoomId> rooms; ///< by the account's index
    };
    using ProveDone = std::function<void(const Result<Proved> &)>;
    using OpenDone = std::function<void(const Result<Opened> &)>;
    using Changed = std::function<void(const Outcome &)>;

    /// All are borrowed and must outlive this.
    Accounts(redis::Link &link, const Scripts &scripts, const Tokens &tokens, Options options, const Clock &clock);

    /// Whatever way the hello says who it is. `from` is the client's address, for the limits.
    void prove(const protocol::Hello &hello, const Address &from, ProveDone done);
    /// Looks the session up, numbers the connection and tells older ones of the same session to go.
    void open(const UserId &user, const SessionId &session, OpenDone done);
    /// Trades a refresh token for its successor.
    void refresh(QByteArrayView token, ProveDone done);
    /// Ends one session of the user, or all.
    void signOut(const UserId &user, const SessionId &session, bool everywhere, Changed done);
    /// Another display name, or another password, which ends all sessions but this one.
    void change(const UserId &user, const SessionId &session, const Address &from, const protocol::Account &account,
        Changed done);
    /// The session exists; for those whose channel was in doubt.
    void isOpen(const UserId &user, const SessionId &session, std::function<void(const Result<bool> &)> done);

    [[nodiscard]] QByteArray accessToken(const Proved &who) const;
    [[nodiscard]] seconds tokenLife() const { return m_options.tokenLife; }

private:
    void create(const protocol::Hello &hello, const Address &from, ProveDone done);
    void redeemCode(const protocol::Hello &hello, ProveDone done);
    void makeAccount(const protocol::Hello &hello, ProveDone done);
    /// The hash that the password was proved against.
    using Verified = std::function<void(const Result<QByteArray> &)>;
    struct Changes {
        QByteArray display; ///< empty: stays
        QByteArray oldHash; ///< with newHash; empty: the password stays
        QByteArray newHash;
    };
    void signIn(const protocol::Hello &hello, const Address &from, ProveDone done);
    /// Slows guessing down, whoever asks.
    void verify(const UserId &user, const Address &from, const QString &password, Verified done);
    void checkPassword(const UserId &user, const Address &from, const QString &password, Verified done);
    void beginSession(const UserId &user, const DeviceId &device, const QByteArray &hash, ProveDone done);
    void store(const UserId &user, const SessionId &session, const Changes &changes, Changed done);
    [[nodiscard]] redis::Arguments gateKeys(const UserId &user, const Address &from) const;
    [[nodiscard]] QByteArray nowText() const;
    [[nodiscard]] QByteArray refreshEnd() const;
    [[nodiscard]] Proved proved(const UserId &user, const SessionId &session, const QByteArray &refresh) const;

    redis::Link &m_link;
    const Scripts &m_scripts;
    const Tokens &m_tokens;
    Options m_options;
    const Clock &m_clock;
    PasswordHasher m_hasher;
};

/// Why a password can't be taken (12 to 128 characters); nothing where it can.
[[nodiscard]] std::optional<Error> passwordProblem(const QString &password);

} // namespace hubbub::server
