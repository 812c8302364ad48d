// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/smooth_scroll.h"

#include "ui/common/theme.h"

#include <cmath>

namespace hubbub::ui {

SmoothScroll::SmoothScroll(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(std::chrono::milliseconds(8));
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &SmoothScroll::step);
}

void SmoothScroll::push(double pixels)
{
    if (m_left * pixels < 0)
        stop();
    m_left += pixels;
    if (Theme::instance().reducesMotion()) {
        const int all = static_cast<int>(std::lround(m_left));
        m_left = 0;
        Q_EMIT
        moved(all);
        return;
    }
    if (!m_timer.isActive()) {
        m_clock.start();
        m_timer.start();
        step();
    }
}

void SmoothScroll::stop()
{
    m_timer.stop();
    m_left = 0;
    m_fraction = 0;
}

double SmoothScroll::covered(double left, double milliseconds)
{
    constexpr double easing = 45; // ms in which 63 % of the way is gone
    if (std::abs(left) < 1)
        return left;
    return left * (1 - std::exp(-milliseconds / easing));
}

void SmoothScroll::step()
{
    const double elapsed = static_cast<double>(m_clock.nsecsElapsed()) / 1e6;
    m_clock.restart();
    const double now = covered(m_left, std::clamp(elapsed, 4.0, 50.0));
    m_left -= now;
    m_fraction += now;
    const double whole = std::trunc(m_fraction);
    m_fraction -= whole;
    if (std::abs(m_left) < 0.5)
        stop();
    if (whole != 0)
        Q_EMIT
    moved(static_cast<int>(whole));
}

} // namespace hubbub::ui
