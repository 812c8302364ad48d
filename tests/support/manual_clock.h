// SPDX-License-Identifier: GPL-3.0-or-later
// A clock whose hands the test turns.
#pragma once

#include "core/base/clock.h"

namespace hubbub::testing {

class ManualClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override { return m_now; }
    [[nodiscard]] std::chrono::milliseconds wall() const override { return m_wall; }

    void advance(std::chrono::milliseconds by)
    {
        m_now += by;
        m_wall += by;
    }
    /// The wall clock alone, as when somebody sets the time.
    void jumpWall(std::chrono::milliseconds by) { m_wall += by; }

private:
    TimePoint m_now { std::chrono::hours(1) };
    std::chrono::milliseconds m_wall { 1'700'000'000'000 };
};

} // namespace hubbub::testing
