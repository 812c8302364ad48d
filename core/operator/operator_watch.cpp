// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/operator_watch.h"

#include "core/protocol/ops_codec.h"
#include "core/redis/keys.h"

#include <algorithm>

namespace hubbub::ops {

using namespace Qt::StringLiterals;
using redis::Reply;

namespace {

constexpr int slowEvery = 5; // seconds
constexpr std::chrono::milliseconds brokenShown { 10 * 60 * 1000 };
constexpr qsizetype mostChecked = 300; // rooms of one round that are not busy
constexpr auto infoTimeout = std::chrono::milliseconds(2000);

redis::Options named(redis::Options options, const QByteArray &name)
{
    options.clientName = name;
    options.logs = false; // the window says it
    options.commandTimeout = infoTimeout;
    return options;
}

} // namespace

OperatorWatch::OperatorWatch(const redis::Options &options, QString name, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_name(std::move(name))
    , m_link(named(options, "hubbub:console"))
    , m_subscription(named(options, "hubbub:console:channels"))
    , m_model(clock)
    , m_events(m_link)
    , m_traces(clock)
    , m_promises(m_link,
          { [this] { return busyRooms(); }, [this] { return livingBoots(); }, [this] { return m_model.redisNow(); } },
          clock)
    , m_desk(
          m_link, [this] { return m_model.redisNow(); }, clock)
    , m_rooms(m_link)
    , m_sessions(m_link)
{
    m_subscription.setMessageHandler([this](const QByteArray &channel, const QByteArray &payload) {
        if (channel == redis::keys::stats()) {
            m_model.take(payload);
            return;
        }
        if (channel == redis::keys::trace()) {
            m_traces.take(QByteArrayView(payload));
            Q_EMIT
            traceHeard(payload);
            return;
        }
        // The log has what happened, in order and once; the channel only says that there is something, and answers.
        if (const auto event = protocol::readOpsEvent(payload); event.ok() && event->kind == protocol::OpsKind::Answer)
            m_desk.take(*event);
        else
            m_events.readNewer();
    });
    connect(&m_events, &EventLog::appended, this, [this](int count) {
        const auto &all = m_events.events();
        for (size_t i = all.size() - static_cast<size_t>(count); i < all.size(); ++i)
            m_model.take(all[i].event);
    });
    connect(&m_promises, &PromiseCheck::broken, this, [this](const Breach &breach) {
        m_brokenAt = breach.at;
        if (m_alerts.setBroken(u"# %1: %2"_s.arg(breach.room.text(), breach.detail), breach.at))
            Q_EMIT
        alertsChanged();
    });
    connect(&m_link, &redis::Link::up, this, &OperatorWatch::onUp);
    connect(&m_link, &redis::Link::down, this, &OperatorWatch::onDown);
    connect(&m_subscription, &redis::Subscription::allSubscribed, this, &OperatorWatch::onUp);
    connect(&m_subscription, &redis::Subscription::down, this, &OperatorWatch::onDown);
    m_second.setInterval(1000);
    m_second.setTimerType(Qt::PreciseTimer);
    connect(&m_second, &QTimer::timeout, this, &OperatorWatch::tick);
}

OperatorWatch::OperatorWatch(QString name, const Clock &clock, QObject *parent)
    : OperatorWatch(redis::Options { redis::Endpoint {} }, std::move(name), clock, parent)
{
    m_held = true;
    m_model.setBlind(true);
    m_desk.close();
}

OperatorWatch::~OperatorWatch() = default;

void OperatorWatch::restore(Moment moment)
{
    m_name = moment.name;
    QList<NodeView> nodes;
    const Second *now = moment.now();
    if (now != nullptr) {
        for (const auto &[id, second] : now->nodes) {
            NodeView node;
            node.id = id;
            node.state = second.state;
            node.stateSince = second.since;
            node.address = second.address;
            node.now = second.now;
            if (auto report = protocol::readReport(second.report); report.ok())
                node.report = std::move(*report);
            node.hasRates = true;
            nodes.append(node);
        }
    }
    m_model.restore(nodes, now != nullptr ? now->totals : Totals(), std::move(moment.history), !now || now->blind);
    m_info = moment.slice.redis;
    m_hasInfo = moment.slice.hasRedis && now != nullptr && !now->blind;
    m_opsPerSecond = std::move(moment.redisOps);
    m_slow = moment.slice.slow;
    m_promises.restore(moment.slice.promises);
    m_alerts.restore(moment.alerts);
    m_events.restore(moment.events);
    m_traces.clear();
    for (const QByteArray &record : moment.traces)
        m_traces.take(QByteArrayView(record));
    m_rooms.restore(moment.rooms);
    m_sessions.restore(moment.sessions);
    Q_EMIT
    alertsChanged();
    Q_EMIT
    ticked();
}

void OperatorWatch::open()
{
    m_subscription.subscribe(redis::keys::stats());
    m_subscription.subscribe(redis::keys::ops());
    m_subscription.subscribe(redis::keys::trace());
    m_model.setBlind(true);
    m_link.open();
    m_subscription.open();
    m_second.start();
    m_promises.begin();
}

bool OperatorWatch::isUp() const { return m_held ? !m_model.isBlind() : m_link.isUp() && m_subscription.isUp(); }

QString OperatorWatch::reason() const
{
    if (!m_held)
        return m_link.isUp() ? m_subscription.lastReason() : m_link.lastReason();
    const auto &alerts = m_alerts.alerts();
    // Also where it was over within the second that is shown.
    const auto trouble =
        std::find_if(alerts.rbegin(), alerts.rend(), [](const Alert &alert) { return alert.rule == "redis"_L1; });
    return trouble == alerts.rend() ? QString() : trouble->detail;
}

void OperatorWatch::onUp()
{
    if (!isUp())
        return;
    m_model.setBlind(false);
    readNodes();
    readInfo();
    m_events.readNewer();
    m_desk.askRights();
    if (m_alerts.setRedisTrouble({}, m_model.redisNow()))
        Q_EMIT
    alertsChanged();
    Q_EMIT
    linkChanged();
}

void OperatorWatch::onDown()
{
    m_model.setBlind(true);
    m_hasInfo = false;
    if (m_alerts.setRedisTrouble(reason(), m_model.redisNow()))
        Q_EMIT
    alertsChanged();
    Q_EMIT
    linkChanged();
}

/// Those that live, with their newest report, so that the first screen is not empty for a second.
void OperatorWatch::readNodes()
{
    m_link.command({ "ZRANGE", redis::keys::nodes(), "0", "-1" }, this, [this](const Result<Reply> &reply) {
        if (!reply.ok())
            return;
        for (const Reply &item : reply->items()) {
            const NodeId node(item.bytes());
            m_link.command({ "HMGET", redis::keys::node(node), "address", "report" }, this,
                [this, node](const Result<Reply> &facts) {
                    if (facts.ok())
                        m_model.introduce(node, QString::fromUtf8(facts->at(0).bytes()), facts->at(1).bytes());
                });
        }
    });
}

void OperatorWatch::readInfo()
{
    m_link.command({ "INFO" }, this, [this](const Result<Reply> &reply) {
        m_hasInfo = reply.ok();
        if (!reply.ok())
            return;
        m_info = ops::readInfo(reply->bytes());
        m_opsPerSecond.set(m_model.redisNow() / 1000, static_cast<double>(m_info.opsPerSecond));
    });
    if (m_ticks % slowEvery != 0)
        return;
    m_link.command({ "SLOWLOG", "GET", "32" }, this, [this](const Result<Reply> &reply) {
        if (reply.ok())
            m_slow = readSlowLog(*reply);
    });
}

void OperatorWatch::tick()
{
    ++m_ticks;
    if (isUp()) {
        readInfo();
        m_events.readNewer(); // a message of the channel may be lost
    }
    m_model.tick();
    // Ghosts are counted as they are now; what was lost stays lost, but is news for a while only.
    const bool hasGhosts = m_promises.state().broken.at(static_cast<size_t>(Promise::NoGhosts)) > 0;
    if (m_brokenAt > 0 && !hasGhosts && m_model.redisNow() - m_brokenAt > brokenShown.count()) {
        m_brokenAt = 0;
        if (m_alerts.setBroken({}, m_model.redisNow()))
            Q_EMIT
        alertsChanged();
    }
    if (m_alerts.look(m_model))
        Q_EMIT
    alertsChanged();
    Q_EMIT
    ticked();
}

/// Those with most deliveries first, as the nodes report them; then others that are known.
QList<RoomId> OperatorWatch::busyRooms()
{
    QHash<RoomId, qint64> all;
    for (const auto &[id, node] : m_model.nodes()) {
        for (const protocol::RoomTraffic &room : node.report.roomsTop)
            all[room.room] += room.deliveries;
    }
    QList<RoomId> out = all.keys();
    std::sort(out.begin(), out.end(), [&all](const RoomId &a, const RoomId &b) { return all[a] > all[b]; });
    // Some of the others in each round, so that it comes to all of them.
    const QList<RoomId> known = m_rooms.rooms().values();
    for (qsizetype i = 0; i < std::min(known.size(), mostChecked); ++i) {
        const RoomId &room = known[(m_checkedRooms + i) % known.size()];
        if (!all.contains(room))
            out.append(room);
    }
    m_checkedRooms = known.isEmpty() ? 0 : (m_checkedRooms + mostChecked) % known.size();
    return out;
}

/// A node that was not heard for a moment has its sessions still.
QSet<Boot> OperatorWatch::livingBoots() const
{
    QSet<Boot> out;
    for (const auto &[id, node] : m_model.nodes()) {
        if (node.isUp() || node.state == NodeState::Unheard)
            out.insert(node.report.boot);
    }
    return out;
}

void OperatorWatch::acknowledge(qint64 alert)
{
    if (!m_held && m_alerts.acknowledge(alert))
        Q_EMIT
    alertsChanged();
}

void OperatorWatch::refreshRooms()
{
    if (m_held)
        return;
    QList<RoomReader::Source> sources;
    for (const auto &[id, node] : m_model.nodes()) {
        if (node.isUp())
            sources.append({ id, node.report.boot });
    }
    m_rooms.refresh(sources);
}

void OperatorWatch::refreshSessions()
{
    if (m_held)
        return;
    m_sessions.refresh(QList<RoomId>(m_rooms.rooms().begin(), m_rooms.rooms().end()));
}

QByteArray OperatorWatch::command(protocol::Control control)
{
    if (control.command == protocol::Control::Command::Trace)
        m_traces.expect();
    const bool ofOne =
        control.command == protocol::Control::Command::Drain || control.command == protocol::Control::Command::Undrain;
    QList<NodeId> nodes;
    for (const auto &[id, node] : m_model.nodes()) {
        if (node.isUp() && (!ofOne || control.target == "*" || control.target == id.bytes()))
            nodes.append(id);
    }
    return m_desk.give(std::move(control), nodes);
}

} // namespace hubbub::ops
