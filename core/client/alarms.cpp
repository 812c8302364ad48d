// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/alarms.h"

#include <QTimer>

namespace hubbub::client {
namespace {

class TimerAlarm final : public Alarm {
public:
    explicit TimerAlarm(std::function<void()> ring)
    {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [ring = std::move(ring)] { ring(); });
    }
    void set(std::chrono::milliseconds wait) override { m_timer.start(std::max(wait, std::chrono::milliseconds(0))); }
    void cancel() override { m_timer.stop(); }
    [[nodiscard]] bool isSet() const override { return m_timer.isActive(); }

private:
    QTimer m_timer;
};

class TimerAlarms final : public Alarms {
public:
    [[nodiscard]] std::unique_ptr<Alarm> make(std::function<void()> ring) const override
    {
        return std::make_unique<TimerAlarm>(std::move(ring));
    }
};

} // namespace

const Alarms &systemAlarms()
{
    static const TimerAlarms alarms;
    return alarms;
}

} // namespace hubbub::client
