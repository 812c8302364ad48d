// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

namespace hubbub {

Clock::TimePoint SystemClock::now() const { return std::chrono::steady_clock::now(); }

std::chrono::milliseconds SystemClock::wall() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
}

const SystemClock &systemClock()
{
    static const SystemClock clock;
    return clock;
}

} // namespace hubbub
