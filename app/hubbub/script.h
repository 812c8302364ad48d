// SPDX-License-Identifier: GPL-3.0-or-later
// A list of steps that run one after another without hands: do something, then wait until it has had its effect.
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>
#include <deque>
#include <functional>

namespace hubbub::app {

class Script final : public QObject {
    Q_OBJECT
public:
    explicit Script(QObject *parent = nullptr);

    /// `act` runs once; the next step comes when `until` says so. After `deadline` the script ends with a failure that
    /// names the step: `what` completes "the tour waited too long for ...".
    void step(const QString &what, std::function<void()> act, std::function<bool()> until,
        std::chrono::milliseconds deadline = std::chrono::seconds(30));
    /// Nothing but a pause, so that a person who watches can follow and animations end.
    void pause(std::chrono::milliseconds time);
    void run();
    /// Ends it as a failure with that sentence.
    void fail(const QString &sentence);

Q_SIGNALS:
    /// An empty sentence: every step was done.
    void finished(const QString &failure);

private:
    struct Step {
        QString what;
        std::function<void()> act;
        std::function<bool()> until;
        std::chrono::milliseconds deadline;
    };
    void next();
    void look();
    void end(const QString &failure);

    std::deque<Step> m_steps;
    Step m_current;
    QTimer m_look;
    std::chrono::steady_clock::time_point m_since;
    bool m_ended = false;
};

} // namespace hubbub::app
