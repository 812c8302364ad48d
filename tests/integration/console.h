// SPDX-License-Identifier: GPL-3.0-or-later
// An operator's console, as independent of ours as can be: hears a cluster's reports and events, and says commands.
#pragma once

#include "core/redis/subscription.h"
#include "tests/support/redis_server.h"

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>

namespace hubbub::testing {

/// Hears channels of the cluster's Redis as a console does, and keeps all that was said.
class Console final {
public:
    explicit Console(const RedisServer &redis)
        : m_subscription(redis::Options { redis.endpoint() })
    {
        m_subscription.setMessageHandler([this](const QByteArray &channel, const QByteArray &payload) {
            m_heard[channel] << QJsonDocument::fromJson(payload).object();
        });
        m_subscription.open();
        m_subscription.subscribe("hb:stats");
        m_subscription.subscribe("hb:ops");
    }
    [[nodiscard]] bool isListening() const
    {
        return m_subscription.isSubscribed("hb:stats") && m_subscription.isSubscribed("hb:ops");
    }
    [[nodiscard]] QList<QJsonObject> reportsOf(const QString &node) const
    {
        QList<QJsonObject> out;
        for (const QJsonObject &each : m_heard["hb:stats"]) {
            if (each[u"node"] == node)
                out << each;
        }
        return out;
    }
    [[nodiscard]] QJsonObject lastReportOf(const QString &node) const
    {
        const auto all = reportsOf(node);
        return all.isEmpty() ? QJsonObject() : all.last();
    }
    [[nodiscard]] QList<QJsonObject> events(const QString &kind) const
    {
        QList<QJsonObject> out;
        for (const QJsonObject &each : m_heard["hb:ops"]) {
            if (each[u"event"] == kind)
                out << each;
        }
        return out;
    }

private:
    redis::Subscription m_subscription;
    QHash<QByteArray, QList<QJsonObject>> m_heard;
};

} // namespace hubbub::testing
