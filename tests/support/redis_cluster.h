// SPDX-License-Identifier: GPL-3.0-or-later
// A Redis Cluster of three primaries with a replica each, as real processes for one test.
#pragma once

#include "core/redis/options.h"
#include "tests/support/redis_server.h"

#include <memory>
#include <vector>

namespace hubbub::testing {

class RedisCluster final {
public:
    struct Setup {
        QByteArray password {};
        bool tls = false; ///< for clients and between the nodes
    };

    RedisCluster();
    explicit RedisCluster(Setup setup);

    /// True once all slots are served, every node knows it, and every replica is in step; else problem() says why.
    [[nodiscard]] bool start();
    [[nodiscard]] QString problem() const { return m_problem; }

    static constexpr int primaries = 3;
    /// The first three begin as primaries, each with a third of the slots; i + 3 is the replica of i.
    [[nodiscard]] RedisServer &node(int index) { return *m_nodes.at(static_cast<size_t>(index)); }
    /// How a client reaches it.
    [[nodiscard]] redis::Endpoint place(int index) const;
    /// Which of the nodes serves the key's slot, as the living nodes that are primaries have it; -1: none.
    [[nodiscard]] int ownerOf(const QByteArray &key);
    /// A command about a key, to the node that serves it.
    redis::Reply run(const QByteArray &key, const QList<QByteArray> &argv);

    // Moving a slot, as redis-cli does it, in its steps.
    void beginMove(quint16 slot, int from, int to);
    void moveKeys(quint16 slot, int from, int to);
    void endMove(quint16 slot, int from, int to);
    /// All three.
    void move(quint16 slot, int from, int to);

    /// As programs take it, with the password and the authority's file; names only the first two nodes.
    [[nodiscard]] QString url() const;
    [[nodiscard]] redis::Options options() const;

private:
    [[nodiscard]] bool startNode(int index);
    [[nodiscard]] bool fail(const QString &problem);
    [[nodiscard]] QByteArray idOf(int index);
    [[nodiscard]] quint16 portOf(int index) const;
    [[nodiscard]] bool isWhole();

    Setup m_setup;
    std::vector<std::unique_ptr<RedisServer>> m_nodes;
    QString m_problem;
};

} // namespace hubbub::testing
