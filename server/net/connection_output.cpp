// SPDX-License-Identifier: GPL-3.0-or-later
// What a connection sends, at the end of a turn or once there is room.
#include "server/net/connection.h"

#include "server/net/net_context.h"
#include "server/net/send_batch.h"

#include <sys/uio.h>

namespace hubbub::server {

namespace {

/// Buffers that one write takes together.
constexpr size_t maxParts = 64;

} // namespace

void Connection::append(const QByteArray &bytes)
{
    m_outbox.append(bytes, m_context->now);
    m_context->stats.queuedBytes += bytes.size();
    setDirty();
}

void Connection::setDirty()
{
    if (m_dirty)
        return;
    m_dirty = true;
    m_context->dirty.push_back(this);
    m_context->needTurnEnd();
}

void Connection::flush()
{
    m_dirty = false;
    if (m_state != State::Dead && !m_blocked)
        write();
}

void Connection::writable()
{
    if (m_stream.isTls()) {
        readable(); // which may have waited for room
        if (m_state == State::Dead)
            return;
    }
    write();
}

void Connection::write()
{
    std::array<iovec, maxParts> parts;
    while (!m_outbox.isEmpty()) {
        const auto gathered = static_cast<size_t>(m_outbox.gather(parts));
        if (!took(m_stream.write(std::span(parts).first(gathered))))
            return;
    }
    allWritten();
}

/// False: nothing more can be written now.
bool Connection::took(const Stream::Transfer &sent)
{
    ++m_context->stats.writes;
    switch (sent.kind) {
    case Stream::Transfer::Kind::Bytes:
        m_outbox.consume(sent.bytes);
        m_context->stats.bytesOut += static_cast<quint64>(sent.bytes);
        m_context->stats.queuedBytes -= sent.bytes;
        return true;
    case Stream::Transfer::Kind::Again:
        watch(true);
        armBy(m_outbox.headSince() + m_context->unsentTicks);
        return false;
    case Stream::Transfer::Kind::NeedsInput:
        return false;
    default:
        die(static_cast<quint16>(CloseCode::Abnormal));
        return false;
    }
}

/// With TLS each write is a calculation of its own; and who is blocked waits for EPOLLOUT.
bool Connection::mayFlushInBatch() const
{
    return !m_stream.isTls() && !m_blocked && m_state != State::Dead && !m_outbox.isEmpty();
}

void Connection::addTo(SendBatch &batch)
{
    m_dirty = false;
    std::array<iovec, maxParts> parts;
    const auto gathered = static_cast<size_t>(m_outbox.gather(parts));
    batch.add(m_stream.descriptor(), std::span(parts).first(gathered));
}

void Connection::sentInBatch(int result)
{
    if (took(Stream::resultOf(result)))
        write(); // what did not fit
}

void Connection::allWritten()
{
    if (m_blocked)
        watch(false);
    if (m_state == State::Ending)
        outputEnded();
}

void Connection::watch(bool output)
{
    if (m_blocked == output)
        return;
    m_blocked = output;
    m_context->poller.change(m_stream.descriptor(), this,
        (m_inputEnded ? Poller::None : Poller::Input) | (output ? Poller::Output : Poller::None));
}

void Connection::outputEnded()
{
    if (m_inputEnded) {
        die(m_closeCode);
        return;
    }
    m_stream.shutdownOutput();
    m_state = State::Draining;
}

} // namespace hubbub::server
