// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/slow_line.h"

#include <algorithm>

namespace hubbub::client {

using std::chrono::ceil;
using std::chrono::milliseconds;

SlowLine::SlowLine(const Clock &clock, const Alarms &alarms, const LineTrouble &trouble)
    : m_clock(clock)
    , m_trouble(trouble)
    , m_alarm(alarms.make([this] { ring(); }))
{
}

void SlowLine::pass(qint64 bytes, std::function<void()> arrive)
{
    if (m_trouble.silent)
        return;
    if (!m_trouble.isOn() && m_loads.empty())
        return arrive();
    const auto now = m_clock.now();
    m_free = std::max(m_free, now);
    if (m_trouble.bytesPerSecond > 0)
        m_free += milliseconds(1000 * bytes / m_trouble.bytesPerSecond);
    const auto due = m_free + m_trouble.delay;
    m_loads.push_back({ m_loads.empty() ? due : std::max(due, m_loads.back().due), std::move(arrive) });
    if (m_loads.size() == 1)
        m_alarm->set(ceil<milliseconds>(m_loads.front().due - now));
}

void SlowLine::clear()
{
    m_loads.clear();
    m_alarm->cancel();
}

void SlowLine::ring()
{
    const auto now = m_clock.now();
    while (!m_loads.empty() && m_loads.front().due <= now) {
        const Load load = std::move(m_loads.front());
        m_loads.pop_front();
        if (!m_trouble.silent)
            load.arrive();
    }
    if (!m_loads.empty())
        m_alarm->set(ceil<milliseconds>(m_loads.front().due - m_clock.now()));
}

} // namespace hubbub::client
