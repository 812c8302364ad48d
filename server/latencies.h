// SPDX-License-Identifier: GPL-3.0-or-later
// How long something took: quantiles of the time since the last look, and buckets since start.
#pragma once

#include "core/protocol/ops.h"

#include <array>
#include <chrono>
#include <optional>

namespace hubbub::server {

class Latencies {
public:
    /// Upper ends of the buckets since start, in seconds; one more bucket is for what is above.
    static constexpr std::array bounds { 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0,
        10.0 };

    /// Below 0, as clocks that disagree may say, counts as 0.
    void add(std::chrono::microseconds took);

    /// Of all that was added since the last call; nothing where that was nothing. Up to a sixteenth too large.
    [[nodiscard]] std::optional<protocol::Quantiles> takeQuantiles();

    [[nodiscard]] const std::array<quint64, bounds.size() + 1> &buckets() const { return m_buckets; }
    [[nodiscard]] quint64 count() const { return m_count; }
    [[nodiscard]] double seconds() const { return m_seconds; } ///< the sum

private:
    // Sixteen steps an octave, up to 2^27 us, which is over two minutes.
    static constexpr int steps = 16;
    static constexpr int octaves = 24;
    [[nodiscard]] static size_t slotOf(quint64 us);
    [[nodiscard]] static double endOf(size_t slot); ///< in ms
    [[nodiscard]] double quantile(double part) const;

    std::array<quint32, static_cast<size_t>(steps *octaves)> m_recent {};
    quint64 m_recentCount = 0;
    std::array<quint64, bounds.size() + 1> m_buckets {};
    quint64 m_count = 0;
    double m_seconds = 0;
};

} // namespace hubbub::server
