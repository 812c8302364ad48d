// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/node.h"

#include "core/base/log.h"
#include "core/base/red_hook.h"
#include "core/protocol/codec.h"
#include "core/protocol/limits.h"
#include "core/redis/keys.h"
#include "server/moderation_commands.h"
#include "server/notices.h"

namespace hubbub::server {

namespace {

constexpr std::chrono::milliseconds tickEvery { 50 };
constexpr Rate nodesRate { 1, 5 }; ///< of pushes of nodes

EndpointOptions endpointOptions(const Config &config)
{
    EndpointOptions out;
    out.host = config.host;
    out.port = config.port;
    out.reusePort = config.reusePort;
    out.maxStrangers = config.strangers;
    out.connectionsPerAddress = config.connectionsPerAddress;
    out.noAddressLimits = config.noAddressLimits;
    out.trustedProxies = config.trustedProxies;
    for (const QString &origin : config.origins)
        out.origins << origin.toUtf8();
    out.tlsCertificate = config.tlsCertificate;
    out.tlsKey = config.tlsKey;
    out.hardUnsent = protocol::unsentBytes;
    out.softUnsent = protocol::unsentBytes / 2;
    out.handshakeTimeout = config.handshake;
    out.helloTimeout = config.hello;
    out.pingAfter = config.ping;
    out.pongTimeout = config.pong;
    return out;
}

Accounts::Options accountOptions(const Config &config)
{
    return { config.registration, config.tokenLife, config.refreshLife, config.argonMemoryKib, config.noAddressLimits };
}

/// Whether a connection ended as its client meant it to, so that it won't be back in a moment.
bool isGoodbye(quint16 code)
{
    return code == static_cast<quint16>(CloseCode::Normal)
        || code == static_cast<quint16>(CloseCode::GoingAwayStandard);
}

} // namespace

Node::Node(Base base, SigningKey key)
    : m_base(base)
    , m_tokens(std::move(key))
    , m_endpoint(endpointOptions(base.config), *this, base.clock)
    , m_hub([this] { m_endpoint.scheduleFlush(); })
    , m_broker(base.link, base.subscription, base.scripts, *this,
          { base.config.logEvents, base.config.logDays, base.config.silentCheck }, base.clock)
    , m_tracer(base.link, base.life.identity(), base.config.traceOneIn, base.clock)
    , m_presence(base.link, base.scripts, base.life.identity(), base.config.absence, base.clock)
    , m_lease(m_hub,
          { [this](const RoomId &room) { m_broker.follow(room); },
              [this](const RoomId &room) {
                  m_broker.unfollow(room);
                  m_presence.forget(room);
              } },
          base.config.roomLinger, base.clock)
    , m_attendance({ base.link, base.scripts, base.life.identity(), m_hub, m_broker, m_sessions, m_presence, m_lease })
    , m_accounts(base.link, base.scripts, m_tokens, accountOptions(base.config), base.clock)
    , m_accountNews({ base.link, base.subscription, m_sessions, m_attendance, m_accounts })
    , m_greeter({ m_accounts, m_attendance, m_sessions, base.link, base.subscription, base.life.identity(), base.clock,
                    [this] { return m_base.life.readyNodes(); },
                    [this](const Session &session, const QString &app) {
                        if (onWelcome)
                            onWelcome(session, app);
                    } },
          { base.config.connectionsPerUser,
              static_cast<int>(std::chrono::ceil<std::chrono::seconds>(base.config.ping).count()) },
          [this](Ticket ticket) { m_commands.finished(ticket); })
    , m_commands({ base.link, base.scripts, m_broker, m_sessions, m_attendance, m_presence, m_accounts, m_greeter,
                     m_tracer, base.clock },
          [this](const QByteArray &op, const QByteArray &room, const UserId &by) {
              if (onRoomMade)
                  onRoomMade(op, room, by);
          })
    , m_lastTick(base.clock.now())
{
    connect(&base.life, &NodeLife::peersChanged, this, [this] {
        m_nodesChanged = true;
        tellNodes();
    });
    m_broker.setReplicaWait(base.wait);
    base.subscription.subscribe(redis::keys::announcements());
    m_attendance.onUnclear = [this](const UserId &user) { m_accountNews.lookAgain(user); };
    m_broker.setRefusalObserver([this](const QString &why) {
        if (onRedisRefuses)
            onRedisRefuses(why);
    });
    // A node that breaks its promises on purpose, so that checkers can prove themselves; no option, never set else.
    if (const int one = qEnvironmentVariableIntValue("HUBBUB_TEST_DROP_ONE_IN"); one > 0) {
        log::warning(
            "node", QStringLiteral("keeps back one delivery in %1 on purpose (HUBBUB_TEST_DROP_ONE_IN)").arg(one));
        m_hub.setDropOneIn(static_cast<quint64>(one));
    }
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(tickEvery);
    connect(&m_timer, &QTimer::timeout, this, &Node::tick);
    m_timer.start();
}

Node::~Node() = default;

Outcome Node::listen() { return m_endpoint.listen(); }

QString Node::url() const
{
    if (!m_base.config.advertise.isEmpty())
        return m_base.config.advertise;
    const QString host = m_base.config.host == u'*'                                 ? QStringLiteral("127.0.0.1")
        : m_base.config.host.contains(u':') && !m_base.config.host.startsWith(u'[') ? u'[' + m_base.config.host + u']'
                                                                                    : m_base.config.host;
    const QString scheme = m_base.config.tlsCertificate.isEmpty() ? QStringLiteral("ws") : QStringLiteral("wss");
    return QStringLiteral("%1://%2:%3/ws").arg(scheme, host).arg(m_endpoint.port());
}

// Clients

void Node::opened(Connection &connection)
{
    ++m_counters.opened;
    if (connection.isProxied())
        ++m_counters.byProxy[connection.peerAddress().text()];
    Session &session = m_sessions.open(connection);
    session.unlimited = m_base.config.noRateLimits.contains(connection.clientAddress());
    if (m_turnsAway)
        session.close(CloseCode::GoingAway, "this node is being drained");
}

void Node::received(Connection &connection, QByteArrayView text)
{
    if (auto *session = static_cast<Session *>(connection.owner()))
        m_commands.received(*session, text);
}

void Node::closed(Connection &connection, quint16 code)
{
    auto *session = static_cast<Session *>(connection.owner());
    if (!session)
        return;
    ++m_counters.closed;
    if (connection.isProxied() && --m_counters.byProxy[connection.peerAddress().text()] <= 0)
        m_counters.byProxy.remove(connection.peerAddress().text());
    if (onGone)
        onGone(*session, code);
    const bool clean = session->saidGoodbye || isGoodbye(code);
    m_attendance.dismissAll(
        *session, clean ? protocol::PresenceCause::Leave : protocol::PresenceCause::Timeout, !clean);
    const UserId user = session->user;
    if (!user.isEmpty()) {
        m_base.link.post({ "HSET", redis::keys::account(user), "last_seen",
            QByteArray::number(qint64(m_base.clock.wall().count())) });
        if (m_sessions.leave(*session))
            m_accountNews.forget(user);
    }
    m_sessions.close(*session);
}

HttpResponse Node::http(const HttpRequest &request) { return onHttp ? onHttp(request) : EndpointHooks::http(request); }

void Node::beforeFlush()
{
    m_hub.flush(m_broker.redisNow());
    m_tracer.handedOver();
}

// Rooms

void Node::event(const RoomId &room, const LoggedNews &news)
{
    m_attendance.beforeEvent(room, news);
    m_hub.publish(room, news.frame, news.ts);
    if (news.tracedUs)
        m_tracer.heard(room, news, static_cast<qint64>(m_hub.live(room).size()));
    m_attendance.afterEvent(room, news);
}

void Node::doubted(const RoomId &room, qint64 last, std::function<void(bool)> done)
{
    m_attendance.verify(room, last, std::move(done));
}

void Node::gap(const RoomId &room, const protocol::Gap &gap)
{
    m_hub.publish(room, protocol::encode(gap), 0);
    if (onEventsLost)
        onEventsLost(gap);
}

void Node::moved(const RoomId &room) { m_attendance.roomMoved(room); }
void Node::gone(const RoomId &room) { m_attendance.roomGone(room); }
void Node::passing(const RoomId &room, const PassingNews &news)
{
    m_hub.whisper(room, news.frame, news.isTyping ? Hub::Whisper::Typing : Hub::Whisper::Other);
}
void Node::presence(const RoomId &room, const PresenceNews &news) { m_presence.take(room, news); }
void Node::subscribed(const RoomId &room) { m_presence.subscribed(room); }

// Redis

void Node::take(const QByteArray &channel, const QByteArray &payload)
{
    if (channel == redis::keys::announcements())
        tellAll(payload);
    else if (!m_broker.take(channel, payload))
        m_accountNews.take(channel, payload);
}

void Node::confirmed(const QByteArray &channel)
{
    if (!m_broker.confirmed(channel))
        m_accountNews.confirmed(channel);
}

void Node::tellAll(const QByteArray &frame)
{
    const QByteArray framed = encodeText(frame);
    m_sessions.forEach([&](Session &session) {
        if (session.phase == Session::Phase::Live)
            session.hear(framed, false);
    });
}

/// Coalesced, for a whole cluster may be starting.
void Node::tellNodes()
{
    const auto now = m_base.clock.now();
    if (!m_nodesChanged || m_nodesPace.take(nodesRate, now))
        return;
    m_nodesChanged = false;
    if (const QStringList nodes = m_base.life.readyNodes(); !nodes.isEmpty())
        tellAll(protocol::encode(protocol::NodesPush { nodes }));
}

void Node::tellRedis(bool up)
{
    if (std::exchange(m_redisToldUp, up) != up && !redHook("no_word_of_redis"))
        tellAll(protocol::encode(protocol::Status { up }));
}

void Node::kick(const UserId &user, bool everywhere, std::function<void(const Result<qint64> &)> done)
{
    qint64 ended = 0;
    for (Session *session : m_sessions.of(user)) {
        session->saidGoodbye = true;
        session->close(CloseCode::RemovedByOperator, "removed by an operator");
        ++ended;
    }
    if (!everywhere)
        return done(ended);
    // Tells all nodes once the tokens are dead: a hello may have come in between.
    m_base.link.run(m_base.scripts.signOut, { redis::keys::accountSessions(user) },
        { redis::keys::account(user), "*", "operator" }, this,
        [ended, done = std::move(done)](const Result<redis::Reply> &reply) {
            if (reply.ok())
                done(ended);
            else
                done(reply.error());
        });
}

void Node::closeRoom(const RoomId &room, const UserId &by, std::function<void(const Outcome &)> done)
{
    m_commands.moderation().close(room, by, std::move(done));
}

void Node::announce(const QString &text, const QByteArray &nonce, std::function<void(const Result<qint64> &)> done)
{
    m_commands.notices().announce(text, nonce, [told = live(), done = std::move(done)](const Outcome &outcome) {
        if (outcome.ok())
            done(told);
        else
            done(outcome.error());
    });
}

void Node::reborn()
{
    m_presence.forgetEntered();
    m_attendance.enterAgain();
}

// Time

void Node::tick()
{
    const auto now = m_base.clock.now();
    const auto stood = now - std::exchange(m_lastTick, now);
    m_loopLag = std::max(m_loopLag, stood - tickEvery);
    if (stood > m_base.config.stall && !redHook("serve_after_stall")) {
        // What we would serve now may be long past, and others may have buried us.
        log::error("gateway", QStringLiteral("this process stood still; its clients are sent elsewhere"),
            { { "ms", qint64(std::chrono::duration_cast<std::chrono::milliseconds>(stood).count()) } });
        if (onStall)
            onStall(std::chrono::duration_cast<std::chrono::milliseconds>(stood));
        m_sessions.forEach([](Session &session) { session.close(CloseCode::GoingAway, "this node stood still"); });
    }
    m_presence.tick();
    tellNodes();
    if (++m_ticks % 2 == 0) {
        m_broker.lookAtSilent();
        m_attendance.tick();
        m_lease.tick();
    }
    if (m_ticks % 20 == 0) {
        m_sessions.sweep(now);
        checkTokens();
    }
}

void Node::checkTokens()
{
    if (!m_base.link.isUp() || redHook("tokens_never_end"))
        return; // nobody can refresh while Redis is away
    const auto ended = m_base.clock.wall() - Tokens::leeway;
    if (m_sessions.firstTokenEnd() > ended)
        return;
    auto first = std::chrono::milliseconds::max();
    m_sessions.forEach([&](Session &session) {
        if (session.phase == Session::Phase::Live && session.expires <= ended)
            session.close(CloseCode::TokenExpired, "the token has expired");
        else if (session.expires.count() > 0)
            first = std::min(first, session.expires);
    });
    m_sessions.setFirstTokenEnd(first);
}

} // namespace hubbub::server
