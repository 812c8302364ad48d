// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/latencies.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace hubbub::server {

size_t Latencies::slotOf(quint64 us)
{
    if (us < steps)
        return us;
    const int shift = static_cast<int>(std::bit_width(us)) - 5; // the five highest bits tell the slot
    const auto slot = static_cast<quint64>(shift) * steps + (us >> shift);
    return std::min<size_t>(slot, steps * octaves - 1);
}

double Latencies::endOf(size_t slot)
{
    const size_t shift = slot < steps ? 0 : slot / steps - 1;
    return std::ldexp(static_cast<double>(slot - shift * steps + 1), static_cast<int>(shift)) / 1000;
}

void Latencies::add(std::chrono::microseconds took)
{
    const auto us = static_cast<quint64>(std::max<std::chrono::microseconds::rep>(0, took.count()));
    ++m_recent[slotOf(us)];
    ++m_recentCount;
    const double seconds = static_cast<double>(us) / 1e6;
    const auto bound = std::lower_bound(bounds.begin(), bounds.end(), seconds);
    ++m_buckets[static_cast<size_t>(bound - bounds.begin())];
    ++m_count;
    m_seconds += seconds;
}

double Latencies::quantile(double part) const
{
    const auto rank = static_cast<quint64>(std::ceil(part * static_cast<double>(m_recentCount)));
    quint64 seen = 0;
    for (size_t slot = 0; slot < m_recent.size(); ++slot) {
        seen += m_recent[slot];
        if (seen >= rank)
            return endOf(slot);
    }
    return endOf(m_recent.size() - 1);
}

std::optional<protocol::Quantiles> Latencies::takeQuantiles()
{
    if (m_recentCount == 0)
        return std::nullopt;
    const protocol::Quantiles out { quantile(0.5), quantile(0.99) };
    m_recent.fill(0);
    m_recentCount = 0;
    return out;
}

} // namespace hubbub::server
