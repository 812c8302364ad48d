// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/me/my_presence.h"

#include "core/client/chat_client.h"
#include "core/protocol/limits.h"
#include "ui/chat/text_guard.h"
#include "ui/settings/settings.h"

#include <algorithm>

namespace hubbub::ui {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds longestNap = 1h; ///< the clock may be set while the alarm waits

} // namespace

using client::ChatClient;
using protocol::Presence;

MyPresence::MyPresence(
    ChatClient &client, Settings &settings, const Clock &clock, const client::Alarms &alarms, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_settings(settings)
    , m_clock(clock)
    , m_textEnds(alarms.make([this] { watchText(); }))
{
    connect(&client, &ChatClient::signedIn, this, [this] {
        m_told = {};
        watchText();
        tell();
    });
    connect(&client, &ChatClient::signedOut, this, [this] { // what the next one is, is theirs
        m_choice = Presence::Online;
        m_told = {};
        m_settings.setStatus({}, 0);
        m_textEnds->cancel();
        Q_EMIT
        changed();
    });
    watchText();
}

Presence MyPresence::shown() const { return m_choice == Presence::Online && m_idle ? Presence::Away : m_choice; }

QString MyPresence::text() const
{
    const qint64 until = m_settings.statusUntil();
    return until != 0 && until <= m_clock.wall().count() ? QString() : m_settings.status();
}

void MyPresence::choose(Presence state)
{
    m_choice = state;
    tell();
}

void MyPresence::setText(const QString &text, qint64 until)
{
    const QString line = guardedLine(text, protocol::titleLength).trimmed();
    m_settings.setStatus(line, line.isEmpty() ? 0 : until);
    watchText();
    tell();
}

void MyPresence::setIdle(bool idle)
{
    m_idle = idle;
    tell();
}

/// Waits for the end of the text in short steps.
void MyPresence::watchText()
{
    const qint64 until = m_settings.statusUntil();
    if (until == 0)
        return m_textEnds->cancel();
    const auto left = std::chrono::milliseconds(until) - m_clock.wall();
    if (left > 0ms)
        return m_textEnds->set(std::min(left, longestNap));
    m_settings.setStatus({}, 0);
    tell();
}

void MyPresence::tell()
{
    const Told now { shown(), text() };
    if (now != m_told && m_client.me().user != UserId()) {
        m_told = now;
        m_client.setPresence(now.state, now.text);
    }
    Q_EMIT
    changed();
}

} // namespace hubbub::ui
