// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/bench.h"

#include <algorithm>
#include <charconv>
#include <utility>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr quint32 handshakesAtOnce = 200; ///< but in a storm
constexpr auto patience = 60s; ///< beyond the run itself
constexpr auto calm = 1000ms; ///< for what the servers still do after the last arrival
constexpr quint32 sampledOneIn = 16; ///< of the members, where messages are closed-loop and many
constexpr QByteArrayView stampMark = "~t";
constexpr int stampDigits = 16;

QByteArray stampNow()
{
    const qint64 ns = steady_clock::now().time_since_epoch().count();
    return stampMark.toByteArray() + QByteArray::number(ns).rightJustified(stampDigits, '0', true);
}

std::optional<std::chrono::nanoseconds> ageOf(QByteArrayView text)
{
    const qsizetype at = text.indexOf(stampMark);
    if (at < 0 || text.size() < at + stampMark.size() + stampDigits)
        return std::nullopt;
    const char *first = text.data() + at + stampMark.size();
    qint64 ns = 0;
    if (std::from_chars(first, first + stampDigits, ns).ec != std::errc {})
        return std::nullopt;
    return std::chrono::nanoseconds(steady_clock::now().time_since_epoch().count() - ns);
}

double seconds(steady_clock::duration time) { return std::chrono::duration<double>(time).count(); }
double inMs(std::chrono::microseconds time) { return static_cast<double>(time.count()) / 1000; }

std::optional<double> cpuSecondsIn(const QByteArray &info)
{
    double sum = 0;
    bool any = false;
    for (const QByteArray &line : info.split('\n')) {
        // Not "..._children" nor "..._main_thread", which are parts or others.
        if (line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:")) {
            sum += line.mid(line.indexOf(':') + 1).trimmed().toDouble();
            any = true;
        }
    }
    return any ? std::optional(sum) : std::nullopt;
}

} // namespace

Bench::Bench(BenchPlan plan, std::unique_ptr<Dialect> dialect, std::vector<Caller> callers, redis::Link *redis)
    : m_plan(std::move(plan))
    , m_dialect(std::move(dialect))
    , m_redis(redis)
    , m_traffic(m_plan.workload)
    , m_padding(std::max<qsizetype>(0, m_plan.textBytes - stampMark.size() - stampDigits), 'x')
{
    PeerListener &listener = *this;
    m_clients.resize(callers.size());
    for (quint32 i = 0; i < callers.size(); ++i) {
        m_clients[i].peer = std::make_unique<Peer>(m_sockets, listener, i);
        m_clients[i].caller = std::move(callers[i]);
    }
    m_pace.setTimerType(Qt::PreciseTimer);
    m_pace.setInterval(1);
    connect(&m_pace, &QTimer::timeout, this, &Bench::pace);
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_plan.workload.drive == Workload::Drive::Storm)
            stormOver();
        else
            finish(Error { ErrorCode::Unavailable,
                u"only %1 of %2 clients were let in in time"_s.arg(m_readyCount).arg(m_clients.size()) });
    });
}

Bench::~Bench() = default;

void Bench::start()
{
    const auto use = useOf(m_plan.servers);
    if (!use) {
        finish(Error { ErrorCode::NotFound, u"one of the server's processes is not there"_s });
        return;
    }
    m_before = *use;
    m_started = steady_clock::now();
    m_patience.start(patience);
    if (m_plan.workload.drive == Workload::Drive::Storm) {
        read([this](const Reading &) {
            m_started = steady_clock::now();
            while (m_dialled < m_clients.size() && !m_finished)
                dial(m_dialled++);
        });
    } else {
        dialMore();
    }
}

void Bench::dialMore()
{
    while (m_dialled < m_clients.size() && m_dialled - m_readyCount < handshakesAtOnce && !m_finished)
        dial(m_dialled++);
}

void Bench::dial(quint32 client)
{
    const int number = m_plan.workload.nodeOf(static_cast<int>(client));
    const NodeAddress &node = m_plan.nodes[static_cast<size_t>(number)];
    if (const auto why =
            m_clients[client].peer->dial(node, m_dialect->subprotocol(), m_dialect->target(m_clients[client].caller)))
        finish(Error {
            ErrorCode::Limit, u"connection %1 could not be made: %2"_s.arg(client).arg(QString::fromUtf8(*why)) });
}

