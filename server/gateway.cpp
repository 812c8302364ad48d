// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway.h"

#include "core/base/log.h"
#include "core/base/red_hook.h"
#include "core/protocol/limits.h"
#include "core/redis/keys.h"
#include "core/redis/link.h"
#include "core/redis/replica_wait.h"
#include "core/redis/subscription.h"
#include "server/config_values.h"
#include "server/control_desk.h"
#include "server/drain.h"
#include "server/node.h"
#include "server/node_life.h"
#include "server/operations.h"
#include "server/probe.h"
#include "server/redis_options.h"
#include "server/scripts.h"
#include "server/status_pages.h"

#include <QSysInfo>
#include <QTimer>

namespace hubbub::server {

using namespace Qt::StringLiterals;
using redis::Reply;

namespace {

/// How long other nodes have to tell their clients of this one.
constexpr std::chrono::milliseconds heardWithin { 100 };

/// The machine's name and the port, as far as a node may be named so.
NodeId defaultNodeName(const Config &config)
{
    QByteArray name;
    for (const QChar c : QSysInfo::machineHostName().toLower().left(24)) {
        const char byte = c.toLatin1();
        name += isRoomName(QByteArrayView(&byte, 1)) ? byte : '-';
    }
    const QByteArray suffix = config.port ? QByteArray::number(config.port) : randomHex(3);
    return NodeId((name.isEmpty() ? QByteArray("node") : name) + '-' + suffix);
}

} // namespace

class Gateway::Private {
public:
    Private(Gateway &itsGateway, Config itsConfig, const Clock &itsClock);

    void start();
    void redisIsUp();
    void checkPolicy();
    void agreeOnKey();
    void haveKey(SigningKey key);
    void open();
    void ready();
    void terminate();
    void drain(const QByteArray &cause);
    void undrain();
    void drained();
    void finish();
    void execute(const protocol::Control &control, bool isFirst, const ControlDesk::Finished &done);
    void end(ExitCode code, const QString &reason);

