// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/figures.h"

#include "core/redis/link.h"
#include "core/redis/replica_wait.h"
#include "server/metrics_text.h"
#include "server/node.h"
#include "server/node_life.h"

#include <algorithm>
#include <cmath>

namespace hubbub::server {

namespace {

constexpr size_t busiestRooms = 10;
constexpr qsizetype mostBalancers = 8;

template <typename Duration>
double secondsIn(Duration span)
{
    return std::chrono::duration<double>(span).count();
}

/// To what is worth saying, so that reports stay short.
double rounded(double value) { return std::round(value * 1000) / 1000; }

} // namespace

Figures::Figures(Node &node, const redis::Link &link, const NodeLife &life, const Clock &clock)
    : m_node(node)
    , m_link(link)
    , m_life(life)
    , m_clock(clock)
    , m_started(clock.now())
    , m_reportedAt(m_started)
    , m_cpuReported(readProcessFigures().cpuSeconds)
{
    node.broker().setLatencyObserver([this](std::chrono::microseconds took) { m_publish.add(took); });
    node.hub().setLatencyObserver([this](qint64 ms) { m_deliver.add(std::chrono::milliseconds(ms)); });
}

double Figures::upSeconds() const { return secondsIn(m_clock.now() - m_started); }

protocol::NodeReport Figures::report()
{
    protocol::NodeReport out;
    out.node = m_life.identity().node;
    out.boot = m_life.identity().boot;
    out.t = m_node.broker().redisNow();
    out.upSeconds = static_cast<qint64>(upSeconds());
    out.state = nameOf(m_life.state());

    const EndpointStats net = m_node.endpoint().stats();
    out.clients = net.open;
    out.sessions = m_node.sessions().live();
    out.rooms = m_node.hub().rooms();
    out.queuedBytes = net.queuedBytes;
    const redis::Link::Counters link = m_link.counters();
    out.redisInFlight = link.inFlight;
    out.redisRttMs = rounded(secondsIn(link.roundTrip) * 1000);
    m_loopLag = secondsIn(m_node.takeLoopLag());
    out.loopLagMs = rounded(m_loopLag * 1000);
    const ProcessFigures process = readProcessFigures();
    const auto now = m_clock.now();
    const double since = secondsIn(now - std::exchange(m_reportedAt, now));
    const double used = process.cpuSeconds - std::exchange(m_cpuReported, process.cpuSeconds);
    out.cpu = since > 0 ? rounded(used / since) : 0;
    out.rss = process.residentBytes;
    out.fds = process.descriptors;
    out.fdsMost = process.mostDescriptors;
    out.publishMs = m_publish.takeQuantiles();
    out.deliverMs = m_deliver.takeQuantiles();

