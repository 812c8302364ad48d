// SPDX-License-Identifier: GPL-3.0-or-later
// Time as something that can be handed in, so that tests turn the hands themselves.
#pragma once

#include <chrono>

namespace hubbub {

class Clock {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    virtual ~Clock() = default;
    /// Never goes backwards; for intervals and deadlines.
    [[nodiscard]] virtual TimePoint now() const = 0;
    /// Since 1970-01-01 UTC; for what people and tokens see. May jump.
    [[nodiscard]] virtual std::chrono::milliseconds wall() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override;
    [[nodiscard]] std::chrono::milliseconds wall() const override;
};

/// One for the whole process.
[[nodiscard]] const SystemClock &systemClock();

} // namespace hubbub
