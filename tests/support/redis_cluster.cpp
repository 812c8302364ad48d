// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/redis_cluster.h"

#include "core/redis/sentinel.h"
#include "core/redis/slot_map.h"
#include "tests/support/redis_call.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace hubbub::testing {
namespace {

constexpr int patience = 60'000;

} // namespace

RedisCluster::RedisCluster()
    : RedisCluster(Setup())
{
}

RedisCluster::RedisCluster(Setup setup)
    : m_setup(std::move(setup))
{
}

bool RedisCluster::fail(const QString &problem)
{
    m_problem = problem;
    return false;
}

bool RedisCluster::startNode(int index)
{
    RedisServer::Setup setup;
    setup.tcp = !m_setup.tls;
    setup.tls = m_setup.tls;
    setup.password = m_setup.password;
    if (m_setup.tls && index > 0)
        setup.certificates = m_nodes[0]->folder();
    setup.lines = { u"cluster-enabled yes"_s, u"cluster-node-timeout 1000"_s, u"repl-diskless-sync-delay 0"_s,
        u"cluster-replica-validity-factor 0"_s, u"cluster-port %1"_s.arg(freePort()) };
    if (!m_setup.password.isEmpty())
        setup.lines << u"masterauth "_s + QString::fromUtf8(m_setup.password);
    if (m_setup.tls)
        setup.lines << u"tls-cluster yes"_s << u"tls-replication yes"_s;
    m_nodes.push_back(std::make_unique<RedisServer>(setup));
    return m_nodes.back()->start() || fail(m_nodes.back()->problem());
}

quint16 RedisCluster::portOf(int index) const
{
    const auto &node = *m_nodes.at(static_cast<size_t>(index));
    return m_setup.tls ? node.tlsEndpoint().port : node.tcpEndpoint().port;
}

redis::Endpoint RedisCluster::place(int index) const
{
    const auto &node = *m_nodes.at(static_cast<size_t>(index));
    return m_setup.tls ? node.tlsEndpoint() : node.tcpEndpoint();
}

QByteArray RedisCluster::idOf(int index) { return node(index).run({ "CLUSTER", "MYID" }).bytes(); }

bool RedisCluster::start()
{
    for (int i = 0; i < 2 * primaries; ++i) {
        if (!startNode(i))
            return false;
    }
    for (int i = 0; i < primaries; ++i) {
        const auto first = redis::slotCount * i / primaries;
        const auto last = redis::slotCount * (i + 1) / primaries - 1;
        const auto added =
            node(i).run({ "CLUSTER", "ADDSLOTSRANGE", QByteArray::number(first), QByteArray::number(last) });
        if (added.isError())
            return fail(QString::fromUtf8(added.bytes()));
    }
    for (int i = 1; i < 2 * primaries; ++i) {
        const auto bus = node(i).run({ "CONFIG", "GET", "cluster-port" }).at(1).bytes();
        const auto met = node(0).run({ "CLUSTER", "MEET", "127.0.0.1", QByteArray::number(portOf(i)), bus });
        if (met.isError())
            return fail(QString::fromUtf8(met.bytes()));
    }
    for (int i = primaries; i < 2 * primaries; ++i) {
        const auto primary = idOf(i - primaries);
        if (!QTest::qWaitFor([&] { return !node(i).run({ "CLUSTER", "REPLICATE", primary }).isError(); }, patience))
            return fail(u"a node did not become a replica"_s);
    }
    return QTest::qWaitFor([this] { return isWhole(); }, patience) || fail(u"the cluster did not become whole"_s);
}

bool RedisCluster::isWhole()
{
    for (int i = 0; i < 2 * primaries; ++i) {
        const auto info = node(i).run({ "CLUSTER", "INFO" }).bytes();
        const auto slots_ = node(i).run({ "CLUSTER", "SLOTS" });
        if (!info.contains("cluster_state:ok") || slots_.size() != primaries)
            return false;
        for (const auto &range : slots_.items()) {
            if (range.size() != 4) // the primary and its replica
                return false;
        }
        if (i >= primaries && node(i).run({ "ROLE" }).at(3).bytes() != "connected")
            return false;
    }
    return true;
}

int RedisCluster::ownerOf(const QByteArray &key)
{
    const auto slot = redis::slotOf(key);
    for (int i = 0; i < 2 * primaries; ++i) {
        if (!node(i).isRunning() || node(i).run({ "ROLE" }).at(0).bytes() != "master")
            continue;
        const auto map = redis::SlotMap::read(callRedis(place(i), { "CLUSTER", "SLOTS" }), place(i));
        const auto *owner = map ? map->ownerOf(slot) : nullptr;
        if (owner && owner->port == portOf(i))
            return i;
    }
    return -1;
}

redis::Reply RedisCluster::run(const QByteArray &key, const QList<QByteArray> &argv)
{
    const auto owner = ownerOf(key);
    return owner < 0 ? redis::Reply::error("UNANSWERED by any node") : node(owner).run(argv);
}

void RedisCluster::beginMove(quint16 slot, int from, int to)
{
    const auto number = QByteArray::number(slot);
    node(to).run({ "CLUSTER", "SETSLOT", number, "IMPORTING", idOf(from) });
    node(from).run({ "CLUSTER", "SETSLOT", number, "MIGRATING", idOf(to) });
}

void RedisCluster::moveKeys(quint16 slot, int from, int to)
{
    QList<QByteArray> command { "MIGRATE", "127.0.0.1", QByteArray::number(portOf(to)), "", "0", "5000" };
    if (!m_setup.password.isEmpty())
        command << "AUTH" << m_setup.password;
    command << "KEYS";
    const auto keys = node(from).run({ "CLUSTER", "GETKEYSINSLOT", QByteArray::number(slot), "1000" });
    if (keys.size() == 0)
        return;
    for (const auto &key : keys.items())
        command << key.bytes();
    const auto moved = node(from).run(command);
    if (!moved.isStatus("OK"))
        qWarning("MIGRATE: %s", moved.bytes().constData());
}

void RedisCluster::endMove(quint16 slot, int from, int to)
{
    const auto id = idOf(to);
    for (const int index : { to, from })
        node(index).run({ "CLUSTER", "SETSLOT", QByteArray::number(slot), "NODE", id });
}

void RedisCluster::move(quint16 slot, int from, int to)
{
    beginMove(slot, from, to);
    moveKeys(slot, from, to);
    endMove(slot, from, to);
}

QString RedisCluster::url() const
{
    const auto password =
        m_setup.password.isEmpty() ? QString() : u':' + QString::fromUtf8(m_setup.password.toPercentEncoding()) + u'@';
    const auto options = m_setup.tls ? u"?cafile="_s + m_nodes[0]->caFile() : QString();
    return (m_setup.tls ? u"rediss"_s : u"redis"_s) + u"-cluster://"_s + password
        + u"127.0.0.1:%1,127.0.0.1:%2"_s.arg(portOf(0)).arg(portOf(1)) + options;
}

redis::Options RedisCluster::options() const { return redis::optionsFor(url()).value(); }

} // namespace hubbub::testing
