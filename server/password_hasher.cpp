// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/password_hasher.h"

#include "core/base/ids.h"
#include "core/base/red_hook.h"

#include <sodium.h>

namespace hubbub::server {
namespace {

QByteArray argon(const QByteArray &password, int memoryKib)
{
    QByteArray out(crypto_pwhash_STRBYTES, '\0');
    const int failed = crypto_pwhash_str_alg(out.data(), password.constData(), static_cast<size_t>(password.size()),
        PasswordHasher::passes, static_cast<size_t>(memoryKib) * 1024, crypto_pwhash_ALG_ARGON2ID13);
    if (failed)
        return {};
    return QByteArray(out.constData());
}

Error tooBusy()
{
    return { ErrorCode::Unavailable, QStringLiteral("too many sign-ins at once"), std::chrono::milliseconds(1000) };
}

} // namespace

PasswordHasher::PasswordHasher(int memoryKib, QObject *parent)
    : QObject(parent)
    , m_memoryKib(memoryKib)
    , m_dummy(argon(randomHex(16), memoryKib))
{
    m_pool.setMaxThreadCount(atOnce);
}

PasswordHasher::~PasswordHasher()
{
    m_pool.clear();
    m_pool.waitForDone();
}

bool PasswordHasher::admit()
{
    if (*m_load >= atOnce + queued && !redHook("no_hash_queue"))
        return false;
    ++*m_load;
    return true;
}

void PasswordHasher::hash(const QByteArray &password, Hashed done)
{
    if (!admit()) {
        QMetaObject::invokeMethod(
            this, [done = std::move(done)] { done(tooBusy()); }, Qt::QueuedConnection);
        return;
    }
    m_pool.start([this, password, load = m_load, done = std::move(done)] {
        const QByteArray hash = argon(password, m_memoryKib);
        --*load;
        QMetaObject::invokeMethod(
            this,
            [hash, done] {
                if (hash.isEmpty())
                    done(Error { ErrorCode::Unavailable, QStringLiteral("no memory to hash a password") });
                else
                    done(hash);
            },
            Qt::QueuedConnection);
    });
}

void PasswordHasher::verify(const QByteArray &hash, const QByteArray &password, Verified done)
{
    if (!admit()) {
        QMetaObject::invokeMethod(
            this, [done = std::move(done)] { done(tooBusy()); }, Qt::QueuedConnection);
        return;
    }
    m_pool.start([this, hash = hash.isEmpty() ? m_dummy : hash, isReal = !hash.isEmpty(), password, load = m_load,
                     done = std::move(done)] {
        const bool right =
            crypto_pwhash_str_verify(hash.constData(), password.constData(), static_cast<size_t>(password.size())) == 0;
        --*load;
        QMetaObject::invokeMethod(
            this, [right = right && isReal, done] { done(right); }, Qt::QueuedConnection);
    });
}

} // namespace hubbub::server
