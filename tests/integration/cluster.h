// SPDX-License-Identifier: GPL-3.0-or-later
// A Redis and some gateways for one test function, with short times, and people on them.
#pragma once

#include "tests/support/gateway_process.h"
#include "tests/support/redis_server.h"
#include "tests/support/ws_peer.h"

#include <memory>
#include <vector>

namespace hubbub::testing {

class Cluster final {
public:
    /// Options that every gateway of the cluster gets besides those for short times.
    explicit Cluster(QStringList options = {}, RedisServer::Setup redis = {});

    /// True once Redis and so many gateways are ready; else problem() says why.
    [[nodiscard]] bool start(int gateways);
    /// Another gateway, named n1, n2, ...; not started.
    GatewayProcess &add(const QStringList &more = {});
    /// The same, at a place that is known before.
    GatewayProcess &addAt(const QString &listen, const QStringList &more = {});

    [[nodiscard]] RedisServer &redis() { return m_redis; }
    [[nodiscard]] GatewayProcess &node(int number) { return *m_nodes.at(static_cast<size_t>(number - 1)); }
    [[nodiscard]] QString problem() const { return m_problem; }
    /// Of all gateways, for a failed test's report.
    [[nodiscard]] QByteArray logs() const;

    /// What that node's /readyz, /healthz or /metrics answers: status and body.
    [[nodiscard]] std::pair<int, QByteArray> http(int number, const QString &path) const;

private:
    QStringList m_options;
    RedisServer m_redis;
    std::vector<std::unique_ptr<GatewayProcess>> m_nodes;
    QString m_problem;
};

/// Somebody with an account, on one node at a time.
class Person final {
public:
    explicit Person(const QString &name);

    /// Connects and makes the account; the welcome, or an empty object.
    QJsonObject registerAt(GatewayProcess &node);
    /// Connects and says hello by the newest refresh token, naming the positions that it reached.
    QJsonObject returnTo(GatewayProcess &node, const QJsonObject &resume = {});
    /// Connects and says hello by access token.
    QJsonObject showToken(GatewayProcess &node, const QString &token, const QJsonObject &more = {});

    QJsonObject create(const QString &room, const QJsonObject &more = {});
    QJsonObject join(const QString &room);
    /// A message with a fresh mid, or the given one; the reply.
    QJsonObject say(const QString &room, const QString &text, const QString &mid = {});
    /// The message event with that text in that room.
    QJsonObject hear(const QString &room, const QString &text, std::chrono::milliseconds limit = WsPeer::patience);

    [[nodiscard]] WsPeer &peer() { return m_peer; }
    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] const QString &token() const { return m_token; }
    [[nodiscard]] const QString &refresh() const { return m_refresh; }
    [[nodiscard]] const QString &device() const { return m_device; }

    static constexpr const char *password = "correct horse battery";

private:
    QJsonObject keep(const QJsonObject &welcome);

    QString m_name;
    QString m_device;
    QString m_token;
    QString m_refresh;
    WsPeer m_peer;
};

/// {"epoch","seq","mid"} of an event, for `resume`.
[[nodiscard]] QJsonObject positionOf(const QJsonObject &event);
[[nodiscard]] QString freshMid();

} // namespace hubbub::testing
