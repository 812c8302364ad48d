// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/presence.h"

#include "core/protocol/codec.h"
#include "core/protocol/words.h"
#include "core/redis/keys.h"
#include "server/scripts.h"
#include "server/words.h"

#include <algorithm>

namespace hubbub::server {

using protocol::PresencePush;

namespace {

constexpr std::chrono::milliseconds repeatAfter { 500 };

} // namespace

Presence::Presence(redis::Link &link, const Scripts &scripts, const Identity &identity,
    std::chrono::milliseconds absence, const Clock &clock)
    : m_link(link)
    , m_scripts(scripts)
    , m_identity(identity)
    , m_absence(absence)
    , m_clock(clock)
{
}

Presence::~Presence() = default;

void Presence::willEnter(const Entered &who, const RoomId &room)
{
    for (auto it = m_repeats.find(who.session); it != m_repeats.end() && it.key() == who.session;) {
        const bool isOfThis = it->room == room && it->generation == who.generation;
        it = isOfThis ? m_repeats.erase(it) : std::next(it);
    }
    if (m_entered.contains(room))
        return;
    m_entered.insert(room);
    m_link.post({ QByteArrayLiteral("SADD"), redis::keys::nodeRooms(m_identity.node, m_identity.boot), room.bytes() });
}

void Presence::arrived(Session &session, const RoomId &room)
{
    auto &entry = m_rooms[room];
    if (!entry)
        entry = std::make_shared<Room>();
    if (Session::Follow *follow = session.follow(room))
        follow->rosterDue = true;
    entry->sessions.push_back(&session);
    ++entry->resetsDue;
    m_due.insert(room);
}

void Presence::stopTelling(const Session &session, const RoomId &room)
{
    if (const auto entry = m_rooms.value(room))
        std::erase(entry->sessions, &session);
}

void Presence::departed(const Entered &who, const RoomId &room, protocol::PresenceCause cause, bool mayReturn)
{
    const Departure departure { m_clock.now() + (mayReturn ? m_absence : std::chrono::milliseconds(0)), room,
        who.session, m_identity.boot, who.generation, cause };
    if (!mayReturn)
        return run(departure);
    const auto later = [](const Departure &a, const Departure &b) { return a.due < b.due; };
    m_departures.insert(std::upper_bound(m_departures.begin(), m_departures.end(), departure, later), departure);
}

void Presence::run(const Departure &departure)
{
    ++m_underWay;
    m_link.run(m_scripts.depart, { redis::keys::here(departure.room), redis::keys::users(departure.room) },
        { redis::keys::channel(departure.room), departure.session.bytes(), departure.boot.bytes(),
            QByteArray::number(departure.generation), word(departure.cause) },
        this, [this, departure](const Result<redis::Reply> &reply) {
            --m_underWay;
            if (reply.ok() || departure.boot != m_identity.boot)
                return;
            // Redis is away. Nobody is judged dead meanwhile, so this is ours to say once it is back.
            Departure again = departure;
            again.due = m_clock.now() + repeatAfter;
            m_repeats.insert(again.session, again);
        });
}

void Presence::setMood(Session &session, std::function<void(const Outcome &)> done)
{
    struct Round {
        size_t open;
        Outcome outcome = Done {};
        std::function<void(const Outcome &)> done;
    };
    if (session.follows().empty())
        return done(Done {});
    const auto round = std::make_shared<Round>();
    round->open = session.follows().size();
    round->done = std::move(done);
    for (const Session::Follow &follow : session.follows()) {
        m_link.run(m_scripts.mood, { redis::keys::here(follow.room), redis::keys::users(follow.room) },
            { redis::keys::channel(follow.room), session.id.bytes(), m_identity.boot.bytes(),
                QByteArray::number(session.generation), word(session.presence), session.presenceText.toUtf8() },
            this, [round](const Result<redis::Reply> &reply) {
                if (!reply.ok())
                    round->outcome = reply.error();
                if (--round->open == 0)
                    round->done(round->outcome);
            });
    }
}

void Presence::subscribed(const RoomId &room)
{
    if (m_rooms.contains(room))
        readRoster(room);
}

void Presence::readRoster(const RoomId &id)
{
    const auto room = m_rooms.value(id);
    if (!room)
        return;
    if (room->asking) {
        room->askAgain = true;
        return;
    }
    room->asking = true;
    m_link.run(m_scripts.roster, { redis::keys::here(id), redis::keys::users(id) }, {}, this,
        [this, id, room](const Result<redis::Reply> &reply) {
            room->asking = false;
            if (m_rooms.value(id) != room)
                return;
            if (!reply.ok()) {
                room->askAgain = false;
                m_unread.insert(id);
                m_readAgainAt = m_clock.now() + repeatAfter;
                return;
            }
            std::vector<PresenceTable::Entry> entries;
            for (qsizetype i = 1; i + 1 < reply->size(); i += 2)
                entries.push_back(readHereEntry(reply->at(i).bytes(), reply->at(i + 1).bytes()));
            room->table.replace(reply->at(0).toInteger(), entries);
            m_due.insert(id);
            if (std::exchange(room->askAgain, false))
                readRoster(id);
        });
}

void Presence::take(const RoomId &id, const PresenceNews &news)
{
    const auto room = m_rooms.value(id);
    if (!room)
        return;
    switch (room->table.apply(news)) {
    case PresenceTable::Taken::Applied:
        m_due.insert(id);
        break;
    case PresenceTable::Taken::Missed:
        if (room->table.isKnown() || !room->asking)
            readRoster(id);
        break;
    case PresenceTable::Taken::Old:
        break;
    }
}

void Presence::forget(const RoomId &room)
{
    m_rooms.remove(room);
    m_due.remove(room);
    m_unread.remove(room);
    if (m_entered.remove(room)) {
        m_link.post(
            { QByteArrayLiteral("SREM"), redis::keys::nodeRooms(m_identity.node, m_identity.boot), room.bytes() });
    }
}

void Presence::forgetEntered() { m_entered.clear(); }

void Presence::tick()
{
    const auto now = m_clock.now();
    while (!m_departures.empty() && m_departures.front().due <= now) {
        const Departure departure = m_departures.front();
        m_departures.pop_front();
        run(departure);
    }
    if (m_link.isUp())
        askAgain();
    for (const RoomId &id : std::exchange(m_due, {})) {
        const auto room = m_rooms.value(id);
        if (!room)
            continue;
        if (!room->table.isKnown() || room->nextPush > now) {
            m_due.insert(id);
            continue;
        }
        room->nextPush = now + pace;
        push(id, *room);
    }
}

void Presence::askAgain()
{
    const auto now = m_clock.now();
    std::vector<Departure> due;
    for (auto it = m_repeats.begin(); it != m_repeats.end();) {
        if (it->due > now) {
            ++it;
        } else {
            due.push_back(*it);
            it = m_repeats.erase(it);
        }
    }
    for (const Departure &each : due)
        run(each);
    if (m_unread.isEmpty() || m_readAgainAt > now)
        return;
    for (const RoomId &id : std::exchange(m_unread, {}))
        readRoster(id);
}

void Presence::resetAll(const RoomId &id, Room &room)
{
    for (Session *session : room.sessions) {
        if (Session::Follow *follow = session->follow(id))
            follow->rosterDue = true;
    }
    room.resetsDue = static_cast<qsizetype>(room.sessions.size());
}

void Presence::push(const RoomId &id, Room &room)
{
    const QList<protocol::PresenceChange> changes = room.table.takeChanges();
    const bool many = room.table.present() > listedAtMost;
    if (std::exchange(room.many, many) != many)
        resetAll(id, room); // a list that is begun or given up must not be half of one
    if (changes.isEmpty() && room.resetsDue == 0)
        return;
    QByteArray reset;
    const QByteArray difference = changes.isEmpty() || many
        ? QByteArray()
        : encodeText(protocol::encode(PresencePush { id, room.table.present(), changes, false }));
    room.resetsDue = 0;
    if (many)
        return pushMany(id, room, changes);
    for (Session *session : room.sessions) {
        Session::Follow *follow = session->follow(id);
        if (!follow)
            continue;
        if (follow->rosterDue && reset.isEmpty())
            reset =
                encodeText(protocol::encode(PresencePush { id, room.table.present(), room.table.everybody(), true }));
        const QByteArray &frame = follow->rosterDue ? reset : difference;
        if (frame.isEmpty())
            continue;
        // Who misses one gets the whole list, once it reads again.
        follow->rosterDue = !session->hear(frame, true) && session->connection().isOpen();
        room.resetsDue += follow->rosterDue;
    }
    if (room.resetsDue > 0)
        m_due.insert(id);
}

void Presence::pushMany(const RoomId &id, Room &room, const QList<protocol::PresenceChange> &changes)
{
    const qsizetype present = room.table.present();
    const QByteArray count = encodeText(protocol::encode(PresencePush { id, present, {}, false }));
    const QByteArray countReset = encodeText(protocol::encode(PresencePush { id, present, {}, true }));
    for (Session *session : room.sessions) {
        Session::Follow *follow = session->follow(id);
        if (!follow || (!follow->rosterDue && changes.isEmpty()))
            continue;
        QList<protocol::PresenceChange> looked;
        if (session->membersRoom == id && !follow->rosterDue) {
            for (const protocol::PresenceChange &change : changes) {
                if (session->membersPage.contains(change.user))
                    looked << change;
            }
        }
        const QByteArray frame = follow->rosterDue ? countReset
            : looked.isEmpty()                     ? count
                               : encodeText(protocol::encode(PresencePush { id, present, looked, false }));
        follow->rosterDue = !session->hear(frame, true) && session->connection().isOpen();
        room.resetsDue += follow->rosterDue;
    }
    if (room.resetsDue > 0)
        m_due.insert(id);
}

protocol::PresenceChange Presence::of(const RoomId &room, const UserId &user) const
{
    const auto entry = m_rooms.value(room);
    if (entry)
        return entry->table.of(user);
    protocol::PresenceChange out;
    out.user = user;
    return out;
}

} // namespace hubbub::server
