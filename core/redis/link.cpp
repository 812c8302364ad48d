// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/link.h"

#include "core/base/log.h"
#include "core/base/red_hook.h"
#include "core/base/turn_end.h"
#include "core/redis/cluster_link.h"
#include "core/redis/connection.h"
#include "core/redis/watch.h"

#include <QPointer>
#include <QVarLengthArray>

#include <deque>
#include <optional>

using namespace Qt::StringLiterals;

namespace hubbub::redis {
namespace {

using Clock = std::chrono::steady_clock;

/// A script that was found missing this often for one call is being flushed by somebody all the time.
constexpr int maxReloads = 3;

Error lost(const QString &reason) { return Error { ErrorCode::Unavailable, reason }; }

/// After these the connection stands on a Redis that can't serve us, however long we wait on it.
bool condemns(const QByteArray &prefix)
{
    return !redHook("stay_on_a_replica") && (prefix == "READONLY" || prefix == "LOADING" || prefix == "MASTERDOWN");
}

} // namespace

class Link::Private {
public:
    /// How an answer is handed on, and whether it is ours to use.
    enum class Kind : quint8 { Command, Exchange, Post, Script, Load, Probe };

    struct ScriptCall {
        QByteArray sha1;
        Arguments keys;
        Arguments arguments;
        int reloads = 0;
    };

    struct Pending {
        Kind kind = Kind::Command;
        bool hasContext = false;
        QPointer<QObject> context {};
        Callback callback {};
        std::unique_ptr<ScriptCall> script {}; ///< Script only: kept to be sent again

        Pending(Kind what, QObject *whose, Callback &&then)
            : kind(what)
            , hasContext(whose != nullptr)
            , context(whose)
            , callback(std::move(then))
        {
        }
    };

    struct Held {
        Pending pending;
        Arguments argv; ///< of all but scripts
    };

    /// What went out in one write has one deadline.
    struct Batch {
        quint64 end; ///< answered once this many replies came
        Clock::time_point sent;
    };

    Private(Link *link, Options options)
        : q(link)
        , cluster(options.seeds.isEmpty() ? nullptr : std::make_unique<ClusterLink>(options))
        , connection(std::move(options))
        , watch([this](Clock::time_point now) { checkTime(now); })
        , turnEnd([this] { turn(); })
    {
        connection.onReply = [this](Reply &reply) { take(reply); };
        connection.afterReplies = [this] { flush(); };
        connect(&connection, &Connection::up, q, [this] { rise(); });
        connect(&connection, &Connection::lost, q, [this](const QString &reason) { fall(reason); });
        connect(&connection, &Connection::down, q, &Link::down);
        if (cluster) {
            connect(cluster.get(), &ClusterLink::up, q, &Link::up);
            connect(cluster.get(), &ClusterLink::down, q, &Link::down);
            connect(cluster.get(), &ClusterLink::ownersChanged, q, &Link::endpointsChanged);
        }
    }

    void submit(Pending &&pending, const Arguments &argv);
    void send(Pending &&pending, const Arguments &argv);
    void encode(const Pending &pending, const Arguments &argv);
    void failLater(Pending &&pending, const Error &error);
    void turn();
    void flush();

    void take(Reply &reply);
    void answer(const Pending &pending, Reply &reply);
    void hand(const Pending &pending, const Result<Reply> &result) const;
    bool isMissingScript(const Pending &pending, const Reply &reply) const;
    void repeatMissing();

    void rise();
    void fall(const QString &reason);
    void checkTime(Clock::time_point now);

