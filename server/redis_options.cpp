// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/redis_options.h"

#include "core/redis/cluster_url.h"

#include <QFile>

namespace hubbub::server {

redis::Options redisOptions(const Config &config, const QByteArray &name)
{
    redis::Options out;
    out.endpoint = config.redis;
    if (config.sentinels)
        out.resolve = redis::sentinelResolver(*config.sentinels);
    for (const auto &seed : config.seeds) {
        out.seeds.append(seed);
        out.seeds.last().password = config.redis.password; // which may have come from a file
    }
    out.clientName = name;
    if (!config.redisPasswordFile.isEmpty()) {
        out.rereadPassword = [path = config.redisPasswordFile]() -> std::optional<QByteArray> {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? std::optional(file.read(4096).trimmed()) : std::nullopt;
        };
    }
    return out;
}

QString redisName(const Config &config)
{
    if (!config.seeds.isEmpty())
        return redis::printable(config.seeds);
    return config.sentinels ? redis::printable(*config.sentinels) : redis::printable(config.redis);
}

} // namespace hubbub::server