void Bench::opened(Peer &peer)
{
    const QByteArray greeting = m_dialect->greeting(m_clients[peer.index()].caller);
    if (!greeting.isEmpty())
        peer.sendText(greeting);
    if (m_dialect->isReadyOnceOpen())
        clientReady(m_clients[peer.index()]);
}

void Bench::received(Peer &peer, QByteArrayView text)
{
    Client &client = m_clients[peer.index()];
    const Incoming incoming = m_dialect->read(text, client.caller);
    switch (incoming.kind) {
    case Incoming::Kind::Delivery:
        if (incoming.isOwn)
            answered(peer.index());
        delivered(peer.index(), text);
        break;
    case Incoming::Kind::Answer:
        answered(peer.index());
        break;
    case Incoming::Kind::Chore:
        peer.sendText(incoming.reply);
        break;
    case Incoming::Kind::Ready:
        clientReady(client);
        break;
    case Incoming::Kind::Refusal:
        if (!client.ready) {
            clientFailed(u"a client was refused: %1"_s.arg(
                QString::fromUtf8(text.first(std::min<qsizetype>(text.size(), 200)))));
            peer.abort();
            break;
        }
        ++m_refusals;
        m_traffic.answered(peer.index());
        break;
    case Incoming::Kind::Other:
        break;
    }
}

void Bench::ended(Peer &peer, quint16 code, const QByteArray &reason)
{
    const QString why = u"%1 %2"_s.arg(code).arg(QString::fromUtf8(reason));
    if (m_clients[peer.index()].ready)
        ++m_lost;
    else
        clientFailed(u"a connection ended before it was signed in: "_s + why);
}

void Bench::clientReady(Client &client)
{
    if (std::exchange(client.ready, true))
        return;
    ++m_readyCount;
    m_lastReady = steady_clock::now();
    if (m_plan.workload.drive == Workload::Drive::Storm) {
        if (m_readyCount + m_failed == m_clients.size())
            stormOver();
    } else if (m_readyCount == m_clients.size()) {
        allReady();
    } else {
        dialMore();
    }
}

void Bench::clientFailed(const QString &why)
{
    if (m_finished)
        return;
    if (m_plan.workload.drive != Workload::Drive::Storm) {
        finish(Error { ErrorCode::Unavailable, why });
        return;
    }
    if (m_failed++ == 0)
        qWarning("%s", qPrintable(why));
    if (m_readyCount + m_failed == m_clients.size())
        stormOver();
}

void Bench::allReady()
{
    m_patience.stop();
    QTimer::singleShot(calm, this, [this] {
        const auto use = useOf(m_plan.servers);
        if (use && !m_plan.servers.isEmpty())
            m_kbPerConnection = static_cast<double>(use->residentBytes - m_before.residentBytes) / 1024
                / static_cast<double>(m_clients.size());
        warm();
    });
}

void Bench::warm()
{
    m_sending = true;
    if (m_plan.workload.drive == Workload::Drive::Paced) {
        m_pacedFrom = steady_clock::now();
        m_pace.start();
    } else {
        for (int i = 0; i < m_plan.workload.amount; ++i)
            fill();
    }
    QTimer::singleShot(m_plan.warmUp, this, [this] {
        read([this](const Reading &from) {
            m_measuring = true;
            QTimer::singleShot(m_plan.duration, Qt::PreciseTimer, this, [this, from] {
                read([this, from](const Reading &to) {
                    m_measuring = m_sending = false;
                    m_pace.stop();
                    measured(from, to);
                });
            });
        });
    });
}

void Bench::pace()
{
    const double due = seconds(steady_clock::now() - m_pacedFrom) * m_plan.workload.amount;
    for (; static_cast<double>(m_pacedCount) < due; ++m_pacedCount) {
        if (const auto sender = m_traffic.nextSender())
            send(*sender);
    }
}

void Bench::fill()
{
    if (!m_sending)
        return;
    if (const auto sender = m_traffic.nextSender())
        send(*sender);
}

