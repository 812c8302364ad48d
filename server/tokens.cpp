// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/tokens.h"

#include "core/base/red_hook.h"

#include <QFile>
#include <QFileInfo>

#include <sodium.h>

namespace hubbub::server {
namespace {

// A fixed algorithm: a token can't choose how it is checked. The parts of the claims never hold a space.
constexpr QByteArrayView accessPurpose = "hubbub access 1";
constexpr QByteArrayView refreshPurpose = "hubbub refresh 1";
constexpr QByteArrayView issuer = "hubbub-gateway";
constexpr QByteArrayView audience = "hubbub.v1";
constexpr qsizetype longestToken = 1024;

const unsigned char *raw(QByteArrayView bytes) { return reinterpret_cast<const unsigned char *>(bytes.data()); }
unsigned char *raw(QByteArray &bytes) { return reinterpret_cast<unsigned char *>(bytes.data()); }

QByteArray digest(QByteArrayView text, qsizetype bytes)
{
    QByteArray out(bytes, Qt::Uninitialized);
    crypto_generichash(raw(out), static_cast<size_t>(bytes), raw(text), static_cast<size_t>(text.size()), nullptr, 0);
    return out;
}

Error notOurs() { return { ErrorCode::Unauthorized, QStringLiteral("the token is not valid") }; }

constexpr auto urlSafe = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

} // namespace

Result<SigningKey> SigningKey::fromText(QByteArrayView secret)
{
    const QByteArray text = secret.toByteArray().trimmed();
    if (text.size() < bytes)
        return Error { ErrorCode::BadField, QStringLiteral("a signing secret needs at least 32 bytes") };
    SigningKey key;
    key.m_key = digest(text, bytes);
    return key;
}

Result<SigningKey> SigningKey::fromFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error { ErrorCode::BadField, QStringLiteral("%1 can't be read: %2").arg(path, file.errorString()) };
    constexpr auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup
        | QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ExeOther;
    if (file.permissions() & others && !redHook("secrets_for_all"))
        return Error { ErrorCode::BadField,
            QStringLiteral("%1 may be read by others; its mode must be 0600 (chmod 600 %1)").arg(path) };
    return fromText(file.read(64 * 1024));
}

QByteArray SigningKey::sign(QByteArrayView purpose, QByteArrayView text) const
{
    QByteArray key(crypto_auth_KEYBYTES, Qt::Uninitialized);
    crypto_generichash(raw(key), crypto_auth_KEYBYTES, raw(purpose), static_cast<size_t>(purpose.size()), raw(m_key),
        static_cast<size_t>(m_key.size()));
    QByteArray out(crypto_auth_BYTES, Qt::Uninitialized);
    crypto_auth(raw(out), raw(text), static_cast<size_t>(text.size()), raw(key));
    return out;
}

bool SigningKey::verify(QByteArrayView purpose, QByteArrayView text, QByteArrayView signature) const
{
    const QByteArray right = sign(purpose, text);
    return signature.size() == right.size()
        && sodium_memcmp(right.constData(), signature.data(), static_cast<size_t>(right.size())) == 0;
}

SessionId sessionOf(const UserId &user, const DeviceId &device)
{
    return SessionId(digest(user.bytes() + '\0' + device.bytes().toLower(), 16).first(8).toHex());
}

QByteArray Tokens::seal(QByteArrayView purpose, const QByteArray &claims) const
{
    return claims.toBase64(urlSafe) + '.' + m_key.sign(purpose, claims).toBase64(urlSafe);
}

std::optional<QByteArray> Tokens::unseal(QByteArrayView purpose, QByteArrayView token) const
{
    const qsizetype dot = token.indexOf('.');
    if (dot < 0 || token.size() > longestToken)
        return std::nullopt;
    constexpr auto strict = urlSafe | QByteArray::AbortOnBase64DecodingErrors;
    const auto claims = QByteArray::fromBase64Encoding(token.first(dot).toByteArray(), strict);
    const auto signature = QByteArray::fromBase64Encoding(token.sliced(dot + 1).toByteArray(), strict);
    if (!claims || !signature || (!m_key.verify(purpose, *claims, *signature) && !redHook("no_signature_check")))
        return std::nullopt;
    return *claims;
}

QByteArray Tokens::issue(
    const UserId &user, const SessionId &session, std::chrono::milliseconds now, std::chrono::seconds life) const
{
    const QByteArrayList claims { issuer.toByteArray(), audience.toByteArray(), user.bytes(), session.bytes(),
        QByteArray::number(qint64(now.count())), QByteArray::number(qint64((now + life).count())) };
    return seal(accessPurpose, claims.join(' '));
}

Result<Access> Tokens::check(QByteArrayView token, std::chrono::milliseconds now) const
{
    const auto claims = unseal(accessPurpose, token);
    if (!claims)
        return notOurs();
    const QByteArrayList parts = claims->split(' ');
    if (parts.size() != 6 || parts[0] != issuer || parts[1] != audience || !isUserName(parts[2]))
        return notOurs();
    const std::chrono::milliseconds issued { parts[4].toLongLong() };
    const std::chrono::milliseconds expires { parts[5].toLongLong() };
    const std::chrono::milliseconds allowed = redHook("no_leeway") ? std::chrono::milliseconds(0) : leeway;
    if (issued > now + allowed)
        return notOurs();
    if (expires + allowed <= now && !redHook("expired_is_fine"))
        return Error { ErrorCode::Expired, QStringLiteral("the token has expired") };
    return Access { UserId(parts[2]), SessionId(parts[3]), expires };
}

QByteArray Tokens::issueRefresh(const Refreshing &what) const
{
    const QByteArrayList claims { what.user.bytes(), what.session.bytes(), what.family,
        QByteArray::number(what.number) };
    return seal(refreshPurpose, claims.join(' '));
}

Result<Refreshing> Tokens::checkRefresh(QByteArrayView token) const
{
    const auto claims = unseal(refreshPurpose, token);
    if (!claims)
        return notOurs();
    const QByteArrayList parts = claims->split(' ');
    if (parts.size() != 4 || !isUserName(parts[0]))
        return notOurs();
    return Refreshing { UserId(parts[0]), SessionId(parts[1]), parts[2], parts[3].toLongLong() };
}

} // namespace hubbub::server
