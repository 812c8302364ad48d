// SPDX-License-Identifier: GPL-3.0-or-later
// One client's connection: its state, what it is still owed, and nothing else, because there are very many of them.
#pragma once

#include "core/protocol/close_code.h"
#include "server/net/address.h"
#include "server/net/frames.h"
#include "server/net/outbox.h"
#include "server/net/stream.h"
#include "server/net/timer_wheel.h"

#include <QByteArray>
#include <QByteArrayView>

#include <chrono>
#include <memory>
#include <optional>
#include <span>

namespace hubbub::server {

struct NetContext;
class SendBatch;
struct HttpRequest;
struct RequestEnd;

/// What the gateway hangs on a connection; derive from it. The connection never deletes it.
class ConnectionOwner {
protected:
    ConnectionOwner() = default;
    ~ConnectionOwner() = default;
};

/// Made, kept and deleted by its Endpoint; a hook borrows it until closed() returns. All calls are safe inside any hook
/// and none of them calls one: what they cause is reported at the end of the turn. Single-threaded, like the endpoint.
class Connection final : private TimerWheel::Entry {
public:
    /// Adds frames (from encodeText) to what goes out at the end of this turn; the bytes are shared, not copied. False:
    /// not taken, because the connection is ending, or its reader is slow and the frame is `droppable` (more than the
    /// soft limit is unsent). A frame that must not be lost and finds no room ends the connection with 4001 at the end
    /// of the turn.
    bool push(const QByteArray &framed, bool droppable = false);
    /// What the client has not taken yet (this turn's pushes included; what the kernel holds beyond 128 KiB too).
    [[nodiscard]] qsizetype unsentBytes() const { return m_outbox.bytes(); }

    /// Sends what was pushed, then a Close, then ends TCP. Nothing is received after this call. closed() follows with
    /// `code`.
    void close(CloseCode code, QByteArrayView reason = {});
    /// Ends TCP now, without a Close. closed() follows with 1006.
    void abort();
    /// False from close(), abort() or the peer's end on.
    [[nodiscard]] bool isOpen() const { return m_state == State::Open; }

    /// Tells that the client has signed in: it no longer counts as a stranger, and the time-out for its hello ends.
    void setSignedIn();
    [[nodiscard]] bool isSignedIn() const { return m_signedIn; }

    /// The other end of the socket, which may be a proxy.
    [[nodiscard]] const Address &peerAddress() const { return m_peer; }
    /// Who is behind a trusted proxy (X-Forwarded-For), else the peer.
    [[nodiscard]] const Address &clientAddress() const { return m_client; }

    /// Whether it came through a trusted proxy.
    [[nodiscard]] bool isProxied() const { return m_proxied; }
    /// Half of the round trip to the peer, as the kernel measures it; nothing where it does not know.
    [[nodiscard]] std::optional<std::chrono::microseconds> halfRoundTrip() const;

    void setOwner(ConnectionOwner *owner) { m_owner = owner; }
    [[nodiscard]] ConnectionOwner *owner() const { return m_owner; }

private:
    friend class Endpoint;

    enum class State : quint8 {
        Request, ///< TLS handshake and HTTP request
        Open,
        Ending, ///< what is in the outbox goes out, then the write side is shut
        Draining, ///< input is thrown away until the peer ends too, so that no reset overtakes our last bytes
        Dead, ///< no descriptor any more; deleted at the end of the turn
    };

    Connection(NetContext &context, Stream stream, const Address &peer);
    ~Connection();
    Q_DISABLE_COPY_MOVE(Connection)

    // driven by the endpoint
    void readable();
    void writable();
    void flush();
    [[nodiscard]] bool mayFlushInBatch() const;
    void addTo(SendBatch &batch);
    void sentInBatch(int result);
    void timeOut();

    // input
    void take(std::span<char> input);
    void inputEnded();
    void request(std::span<char> input);
    void requestFound(const RequestEnd &found, QByteArrayView bytes, std::span<char> following);
    void answer(const HttpRequest &parsed, std::span<char> following);
    void refuse(const QByteArray &reply);
    void frames(std::span<char> input);
    void item(const Parsed &parsed);

    // output
    void append(const QByteArray &bytes);
    bool makeRoom(qsizetype size, bool droppable);
    void setDirty();
    void write();
    [[nodiscard]] bool took(const Stream::Transfer &sent);
    void allWritten();
    void watch(bool output);
    void outputEnded();

    // the end
    void end(quint16 code, const QByteArray &lastWords);
    void endState(const QByteArray &lastWords);
    void endSlow();
    void endSilent(QByteArrayView reason);
    void report(quint16 code);
    void die(quint16 code);

    // time
    void armBy(Tick limit);
    void timeOutOpen();

    // the first cache line: what a push and a flush touch
    NetContext *m_context;
    Stream m_stream;
    State m_state = State::Request;
    bool m_dirty : 1 = false; ///< in the list of those to flush at the end of the turn
    bool m_blocked : 1 = false; ///< the kernel takes no more: EPOLLOUT is armed
    bool m_signedIn : 1 = false;
    bool m_opened : 1 = false; ///< opened() was called, so closed() is due
    bool m_reported : 1 = false; ///< in the list of ended ones, or past it
    bool m_pinged : 1 = false; ///< nothing was heard since our ping
    bool m_counted : 1 = false; ///< under m_client in the admission's books
    bool m_proxied : 1 = false; ///< its peer is a proxy that said who is behind it
    bool m_inputEnded : 1 = false; ///< the peer has shut its write side
    quint16 m_closeCode = 0;
    Outbox m_outbox;
    Tick m_heardAt = 0;
    Tick m_since = 0; ///< of m_state
    Tick m_pingedAt = 0;

    ConnectionOwner *m_owner = nullptr;
    FrameParser m_parser;
    std::unique_ptr<QByteArray> m_request; ///< the beginning of a request that did not come in one piece
    quint32 m_index = 0; ///< place in the endpoint's list
    quint32 m_drained = 0; ///< bytes thrown away while Draining
    Address m_peer;
    Address m_client;
};

} // namespace hubbub::server
