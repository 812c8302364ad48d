// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/room_feed.h"

#include "core/protocol/codec.h"

#include <algorithm>
#include <iterator>

namespace hubbub::client {
namespace {

using protocol::Event;
using protocol::EventKind;

TimelineItem gapItem(const GapRow &gap)
{
    TimelineItem row;
    row.kind = TimelineItem::Kind::Gap;
    row.seq = gap.last;
    row.gapFrom = gap.first;
    row.gapTo = gap.last;
    return row;
}

bool bySeq(const TimelineItem &row, qint64 seq) { return row.seq < seq; }

} // namespace

RoomFeed::RoomFeed(RoomId room, Asks asks, QObject *parent)
    : QObject(parent)
    , m_room(std::move(room))
    , m_asks(std::move(asks))
{
}

int RoomFeed::indexOf(const Mid &mid) const
{
    // From the end: the newest rows are asked for most.
    const auto found =
        std::find_if(m_items.crbegin(), m_items.crend(), [&](const TimelineItem &row) { return row.mid == mid; });
    return found == m_items.crend() || mid.isEmpty() ? -1 : static_cast<int>(m_items.crend() - found) - 1;
}

int RoomFeed::indexOfSeq(qint64 seq) const
{
    const auto end = m_items.cbegin() + m_stored;
    const auto found = std::lower_bound(m_items.cbegin(), end, seq, bySeq);
    if (found != end && found->seq == seq && found->kind != TimelineItem::Kind::Gap)
        return static_cast<int>(found - m_items.cbegin());
    for (int i = m_stored; i < count(); ++i) // acknowledged, and its event not yet here
        if (seq > 0 && at(i).seq == seq)
            return i;
    return -1;
}

void RoomFeed::fetchOlder(qint64 reach)
{
    if (!m_hasOlder || m_fetching)
        return;
    m_fetching = true;
    m_asks.fetchOlder(*this, reach);
}

void RoomFeed::startOver(qint64 next, bool logLost)
{
    m_items.erase(m_items.begin(), m_items.begin() + m_stored);
    m_stored = 0;
    m_amends.clear();
    m_voids.clear();
    m_oldest = next;
    m_hasOlder = next > 1;
    m_othersRead = 0; // whoever calls this tells it next
    if (logLost) {
        m_items.insert(m_items.begin(), gapItem({ 0, 0 }));
        m_stored = 1;
    }
    Q_EMIT
    rowsReset();
}

void RoomFeed::append(const QList<Event> &events)
{
    std::vector<TimelineItem> fresh;
    const auto flush = [&] {
        if (fresh.empty())
            return;
        const int count = static_cast<int>(fresh.size());
        const int at = m_stored;
        m_stored += count;
        insertRows(at, std::exchange(fresh, {}));
    };
    for (const Event &event : events) {
        if (const std::optional<Amendment> change = amendmentOf(event, *m_asks.decoder)) {
            flush(); // what it changes may be among them
            take(*change);
            continue;
        }
        TimelineItem row;
        const int waiting = waitingIndex(event.mid);
        if (hide(event) || !rowOf(event, &row))
            continue;
        decorate(row);
        if (waiting < 0) {
            fresh.push_back(std::move(row));
            continue;
        }
        flush();
        const int moved = waitingIndex(event.mid);
        if (moved == m_stored) { // it stands where it belongs
            m_items[static_cast<size_t>(moved)] = std::move(row);
            ++m_stored;
            Q_EMIT
            rowsChanged(moved, 1);
        } else {
            removeRows(moved, 1);
            fresh.push_back(std::move(row));
        }
    }
    flush();
}

void RoomFeed::prepend(const HistoryRun &run, bool more)
{
    std::vector<TimelineItem> rows;
    for (const Event &event : run.amends)
        if (const std::optional<Amendment> change = amendmentOf(event, *m_asks.decoder))
            take(*change);
    qint64 oldest = m_oldest;
    auto gap = run.gaps.cbegin();
    const auto gapsBefore = [&](qint64 seq) {
        for (; gap != run.gaps.cend() && gap->first < seq; ++gap) {
            if (gap->first < m_oldest)
                rows.push_back(gapItem(*gap));
            oldest = std::min(oldest, gap->first);
        }
    };
    for (const Event &event : run.events) {
        if (event.seq >= m_oldest)
            break;
        gapsBefore(event.seq);
        oldest = std::min(oldest, event.seq);
        TimelineItem row;
        if (hide(event) || !rowOf(event, &row))
            continue;
        decorate(row);
        rows.push_back(std::move(row));
    }
    gapsBefore(m_oldest);
    m_oldest = oldest;
    m_hasOlder = more && m_oldest > 1;
    m_stored += static_cast<int>(rows.size());
    if (!rows.empty())
        insertRows(0, std::move(rows));
}

void RoomFeed::showGap(const GapRow &gap)
{
    const int at = m_stored++;
    insertRows(at, { gapItem(gap) });
}

void RoomFeed::replaceAfter(qint64 seq, const QList<Event> &events)
{
    const auto from = std::lower_bound(m_items.cbegin(), m_items.cbegin() + m_stored, seq + 1, bySeq);
    const int first = static_cast<int>(from - m_items.cbegin());
    const int count = m_stored - first;
    m_stored = first;
    if (count > 0)
        removeRows(first, count);
    m_oldest = std::min(m_oldest, seq + 1);
    forgetAfter(seq);
    append(events);
}

void RoomFeed::fetched(bool ok)
{
    m_fetching = false;
    Q_EMIT
    fetchFinished(ok);
}

void RoomFeed::putOwn(const Outgoing &message, bool sending)
{
    if (message.kind != Outgoing::Kind::Message)
        return putChange(message);
    TimelineItem row;
    row.mid = message.mid;
    row.ts = message.created;
    row.from = m_asks.me;
    row.display = m_asks.displayOf(m_asks.me);
    row.own = true;
    row.message = message.body;
    row.error = message.error;
    switch (message.state) {
    case Outgoing::State::Queued:
        row.state = sending ? SendState::Sending : SendState::Queued;
        break;
    case Outgoing::State::Failed:
        row.state = SendState::Failed;
        break;
    case Outgoing::State::Acked:
        row.state = SendState::Stored;
        row.seq = message.seq;
        break;
    }
    decorate(row);
    const int index = waitingIndex(message.mid);
    if (index >= 0) {
        if (at(index) == row)
            return;
        m_items[static_cast<size_t>(index)] = std::move(row);
        Q_EMIT
        rowsChanged(index, 1);
    } else if (indexOf(message.mid) < 0 && message.state != Outgoing::State::Acked) {
        insertRows(this->count(), { std::move(row) });
    }
}

void RoomFeed::dropOwn(const Mid &mid)
{
    if (dropChange(mid))
        return;
    const int index = waitingIndex(mid);
    if (index >= 0)
        removeRows(index, 1);
}

void RoomFeed::setReadSeq(qint64 seq)
{
    if (std::exchange(m_readSeq, seq) != seq)
        Q_EMIT
    readSeqChanged();
}

void RoomFeed::setOthersRead(qint64 seq)
{
    if (seq <= m_othersRead)
        return;
    // Only rows that were unread until now change.
    const qint64 before = std::exchange(m_othersRead, seq);
    int first = -1;
    int last = -1;
    for (int i = m_stored - 1; i >= 0 && at(i).seq > before; --i) {
        TimelineItem &row = m_items[static_cast<size_t>(i)];
        if (!row.own || row.seq > seq || row.readByOthers)
            continue;
        row.readByOthers = true;
        first = i;
        last = last < 0 ? i : last;
    }
    if (first >= 0)
        Q_EMIT
    rowsChanged(first, last - first + 1);
}

void RoomFeed::refreshNames()
{
    int first = -1;
    int last = -1;
    for (int i = 0; i < count(); ++i) {
        TimelineItem &row = m_items[static_cast<size_t>(i)];
        if (row.from.isEmpty())
            continue;
        QString display = m_asks.displayOf(row.from);
        if (display == row.display)
            continue;
        row.display = std::move(display);
        first = first < 0 ? i : first;
        last = i;
    }
    if (first >= 0)
        Q_EMIT
    rowsChanged(first, last - first + 1);
}

/// False for events that have no row of their own, such as edits.
bool RoomFeed::rowOf(const Event &event, TimelineItem *row) const
{
    switch (event.kind) {
    case EventKind::Message:
        row->kind = TimelineItem::Kind::Message;
        break;
    case EventKind::Member:
        row->kind = TimelineItem::Kind::Member;
        break;
    case EventKind::Room:
        row->kind = TimelineItem::Kind::Room;
        break;
    case EventKind::Open:
    case EventKind::Take:
    case EventKind::Hand:
    case EventKind::Done:
        row->kind = TimelineItem::Kind::Case;
        row->caseKind = event.kind;
        break;
    case EventKind::Void:
        row->kind = TimelineItem::Kind::Void;
        break;
    case EventKind::Edit:
    case EventKind::Redact:
    case EventKind::React:
    case EventKind::Unknown:
        return false;
    }
    row->seq = event.seq;
    row->mid = event.mid;
    row->ts = event.ts;
    row->from = event.from;
    row->display = event.from.isEmpty() ? QString() : m_asks.displayOf(event.from);
    row->own = event.from == m_asks.me;
    row->message = event.message;
    row->member = event.member;
    if (event.kind == EventKind::Room)
        if (const Result<protocol::RoomBody> change = m_asks.decoder->roomChange(event.body))
            row->roomChange = *change;
    if (row->kind == TimelineItem::Kind::Case)
        if (const Result<protocol::CaseBody> change = m_asks.decoder->caseChange(event.body))
            row->caseChange = *change;
    row->state = SendState::Stored;
    row->readByOthers = row->own && event.seq <= m_othersRead;
    return true;
}

int RoomFeed::waitingIndex(const Mid &mid) const
{
    for (int i = m_stored; i < count(); ++i)
        if (at(i).mid == mid)
            return i;
    return -1;
}

void RoomFeed::insertRows(int at, std::vector<TimelineItem> rows)
{
    const int count = static_cast<int>(rows.size());
    m_items.insert(m_items.begin() + at, std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    Q_EMIT
    rowsInserted(at, count);
}

void RoomFeed::removeRows(int at, int count)
{
    m_items.erase(m_items.begin() + at, m_items.begin() + at + count);
    Q_EMIT
    rowsRemoved(at, count);
}

} // namespace hubbub::client
