// SPDX-License-Identifier: GPL-3.0-or-later
// Traced messages, put together from what each node saw of them, and how long each hop takes in general.
#pragma once

#include "core/base/clock.h"
#include "core/protocol/ops.h"

#include <QHash>
#include <QList>

#include <array>
#include <deque>
#include <optional>

namespace hubbub::ops {

/// The hops of a message, in their order.
enum class Hop : quint8 {
    Client, ///< from the client to its node: half of the connection's round trip
    Node, ///< in that node, from the command to the script's call
    ToRedis, ///< to Redis, until it is stored; between two clocks
    Answer, ///< from there to the node's reading of the answer; between two clocks
    Ok, ///< until the `ok` is with the connection
    Channel, ///< by the room's channel to a node that follows it; between two clocks
    FanOut, ///< in that node, to its connections
};
inline constexpr int hopCount = static_cast<int>(Hop::FanOut) + 1;

struct Trace {
    Mid mid;
    RoomId room;
    qint64 seq = 0;
    Clock::TimePoint heard; ///< its first record, here
    std::optional<protocol::TraceRecord> publish; ///< missing where the node that took it could not tell
    QList<protocol::TraceRecord> deliveries; ///< by node

    [[nodiscard]] qint64 begin() const; ///< us since 1970: when its client said it, as far as known
    [[nodiscard]] qint64 end() const; ///< the last thing that is known of it
    /// us from the client to the last connection of the last node; to the `ok` where nobody was there.
    [[nodiscard]] qint64 totalUs() const;
    /// us; nothing where it is not known. Of the hops that each node has of its own, the slowest node's. Never below 0:
    /// what is, is within the clocks' error.
    [[nodiscard]] std::optional<qint64> us(Hop hop) const;
    /// How wrong hops between two clocks may be, in us.
    [[nodiscard]] qint64 clockErrorUs() const;
};

/// Pure. Belongs to one thread.
class TraceBook {
public:
    static constexpr size_t kept = 300;
    static constexpr std::chrono::seconds settles { 1 }; ///< after that no further record of it is expected

    explicit TraceBook(const Clock &clock)
        : m_clock(clock)
    {
    }

    /// Takes what came on hb:trace; what can't be read is passed over.
    void take(QByteArrayView record);
    void take(const protocol::TraceRecord &record);
    void clear()
    {
        m_traces.clear();
        m_asked.clear();
        ++m_taken;
    }
    [[nodiscard]] const std::deque<Trace> &traces() const { return m_traces; } ///< newest last
    [[nodiscard]] const Trace *find(const Mid &mid) const;
    /// An operator asks for one here: the first that comes is theirs.
    void expect() { m_expects = true; }
    /// One that an operator asked for and that has settled since the last call; for the views.
    [[nodiscard]] std::optional<Mid> takeAsked();
    [[nodiscard]] qint64 taken() const { return m_taken; } ///< records, ever: grows where something is new

    struct Quantiles {
        int count = 0;
        qint64 p50 = 0; ///< us
        qint64 p99 = 0;
    };
    /// Of all that are kept.
    [[nodiscard]] std::array<Quantiles, hopCount> quantiles() const;

private:
    const Clock &m_clock;
    std::deque<Trace> m_traces;
    QHash<Mid, bool> m_asked; ///< those that were asked for and not taken yet
    bool m_expects = false;
    qint64 m_taken = 0;
};

} // namespace hubbub::ops
