// SPDX-License-Identifier: GPL-3.0-or-later
// A primary, a replica and three Sentinels that promote it, as real processes for one test.
#pragma once

#include "tests/support/redis_server.h"

#include <array>
#include <memory>

namespace hubbub::testing {

class SentinelGroup final {
public:
    SentinelGroup();

    /// True once the replica is in step and the Sentinels know of it and of each other; else problem() says why.
    [[nodiscard]] bool start();
    [[nodiscard]] QString problem() const { return m_problem; }

    [[nodiscard]] RedisServer &primary()
    {
        return *m_servers[0];
    } ///< the first one; it stays so called when it is dead
    [[nodiscard]] RedisServer &replica() { return *m_servers[1]; } ///< promoted once the primary is dead
    void killSentinel(int index) { m_sentinels[static_cast<size_t>(index)]->process.kill(); }

    /// As programs take it.
    [[nodiscard]] QString url() const;

private:
    struct Sentinel {
        ChildProcess process;
        redis::Endpoint endpoint;
    };

    [[nodiscard]] bool startSentinel(size_t index);
    [[nodiscard]] bool knowsAll(const Sentinel &sentinel) const;

    QTemporaryDir m_folder;
    std::array<std::unique_ptr<RedisServer>, 2> m_servers;
    std::array<std::unique_ptr<Sentinel>, 3> m_sentinels;
    QString m_problem;
};

} // namespace hubbub::testing
