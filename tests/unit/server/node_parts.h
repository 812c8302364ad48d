// SPDX-License-Identifier: GPL-3.0-or-later
// A real Redis and real connections around single parts of a node, in one process.
#pragma once

#include "core/redis/link.h"
#include "core/redis/subscription.h"
#include "server/scripts.h"
#include "server/sessions.h"
#include "tests/support/redis_server.h"
#include "tests/unit/net/endpoint_harness.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace hubbub::testing {

/// A client that only listens, and the session that the node has of it.
struct Person {
    explicit Person(quint16 port)
        : client(port)
    {
    }
    RawClient client;
    server::Session *session = nullptr;

    /// All frames that have arrived whole, in order.
    [[nodiscard]] QList<QJsonObject> frames() const
    {
        QList<QJsonObject> out;
        const QByteArray &bytes = client.received;
        for (qsizetype at = 0; at + 2 <= bytes.size();) {
            qsizetype head = 2;
            qsizetype length = static_cast<quint8>(bytes[at + 1]);
            if (length >= 126) {
                head = length == 126 ? 4 : 10;
                if (at + head > bytes.size())
                    break;
                length = 0;
                for (qsizetype i = 2; i < head; ++i)
                    length = length << 8 | static_cast<quint8>(bytes[at + i]);
            }
            if (at + head + length > bytes.size())
                break;
            if (static_cast<quint8>(bytes[at]) == 0x81)
                out << QJsonDocument::fromJson(bytes.mid(at + head, length)).object();
            at += head + length;
        }
        return out;
    }
    [[nodiscard]] QList<QJsonObject> frames(const QString &op) const
    {
        QList<QJsonObject> out;
        for (const QJsonObject &each : frames()) {
            if (each[QStringLiteral("op")] == op)
                out << each;
        }
        return out;
    }
};

/// Sessions on real sockets. Outlives what is built on it.
struct Parts {
    Harness harness;
    server::Sessions sessions;

    Parts()
    {
        harness.hooks.onOpened = [this](server::Connection &connection) {
            server::Session &session = sessions.open(connection);
            session.phase = server::Session::Phase::Live;
            m_newest = &session;
        };
    }

    /// Connects as that user; null where it came to nothing.
    std::unique_ptr<Person> connect(const char *user)
    {
        auto person = std::make_unique<Person>(harness.endpoint.port());
        m_newest = nullptr;
        person->client.upgrade();
        if (!QTest::qWaitFor([&] { return m_newest && person->client.isUpgraded(); }))
            return nullptr;
        person->session = m_newest;
        person->session->user = UserId(QByteArray(user));
        person->session->id = SessionId("s-" + QByteArray(user) + '-' + QByteArray::number(++m_count));
        sessions.enter(*person->session);
        return person;
    }

private:
    server::Session *m_newest = nullptr;
    int m_count = 0;
};

/// A private Redis with a connection for commands and one for channels, as a node has them.
struct RedisParts {
    RedisServer redis;
    server::Scripts scripts;
    std::unique_ptr<hubbub::redis::Link> link;
    std::unique_ptr<hubbub::redis::Subscription> subscription;

    [[nodiscard]] bool start()
    {
        if (!redis.start())
            return false;
        link = std::make_unique<hubbub::redis::Link>(hubbub::redis::Options { redis.endpoint() });
        subscription = std::make_unique<hubbub::redis::Subscription>(hubbub::redis::Options { redis.endpoint() });
        scripts.registerWith(*link);
        link->open();
        subscription->open();
        return QTest::qWaitFor([this] { return link->isUp() && subscription->isUp(); });
    }
};

} // namespace hubbub::testing
