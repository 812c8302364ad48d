// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/simulation.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto turnLength = 10ms;
constexpr auto admittance = 5min; ///< for all to sign in; signing up costs a node 50 ms a user
constexpr quint32 gettingInAtOnce = 200;
constexpr quint32 signingUpAtOnce = 16; ///< a node hashes two passwords at a time and keeps 64 waiting
constexpr size_t fullOutbox = 20; ///< a user with so many unanswered says nothing more for now

double seconds(steady_clock::duration time) { return std::chrono::duration<double>(time).count(); }

QByteArray babble(Dice &dice, int bytes)
{
    static constexpr QByteArrayView letters = "etaoin shrdlu cmfwyp vbgkqjxz";
    QByteArray text(bytes, Qt::Uninitialized);
    for (char &c : text)
        c = letters[dice.below(static_cast<quint32>(letters.size()))];
    if (!text.isEmpty())
        text.front() = text.back() = 'x'; // a text of blanks is none
    return text;
}

} // namespace

Simulation::Simulation(SimulationPlan plan, const Population &population)
    : m_plan(std::move(plan))
    , m_population(population)
    , m_stage { .sockets = m_sockets,
        .listener = *this,
        .nodes = m_plan.nodes,
        .population = population,
        .record = m_record,
        .password = m_plan.password,
        .dice = Dice(m_plan.seed + 1) }
    , m_dice(m_plan.seed)
{
    for (const SimulatedRoom &room : population.rooms)
        m_record.rooms.indexOf(room.name.bytes());
    for (const SimulatedUser &user : population.users)
        m_record.users.indexOf(user.name.bytes());
    m_record.lives.resize(population.users.size());
    m_record.owed.resize(population.users.size());
    m_record.online.resize(population.users.size());
    m_record.ends.resize(population.rooms.size());
    m_record.nodes = m_plan.names;
    for (quint32 i = 0; i < population.users.size(); ++i)
        m_actors.push_back(std::make_unique<Actor>(m_stage, i));
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(turnLength);
    connect(&m_timer, &QTimer::timeout, this, &Simulation::turn);
}

Simulation::~Simulation() = default;

void Simulation::start()
{
    m_stage.now = m_stage.began = m_entered = m_toldAt = steady_clock::now();
    m_timer.start();
}

void Simulation::opened(Peer &peer) { m_actors[peer.index()]->opened(); }

void Simulation::received(Peer &peer, QByteArrayView text) { m_actors[peer.index()]->received(text); }

void Simulation::heard(Peer &peer) { m_actors[peer.index()]->heard(); }

void Simulation::ended(Peer &peer, quint16 code, const QByteArray &reason)
{
    ++m_ends[code];
    m_actors[peer.index()]->ended(code, reason);
}

quint32 Simulation::count(Actor::State state) const
{
    return static_cast<quint32>(
        std::count_if(m_actors.begin(), m_actors.end(), [=](const auto &actor) { return actor->state() == state; }));
}

bool Simulation::everyoneIdle() const
{
    return std::all_of(m_actors.begin(), m_actors.end(), [](const auto &actor) {
        return actor->state() == Actor::State::Away || (actor->state() == Actor::State::Online && actor->idle());
    });
}

bool Simulation::quiet() const { return everyoneIdle() && m_stage.now - m_stage.lastNews > m_plan.calm; }

void Simulation::turn()
{
    m_stage.now = steady_clock::now();
    for (const auto &actor : m_actors)
        actor->tick();
    if (m_stage.now - m_toldAt >= 5s) {
        m_toldAt = m_stage.now;
        Q_EMIT
        progress(u"%1 of %2 users online, %3 messages sent"_s.arg(count(Actor::State::Online))
                     .arg(m_actors.size())
                     .arg(m_said));
    }
    advance();
}

void Simulation::enter(Phase phase)
{
    m_phase = phase;
    m_entered = m_stage.now;
}

void Simulation::hurry() { m_hurried = true; }

void Simulation::advance()
{
    const auto inPhase = m_stage.now - m_entered;
    switch (m_phase) {
    case Phase::Connecting:
        admit();
        break;
    case Phase::Making:
    case Phase::Joining:
        if (everyoneIdle())
            m_phase == Phase::Making ? joinRooms() : startTalking();
        else if (inPhase > admittance)
            give(Error { ErrorCode::Unavailable, u"the rooms could not be made: "_s + m_stage.lastTrouble });
        break;
    case Phase::Talking:
        // What was broken is made whole under load; a cluster that stays broken shows when nobody can settle.
        if (!m_hurried
            && (inPhase < m_plan.duration
                || (m_plan.whole && !m_plan.whole() && inPhase < m_plan.duration + m_plan.settle)))
            talk();
        else
            everyoneReturns();
        break;
    case Phase::Settling:
        letReturn();
        if ((m_returns.empty() && quiet()) || inPhase > m_plan.settle)
            letHalfLeave();
        break;
    case Phase::Leaving:
        if (quiet() || inPhase > m_plan.settle) {
            m_record.settled = quiet();
            readLogs();
        }
        break;
    case Phase::Reading:
        if (everyoneIdle() || inPhase > m_plan.settle)
            judge();
        break;
    case Phase::Over:
        break;
    }
}

