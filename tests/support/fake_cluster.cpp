// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_cluster.h"

namespace hubbub::testing {

using protocol::EventKind;
using protocol::MemberBody;
using protocol::Role;

void FakeCluster::addUser(const UserId &user, const QString &display, const QString &password)
{
    m_users[user] = { display, password };
}

FakeCluster::Room &FakeCluster::addRoom(const RoomId &id, const QString &title, const QList<UserId> &members)
{
    Room &room = m_rooms[id];
    room.state.room = id;
    room.state.title = title;
    room.epoch = Epoch(randomHex(8));
    for (const UserId &user : members)
        room.members[user] = room.members.empty() ? Role::Owner : Role::Member;
    return room;
}

FakeCluster::Room *FakeCluster::find(const RoomId &room)
{
    const auto found = m_rooms.find(room);
    return found == m_rooms.end() ? nullptr : &found->second;
}

protocol::RoomState FakeCluster::stateFor(const RoomId &id, const UserId &user)
{
    Room &room = m_rooms.at(id);
    protocol::RoomState state = room.state;
    state.epoch = room.epoch;
    state.first = room.first;
    state.last = room.log.empty() ? room.first - 1 : room.log.back().seq;
    state.lastMid = room.log.empty() ? Mid() : room.log.back().mid;
    state.read = room.reads.value(user);
    state.members = static_cast<qint64>(room.members.size());
    const auto member = room.members.find(user);
    state.role = member == room.members.end() ? Role::None : member->second;
    if (state.kind == protocol::RoomKind::Direct)
        for (const auto &[other, role] : room.members)
            if (other != user)
                state.title = other.text();
    for (auto it = room.log.rbegin(); it != room.log.rend(); ++it) {
        if (it->text.isEmpty())
            continue;
        state.lastLine = protocol::LastLine { it->from, it->ts, it->text };
        break;
    }
    return state;
}

protocol::SendOk FakeCluster::say(const RoomId &room, const UserId &from, const QString &text, Mid mid)
{
    if (mid.isEmpty())
        mid = Mid(randomUuid());
    protocol::MessageBody body;
    body.text = text;
    return store(room, from, mid, EventKind::Message, protocol::encodeBody(body), text);
}

protocol::SendOk FakeCluster::store(
    const RoomId &id, const UserId &from, const Mid &mid, EventKind kind, const QByteArray &body, const QString &text)
{
    Room &room = m_rooms.at(id);
    const QByteArray key = from.bytes() + ' ' + mid.bytes();
    if (const auto known = room.mids.constFind(key); known != room.mids.cend())
        return { *known, now, room.epoch, true };
    Entry entry;
    entry.seq = room.log.empty() ? room.first : room.log.back().seq + 1;
    entry.mid = mid;
    entry.from = from;
    entry.text = text;
    entry.kind = kind;
    entry.ts = now += 1000;
    const protocol::EventPieces pieces = protocol::eventPieces(id, kind, from, mid, body);
    entry.frame = pieces.head + "\"seq\":" + QByteArray::number(entry.seq) + ",\"epoch\":\"" + room.epoch.bytes()
        + "\",\"ts\":" + QByteArray::number(entry.ts) + ',' + pieces.tail;
    if (m_target > 0)
        entry.target = m_target;
    room.log.push_back(entry);
    room.mids.insert(key, entry.seq);
    tell(id, entry.frame);
    return { entry.seq, entry.ts, room.epoch, false };
}

Result<protocol::SendOk> FakeCluster::change(
    const RoomId &id, const UserId &from, const Mid &mid, EventKind kind, qint64 target, const QByteArray &body)
{
    Room &room = m_rooms.at(id);
    if (const auto known = room.mids.constFind(from.bytes() + ' ' + mid.bytes()); known != room.mids.cend())
        return protocol::SendOk { *known, now, room.epoch, true };
    const auto at =
        std::find_if(room.log.begin(), room.log.end(), [target](const Entry &entry) { return entry.seq == target; });
    if (at == room.log.end() || at->kind != EventKind::Message)
        return Error { ErrorCode::NotFound, QStringLiteral("there is no such message") };
    const bool own = at->from == from;
    if (!own && (kind == EventKind::Edit || (kind == EventKind::Redact && room.members[from] < Role::Moderator)))
        return Error { ErrorCode::Forbidden, QStringLiteral("that is not yours to do") };
    if (kind == EventKind::Redact) {
        for (Entry &entry : room.log) {
            if (entry.seq != target && (entry.target != target || entry.kind != EventKind::Edit))
                continue;
            entry.kind = EventKind::Void;
            entry.text.clear();
            const protocol::EventPieces pieces =
                protocol::eventPieces(id, EventKind::Void, entry.from, entry.mid, "{}");
            entry.frame = pieces.head + "\"seq\":" + QByteArray::number(entry.seq) + ",\"epoch\":\""
                + room.epoch.bytes() + "\",\"ts\":" + QByteArray::number(entry.ts) + ',' + pieces.tail;
        }
    }
    m_target = target;
    const protocol::SendOk ok = store(id, from, mid, kind, body, {});
    m_target = 0;
    return ok;
}

Result<protocol::SendOk> FakeCluster::edit(const RoomId &room, const UserId &from, qint64 target, const QString &text)
{
    protocol::MessageBody body;
    body.text = text;
    protocol::Edit edit { room, Mid(randomUuid()), target, protocol::encodeBody(body) };
    return change(room, from, edit.mid, EventKind::Edit, target, protocol::encodeBody(edit));
}

Result<protocol::SendOk> FakeCluster::redact(
    const RoomId &room, const UserId &from, qint64 target, const QString &reason)
{
    const QByteArray body = protocol::encodeBody(protocol::RedactBody { target, reason });
    return change(room, from, Mid(randomUuid()), EventKind::Redact, target, body);
}

Result<protocol::SendOk> FakeCluster::react(
    const RoomId &room, const UserId &from, qint64 target, const QString &emoji, bool on)
{
    const QByteArray body = protocol::encodeBody(protocol::ReactBody { target, emoji, on });
    return change(room, from, Mid(randomUuid()), EventKind::React, target, body);
}

QList<QByteArray> FakeCluster::amendsOf(const Room &room, qint64 from, qint64 to) const
{
    QList<QByteArray> frames;
    for (const Entry &entry : room.log)
        if (entry.seq > to && entry.target >= from && entry.target <= to && entry.kind != EventKind::Void)
            frames.append(entry.frame);
    return frames;
}

void FakeCluster::setRoom(const RoomId &id, const UserId &by, const protocol::RoomBody &change)
{
    Room &room = m_rooms.at(id);
    room.state.title = change.title.value_or(room.state.title);
    room.state.topic = change.topic.value_or(room.state.topic);
    store(id, by, Mid(randomUuid()), EventKind::Room, protocol::encodeBody(change), {});
}

void FakeCluster::join(const RoomId &id, const UserId &user)
{
    Room &room = m_rooms.at(id);
    if (room.members.contains(user))
        return;
    room.members[user] = Role::Member;
    const MemberBody body { MemberBody::Change::Joined, user, m_users[user].display, Role::Member };
    store(id, user, Mid(randomUuid()), EventKind::Member, protocol::encodeBody(body), {});
}

void FakeCluster::leave(const RoomId &id, const UserId &user)
{
    Room &room = m_rooms.at(id);
    if (room.members.erase(user) == 0)
        return;
    const MemberBody body { MemberBody::Change::Left, user, m_users[user].display, Role::None };
    store(id, user, Mid(randomUuid()), EventKind::Member, protocol::encodeBody(body), {});
}

void FakeCluster::loseAfter(const RoomId &id, qint64 seq)
{
    Room &room = m_rooms.at(id);
    std::erase_if(room.log, [seq](const Entry &entry) { return entry.seq > seq; });
    room.mids.removeIf([seq](const auto &entry) { return entry.value() > seq; });
}

void FakeCluster::trimBefore(const RoomId &id, qint64 first)
{
    Room &room = m_rooms.at(id);
    std::erase_if(room.log, [first](const Entry &entry) { return entry.seq < first; });
    room.first = first;
}

void FakeCluster::beginAnew(const RoomId &id)
{
    Room &room = m_rooms.at(id);
    room.log.clear();
    room.mids.clear();
    room.first = 1;
    room.epoch = Epoch(randomHex(8));
}

void FakeCluster::listen(const void *node, std::function<void(const RoomId &, const QByteArray &)> heard)
{
    m_listeners[node] = std::move(heard);
}

void FakeCluster::tell(const RoomId &room, const QByteArray &frame)
{
    for (const auto &[node, heard] : m_listeners)
        heard(room, frame);
}

} // namespace hubbub::testing
