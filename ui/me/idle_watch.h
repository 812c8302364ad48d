// SPDX-License-Identifier: GPL-3.0-or-later
// Knows whether a person has left the computer: no key, no pointer for a while, neither in this program nor, where the
// desktop can be asked, anywhere on it.
#pragma once

#include "core/base/clock.h"
#include "core/client/alarms.h"

#include <QObject>

#include <memory>
#include <optional>

namespace hubbub::ui {

class IdleSource;

class IdleWatch final : public QObject {
    Q_OBJECT
public:
    /// `desktop`: nullptr: only what this program hears counts. All borrowed; they outlive the watch.
    IdleWatch(const Clock &clock, const client::Alarms &alarms, IdleSource *desktop, QObject *parent = nullptr);

    /// After so long without input somebody counts as gone; 0: never.
    void setPatience(std::chrono::milliseconds patience);
    [[nodiscard]] bool isIdle() const { return m_idle; }

Q_SIGNALS:
    void changed(bool idle);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override; ///< of the whole program

private:
    void look();
    void take(std::optional<std::chrono::milliseconds> desktopIdle);
    void noteInput();
    void setIdle(bool idle);
    [[nodiscard]] std::chrono::milliseconds ownIdle() const;

    const Clock &m_clock;
    IdleSource *m_desktop;
    std::unique_ptr<client::Alarm> m_alarm;
    std::chrono::milliseconds m_patience { 0 };
    Clock::TimePoint m_lastInput;
    bool m_idle = false;
};

} // namespace hubbub::ui
