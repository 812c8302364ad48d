// SPDX-License-Identifier: GPL-3.0-or-later
// The certificate of a node that speaks wss itself, and the sessions made with it.
#pragma once

#include "core/base/result.h"

#include <QString>

#include <memory>

struct ssl_ctx_st;
struct ssl_st;

namespace hubbub::server {

/// TLS 1.2 or newer, without renegotiation or compression.
class TlsContext {
public:
    /// A PEM chain and its PEM key; fails with BadField and what OpenSSL says of the file.
    [[nodiscard]] static Result<std::shared_ptr<TlsContext>> load(const QString &certificate, const QString &key);
    ~TlsContext();
    Q_DISABLE_COPY_MOVE(TlsContext)

    /// A server's session over the descriptor, which it does not own; null where memory is out.
    [[nodiscard]] ssl_st *accept(int descriptor) const;

private:
    explicit TlsContext(ssl_ctx_st *context);

    ssl_ctx_st *m_context;
};

} // namespace hubbub::server
