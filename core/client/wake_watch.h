// SPDX-License-Identifier: GPL-3.0-or-later
// Notices that the machine slept or that its network came back. A hint only: the link is probed, never trusted dead.
#pragma once

#include "core/base/clock.h"
#include "core/client/alarms.h"

#include <QObject>

namespace hubbub::client {

class WakeWatch final : public QObject {
    Q_OBJECT
public:
    /// `networkHints`: also listen to the system's word on its network, where there is a backend for it.
    WakeWatch(const Clock &clock, const Alarms &alarms, bool networkHints, QObject *parent = nullptr);

Q_SIGNALS:
    void awoke();

private:
    void tick();
    void listenToNetwork();

    const Clock &m_clock;
    std::unique_ptr<Alarm> m_alarm;
    Clock::TimePoint m_steady;
    std::chrono::milliseconds m_wall;
};

} // namespace hubbub::client
