// SPDX-License-Identifier: GPL-3.0-or-later
// Alarms that ring when the test moves the clock, in the order in which they are due.
#pragma once

#include "core/client/alarms.h"
#include "tests/support/manual_clock.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace hubbub::testing {

class ManualAlarms final : public client::Alarms {
public:
    explicit ManualAlarms(ManualClock &clock)
        : m_clock(clock)
    {
    }

    [[nodiscard]] std::unique_ptr<client::Alarm> make(std::function<void()> ring) const override
    {
        return std::make_unique<Bell>(*this, std::move(ring));
    }

    /// Moves the clock, and rings what comes due on the way.
    void advance(std::chrono::milliseconds by)
    {
        const Clock::TimePoint end = m_clock.now() + by;
        for (Bell *next = first(end); next; next = first(end)) {
            m_clock.advance(std::chrono::ceil<std::chrono::milliseconds>(std::max(*next->due - m_clock.now(), {})));
            next->due.reset();
            next->ring();
        }
        m_clock.advance(std::chrono::duration_cast<std::chrono::milliseconds>(end - m_clock.now()));
    }
    [[nodiscard]] int set() const
    {
        return static_cast<int>(std::count_if(m_bells.cbegin(), m_bells.cend(), [](Bell *b) { return b->isSet(); }));
    }

private:
    struct Bell final : client::Alarm {
        Bell(const ManualAlarms &alarms, std::function<void()> toRing)
            : owner(alarms)
            , ring(std::move(toRing))
        {
            owner.m_bells.push_back(this);
        }
        ~Bell() override { std::erase(owner.m_bells, this); }
        void set(std::chrono::milliseconds wait) override { due = owner.m_clock.now() + wait; }
        void cancel() override { due.reset(); }
        [[nodiscard]] bool isSet() const override { return due.has_value(); }

        const ManualAlarms &owner;
        std::function<void()> ring;
        std::optional<Clock::TimePoint> due;
    };
    [[nodiscard]] Bell *first(Clock::TimePoint until) const
    {
        Bell *found = nullptr;
        for (Bell *bell : m_bells)
            if (bell->due && *bell->due <= until && (!found || *bell->due < *found->due))
                found = bell;
        return found;
    }

    ManualClock &m_clock;
    mutable std::vector<Bell *> m_bells;
};

} // namespace hubbub::testing
