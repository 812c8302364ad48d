// SPDX-License-Identifier: GPL-3.0-or-later
// An endpoint on a free port with hooks that write down what they are told, and a raw socket to provoke it with.
#pragma once

#include "server/net/endpoint.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/net/client_frames.h"

#include <QTcpSocket>
#include <QTest>

#include <functional>
#include <vector>

namespace hubbub::testing {

/// Remembers everything; what a test wants done inside a hook it puts into the functions.
struct RecordingHooks final : server::EndpointHooks {
    void opened(server::Connection &connection) override
    {
        open.push_back(&connection);
        ++openedCount;
        if (onOpened)
            onOpened(connection);
    }
    void received(server::Connection &connection, QByteArrayView text) override
    {
        texts << text.toByteArray();
        if (onReceived)
            onReceived(connection, text);
    }
    void closed(server::Connection &connection, quint16 code) override
    {
        const auto erased = std::erase(open, &connection);
        Q_ASSERT(erased == 1); // once for each opened()
        codes.push_back(code);
        if (onClosed)
            onClosed(connection);
    }
    server::HttpResponse http(const server::HttpRequest &request) override
    {
        paths << request.path.toByteArray();
        client = request.client;
        if (request.path != "/healthz")
            return EndpointHooks::http(request);
        server::HttpResponse response;
        response.status = 200;
        response.body = "ok\n";
        return response;
    }
    void beforeFlush() override
    {
        ++flushes;
        if (onBeforeFlush)
            onBeforeFlush();
    }

    std::vector<server::Connection *> open;
    std::vector<quint16> codes;
    QByteArrayList texts;
    QByteArrayList paths;
    server::Address client;
    int openedCount = 0;
    int flushes = 0;
    std::function<void(server::Connection &)> onOpened;
    std::function<void(server::Connection &, QByteArrayView)> onReceived;
    std::function<void(server::Connection &)> onClosed;
    std::function<void()> onBeforeFlush;
};

/// The endpoint's address limits are off unless a test sets them.
struct Harness {
    explicit Harness(server::EndpointOptions options = freeOptions())
        : endpoint(std::move(options), hooks, clock)
    {
        const Outcome listening = endpoint.listen();
        if (!listening)
            qFatal("%s", qPrintable(listening.error().detail));
    }

    static server::EndpointOptions freeOptions()
    {
        server::EndpointOptions options;
        options.connectionsPerAddress = 0;
        options.acceptsPerAddress = 0;
        return options;
    }

    ManualClock clock;
    RecordingHooks hooks;
    server::Endpoint endpoint;
};

/// Bytes to and from the endpoint, without any help.
class RawClient {
public:
    explicit RawClient(quint16 port)
    {
        QObject::connect(&m_socket, &QTcpSocket::readyRead, &m_socket, [this] { received += m_socket.readAll(); });
        QObject::connect(&m_socket, &QTcpSocket::disconnected, &m_socket, [this] { isEnded = true; });
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    }

    static QByteArray upgradeRequest(const QByteArray &extraHeaders = {})
    {
        return "GET /ws?a=0011223344556677 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
               "Sec-WebSocket-Protocol: hubbub.v1\r\n"
            + extraHeaders + "\r\n";
    }

    void send(const QByteArray &bytes) { m_socket.write(bytes); }
    /// Sends the request; once isUpgraded(), `received` holds only frames.
    void upgrade(const QByteArray &extraHeaders = {}) { send(upgradeRequest(extraHeaders)); }
    bool isUpgraded()
    {
        const qsizetype end = received.indexOf("\r\n\r\n");
        if (!received.startsWith("HTTP/1.1 101 ") || end < 0)
            return m_upgraded;
        received.remove(0, end + 4);
        return m_upgraded = true;
    }
    [[nodiscard]] int status() const { return received.mid(9, 3).toInt(); }
    /// The code of the Close frame that `received` ends with; 0: none.
    [[nodiscard]] int closeCode() const
    {
        for (qsizetype at = 0; at + 2 <= received.size();) {
            const auto second = static_cast<quint8>(received[at + 1]);
            qsizetype head = 2;
            qint64 length = second;
            if (second >= 126) {
                head = second == 126 ? 4 : 10;
                length = 0;
                for (qsizetype i = 2; i < head; ++i)
                    length = length << 8 | static_cast<quint8>(received[at + i]);
            }
            if (static_cast<quint8>(received[at]) == 0x88)
                return length < 2 ? 1005
                                  : static_cast<quint8>(received[at + 2]) << 8 | static_cast<quint8>(received[at + 3]);
            at += head + length;
        }
        return 0;
    }
    QTcpSocket &socket() { return m_socket; }

    QByteArray received;
    bool isEnded = false;

private:
    QTcpSocket m_socket;
    bool m_upgraded = false;
};

/// The state in which most tests begin. Only inside a test function.
#define HUBBUB_UPGRADE(client)                                                                                         \
    (client).upgrade();                                                                                                \
    QTRY_VERIFY((client).isUpgraded())

} // namespace hubbub::testing
