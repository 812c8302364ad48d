// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace hubbub::server {

namespace {

using Kind = Stream::Transfer::Kind;

/// The payload of one TLS record: small buffers are put together so that each record, and its cost, carries more.
constexpr size_t recordSize = 16 * 1024;

Stream::Transfer socketResult(ssize_t result) { return Stream::resultOf(result < 0 ? -errno : result); }

} // namespace

Stream::Transfer Stream::resultOf(qsizetype result)
{
    if (result >= 0)
        return { Kind::Bytes, result };
    if (result == -EAGAIN || result == -EWOULDBLOCK || result == -EINTR)
        return { Kind::Again };
    return { Kind::Failed };
}

Stream::Transfer Stream::read(std::span<char> into)
{
    if (m_tls) {
        ERR_clear_error();
        return tlsResult(SSL_read(m_tls, into.data(), static_cast<int>(into.size())));
    }
    const ssize_t result = ::recv(m_descriptor, into.data(), into.size(), MSG_DONTWAIT);
    return result == 0 ? Transfer { Kind::End } : socketResult(result);
}

bool Stream::hasBuffered() const { return m_tls && SSL_pending(m_tls) > 0; }

Stream::Transfer Stream::write(std::span<const iovec> parts)
{
    if (!m_tls) {
        if (parts.size() == 1)
            return socketResult(::send(m_descriptor, parts[0].iov_base, parts[0].iov_len, MSG_DONTWAIT | MSG_NOSIGNAL));
        msghdr message {};
        message.msg_iov = const_cast<iovec *>(parts.data());
        message.msg_iovlen = parts.size();
        return socketResult(::sendmsg(m_descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL));
    }

    std::array<char, recordSize> record;
    size_t size = 0;
    const void *data = parts[0].iov_base;
    if (parts.size() == 1 || parts[0].iov_len >= recordSize) {
        size = std::min(parts[0].iov_len, recordSize);
    } else {
        for (const iovec &part : parts) {
            const size_t fits = std::min(part.iov_len, recordSize - size);
            std::memcpy(record.data() + size, part.iov_base, fits);
            size += fits;
        }
        data = record.data();
    }
    ERR_clear_error();
    Transfer done = tlsResult(SSL_write(m_tls, data, static_cast<int>(size)));
    // tlsResult() speaks as a read does
    if (done.kind == Kind::Again)
        done.kind = Kind::NeedsInput;
    else if (done.kind == Kind::NeedsOutput)
        done.kind = Kind::Again;
    return done;
}

Stream::Transfer Stream::tlsResult(int result)
{
    if (result > 0)
        return { Kind::Bytes, result };
    switch (SSL_get_error(m_tls, result)) {
    case SSL_ERROR_WANT_READ:
        return { Kind::Again };
    case SSL_ERROR_WANT_WRITE:
        return { Kind::NeedsOutput };
    case SSL_ERROR_ZERO_RETURN:
        return { Kind::End };
    default:
        // OpenSSL forbids another call on this session, SSL_shutdown() included
        SSL_set_quiet_shutdown(m_tls, 1);
        return { Kind::Failed };
    }
}

void Stream::shutdownOutput()
{
    if (m_tls && !SSL_in_init(m_tls)) {
        ERR_clear_error();
        SSL_shutdown(m_tls);
    }
    ::shutdown(m_descriptor, SHUT_WR);
}

void Stream::close()
{
    if (m_tls)
        SSL_free(std::exchange(m_tls, nullptr));
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

} // namespace hubbub::server
