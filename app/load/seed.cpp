// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/seed.h"

#include "core/base/clock.h"
#include "core/redis/keys.h"
#include "server/tokens.h"

#include <chrono>
#include <utility>

namespace hubbub::load {
namespace {

using namespace std::chrono_literals;
namespace keys = redis::keys;

constexpr qsizetype window = 2000; ///< commands in flight
constexpr std::chrono::milliseconds sessionLife = 24h;

QByteArray number(std::chrono::milliseconds time) { return QByteArray::number(qint64 { time.count() }); }

void writeUser(QList<redis::Arguments> &out, const SimulatedUser &user, const Population &population,
    std::chrono::milliseconds now)
{
    const SessionId session = server::sessionOf(user.name, user.device);
    // No password hash looks like this, so nobody signs in with a password.
    out.append(
        { "HSET", keys::account(user.name), "password", "*", "display", user.name.bytes(), "created", number(now) });
    out.append({ "HSET", keys::accountSessions(user.name), session.bytes(),
        randomHex(8) + " 0 " + number(now + sessionLife) });
    if (user.rooms.empty())
        return;
    redis::Arguments rooms { "SADD", keys::accountRooms(user.name) };
    for (const quint32 room : user.rooms)
        rooms.append(population.rooms[room].name.bytes());
    out.append(rooms);
}

void writeRoom(QList<redis::Arguments> &out, const SimulatedRoom &room, const Population &population,
    std::chrono::milliseconds now)
{
    out.append({ "HSET", keys::meta(room.name), "epoch", randomHex(8), "seq", "0", "title", room.name.bytes(), "topic",
        "", "kind", "chat", "visibility", population.open ? "public" : "private", "created", number(now) });
    if (population.open)
        out.append({ "ZADD", keys::rooms(), "0", room.name.bytes() });
    if (room.members.empty())
        return;
    redis::Arguments members { "HSET", keys::members(room.name) };
    for (const quint32 member : room.members)
        members << population.users[member].name.bytes() << (member == room.members.front() ? "owner" : "member");
    out.append(members);
}

} // namespace

Seeder::Seeder(redis::Link &link, QObject *parent)
    : QObject(parent)
    , m_link(link)
{
}

void Seeder::write(const Population &population, QObject *context, Done done)
{
    const std::chrono::milliseconds now = systemClock().wall();
    QList<redis::Arguments> commands;
    for (const SimulatedRoom &room : population.rooms)
        writeRoom(commands, room, population, now);
    for (const SimulatedUser &user : population.users)
        writeUser(commands, user, population, now);
    start(std::move(commands), context, std::move(done));
}

void Seeder::erase(const Population &population, QObject *context, Done done)
{
    using HalfDays = std::chrono::duration<qint64, std::ratio<43200>>;
    const qint64 halfDay = std::chrono::floor<HalfDays>(systemClock().wall()).count();
    QList<redis::Arguments> commands;
    for (const SimulatedRoom &room : population.rooms) {
        const RoomId &name = room.name;
        commands.append({ "UNLINK", keys::log(name), keys::meta(name), keys::members(name), keys::bans(name),
            keys::reads(name), keys::mids(name, halfDay), keys::mids(name, halfDay - 1), keys::amends(name),
            keys::here(name), keys::users(name) });
        commands.append({ "ZREM", keys::rooms(), name.bytes() });
    }
    for (const SimulatedUser &user : population.users)
        commands.append(
            { "UNLINK", keys::account(user.name), keys::accountRooms(user.name), keys::accountSessions(user.name) });
    start(std::move(commands), context, std::move(done));
}

void Seeder::start(QList<redis::Arguments> commands, QObject *context, Done done)
{
    Q_ASSERT(!m_done);
    m_commands = std::move(commands);
    m_next = 0;
    m_context = context;
    m_done = std::move(done);
    QMetaObject::invokeMethod(
        this, [this] { pump(); }, Qt::QueuedConnection);
}

void Seeder::pump()
{
    while (m_next < m_commands.size() && m_inFlight < window) {
        ++m_inFlight;
        m_link.command(m_commands[m_next++], this, [this](const Result<redis::Reply> &reply) { answered(reply); });
    }
    if (m_inFlight > 0 || m_next < m_commands.size() || !m_done)
        return;
    const Done done = std::exchange(m_done, {});
    if (m_context)
        done(hubbub::Done {});
}

void Seeder::answered(const Result<redis::Reply> &reply)
{
    --m_inFlight;
    if (!reply && m_done) {
        m_next = m_commands.size();
        const Done done = std::exchange(m_done, {});
        if (m_context)
            done(reply.error());
    }
    pump();
}

} // namespace hubbub::load
