// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/endpoint.h"

#include "core/base/red_hook.h"
#include "server/net/listener.h"
#include "server/net/net_context.h"
#include "server/net/tls_context.h"

#include <QSocketNotifier>
#include <QTimer>

#include <csignal>
#include <sys/epoll.h>

namespace hubbub::server {

namespace {

/// Connections served in a turn, and taken in one. What is left over is ready in the next.
constexpr size_t maxReady = 1024;
constexpr int maxAccepts = 512;
/// How long to leave the backlog alone when the process is out of descriptors.
constexpr std::chrono::seconds acceptPause { 1 };
constexpr size_t leastBatch = 8; ///< below this a batch costs more than it saves
constexpr Tick sweepEvery = ticksOf(std::chrono::seconds(10));

} // namespace

HttpResponse EndpointHooks::http(const HttpRequest &request)
{
    Q_UNUSED(request)
    HttpResponse response;
    response.body = "Not Found\n";
    return response;
}

class Endpoint::Loop {
public:
    Loop(Endpoint &endpoint, EndpointOptions options, EndpointHooks &hooks, const Clock &clock);
    ~Loop();

    Outcome listen();
    void stopAccepting();
    void turn();
    void tick();
    void endTurn();
    void readClock();

    NetContext context;
    Listener listener;

private:
    void serveReady();
    void judge(); ///< whose deadline has passed
    void accept();
    void take(int descriptor, const Address &peer);
    void watchListener();
    bool hasAccepts();
    void reportEnded();
    void flushDirty();
    void flushTogether();
    void deleteDead();

    const Clock &m_clock;
    const Clock::TimePoint m_started;
    std::shared_ptr<TlsContext> m_tls;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_timer;
    std::vector<Connection *> m_connections;
    std::array<epoll_event, maxReady> m_ready;

