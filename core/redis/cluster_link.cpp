// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/cluster_link.h"

#include "core/base/log.h"
#include "core/base/red_hook.h"

using namespace Qt::StringLiterals;

namespace hubbub::redis {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds repeatPause { 30 }; ///< before what got TRYAGAIN is repeated
constexpr int patientTries = 4; ///< repeats at once; the later ones after a pause

Error notReached(const QString &reason) { return Error { ErrorCode::Unavailable, reason }; }

enum class Route : quint8 { Slot, Anyone, Everyone };

Route routeOf(const QByteArray &command)
{
    if (command == "INFO")
        return Route::Everyone;
    return command == "PUBLISH" || command == "PING" || command == "TIME" ? Route::Anyone : Route::Slot;
}

} // namespace

struct ClusterLink::Call {
    enum class Kind : quint8 { Command, Exchange, Post, Script };

    Kind kind = Kind::Command;
    bool hasContext = false;
    QPointer<QObject> context {};
    Link::Callback callback {};
    Arguments argv {}; ///< of all but scripts
    Script script {};
    Arguments keys {};
    Arguments arguments {};
    quint16 slot = 0;
    quint64 number = 0;
    int tries = 0;
    Clock::time_point deadline {}; ///< it is not repeated later than this
    std::optional<Endpoint> ask {}; ///< who is to be ASKed, the next time
};

ClusterLink::ClusterLink(const Options &options, QObject *parent)
    : QObject(parent)
    , m_patience(options.commandTimeout)
    , m_nodes(options)
    , m_turnEnd([this] {
        for (const auto &[call, reason] : std::exchange(m_failed, {}))
            finish(call, notReached(reason));
        passBarriers();
    })
{
    connect(&m_nodes, &ClusterNodes::up, this, &ClusterLink::up);
    connect(&m_nodes, &ClusterNodes::down, this, &ClusterLink::down);
    connect(&m_nodes, &ClusterNodes::ownersChanged, this, &ClusterLink::ownersChanged);
}

ClusterLink::~ClusterLink() = default;

std::optional<Endpoint> ClusterLink::ownerOf(const QByteArray &key) const
{
    const auto *node = m_nodes.ownerOf(slotOf(key));
    return node ? std::optional(node->place) : std::nullopt;
}

// Calls

void ClusterLink::command(const Arguments &argv, QObject *context, Link::Callback callback)
{
    submit(std::make_shared<Call>(Call { .kind = Call::Kind::Command,
        .hasContext = context != nullptr,
        .context = context,
        .callback = std::move(callback),
        .argv = argv }));
}

void ClusterLink::exchange(const Arguments &argv, QObject *context, Link::Callback callback)
{
    submit(std::make_shared<Call>(Call { .kind = Call::Kind::Exchange,
        .hasContext = context != nullptr,
        .context = context,
        .callback = std::move(callback),
        .argv = argv }));
}

void ClusterLink::post(const Arguments &argv)
{
    submit(std::make_shared<Call>(Call { .kind = Call::Kind::Post, .argv = argv }));
}

void ClusterLink::run(
    const Script &script, const Arguments &keys, const Arguments &arguments, QObject *context, Link::Callback callback)
{
    m_nodes.registerScript(script);
    submit(std::make_shared<Call>(Call { .kind = Call::Kind::Script,
        .hasContext = context != nullptr,
        .context = context,
        .callback = std::move(callback),
        .script = script,
        .keys = keys,
        .arguments = arguments }));
}

void ClusterLink::submit(const CallPtr &call)
{
    call->number = ++m_lastNumber;
    m_outstanding.insert(call->number);
    call->deadline = Clock::now() + m_patience;
    const bool isScript = call->kind == Call::Kind::Script;
    const auto route = isScript ? Route::Slot : routeOf(call->argv.value(0));
    if (route != Route::Everyone)
        call->slot = slotOf(isScript ? call->keys.value(0) : call->argv.value(1));
    switch (route) {
    case Route::Slot:
        enter(call);
        break;
    case Route::Anyone:
        sendToAny(call);
        break;
    case Route::Everyone:
        sendToAll(call);
        break;
    }
}

/// Nothing overtakes what is to be repeated.
void ClusterLink::enter(const CallPtr &call)
{
    auto &lane = m_lanes[call->slot];
    if (!lane.again.empty()) {
        lane.held.push_back(call);
        return;
    }
    const auto asked = std::exchange(call->ask, std::nullopt);
    ClusterNodes::Node *node = asked ? &m_nodes.at(*asked) : m_nodes.ownerOf(call->slot);
    if (!node) {
        m_nodes.refresh();
        finishLater(call, m_nodes.whatIsMissing());
    } else if (!node->link->isUp() && node->isFresh()) {
        call->ask = asked;
        lane.again.push_back(call);
        lane.wantsPause = true;
    } else {
        ++lane.inFlight;
        if (asked) {
            node->askedAt = Clock::now();
            node->link->post({ "ASKING" });
        }
        send(*node, call);
        return;
    }
    settle(call->slot);
}

void ClusterLink::send(ClusterNodes::Node &node, const CallPtr &call)
{
    auto took = [this, call, by = node.place](const Result<Reply> &result) { answered(call, by, result); };
    if (call->kind == Call::Kind::Script)
        node.link->run(call->script, call->keys, call->arguments, this, std::move(took));
    else
        node.link->exchange(call->argv, this, std::move(took));
}

void ClusterLink::answered(const CallPtr &call, const Endpoint &by, const Result<Reply> &result)
{
    const auto next = nextAfter(*call, by, result); // may tell of a new map; the lane stays while it counts this call
    auto &lane = m_lanes[call->slot];
    --lane.inFlight;
    if (next == Next::Finish) {
        finish(call, result);
    } else {
        lane.again.push_back(call);
        lane.wantsPause |= next == Next::RepeatSoon;
    }
    settle(call->slot);
}

