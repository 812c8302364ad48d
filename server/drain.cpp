// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/drain.h"

#include "core/base/log.h"
#include "core/base/red_hook.h"
#include "core/protocol/codec.h"

#include <QRandomGenerator>

namespace hubbub::server {

namespace {

constexpr std::chrono::milliseconds stepEvery { 50 };
constexpr qint64 leastRetryMs = 50;

double secondsIn(Clock::TimePoint::duration span) { return std::chrono::duration<double>(span).count(); }

} // namespace

Drain::Drain(
    Sessions &sessions, std::function<QStringList()> nodes, std::chrono::milliseconds within, const Clock &clock)
    : m_sessions(sessions)
    , m_nodes(std::move(nodes))
    , m_within(within)
    , m_clock(clock)
{
    m_timer.setInterval(stepEvery);
    connect(&m_timer, &QTimer::timeout, this, &Drain::step);
}

void Drain::begin()
{
    m_began = m_clock.now();
    m_sessions.forEach([this](Session &session) { m_toTell.push_back(session.ticket()); });
    // Half of the time for goodbyes, the other half for those that are slow to go.
    const double half = std::max(0.1, secondsIn(m_within) / 2);
    m_pace = redHook("drain_at_once") ? 1e9
                                      : std::max<double>(clientsPerSecond, static_cast<double>(m_toTell.size()) / half);
    log::info("drain", QStringLiteral("moving clients elsewhere"), { { "clients", qint64(m_toTell.size()) } });
    m_timer.start();
    step();
}

void Drain::sayGoodbye(Session &session)
{
    if (session.phase == Session::Phase::Ending)
        return;
    const qint64 retry = leastRetryMs + QRandomGenerator::global()->bounded(int(retrySpread.count()));
    if (session.phase == Session::Phase::Live && !redHook("no_goodbye"))
        session.say(protocol::encode(protocol::Goodbye { "drain", retry, m_nodes() }));
    session.close(CloseCode::GoingAway, "this node is being drained");
}

void Drain::step()
{
    const auto since = m_clock.now() - m_began;
    const double due = (secondsIn(since) + secondsIn(stepEvery)) * m_pace;
    std::vector<Ticket> busy;
    while (m_told < due && !m_toTell.empty()) {
        Session *session = m_sessions.find(m_toTell.back());
        const Ticket ticket = m_toTell.back();
        m_toTell.pop_back();
        // What it asked is answered first, so that its client need not ask again.
        if (session && session->inFlight > 0 && since < m_within / 2) {
            busy.push_back(ticket);
            continue;
        }
        if (session)
            sayGoodbye(*session);
        ++m_told;
    }
    m_toTell.insert(m_toTell.begin(), busy.begin(), busy.end());
    if (since >= m_within)
        m_sessions.forEach([](Session &session) { session.connection().abort(); });
    // Who came in meanwhile (accepted before the door was shut) goes with the last.
    if (m_toTell.empty())
        m_sessions.forEach([this](Session &session) { sayGoodbye(session); });
    if (m_sessions.count() == 0) {
        m_timer.stop();
        Q_EMIT
        empty();
    }
}

} // namespace hubbub::server
