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
    : SentinelGroup(Setup())
{
}

SentinelGroup::SentinelGroup(Setup setup)
    : m_setup(std::move(setup))
    , m_folder(QDir::tempPath() + u"/hubbub-sentinel-XXXXXX"_s)
{
}

RedisServer::Setup SentinelGroup::serverSetup() const
{
    RedisServer::Setup setup;
    setup.tcp = !m_setup.tls;
    setup.tls = m_setup.tls;
    setup.password = m_setup.password;
    if (!m_setup.password.isEmpty())
        setup.lines << u"masterauth "_s + QString::fromUtf8(m_setup.password);
    if (m_setup.tls)
        setup.lines << u"tls-replication yes"_s;
    setup.lines << u"repl-diskless-sync-delay 0"_s;
    return setup;
}

quint16 SentinelGroup::primaryPort() const
{
    return m_setup.tls ? m_servers[0]->tlsEndpoint().port : m_servers[0]->tcpEndpoint().port;
}

bool SentinelGroup::start()
{
    m_servers.push_back(std::make_unique<RedisServer>(serverSetup()));
    if (!m_servers[0]->start()) {
        m_problem = m_servers[0]->problem();
        return false;
    }
    for (int i = 0; i < m_setup.replicas; ++i) {
        auto replica = serverSetup();
        replica.certificates = m_setup.tls ? m_servers[0]->folder() : QString();
        replica.lines << u"replicaof 127.0.0.1 %1"_s.arg(primaryPort());
        m_servers.push_back(std::make_unique<RedisServer>(replica));
        if (!m_servers.back()->start()) {
            m_problem = m_servers.back()->problem();
            return false;
        }
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
        m_problem = u"the Sentinels did not find each other and the replicas"_s;
    return ready;
}

QStringList SentinelGroup::sentinelLines(quint16 port) const
{
    QStringList lines { u"bind 127.0.0.1"_s, u"dir "_s + m_folder.path() };
    if (m_setup.tls) {
        lines << u"port 0"_s << u"tls-port %1"_s.arg(port) << u"tls-replication yes"_s << u"tls-auth-clients no"_s
              << u"tls-cert-file "_s + m_servers[0]->caFile() << u"tls-key-file "_s + m_servers[0]->keyFile()
              << u"tls-ca-cert-file "_s + m_servers[0]->caFile();
    } else {
        lines << u"port %1"_s.arg(port);
    }
    lines << u"sentinel monitor hubbub 127.0.0.1 %1 2"_s.arg(primaryPort())
          << u"sentinel down-after-milliseconds hubbub 1000"_s << u"sentinel failover-timeout hubbub 5000"_s;
    if (!m_setup.password.isEmpty())
        lines << u"sentinel auth-pass hubbub "_s + QString::fromUtf8(m_setup.password);
    if (!m_setup.sentinelPassword.isEmpty()) {
        const auto password = QString::fromUtf8(m_setup.sentinelPassword);
        lines << u"requirepass "_s + password << u"sentinel sentinel-pass "_s + password;
    }
    return lines;
}

bool SentinelGroup::startSentinel(size_t index)
{
    auto sentinel = std::make_unique<Sentinel>();
    sentinel->endpoint.host = u"127.0.0.1"_s;
    sentinel->endpoint.port = freePort();
    sentinel->endpoint.password = m_setup.sentinelPassword;
    if (m_setup.tls) {
        sentinel->endpoint.transport = redis::Endpoint::Transport::Tls;
        sentinel->endpoint.caFile = m_servers[0]->caFile();
    }
    const auto lines = sentinelLines(sentinel->endpoint.port);
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
    const bool inStep = std::all_of(m_servers.begin() + 1, m_servers.end(),
        [](const auto &server) { return server->run({ "ROLE" }).at(3).bytes() == "connected"; });
    return inStep && replicas.size() == m_setup.replicas && others.size() == 2
        && !callRedis(sentinel.endpoint, { "SENTINEL", "CKQUORUM", "hubbub" }).isError();
}

RedisServer *SentinelGroup::promoted()
{
    const auto it = std::find_if(m_servers.begin() + 1, m_servers.end(),
        [](const auto &server) { return server->isRunning() && server->run({ "ROLE" }).at(0).bytes() == "master"; });
    return it == m_servers.end() ? nullptr : it->get();
}

QString SentinelGroup::urlWithoutSentinelPassword() const
{
    QStringList places;
    for (const auto &sentinel : m_sentinels)
        places.append(u"127.0.0.1:%1"_s.arg(sentinel->endpoint.port));
    const auto password =
        m_setup.password.isEmpty() ? QString() : u':' + QString::fromUtf8(m_setup.password.toPercentEncoding()) + u'@';
    const auto options = m_setup.tls ? u"?cafile="_s + m_servers[0]->caFile() : QString();
    return (m_setup.tls ? u"rediss"_s : u"redis"_s) + u"+sentinel://"_s + password + places.join(u',') + u"/hubbub"_s
        + options;
}

QString SentinelGroup::url() const
{
    const auto url = urlWithoutSentinelPassword();
    if (m_setup.sentinelPassword.isEmpty())
        return url;
    return url + (m_setup.tls ? u'&' : u'?') + u"sentinelpassword="_s
        + QString::fromUtf8(m_setup.sentinelPassword.toPercentEncoding());
}

} // namespace hubbub::testing
