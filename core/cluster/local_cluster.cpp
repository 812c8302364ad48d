// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/local_cluster.h"

#include "core/cluster/local_cluster_impl.h"
#include "core/cluster/programs.h"

using namespace Qt::StringLiterals;

namespace hubbub::cluster {
namespace {

QUrl urlOf(quint16 port) { return QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(port)); }

} // namespace

LocalCluster::LocalCluster(Options options, QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>(*this, std::move(options)))
{
}

LocalCluster::~LocalCluster() = default;

Findings LocalCluster::lookAround(const Options &options)
{
    Findings findings;
    if (programs::redis(options).isEmpty())
        findings.redis = u"redis-server is not installed. On Debian: sudo apt install redis-server"_s;
    if (programs::gateway(options).isEmpty())
        findings.gateway = u"hubbub-gateway is neither beside this program nor on the PATH."_s;
    if (programs::balancer(options).isEmpty())
        findings.balancer = u"HAProxy is not installed. On Debian: sudo apt install haproxy"_s;
    return findings;
}

QStringList LocalCluster::missing(const Options &options)
{
    const Findings findings = lookAround(options);
    QStringList sentences { options.redisUrl.isEmpty() ? findings.redis : QString(), findings.gateway,
        options.balancer ? findings.balancer : QString() };
    sentences.removeAll(QString());
    return sentences;
}

void LocalCluster::start() { m_impl->start(false); }
void LocalCluster::adopt() { m_impl->start(true); }
void LocalCluster::stop() { m_impl->stop(); }
const QList<ProcessView> &LocalCluster::processes() const { return m_impl->views; }
const QList<LogLine> &LocalCluster::log() const { return m_impl->ring.lines(); }

QString LocalCluster::secretFile() const
{
    if (m_impl->hasGivenRedis())
        return m_impl->runtime ? m_impl->runtime->path + u"/redis.secret"_s : QString();
    return m_impl->options.dataDir + u"/secret"_s;
}

QString LocalCluster::redisUrl() const
{
    return m_impl->hasGivenRedis() ? m_impl->options.redisUrl : m_impl->meeting.redisUrl;
}

QList<QUrl> LocalCluster::nodeUrls() const
{
    QList<QUrl> urls;
    for (const auto &member : m_impl->members) {
        if (member->role == Impl::Role::Node && member->port != 0)
            urls << urlOf(member->port);
    }
    return urls;
}

QUrl LocalCluster::clientUrl() const
{
    if (const auto *balancer = m_impl->find(Impl::Role::Balancer))
        return urlOf(balancer->port);
    for (const auto &member : m_impl->members) {
        if (member->role == Impl::Role::Node && member->state() == ProcessState::Ready)
            return urlOf(member->port);
    }
    return nodeUrls().value(0);
}

void LocalCluster::stopProcess(const QString &id)
{
    if (auto *member = m_impl->find(id))
        member->process->handle(life::StopAsked {});
}

void LocalCluster::killProcess(const QString &id)
{
    if (auto *member = m_impl->find(id)) {
        m_impl->note(u"%1 gets SIGKILL (by hand)"_s.arg(id), 2);
        member->process->handle(life::KillAsked {});
    }
}

void LocalCluster::restartProcess(const QString &id)
{
    if (auto *member = m_impl->find(id); member && !member->leaving)
        member->process->handle(life::RestartAsked {});
}

void LocalCluster::pauseProcess(const QString &id)
{
    if (auto *member = m_impl->find(id)) {
        m_impl->note(u"%1 gets SIGSTOP (by hand)"_s.arg(id), 2);
        member->process->pause();
    }
}

void LocalCluster::continueProcess(const QString &id)
{
    if (auto *member = m_impl->find(id)) {
        m_impl->note(u"%1 gets SIGCONT (by hand)"_s.arg(id));
        member->process->resume();
    }
}

void LocalCluster::addNode()
{
    if (!m_impl->running || m_impl->stopping || m_impl->freeNumber() == 0)
        return;
    const int number = m_impl->freeNumber();
    if (const Outcome added = m_impl->addNode(number); !added) {
        m_impl->note(added.error().detail, 3);
        return;
    }
    m_impl->options.nodes = m_impl->nodeCount();
    Q_EMIT
    processesReset();
    if (m_impl->isRedisReady())
        m_impl->find(u"n%1"_s.arg(number))->process->handle(life::StartAsked {});
}

void LocalCluster::removeNode(const QString &id)
{
    auto *member = m_impl->find(id);
    if (member && member->role == Impl::Role::Node && !member->leaving && m_impl->nodeCount() > 1 && !m_impl->stopping)
        m_impl->removeNode(*member);
}

} // namespace hubbub::cluster
