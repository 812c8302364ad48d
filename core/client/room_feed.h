// SPDX-License-Identifier: GPL-3.0-or-later
// The part of one room's timeline that is in memory: stored events in order of seq, then our own that are still
// waiting. Rows come from the store on disk first and from the node where the store has none.
#pragma once

#include "core/client/amendment.h"

#include <QObject>

#include <functional>
#include <map>
#include <vector>

namespace hubbub::client {

class Rooms;

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
    /// `reach`: a seq to come to, if one page can be so long.
    void fetchOlder(qint64 reach = 0);
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
    friend class Rooms;
    friend class RoomFeedTest;
    struct Asks {
        UserId me;
        std::function<QString(const UserId &)> displayOf;
        /// To be answered by prepend() and fetched(). `reach` as above.
        std::function<void(RoomFeed &, qint64 reach)> fetchOlder;
        protocol::Decoder *decoder = nullptr; ///< borrowed; for bodies of events
    };
    RoomFeed(RoomId room, Asks asks, QObject *parent = nullptr);

    // The log, as far as it is in memory: every event from m_oldest to m_newest is known, whether it has a row or not.
    void startOver(qint64 next, bool logLost); ///< `next`: the seq of the event that comes next
    void append(const QList<protocol::Event> &events);
    void prepend(const HistoryRun &run, bool more);
    void showGap(const GapRow &gap);
    void replaceAfter(qint64 seq, const QList<protocol::Event> &events);
    void fetched(bool ok);
    // Own messages that are not in it yet, and own changes of messages.
    void putOwn(const Outgoing &message, bool sending);
    void dropOwn(const Mid &mid);
    // What others did.
    void setReadSeq(qint64 seq);
    void setOthersRead(qint64 seq);
    void refreshNames();

    [[nodiscard]] bool rowOf(const protocol::Event &event, TimelineItem *row) const;
    [[nodiscard]] int firstWaiting() const { return m_stored; } ///< row of the first own message that waits
    [[nodiscard]] int waitingIndex(const Mid &mid) const;
    // room_feed_changes.cpp
    void putChange(const Outgoing &change);
    bool dropChange(const Mid &mid);
    void take(const Amendment &change);
    void forgetAfter(qint64 seq);
    [[nodiscard]] bool hide(const protocol::Event &event);
    void showRedacted(qint64 seq);
    void decorate(TimelineItem &row);
    void redraw(int index);
    void insertRows(int at, std::vector<TimelineItem> rows);
    void removeRows(int at, int count);

    RoomId m_room;
    Asks m_asks;
    std::vector<TimelineItem> m_items; ///< stored ones by seq, then those that wait
    int m_stored = 0; ///< how many rows are stored ones
    qint64 m_oldest = 1; ///< all from here on is in memory
    bool m_hasOlder = true;
    bool m_fetching = false;
    qint64 m_readSeq = 0;
    qint64 m_othersRead = 0;
    std::map<qint64, std::vector<Amendment>> m_amends; ///< by the seq of what they change, which may be out of memory
    QHash<Mid, std::vector<Outgoing>> m_changes; ///< ours that wait or failed, by the mid of what they change
    QHash<Mid, PlainRow> m_plain; ///< of the rows that were changed
    QHash<qint64, protocol::Event> m_voids; ///< by seq: those of which no redaction is known, such as places of edits
};

} // namespace hubbub::client
