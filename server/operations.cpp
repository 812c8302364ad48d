// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/operations.h"

#include "core/base/red_hook.h"
#include "core/protocol/ops_codec.h"
#include "core/protocol/words.h"
#include "core/redis/keys.h"
#include "core/redis/link.h"
#include "server/node.h"
#include "server/node_life.h"

namespace hubbub::server {

using protocol::OpsEvent;
using protocol::OpsKind;
using protocol::OpsLevel;

namespace {

constexpr std::chrono::seconds reportEvery { 1 };
constexpr int renewEvery = 600; ///< reports
constexpr std::chrono::seconds keptFor { 30 * 24 * 3600 };

OpsEvent eventOf(OpsKind kind, OpsLevel level = OpsLevel::Info)
{
    OpsEvent event;
    event.kind = kind;
    event.level = level;
    return event;
}

qint64 msIn(Clock::TimePoint::duration span)
{
    return qint64(std::chrono::duration_cast<std::chrono::milliseconds>(span).count());
}

OpsEvent clientEvent(OpsKind kind, const Session &session)
{
    OpsEvent event = eventOf(kind);
    event.user = session.user;
    event.session = session.id;
    event.address = session.connection().clientAddress().text();
    return event;
}

} // namespace

Operations::Operations(Node &node, NodeLife &life, redis::Link &link, const Clock &clock)
    : m_node(node)
    , m_life(life)
    , m_link(link)
    , m_clock(clock)
    , m_figures(node, link, life, clock)
    , m_log(
          link, life.identity(), [&node] { return node.broker().redisNow(); }, clock)
{
    m_timer.setInterval(reportEvery);
    connect(&m_timer, &QTimer::timeout, this, &Operations::report);
    hookIn();
}

void Operations::hookIn()
{
    m_node.onWelcome = [this](const Session &session, const QString &app) {
        OpsEvent event = clientEvent(OpsKind::ClientIn, session);
        event.detail = app;
        m_log.tellOfClient(std::move(event));
    };
    m_node.onGone = [this](const Session &session, quint16 code) {
        OpsEvent event = clientEvent(OpsKind::ClientOut, session);
        if (code == static_cast<quint16>(CloseCode::SlowConsumer)) {
            event.kind = OpsKind::SlowReader;
            event.level = OpsLevel::Warning;
        } else if (code == static_cast<quint16>(CloseCode::BadFrames)) {
            event.kind = OpsKind::BadClient;
            event.level = OpsLevel::Warning;
        } else if (session.user.isEmpty()) {
            return; // it never signed in
        }
        event.code = code;
        m_log.tellOfClient(std::move(event));
    };
    m_node.onRoomMade = [this](const QByteArray &op, const QByteArray &room, const UserId &by) {
        OpsEvent event = eventOf(op == "room_made" ? OpsKind::RoomMade : OpsKind::RoomAction);
        event.room = RoomId(room);
        event.user = by;
        if (event.kind == OpsKind::RoomAction)
            event.cause = op;
        m_log.tellOfClient(std::move(event));
    };
    m_node.onStall = [this](std::chrono::milliseconds stood) {
        OpsEvent event = eventOf(OpsKind::NodeStalled, OpsLevel::Alert);
        event.ms = qint64(stood.count());
        m_log.tell(std::move(event));
    };
    m_node.onEventsLost = [this](const protocol::Gap &gap) {
        OpsEvent event = eventOf(OpsKind::EventsLost, OpsLevel::Alert);
        event.room = gap.room;
        const std::string_view cause = protocol::wordOf(gap.cause);
        event.cause = QByteArray(cause.data(), static_cast<qsizetype>(cause.size()));
        m_log.tellOfClient(std::move(event));
    };
    m_node.onRedisRefuses = [this](const QString &why) {
        if (redHook("refusals_are_silent"))
            return;
        OpsEvent event = eventOf(OpsKind::RedisRefuses, OpsLevel::Alert);
        event.detail = why;
        m_log.tellSometimes(std::move(event));
    };
    connect(&m_life, &NodeLife::buried, this, [this](const QByteArray &node, const QByteArray &boot) {
        OpsEvent event = eventOf(OpsKind::NodeDown, OpsLevel::Alert);
        event.about = NodeId(node);
        event.boot = Boot(boot);
        event.cause = "crash";
        m_log.tell(std::move(event));
    });
    connect(&m_life, &NodeLife::reborn, this, [this] {
        OpsEvent event = eventOf(OpsKind::NodeReborn, OpsLevel::Warning);
        event.boot = m_life.identity().boot;
        m_log.tell(std::move(event));
    });
    connect(&m_link, &redis::Link::down, this, [this](const QString &reason) {
        if (std::exchange(m_redisLost, true))
            return; // the same loss, for another reason
        m_lostAt = m_clock.now();
        OpsEvent event = eventOf(OpsKind::RedisLost, OpsLevel::Alert);
        event.detail = reason;
        m_log.tell(std::move(event));
    });
    connect(&m_link, &redis::Link::up, this, [this] {
        if (!std::exchange(m_redisLost, false))
            return;
        OpsEvent event = eventOf(OpsKind::RedisBack);
        event.ms = msIn(m_clock.now() - m_lostAt);
        m_log.tell(std::move(event));
    });
}

void Operations::begin()
{
    OpsEvent event = eventOf(OpsKind::NodeUp);
    event.boot = m_life.identity().boot;
    event.detail = m_node.url() + QStringLiteral(", version " HUBBUB_VERSION);
    m_log.tell(std::move(event));
    m_timer.start();
    report();
}

void Operations::drainChanged(bool draining, const QByteArray &cause)
{
    OpsEvent event = eventOf(draining ? OpsKind::NodeDrain : OpsKind::NodeUndrain);
    event.cause = cause;
    event.count = m_node.sessions().live();
    m_log.tell(std::move(event));
}

void Operations::end()
{
    if (!m_timer.isActive())
        return;
    m_timer.stop();
    OpsEvent event = eventOf(OpsKind::NodeDown);
    event.about = m_life.identity().node;
    event.boot = m_life.identity().boot;
    event.cause = "end";
    m_log.tellNumbers();
    m_log.tell(std::move(event));
}

void Operations::report()
{
    m_log.tellNumbers();
    const protocol::NodeReport report = m_figures.report(); // also while Redis is away: it is of one second
    if (!m_link.isUp())
        return;
    const QByteArray text = protocol::encode(report);
    m_link.post({ "PUBLISH", redis::keys::stats(), text });
    const QByteArray self = redis::keys::node(m_life.identity().node);
    m_link.post({ "HSET", self, "report", text });
    if (m_reports++ % renewEvery == 0) // what a node that crashed leaves behind is of use for a while
        m_link.post({ "EXPIRE", self, QByteArray::number(qint64(keptFor.count())) });
}

} // namespace hubbub::server
