// SPDX-License-Identifier: GPL-3.0-or-later
// One simulated client's WebSocket connection.
#pragma once

#include "app/load/client_frames.h"
#include "app/load/socket_set.h"

#include <QByteArray>
#include <QString>

#include <sys/socket.h>

namespace hubbub::load {

/// Where a node listens, resolved.
struct NodeAddress {
    sockaddr_storage address {};
    socklen_t length = 0;
    QByteArray host; ///< as the Host header wants it
    QByteArray path = "/ws";
    QString url; ///< for people
};

class Peer;

/// Hears of all its peers; never from inside a call of the peer.
class PeerListener {
public:
    virtual ~PeerListener() = default;
    virtual void opened(Peer &peer) = 0;
    /// `text` is valid until the call returns.
    virtual void received(Peer &peer, QByteArrayView text) = 0;
    /// A ping or a pong: the connection lives, though there is nothing to say.
    virtual void heard(Peer &) { }
    /// The connection is over. `code` is the Close's, 1006 where there was none; `reason` is for people.
    virtual void ended(Peer &peer, quint16 code, const QByteArray &reason) = 0;
};

/// Belongs to the thread of its SocketSet. Frames go out at once; only what the kernel does not take is kept. Buffers
/// exist only while something is incomplete, so that thousands of peers cost little.
class Peer final : public Pollable {
public:
    Peer(SocketSet &set, PeerListener &listener, quint32 index);
    ~Peer() override;
    Peer(const Peer &) = delete;
    Peer &operator=(const Peer &) = delete;

    /// Only while closed. `target` overrides the node's path where it is not empty. Says why where there is no
    /// descriptor to be had; any other failure is told by `ended`.
    [[nodiscard]] std::optional<QByteArray> dial(
        const NodeAddress &node, QByteArrayView protocol, QByteArrayView target = {});
    /// Only while open; else nothing happens.
    void sendText(QByteArrayView text);
    void ping();
    /// Says Close and waits for the node's; `ended` tells when it is over.
    void close(quint16 code);
    /// Ends it without a word, or with a reset in place of TCP's own end; `ended` is not called.
    void abort(bool reset = false);
    /// Whether what comes in is taken. While it is not, the kernel keeps as little of it as it can. Until the end of
    /// the connection.
    void setReading(bool reading);

    [[nodiscard]] bool isOpen() const { return m_state == State::Open; }
    [[nodiscard]] bool isClosed() const { return m_state == State::Closed; }
    [[nodiscard]] quint32 index() const { return m_index; }

    /// Bytes received so far by all peers of this process.
    [[nodiscard]] static quint64 bytesReceived();

private:
    enum class State : quint8 { Closed, Connecting, Upgrading, Open, Closing };

    void ready(std::uint32_t events) override;
    void startUpgrade();
    void readable();
    /// What is left over of `bytes`, or nothing where the connection ended.
    [[nodiscard]] std::optional<QByteArrayView> digest(QByteArrayView bytes);
    [[nodiscard]] bool takeHead(QByteArrayView &bytes);
    [[nodiscard]] bool takeFrame(const ReceivedFrame &frame);
    void write(Opcode opcode, QByteArrayView payload);
    void flush();
    void watch();
    void finish(quint16 code, const QByteArray &reason);

    SocketSet &m_set;
    PeerListener &m_listener;
    QByteArray m_protocol;
    QByteArray m_key;
    QByteArray m_request;
    QByteArray m_in; ///< an incomplete frame or head
    QByteArray m_fragments; ///< an incomplete message
    QByteArray m_out; ///< what the kernel did not take
    quint32 m_index = 0;
    int m_descriptor = -1;
    State m_state = State::Closed;
    bool m_reading = true;
};

} // namespace hubbub::load
