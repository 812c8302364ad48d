// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/plot_board.h"

#include <algorithm>
#include <utility>

namespace hubbub::ui {
namespace {

constexpr double jumpSpan = 5 * 60;
constexpr double isNow = 1.5; // seconds from the newest one that still count as it

} // namespace

PlotBoard::PlotBoard(QObject *parent)
    : QObject(parent)
{
}

double PlotBoard::from() const { return std::max(m_to - m_span, std::min(m_begin, m_to - leastSpan)); }

void PlotBoard::setNow(double now)
{
    m_now = now;
    if (!m_live || m_to == now)
        return;
    m_to = now;
    Q_EMIT
    rangeChanged();
}

void PlotBoard::setSpan(double seconds)
{
    m_span = std::clamp(seconds, leastSpan, mostSpan);
    Q_EMIT
    rangeChanged();
}

void PlotBoard::setLive(bool live)
{
    if (std::exchange(m_live, live) == live)
        return;
    if (live)
        m_to = m_now;
    Q_EMIT
    liveChanged();
    Q_EMIT
    rangeChanged();
}

void PlotBoard::show(double from, double to)
{
    m_span = std::clamp(to - from, leastSpan, mostSpan);
    m_to = std::clamp(to, m_now - mostSpan + m_span, m_now);
    const bool live = m_to >= m_now - isNow;
    if (live)
        m_to = m_now;
    if (std::exchange(m_live, live) != live)
        Q_EMIT
    liveChanged();
    Q_EMIT
    rangeChanged();
}

void PlotBoard::jumpTo(double second)
{
    show(second - jumpSpan / 2, second + jumpSpan / 2);
    setCrosshair(second);
}

void PlotBoard::setCrosshair(std::optional<double> second)
{
    if (std::exchange(m_crosshair, second) != second)
        Q_EMIT
    crosshairChanged();
}

} // namespace hubbub::ui
