// SPDX-License-Identifier: GPL-3.0-or-later
// Whether replicas have what Redis just answered for: WAIT, on a connection of its own, since it blocks that.
#pragma once

#include "core/base/result.h"
#include "core/redis/link.h"

#include <memory>
#include <vector>

namespace hubbub::redis {

/// Belongs to the thread of the link that it backs. One WAIT answers for all that was asked until it went out, so many
/// writers share its round trip. In a Cluster each primary has a connection and WAITs of its own.
class ReplicaWait final : public QObject {
    Q_OBJECT

public:
    struct Demand {
        int replicas = 1; ///< that must have a write
        std::chrono::milliseconds limit { 1000 }; ///< for them to say so
    };
    using Confirmed = std::function<void(const Outcome &)>;

    struct Counters {
        quint64 asked = 0; ///< writes that were to be confirmed
        quint64 failed = 0; ///< of those
        quint64 waits = 0; ///< WAITs that went out
    };

    /// `writer` is borrowed: the link on which the writes go. `options` are as the writer's.
    ReplicaWait(const Link &writer, Options options, Demand demand, QObject *parent = nullptr);
    ~ReplicaWait() override;

    void open();
    void close();
    [[nodiscard]] bool isUp() const; ///< the Redis can be asked; of a Cluster, all of its primaries

    /// Call it when the writer got Redis's answer to a write of the key, at once. `confirmed` is told Done if enough
    /// replicas had all that this Redis had done by then, within the limit; else Unavailable: the write is done, but
    /// might be lost with its Redis. Never inside this call; dropped with its context.
    void confirm(const QByteArray &key, QObject *context, Confirmed confirmed);

    [[nodiscard]] const Counters &counters() const { return m_counters; }

private:
    class Lane;

    void followCluster();
    [[nodiscard]] Lane *laneFor(const QByteArray &key) const;

    const Link &m_writer;
    Options m_options;
    Demand m_demand;
    std::vector<std::unique_ptr<Lane>> m_lanes; ///< one, but in a Cluster
    Counters m_counters;
    bool m_isOpen = false;
};

} // namespace hubbub::redis
