// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/actor.h"

#include "core/protocol/close_code.h"
#include "core/protocol/limits.h"

#include <algorithm>
#include <utility>

namespace hubbub::load {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr auto dialPatience = 10s; ///< for TCP, upgrade and welcome
constexpr auto silence = 10s; ///< after our ping
constexpr auto healthy = 30s; ///< online for so long: the next loss begins with short waits again
constexpr qint64 logPage = 200;

} // namespace

Actor::Actor(Stage &stage, quint32 index)
    : m_stage(stage)
    , m_index(index)
    , m_peer(stage.sockets, stage.listener, index)
    , m_token(stage.population.users[index].token)
    , m_node(index % static_cast<quint32>(stage.nodes.size()))
{
    for (const quint32 room : stage.population.users[index].rooms)
        m_seats[room];
}

void Actor::start()
{
    m_state = State::Waiting;
    dial();
}

void Actor::leave()
{
    m_state = State::Away;
    m_peer.close(1000);
}

void Actor::drop(bool reset, bool atOnce)
{
    m_peer.abort(reset);
    ended(1006, "dropped");
    if (atOnce && m_state == State::Waiting)
        comeBack(0ms);
}

void Actor::stopReading() { m_peer.setReading(false); }
void Actor::readAgain() { m_peer.setReading(true); }

void Actor::dial()
{
    m_state = State::Dialling;
    m_due = m_stage.now + dialPatience;
    if (const auto why = m_peer.dial(m_stage.nodes[m_node], protocol::subprotocol))
        ended(1006, *why);
}

void Actor::opened()
{
    m_state = State::Greeting;
    m_heard = m_stage.now;
    // A hello is not repeated by itself: each connection begins with its own.
    std::erase_if(m_asked, [](const Asked &asked) { return asked.what == Asked::What::Hello; });
    Asked hello { .what = Asked::What::Hello };
    give(hello);
    m_asked.push_back(hello);
}

void Actor::ended(quint16 code, const QByteArray &reason)
{
    for (Asked &asked : m_asked)
        asked.id = 0; // unknown whether it was done: asked again with the same mid
    if (m_state == State::Online)
        tell({ .kind = Entry::Kind::Ended, .to = code });
    if (m_state == State::Away)
        return;
    if (m_state == State::Online && m_stage.now - m_since >= healthy)
        m_attempt = 0;
    m_stage.lastTrouble = QString::fromUtf8(QByteArray::number(code) + ' ' + reason);
    const bool tokenTooOld = code == quint16(protocol::CloseCode::Unauthorized) && !m_stage.password.isEmpty();
    if (protocol::afterClose(code) == protocol::AfterClose::StayAway && !tokenTooOld) {
        m_state = State::Refused;
        return;
    }
    if (m_stage.nodes.size() > 1) { // another one, at random
        const auto step = 1 + m_stage.dice.below(static_cast<quint32>(m_stage.nodes.size()) - 1);
        m_node = (m_node + step) % static_cast<quint32>(m_stage.nodes.size());
    }
    const milliseconds most = std::min<milliseconds>(20s, 500ms * (1 << std::min(m_attempt++, 10)));
    comeBack(std::exchange(m_told, {}).value_or(m_stage.dice.time(100ms, 100ms + most)));
}

void Actor::comeBack(milliseconds wait)
{
    m_state = State::Waiting;
    m_due = m_stage.now + wait;
}

void Actor::tick()
{
    const Time now = m_stage.now;
    switch (m_state) {
    case State::Waiting:
        if (now >= m_due)
            dial();
        break;
    case State::Dialling:
    case State::Greeting:
        if (now >= m_due) {
            m_peer.abort();
            ended(1006, "no welcome in time");
        }
        break;
    case State::Online:
        if (now - m_heard > m_ping + silence) {
            m_peer.abort();
            ended(1006, "silent for too long");
        } else if (now - m_heard > m_ping && now - m_pinged > m_ping) {
            m_pinged = now;
            m_peer.ping();
        } else {
            giveAll();
        }
        break;
    case State::Away:
    case State::Refused:
        break;
    }
}

void Actor::tell(Entry entry)
{
    entry.at = static_cast<quint32>(std::chrono::duration_cast<milliseconds>(m_stage.now - m_stage.began).count());
    m_stage.record.lives[m_index].push_back(entry);
}

std::optional<quint32> Actor::roomOf(const RoomId &room) const
{
    for (const auto &[index, seat] : m_seats) {
        if (m_stage.population.rooms[index].name == room)
            return index;
    }
    return std::nullopt;
}

bool Actor::idle() const { return m_asked.empty(); }

bool Actor::follows(quint32 room) const
{
    const auto seat = m_seats.find(room);
    return seat != m_seats.end() && seat->second.following;
}

bool Actor::hasLeft(quint32 room) const
{
    const auto seat = m_seats.find(room);
    return seat != m_seats.end() && seat->second.left;
}

size_t Actor::queued(quint32 room) const
{
    const auto seat = m_seats.find(room);
    return seat == m_seats.end() ? 0 : seat->second.outbox.size();
}

void Actor::send(quint32 room, const QByteArray &text)
{
    Seat &seat = m_seats[room];
    const Mid mid(randomUuid());
    protocol::MessageBody body;
    body.text = QString::fromUtf8(text);
    seat.outbox.push_back({ mid, protocol::encodeBody(body) });
    tell({ .kind = Entry::Kind::Sent, .room = room, .mid = m_stage.record.mids.indexOf(mid.bytes()) });
    if (seat.outbox.size() == 1) // at most one unanswered a room
        ask({ .what = Asked::What::Send, .room = room });
}