    Gateway &gateway;
    Config config;
    const Clock &clock;
    NodeId name;
    Scripts scripts;
    redis::Link link;
    redis::Subscription subscription;
    std::unique_ptr<redis::ReplicaWait> wait; ///< where it was asked for
    NodeLife life;
    Probe probe;
    std::unique_ptr<Node> node;
    std::unique_ptr<StatusPages> pages;
    std::unique_ptr<Operations> operations;
    std::unique_ptr<ControlDesk> control;
    std::unique_ptr<Drain> draining;
    QTimer startLimit;
    QTimer departureWait;
    bool begun = false;
    bool open_ = false;
    bool leaving = false; ///< and ends once nobody is left
    bool over = false;
};

Gateway::Private::Private(Gateway &itsGateway, Config itsConfig, const Clock &itsClock)
    : gateway(itsGateway)
    , config(std::move(itsConfig))
    , clock(itsClock)
    , name(config.node.isEmpty() ? defaultNodeName(config) : config.node)
    , scripts(!config.seeds.isEmpty())
    , link(redisOptions(config, "hubbub:" + name.bytes() + ":commands"))
    , subscription(redisOptions(config, "hubbub:" + name.bytes() + ":subscriptions"))
    , life(link, scripts, name, { config.beat, config.lease, config.trust, config.sweep }, clock)
    , probe(link, subscription, name, { config.probe, config.probeStale }, clock)
{
    scripts.registerWith(link);
    if (config.waitReplicas > 0) {
        wait = std::make_unique<redis::ReplicaWait>(link, redisOptions(config, "hubbub:" + name.bytes() + ":wait"),
            redis::ReplicaWait::Demand { config.waitReplicas, config.wait });
    }
    QObject::connect(&link, &redis::Link::up, &gateway, [this] { redisIsUp(); });
    QObject::connect(&link, &redis::Link::down, &gateway, [this](const QString &reason) {
        log::warning("redis", u"Redis is away"_s, { { "reason", reason } });
        if (node)
            node->redisDown();
    });
    QObject::connect(&subscription, &redis::Subscription::down, &gateway, [this](const QString &reason) {
        log::warning("redis", u"the subscriptions are away"_s, { { "reason", reason } });
        if (node && !subscription.isCluster())
            node->subscriptionDown();
    });
    QObject::connect(&subscription, &redis::Subscription::lost, &gateway, [this](const QByteArray &channel) {
        if (node)
            node->lost(channel);
    });
    QObject::connect(&subscription, &redis::Subscription::subscribed, &gateway, [this](const QByteArray &channel) {
        if (node)
            node->confirmed(channel);
    });
    subscription.setMessageHandler([this](const QByteArray &channel, const QByteArray &payload) {
        if (probe.take(channel, payload) || life.take(channel, payload))
            return;
        if (control && control->take(channel, payload))
            return;
        if (node)
            node->take(channel, payload);
    });
    QObject::connect(&life, &NodeLife::claimed, &gateway, [this] { open(); });
    QObject::connect(&life, &NodeLife::reborn, &gateway, [this] { node->reborn(); });
    QObject::connect(&life, &NodeLife::nameTaken, &gateway, [this] {
        end(ExitCode::BadConfig,
            u"--node: another node named '%1' is alive in this cluster; give this one another name"_s.arg(name.text()));
    });
}

// Starting

void Gateway::Private::start()
{
    if (!config.secretFile.isEmpty()) {
        const auto key = SigningKey::fromFile(config.secretFile);
        if (!key.ok())
            return end(ExitCode::BadConfig, u"--secret-file: "_s + key.error().detail);
    }
    startLimit.setSingleShot(true);
    QObject::connect(&startLimit, &QTimer::timeout, &gateway, [this] {
        const QString reason = link.lastReason().isEmpty() ? u"no answer"_s : link.lastReason();
        end(ExitCode::NoRedis,
            u"--redis: %1 was not reached within %2 s: %3"_s.arg(redisName(config))
                .arg(double(config.startTimeout.count()) / 1000)
                .arg(reason));
    });
    startLimit.start(config.startTimeout);
    link.open();
    subscription.open();
    if (wait)
        wait->open();
}

void Gateway::Private::redisIsUp()
{
    log::info("redis", u"Redis answers"_s);
    if (node)
        return node->redisUp();
    if (!std::exchange(begun, true))
        checkPolicy();
}

void Gateway::Private::checkPolicy()
{
    link.command({ "INFO", "memory" }, &gateway, [this](const Result<Reply> &info) {
        if (!info.ok()) {
            begun = false; // redisIsUp() comes again
            if (link.isUp())
                QTimer::singleShot(200, &gateway, [this] { redisIsUp(); });
            return;
        }
        for (const QByteArray &line : info->bytes().split('\n')) {
            if (line.startsWith("maxmemory_policy:allkeys-") && !redHook("any_eviction")) {
                return end(ExitCode::BadConfig,
                    u"Redis would throw data away when its memory is full (maxmemory-policy %1); set it to noeviction"_s
                        .arg(QString::fromLatin1(line.trimmed().mid(17))));
            }
        }
        agreeOnKey();
    });
}

void Gateway::Private::agreeOnKey()
{
    if (!config.secretFile.isEmpty()) {
        const auto key = SigningKey::fromFile(config.secretFile);
        if (!key.ok())
            return end(ExitCode::BadConfig, u"--secret-file: "_s + key.error().detail);
        return haveKey(*key);
    }
    log::info("gateway", u"no --secret-file: the nodes agree on a signing key in Redis"_s);
    link.command({ "SET", redis::keys::secret(), randomHex(32), "NX" }, &gateway, [](const Result<Reply> &) {});
    link.command({ "GET", redis::keys::secret() }, &gateway, [this](const Result<Reply> &secret) {
        const auto key = SigningKey::fromText(secret.ok() ? secret->bytes() : QByteArray());
        if (key.ok())
            return haveKey(*key);
        begun = false;
        QTimer::singleShot(200, &gateway, [this] { redisIsUp(); });
    });
}

void Gateway::Private::haveKey(SigningKey key)
{
    if (over)
        return;
    node = std::make_unique<Node>(
        Node::Base { config, link, subscription, scripts, life, clock, wait.get() }, std::move(key));
    pages = std::make_unique<StatusPages>(link, subscription, config.metricsFrom);
    operations = std::make_unique<Operations>(*node, life, link, clock);
    pages->metrics = [this] { return operations->metrics(); };
    control = std::make_unique<ControlDesk>(ControlDesk::Parts { link, subscription, life.identity(), operations->log(),
                                                [this] { return node->broker().redisNow(); }, clock },
        [this](const protocol::Control &what, bool isFirst, const ControlDesk::Finished &done) {
            execute(what, isFirst, done);
        });
    node->onHttp = [this](const HttpRequest &request) { return pages->answer(request); };
    life.roomsToSweep = [this] { return node->presence().enteredRooms().values(); };
    life.redisClock = [this](qint64 ms) { node->broker().setRedisNow(ms); };
    subscription.subscribe(redis::keys::nodes());
    life.claim();
}

void Gateway::Private::open()
{
    if (over || std::exchange(open_, true))
        return;
    startLimit.stop();
    const Outcome listening = node->listen();
    if (!listening.ok()) {
        const ExitCode code =
            listening.error().code == ErrorCode::BadField ? ExitCode::BadConfig : ExitCode::CannotListen;
        life.resign([this, code, reason = listening.error().detail] { end(code, u"--listen: "_s + reason); });
        return;
    }
    probe.start();
    control->begin();
    // The others know it a moment before anybody relies on it: their clients have been told, should one of them end
    // now.
    life.describe(node->url(), NodeLife::State::Ready, [this] {
        const bool hasPeers = life.readyNodes().size() > 1;
        QTimer::singleShot(hasPeers ? heardWithin : std::chrono::milliseconds(0), &gateway, [this] { ready(); });
    });
}

void Gateway::Private::ready()
{
    if (leaving || over)
        return;
    if (!draining)
        pages->setState(StatusPages::State::Ready);
    operations->begin();
    log::info("gateway", u"ready"_s, { { "url", node->url() }, { "node", name.text() } });
    Q_EMIT
    gateway.ready(node->url());
}

// Ending

void Gateway::Private::terminate()
{
    if (!open_ || std::exchange(leaving, true)) { // before it began, or asked twice
        life.resign([this] { end(ExitCode::Clean, {}); });
        QTimer::singleShot(1000, &gateway, [this] { end(ExitCode::Clean, {}); });
        return;
    }
    QTimer::singleShot(config.drain + std::chrono::seconds(3), &gateway, [this] {
        operations->end();
        end(ExitCode::Clean, {});
    });
    if (config.reusePort)
        node->endpoint().stopAccepting(); // the others that share the port take who comes
    drain("signal");
}

/// Moves all clients elsewhere. The port stays open, so that whoever asks /readyz is told.
void Gateway::Private::drain(const QByteArray &cause)
{
    if (!draining || cause == "signal")
        operations->drainChanged(true, cause);
    pages->setState(StatusPages::State::Draining);
    life.describe(node->url(), NodeLife::State::Draining);
    node->setTurnsAway(true);
    draining = std::make_unique<Drain>(
        node->sessions(), [this] { return life.readyNodes(); }, config.drain, clock);
    QObject::connect(
        draining.get(), &Drain::empty, &gateway, [this] { drained(); }, Qt::QueuedConnection);
    draining->begin();
}

void Gateway::Private::undrain()
{
    draining.reset();
    node->setTurnsAway(false);
    pages->setState(StatusPages::State::Ready);
    life.describe(node->url(), NodeLife::State::Ready);
    operations->drainChanged(false, "operator");
}

void Gateway::Private::drained()
{
    if (leaving)
        finish();
}

// Those who were moved count as present until they are back elsewhere, or their time is over.
void Gateway::Private::finish()
{
    departureWait.setInterval(20);
    QObject::connect(&departureWait, &QTimer::timeout, &gateway, [this] {
        if (node->presence().departuresUnderWay() > 0 && link.isUp())
            return;
        departureWait.stop();
        node->endpoint().stopAccepting();
        operations->end();
        life.resign([this] { end(ExitCode::Clean, {}); });
    });
    departureWait.start();
}

// Operators

void Gateway::Private::execute(const protocol::Control &what, bool isFirst, const ControlDesk::Finished &done)
{
    using Asked = protocol::Control::Command;
    switch (what.command) {
    case Asked::Drain:
        if (leaving)
            return done(Error { ErrorCode::Unavailable, u"the node is ending"_s });
        if (!draining)
            drain("operator");
        return done(node->sessions().live());
    case Asked::Undrain:
        if (leaving)
            return done(Error { ErrorCode::Unavailable, u"the node is ending"_s });
        if (draining)
            undrain();
        return done(0);
    case Asked::LogLevel: {
        const auto level = logLevelNamed(what.text);
        if (!level)
            return done(Error { ErrorCode::BadField, u"text is none of debug, info, warning, error"_s });
        log::setLeastLevel(*level);
        return done(0);
    }
    case Asked::Kick:
        if (!isUserName(what.target))
            return done(Error { ErrorCode::BadField, u"target is no user's name"_s });
        return node->kick(UserId(what.target), isFirst, done);
    case Asked::Announce:
        if (what.text.trimmed().isEmpty() || what.text.size() > protocol::topicLength)
            return done(Error { ErrorCode::BadField, u"text is empty or too long"_s });
        if (!isFirst)
            return done(node->live());
        return node->announce(what.text, what.nonce, done);
    case Asked::CloseRoom: {
        if (!isAnyRoom(what.target))
            return done(Error { ErrorCode::BadField, u"target is no room's name"_s });
        if (!isFirst)
            return done(0);
        const QByteArray by = isUserName(what.by) ? what.by : QByteArrayLiteral("operator");
        return node->closeRoom(RoomId(what.target), UserId(by), [done](const Outcome &outcome) {
            if (outcome.ok())
                done(1);
            else
                done(outcome.error());
        });
    }
    case Asked::Trace:
        if (what.target != "*" && !isAnyRoom(what.target))
            return done(Error { ErrorCode::BadField, u"target is no room's name"_s });
        node->trace(what.target == "*" ? RoomId() : RoomId(what.target));
        return done(0);
    case Asked::Unknown:
        break;
    }
    done(Error { ErrorCode::UnknownOp, u"this version does not know that command"_s });
}

void Gateway::Private::end(ExitCode code, const QString &reason)
{
    if (std::exchange(over, true))
        return;
    startLimit.stop();
    Q_EMIT
    gateway.ended(static_cast<int>(code), reason);
}

Gateway::Gateway(Config config, const Clock &clock, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(config), clock))
{
}

Gateway::~Gateway() = default;

void Gateway::start() { d->start(); }
void Gateway::drain() { d->terminate(); }

} // namespace hubbub::server
