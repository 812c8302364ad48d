// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/tls_context.h"

#include "core/base/red_hook.h"

#include <QFile>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace hubbub::server {

namespace {

Error failure(const QString &what, const QString &file)
{
    char reason[256] {};
    ERR_error_string_n(ERR_peek_last_error(), reason, sizeof reason);
    ERR_clear_error();
    return { ErrorCode::BadField, QStringLiteral("%1 %2: %3").arg(what, file, QString::fromLatin1(reason)) };
}

} // namespace

TlsContext::TlsContext(ssl_ctx_st *context)
    : m_context(context)
{
}

TlsContext::~TlsContext() { SSL_CTX_free(m_context); }

Result<std::shared_ptr<TlsContext>> TlsContext::load(const QString &certificate, const QString &key)
{
    ERR_clear_error();
    ssl_ctx_st *const context = SSL_CTX_new(TLS_server_method());
    if (!context)
        return failure(QStringLiteral("can't set up TLS for"), certificate);
    const std::shared_ptr<TlsContext> result(new TlsContext(context));

    SSL_CTX_set_min_proto_version(context, redHook("old_tls_is_fine") ? TLS1_1_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // the outbox moves between attempts, and idle sessions give their 32 KiB of buffers back
    SSL_CTX_set_mode(
        context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);

    // without this OpenSSL asks the terminal, and waits, for the passphrase of an encrypted key
    SSL_CTX_set_default_passwd_cb(context, [](char *, int, int, void *) { return 0; });

    if (SSL_CTX_use_certificate_chain_file(context, QFile::encodeName(certificate).constData()) != 1)
        return failure(QStringLiteral("can't use the certificate"), certificate);
    if (SSL_CTX_use_PrivateKey_file(context, QFile::encodeName(key).constData(), SSL_FILETYPE_PEM) != 1)
        return failure(QStringLiteral("can't use the key"), key);
    if (SSL_CTX_check_private_key(context) != 1)
        return failure(QStringLiteral("the key is not that of the certificate:"), key);
    return result;
}

ssl_st *TlsContext::accept(int descriptor) const
{
    ssl_st *const session = SSL_new(m_context);
    if (!session)
        return nullptr;
    if (SSL_set_fd(session, descriptor) != 1) {
        SSL_free(session);
        return nullptr;
    }
    SSL_set_accept_state(session);
    return session;
}

} // namespace hubbub::server
