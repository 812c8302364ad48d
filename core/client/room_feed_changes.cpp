// SPDX-License-Identifier: GPL-3.0-or-later
// RoomFeed, the part that shows edits, removals and reactions on the rows that they concern.
#include "core/client/room_feed.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hubbub::client {
namespace {

bool bySeqOfChange(const Amendment &a, const Amendment &b) { return a.seq < b.seq; }

} // namespace

/// Ours, before the log has it.
void RoomFeed::putChange(const Outgoing &change)
{
    std::vector<Outgoing> &ours = m_changes[change.target];
    const auto found =
        std::find_if(ours.begin(), ours.end(), [&](const Outgoing &known) { return known.mid == change.mid; });
    // One that is acknowledged stays until its event is here; one whose event was here first is not ours any more.
    if (found != ours.end())
        *found = change;
    else if (change.state != Outgoing::State::Acked)
        ours.push_back(change);
    std::sort(ours.begin(), ours.end(), [](const Outgoing &a, const Outgoing &b) { return a.order < b.order; });
    if (ours.empty())
        m_changes.remove(change.target);
    redraw(indexOf(change.target));
}

bool RoomFeed::dropChange(const Mid &mid)
{
    for (auto it = m_changes.begin(); it != m_changes.end(); ++it) {
        if (std::erase_if(it.value(), [&](const Outgoing &change) { return change.mid == mid; }) == 0)
            continue;
        const Mid target = it.key();
        if (it.value().empty())
            m_changes.erase(it);
        redraw(indexOf(target));
        return true;
    }
    return false;
}

/// From the log.
void RoomFeed::take(const Amendment &change)
{
    std::vector<Amendment> &known = m_amends[change.target];
    const auto place = std::lower_bound(known.begin(), known.end(), change, bySeqOfChange);
    const bool isNew = place == known.end() || place->seq != change.seq;
    if (isNew)
        known.insert(place, change);
    if (!dropChange(change.mid) && isNew)
        redraw(indexOfSeq(change.target));
    if (change.kind == Outgoing::Kind::Redact)
        showRedacted(change.target);
}

/// A void is the place of a message that was taken out, or of an edit of one. Only the first has a row, and only the
/// redaction, which comes later in the log, tells which it is.
bool RoomFeed::hide(const protocol::Event &event)
{
    if (event.kind != protocol::EventKind::Void)
        return false;
    const auto amends = m_amends.find(event.seq);
    const bool redacted = amends != m_amends.end()
        && std::any_of(amends->second.cbegin(), amends->second.cend(),
            [](const Amendment &change) { return change.kind == Outgoing::Kind::Redact; });
    if (!redacted)
        m_voids.insert(event.seq, event);
    return !redacted;
}

void RoomFeed::showRedacted(qint64 seq)
{
    const auto hidden = m_voids.constFind(seq);
    if (hidden == m_voids.cend())
        return;
    TimelineItem row;
    const bool shown = rowOf(*hidden, &row);
    m_voids.erase(hidden);
    if (!shown)
        return;
    decorate(row);
    const auto place = std::lower_bound(m_items.cbegin(), m_items.cbegin() + m_stored, seq,
        [](const TimelineItem &item, qint64 value) { return item.seq < value; });
    const int at = static_cast<int>(place - m_items.cbegin());
    ++m_stored;
    insertRows(at, { std::move(row) });
}

/// What the log lost changes nothing any more.
void RoomFeed::forgetAfter(qint64 seq)
{
    for (auto it = m_amends.begin(); it != m_amends.end();) {
        const qint64 target = it->first;
        const bool any = std::erase_if(it->second, [seq](const Amendment &change) { return change.seq > seq; }) > 0;
        it = it->second.empty() ? m_amends.erase(it) : std::next(it);
        if (any)
            redraw(indexOfSeq(target));
    }
    m_voids.removeIf([seq](const auto &entry) { return entry.key() > seq; });
}

/// A row as it was said, or as it stands, becomes what it is after all that is known to change it.
void RoomFeed::decorate(TimelineItem &row)
{
    static const std::vector<Amendment> noAmends;
    static const std::vector<Outgoing> noChanges;
    const auto amends = row.seq > 0 ? m_amends.find(row.seq) : m_amends.end();
    const auto changes = m_changes.constFind(row.mid);
    if (amends == m_amends.end() && changes == m_changes.cend()) {
        m_plain.remove(row.mid);
        return;
    }
    m_plain.insert(row.mid, { row.kind, row.message });
    amend(row, m_plain[row.mid], amends == m_amends.end() ? noAmends : amends->second,
        changes == m_changes.cend() ? noChanges : *changes, m_asks.me);
}

void RoomFeed::redraw(int index)
{
    if (index < 0)
        return;
    TimelineItem row = at(index);
    if (const auto plain = m_plain.constFind(row.mid); plain != m_plain.cend())
        amend(row, *plain, {}, {}, m_asks.me); // as it was said
    decorate(row);
    if (row == at(index))
        return;
    m_items[static_cast<size_t>(index)] = std::move(row);
    Q_EMIT
    rowsChanged(index, 1);
}

} // namespace hubbub::client
