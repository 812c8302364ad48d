// SPDX-License-Identifier: GPL-3.0-or-later
// The common part of URLs that name several servers: credentials, places by commas, a path, options.
#pragma once

#include "core/redis/url.h"

#include <QList>

namespace hubbub::redis {

struct Places {
    QList<Endpoint> places; ///< over TLS or not; without credentials
    QByteArray user;
    QByteArray password;
    QStringList path; ///< what follows the places, cut at each slash, as written
    QString options; ///< what follows the question mark, as written
};

/// Reads `[user[:password]@]HOST[:PORT][,HOST[:PORT]...][/PATH][?OPTIONS]`. The Error's detail never repeats a
/// password.
[[nodiscard]] Result<Places> readPlaces(const QString &text, quint16 defaultPort, bool tls);

/// Percent-encoding undone.
[[nodiscard]] QByteArray decoded(const QString &text);

} // namespace hubbub::redis
