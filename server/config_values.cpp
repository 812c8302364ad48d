// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/config_values.h"

#include "core/redis/cluster_url.h"

#include <algorithm>
#include <cmath>

namespace hubbub::server {
namespace {

using namespace Qt::StringLiterals;

QString fine() { return {}; }

ApplyValue text(QString Config::*member)
{
    return [member](Config &config, const QString &value) {
        config.*member = value;
        return fine();
    };
}

ApplyValue list(QStringList Config::*member)
{
    return [member](Config &config, const QString &value) {
        for (const QString &each : value.split(u',', Qt::SkipEmptyParts))
            config.*member << each.trimmed();
        return fine();
    };
}

ApplyValue ranges(AddressRanges Config::*member)
{
    return [member](Config &config, const QString &value) {
        QStringList texts;
        for (const QString &each : value.split(u',', Qt::SkipEmptyParts))
            texts << each.trimmed();
        const auto parsed = AddressRanges::parse(texts);
        if (!parsed.ok())
            return parsed.error().detail;
        config.*member = *parsed;
        return fine();
    };
}

template <typename Number>
ApplyValue number(Number Config::*member, qint64 least, qint64 most)
{
    return [=](Config &config, const QString &value) {
        bool ok = false;
        const qint64 read = value.toLongLong(&ok);
        if (!ok || read < least || read > most)
            return u"'%1' is not a whole number from %2 to %3"_s.arg(value).arg(least).arg(most);
        config.*member = static_cast<Number>(read);
        return fine();
    };
}

template <typename Duration>
ApplyValue secondsOf(Duration Config::*member, double least, double most)
{
    return [=](Config &config, const QString &value) {
        bool ok = false;
        const double read = value.toDouble(&ok);
        if (!ok || !std::isfinite(read) || read < least || read > most)
            return u"'%1' is not a number of seconds from %2 to %3"_s.arg(value).arg(least).arg(most);
        config.*member = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(read));
        return fine();
    };
}

ApplyValue flag(bool Config::*member)
{
    return [member](Config &config, const QString &value) {
        const bool on = value.isEmpty() || value == u"1"_s || value == u"true"_s || value == u"yes"_s;
        const bool off = value == u"0"_s || value == u"false"_s || value == u"no"_s;
        if (!on && !off)
            return u"'%1' is neither yes nor no"_s.arg(value);
        config.*member = on;
        return fine();
    };
}

template <typename Enum>
ApplyValue choice(Enum Config::*member, const QList<std::pair<QString, Enum>> &all)
{
    return [member, all](Config &config, const QString &value) {
        QStringList names;
        for (const auto &[name, meaning] : all) {
            if (name == value) {
                config.*member = meaning;
                return fine();
            }
            names << name;
        }
        return u"'%1' is not one of %2"_s.arg(value, names.join(u", "_s));
    };
}

QString applyListen(Config &config, const QString &value)
{
    const qsizetype colon = value.lastIndexOf(u':');
    bool ok = false;
    const uint port = value.mid(colon + 1).toUInt(&ok);
    if (colon < 1 || !ok || port > 65535)
        return u"'%1' is not HOST:PORT, such as 127.0.0.1:8470 or *:0"_s.arg(value);
    config.host = value.left(colon);
    config.port = static_cast<quint16>(port);
    return {};
}

QString applyRedis(Config &config, const QString &value)
{
    config.sentinels.reset();
    config.seeds.clear();
    if (redis::isClusterUrl(value)) {
        const auto seeds = redis::parseClusterUrl(value);
        if (!seeds.ok())
            return seeds.error().detail;
        config.seeds = *seeds;
        config.redis = seeds->constFirst();
        return {};
    }
    if (redis::isSentinelUrl(value)) {
        const auto group = redis::parseSentinelGroup(value);
        if (!group.ok())
            return group.error().detail;
        config.sentinels = *group;
        config.redis = group->primary;
        return {};
    }
    const auto endpoint = redis::parseEndpoint(value);
    if (!endpoint.ok())
        return endpoint.error().detail;
    config.redis = *endpoint;
    return {};
}

QString applyNode(Config &config, const QString &value)
{
    if (!isRoomName(value.toUtf8()) || value.size() > 32)
        return u"'%1' is not a name of 1 to 32 of a-z 0-9 - _ ."_s.arg(value);
    config.node = NodeId(value);
    return {};
}

const QList<std::pair<QString, log::Level>> &logLevels()
{
    static const QList<std::pair<QString, log::Level>> levels { { u"debug"_s, log::Level::Debug },
        { u"info"_s, log::Level::Info }, { u"warning"_s, log::Level::Warning }, { u"error"_s, log::Level::Error } };
    return levels;
}

std::vector<Option> makeOptions()
{
    return {
        { u"listen"_s, u"HOST:PORT"_s, u"where clients connect (127.0.0.1:8470); port 0 takes a free one"_s,
            applyListen },
        { u"redis"_s, u"URL"_s,
            u"redis://[user:password@]host[:port][/db], rediss://..., unix:///path or "
            u"redis[s]-cluster://[user:password@]host[:port],... or redis[s]+sentinel://[user:password@]host[:port],.../name (redis://127.0.0.1:6379)"_s,
            applyRedis },
        { u"redis-password-file"_s, u"FILE"_s, u"read Redis's password from this file"_s,
            text(&Config::redisPasswordFile) },
        { u"sentinel-password-file"_s, u"FILE"_s, u"read the Sentinels' password from this file"_s,
            text(&Config::sentinelPasswordFile) },
        { u"wait-replicas"_s, u"N"_s,
            u"replicas of Redis that must have a message before its sender is told ok (0); else unavailable"_s,
            number(&Config::waitReplicas, 0, 100) },
        { u"wait-seconds"_s, u"S"_s, u"for these replicas to say so (1)"_s, secondsOf(&Config::wait, 0.01, 60) },
        { u"node"_s, u"ID"_s, u"this node's name, unique in the cluster (from the machine's name and the port)"_s,
            applyNode },
        { u"advertise"_s, u"URL"_s, u"the address that clients are told (from --listen)"_s, text(&Config::advertise) },
        { u"secret-file"_s, u"FILE"_s,
            u"signs tokens; mode 0600, at least 32 bytes, the same on all nodes (else agreed on in Redis)"_s,
            text(&Config::secretFile) },
        { u"registration"_s, u"open|invite|closed"_s, u"who may make an account (closed)"_s,
            choice<Registration>(&Config::registration,
                { { u"open"_s, Registration::Open }, { u"invite"_s, Registration::Invite },
                    { u"closed"_s, Registration::Closed } }) },
        { u"origins"_s, u"LIST"_s, u"origins that browsers may come from, by commas (the same host)"_s,
            list(&Config::origins) },
        { u"tls-cert"_s, u"FILE"_s, u"PEM chain; with --tls-key, clients use wss://"_s, text(&Config::tlsCertificate) },
        { u"tls-key"_s, u"FILE"_s, u"the certificate's private key"_s, text(&Config::tlsKey) },
        { u"plain"_s, {},
            u"let other machines connect without TLS: where only a balancer, or a network of your own, reaches the port"_s,
            flag(&Config::plain) },
        { u"trust-proxy"_s, u"CIDRS"_s, u"balancers whose X-Forwarded-For is believed"_s,
            ranges(&Config::trustedProxies) },
        { u"no-address-limits"_s, u"CIDRS"_s, u"addresses free of the limits per address"_s,
            ranges(&Config::noAddressLimits) },
        { u"no-rate-limits"_s, u"CIDRS"_s, u"addresses free of the limits per user and connection"_s,
            ranges(&Config::noRateLimits) },
        { u"metrics-from"_s, u"CIDRS"_s, u"who besides this machine may read /metrics"_s,
            ranges(&Config::metricsFrom) },
        { u"connections-per-address"_s, u"N"_s, u"at once (50)"_s,
            number(&Config::connectionsPerAddress, 1, 1'000'000) },
        { u"connections-per-user"_s, u"N"_s, u"at once (10)"_s, number(&Config::connectionsPerUser, 1, 100'000) },
        { u"max-strangers"_s, u"N"_s, u"connections that have not signed in yet, at once (2000)"_s,
            number(&Config::strangers, 1, 1'000'000) },
        { u"reuse-port"_s, {}, u"share the port with other nodes on this machine"_s, flag(&Config::reusePort) },
        { u"log-events"_s, u"N"_s, u"events kept of each room (10000)"_s,
            number(&Config::logEvents, 100, 100'000'000) },
        { u"log-days"_s, u"N"_s, u"days for which they are kept (30); 0: for ever"_s,
            number(&Config::logDays, 0, 36'500) },
        { u"ping-seconds"_s, u"S"_s, u"silence after which a client is asked whether it is there (20)"_s,
            secondsOf(&Config::ping, 0.1, 3600) },
        { u"pong-seconds"_s, u"S"_s, u"how long it may take to answer (10)"_s, secondsOf(&Config::pong, 0.1, 3600) },
        { u"handshake-seconds"_s, u"S"_s, u"for a client's request (5)"_s, secondsOf(&Config::handshake, 0.1, 3600) },
        { u"hello-seconds"_s, u"S"_s, u"from there to its sign-in (10)"_s, secondsOf(&Config::hello, 0.1, 3600) },
        { u"drain-seconds"_s, u"S"_s, u"within which all clients are moved elsewhere after SIGTERM (20)"_s,
            secondsOf(&Config::drain, 0, 3600) },
        { u"start-timeout"_s, u"S"_s, u"for Redis to be reached at the start (15)"_s,
            secondsOf(&Config::startTimeout, 0.1, 3600) },
        { u"trace-one-in"_s, u"N"_s, u"messages of which one tells operators how long its hops took (100); 0: none"_s,
            number(&Config::traceOneIn, 0, 1'000'000) },
        { u"lease-seconds"_s, u"S"_s, u"a node silent for this long is dead (4.5)"_s,
            secondsOf(&Config::lease, 0.3, 600) },
        { u"beat-seconds"_s, u"S"_s, u"how often a node says that it lives (1)"_s, secondsOf(&Config::beat, 0.05, 60) },
        { u"absence-seconds"_s, u"S"_s, u"a client that was cut off may come back within this unnoticed (2)"_s,
            secondsOf(&Config::absence, 0, 60) },
        { u"token-seconds"_s, u"S"_s, u"life of an access token (900)"_s, secondsOf(&Config::tokenLife, 1, 86'400) },
        { u"refresh-seconds"_s, u"S"_s, u"life of a refresh token, from its last use (1209600)"_s,
            secondsOf(&Config::refreshLife, 1, 31'536'000) },
        { u"trust-seconds"_s, u"S"_s, {}, secondsOf(&Config::trust, 0, 600) },
        { u"stall-seconds"_s, u"S"_s, {}, secondsOf(&Config::stall, 0.3, 600) },
        { u"silent-check-seconds"_s, u"S"_s, {}, secondsOf(&Config::silentCheck, 0.1, 3600) },
        { u"probe-seconds"_s, u"S"_s, {}, secondsOf(&Config::probe, 0.1, 60) },
        { u"probe-stale-seconds"_s, u"S"_s, {}, secondsOf(&Config::probeStale, 0.2, 600) },
        { u"sweep-seconds"_s, u"S"_s, {}, secondsOf(&Config::sweep, 0.1, 3600) },
        { u"room-linger-seconds"_s, u"S"_s, {}, secondsOf(&Config::roomLinger, 0, 600) },
        { u"argon-memory-kib"_s, u"N"_s, {}, number(&Config::argonMemoryKib, 8, 4 * 1024 * 1024) },
        { u"log-format"_s, u"text|json"_s, u"of the lines on standard error (text)"_s,
            choice<log::Format>(
                &Config::logFormat, { { u"text"_s, log::Format::Text }, { u"json"_s, log::Format::Json } }) },
        { u"log-level"_s, u"LEVEL"_s, u"debug, info, warning or error (info)"_s,
            choice<log::Level>(&Config::logLevel, logLevels()) },
        { u"die-with-parent"_s, {},
            u"end as soon as the program that started this one does (it keeps our standard input open)"_s,
            flag(&Config::dieWithParent) },
    };
}

} // namespace

std::optional<log::Level> logLevelNamed(const QString &word)
{
    for (const auto &[name, level] : logLevels()) {
        if (name == word)
            return level;
    }
    return {};
}

const std::vector<Option> &configOptions()
{
    static const std::vector<Option> options = makeOptions();
    return options;
}

} // namespace hubbub::server
