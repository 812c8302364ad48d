// SPDX-License-Identifier: GPL-3.0-or-later
// Which sessions of this node hear which room; collects what one turn brings for a room into one buffer for all.
#pragma once

#include "core/base/ids.h"

#include <QByteArray>
#include <QByteArrayView>

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace hubbub::server {

/// One who hears rooms.
class Listener {
public:
    /// Takes frames that are ready for the wire. False: not taken, because its reader is slow and they may be dropped,
    /// or because it is ending.
    virtual bool hear(const QByteArray &framed, bool droppable) = 0;

protected:
    ~Listener() = default;
};

/// Knows no Redis: it returns facts, and RoomLease makes subscriptions of them.
class Hub {
public:
    enum class Fact : quint8 { Nothing, FirstIn, LastOut };

    /// `wake` is called when there is something to flush, once until the next flush().
    explicit Hub(std::function<void()> wake);
    ~Hub();
    Q_DISABLE_COPY_MOVE(Hub)

    /// Counts the listener as being in the room; it hears nothing before goLive(). Once for each leave().
    [[nodiscard]] Fact enter(const RoomId &room);
    /// It hears what is published from now on; what was collected before goes to the others alone.
    void goLive(const RoomId &room, Listener &listener);
    /// It hears nothing more than what was collected up to now, but stays in the room.
    void hush(const RoomId &room, Listener &listener);
    /// Must be hushed before, if it was live.
    [[nodiscard]] Fact leave(const RoomId &room);

    /// An event for all who are live in the room, at the next flush; `ts` is the ms of its making, for the latency,
    /// or 0.
    void publish(const RoomId &room, QByteArrayView frame, qint64 ts);
    enum class Whisper : quint8 { Typing, Other };
    /// What may be dropped where the reader is slow: of one turn, it goes out behind the events. But typing goes out
    /// before those that come after it, since they may end it.
    void whisper(const RoomId &room, QByteArrayView frame, Whisper what = Whisper::Other);
    /// Hands everything collected to the listeners: one buffer a room, the same bytes for all.
    void flush(qint64 nowMs);

    [[nodiscard]] bool isEmpty(const RoomId &room) const; ///< nobody of this node is in it
    [[nodiscard]] bool isLive(const RoomId &room, const Listener &listener) const;
    /// Those who are live. The hub must not be changed while they are looked at.
    [[nodiscard]] const std::vector<Listener *> &live(const RoomId &room) const;
    [[nodiscard]] qsizetype rooms() const { return static_cast<qsizetype>(m_rooms.size()); }
    [[nodiscard]] quint64 deliveries() const { return m_deliveries; }

    struct Activity {
        RoomId room;
        qsizetype here = 0;
        quint64 messages = 0; ///< since start
        quint64 deliveries = 0;
    };
    /// The rooms with most deliveries since the last call.
    [[nodiscard]] std::vector<Activity> busiest(size_t most);
    /// Is told the age in ms of each event that goes out.
    void setLatencyObserver(std::function<void(qint64 ms)> observer) { m_observe = std::move(observer); }
    /// For tests of checkers only: silently keeps back one delivery in so many. 0: none.
    void setDropOneIn(quint64 deliveries) { m_dropOneIn = deliveries; }

private:
    struct Room;

    [[nodiscard]] Room *find(const RoomId &room) const;
    void markDirty(Room &room);
    void flushRoom(Room &room);
    void deliverWithLoss(const Room &room, const QByteArray &bytes);

    struct HashId {
        size_t operator()(const RoomId &room) const noexcept { return qHash(room); }
    };
    std::unordered_map<RoomId, std::unique_ptr<Room>, HashId> m_rooms;
    std::vector<RoomId> m_dirty;
    std::vector<qint64> m_stamps;
    std::function<void()> m_wake;
    std::function<void(qint64)> m_observe;
    quint64 m_deliveries = 0;
    quint64 m_dropOneIn = 0;
    quint64 m_untilDrop = 0;
    bool m_awake = false;
};

} // namespace hubbub::server
