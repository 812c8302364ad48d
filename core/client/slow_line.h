// SPDX-License-Identifier: GPL-3.0-or-later
// A bad network on purpose: what goes over the line is late, slow, or gone. For showing what the client makes of it.
#pragma once

#include "core/base/clock.h"
#include "core/client/alarms.h"

#include <QtGlobal>

#include <deque>
#include <functional>
#include <memory>

namespace hubbub::client {

struct LineTrouble {
    std::chrono::milliseconds delay {}; ///< each way
    qint64 bytesPerSecond = 0; ///< each way; 0: as fast as it goes
    bool silent = false; ///< nothing comes through, and nobody is told

    [[nodiscard]] bool isOn() const { return silent || bytesPerSecond > 0 || delay.count() > 0; }
    friend bool operator==(const LineTrouble &, const LineTrouble &) = default;
};

/// One way of a line. What was passed stays in order, also where the trouble ends meanwhile. Belongs to one thread.
class SlowLine {
public:
    /// All are borrowed; `trouble` may change at any time.
    SlowLine(const Clock &clock, const Alarms &alarms, const LineTrouble &trouble);

    /// Calls `arrive` when so many bytes are through: at once where nothing is wrong.
    void pass(qint64 bytes, std::function<void()> arrive);
    void clear();

private:
    void ring();

    const Clock &m_clock;
    const LineTrouble &m_trouble;
    std::unique_ptr<Alarm> m_alarm;
    struct Load {
        Clock::TimePoint due;
        std::function<void()> arrive;
    };
    std::deque<Load> m_loads;
    Clock::TimePoint m_free {}; ///< when the line has taken all that was passed
};

} // namespace hubbub::client