void Simulation::admit()
{
    const quint32 in = count(Actor::State::Online);
    if (in == m_actors.size()) {
        Q_EMIT
        progress(u"all %1 users are online"_s.arg(in));
        m_plan.password.isEmpty() ? startTalking() : makeRooms();
        return;
    }
    if (m_stage.now - m_entered > admittance || count(Actor::State::Refused) > 0) {
        give(Error { ErrorCode::Unavailable,
            u"only %1 of %2 users got in: %3"_s.arg(in).arg(m_actors.size()).arg(m_stage.lastTrouble) });
        return;
    }
    const quint32 atOnce = m_plan.password.isEmpty() ? gettingInAtOnce : signingUpAtOnce;
    while (m_admitted < m_actors.size() && m_admitted - in < atOnce)
        m_actors[m_admitted++]->start();
}

void Simulation::makeRooms()
{
    for (quint32 room = 0; room < m_population.rooms.size(); ++room)
        m_actors[m_population.rooms[room].members.front()]->createRoom(room);
    enter(Phase::Making);
}

void Simulation::joinRooms()
{
    for (quint32 room = 0; room < m_population.rooms.size(); ++room) {
        const auto &members = m_population.rooms[room].members;
        std::for_each(members.begin() + 1, members.end(), [&](quint32 member) { m_actors[member]->joinRoom(room); });
    }
    enter(Phase::Joining);
}

void Simulation::startTalking()
{
    enter(Phase::Talking);
    Q_EMIT
    talking();
}

void Simulation::talk()
{
    const double past = seconds(m_stage.now - m_entered);
    const auto everyone = static_cast<quint32>(m_actors.size());
    for (; static_cast<double>(m_said) < past * m_plan.rate; ++m_said) {
        const quint32 number = m_dice.below(everyone);
        const auto &rooms = m_population.users[number].rooms;
        Actor &actor = *m_actors[number];
        const quint32 room = rooms[m_dice.below(static_cast<quint32>(rooms.size()))];
        const QByteArray text = babble(m_dice, m_plan.textBytes);
        // Also those who are offline just now write: it goes out once they are back.
        if (actor.queued(room) < fullOutbox && !actor.hasLeft(room))
            actor.send(room, text);
    }
    for (; static_cast<double>(m_cut) < past * m_plan.churn; ++m_cut) {
        Actor &actor = *m_actors[m_stage.dice.below(everyone)];
        if (actor.state() == Actor::State::Online)
            actor.drop();
    }
    move(past);
    flood();
}

// Those who stay must see each of them go.
void Simulation::letHalfLeave()
{
    m_notBack = m_actors.size() - count(Actor::State::Online);
    Q_EMIT
    progress(u"about half of the users leave"_s);
    for (quint32 user = 0; user < m_actors.size(); ++user)
        m_record.owed[user] = m_actors[user]->state() == Actor::State::Online;
    std::vector<bool> stays(m_actors.size());
    for (const SimulatedRoom &room : m_population.rooms)
        stays[room.members.front()] = true; // somebody must be left to see, and to read the log
    for (quint32 user = 0; user < m_actors.size(); ++user) {
        // Not every second one: rooms are filled in turn, so that could empty half of them.
        if (!stays[user] && m_stage.dice.below(2) == 0)
            m_actors[user]->leave();
    }
    m_stage.lastNews = m_stage.now;
    enter(Phase::Leaving);
}

void Simulation::readLogs()
{
    Q_EMIT
    progress(u"reading the logs"_s);
    for (quint32 user = 0; user < m_actors.size(); ++user)
        m_record.online[user] = m_actors[user]->state() == Actor::State::Online;
    for (quint32 room = 0; room < m_population.rooms.size(); ++room) {
        const auto &members = m_population.rooms[room].members;
        for (const quint32 member : members) {
            if (m_record.online[member] && m_actors[member]->follows(room))
                m_record.ends[room].present.push_back(member);
        }
        if (!m_record.ends[room].present.empty())
            m_actors[m_record.ends[room].present.front()]->readLog(room);
    }
    enter(Phase::Reading);
}

void Simulation::judge()
{
    Q_EMIT
    progress(u"judging"_s);
    give(Outcomes { .verdict = check(m_record),
        .settled = m_record.settled,
        .notBack = m_notBack,
        .strange = m_stage.strange,
        .connects = m_stage.connects,
        .replays = m_stage.replays,
        .ends = m_ends,
        .seed = m_plan.seed,
        .lastTrouble = m_stage.lastTrouble });
}

void Simulation::give(const Result<Outcomes> &outcomes)
{
    enter(Phase::Over);
    m_timer.stop();
    for (const auto &actor : m_actors) {
        if (actor->state() != Actor::State::Away)
            actor->leave();
    }
    QMetaObject::invokeMethod(
        this,
        [this, outcomes] {
            Q_EMIT
            finished(outcomes);
        },
        Qt::QueuedConnection);
}

} // namespace hubbub::load