    Tick m_resumeAt = 0; ///< of an exhausted accept
    Tick m_sweptAt = 0;
    Tick m_acceptsAt = 0; ///< when m_accepts was last topped up
    qint64 m_accepts = 0; ///< that may still be made, in tenths
    bool m_exhausted = false;
    bool m_watching = false; ///< the listener is in the set
};

Endpoint::Loop::Loop(Endpoint &endpoint, EndpointOptions options, EndpointHooks &hooks, const Clock &clock)
    : context(endpoint, std::move(options), hooks)
    , m_clock(clock)
    , m_started(clock.now())
    , m_accepts(context.options.acceptsPerSecond * unitsPerAccept)
{
    QObject::connect(&m_timer, &QTimer::timeout, &endpoint, [this] { tick(); });
}

Endpoint::Loop::~Loop()
{
    context.inTurn = true; // nothing more is to be scheduled
    for (Connection *connection : m_connections)
        connection->die(static_cast<quint16>(CloseCode::Abnormal));
    for (Connection *connection : context.dead)
        delete connection;
}

Outcome Endpoint::Loop::listen()
{
    const EndpointOptions &options = context.options;
    if (options.tlsCertificate.isEmpty() != options.tlsKey.isEmpty())
        return Error { ErrorCode::BadField, QStringLiteral("TLS needs both a certificate and its key") };
    if (!options.tlsCertificate.isEmpty()) {
        auto tls = TlsContext::load(options.tlsCertificate, options.tlsKey);
        if (!tls)
            return tls.error();
        m_tls = *tls;
        std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
    }
    if (const Outcome listening = listener.listen(options.host, options.port, options.backlog, options.reusePort);
        !listening)
        return listening;
    if (context.poller.descriptor() < 0 || !context.poller.add(listener.descriptor(), nullptr)) {
        listener.close();
        return Error { ErrorCode::Unavailable, QStringLiteral("can't set up an epoll set: out of descriptors") };
    }
    m_watching = true;
    m_notifier = std::make_unique<QSocketNotifier>(context.poller.descriptor(), QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, &context.endpoint, [this] { turn(); });
    m_timer.start(tickLength);
    return Done {};
}

void Endpoint::Loop::stopAccepting()
{
    if (listener.isListening())
        context.poller.remove(listener.descriptor());
    listener.close();
    m_watching = false;
}

void Endpoint::Loop::readClock() { context.now = static_cast<Tick>((m_clock.now() - m_started) / tickLength); }

void Endpoint::Loop::turn()
{
    readClock();
    context.inTurn = true;
    serveReady();
    endTurn();
}

/// Deadlines are judged only after everything that has arrived was read: a loop that stood still must not blame its
/// clients.
void Endpoint::Loop::tick()
{
    readClock();
    context.inTurn = true;
    serveReady();
    judge();
    if (isDue(m_sweptAt + sweepEvery, context.now)) {
        m_sweptAt = context.now;
        context.admission.sweep(context.now);
    }
    endTurn();
}

void Endpoint::Loop::judge()
{
    context.wheel.advance(context.now, [](TimerWheel::Entry &entry) { static_cast<Connection &>(entry).timeOut(); });
}

void Endpoint::Loop::serveReady()
{
    if (redHook("deadlines_first"))
        judge();
    bool isCalling = false;
    const std::span<epoll_event> ready = context.poller.ready(m_ready);
    for (size_t i = 0; i < ready.size(); ++i) {
        if (i + 2 < ready.size())
            __builtin_prefetch(ready[i + 2].data.ptr);
        auto *const connection = static_cast<Connection *>(ready[i].data.ptr);
        if (!connection) {
            isCalling = true;
            continue;
        }
        // a connection that died in this turn is deleted only at its end
        if (ready[i].events & EPOLLOUT && connection->m_state != Connection::State::Dead)
            connection->writable();
        if (ready[i].events & ~EPOLLOUT && connection->m_state != Connection::State::Dead)
            connection->readable();
    }
    if (isCalling)
        accept();
}

void Endpoint::Loop::accept()
{
    using Kind = Listener::Accepted::Kind;
    for (int count = 0; count < maxAccepts && listener.isListening(); ++count) {
        if (context.stats.strangers >= context.options.maxStrangers || !hasAccepts())
            return;
        const Listener::Accepted accepted = listener.accept();
        if (accepted.kind == Kind::Connection) {
            m_accepts -= unitsPerAccept;
            take(accepted.descriptor, accepted.peer);
        }
        if (accepted.kind == Kind::None)
            return;
        if (accepted.kind == Kind::Exhausted) {
            m_exhausted = true;
            m_resumeAt = context.now + ticksOf(acceptPause);
            ++context.stats.acceptPauses;
            return;
        }
    }
}

void Endpoint::Loop::take(int descriptor, const Address &peer)
{
    Stream plain(descriptor);
    const Admission::Verdict verdict = context.admission.admitPeer(peer, context.now);
    if (verdict == Admission::Verdict::TooFast || verdict == Admission::Verdict::TooMany) {
        ++context.stats.refused;
        return; // and the stream closes it
    }
    ssl_st *const session = m_tls ? m_tls->accept(descriptor) : nullptr;
    if (m_tls && !session) {
        if (verdict == Admission::Verdict::Counted)
            context.admission.release(peer);
        return;
    }
    ++context.stats.accepted;
    auto *const connection = new Connection(context, Stream(plain.release(), session), peer);
    connection->m_counted = verdict == Admission::Verdict::Counted;
    connection->m_index = static_cast<quint32>(m_connections.size());
    m_connections.push_back(connection);
    if (!context.poller.add(descriptor, connection))
        connection->die(static_cast<quint16>(CloseCode::Abnormal));
}

/// Whether the rate of all addresses allows one more.
bool Endpoint::Loop::hasAccepts()
{
    const qint64 perSecond = context.options.acceptsPerSecond;
    if (perSecond <= 0 || redHook("no_accept_rate"))
        return true;
    m_accepts = std::min(m_accepts + qint64(context.now - m_acceptsAt) * perSecond, perSecond * unitsPerAccept);
    m_acceptsAt = context.now;
    return m_accepts >= unitsPerAccept;
}

/// Puts the listener into the set, or takes it out while nobody may come in: the others wait in the backlog.
void Endpoint::Loop::watchListener()
{
    if (!listener.isListening())
        return;
    if (m_exhausted && !redHook("accept_never_again") && (isDue(m_resumeAt, context.now) || !context.dead.empty()))
        m_exhausted = false;
    const bool mayCome = !m_exhausted && context.stats.strangers < context.options.maxStrangers && hasAccepts();
    if (mayCome == m_watching)
        return;
    m_watching = mayCome;
    context.poller.change(listener.descriptor(), nullptr, mayCome ? Poller::Input : Poller::None);
}

void Endpoint::Loop::endTurn()
{
    context.inTurn = true;
    do {
        reportEnded();
        context.hooks.beforeFlush();
        flushDirty();
    } while (!context.ended.empty() || !context.dirty.empty());
    watchListener();
    deleteDead();
    context.inTurn = false;
}

void Endpoint::Loop::reportEnded()
{
    for (size_t i = 0; i < context.ended.size(); ++i) { // which grows where a hook ends others
        Connection *const connection = context.ended[i];
        context.hooks.closed(*connection, connection->m_closeCode);
        connection->m_owner = nullptr;
    }
    context.ended.clear();
}

void Endpoint::Loop::flushDirty()
{
    const size_t count = context.dirty.size();
    if (count >= leastBatch && context.options.batchSends && context.batch.isUsable()) {
        flushTogether();
    } else {
        for (size_t i = 0; i < count; ++i) {
            if (i + 4 < count)
                __builtin_prefetch(context.dirty[i + 4]);
            context.dirty[i]->flush();
        }
    }
    context.dirty.clear();
}

void Endpoint::Loop::flushTogether()
{
    std::array<Connection *, SendBatch::capacity> inBatch;
    size_t size = 0;
    const auto run = [&] {
        ++context.stats.batches;
        const std::span<const int> results = context.batch.run();
        for (size_t i = 0; i < size; ++i)
            inBatch[i]->sentInBatch(results[i]);
        size = 0;
    };
    const size_t count = context.dirty.size();
    for (size_t i = 0; i < count; ++i) {
        if (i + 4 < count)
            __builtin_prefetch(context.dirty[i + 4]);
        Connection *const connection = context.dirty[i];
        if (!connection->mayFlushInBatch()) {
            connection->flush();
            continue;
        }
        connection->addTo(context.batch);
        inBatch[size++] = connection;
        if (size == inBatch.size() && i + 1 < count) {
            run();
            if (!context.batch.isUsable()) { // it has just failed: the rest by themselves
                for (++i; i < count; ++i)
                    context.dirty[i]->flush();
                return;
            }
        }
    }
    if (size > 0)
        run();
}

void Endpoint::Loop::deleteDead()
{
    for (Connection *connection : context.dead) {
        Connection *const last = m_connections.back();
        m_connections[connection->m_index] = last;
        last->m_index = connection->m_index;
        m_connections.pop_back();
        delete connection;
    }
    context.dead.clear();
}

Endpoint::Endpoint(EndpointOptions options, EndpointHooks &hooks, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_loop(std::make_unique<Loop>(*this, std::move(options), hooks, clock))
    , m_turnEnd([this] {
        m_loop->readClock();
        m_loop->endTurn();
    })
{
}

Endpoint::~Endpoint() = default;

Outcome Endpoint::listen() { return m_loop->listen(); }

quint16 Endpoint::port() const { return m_loop->listener.port(); }

void Endpoint::stopAccepting() { m_loop->stopAccepting(); }

void Endpoint::scheduleFlush() { m_turnEnd.ask(); }

EndpointStats Endpoint::stats() const { return m_loop->context.stats; }

} // namespace hubbub::server
