// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sentinel_group.h"

#include "tests/support/redis_call.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;

namespace hubbub::testing {
namespace {

constexpr int patience = 30'000;

} // namespace

SentinelGroup::SentinelGroup()
    : m_folder(QDir::tempPath() + u"/hubbub-sentinel-XXXXXX"_s)
{
}

bool SentinelGroup::start()
{
    m_servers[0] = std::make_unique<RedisServer>(RedisServer::Setup { .tcp = true });
    if (!m_servers[0]->start()) {
        m_problem = m_servers[0]->problem();
        return false;
    }
    const auto source = u"replicaof 127.0.0.1 %1"_s.arg(m_servers[0]->tcpEndpoint().port);
    m_servers[1] = std::make_unique<RedisServer>(
        RedisServer::Setup { .tcp = true, .lines = { source, u"repl-diskless-sync-delay 0"_s } });
    if (!m_servers[1]->start()) {
        m_problem = m_servers[1]->problem();
        return false;
    }
    for (size_t i = 0; i < m_sentinels.size(); ++i) {
        if (!startSentinel(i))
            return false;
    }
    const bool ready = QTest::qWaitFor(
        [this] {
            return std::all_of(m_sentinels.begin(), m_sentinels.end(), [this](const auto &s) { return knowsAll(*s); });
        },
        patience);
    if (!ready)
        m_problem = u"the Sentinels did not find each other and the replica"_s;
    return ready;
}

bool SentinelGroup::startSentinel(size_t index)
{
    auto sentinel = std::make_unique<Sentinel>();
    sentinel->endpoint.host = u"127.0.0.1"_s;
    sentinel->endpoint.port = freePort();
    const QStringList lines { u"port %1"_s.arg(sentinel->endpoint.port), u"bind 127.0.0.1"_s,
        u"dir "_s + m_folder.path(), u"sentinel monitor hubbub 127.0.0.1 %1 2"_s.arg(m_servers[0]->tcpEndpoint().port),
        u"sentinel down-after-milliseconds hubbub 1000"_s, u"sentinel failover-timeout hubbub 5000"_s };
    const auto path = m_folder.filePath(u"sentinel%1.conf"_s.arg(index)); // Sentinel writes into it
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(lines.join(u'\n').toUtf8() + '\n') < 0)
        return false;
    file.close();
    const bool started = sentinel->process.start(u"redis-server"_s, { path, u"--sentinel"_s });
    m_problem = sentinel->process.problem();
    m_sentinels[index] = std::move(sentinel);
    return started;
}

bool SentinelGroup::knowsAll(const Sentinel &sentinel) const
{
    const auto replicas = callRedis(sentinel.endpoint, { "SENTINEL", "REPLICAS", "hubbub" });
    const auto others = callRedis(sentinel.endpoint, { "SENTINEL", "SENTINELS", "hubbub" });
    return replicas.size() == 1 && others.size() == 2
        && !callRedis(sentinel.endpoint, { "SENTINEL", "CKQUORUM", "hubbub" }).isError()
        && callRedis(m_servers[1]->endpoint(), { "ROLE" }).at(3).bytes() == "connected";
}

QString SentinelGroup::url() const
{
    QStringList places;
    for (const auto &sentinel : m_sentinels)
        places.append(u"127.0.0.1:%1"_s.arg(sentinel->endpoint.port));
    return u"redis+sentinel://"_s + places.join(u',') + u"/hubbub"_s;
}

} // namespace hubbub::testing