    Link *q;
    std::unique_ptr<ClusterLink> cluster; ///< does it all, where there is one; the rest is idle then
    Connection connection;
    Watch watch;
    TurnEnd turnEnd;
    std::vector<Script> scripts;
    QByteArray out; ///< encoded, not yet written
    std::deque<Pending> inFlight; ///< written or in `out`, in order
    std::deque<Batch> batches;
    std::vector<std::pair<Pending, Error>> failed; ///< to be told in the next turn
    std::vector<Pending> missing; ///< answered NOSCRIPT, to be repeated once all of inFlight is answered
    std::deque<Held> held; ///< called while `missing` waits
    quint64 sent = 0; ///< commands put into `out`, ever
    quint64 answered = 0; ///< of those; a lost connection counts as an answer
    Clock::time_point lastSent;
    Counters counters;
};

/// The one way in. While scripts are being loaded again nothing may overtake what failed for the want of them.
void Link::Private::submit(Pending &&pending, const Arguments &argv)
{
    if (!connection.isUp()) {
        failLater(std::move(pending),
            lost(connection.reason().isEmpty() ? u"not connected to Redis yet"_s
                                               : u"not connected to Redis: "_s + connection.reason()));
    } else if (out.size() + connection.unsent() > connection.options().unsentBytes) {
        failLater(std::move(pending), lost(u"too much is waiting to be sent to Redis"_s));
    } else if (!missing.empty()) {
        held.push_back({ std::move(pending), argv });
    } else {
        send(std::move(pending), argv);
        turnEnd.ask();
    }
}

void Link::Private::send(Pending &&pending, const Arguments &argv)
{
    encode(pending, argv);
    inFlight.push_back(std::move(pending));
    ++sent;
}

void Link::Private::encode(const Pending &pending, const Arguments &argv)
{
    QVarLengthArray<QByteArrayView, 32> pieces;
    QByteArray keyCount;
    if (pending.script) {
        const auto &[sha1, keys, arguments, reloads] = *pending.script;
        keyCount = QByteArray::number(keys.size());
        pieces.append("EVALSHA");
        pieces.append(sha1);
        pieces.append(keyCount);
        for (const auto &key : keys)
            pieces.append(key);
        for (const auto &argument : arguments)
            pieces.append(argument);
    } else {
        for (const auto &argument : argv)
            pieces.append(argument);
    }
    Q_ASSERT(!pieces.isEmpty());
    if (!appendCommand(out, pieces))
        qBadAlloc();
}

void Link::Private::failLater(Pending &&pending, const Error &error)
{
    failed.emplace_back(std::move(pending), error);
    turnEnd.ask();
}

void Link::Private::turn()
{
    for (const auto &[pending, error] : std::exchange(failed, {}))
        hand(pending, error);
    flush();
}

void Link::Private::flush()
{
    if (out.isEmpty())
        return;
    const auto now = Clock::now();
    counters.commands += sent - (batches.empty() ? answered : batches.back().end);
    batches.push_back({ sent, now });
    lastSent = now;
    connection.write(out);
    constexpr qsizetype keptCapacity = 262'144;
    if (out.capacity() > keptCapacity)
        out = QByteArray();
    out.resize(0); // keeps its memory
    watch.callBy(now + connection.options().commandTimeout);
}

void Link::Private::take(Reply &reply)
{
    if (inFlight.empty()) {
        connection.drop(u"Redis answered what was not asked"_s);
        return;
    }
    auto pending = std::move(inFlight.front());
    inFlight.pop_front();
    ++answered;
    ++counters.replies;
    while (!batches.empty() && batches.front().end <= answered) {
        counters.roundTrip = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - batches.front().sent);
        batches.pop_front();
    }
    if (isMissingScript(pending, reply))
        missing.push_back(std::move(pending));
    else
        answer(pending, reply);
    if (!missing.empty() && inFlight.empty() && connection.isUp())
        repeatMissing();
}

bool Link::Private::isMissingScript(const Pending &pending, const Reply &reply) const
{
    return !redHook("no_reload") && pending.script && reply.isError() && pending.script->reloads < maxReloads
        && reply.errorPrefix() == "NOSCRIPT";
}

