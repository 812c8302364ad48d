// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/subscription.h"

#include "core/base/log.h"
#include "core/base/red_hook.h"
#include "core/base/turn_end.h"
#include "core/redis/channel_book.h"
#include "core/redis/cluster_subscription.h"
#include "core/redis/connection.h"
#include "core/redis/watch.h"

#include <QPointer>

#include <optional>

using namespace Qt::StringLiterals;

namespace hubbub::redis {
namespace {

using Clock = std::chrono::steady_clock;
using Verb = ChannelBook::Verb;

/// Channels in one command: few enough that other clients of Redis are not kept waiting.
constexpr qsizetype channelsPerCommand = 500;

std::optional<Verb> verbNamed(QByteArrayView kind)
{
    if (kind == "subscribe" || kind == "ssubscribe")
        return Verb::Subscribe;
    if (kind == "unsubscribe" || kind == "sunsubscribe")
        return Verb::Unsubscribe;
    return std::nullopt;
}

QByteArrayView commandFor(Verb verb, Subscription::Kind kind)
{
    const bool sharded = kind == Subscription::Kind::Sharded;
    if (verb == Verb::Subscribe)
        return sharded ? "SSUBSCRIBE" : "SUBSCRIBE";
    return sharded ? "SUNSUBSCRIBE" : "UNSUBSCRIBE";
}

} // namespace

class Subscription::Private {
public:
    struct Waiting {
        bool hasContext;
        QPointer<QObject> context;
        Confirmed confirmed;
    };
    struct Told {
        Waiting waiting;
        Outcome outcome;
    };

    Private(Subscription *subscription, Options options)
        : q(subscription)
        , cluster(options.seeds.isEmpty() ? nullptr : std::make_unique<ClusterSubscription>(options))
        , connection(std::move(options))
        , watch([this](Clock::time_point now) { checkTime(now); })
        , turnEnd([this] { turn(); })
    {
        connection.onReply = [this](Reply &reply) { take(reply); };
        connection.afterReplies = [this] { flush(); };
        connect(&connection, &Connection::up, q, [this] { rise(); });
        connect(&connection, &Connection::lost, q, [this] { fall(); });
        connect(&connection, &Connection::down, q, &Subscription::down);
        if (cluster) {
            connect(cluster.get(), &ClusterSubscription::up, q, &Subscription::up);
            connect(cluster.get(), &ClusterSubscription::down, q, &Subscription::down);
            connect(cluster.get(), &ClusterSubscription::subscribed, q, &Subscription::subscribed);
            connect(cluster.get(), &ClusterSubscription::lost, q, &Subscription::lost);
            connect(cluster.get(), &ClusterSubscription::refused, q, &Subscription::refused);
        }
    }

    void turn();
    void flush();
    void take(const Reply &reply);
    void takeConfirmation(Verb verb, const QByteArray &channel);
    void takeError(const Reply &reply);
    void settle(const QByteArray &channel, const Outcome &outcome);
    void settleLater(const QByteArray &channel, const Outcome &outcome);
    void checkAll();
    void rise();
    void fall();
    void checkTime(Clock::time_point now);

