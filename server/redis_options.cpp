// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/redis_options.h"

#include <QFile>

namespace hubbub::server {

redis::Options redisOptions(const Config &config, const QByteArray &name)
{
    redis::Options out;
    out.endpoint = config.redis;
    if (config.sentinels)
        out.resolve = redis::sentinelResolver(*config.sentinels);
    out.clientName = name;
    if (!config.redisPasswordFile.isEmpty()) {
        out.rereadPassword = [path = config.redisPasswordFile]() -> std::optional<QByteArray> {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? std::optional(file.read(4096).trimmed()) : std::nullopt;
        };
    }
    return out;
}

} // namespace hubbub::server
