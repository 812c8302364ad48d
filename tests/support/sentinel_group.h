// SPDX-License-Identifier: GPL-3.0-or-later
// A primary, its replicas and three Sentinels that promote one, as real processes for one test.
#pragma once

#include "tests/support/redis_server.h"

#include <array>
#include <memory>
#include <vector>

namespace hubbub::testing {

class SentinelGroup final {
public:
    struct Setup {
        int replicas = 1;
        QByteArray password {}; ///< of all servers
        QByteArray sentinelPassword {};
        bool tls = false; ///< for servers and Sentinels, which then speak nothing else to each other
    };

    SentinelGroup();
    explicit SentinelGroup(Setup setup);

    /// True once the replicas are in step and the Sentinels know of them and of each other; else problem() says why.
    [[nodiscard]] bool start();
    [[nodiscard]] QString problem() const { return m_problem; }

    [[nodiscard]] RedisServer &primary()
    {
        return *m_servers[0];
    } ///< the first one; it stays so called when it is dead
    [[nodiscard]] RedisServer &replica()
    {
        return *m_servers[1];
    } ///< the only one is promoted once the primary is dead
    /// The replica that was promoted; null as long as none was.
    [[nodiscard]] RedisServer *promoted();
    void killSentinel(int index) { m_sentinels[static_cast<size_t>(index)]->process.kill(); }

    /// As programs take it, with passwords and the authority's file.
    [[nodiscard]] QString url() const;
    /// The same without the Sentinels' password.
    [[nodiscard]] QString urlWithoutSentinelPassword() const;

private:
    struct Sentinel {
        ChildProcess process;
        redis::Endpoint endpoint;
    };

    [[nodiscard]] RedisServer::Setup serverSetup() const;
    [[nodiscard]] QStringList sentinelLines(quint16 port) const;
    [[nodiscard]] quint16 primaryPort() const;
    [[nodiscard]] bool startSentinel(size_t index);
    [[nodiscard]] bool knowsAll(const Sentinel &sentinel) const;

    Setup m_setup;
    QTemporaryDir m_folder;
    std::vector<std::unique_ptr<RedisServer>> m_servers;
    std::array<std::unique_ptr<Sentinel>, 3> m_sentinels;
    QString m_problem;
};

} // namespace hubbub::testing
