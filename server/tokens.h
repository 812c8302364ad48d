// SPDX-License-Identifier: GPL-3.0-or-later
// What a client shows instead of its password: signed by the cluster's key, so that any node can check it alone.
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <chrono>

namespace hubbub::server {

/// The secret of a cluster; from a file, or agreed on in Redis.
class SigningKey {
public:
    static constexpr int bytes = 32;

    /// Derived from any text of at least 32 bytes; spaces at its ends do not count. Fails with BadField.
    [[nodiscard]] static Result<SigningKey> fromText(QByteArrayView secret);
    /// From a file that nobody but its owner may read or write. Fails with BadField and says what is wrong with it.
    [[nodiscard]] static Result<SigningKey> fromFile(const QString &path);

    /// HMAC-SHA-512/256 under a key of its own for each purpose.
    [[nodiscard]] QByteArray sign(QByteArrayView purpose, QByteArrayView text) const;
    [[nodiscard]] bool verify(QByteArrayView purpose, QByteArrayView text, QByteArrayView signature) const;

private:
    QByteArray m_key;
};

/// (user, device) as one name, the same on every node.
[[nodiscard]] SessionId sessionOf(const UserId &user, const DeviceId &device);

/// What an access token says.
struct Access {
    UserId user;
    SessionId session;
    std::chrono::milliseconds expires {}; ///< wall time
    friend bool operator==(const Access &, const Access &) = default;
};
/// What a refresh token says: the n-th of a family, which began with a password.
struct Refreshing {
    UserId user;
    SessionId session;
    QByteArray family;
    qint64 number = 0;
    friend bool operator==(const Refreshing &, const Refreshing &) = default;
};

class Tokens {
public:
    /// Clocks of nodes may differ by this much.
    static constexpr std::chrono::seconds leeway { 30 };

    explicit Tokens(SigningKey key)
        : m_key(std::move(key))
    {
    }

    [[nodiscard]] QByteArray issue(
        const UserId &user, const SessionId &session, std::chrono::milliseconds now, std::chrono::seconds life) const;
    /// Unauthorized, with the same words for all that is not ours; Expired where it was.
    [[nodiscard]] Result<Access> check(QByteArrayView token, std::chrono::milliseconds now) const;

    [[nodiscard]] QByteArray issueRefresh(const Refreshing &what) const;
    [[nodiscard]] Result<Refreshing> checkRefresh(QByteArrayView token) const;

private:
    [[nodiscard]] QByteArray seal(QByteArrayView purpose, const QByteArray &claims) const;
    [[nodiscard]] std::optional<QByteArray> unseal(QByteArrayView purpose, QByteArrayView token) const;

    SigningKey m_key;
};

} // namespace hubbub::server
