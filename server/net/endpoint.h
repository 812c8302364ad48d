// SPDX-License-Identifier: GPL-3.0-or-later
// The node's side of all its client connections: listening, one epoll set, deadlines, and one write a connection a
// turn.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/turn_end.h"
#include "server/net/address.h"
#include "server/net/connection.h"
#include "server/net/frames.h"
#include "server/net/handshake.h"

#include <QByteArrayList>
#include <QObject>
#include <QString>

#include <chrono>
#include <memory>

namespace hubbub::server {

struct EndpointOptions {
    QString host = QStringLiteral("127.0.0.1"); ///< an address, "localhost", or "*" for all (IPv4 and IPv6)
    quint16 port = 0; ///< 0: a free one
    bool reusePort = false; ///< several nodes share the port
    int backlog = 4096;

    int maxStrangers = 2000; ///< connections not signed in; at that many, others wait in the backlog
    int connectionsPerAddress = 50; ///< 0: no limit. IPv6 counts by /64.
    int acceptsPerAddress = 200; ///< each second; 0: no limit. More are refused. Not for trusted proxies.
    int acceptsPerAddressBurst = 400;
    int acceptsPerSecond = 10'000; ///< of all addresses; 0: no limit. More wait in the backlog.
    AddressRanges noAddressLimits; ///< free of the limits per address
    AddressRanges trustedProxies; ///< whose X-Forwarded-For is believed

    QByteArrayList origins; ///< see negotiate()
    QString tlsCertificate; ///< PEM chain; empty: no TLS
    QString tlsKey;

    bool batchSends = true; ///< many sends of a turn in one call of the kernel, where it can

    FrameLimits frames;
    qsizetype softUnsent = 512 * 1024; ///< above this, droppable pushes are refused
    qsizetype hardUnsent = 1024 * 1024; ///< above this, the reader is too slow: 4001

    std::chrono::milliseconds handshakeTimeout { 5'000 }; ///< from accept to the end of the request, TLS included
    std::chrono::milliseconds helloTimeout { 10'000 }; ///< from there to setSignedIn()
    std::chrono::milliseconds pingAfter { 20'000 }; ///< of silence
    std::chrono::milliseconds pongTimeout { 10'000 }; ///< after the ping: 4002
    std::chrono::milliseconds messageTimeout { 15'000 }; ///< from a message's first byte to its last
    std::chrono::milliseconds unsentTimeout { 10'000 }; ///< for the oldest unsent bytes: 4001
    std::chrono::milliseconds closeTimeout { 2'000 }; ///< for a closed connection to take its last bytes
};

/// Counters since start, except where marked "now".
struct EndpointStats {
    quint64 bytesIn = 0; ///< of payload on the socket, TLS not counted
    quint64 bytesOut = 0;
    quint64 messagesIn = 0; ///< text messages handed to received()
    quint64 writes = 0; ///< sends, in batches or not
    quint64 batches = 0; ///< of sends
    quint64 accepted = 0;
    quint64 refused = 0; ///< by a limit per address
    quint64 badHandshakes = 0;
    quint64 violations = 0; ///< closed for breaking RFC 6455
    quint64 slowClosed = 0; ///< 4001
    quint64 silentClosed = 0; ///< 4002
    quint64 droppedPushes = 0;
    quint64 acceptPauses = 0; ///< out of descriptors
    qint64 open = 0; ///< now: past the handshake, not ended
    qint64 strangers = 0; ///< now: not signed in
    qint64 queuedBytes = 0; ///< now: unsent by all connections (pushes that no kernel buffer has taken)
};

/// What the gateway is told. All calls come from the endpoint's turn on its thread, never inside a call to a Connection
/// or to the Endpoint, and any of them may call anything of both, also close or abort the connection at hand.
struct EndpointHooks {
    virtual ~EndpointHooks() = default;
    virtual void opened(Connection &connection) = 0;
    /// One whole text message, UTF-8; the view is valid during the call and has readPadding readable bytes after it.
    virtual void received(Connection &connection, QByteArrayView text) = 0;
    /// Once for each opened(); the connection must not be used after this returns. `code` is the peer's close code
    /// (1005: none given), ours, or 1006 where the connection just ended.
    virtual void closed(Connection &connection, quint16 code) = 0;
    /// Any GET or HEAD but that of /ws; the default is 404.
    virtual HttpResponse http(const HttpRequest &request);
    /// All that came in this turn has been delivered: push what was collected. Runs before each flush, also a scheduled
    /// one.
    virtual void beforeFlush() { }
};

class Endpoint final : public QObject {
    Q_OBJECT
public:
    /// The hooks and the clock must outlive the endpoint.
    Endpoint(
        EndpointOptions options, EndpointHooks &hooks, const Clock &clock = systemClock(), QObject *parent = nullptr);
    /// Ends what is left without a word and without calling the hooks.
    ~Endpoint() override;

    /// Fails with Unavailable where the address can't be had, with BadField where an option is wrong; the detail says
    /// why.
    [[nodiscard]] Outcome listen();
    /// The port that was bound; 0 before listen().
    [[nodiscard]] quint16 port() const;
    /// Closes the listening socket; connections stay.
    void stopAccepting();

    /// Runs beforeFlush() and the flush soon, for work that came from outside (such as Redis): once, at the end of this
    /// turn of Qt's loop, however often it is called.
    void scheduleFlush();

    [[nodiscard]] EndpointStats stats() const;

private:
    class Loop;
    std::unique_ptr<Loop> m_loop;
    TurnEnd m_turnEnd;
};

} // namespace hubbub::server
