// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/people.h"

#include "core/client/connection.h"
#include "core/client/requests.h"
#include "core/protocol/limits.h"

#include <algorithm>

namespace hubbub::client {
namespace {

using namespace std::chrono_literals;
using protocol::Presence;

constexpr int pageSize = 200;
constexpr auto meetPause = 200ms; ///< a quarter of what a connection may ask

} // namespace

People::People(const Clock &clock, const Alarms &alarms, Connection &connection, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_connection(connection)
    , m_typingAlarm(alarms.make([this] { expireTyping(); }))
    , m_meetAlarm(alarms.make([this] {
        m_meeting = false;
        meetNext();
    }))
{
}

void People::setMe(const Me &me)
{
    m_me = me;
    learnName(me.user, me.display);
}

void People::clear()
{
    connectionLost();
    m_rooms.clear();
    m_loaded.clear();
    m_names.clear();
    m_me = {};
}

void People::connectionLost()
{
    ++m_session;
    m_loaded.clear();
    m_toMeet.clear();
    m_meeting = false;
    m_meetAlarm->cancel();
    m_typingAlarm->cancel();
    for (auto it = m_rooms.begin(); it != m_rooms.end(); ++it) {
        if (it->typing.isEmpty())
            continue;
        it->typing.clear();
        Q_EMIT
        typingChanged(it.key());
    }
}

void People::drop(const RoomId &room)
{
    m_rooms.remove(room);
    m_loaded.remove(room);
}

QList<Person> People::list(const RoomId &room) const
{
    const auto found = m_rooms.constFind(room);
    if (found == m_rooms.cend())
        return {};
    QList<Person> people = found->members.values();
    for (Person &person : people)
        person.typing = found->typing.contains(person.user);
    std::sort(people.begin(), people.end(), [](const Person &a, const Person &b) {
        const bool aHere = a.state != Presence::Offline;
        const bool bHere = b.state != Presence::Offline;
        if (aHere != bHere)
            return aHere;
        const int order = a.display.compare(b.display, Qt::CaseInsensitive);
        return order != 0 ? order < 0 : a.user < b.user;
    });
    return people;
}

QString People::displayOf(const UserId &user) const
{
    const auto name = m_names.constFind(user);
    return name == m_names.cend() ? user.text() : *name;
}

QList<UserId> People::typing(const RoomId &room) const
{
    const auto found = m_rooms.constFind(room);
    if (found == m_rooms.cend())
        return {};
    QList<UserId> users = found->typing.keys();
    std::sort(users.begin(), users.end());
    return users;
}

void People::refresh(const RoomId &room) { readPage(room, {}, {}, ++m_tickets[room]); }

void People::meet(const RoomId &room, const UserId &other)
{
    if (other.isEmpty() || m_names.contains(other) || m_toMeet.contains({ room, other }))
        return;
    m_toMeet.append({ room, other });
    meetNext();
}

void People::meetNext()
{
    m_toMeet.removeIf([this](const auto &one) { return m_names.contains(one.second); }); // told by another room
    if (m_meeting || m_toMeet.isEmpty())
        return;
    m_meeting = true;
    const auto [room, other] = m_toMeet.takeFirst();
    m_connection.ask(protocol::Members { room, {}, 2 }, requestPatience, this,
        [this, other = other, session = m_session](const Result<protocol::OkReply> &reply) {
            if (session != m_session)
                return;
            m_meetAlarm->set(meetPause);
            const Result<protocol::MembersPage> page =
                reply.ok() ? m_connection.decoder().membersPage(*reply) : Result<protocol::MembersPage>(reply.error());
            if (!page)
                return; // shown by the user's name until somebody opens the room
            for (const protocol::PersonEntry &member : page->members)
                learnName(member.user, member.display.isEmpty() ? member.user.text() : member.display);
            Q_EMIT
            namesChanged();
        });
}

void People::readPage(const RoomId &room, const UserId &after, QHash<UserId, Person> found, quint64 ticket)
{
    m_connection.ask(protocol::Members { room, after, pageSize }, requestPatience, this,
        [this, room, found = std::move(found), ticket](const Result<protocol::OkReply> &reply) mutable {
            if (ticket != m_tickets.value(room) || !reply.ok())
                return;
            const Result<protocol::MembersPage> page = m_connection.decoder().membersPage(*reply);
            if (!page)
                return;
            for (const protocol::PersonEntry &member : page->members) {
                Person person;
                person.user = member.user;
                person.display = member.display.isEmpty() ? member.user.text() : member.display;
                person.role = member.role;
                person.state = member.state;
                person.text = member.text;
                person.me = member.user == m_me.user;
                person.lastSeen = member.lastSeen;
                found.insert(person.user, person);
            }
            if (page->next.isEmpty() || page->members.isEmpty() || found.size() >= mostPeopleRead)
                takeAll(room, found, page->next.isEmpty() || page->members.isEmpty());
            else
                readPage(room, page->next, std::move(found), ticket);
        });
}

void People::takeAll(const RoomId &room, const QHash<UserId, Person> &found, bool whole)
{
    RoomPeople &people = m_rooms[room];
    people.whole = whole;
    const QHash<UserId, Person> before = std::exchange(people.members, found);
    for (Person &person : people.members) {
        person.node = before.value(person.user).node; // only presence tells it
        learnName(person.user, person.display);
    }
    m_loaded.insert(room);
    if (whole) // else the node's own count is the better one
        Q_EMIT
    membersChanged(room, people.members.size());
    Q_EMIT
    changed(room);
    Q_EMIT
    namesChanged();
}

void People::onPresence(const protocol::PresencePush &push)
{
    RoomPeople &people = m_rooms[push.room];
    bool typed = false;
    // Of over 200 present a reset has the number alone: who they are is asked for, where it was known.
    const bool hasList = !push.changes.isEmpty() || push.present == 0;
    if (push.reset && !hasList && isLoaded(push.room))
        refresh(push.room);
    if (push.reset && hasList) {
        QSet<UserId> named;
        for (const protocol::PresenceChange &change : push.changes)
            named.insert(change.user);
        for (Person &person : people.members) {
            if (named.contains(person.user))
                continue;
            person.state = Presence::Offline;
            person.node = {};
        }
    }
    for (const protocol::PresenceChange &change : push.changes) {
        Person &person = entry(push.room, change.user);
        person.state = change.state;
        person.text = change.text;
        person.node = change.state == Presence::Offline ? NodeId() : change.node;
        if (change.state == Presence::Offline) {
            person.lastSeen = m_clock.wall().count();
            typed = endTyping(push.room, change.user) || typed;
        }
    }
    Q_EMIT
    presentChanged(push.room, push.present);
    if (typed)
        Q_EMIT
    typingChanged(push.room);
    Q_EMIT
    changed(push.room);
}

void People::onTyping(const protocol::TypingPush &push)
{
    if (push.user == m_me.user)
        return;
    if (!push.on) {
        if (!endTyping(push.room, push.user))
            return;
    } else {
        m_rooms[push.room].typing.insert(push.user, m_clock.now() + protocol::typingEnds);
        armTyping();
    }
    Q_EMIT
    typingChanged(push.room);
}

void People::onEvent(const protocol::Event &event)
{
    if (event.kind == protocol::EventKind::Message && endTyping(event.room, event.from))
        Q_EMIT
    typingChanged(event.room); // the message itself says that its author is done typing
    if (event.kind != protocol::EventKind::Member)
        return;
    const protocol::MemberBody &body = event.member;
    switch (body.change) {
    case protocol::MemberBody::Change::Joined:
    case protocol::MemberBody::Change::Role: {
        learnName(body.user, body.display);
        Person &person = entry(event.room, body.user);
        person.role = body.role;
        person.display = displayOf(body.user);
        if (body.user == m_me.user)
            Q_EMIT
        roleChanged(event.room, body.role);
        break;
    }
    case protocol::MemberBody::Change::Left:
    case protocol::MemberBody::Change::Kicked:
    case protocol::MemberBody::Change::Banned:
        m_rooms[event.room].members.remove(body.user);
        if (endTyping(event.room, body.user))
            Q_EMIT
        typingChanged(event.room);
        break;
    }
    if (isLoaded(event.room) && m_rooms[event.room].whole)
        Q_EMIT
    membersChanged(event.room, m_rooms[event.room].members.size());
    Q_EMIT
    changed(event.room);
    Q_EMIT
    namesChanged();
}

Person &People::entry(const RoomId &room, const UserId &user)
{
    Person &person = m_rooms[room].members[user];
    if (person.user.isEmpty()) {
        person.user = user;
        person.display = displayOf(user);
        person.me = user == m_me.user;
    }
    return person;
}

void People::learnName(const UserId &user, const QString &display)
{
    if (!user.isEmpty() && !display.isEmpty())
        m_names.insert(user, display);
}

bool People::endTyping(const RoomId &room, const UserId &user)
{
    const auto found = m_rooms.find(room);
    return found != m_rooms.end() && found->typing.remove(user) > 0;
}

void People::expireTyping()
{
    const Clock::TimePoint now = m_clock.now();
    QList<RoomId> ended;
    for (auto it = m_rooms.begin(); it != m_rooms.end(); ++it) {
        const bool any = it->typing.removeIf([now](const auto &entry) { return entry.value() <= now; }) > 0;
        if (any)
            ended.append(it.key());
    }
    armTyping();
    for (const RoomId &room : std::as_const(ended))
        Q_EMIT
    typingChanged(room);
}

void People::armTyping()
{
    std::optional<Clock::TimePoint> first;
    for (const RoomPeople &people : std::as_const(m_rooms))
        for (const Clock::TimePoint &until : people.typing)
            if (!first || until < *first)
                first = until;
    if (first)
        m_typingAlarm->set(std::chrono::ceil<std::chrono::milliseconds>(*first - m_clock.now()));
    else
        m_typingAlarm->cancel();
}

} // namespace hubbub::client
