// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/redis_call.h"

#include "core/redis/codec.h"

#include <QLocalSocket>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpSocket>

#include <memory>

namespace hubbub::testing {
namespace {

constexpr int patience = 5'000;

std::unique_ptr<QIODevice> connected(const redis::Endpoint &endpoint)
{
    if (endpoint.transport == redis::Endpoint::Transport::Unix) {
        auto socket = std::make_unique<QLocalSocket>();
        socket->connectToServer(endpoint.path);
        return socket->waitForConnected(patience) ? std::move(socket) : nullptr;
    }
    if (endpoint.transport == redis::Endpoint::Transport::Tls) {
        auto socket = std::make_unique<QSslSocket>();
        auto configuration = QSslConfiguration::defaultConfiguration();
        configuration.setCaCertificates(QSslCertificate::fromPath(endpoint.caFile));
        socket->setSslConfiguration(configuration);
        socket->connectToHostEncrypted(endpoint.host, endpoint.port);
        return socket->waitForEncrypted(patience) ? std::move(socket) : nullptr;
    }
    auto socket = std::make_unique<QTcpSocket>();
    socket->connectToHost(endpoint.host, endpoint.port);
    return socket->waitForConnected(patience) ? std::move(socket) : nullptr;
}

bool append(QByteArray &out, const QList<QByteArray> &argv)
{
    const std::vector<QByteArrayView> pieces(argv.begin(), argv.end());
    return redis::appendCommand(out, pieces);
}

} // namespace

redis::Reply callRedis(const redis::Endpoint &endpoint, const QList<QByteArray> &argv)
{
    const auto noAnswer = redis::Reply::error("UNANSWERED by " + printable(endpoint).toUtf8());
    const auto socket = connected(endpoint);
    if (!socket)
        return noAnswer;

    QByteArray out;
    int expected = 1;
    if (!endpoint.password.isEmpty()) {
        const auto user = endpoint.user.isEmpty() ? QByteArray("default") : endpoint.user;
        expected += append(out, { "AUTH", user, endpoint.password }) ? 1 : 0;
    }
    if (!append(out, argv))
        return noAnswer;
    socket->write(out);

    redis::ReplyReader reader(1 << 30, 1 << 20);
    redis::Reply reply;
    while (expected > 0) {
        switch (reader.next(reply)) {
        case redis::ReplyReader::Next::Reply:
            --expected;
            break;
        case redis::ReplyReader::Next::NeedMore:
            if (!socket->waitForReadyRead(patience))
                return noAnswer;
            reader.feed(socket->readAll());
            break;
        case redis::ReplyReader::Next::Broken:
            return noAnswer;
        }
    }
    return reply;
}

} // namespace hubbub::testing
