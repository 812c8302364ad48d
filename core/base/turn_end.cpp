// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/turn_end.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QEvent>
#include <QThread>

#include <utility>

namespace hubbub {
namespace {

/// Whether some work of this thread runs now. What is asked for meanwhile may have missed its place in this turn.
thread_local bool running = false;

QEvent::Type turnEndType()
{
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

} // namespace

TurnEnd::TurnEnd(std::function<void()> work)
    : m_work(std::move(work))
{
}

void TurnEnd::ask()
{
    if (std::exchange(m_asked, true))
        return;
    if (running || !isToldBeforeTheLoopWaits())
        post();
}

/// Only a loop that runs by exec() waits; processEvents() alone may never do so.
bool TurnEnd::isToldBeforeTheLoopWaits()
{
    if (QThread::currentThread()->loopLevel() == 0)
        return false;
    auto *dispatcher = QAbstractEventDispatcher::instance();
    if (m_dispatcher != dispatcher) {
        if (m_dispatcher)
            m_dispatcher->disconnect(this);
        m_dispatcher = dispatcher;
        if (dispatcher) {
            connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, &TurnEnd::run);
            connect(dispatcher, &QObject::destroyed, this, [this] { m_dispatcher = nullptr; });
        }
    }
    return m_dispatcher != nullptr;
}

void TurnEnd::post() { QCoreApplication::postEvent(this, new QEvent(turnEndType())); }

bool TurnEnd::event(QEvent *event)
{
    if (event->type() != turnEndType())
        return QObject::event(event);
    run();
    return true;
}

void TurnEnd::run()
{
    if (!std::exchange(m_asked, false))
        return;
    const bool outer = std::exchange(running, true);
    const auto work = m_work; // which may end us
    work();
    running = outer;
}

} // namespace hubbub
