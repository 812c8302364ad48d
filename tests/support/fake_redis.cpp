// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_redis.h"

#include "core/redis/codec.h"

#include <QTcpSocket>

#include <memory>

namespace hubbub::testing {

FakeRedis::FakeRedis(QObject *parent)
    : QObject(parent)
    , m_answer(&FakeRedis::polite)
{
    connect(&m_server, &QTcpServer::newConnection, this, &FakeRedis::accept);
    if (m_server.listen(QHostAddress::LocalHost))
        m_port = m_server.serverPort();
}

FakeRedis::~FakeRedis()
{
    for (auto *socket : m_sockets)
        socket->disconnect(this);
}

QByteArray FakeRedis::polite(const Command &command)
{
    const auto name = command.value(0).toUpper();
    if (name == "PING")
        return "+PONG\r\n";
    if (name == "ROLE")
        return "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n";
    if (name == "SCRIPT")
        return "$40\r\n0123456789012345678901234567890123456789\r\n";
    if (name == "AUTH" || name == "CLIENT" || name == "SELECT")
        return "+OK\r\n";
    return "-ERR unknown command '" + command.value(0) + "'\r\n";
}

void FakeRedis::sendToAll(const QByteArray &bytes)
{
    for (auto *socket : m_sockets) {
        socket->write(bytes);
        socket->flush();
    }
}

void FakeRedis::dropAll()
{
    for (auto *socket : QList<QTcpSocket *>(m_sockets))
        socket->abort();
}

void FakeRedis::stopListening() { m_server.close(); }
bool FakeRedis::listenAgain() { return m_server.listen(QHostAddress::LocalHost, m_port); }

redis::Endpoint FakeRedis::endpoint() const
{
    redis::Endpoint endpoint;
    endpoint.host = QStringLiteral("127.0.0.1");
    endpoint.port = m_port;
    return endpoint;
}

void FakeRedis::accept()
{
    while (auto *socket = m_server.nextPendingConnection()) {
        ++m_accepted;
        m_sockets.append(socket);
        auto reader = std::make_shared<redis::ReplyReader>(1 << 30, 1 << 20);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, reader] { read(socket, *reader); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_sockets.removeAll(socket);
            socket->deleteLater();
        });
    }
}

/// A command is an array of strings, so the reader of replies reads commands too.
void FakeRedis::read(QTcpSocket *socket, redis::ReplyReader &reader)
{
    ++m_readings;
    reader.feed(socket->readAll());
    redis::Reply reply;
    while (reader.next(reply) == redis::ReplyReader::Next::Reply) {
        Command command;
        for (const auto &item : reply.items())
            command.append(item.bytes());
        m_commands.append(command);
        if (const auto bytes = m_answer(command); !bytes.isEmpty())
            socket->write(bytes);
    }
    socket->flush();
}

} // namespace hubbub::testing
