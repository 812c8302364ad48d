// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/me/idle_watch.h"

#include "ui/me/idle_source.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>

namespace hubbub::ui {

namespace {

using namespace std::chrono_literals;

constexpr auto lookAgain = 5000ms; ///< whether somebody is back who uses other programs

bool isInput(QEvent::Type type)
{
    switch (type) {
    case QEvent::KeyPress:
    case QEvent::InputMethod:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
    case QEvent::TouchUpdate:
    case QEvent::TabletMove:
    case QEvent::TabletPress:
        return true;
    default:
        return false;
    }
}

} // namespace

IdleWatch::IdleWatch(const Clock &clock, const client::Alarms &alarms, IdleSource *desktop, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_desktop(desktop)
    , m_alarm(alarms.make([this] { look(); }))
    , m_lastInput(clock.now())
{
    if (m_desktop != nullptr)
        connect(m_desktop, &IdleSource::answered, this, &IdleWatch::take);
    QCoreApplication::instance()->installEventFilter(this);
}

std::chrono::milliseconds IdleWatch::ownIdle() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - m_lastInput);
}

void IdleWatch::setPatience(std::chrono::milliseconds patience)
{
    if (patience == m_patience)
        return;
    m_patience = patience;
    if (patience > 0ms) {
        m_alarm->set(std::max(0ms, patience - ownIdle()));
        return;
    }
    m_alarm->cancel();
    setIdle(false);
}

void IdleWatch::look()
{
    if (m_patience <= 0ms)
        return;
    if (const auto left = m_patience - ownIdle(); left > 0ms)
        m_alarm->set(left);
    else if (m_desktop != nullptr)
        m_desktop->ask();
    else
        take(std::nullopt);
}

void IdleWatch::take(std::optional<std::chrono::milliseconds> desktopIdle)
{
    if (m_patience <= 0ms)
        return;
    const auto idle = desktopIdle ? std::min(*desktopIdle, ownIdle()) : ownIdle();
    const bool gone = idle >= m_patience;
    if (!gone)
        m_alarm->set(m_patience - idle);
    else if (desktopIdle)
        m_alarm->set(lookAgain);
    setIdle(gone);
}

void IdleWatch::noteInput()
{
    m_lastInput = m_clock.now();
    if (!m_idle)
        return; // the alarm sees for itself that it rings too early
    m_alarm->set(m_patience);
    setIdle(false);
}

void IdleWatch::setIdle(bool idle)
{
    if (idle == m_idle)
        return;
    m_idle = idle;
    Q_EMIT
    changed(idle);
}

bool IdleWatch::eventFilter(QObject *, QEvent *event)
{
    if (isInput(event->type()) && event->spontaneous())
        noteInput();
    return false;
}

} // namespace hubbub::ui
