// SPDX-License-Identifier: GPL-3.0-or-later
// Moves all clients to other nodes, at a pace that those can bear, and says when nobody is left.
#pragma once

#include "core/base/clock.h"
#include "server/sessions.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace hubbub::server {

class Drain final : public QObject {
    Q_OBJECT
public:
    /// A client is told to come back after a random part of this: they must not all arrive at once, and their absence
    /// must not be noticed.
    static constexpr std::chrono::milliseconds retrySpread { 1000 };
    static constexpr int clientsPerSecond = 500;

    Drain(Sessions &sessions, std::function<QStringList()> nodes, std::chrono::milliseconds within, const Clock &clock);

    void begin();

Q_SIGNALS:
    /// No client is left.
    void empty();

private:
    void step();
    void sayGoodbye(Session &session);

    Sessions &m_sessions;
    std::function<QStringList()> m_nodes;
    std::chrono::milliseconds m_within;
    const Clock &m_clock;
    QTimer m_timer;
    Clock::TimePoint m_began {};
    std::vector<Ticket> m_toTell;
    double m_pace = clientsPerSecond; ///< a second
    double m_told = 0;
};

} // namespace hubbub::server