void Link::Private::answer(const Pending &pending, Reply &reply)
{
    if (!reply.isError()) [[likely]] {
        hand(pending, std::move(reply));
        return;
    }
    const auto error = toError(reply);
    const auto prefix = reply.errorPrefix();
    if (pending.kind == Kind::Post || pending.kind == Kind::Load)
        log::warning("redis", u"a command failed"_s, { { "error", error.detail } });
    if (pending.kind == Kind::Exchange)
        hand(pending, std::move(reply));
    else
        hand(pending, error);

    if (condemns(prefix))
        connection.drop(error.detail);
    else if (prefix == "NOAUTH")
        connection.refuse(error.detail);
}

void Link::Private::hand(const Pending &pending, const Result<Reply> &result) const
{
    if (pending.callback && (!pending.hasContext || pending.context))
        pending.callback(result);
}

/// All that was sent is answered: load the scripts, then repeat what failed, then what was called since, in one write.
void Link::Private::repeatMissing()
{
    ++counters.reloads;
    log::info("redis", u"loading scripts again"_s, { { "repeated", qlonglong(missing.size()) } });
    for (const auto &script : scripts)
        send(Pending(Kind::Load, nullptr, {}), { "SCRIPT", "LOAD", script.source() });
    for (auto &pending : std::exchange(missing, {})) {
        ++pending.script->reloads;
        send(std::move(pending), {});
    }
    for (auto &[pending, argv] : std::exchange(held, {}))
        send(std::move(pending), argv);
    flush();
}

void Link::Private::rise()
{
    ++counters.connects;
    lastSent = Clock::now();
    watch.callBy(lastSent + connection.options().idleProbe);
    Q_EMIT
    q->up();
}

void Link::Private::fall(const QString &reason)
{
    watch.stop();
    out = QByteArray();
    batches.clear();
    answered = sent;
    const auto error = lost(reason);
    // Those that wait to be repeated are older than all in flight.
    for (auto &pending : std::exchange(missing, {}))
        failLater(std::move(pending), error);
    for (auto &pending : std::exchange(inFlight, {}))
        failLater(std::move(pending), error);
    for (auto &waiting : std::exchange(held, {}))
        failLater(std::move(waiting.pending), error);
}

void Link::Private::checkTime(Clock::time_point now)
{
    if (!connection.isUp())
        return;
    const auto &options = connection.options();
    if (!batches.empty()) {
        const auto deadline = batches.front().sent + options.commandTimeout;
        if (now >= deadline && !redHook("no_redis_deadline")) {
            counters.timeouts += inFlight.size() + missing.size() + held.size();
            connection.drop(u"Redis did not answer within %1 ms"_s.arg(options.commandTimeout.count()));
        } else {
            watch.callBy(deadline);
        }
        return;
    }
    if (now >= lastSent + options.idleProbe) {
        send(Pending(Kind::Probe, nullptr, {}), { "PING" });
        flush();
    } else {
        watch.callBy(lastSent + options.idleProbe);
    }
}

Link::Link(Options options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(options)))
{
}

Link::~Link() = default;

void Link::open()
{
    if (d->cluster)
        return d->cluster->open();
    d->connection.setScripts(d->scripts);
    d->connection.open();
}

void Link::close()
{
    if (d->cluster)
        return d->cluster->close();
    d->connection.close();
}

void Link::reconnect(const QString &reason)
{
    if (d->cluster)
        return d->cluster->reconnect(reason);
    d->connection.drop(reason);
}

bool Link::isUp() const { return d->cluster ? d->cluster->isUp() : d->connection.isUp(); }
QString Link::lastReason() const { return d->cluster ? d->cluster->lastReason() : d->connection.reason(); }
bool Link::isRefused() const { return d->cluster ? d->cluster->isRefused() : d->connection.isRefused(); }
const Endpoint &Link::endpoint() const { return d->connection.options().endpoint; }
bool Link::isCluster() const { return d->cluster != nullptr; }