void Actor::createRoom(quint32 room) { ask({ .what = Asked::What::Create, .room = room }); }

void Actor::joinRoom(quint32 room)
{
    m_seats[room].left = false;
    const bool leaving = std::any_of(m_asked.begin(), m_asked.end(),
        [&](const Asked &asked) { return asked.what == Asked::What::Leave && asked.room == room; });
    if (!leaving) // else once that is answered: it might be done after the join
        ask({ .what = Asked::What::Join, .room = room });
}

void Actor::leaveRoom(quint32 room)
{
    m_seats[room].left = true;
    ask({ .what = Asked::What::Leave, .room = room });
}

void Actor::kick(quint32 room, quint32 user) { ask({ .what = Asked::What::Kick, .room = room, .user = user }); }

bool Actor::isKicking(quint32 room, quint32 user) const
{
    return std::any_of(m_asked.begin(), m_asked.end(), [=](const Asked &asked) {
        return asked.what == Asked::What::Kick && asked.room == room && asked.user == user;
    });
}

void Actor::readLog(quint32 room)
{
    m_stage.record.ends[room].log.clear();
    ask({ .what = Asked::What::History, .room = room });
}

void Actor::ask(Asked asked)
{
    m_asked.push_back(asked);
    if (m_state == State::Online)
        give(m_asked.back());
}

void Actor::give(Asked &asked)
{
    asked.id = m_nextId++;
    if (asked.what == Asked::What::Send)
        ++m_seats[asked.room].outbox.front().open;
    m_peer.sendText(protocol::encode(asked.id, commandOf(asked)));
}

void Actor::giveAll()
{
    for (Asked &asked : m_asked) {
        if (asked.id == 0 && m_stage.now >= asked.notBefore)
            give(asked);
    }
}

protocol::Command Actor::commandOf(const Asked &asked) const
{
    const RoomId &name = m_stage.population.rooms[asked.room].name;
    switch (asked.what) {
    case Asked::What::Hello:
        return hello();
    case Asked::What::Send: {
        const Pending &pending = m_seats.at(asked.room).outbox.front();
        return protocol::Send { name, pending.mid, pending.body };
    }
    case Asked::What::Create:
        return protocol::Create { .room = name, .title = name.text() };
    case Asked::What::Join:
        return protocol::Join { name };
    case Asked::What::Leave:
        return protocol::Leave { name };
    case Asked::What::Kick:
        return protocol::Kick { .room = name, .user = m_stage.population.users[asked.user].name, .reason = {} };
    case Asked::What::History:
        return protocol::History { .room = name, .before = asked.before, .after = {}, .limit = int { logPage } };
    }
    return hello();
}

protocol::Hello Actor::hello() const
{
    const SimulatedUser &user = m_stage.population.users[m_index];
    protocol::Hello hello;
    if (!m_token.isEmpty()) {
        hello.token = m_token;
    } else {
        hello.user = user.name;
        hello.password = QString::fromUtf8(m_stage.password);
        hello.create = !m_exists;
        if (hello.create)
            hello.display = user.name.text();
    }
    hello.device = user.device;
    hello.app = QStringLiteral("hubbub-load " HUBBUB_VERSION);
    for (const auto &[room, seat] : m_seats) {
        const bool known = seat.seq == 0 || !seat.mid.isEmpty(); // after a gap the place is not known until an event
        if (seat.following && known && hello.resume.size() < protocol::resumeRooms)
            hello.resume.insert(m_stage.population.rooms[room].name, { seat.epoch, seat.seq, seat.mid });
    }
    return hello;
}

void Actor::refused(Asked asked, const Error &error)
{
    using What = Asked::What;
    if (asked.what == What::Hello) {
        // The close follows; a token may have run out, and an account may be there from an answer that was lost.
        const bool tokenIsOver = error.code == ErrorCode::Unauthorized || error.code == ErrorCode::Expired;
        if (tokenIsOver && !m_stage.password.isEmpty())
            m_token.clear();
        m_exists = m_exists || error.code == ErrorCode::Exists;
        m_told = error.retryAfter;
        m_stage.lastTrouble = error.detail;
        return;
    }
    if (isRetryable(error.code) || error.code == ErrorCode::Internal) {
        asked.id = 0;
        asked.notBefore = m_stage.now + error.retryAfter.value_or(m_stage.dice.time(100ms, 500ms));
        m_asked.push_back(asked);
        return;
    }
    if (asked.what == What::Create && error.code == ErrorCode::Exists) {
        joinRoom(asked.room);
        return;
    }
    if (asked.what == What::Leave) { // it is done already: an earlier answer was lost
        hasGone(asked.room);
        return;
    }
    m_stage.lastTrouble = error.detail;
    if (asked.what != What::Send)
        return;
    Seat &seat = m_seats[asked.room];
    tell({ .kind = seat.outbox.front().open > 1 ? Entry::Kind::GaveUp : Entry::Kind::Refused,
        .room = asked.room,
        .mid = m_stage.record.mids.indexOf(seat.outbox.front().mid.bytes()) });
    seat.outbox.pop_front();
    if (!seat.outbox.empty())
        ask({ .what = What::Send, .room = asked.room });
}

} // namespace hubbub::load
