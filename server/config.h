// SPDX-License-Identifier: GPL-3.0-or-later
// What a node is told at its start: by option, environment or file, in that order of strength.
#pragma once

#include "core/base/ids.h"
#include "core/base/log.h"
#include "core/base/result.h"
#include "core/redis/sentinel.h"
#include "server/admin_command.h"
#include "server/net/address.h"

#include <QByteArray>
#include <QMap>
#include <QStringList>

#include <chrono>
#include <optional>

namespace hubbub::server {

using std::chrono::milliseconds;
using std::chrono::seconds;

enum class Registration : quint8 { Open, Invite, Closed };

struct Config {
    QString host = QStringLiteral("127.0.0.1");
    quint16 port = 8470;
    bool reusePort = false;
    std::optional<redis::SentinelGroup> sentinels; ///< who know the place of `redis`, where --redis names a group
    QList<redis::Endpoint> seeds; ///< some nodes, where --redis names a Redis Cluster; `redis` is the first of them
    redis::Endpoint redis; ///< readConfig() sets 127.0.0.1 where nothing else is said
    QString redisPasswordFile;
    QString sentinelPasswordFile;
    int waitReplicas = 0; ///< that must have a message before its `ok`
    milliseconds wait { 1'000 }; ///< for them to say so
    NodeId node; ///< empty: made from the machine's name and the port
    QString advertise; ///< the URL that clients are told; empty: from what was bound
    QString secretFile;
    Registration registration = Registration::Closed;
    QStringList origins;
    QString tlsCertificate;
    QString tlsKey;
    bool plain = false; ///< clients of other machines may come without TLS
    AddressRanges trustedProxies;
    AddressRanges noAddressLimits;
    AddressRanges noRateLimits;
    AddressRanges metricsFrom; ///< besides loopback
    int connectionsPerAddress = 50;
    int connectionsPerUser = 10;
    int strangers = 2000;

    qint64 logEvents = 10'000;
    qint64 logDays = 30;

    milliseconds drain { 20'000 };
    milliseconds startTimeout { 15'000 };
    milliseconds ping { 20'000 };
    milliseconds pong { 10'000 };
    milliseconds handshake { 5'000 };
    milliseconds hello { 10'000 };
    milliseconds beat { 1'000 };
    milliseconds lease { 4'500 }; ///< a node that did not beat for this long is dead
    milliseconds trust { 5'000 }; ///< Redis must have answered for this long before others are judged
    milliseconds stall { 4'000 }; ///< our own loop standing still for longer makes us stale
    milliseconds silentCheck { 10'000 }; ///< how often the log of a silent room is looked at
    milliseconds probe { 2'000 }; ///< how often the subscription is proved to be alive
    milliseconds probeStale { 6'000 };
    milliseconds sweep { 30'000 };
    milliseconds absence { 2'000 }; ///< a connection that broke off may come back within this before it counts as gone
    int traceOneIn = 100; ///< messages of which one is traced; 0: none
    milliseconds roomLinger { 5'000 }; ///< a room without local members is followed for this long
    seconds tokenLife { 900 };
    seconds refreshLife { 14 * 24 * 3600 };
    int argonMemoryKib = 64 * 1024;

    log::Format logFormat = log::Format::Text;
    log::Level logLevel = log::Level::Info;
    bool dieWithParent = false;
};

/// What the command line asks for.
struct Invocation {
    enum class Kind : quint8 { Run, Help, Version, Admin };
    Kind kind = Kind::Run;
    Config config;
    AdminCommand admin {}; ///< where kind is Admin
};

/// `arguments` without the program's name; `environment` holds HUBBUB_... among others. A BadField error's detail names
/// the option or key and what is wrong with it, for people.
[[nodiscard]] Result<Invocation> readConfig(const QStringList &arguments, const QMap<QString, QString> &environment);

/// What --help prints.
[[nodiscard]] QString usage();

} // namespace hubbub::server
