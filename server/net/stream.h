// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of one socket, plain or through TLS, never blocking.
#pragma once

#include <QtGlobal>

#include <span>
#include <utility>

struct iovec;
struct ssl_st;

namespace hubbub::server {

/// Owns the descriptor. One branch instead of a virtual call: a plain stream is an int.
class Stream {
public:
    struct Transfer {
        enum class Kind : quint8 {
            Bytes, ///< `bytes` were moved
            Again, ///< nothing now: wait for input when reading, for room when writing
            NeedsOutput, ///< a read can't go on before TLS has written: wait for room
            NeedsInput, ///< a write can't go on before TLS has read
            End, ///< the peer has ended its side
            Failed,
        };
        Kind kind = Kind::Again;
        qsizetype bytes = 0;
    };

    explicit Stream(int descriptor, ssl_st *tls = nullptr) noexcept
        : m_tls(tls)
        , m_descriptor(descriptor)
    {
    }
    Stream(Stream &&other) noexcept
        : m_tls(std::exchange(other.m_tls, nullptr))
        , m_descriptor(std::exchange(other.m_descriptor, -1))
    {
    }
    Stream &operator=(Stream &&) = delete;
    ~Stream() { close(); }

    [[nodiscard]] int descriptor() const { return m_descriptor; }
    /// Gives the descriptor of a plain stream away.
    [[nodiscard]] int release() { return std::exchange(m_descriptor, -1); }
    [[nodiscard]] bool isTls() const { return m_tls != nullptr; }

    [[nodiscard]] Transfer read(std::span<char> into);
    /// Bytes that were taken off the socket and not yet read: no readiness will be reported for them.
    [[nodiscard]] bool hasBuffered() const;
    /// Writes from the front of the parts; may take less than all. After anything but Bytes on a TLS stream the next
    /// write must begin with the same bytes.
    [[nodiscard]] Transfer write(std::span<const iovec> parts);
    /// Tells the peer that no more comes (close_notify and FIN).
    void shutdownOutput();
    /// What a send without TLS has come to: bytes, or an error number as a negative one.
    [[nodiscard]] static Transfer resultOf(qsizetype result);
    void close();

private:
    [[nodiscard]] Transfer tlsResult(int result);

    ssl_st *m_tls;
    int m_descriptor;
};

} // namespace hubbub::server
