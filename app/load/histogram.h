// SPDX-License-Identifier: GPL-3.0-or-later
// Times of many deliveries in little memory, exact to 1.6 %.
#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>

namespace hubbub::load {

/// Buckets of equal relative width: 64 to a doubling, from 1 us to over an hour.
class Histogram {
public:
    void add(std::chrono::nanoseconds time)
    {
        const auto us = time.count() < 1000 ? std::uint64_t { 1 } : static_cast<std::uint64_t>(time.count() / 1000);
        ++m_counts[bucketOf(us)];
        ++m_total;
    }
    [[nodiscard]] std::uint64_t count() const { return m_total; }
    /// The time that `share` (0 to 1) of all were within; zero where there were none.
    [[nodiscard]] std::chrono::microseconds quantile(double share) const
    {
        const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(m_total));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < m_counts.size(); ++i) {
            seen += m_counts[i];
            if (seen > 0 && seen >= wanted)
                return std::chrono::microseconds(upperEdge(i));
        }
        return {};
    }

private:
    static constexpr unsigned fine = 6; ///< 2^6 buckets to a doubling
    static constexpr std::size_t buckets = (32 - fine + 1) << fine;

    static std::size_t bucketOf(std::uint64_t us)
    {
        if (us < (1U << fine))
            return us;
        const auto width = static_cast<unsigned>(std::bit_width(us));
        const unsigned shift = width - fine - 1;
        const std::size_t bucket = (std::size_t { shift + 1 } << fine) + ((us >> shift) & ((1U << fine) - 1));
        return bucket < buckets ? bucket : buckets - 1;
    }
    static std::int64_t upperEdge(std::size_t bucket)
    {
        if (bucket < (1U << fine))
            return static_cast<std::int64_t>(bucket);
        const std::size_t shift = (bucket >> fine) - 1;
        const std::size_t low = ((bucket & ((1U << fine) - 1)) | (1U << fine)) << shift;
        return static_cast<std::int64_t>(low + (std::size_t { 1 } << shift) - 1);
    }

    std::array<std::uint64_t, buckets> m_counts {};
    std::uint64_t m_total = 0;
};

} // namespace hubbub::load
