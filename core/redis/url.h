// SPDX-License-Identifier: GPL-3.0-or-later
// Where a Redis is and who we are there, and its written form: redis://, rediss:// or unix://.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace hubbub::redis {

struct Endpoint {
    enum class Transport : quint8 { Tcp, Tls, Unix };

    Transport transport = Transport::Tcp;
    QString host; ///< Tcp and Tls: a name or an address, without brackets
    quint16 port = 6379; ///< Tcp and Tls
    QString path; ///< Unix: the socket's file
    QByteArray user; ///< ACL user; empty is Redis's "default"
    QByteArray password; ///< empty: no AUTH is sent
    int database = 0;
    QString caFile; ///< Tls: PEM file of the authority to trust instead of the system's

    friend bool operator==(const Endpoint &, const Endpoint &) = default;
};

/// Reads `redis://[user[:password]@]host[:port][/db]`, `rediss://` likewise over TLS with an optional `?cafile=FILE`,
/// and `unix://[user[:password]@]/path[?db=N]`. Percent-encoding is undone. The Error's detail names what is wrong and
/// never repeats the password.
[[nodiscard]] Result<Endpoint> parseEndpoint(const QString &url);

/// Whether both name one server, whoever we are there.
[[nodiscard]] bool isSamePlace(const Endpoint &one, const Endpoint &other);

/// The URL without user name and password, for logs and windows.
[[nodiscard]] QString printable(const Endpoint &endpoint);

} // namespace hubbub::redis
