// SPDX-License-Identifier: GPL-3.0-or-later
// The parts that serve clients, wired together; exists from when the node knows its cluster's key.
#pragma once

#include "core/redis/link.h"
#include "core/redis/subscription.h"
#include "server/account_news.h"
#include "server/accounts.h"
#include "server/attendance.h"
#include "server/broker.h"
#include "server/command_handler.h"
#include "server/config.h"
#include "server/greeter.h"
#include "server/net/endpoint.h"
#include "server/node_life.h"
#include "server/presence.h"
#include "server/scripts.h"
#include "server/tracer.h"

#include <QObject>
#include <QTimer>

namespace hubbub::server {

class Node final : public QObject, private EndpointHooks, private RoomNews {
    Q_OBJECT
public:
    struct Base { ///< what exists before the key is known
        const Config &config;
        redis::Link &link;
        redis::Subscription &subscription;
        const Scripts &scripts;
        NodeLife &life;
        const Clock &clock;
        redis::ReplicaWait *wait = nullptr; ///< where replicas must have a message before its `ok`
    };
    Node(Base base, SigningKey key);
    ~Node() override;

    [[nodiscard]] Outcome listen();
    [[nodiscard]] QString url() const;

    // Redis
    void take(const QByteArray &channel, const QByteArray &payload);
    void confirmed(const QByteArray &channel);
    void lost(const QByteArray &channel) { m_broker.lost(channel); }
    void redisDown() { tellRedis(false); }
    /// Commands and subscriptions: nobody can sign in without both.
    [[nodiscard]] bool reachesRedis() const { return m_base.link.isUp() && m_base.subscription.isUp(); }
    void subscriptionDown() { m_broker.distrustAll(); }
    void redisUp() { tellRedis(true); }
    void reborn();

    /// Those who connect are told to go elsewhere.
    void setTurnsAway(bool on) { m_turnsAway = on; }
    /// An operator puts a user out: connections end with 4504, and `everywhere` all tokens too. Says how many ended.
    void kick(const UserId &user, bool everywhere, std::function<void(const Result<qint64> &)> done);

    /// An operator ends a room.
    void closeRoom(const RoomId &room, const UserId &by, std::function<void(const Outcome &)> done);
    /// An operator wants to see the way of that room's next message; of any room's, where it is empty.
    void trace(const RoomId &room) { m_tracer.ask(room); }
    /// An operator speaks to everybody, on all nodes and in all inboxes. Says how many hear it here.
    void announce(const QString &text, const QByteArray &nonce, std::function<void(const Result<qint64> &)> done);
    [[nodiscard]] qint64 live() const { return m_sessions.live(); } ///< sessions

    std::function<HttpResponse(const HttpRequest &)> onHttp;
    // What operators are told of.
    std::function<void(const QByteArray &op, const QByteArray &room, const UserId &by)> onRoomMade;
    std::function<void(const Session &session, const QString &app)> onWelcome;
    std::function<void(const Session &session, quint16 code)> onGone;
    std::function<void(std::chrono::milliseconds stood)> onStall;
    std::function<void(const protocol::Gap &gap)> onEventsLost;
    std::function<void(const QString &why)> onRedisRefuses; ///< it is there, but takes no messages

    struct Counters {
        quint64 opened = 0; ///< WebSocket connections
        quint64 closed = 0;
        QHash<QByteArray, qint64> byProxy; ///< open ones, by the address of the trusted proxy before them
    };
    [[nodiscard]] const Counters &counters() const { return m_counters; }
    /// The longest that the loop kept us waiting since the last call.
    [[nodiscard]] Clock::TimePoint::duration takeLoopLag() { return std::exchange(m_loopLag, {}); }

    [[nodiscard]] Endpoint &endpoint() { return m_endpoint; }
    [[nodiscard]] Hub &hub() { return m_hub; }
    [[nodiscard]] Sessions &sessions() { return m_sessions; }
    [[nodiscard]] Broker &broker() { return m_broker; }
    [[nodiscard]] Presence &presence() { return m_presence; }
    [[nodiscard]] const CommandHandler &commands() const { return m_commands; }
    [[nodiscard]] const Greeter &greeter() const { return m_greeter; }

private:
    // of the endpoint
    void opened(Connection &connection) override;
    void received(Connection &connection, QByteArrayView text) override;
    void closed(Connection &connection, quint16 code) override;
    HttpResponse http(const HttpRequest &request) override;
    void beforeFlush() override;
    // of the broker
    void event(const RoomId &room, const LoggedNews &news) override;
    void doubted(const RoomId &room, qint64 last, std::function<void(bool)> done) override;
    void gap(const RoomId &room, const protocol::Gap &gap) override;
    void moved(const RoomId &room) override;
    void gone(const RoomId &room) override;
    void passing(const RoomId &room, const PassingNews &news) override;
    void presence(const RoomId &room, const PresenceNews &news) override;
    void subscribed(const RoomId &room) override;

    void tick();
    void checkTokens();
    void tellAll(const QByteArray &frame);
    void tellNodes();
    void tellRedis(bool up); ///< where it changed

    Base m_base;
    Tokens m_tokens;
    Endpoint m_endpoint;
    Sessions m_sessions;
    Hub m_hub;
    Broker m_broker;
    Tracer m_tracer;
    Presence m_presence;
    RoomLease m_lease;
    Attendance m_attendance;
    Accounts m_accounts;
    AccountNews m_accountNews;
    Greeter m_greeter;
    CommandHandler m_commands;
    QTimer m_timer;
    int m_ticks = 0;
    Clock::TimePoint m_lastTick;
    bool m_turnsAway = false;
    bool m_redisToldUp = true; ///< what clients were told last
    bool m_nodesChanged = false; ///< clients are to be told which are ready
    Bucket m_nodesPace;
    Clock::TimePoint::duration m_loopLag {};
    Counters m_counters;
};

} // namespace hubbub::server