    Subscription *q;
    std::unique_ptr<ClusterSubscription> cluster; ///< does it all, where there is one; the rest is idle then
    Connection connection;
    Watch watch;
    TurnEnd turnEnd;
    Kind kind = Kind::Plain;
    MessageHandler handler;
    std::function<void(const QByteArray &, const QString &)> movedHandler;
    ChannelBook book;
    QMultiHash<QByteArray, Waiting> waiting; ///< for the channel to be certain
    std::vector<Told> told; ///< to be told in the next turn
    bool catchingUp = false; ///< since up(), until everything wanted is certain
    Clock::time_point lastProbe;
    std::optional<Clock::time_point> firstUnanswered; ///< the oldest probe since anything was heard
};

void Subscription::Private::turn()
{
    for (const auto &[who, outcome] : std::exchange(told, {})) {
        if (!who.hasContext || who.context)
            who.confirmed(outcome);
    }
    flush();
}

void Subscription::Private::flush()
{
    if (!connection.isUp())
        return;
    // In a Cluster all channels of one SSUBSCRIBE must share a slot.
    const auto requests = book.takeRequests(kind == Kind::Sharded ? 1 : channelsPerCommand);
    QByteArray out;
    for (const auto &[verb, channels] : requests) {
        std::vector<QByteArrayView> pieces { commandFor(verb, kind) };
        pieces.insert(pieces.end(), channels.begin(), channels.end());
        if (!appendCommand(out, pieces))
            qBadAlloc();
    }
    if (!out.isEmpty())
        connection.write(out);
    checkAll();
}

void Subscription::Private::take(const Reply &reply)
{
    if (reply.isError()) {
        takeError(reply);
        return;
    }
    const auto what = reply.at(0).bytes();
    if (reply.size() == 3 && (what == "message" || what == "smessage")) [[likely]] {
        if (handler)
            handler(reply.at(1).bytes(), reply.at(2).bytes());
        return;
    }
    // Anything else is a PING's answer, or of a kind that this version does not know: a sign of life and no more.
    // The last channel gone is told with Nil for its name where there was none.
    if (const auto verb = verbNamed(what); verb && reply.size() == 3 && reply.at(1).isString())
        takeConfirmation(*verb, reply.at(1).bytes());
}

void Subscription::Private::takeConfirmation(Verb verb, const QByteArray &channel)
{
    switch (book.confirmed(verb, channel)) {
    case ChannelBook::News::None:
        break;
    case ChannelBook::News::Certain:
        settle(channel, Done {});
        Q_EMIT
        q->subscribed(channel);
        break;
    case ChannelBook::News::Lost:
        log::info("redis", u"Redis ended a subscription"_s, { { "channel", QString::fromUtf8(channel) } });
        break;
    }
}

void Subscription::Private::takeError(const Reply &reply)
{
    const auto error = toError(reply);
    const auto prefix = reply.errorPrefix();
    if (prefix == "NOAUTH") {
        connection.refuse(error.detail);
        return;
    }
    if (prefix == "MOVED" && movedHandler) {
        for (const auto &channel : book.failed())
            movedHandler(channel, error.detail);
        return;
    }
    // MOVED and the like: this Redis is not the one to ask.
    if (error.code == ErrorCode::Unavailable || !book.isWaiting()) {
        connection.drop(error.detail);
        return;
    }
    for (const auto &channel : book.failed()) {
        log::warning("redis", u"a channel was refused"_s,
            { { "channel", QString::fromUtf8(channel) }, { "error", error.detail } });
        settle(channel, error);
        Q_EMIT
        q->refused(channel, error.detail);
    }
}

void Subscription::Private::settle(const QByteArray &channel, const Outcome &outcome)
{
    if (waiting.isEmpty())
        return;
    const auto those = waiting.values(channel);
    waiting.remove(channel);
    for (auto who = those.crbegin(); who != those.crend(); ++who) {
        if (!who->hasContext || who->context)
            who->confirmed(outcome);
    }
}

void Subscription::Private::settleLater(const QByteArray &channel, const Outcome &outcome)
{
    const auto those = waiting.values(channel);
    waiting.remove(channel);
    for (auto who = those.crbegin(); who != those.crend(); ++who)
        told.push_back({ *who, outcome });
    turnEnd.ask();
}

void Subscription::Private::checkAll()
{
    if (!catchingUp || book.uncertain() > 0)
        return;
    catchingUp = false;
    Q_EMIT
    q->allSubscribed();
}

void Subscription::Private::rise()
{
    book.restart();
    catchingUp = true;
    lastProbe = Clock::now();
    firstUnanswered.reset();
    watch.callBy(lastProbe + connection.options().idleProbe);
    Q_EMIT
    q->up();
    turnEnd.ask();
}

void Subscription::Private::fall()
{
    watch.stop();
    catchingUp = false;
    book.forget();
}

/// What counts is how long a probe of ours stays without any answer. While our own loop stood still none was sent, so
/// nothing could be heard, and that says nothing about Redis.
void Subscription::Private::checkTime(Clock::time_point now)
{
    if (!connection.isUp())
        return;
    const auto &options = connection.options();
    const auto heard = connection.lastHeard();
    if (firstUnanswered && heard > *firstUnanswered)
        firstUnanswered.reset();
    const auto patience = options.silenceLimit - options.idleProbe;
    if (firstUnanswered && now >= *firstUnanswered + patience && !redHook("silence_is_fine")) {
        connection.drop(u"nothing was heard from Redis for %1 ms"_s.arg(options.silenceLimit.count()));
        return;
    }
    if (now >= std::max(heard, lastProbe) + options.idleProbe) {
        lastProbe = now;
        if (!firstUnanswered)
            firstUnanswered = now;
        connection.write("*1\r\n$4\r\nPING\r\n");
    }
    watch.callBy(std::max(heard, lastProbe) + options.idleProbe);
    if (firstUnanswered)
        watch.callBy(*firstUnanswered + patience);
}

Subscription::Subscription(Options options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(options)))
{
}

Subscription::~Subscription() = default;

void Subscription::setMessageHandler(MessageHandler handler)
{
    if (d->cluster)
        return d->cluster->setMessageHandler(std::move(handler));
    d->handler = std::move(handler);
}

void Subscription::setKind(Kind kind) { d->kind = kind; }

void Subscription::setMovedHandler(std::function<void(const QByteArray &, const QString &)> handler)
{
    d->movedHandler = std::move(handler);
}

void Subscription::open() { d->cluster ? d->cluster->open() : d->connection.open(); }
void Subscription::close() { d->cluster ? d->cluster->close() : d->connection.close(); }

void Subscription::reconnect(const QString &reason)
{
    d->cluster ? d->cluster->reconnect(reason) : d->connection.drop(reason);
}

void Subscription::subscribe(const QByteArray &channel, QObject *context, Confirmed confirmed)
{
    if (d->cluster)
        return d->cluster->subscribe(channel, context, std::move(confirmed));
    d->book.want(channel);
    if (confirmed) {
        d->waiting.insert(channel, { context != nullptr, context, std::move(confirmed) });
        if (d->book.isCertain(channel))
            d->settleLater(channel, Done {});
    }
    d->turnEnd.ask();
}

void Subscription::unsubscribe(const QByteArray &channel)
{
    if (d->cluster)
        return d->cluster->unsubscribe(channel);
    if (!d->book.unwant(channel))
        return;
    d->settleLater(channel, Error { ErrorCode::Unavailable, u"unsubscribed before it was confirmed"_s });
}

bool Subscription::isCluster() const { return d->cluster != nullptr; }
bool Subscription::isUp() const { return d->cluster ? d->cluster->isUp() : d->connection.isUp(); }

bool Subscription::isSubscribed(const QByteArray &channel) const
{
    return d->cluster ? d->cluster->isSubscribed(channel) : d->book.isCertain(channel);
}

qsizetype Subscription::channelCount() const { return d->cluster ? d->cluster->channelCount() : d->book.wanted(); }
QString Subscription::lastReason() const { return d->cluster ? d->cluster->lastReason() : d->connection.reason(); }

std::chrono::steady_clock::time_point Subscription::lastHeard() const
{
    return d->cluster ? d->cluster->lastHeard() : d->connection.lastHeard();
}

} // namespace hubbub::redis