    out.inMessages = static_cast<qint64>(net.messagesIn);
    out.inBytes = static_cast<qint64>(net.bytesIn);
    out.deliveries = static_cast<qint64>(m_node.hub().deliveries());
    out.outBytes = static_cast<qint64>(net.bytesOut);
    out.connects = static_cast<qint64>(m_node.counters().opened);
    out.disconnects = static_cast<qint64>(m_node.counters().closed);
    out.slowClosed = static_cast<qint64>(net.slowClosed);
    out.resumes = static_cast<qint64>(m_node.greeter().counters().resumes);
    out.resumesGap = static_cast<qint64>(m_node.greeter().counters().gaps);
    out.dups = static_cast<qint64>(m_node.broker().counters().dups);
    out.gapsFilled = static_cast<qint64>(m_node.broker().counters().gapsFilled);
    out.rateLimited = static_cast<qint64>(m_node.commands().counters().rateLimited);
    out.authFailed = static_cast<qint64>(m_node.greeter().counters().refused);
    const QHash<QByteArray, qint64> &proxies = m_node.counters().byProxy;
    for (auto it = proxies.begin(); it != proxies.end() && out.balancers.size() < mostBalancers; ++it)
        out.balancers << protocol::BalancerTraffic { it.key(), it.value() };
    std::sort(
        out.balancers.begin(), out.balancers.end(), [](const auto &a, const auto &b) { return a.address < b.address; });
    for (const Hub::Activity &each : m_node.hub().busiest(busiestRooms)) {
        out.roomsTop << protocol::RoomTraffic { each.room, each.here, static_cast<qint64>(each.messages),
            static_cast<qint64>(each.deliveries) };
    }
    return out;
}

QByteArray Figures::metrics() const
{
    const EndpointStats net = m_node.endpoint().stats();
    const redis::Link::Counters link = m_link.counters();
    const ProcessFigures process = readProcessFigures();
    const Broker::Counters &broker = m_node.broker().counters();
    const Greeter::Counters &greeter = m_node.greeter().counters();
    const CommandHandler::Counters &commands = m_node.commands().counters();
    const auto of = [](auto value) { return static_cast<double>(value); };

    MetricsText out;
    out.gauge("hubbub_info", "Which node this is; always 1.", 1,
        { { "node", m_life.identity().node.bytes() }, { "boot", m_life.identity().boot.bytes() },
            { "version", HUBBUB_VERSION } });
    out.gauge("hubbub_uptime_seconds", "Since the node began to serve.", upSeconds());
    out.gauge("hubbub_ready", "1 while the node may be given clients, as /readyz says.",
        m_life.state() == NodeLife::State::Ready && m_node.reachesRedis() ? 1 : 0);
    out.gauge(
        "hubbub_draining", "1 while clients are moved elsewhere.", m_life.state() == NodeLife::State::Draining ? 1 : 0);

    out.gauge("hubbub_clients", "WebSocket connections.", of(net.open));
    out.gauge("hubbub_sessions", "Connections that have signed in.", of(m_node.sessions().live()));
    out.gauge(
        "hubbub_strangers", "Connections that have not signed in, those in their handshake too.", of(net.strangers));
    out.gauge("hubbub_rooms", "Rooms with a session of this node in them.", of(m_node.hub().rooms()));
    out.gauge("hubbub_queued_bytes", "What clients have not taken yet.", of(net.queuedBytes));

    out.counter("hubbub_connects_total", "WebSocket connections opened.", of(m_node.counters().opened));
    out.counter("hubbub_disconnects_total", "WebSocket connections that ended.", of(m_node.counters().closed));
    out.counter("hubbub_connections_refused_total", "Connections refused by a limit per address.", of(net.refused));
    out.counter("hubbub_bad_handshakes_total", "Requests that were no WebSocket handshake as it should be.",
        of(net.badHandshakes));
    out.counter("hubbub_violations_total", "Connections closed for breaking RFC 6455.", of(net.violations));
    out.counter("hubbub_slow_closed_total", "Clients closed with 4001 for reading too slowly.", of(net.slowClosed));
    out.counter(
        "hubbub_silent_closed_total", "Clients closed with 4002 for not answering a ping.", of(net.silentClosed));
    out.counter("hubbub_dropped_pushes_total", "Typing, presence and read positions left out for slow readers.",
        of(net.droppedPushes));
    out.counter("hubbub_accept_pauses_total", "Times that the process was out of descriptors.", of(net.acceptPauses));

    out.counter("hubbub_received_messages_total", "Frames from clients.", of(net.messagesIn));
    out.counter("hubbub_received_bytes_total", "Bytes from clients.", of(net.bytesIn));
    out.counter("hubbub_sent_bytes_total", "Bytes to clients.", of(net.bytesOut));
    out.counter(
        "hubbub_deliveries_total", "Events handed to clients, once for each client.", of(m_node.hub().deliveries()));
    out.counter("hubbub_published_total", "Sends that became events.", of(broker.published));
    out.counter("hubbub_duplicate_sends_total", "Sends that were known already.", of(broker.dups));
    out.counter(
        "hubbub_filled_events_total", "Events that came by the log and not by the channel.", of(broker.gapsFilled));
    out.counter("hubbub_gaps_total", "Holes in rooms that could not be filled.", of(broker.gaps));
    out.counter("hubbub_rate_limited_total", "Commands refused for coming too fast.", of(commands.rateLimited));
    out.counter("hubbub_bad_frames_total", "Frames that were malformed or too large.", of(commands.badFrames));
    out.counter("hubbub_sign_ins_total", "Clients that were welcomed.", of(greeter.welcomed));
    out.counter("hubbub_sign_ins_refused_total", "Clients whose sign-in was refused for a reason of theirs.",
        of(greeter.refused));
    out.counter("hubbub_resumes_total", "Rooms in which a client named its position.", of(greeter.resumes));
    out.counter("hubbub_resume_gaps_total", "Of these, those that could not be resumed completely.", of(greeter.gaps));
    out.histogram("hubbub_publish_seconds", "From a send's arrival to Redis's answer.", m_publish);
    out.histogram(
        "hubbub_deliver_seconds", "From an event's time by Redis's clock to its hand-over to the sockets.", m_deliver);

    out.gauge("hubbub_redis_up", "1 while Redis answers.", m_link.isUp() ? 1 : 0);
    out.gauge("hubbub_redis_in_flight", "Commands that Redis has not answered yet.", of(link.inFlight));
    out.gauge("hubbub_redis_round_trip_seconds", "Of the last batch of commands.", secondsIn(link.roundTrip));
    out.counter("hubbub_redis_commands_total", "Commands sent to Redis.", of(link.commands));
    out.counter("hubbub_redis_timeouts_total", "Commands that Redis did not answer in time.", of(link.timeouts));
    out.counter("hubbub_redis_connects_total", "Times that the connection for commands came up.", of(link.connects));
    out.counter("hubbub_redis_script_reloads_total", "Times that Redis had lost its scripts.", of(link.reloads));
    if (const redis::ReplicaWait *wait = m_node.broker().replicaWait()) {
        const auto &waited = wait->counters();
        out.counter("hubbub_replica_waits_total", "Messages whose replicas were waited for.", of(waited.asked));
        out.counter("hubbub_replica_waits_failed_total", "Of these, those that too few replicas had in time.",
            of(waited.failed));
    }

    out.gauge("hubbub_loop_lag_seconds", "How late the node's loop was at most, in the last second.", m_loopLag);
    out.counter("hubbub_process_cpu_seconds_total", "User and system time.", process.cpuSeconds);
    out.gauge("hubbub_process_resident_memory_bytes", "Memory.", of(process.residentBytes));
    out.gauge("hubbub_process_open_fds", "Descriptors.", of(process.descriptors));
    out.gauge("hubbub_process_max_fds", "Descriptors that may be open.", of(process.mostDescriptors));
    return out.take();
}

} // namespace hubbub::server
