// SPDX-License-Identifier: GPL-3.0-or-later
// Timers as something that can be handed in, as the clock is, so that tests ring them themselves.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace hubbub::client {

class Alarm {
public:
    virtual ~Alarm() = default;
    /// Rings once, from the event loop, after at least `wait`. Setting it again replaces the earlier setting.
    virtual void set(std::chrono::milliseconds wait) = 0;
    virtual void cancel() = 0;
    [[nodiscard]] virtual bool isSet() const = 0;
};

class Alarms {
public:
    virtual ~Alarms() = default;
    /// `ring` runs on the thread that called make(); never again once the alarm is gone.
    [[nodiscard]] virtual std::unique_ptr<Alarm> make(std::function<void()> ring) const = 0;
};

/// Over Qt's event loop; one for the whole process.
[[nodiscard]] const Alarms &systemAlarms();

} // namespace hubbub::client
