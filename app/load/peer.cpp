// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/peer.h"

#include <QRandomGenerator>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <tuple>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

namespace hubbub::load {
namespace {

constexpr qsizetype chunk = 256 * 1024; ///< asked of the kernel at once
constexpr qsizetype largest = 4 * 1024 * 1024; ///< message from a node; the protocol's own limits are far below
constexpr qsizetype largestHead = 16 * 1024;
constexpr int largestBuffer = 1024 * 1024;

quint64 received = 0;

/// One for all peers of the thread: bytes rarely stay in it beyond a turn.
std::vector<char> &readBuffer()
{
    static thread_local std::vector<char> buffer(static_cast<size_t>(chunk + largest + 16));
    return buffer;
}

/// Unpredictable enough for proxies, cheap enough for a million frames a second.
std::uint32_t nextMask()
{
    static thread_local std::uint64_t state = QRandomGenerator::system()->generate64() | 1U;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<std::uint32_t>(state >> 16);
}

QByteArray errorText(int number) { return QByteArray(std::strerror(number)); }

} // namespace

quint64 Peer::bytesReceived() { return received; }

Peer::Peer(SocketSet &set, PeerListener &listener, quint32 index)
    : m_set(set)
    , m_listener(listener)
    , m_index(index)
{
}

Peer::~Peer() { abort(); }

std::optional<QByteArray> Peer::dial(const NodeAddress &node, QByteArrayView protocol, QByteArrayView target)
{
    Q_ASSERT(isClosed());
    m_protocol = protocol.toByteArray();
    std::uint32_t random[4];
    QRandomGenerator::global()->fillRange(random);
    m_key = QByteArray(reinterpret_cast<const char *>(random), sizeof random).toBase64();
    m_request = upgradeRequest(node.host, target.isEmpty() ? QByteArrayView(node.path) : target, protocol, m_key);
    m_descriptor = ::socket(node.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_descriptor < 0)
        return errorText(errno);
    m_state = State::Connecting;
    const int on = 1;
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // A refusal shows as an event too, so what connect() says at once does not matter.
    std::ignore = ::connect(m_descriptor, reinterpret_cast<const sockaddr *>(&node.address), node.length);
    m_set.add(m_descriptor, *this, EPOLLOUT);
    return std::nullopt;
}

void Peer::ready(std::uint32_t events)
{
    if (m_state == State::Connecting) {
        startUpgrade();
        return;
    }
    if (events & EPOLLOUT)
        flush();
    if (m_state != State::Closed && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
        readable();
}

void Peer::startUpgrade()
{
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
        finish(1006, errorText(error));
        return;
    }
    m_state = State::Upgrading;
    watch();
    m_out = std::exchange(m_request, {});
    flush();
}

void Peer::readable()
{
    char *buffer = readBuffer().data();
    const qsizetype kept = m_in.size();
    if (kept > 0)
        std::memcpy(buffer, m_in.constData(), static_cast<size_t>(kept));
    const ssize_t got = ::recv(m_descriptor, buffer + kept, static_cast<size_t>(chunk), 0);
    if (got <= 0) {
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        finish(1006, got == 0 ? QByteArrayLiteral("ended without a Close") : errorText(errno));
        return;
    }
    received += static_cast<quint64>(got);
    const auto left = digest(QByteArrayView(buffer, kept + got));
    if (!left)
        return;
    if (left->isEmpty())
        m_in = QByteArray();
    else
        m_in = left->toByteArray();
}

std::optional<QByteArrayView> Peer::digest(QByteArrayView bytes)
{
    if (m_state == State::Upgrading && !takeHead(bytes))
        return m_state == State::Closed ? std::nullopt : std::optional(bytes);
    ReceivedFrame frame;
    for (;;) {
        switch (readFrame(bytes, largest, frame)) {
        case Framing::Partial:
            return bytes;
        case Framing::Broken:
            finish(1002, QByteArrayLiteral("the node broke RFC 6455"));
            return std::nullopt;
        case Framing::Whole:
            if (!takeFrame(frame))
                return std::nullopt;
            bytes = bytes.sliced(frame.size);
        }
    }
}

bool Peer::takeHead(QByteArrayView &bytes)
{
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    if (end < 0) {
        if (bytes.size() > largestHead)
            finish(1006, QByteArrayLiteral("answered with an endless head"));
        return false;
    }
    if (const auto refusal = refusalOf(bytes.first(end + 2), m_protocol, m_key)) {
        finish(1006, *refusal);
        return false;
    }
    bytes = bytes.sliced(end + 4);
    m_state = State::Open;
    m_listener.opened(*this);
    return m_state != State::Closed;
}

bool Peer::takeFrame(const ReceivedFrame &frame)
{
    switch (frame.opcode) {
    case Opcode::Text:
    case Opcode::Binary:
        if (frame.fin)
            m_listener.received(*this, frame.payload);
        else
            m_fragments = frame.payload.toByteArray();
        break;
    case Opcode::Continuation:
        m_fragments += frame.payload;
        if (m_fragments.size() > largest) {
            finish(1009, QByteArrayLiteral("a message without end"));
        } else if (frame.fin) {
            const QByteArray whole = std::exchange(m_fragments, {});
            m_listener.received(*this, whole);
        }
        break;
    case Opcode::Ping:
        m_listener.heard(*this);
        write(Opcode::Pong, frame.payload);
        break;
    case Opcode::Pong:
        m_listener.heard(*this);
        break;
    case Opcode::Close: {
        quint16 code = 1005;
        if (frame.payload.size() >= 2)
            code = static_cast<quint16>(
                (static_cast<unsigned char>(frame.payload[0]) << 8) | static_cast<unsigned char>(frame.payload[1]));
        const QByteArray reason = frame.payload.toByteArray().mid(2);
        if (m_state == State::Open)
            write(Opcode::Close, frame.payload.first(std::min<qsizetype>(2, frame.payload.size())));
        if (m_state != State::Closed)
            finish(code, reason);
        break;
    }
    }
    return m_state != State::Closed;
}

void Peer::sendText(QByteArrayView text)
{
    if (m_state == State::Open)
        write(Opcode::Text, text);
}

void Peer::ping()
{
    if (m_state == State::Open)
        write(Opcode::Ping, {});
}

void Peer::close(quint16 code)
{
    if (m_state != State::Open)
        return;
    const char payload[2] = { static_cast<char>(code >> 8), static_cast<char>(code & 0xff) };
    write(Opcode::Close, QByteArrayView(payload, 2));
    if (m_state == State::Open)
        m_state = State::Closing;
}

void Peer::abort(bool reset)
{
    if (m_descriptor >= 0) {
        if (reset) {
            const linger atOnce { .l_onoff = 1, .l_linger = 0 };
            ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        }
        m_set.remove(m_descriptor, *this);
        ::close(m_descriptor);
        m_descriptor = -1;
    }
    m_state = State::Closed;
    m_reading = true;
    m_in = m_fragments = m_out = QByteArray();
}

void Peer::write(Opcode opcode, QByteArrayView payload)
{
    if (!m_out.isEmpty()) {
        appendFrame(m_out, opcode, payload, nextMask());
        return;
    }
    static thread_local QByteArray frame;
    frame.resize(0);
    appendFrame(frame, opcode, payload, nextMask());
    const ssize_t sent = ::send(m_descriptor, frame.constData(), static_cast<size_t>(frame.size()), MSG_NOSIGNAL);
    if (sent == frame.size())
        return;
    // An error shows at the next read.
    if (sent >= 0 || errno == EAGAIN) {
        m_out = frame.sliced(std::max<ssize_t>(sent, 0));
        watch();
    }
}

void Peer::flush()
{
    while (!m_out.isEmpty()) {
        const ssize_t sent = ::send(m_descriptor, m_out.constData(), static_cast<size_t>(m_out.size()), MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EAGAIN)
                watch();
            return; // any other error shows at the next read
        }
        m_out.remove(0, sent);
    }
    m_out = QByteArray();
    watch();
}

void Peer::watch()
{
    m_set.change(m_descriptor, *this, (m_reading ? EPOLLIN : 0U) | (m_out.isEmpty() ? 0U : EPOLLOUT));
}

void Peer::setReading(bool reading)
{
    if (m_descriptor < 0 || m_state == State::Connecting || m_reading == reading)
        return;
    m_reading = reading;
    const int bytes = reading ? largestBuffer : 1; // the kernel has a least of its own
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    watch();
}

void Peer::finish(quint16 code, const QByteArray &reason)
{
    abort();
    m_listener.ended(*this, code, reason);
}

} // namespace hubbub::load
