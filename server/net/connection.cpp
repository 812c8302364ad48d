// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/connection.h"

#include "core/base/red_hook.h"
#include "server/net/handshake.h"
#include "server/net/net_context.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace hubbub::server {

namespace {

/// Reads of one connection in a turn before the others get theirs.
constexpr int maxReads = 4;
constexpr int maxTlsReads = 4 * NetContext::readSize / (16 * 1024);
/// Input that is thrown away after a close before TCP is reset.
constexpr quint32 maxDrained = 1024 * 1024;

QByteArrayView viewOf(std::span<const char> bytes) { return { bytes.data(), static_cast<qsizetype>(bytes.size()) }; }

} // namespace

Connection::Connection(NetContext &context, Stream stream, const Address &peer)
    : m_context(&context)
    , m_stream(std::move(stream))
    , m_heardAt(context.now)
    , m_since(context.now)
    , m_peer(peer)
    , m_client(peer)
{
    ++context.stats.strangers;
    if (!redHook("no_handshake_deadline"))
        armBy(context.now + context.handshakeTicks);
}

Connection::~Connection() { TimerWheel::disarm(*this); }

// what the gateway calls

bool Connection::push(const QByteArray &framed, bool droppable)
{
    if (m_state != State::Open)
        return false;
    if (m_outbox.bytes() + framed.size() > m_context->options.softUnsent) [[unlikely]]
        if (!makeRoom(framed.size(), droppable))
            return false;
    append(framed);
    return true;
}

/// More than the soft limit would be unsent. Perhaps the kernel takes some of it at once: a turn can bring much to one
/// reader without its being slow.
bool Connection::makeRoom(qsizetype size, bool droppable)
{
    if (redHook("no_unsent_limit"))
        return true;
    if (!m_blocked)
        write();
    if (m_state != State::Open)
        return false;
    const qsizetype unsent = m_outbox.bytes() + size;
    if (droppable && unsent > m_context->options.softUnsent && !redHook("nothing_is_dropped")) {
        ++m_context->stats.droppedPushes;
        return false;
    }
    if (unsent > m_context->options.hardUnsent) {
        endSlow();
        return false;
    }
    return true;
}

void Connection::close(CloseCode code, QByteArrayView reason)
{
    if (m_state == State::Open)
        end(static_cast<quint16>(code), encodeClose(code, reason));
}

void Connection::abort() { die(static_cast<quint16>(CloseCode::Abnormal)); }

void Connection::setSignedIn()
{
    if (m_signedIn || m_state == State::Dead)
        return;
    m_signedIn = true;
    --m_context->stats.strangers;
}

