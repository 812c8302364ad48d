// SPDX-License-Identifier: GPL-3.0-or-later
// The written form of a Redis Cluster: some of its nodes, which know the others.
#pragma once

#include "core/redis/url.h"

#include <QList>

namespace hubbub::redis {

/// Whether parseClusterUrl() is the one to read it.
[[nodiscard]] bool isClusterUrl(const QString &url);

/// Reads `redis-cluster://[user[:password]@]HOST[:PORT][,HOST[:PORT]...]`, or `rediss-cluster://` over TLS with an
/// optional `?cafile=FILE`: for Options::seeds, each with the credentials. There is no database but 0.
[[nodiscard]] Result<QList<Endpoint>> parseClusterUrl(const QString &url);

/// The URL without user name and password, for logs.
[[nodiscard]] QString printable(const QList<Endpoint> &seeds);

} // namespace hubbub::redis
