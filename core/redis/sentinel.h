// SPDX-License-Identifier: GPL-3.0-or-later
// Which Redis is the primary just now, asked of a group of Sentinels.
#pragma once

#include "core/redis/options.h"

#include <QList>

namespace hubbub::redis {

struct SentinelGroup {
    QList<Endpoint> sentinels; ///< asked in this order, each with its user, password and TLS
    QByteArray name; ///< of the primary, as in Sentinel's own configuration
    Endpoint primary; ///< user, password and database for it; host and port come from the Sentinels

    friend bool operator==(const SentinelGroup &, const SentinelGroup &) = default;
};

/// Whether parseSentinelGroup() is the one to read it.
[[nodiscard]] bool isSentinelUrl(const QString &url);

/// Reads `redis+sentinel://[user[:password]@]HOST[:PORT][,HOST[:PORT]...]/NAME[/DB][?OPTIONS]`; the port is 26379
/// unless given. User and password are the primary's; the Sentinels' own are the options `sentineluser` and
/// `sentinelpassword`. `rediss+sentinel://` is over TLS to both, trusting `cafile`; `sentineltls=no` or `yes` makes the
/// Sentinels differ from the primary.
[[nodiscard]] Result<SentinelGroup> parseSentinelGroup(const QString &url);

/// For Options::resolve. Each Sentinel gets `patience` to answer before the next is asked; the one that knew comes
/// first the next time. Whether what they name really is a primary is seen by Options::primaryOnly.
[[nodiscard]] std::function<void(QObject *, Options::Resolved)> sentinelResolver(
    SentinelGroup group, std::chrono::milliseconds patience = std::chrono::milliseconds(700));

/// Options for any URL that names a Redis: a single one (parseEndpoint), a group with Sentinels, or a Cluster.
[[nodiscard]] Result<Options> optionsFor(const QString &url);

/// Any URL that optionsFor() reads, without user names, passwords and options, for logs and windows; empty for others.
[[nodiscard]] QString printableUrl(const QString &url);

/// The URL without user name and password, for logs.
[[nodiscard]] QString printable(const SentinelGroup &group);

} // namespace hubbub::redis