std::optional<std::chrono::microseconds> Connection::halfRoundTrip() const
{
    tcp_info info {};
    socklen_t size = sizeof info;
    if (::getsockopt(m_stream.descriptor(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || info.tcpi_rtt == 0)
        return {};
    return std::chrono::microseconds(info.tcpi_rtt / 2);
}

// input

void Connection::readable()
{
    const int limit = m_stream.isTls() ? maxTlsReads : maxReads;
    for (int reads = 0; reads < limit || m_stream.hasBuffered(); ++reads) {
        const std::span<char> buffer = m_context->readBuffer();
        const Stream::Transfer got = m_stream.read(buffer);
        switch (got.kind) {
        case Stream::Transfer::Kind::Bytes:
            m_context->stats.bytesIn += static_cast<quint64>(got.bytes);
            m_heardAt = m_context->now;
            m_pinged = false;
            take(buffer.first(static_cast<size_t>(got.bytes)));
            break;
        case Stream::Transfer::Kind::NeedsOutput:
            watch(true);
            return;
        case Stream::Transfer::Kind::End:
            inputEnded();
            return;
        case Stream::Transfer::Kind::Failed:
            die(static_cast<quint16>(CloseCode::Abnormal));
            return;
        default:
            return;
        }
        if (m_state == State::Dead)
            return;
        if (m_stream.isTls()) {
            if (!m_outbox.isEmpty())
                setDirty(); // a write may have waited for this input
        } else if (static_cast<size_t>(got.bytes) < buffer.size()) {
            return; // a short read emptied the socket: asking again would be a wasted call
        }
    }
}

void Connection::take(std::span<char> input)
{
    switch (m_state) {
    case State::Request:
        request(input);
        break;
    case State::Open:
        frames(input);
        break;
    case State::Ending:
    case State::Draining:
        m_drained += static_cast<quint32>(input.size());
        if (m_drained > maxDrained)
            die(m_closeCode);
        break;
    case State::Dead:
        break;
    }
}

void Connection::inputEnded()
{
    if (m_state != State::Ending) {
        die(static_cast<quint16>(CloseCode::Abnormal));
        return;
    }
    // a peer that has only shut its write side may still read our last words
    m_inputEnded = true;
    m_context->poller.change(m_stream.descriptor(), this, m_blocked ? Poller::Output : Poller::None);
}

void Connection::request(std::span<char> input)
{
    if (!m_request) {
        const RequestEnd found = findRequestEnd(viewOf(input));
        if (found.kind == RequestEnd::Kind::Incomplete)
            m_request = std::make_unique<QByteArray>(viewOf(input).toByteArray());
        else
            requestFound(found, viewOf(input), input.subspan(static_cast<size_t>(found.size)));
        return;
    }
    const std::unique_ptr<QByteArray> bytes = std::move(m_request);
    const qsizetype seen = bytes->size();
    bytes->append(viewOf(input).first(std::min(static_cast<qsizetype>(input.size()), maxRequestBytes - seen)));
    const RequestEnd found = findRequestEnd(*bytes, seen);
    if (found.kind == RequestEnd::Kind::Incomplete)
        m_request = std::make_unique<QByteArray>(*bytes);
    else
        requestFound(found, *bytes, input.subspan(static_cast<size_t>(std::max<qsizetype>(found.size - seen, 0))));
}

void Connection::requestFound(const RequestEnd &found, QByteArrayView bytes, std::span<char> following)
{
    HttpRequest parsed;
    std::optional<int> status;
    if (found.kind == RequestEnd::Kind::Complete)
        status = parseRequest(bytes.first(found.size), parsed);
    else
        status = found.kind == RequestEnd::Kind::TooLarge ? 431 : 400;
    if (status) {
        refuse(encodeRefusal(*status));
        return;
    }
    parsed.peer = m_peer;
    if (!redHook("no_forwarding"))
        m_client = clientBehind(m_peer, parsed.header("X-Forwarded-For"), m_context->options.trustedProxies);
    parsed.client = m_client;
    m_proxied = m_context->options.trustedProxies.contains(m_peer) && !parsed.header("X-Forwarded-For").isEmpty();
    answer(parsed, following);
}

void Connection::answer(const HttpRequest &parsed, std::span<char> following)
{
    const Negotiation negotiation = negotiate(parsed, m_context->options.origins);
    switch (negotiation.kind) {
    case Negotiation::Kind::Plain:
        endState(encodeResponse(m_context->hooks.http(parsed), parsed.method == "HEAD"));
        return;
    case Negotiation::Kind::Refuse:
        refuse(negotiation.reply);
        return;
    case Negotiation::Kind::UpgradeThenRefuse:
        append(negotiation.reply);
        refuse(encodeClose(CloseCode::Version, "this node speaks hubbub.v1"));
        return;
    case Negotiation::Kind::Upgrade:
        break;
    }
    if (m_client != m_peer) {
        const auto verdict = m_context->admission.admitClient(m_client);
        if (verdict == Admission::Verdict::TooMany) {
            ++m_context->stats.refused;
            endState(encodeRefusal(429));
            return;
        }
        m_counted = verdict == Admission::Verdict::Counted;
    }
    append(negotiation.reply);
    m_state = State::Open;
    m_since = m_context->now;
    m_opened = true;
    ++m_context->stats.open;
    armBy(m_context->now + std::min(m_context->helloTicks, m_context->pingTicks));
    m_context->hooks.opened(*this);
    frames(following);
}

void Connection::refuse(const QByteArray &reply)
{
    ++m_context->stats.badHandshakes;
    endState(reply);
}

void Connection::frames(std::span<char> input)
{
    while (m_state == State::Open) {
        const Parsed parsed = m_parser.next(input, m_context->options.frames, m_context->now);
        if (parsed.kind == Parsed::Kind::NeedMore)
            break;
        item(parsed);
    }
    if (m_state == State::Open && m_parser.isInsideMessage()) [[unlikely]]
        armBy(m_parser.insideSince() + m_context->messageTicks);
}

void Connection::item(const Parsed &parsed)
{
    switch (parsed.kind) {
    case Parsed::Kind::Text:
        ++m_context->stats.messagesIn;
        m_context->hooks.received(*this, parsed.payload);
        return;
    case Parsed::Kind::Ping:
        push(encodePong(parsed.payload), true);
        return;
    case Parsed::Kind::Close:
        end(parsed.code, parsed.code == 1005 ? encodeEmptyClose() : encodeClose(static_cast<CloseCode>(parsed.code)));
        return;
    case Parsed::Kind::Violation:
        ++m_context->stats.violations;
        end(parsed.code, encodeClose(static_cast<CloseCode>(parsed.code), parsed.why));
        return;
    case Parsed::Kind::Pong:
    case Parsed::Kind::NeedMore:
        return;
    }
}

// the end

void Connection::end(quint16 code, const QByteArray &lastWords)
{
    report(code);
    endState(lastWords);
}

void Connection::endState(const QByteArray &lastWords)
{
    m_state = State::Ending;
    m_since = m_context->now;
    m_context->wheel.arm(*this, m_context->now + m_context->closeTicks);
    append(lastWords);
}

void Connection::endSlow()
{
    ++m_context->stats.slowClosed;
    const qsizetype before = m_outbox.bytes();
    m_outbox.keepOnlyStarted();
    m_context->stats.queuedBytes -= before - m_outbox.bytes();
    const auto code = CloseCode::SlowConsumer;
    if (m_stream.isTls())
        die(static_cast<quint16>(code)); // a record that was begun can't be replaced by a Close
    else
        end(static_cast<quint16>(code), encodeClose(code, "too much is unsent"));
}

void Connection::endSilent(QByteArrayView reason)
{
    ++m_context->stats.silentClosed;
    close(CloseCode::NoPong, reason);
}

void Connection::report(quint16 code)
{
    m_closeCode = code;
    if (!m_opened || m_reported)
        return;
    m_reported = true;
    --m_context->stats.open;
    m_context->ended.push_back(this);
    m_context->needTurnEnd();
}

void Connection::die(quint16 code)
{
    if (m_state == State::Dead)
        return;
    if (!m_reported)
        report(code);
    m_state = State::Dead;
    m_stream.close();
    m_context->stats.queuedBytes -= m_outbox.bytes();
    m_outbox.clear();
    TimerWheel::disarm(*this);
    if (!m_signedIn)
        --m_context->stats.strangers;
    if (m_counted)
        m_context->admission.release(m_client);
    m_context->dead.push_back(this);
    m_context->needTurnEnd();
}

// time

void Connection::armBy(Tick limit)
{
    if (!isArmed() || isDue(limit, due))
        m_context->wheel.arm(*this, limit);
}

void Connection::timeOut()
{
    switch (m_state) {
    case State::Request:
        ++m_context->stats.badHandshakes;
        die(static_cast<quint16>(CloseCode::Abnormal));
        break;
    case State::Open:
        timeOutOpen();
        break;
    case State::Ending:
    case State::Draining:
        die(m_closeCode);
        break;
    case State::Dead:
        break;
    }
}

/// Deadlines are not moved when something happens, only looked at again when the earliest of them has come.
void Connection::timeOutOpen()
{
    const Tick now = m_context->now;
    if (m_blocked && !m_outbox.isEmpty() && !redHook("no_unsent_deadline")) {
        const Tick limit = m_outbox.headSince() + m_context->unsentTicks;
        if (isDue(limit, now))
            return endSlow();
        armBy(limit);
    }
    if (m_parser.isInsideMessage()) {
        const Tick limit = m_parser.insideSince() + m_context->messageTicks;
        if (isDue(limit, now) && !redHook("no_message_deadline"))
            return endSilent("a message was not finished");
        armBy(limit);
    }
    if (!m_signedIn && !redHook("no_hello_deadline")) {
        const Tick limit = m_since + m_context->helloTicks;
        if (isDue(limit, now))
            return endSilent("no hello");
        armBy(limit);
    }
    if (redHook("node_never_pings"))
        return;
    if (m_pinged) {
        if (isDue(m_pingedAt + m_context->pongTicks, now))
            return endSilent("no pong");
        armBy(m_pingedAt + m_context->pongTicks);
    } else if (isDue(m_heardAt + m_context->pingTicks, now)) {
        m_pinged = true;
        m_pingedAt = now;
        push(m_context->ping, true);
        armBy(now + m_context->pongTicks);
    } else {
        armBy(m_heardAt + m_context->pingTicks);
    }
}

} // namespace hubbub::server
