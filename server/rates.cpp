// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rates.h"

#include "core/base/red_hook.h"

#include <algorithm>

namespace hubbub::server {

std::optional<std::chrono::milliseconds> Bucket::take(const Rate &rate, Clock::TimePoint now)
{
    // In microseconds: 1/perSecond is rarely a whole number of milliseconds.
    using std::chrono::microseconds;
    const qint64 at = std::chrono::duration_cast<microseconds>(now.time_since_epoch()).count();
    const qint64 each = 1'000'000 / rate.perSecond;
    const qint64 fullAt = std::max(m_fullAt, at) + each;
    const qint64 debt = fullAt - at - each * rate.burst;
    if (debt > 0 && !redHook("no_rates"))
        return std::chrono::ceil<std::chrono::milliseconds>(microseconds(debt));
    m_fullAt = fullAt;
    return std::nullopt;
}

bool Bucket::isFull(Clock::TimePoint now) const
{
    return m_fullAt <= std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
}

} // namespace hubbub::server
