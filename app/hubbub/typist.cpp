// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/typist.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace hubbub::app {
namespace {

void press(QWidget &widget, int key, Qt::KeyboardModifiers modifiers, const QString &text)
{
    QKeyEvent down(QEvent::KeyPress, key, modifiers, text);
    QCoreApplication::sendEvent(&widget, &down);
    QKeyEvent up(QEvent::KeyRelease, key, modifiers, text);
    QCoreApplication::sendEvent(&widget, &up);
}

} // namespace

Typist::Typist(std::chrono::milliseconds keyPause, QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(keyPause);
    connect(&m_timer, &QTimer::timeout, this, &Typist::pressNext);
}

bool Typist::type(const QWidget &window, const QString &line)
{
    m_edit = window.findChild<QWidget *>(u"composerEdit"_s);
    if (!m_edit || !m_edit->isVisible())
        return false;
    m_line = line;
    m_at = 0;
    if (m_timer.interval() > 0) {
        m_timer.start();
        return true;
    }
    while (m_at <= m_line.size())
        pressNext();
    return true;
}

void Typist::pressNext()
{
    if (!m_edit || m_at > m_line.size())
        return m_timer.stop();
    if (m_at == m_line.size()) {
        press(*m_edit, Qt::Key_Return, Qt::NoModifier, u"\r"_s);
        ++m_at;
        return m_timer.stop();
    }
    // A character beyond the first plane is two units of one key.
    const qsizetype units = m_line[m_at].isHighSurrogate() ? 2 : 1;
    const QString text = m_line.mid(m_at, units);
    m_at += units;
    if (text == "\n"_L1)
        press(*m_edit, Qt::Key_Return, Qt::ShiftModifier, u"\r"_s);
    else
        press(*m_edit, 0, Qt::NoModifier, text);
}

} // namespace hubbub::app