void Bench::send(quint32 member)
{
    Client &client = m_clients[member];
    m_out.resize(0);
    m_dialect->encodeSend(m_out, client.caller, client.nextId++, stampNow() + m_padding);
    m_traffic.sent(member);
    client.peer->sendText(m_out);
}

void Bench::answered(quint32 member)
{
    ++m_answers;
    m_traffic.answered(member);
    if (m_plan.workload.drive == Workload::Drive::Answered)
        fill();
}

void Bench::delivered(quint32 member, QByteArrayView text)
{
    ++m_deliveries;
    if (member >= static_cast<quint32>(m_plan.workload.rooms * m_plan.workload.members))
        return; // someone in a quiet room, where nobody speaks
    const bool everywhere = m_traffic.delivered(member);
    if (m_measuring && (m_plan.workload.drive == Workload::Drive::Paced || member % sampledOneIn == 0)) {
        if (const auto age = ageOf(text))
            m_latency.add(*age);
    }
    if (everywhere && m_plan.workload.drive == Workload::Drive::Closed)
        fill();
}

void Bench::read(std::function<void(const Reading &)> then)
{
    const auto now = [this](std::optional<double> redisCpu) {
        return Reading { steady_clock::now(), useOf(m_plan.servers).value_or(ProcessUse {}), useOfOurselves(), redisCpu,
            m_deliveries, m_answers };
    };
    if (!m_redis) {
        then(now(std::nullopt));
        return;
    }
    m_redis->command({ "INFO", "cpu" }, this, [now, then = std::move(then)](const Result<redis::Reply> &reply) {
        then(now(reply ? cpuSecondsIn(reply->bytes()) : std::nullopt));
    });
}

void Bench::measured(const Reading &from, const Reading &to)
{
    Figures figures { .workload = m_plan.workload.name, .system = m_plan.system };
    const double wall = seconds(to.at - from.at);
    const double cpu = std::chrono::duration<double>(to.server.cpu - from.server.cpu).count();
    const auto deliveries = static_cast<double>(to.deliveries - from.deliveries);
    if (deliveries > 0) {
        figures.deliveriesPerSecond = deliveries / wall;
        if (!m_plan.servers.isEmpty() && cpu > 0) {
            figures.cpuUsPerDelivery = cpu * 1e6 / deliveries;
            figures.deliveriesPerCpuSecond = deliveries / cpu;
        }
    }
    figures.publishesPerSecond = static_cast<double>(to.answers - from.answers) / wall;
    if (m_latency.count() > 0) {
        figures.p50Ms = inMs(m_latency.quantile(0.5));
        figures.p99Ms = inMs(m_latency.quantile(0.99));
    }
    figures.kbPerConnection = m_kbPerConnection;
    figures.refusals = m_refusals;
    figures.lostClients = m_lost;
    figures.serverShare = cpu / wall;
    figures.generatorShare = std::chrono::duration<double>(to.generator.cpu - from.generator.cpu).count() / wall;
    if (from.redisCpuSeconds && to.redisCpuSeconds)
        figures.redisShare = (*to.redisCpuSeconds - *from.redisCpuSeconds) / wall;
    finish(figures);
}

void Bench::stormOver()
{
    read([this](const Reading &now) {
        Figures figures { .workload = m_plan.workload.name, .system = m_plan.system };
        figures.seconds = seconds(m_lastReady - m_started);
        figures.lostClients = m_clients.size() - m_readyCount + m_lost;
        const double wall = seconds(now.at - m_started);
        figures.serverShare = std::chrono::duration<double>(now.server.cpu - m_before.cpu).count() / wall;
        finish(figures);
    });
}

void Bench::finish(const Result<Figures> &figures)
{
    if (std::exchange(m_finished, true))
        return;
    m_patience.stop();
    m_pace.stop();
    for (Client &client : m_clients)
        client.peer->close(1000);
    // The listener may be in the middle of a peer's call: tell from the loop.
    QMetaObject::invokeMethod(
        this,
        [this, figures] {
            Q_EMIT
            finished(figures);
        },
        Qt::QueuedConnection);
}

} // namespace hubbub::load
