// SPDX-License-Identifier: GPL-3.0-or-later
// The part of one room's timeline that is in memory: stored events in order of seq, then our own that are still
// waiting. Rows come from the store on disk first and from the node where the store has none.
#pragma once

#include "core/client/timeline_item.h"

#include <QObject>

#include <vector>

namespace hubbub::client {

class Engine;

class RoomFeed final : public QObject {
    Q_OBJECT
public:
    [[nodiscard]] const RoomId &room() const { return m_room; }
    [[nodiscard]] int count() const { return static_cast<int>(m_items.size()); }
    [[nodiscard]] const TimelineItem &at(int index) const { return m_items[static_cast<size_t>(index)]; }
    /// Row of that message; -1 where it is not in memory.
    [[nodiscard]] int indexOf(const Mid &mid) const;
    [[nodiscard]] int indexOfSeq(qint64 seq) const;

    [[nodiscard]] bool hasOlder() const { return m_hasOlder; }
    [[nodiscard]] bool isFetching() const { return m_fetching; }
    /// Asks for the page before the oldest row; rowsInserted and fetchFinished follow. Nothing if one is under way.
    void fetchOlder();
    /// The newest seq that this person has seen here; rows after it are new.
    [[nodiscard]] qint64 readSeq() const { return m_readSeq; }

Q_SIGNALS:
    void rowsInserted(int first, int count);
    void rowsChanged(int first, int count);
    void rowsRemoved(int first, int count);
    /// Everything may differ: read all again.
    void rowsReset();
    void fetchFinished(bool ok);
    void readSeqChanged();

private:
    friend class Engine;
    explicit RoomFeed(RoomId room, Engine &engine);

    RoomId m_room;
    Engine &m_engine;
    std::vector<TimelineItem> m_items;
    bool m_hasOlder = true;
    bool m_fetching = false;
    qint64 m_readSeq = 0;
};

} // namespace hubbub::client
