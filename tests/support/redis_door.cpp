// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/redis_door.h"

#include "core/redis/codec.h"

#include <QLocalSocket>
#include <QTcpSocket>

#include <deque>
#include <optional>

namespace hubbub::testing {
namespace {

constexpr qsizetype anySize = 1 << 30;
constexpr qsizetype anyItems = 1 << 24;

} // namespace

struct RedisDoor::Pair {
    QTcpSocket *client = nullptr;
    QIODevice *redis = nullptr;
    redis::ReplyReader commands { anySize, anyItems };
    redis::ReplyReader answers { anySize, anyItems };
    bool hasSubscribed = false; ///< from here on Redis speaks unasked, and all of it passes
    QByteArray answer; ///< of Redis, not yet whole
    std::deque<QByteArray> whole; ///< answers of Redis, in order
    std::deque<std::optional<QByteArray>> due; ///< for each command: ours, or what Redis says
};

RedisDoor::RedisDoor(const redis::Endpoint &redis)
    : m_target(redis)
{
    connect(&m_server, &QTcpServer::newConnection, this, &RedisDoor::accept);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("the door cannot listen: %s", qPrintable(m_server.errorString()));
}

RedisDoor::~RedisDoor()
{
    for (const auto &pair : m_pairs) {
        pair->client->disconnect(this);
        pair->redis->disconnect(this);
    }
}

QString RedisDoor::url() const { return QStringLiteral("redis://127.0.0.1:%1").arg(m_server.serverPort()); }

void RedisDoor::accept()
{
    while (QTcpSocket *client = m_server.nextPendingConnection()) {
        ++m_accepted;
        auto made = std::make_unique<Pair>();
        Pair *pair = made.get();
        pair->client = client;
        client->setParent(this);
        if (m_target.transport == redis::Endpoint::Transport::Unix) {
            auto *socket = new QLocalSocket(this);
            connect(socket, &QLocalSocket::disconnected, this, [this, pair] { drop(pair); });
            connect(socket, &QLocalSocket::errorOccurred, this, [this, pair] { drop(pair); });
            socket->connectToServer(m_target.path);
            pair->redis = socket;
        } else {
            auto *socket = new QTcpSocket(this);
            connect(socket, &QTcpSocket::disconnected, this, [this, pair] { drop(pair); });
            connect(socket, &QTcpSocket::errorOccurred, this, [this, pair] { drop(pair); });
            socket->connectToHost(m_target.host, m_target.port);
            pair->redis = socket;
        }
        m_pairs.push_back(std::move(made));
        connect(client, &QTcpSocket::readyRead, this, [this, pair] { takeCommands(*pair); });
        connect(pair->redis, &QIODevice::readyRead, this, [this, pair] { takeAnswers(*pair); });
        connect(client, &QTcpSocket::disconnected, this, [this, pair] { drop(pair); });
    }
}

/// A command is an array of strings, so the reader of answers reads commands too.
void RedisDoor::takeCommands(Pair &pair)
{
    pair.commands.feed(pair.client->readAll());
    redis::Reply read;
    QByteArray passed;
    while (pair.commands.next(read) == redis::ReplyReader::Next::Reply) {
        Command command;
        for (const redis::Reply &item : read.items())
            command.append(item.bytes());
        if (const QByteArray ours = m_rule ? m_rule(command) : QByteArray(); !ours.isEmpty()) {
            pair.due.emplace_back(ours);
            continue;
        }
        pair.hasSubscribed |= command.value(0).toUpper() == "SUBSCRIBE";
        pair.due.emplace_back(std::nullopt);
        const std::vector<QByteArrayView> pieces(command.begin(), command.end());
        if (!redis::appendCommand(passed, pieces))
            qBadAlloc();
    }
    pair.redis->write(passed);
    settle(pair);
}

void RedisDoor::takeAnswers(Pair &pair)
{
    const QByteArray bytes = pair.redis->readAll();
    if (pair.hasSubscribed) {
        pair.client->write(bytes);
        return;
    }
    // Byte by byte, for the reader does not say where an answer ended.
    redis::Reply read;
    for (const char byte : bytes) {
        pair.answer += byte;
        pair.answers.feed(QByteArrayView(&byte, 1));
        if (pair.answers.next(read) != redis::ReplyReader::Next::Reply)
            continue;
        m_mostItems = std::max(m_mostItems, read.size());
        pair.whole.push_back(std::exchange(pair.answer, {}));
    }
    settle(pair);
}

void RedisDoor::settle(Pair &pair)
{
    while (!pair.due.empty()) {
        if (pair.due.front()) {
            pair.client->write(*pair.due.front());
        } else if (!pair.whole.empty()) {
            pair.client->write(pair.whole.front());
            pair.whole.pop_front();
        } else {
            return;
        }
        pair.due.pop_front();
    }
}

void RedisDoor::slipIn(const QByteArray &bytes)
{
    for (const auto &pair : m_pairs)
        pair->client->write(bytes);
}

void RedisDoor::dropCommands()
{
    std::vector<Pair *> those;
    for (const auto &pair : m_pairs) {
        if (!pair->hasSubscribed)
            those.push_back(pair.get());
    }
    for (Pair *pair : those)
        drop(pair);
}

void RedisDoor::drop(Pair *gone)
{
    const auto found =
        std::find_if(m_pairs.begin(), m_pairs.end(), [&](const auto &pair) { return pair.get() == gone; });
    if (found == m_pairs.end())
        return;
    const std::unique_ptr<Pair> pair = std::move(*found);
    m_pairs.erase(found);
    pair->client->disconnect(this);
    pair->redis->disconnect(this);
    pair->client->abort();
    pair->redis->close();
    pair->client->deleteLater();
    pair->redis->deleteLater();
}

} // namespace hubbub::testing
