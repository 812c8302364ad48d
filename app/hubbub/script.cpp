// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/script.h"

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace hubbub::app {

Script::Script(QObject *parent)
    : QObject(parent)
{
    m_look.setInterval(20ms);
    connect(&m_look, &QTimer::timeout, this, &Script::look);
}

void Script::step(
    const QString &what, std::function<void()> act, std::function<bool()> until, std::chrono::milliseconds deadline)
{
    m_steps.push_back({ what, std::move(act), std::move(until), deadline });
}

void Script::pause(std::chrono::milliseconds time)
{
    const auto passed = [this, time] { return std::chrono::steady_clock::now() - m_since >= time; };
    m_steps.push_back({ u"a pause"_s, nullptr, passed, time + 10s });
}

void Script::run() { next(); }

void Script::fail(const QString &sentence) { end(sentence); }

void Script::next()
{
    if (m_ended)
        return;
    if (m_steps.empty())
        return end({});
    m_current = std::move(m_steps.front());
    m_steps.pop_front();
    m_since = std::chrono::steady_clock::now();
    if (m_current.act)
        m_current.act();
    if (!m_ended)
        m_look.start();
}

void Script::look()
{
    if (!m_current.until || m_current.until()) {
        m_look.stop();
        next();
    } else if (std::chrono::steady_clock::now() - m_since > m_current.deadline) {
        end(u"the tour waited too long for %1"_s.arg(m_current.what));
    }
}

void Script::end(const QString &failure)
{
    if (m_ended)
        return;
    m_ended = true;
    m_look.stop();
    Q_EMIT
    finished(failure);
}

} // namespace hubbub::app
