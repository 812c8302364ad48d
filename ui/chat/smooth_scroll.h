// SPDX-License-Identifier: GPL-3.0-or-later
// Spreads a wheel's step over some frames, faster first, so that the eye can follow.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace hubbub::ui {

class SmoothScroll final : public QObject {
    Q_OBJECT
public:
    explicit SmoothScroll(QObject *parent);

    void push(double pixels); ///< more to go; the other direction stops first
    void stop();
    [[nodiscard]] bool isMoving() const { return m_timer.isActive(); }

    /// Part of `left` that is covered after `milliseconds`; all of it within about 150.
    [[nodiscard]] static double covered(double left, double milliseconds);

Q_SIGNALS:
    void moved(int pixels);

private:
    void step();

    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_left = 0;
    double m_fraction = 0; ///< of a pixel, not yet moved
};

} // namespace hubbub::ui