ClusterLink::Next ClusterLink::nextAfter(Call &call, const Endpoint &by, const Result<Reply> &result)
{
    if (result.ok() && !result->isError()) [[likely]]
        return Next::Finish;
    // A script's error reply comes as an Error whose detail is Redis's own text.
    const auto text = result.ok() ? result->bytes() : result.error().detail.toUtf8();
    const auto redirect = redHook("redirects_are_errors") ? std::nullopt : readRedirect(text, by);
    if (!redirect) {
        if (!result.ok() || text.startsWith("CLUSTERDOWN"))
            m_nodes.refresh(); // a connection was lost, or a primary of the cluster was
        return Next::Finish;
    }
    if (!m_nodes.isOpen() || Clock::now() >= call.deadline)
        return Next::Finish;
    if (redirect->kind == Redirect::Kind::Moved)
        m_nodes.learn(*redirect);
    else if (redirect->kind == Redirect::Kind::Ask)
        call.ask = redirect->place;
    return redirect->kind == Redirect::Kind::TryAgain || ++call.tries > patientTries ? Next::RepeatSoon
                                                                                     : Next::RepeatNow;
}

/// Repeats what is to be, once nothing of the slot is in flight, so that all stays in the order of the calls.
void ClusterLink::settle(quint16 slot)
{
    const auto at = m_lanes.find(slot);
    if (at == m_lanes.end() || at->second.inFlight > 0 || at->second.isWaiting)
        return;
    auto &lane = at->second;
    if (lane.again.empty()) {
        m_lanes.erase(at);
    } else {
        lane.isWaiting = true;
        const auto wait = std::exchange(lane.wantsPause, false) ? repeatPause : std::chrono::milliseconds(0);
        QTimer::singleShot(wait, this, [this, slot] { release(slot); });
    }
}

void ClusterLink::release(quint16 slot)
{
    auto &lane = m_lanes[slot];
    lane.isWaiting = false;
    auto calls = std::exchange(lane.again, {});
    for (auto &each : std::exchange(lane.held, {}))
        calls.push_back(std::move(each));
    const bool isLate = !m_nodes.isOpen();
    for (const auto &call : calls) {
        if (isLate || Clock::now() >= call->deadline)
            finishLater(call, u"the cluster did not settle who serves slot %1 in time"_s.arg(slot));
        else
            enter(call);
    }
    settle(slot);
}

void ClusterLink::sendToAny(const CallPtr &call)
{
    // The owner of the name's slot, so that what is said on one channel stays in order.
    ClusterNodes::Node *node = m_nodes.ownerOf(call->slot);
    if (!node || !node->link->isUp()) {
        node = m_nodes.anyUp();
        if (!node) {
            finishLater(call, m_nodes.whatIsMissing());
            return;
        }
    }
    node->link->exchange(call->argv, this, [this, call](const Result<Reply> &result) { finish(call, result); });
}

/// The answers come as one, each node's behind the other's.
void ClusterLink::sendToAll(const CallPtr &call)
{
    struct Collected {
        size_t open = 0;
        QByteArray bytes;
        std::optional<Result<Reply>> failed;
    };
    const auto owners = m_nodes.owners();
    if (!m_nodes.isUp() || owners.isEmpty()) {
        finishLater(call, m_nodes.whatIsMissing());
        return;
    }
    const auto collected = std::make_shared<Collected>();
    collected->open = static_cast<size_t>(owners.size());
    for (const auto &owner : owners) {
        m_nodes.at(owner).link->exchange(call->argv, this, [this, call, collected](const Result<Reply> &result) {
            if (!result.ok() || result->isError())
                collected->failed = result;
            else
                collected->bytes += result->bytes();
            if (--collected->open == 0)
                finish(call, collected->failed.value_or(Reply::string(collected->bytes)));
        });
    }
}

void ClusterLink::finish(const CallPtr &call, const Result<Reply> &result)
{
    m_outstanding.erase(call->number);
    const bool isRefusal = result.ok() && result->isError();
    if (call->kind == Call::Kind::Post && isRefusal)
        log::warning("redis", u"a command failed"_s, { { "error", toError(*result).detail } });
    if (call->callback && (!call->hasContext || call->context)) {
        if (isRefusal && call->kind != Call::Kind::Exchange)
            call->callback(toError(*result));
        else
            call->callback(result);
    }
    passBarriers();
}

void ClusterLink::finishLater(const CallPtr &call, const QString &reason)
{
    m_failed.emplace_back(call, reason);
    m_turnEnd.ask();
}

void ClusterLink::whenAllAnswered(QObject *context, std::function<void(const Outcome &)> callback)
{
    m_barriers.push_back({ m_lastNumber, context != nullptr, context, std::move(callback) });
    m_turnEnd.ask();
}

void ClusterLink::passBarriers()
{
    while (!m_barriers.empty() && (m_outstanding.empty() || *m_outstanding.begin() > m_barriers.front().after)) {
        const auto barrier = std::move(m_barriers.front());
        m_barriers.pop_front();
        if (barrier.hasContext && !barrier.context)
            continue;
        if (m_nodes.isUp())
            barrier.callback(Done {});
        else
            barrier.callback(notReached(m_nodes.whatIsMissing()));
    }
}

Link::Counters ClusterLink::counters() const
{
    auto out = m_nodes.counters();
    for (const auto &[slot, lane] : m_lanes)
        out.inFlight += static_cast<qsizetype>(lane.again.size() + lane.held.size());
    return out;
}

} // namespace hubbub::redis
