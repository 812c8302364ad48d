// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/hub.h"

#include "server/net/frames.h"

#include <algorithm>

namespace hubbub::server {

struct Hub::Room {
    RoomId id;
    std::vector<Listener *> live;
    int inside = 0; ///< live ones and those that still catch up
    bool dirty = false;
    bool anyTyping = false; ///< among the whispers
    QByteArray events; ///< of this turn, framed
    QByteArray whispers;
    quint64 messages = 0;
    quint64 deliveries = 0;
    quint64 deliveriesTold = 0; ///< at the last busiest()
};

Hub::Hub(std::function<void()> wake)
    : m_wake(std::move(wake))
{
}

Hub::~Hub() = default;

Hub::Room *Hub::find(const RoomId &room) const
{
    const auto it = m_rooms.find(room);
    return it == m_rooms.end() ? nullptr : it->second.get();
}

Hub::Fact Hub::enter(const RoomId &room)
{
    auto &entry = m_rooms[room];
    if (!entry) {
        entry = std::make_unique<Room>();
        entry->id = room;
    }
    return ++entry->inside == 1 ? Fact::FirstIn : Fact::Nothing;
}

void Hub::goLive(const RoomId &room, Listener &listener)
{
    Room *found = find(room);
    Q_ASSERT(found);
    flushRoom(*found);
    found->live.push_back(&listener);
}

void Hub::hush(const RoomId &room, Listener &listener)
{
    Room *found = find(room);
    if (!found)
        return;
    const auto it = std::find(found->live.begin(), found->live.end(), &listener);
    if (it == found->live.end())
        return;
    flushRoom(*found);
    *it = found->live.back();
    found->live.pop_back();
}

Hub::Fact Hub::leave(const RoomId &room)
{
    const auto it = m_rooms.find(room);
    Q_ASSERT(it != m_rooms.end());
    if (--it->second->inside > 0)
        return Fact::Nothing;
    m_rooms.erase(it);
    return Fact::LastOut;
}

void Hub::publish(const RoomId &room, QByteArrayView frame, qint64 ts)
{
    Room *found = find(room);
    if (!found)
        return;
    ++found->messages;
    if (found->live.empty())
        return;
    if (found->anyTyping)
        flushRoom(*found);
    appendText(found->events, frame);
    if (ts > 0)
        m_stamps.push_back(ts);
    markDirty(*found);
}

void Hub::whisper(const RoomId &room, QByteArrayView frame, Whisper what)
{
    Room *found = find(room);
    if (!found || found->live.empty())
        return;
    appendText(found->whispers, frame);
    found->anyTyping = found->anyTyping || what == Whisper::Typing;
    markDirty(*found);
}

void Hub::markDirty(Room &room)
{
    if (!room.dirty) {
        room.dirty = true;
        m_dirty.push_back(room.id);
    }
    if (!m_awake) {
        m_awake = true;
        m_wake();
    }
}

void Hub::flushRoom(Room &room)
{
    if (!room.events.isEmpty()) {
        const QByteArray bytes = std::exchange(room.events, {});
        if (m_dropOneIn != 0) [[unlikely]]
            deliverWithLoss(room, bytes);
        else
            for (Listener *listener : room.live)
                listener->hear(bytes, false);
        room.deliveries += room.live.size();
        m_deliveries += room.live.size();
    }
    room.anyTyping = false;
    if (!room.whispers.isEmpty()) {
        const QByteArray bytes = std::exchange(room.whispers, {});
        for (Listener *listener : room.live)
            listener->hear(bytes, true);
    }
}

void Hub::deliverWithLoss(const Room &room, const QByteArray &bytes)
{
    for (Listener *listener : room.live) {
        if (++m_untilDrop % m_dropOneIn != 0)
            listener->hear(bytes, false);
    }
}

void Hub::flush(qint64 nowMs)
{
    m_awake = false;
    for (const RoomId &id : std::exchange(m_dirty, {})) {
        if (Room *room = find(id)) {
            room->dirty = false;
            flushRoom(*room);
        }
    }
    if (m_observe) {
        for (const qint64 ts : m_stamps)
            m_observe(nowMs - ts);
    }
    m_stamps.clear();
}

bool Hub::isEmpty(const RoomId &room) const { return find(room) == nullptr; }

bool Hub::isLive(const RoomId &room, const Listener &listener) const
{
    const auto &all = live(room);
    return std::find(all.begin(), all.end(), &listener) != all.end();
}

const std::vector<Listener *> &Hub::live(const RoomId &room) const
{
    static const std::vector<Listener *> none;
    const Room *found = find(room);
    return found ? found->live : none;
}

std::vector<Hub::Activity> Hub::busiest(size_t most)
{
    std::vector<Room *> rooms;
    for (const auto &[id, room] : m_rooms) {
        if (room->deliveries > room->deliveriesTold)
            rooms.push_back(room.get());
    }
    const auto busier = [](const Room *a, const Room *b) {
        return a->deliveries - a->deliveriesTold > b->deliveries - b->deliveriesTold;
    };
    const size_t count = std::min(most, rooms.size());
    std::partial_sort(rooms.begin(), rooms.begin() + static_cast<qptrdiff>(count), rooms.end(), busier);
    std::vector<Activity> out;
    for (size_t i = 0; i < count; ++i)
        out.push_back(
            { rooms[i]->id, static_cast<qsizetype>(rooms[i]->inside), rooms[i]->messages, rooms[i]->deliveries });
    for (Room *room : rooms)
        room->deliveriesTold = room->deliveries;
    return out;
}

} // namespace hubbub::server
