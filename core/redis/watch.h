// SPDX-License-Identifier: GPL-3.0-or-later
// One timer for many deadlines that only ever move forward.
#pragma once

#include <QTimer>

#include <chrono>
#include <functional>

namespace hubbub::redis {

/// Calls back once the earliest instant asked for has come. It is cheap to ask again: the timer is only touched where
/// the new instant is earlier than the one that it waits for. Where the loop itself stood still (the process was
/// stopped, or busy), what came in meanwhile is let in first, so our own pause is not taken for Redis's silence.
class Watch final {
public:
    using Instant = std::chrono::steady_clock::time_point;

    explicit Watch(std::function<void(Instant now)> due)
        : m_due(std::move(due))
    {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { fire(); });
    }

    void callBy(Instant when)
    {
        if (!m_timer.isActive() || when < m_when)
            start(when);
    }
    void stop() { m_timer.stop(); }

private:
    static constexpr std::chrono::milliseconds late { 250 };

    void start(Instant when)
    {
        m_when = when;
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(when - std::chrono::steady_clock::now());
        m_timer.start(std::max(wait, std::chrono::milliseconds(0)));
    }

    void fire()
    {
        const auto now = std::chrono::steady_clock::now();
        if (now - m_when > late && !std::exchange(m_gaveGrace, true)) {
            m_timer.start(late);
            return;
        }
        m_gaveGrace = false;
        m_due(now);
    }

    std::function<void(Instant)> m_due;
    QTimer m_timer;
    Instant m_when;
    bool m_gaveGrace = false;
};

} // namespace hubbub::redis
