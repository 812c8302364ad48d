// SPDX-License-Identifier: GPL-3.0-or-later
// Work that is to be done once at the end of a turn of the event loop, when all that was ready has been looked at.
#pragma once

#include <QObject>

#include <functional>

class QAbstractEventDispatcher;

namespace hubbub {

/// An event posted to oneself would do, but each wakes the loop: that is three calls of the kernel a turn, for a loop
/// that is awake already. Belongs to its thread.
class TurnEnd final : public QObject {
public:
    explicit TurnEnd(std::function<void()> work);

    /// The work runs once, however often it was asked for until then; never inside this call. It may ask again.
    void ask();

protected:
    bool event(QEvent *event) override;

private:
    void run();
    void post();
    [[nodiscard]] bool isToldBeforeTheLoopWaits();

    std::function<void()> m_work;
    QAbstractEventDispatcher *m_dispatcher = nullptr; ///< whose signal is connected
    bool m_asked = false;
};

} // namespace hubbub