std::optional<Endpoint> Link::endpointFor(const QByteArray &key) const
{
    return d->cluster ? d->cluster->ownerOf(key) : endpoint();
}

QList<Endpoint> Link::endpoints() const { return d->cluster ? d->cluster->owners() : QList<Endpoint> { endpoint() }; }

void Link::command(const Arguments &argv, QObject *context, Callback callback)
{
    if (d->cluster) [[unlikely]]
        return d->cluster->command(argv, context, std::move(callback));
    d->submit(Private::Pending(Private::Kind::Command, context, std::move(callback)), argv);
}

void Link::exchange(const Arguments &argv, QObject *context, Callback callback)
{
    if (d->cluster) [[unlikely]]
        return d->cluster->exchange(argv, context, std::move(callback));
    d->submit(Private::Pending(Private::Kind::Exchange, context, std::move(callback)), argv);
}

void Link::post(const Arguments &argv)
{
    if (d->cluster) [[unlikely]]
        return d->cluster->post(argv);
    d->submit(Private::Pending(Private::Kind::Post, nullptr, {}), argv);
}

void Link::announce(const QByteArray &channel, const QByteArray &payload)
{
    post({ d->cluster ? QByteArrayLiteral("SPUBLISH") : QByteArrayLiteral("PUBLISH"), channel, payload });
}

void Link::whenAllAnswered(QObject *context, std::function<void(const Outcome &)> callback)
{
    if (d->cluster) [[unlikely]]
        return d->cluster->whenAllAnswered(context, std::move(callback));
    command({ QByteArrayLiteral("PING") }, context, [callback = std::move(callback)](const Result<Reply> &reply) {
        if (reply.ok())
            callback(Done {});
        else
            callback(reply.error());
    });
}

void Link::registerScript(const Script &script)
{
    if (d->cluster) [[unlikely]]
        return d->cluster->registerScript(script);
    for (const auto &known : d->scripts) {
        if (known.sha1() == script.sha1())
            return;
    }
    d->scripts.push_back(script);
    d->connection.setScripts(d->scripts);
    if (isUp())
        d->submit(Private::Pending(Private::Kind::Load, nullptr, {}), { "SCRIPT", "LOAD", script.source() });
}

void Link::run(
    const Script &script, const Arguments &keys, const Arguments &arguments, QObject *context, Callback callback)
{
    if (d->cluster) [[unlikely]]
        return d->cluster->run(script, keys, arguments, context, std::move(callback));
    registerScript(script);
    Private::Pending pending(Private::Kind::Script, context, std::move(callback));
    pending.script = std::make_unique<Private::ScriptCall>(Private::ScriptCall { script.sha1(), keys, arguments });
    d->submit(std::move(pending), {});
}

void Link::runAfter(const QList<Arguments> &writes, const Script &script, const Arguments &keys,
    const Arguments &arguments, QObject *context, Callback callback)
{
    if (!d->cluster) {
        for (const auto &write : writes)
            post(write);
        run(script, keys, arguments, context, std::move(callback));
        return;
    }
    const auto open = std::make_shared<qsizetype>(writes.size());
    const auto failed = std::make_shared<std::optional<Error>>();
    const auto then = [this, script, keys, arguments, context = QPointer<QObject>(context), callback, failed] {
        if (!*failed)
            run(script, keys, arguments, context, callback);
        else if (callback)
            callback(**failed);
    };
    for (const auto &write : writes) {
        command(write, context, [open, failed, then](const Result<Reply> &reply) {
            if (!reply.ok() && !*failed)
                *failed = reply.error();
            if (--*open == 0)
                then();
        });
    }
}

Link::Counters Link::counters() const
{
    if (d->cluster)
        return d->cluster->counters();
    auto counters = d->counters;
    counters.inFlight = static_cast<qsizetype>(d->inFlight.size());
    return counters;
}

} // namespace hubbub::redis
