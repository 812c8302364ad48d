// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/redis_info.h"

namespace hubbub::ops {
namespace {

constexpr qsizetype mostWords = 6;
constexpr qsizetype mostLetters = 160;

} // namespace

RedisInfo readInfo(QByteArrayView text)
{
    QHash<QByteArray, QByteArray> lines;
    for (const QByteArray &line : text.toByteArray().split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && !line.startsWith('#'))
            lines.insert(line.left(colon), line.mid(colon + 1).trimmed());
    }
    const auto number = [&lines](const char *name) { return lines.value(name).toLongLong(); };
    const auto real = [&lines](const char *name) { return lines.value(name).toDouble(); };
    const auto isOk = [&lines](const char *name) { return lines.value(name, "ok") == "ok"; };
    RedisInfo out;
    out.version = QString::fromUtf8(lines.value("redis_version"));
    out.role = lines.value("role");
    out.upSeconds = number("uptime_in_seconds");
    out.clients = number("connected_clients");
    out.usedMemory = number("used_memory");
    out.peakMemory = number("used_memory_peak");
    out.maxMemory = number("maxmemory");
    out.evictionPolicy = lines.value("maxmemory_policy");
    out.fragmentation = real("mem_fragmentation_ratio");
    out.opsPerSecond = number("instantaneous_ops_per_sec");
    out.inKiBPerSecond = real("instantaneous_input_kbps");
    out.outKiBPerSecond = real("instantaneous_output_kbps");
    out.channels = number("pubsub_channels") + number("pubsubshard_channels");
    out.evictedKeys = number("evicted_keys");
    out.rejectedConnections = number("rejected_connections");
    out.replicas = number("connected_slaves");
    out.primaryLinkUp = lines.value("master_link_status", "up") == "up";
    out.aof = number("aof_enabled") != 0;
    out.aofOk = isOk("aof_last_write_status");
    out.snapshotOk = isOk("rdb_last_bgsave_status");
    out.snapshotAt = number("rdb_last_save_time");
    out.unsavedChanges = number("rdb_changes_since_last_save");
    out.cpuSeconds = real("used_cpu_sys") + real("used_cpu_user");
    return out;
}

QList<SlowCommand> readSlowLog(const redis::Reply &reply)
{
    QList<SlowCommand> out;
    for (const redis::Reply &entry : reply.items()) {
        SlowCommand slow { entry[0].toInteger(), entry[1].toInteger(), entry[2].toInteger(), {} };
        const auto &words = entry[3].items();
        for (qsizetype i = 0; i < std::min(words.size(), mostWords); ++i)
            slow.words += (i > 0 ? QStringLiteral(" ") : QString()) + QString::fromUtf8(words[i].bytes());
        slow.words.truncate(mostLetters);
        out.append(slow);
    }
    return out;
}

} // namespace hubbub::ops
