// SPDX-License-Identifier: GPL-3.0-or-later
// What befalls the users of a simulation while they talk.
#include "app/load/simulation.h"

#include <algorithm>
#include <utility>

namespace hubbub::load {
namespace {

using namespace std::chrono_literals;

constexpr auto shortestAbsence = 500ms; ///< of a member who has left a room
constexpr auto longestAbsence = 5000ms;
constexpr auto betweenWords = 40ms; ///< of those who flood a slow reader: 0.4 MB a second
constexpr int longWord = 16'000; ///< bytes: near the longest text that a node takes
constexpr size_t fewWords = 3;

} // namespace

// One who hangs is left alone: it is the node that must end that.
bool Simulation::mayBeCut(quint32 user) const
{
    return m_actors[user]->state() == Actor::State::Online
        && std::none_of(m_hung.begin(), m_hung.end(), [=](const Hung &hung) { return hung.user == user; });
}

void Simulation::cut(quint32 percent)
{
    for (quint32 user = 0; user < m_actors.size(); ++user) {
        const bool chosen = m_stage.dice.below(100) < percent;
        const bool reset = m_stage.dice.below(2) == 0;
        if (chosen && mayBeCut(user))
            m_actors[user]->drop(reset);
    }
}

void Simulation::storm()
{
    for (quint32 user = 0; user < m_actors.size(); ++user) {
        if (mayBeCut(user))
            m_actors[user]->drop(false, true);
    }
}

void Simulation::hang(std::chrono::milliseconds length)
{
    const auto user = m_stage.dice.below(static_cast<quint32>(m_actors.size()));
    const auto &rooms = m_population.users[user].rooms;
    const quint32 room = rooms[m_stage.dice.below(static_cast<quint32>(rooms.size()))];
    mark(QStringLiteral("%1 stops reading").arg(m_population.users[user].name.text()));
    m_actors[user]->stopReading();
    m_hung.push_back({ m_stage.now + length, m_stage.now, user, room });
}

void Simulation::mark(const QString &text)
{
    const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(m_stage.now - m_stage.began);
    m_record.marks.push_back({ static_cast<quint32>(at.count()), text });
}

// Not the first member, who owns the room, and must stay to see and to read the log.
void Simulation::move(double past)
{
    for (; static_cast<double>(m_moved) < past * m_plan.moves; ++m_moved) {
        const quint32 room = m_stage.dice.below(static_cast<quint32>(m_population.rooms.size()));
        const auto &members = m_population.rooms[room].members;
        if (members.size() < 2)
            continue;
        const quint32 user = members[1 + m_stage.dice.below(static_cast<quint32>(members.size()) - 1)];
        const auto absence = m_stage.dice.time(shortestAbsence, longestAbsence);
        const bool byForce = m_stage.dice.below(2) == 0;
        if (!m_actors[user]->follows(room) || m_actors[user]->hasLeft(room))
            continue;
        if (byForce) {
            m_actors[members.front()]->kick(room, user);
            m_actors[user]->expectRemoval(room);
        } else {
            m_actors[user]->leaveRoom(room);
        }
        m_returns.push_back({ m_stage.now + absence, user, room });
    }
    letReturn();
}

void Simulation::letReturn()
{
    std::erase_if(m_returns, [this](const Return &each) {
        if (each.due > m_stage.now || !m_actors[each.user]->idle() || isBeingKicked(each))
            return false;
        m_actors[each.user]->joinRoom(each.room);
        return true;
    });
}

bool Simulation::isBeingKicked(const Return &who) const
{
    return m_actors[m_population.rooms[who.room].members.front()]->isKicking(who.room, who.user);
}

void Simulation::flood()
{
    for (Hung &hung : m_hung) {
        if (m_stage.now < hung.nextWord)
            continue;
        hung.nextWord = m_stage.now + betweenWords;
        for (const quint32 member : m_population.rooms[hung.room].members) {
            Actor &actor = *m_actors[member];
            if (member == hung.user || actor.hasLeft(hung.room) || actor.queued(hung.room) >= fewWords)
                continue;
            actor.send(hung.room, QByteArray(longWord, 'z'));
            break;
        }
    }
    hangOver();
}

void Simulation::hangOver()
{
    std::erase_if(m_hung, [this](const Hung &hung) {
        const bool over = m_phase != Phase::Talking || m_stage.now >= hung.until;
        if (over)
            m_actors[hung.user]->readAgain();
        return over;
    });
}

void Simulation::everyoneReturns()
{
    for (Return &each : m_returns)
        each.due = m_stage.now;
    enter(Phase::Settling);
    hangOver();
}

} // namespace hubbub::load
