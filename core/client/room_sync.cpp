// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/room_sync.h"

#include <algorithm>
#include <utility>

namespace hubbub::client {
namespace {

using protocol::Event;
using protocol::GapCause;
using protocol::HistoryPage;
using protocol::ResumeResult;

/// Events that may wait for their turn; a node that sends more out of order is not followed, the log is read instead.
constexpr size_t mostAhead = 4096;
constexpr qsizetype mostRecent = 512;

template <typename Outcome>
SyncOutcomes only(Outcome outcome)
{
    SyncOutcomes outcomes;
    outcomes.push_back(std::move(outcome));
    return outcomes;
}

} // namespace

RoomSync::RoomSync(Position position)
    : m_position(std::move(position))
    , m_expected(m_position.seq + 1)
{
}

void RoomSync::connectionLost()
{
    m_phase = Phase::Offline;
    m_ahead.clear();
    m_forkEvents.clear();
}

SyncOutcomes RoomSync::welcomed(const protocol::RoomState &state, bool named, bool later)
{
    m_ahead.clear();
    m_forkEvents.clear();
    if (m_position.epoch.isEmpty()) { // the first time that we see this room
        startAt(state.epoch, state.last, state.lastMid);
        m_phase = Phase::Live;
        return only(sync::StartOver { false });
    }
    if (later) {
        m_phase = Phase::Replaying;
        return {};
    }
    if (named && state.resume == ResumeResult::Far) {
        const bool newLog = state.epoch != m_position.epoch;
        startAt(state.epoch, state.last, state.lastMid);
        m_phase = Phase::Live;
        SyncOutcomes outcomes = only(sync::StartOver { newLog });
        outcomes.push_back(sync::CaughtUp {});
        return outcomes;
    }
    if (named && state.resume != ResumeResult::None) {
        m_phase = Phase::Replaying;
        return {};
    }
    const Position nodes { state.epoch, state.last, state.lastMid };
    if (nodes == m_position) {
        m_phase = Phase::Live;
        return only(sync::CaughtUp {});
    }
    const bool sameLog = state.epoch == m_position.epoch;
    if (sameLog && (state.last < m_position.seq || (state.last == m_position.seq && state.lastMid != m_position.mid)))
        return fork(state.last);
    return repair();
}

SyncOutcomes RoomSync::event(const Event &event)
{
    if (m_phase == Phase::Offline)
        return {};
    if (m_phase == Phase::Forked || (event.epoch == m_position.epoch && event.seq > m_expected)) {
        const bool crowded = m_ahead.size() >= mostAhead;
        if (!crowded)
            m_ahead.insert_or_assign(event.seq, event);
        return m_phase == Phase::Live || (crowded && m_phase == Phase::Replaying) ? repair() : SyncOutcomes {};
    }
    if (event.epoch != m_position.epoch)
        return m_phase == Phase::Repairing ? SyncOutcomes {} : repair();
    if (event.seq < m_expected) {
        const auto known = m_recent.constFind(event.seq);
        const bool differs = known != m_recent.cend() && *known != event.mid;
        return differs ? fork(event.seq) : SyncOutcomes {};
    }
    sync::Apply applied;
    applied.replayed = m_phase != Phase::Live;
    apply(event, applied);
    drainAhead(applied);
    return only(std::move(applied));
}

SyncOutcomes RoomSync::gap(const protocol::Gap &gap)
{
    if (m_phase == Phase::Offline)
        return {};
    switch (gap.cause) {
    case GapCause::Reset:
        return newEpoch(gap.epoch, gap.to + 1);
    case GapCause::Forked:
        return fork(gap.to);
    case GapCause::Trimmed:
        break;
    }
    if (gap.epoch != m_position.epoch)
        return repair();
    if (gap.to < m_expected)
        return {};
    const sync::ShowGap shown { gap.epoch, m_expected, gap.to };
    m_expected = gap.to + 1; // the position stays: it is the last event that we have, with its mid
    SyncOutcomes outcomes = only(shown);
    sync::Apply applied;
    applied.replayed = true;
    drainAhead(applied);
    if (!applied.events.isEmpty())
        outcomes.push_back(std::move(applied));
    return outcomes;
}

SyncOutcomes RoomSync::caughtUp(const protocol::CaughtUp &push)
{
    if (m_phase != Phase::Replaying)
        return {};
    if (push.seq >= m_expected)
        return repair(); // the node believes to have sent what never came
    return finish({});
}

SyncOutcomes RoomSync::historyAfter(const HistoryPage &page)
{
    if (m_phase != Phase::Repairing)
        return {};
    if (page.epoch != m_position.epoch)
        return newEpoch(page.epoch, page.first);
    if (page.last < m_position.seq)
        return fork(page.last); // the node's log ends before what we have
    SyncOutcomes outcomes;
    if (page.first > m_expected) {
        outcomes.push_back(sync::ShowGap { page.epoch, m_expected, page.first - 1 });
        m_expected = page.first;
    }
    sync::Apply applied;
    applied.replayed = true;
    for (const Event &event : page.events)
        if (event.seq == m_expected)
            apply(event, applied);
    const bool advanced = !applied.events.isEmpty();
    drainAhead(applied);
    if (!applied.events.isEmpty())
        outcomes.push_back(std::move(applied));
    if (m_expected <= page.last && advanced) {
        outcomes.push_back(sync::AskAfter { m_expected - 1 });
        return outcomes;
    }
    if (m_expected <= page.last) { // the log has a hole of its own: what came live is all there is of it
        const auto next = m_ahead.lower_bound(m_expected);
        const qint64 end = next == m_ahead.end() ? page.last : std::min(page.last, next->first - 1);
        outcomes.push_back(sync::ShowGap { page.epoch, m_expected, end });
        m_expected = end + 1;
        sync::Apply rest;
        rest.replayed = true;
        drainAhead(rest);
        if (!rest.events.isEmpty())
            outcomes.push_back(std::move(rest));
    }
    return finish(std::move(outcomes));
}

SyncOutcomes RoomSync::compared(const HistoryPage &page, const QHash<qint64, Mid> &stored)
{
    if (m_phase != Phase::Forked)
        return {};
    if (page.epoch != m_position.epoch)
        return newEpoch(page.epoch, page.first);
    qint64 agreed = -1;
    bool weHaveSome = false;
    QList<Event> differing;
    for (auto it = page.events.crbegin(); it != page.events.crend() && agreed < 0; ++it) {
        const auto ours = stored.constFind(it->seq);
        weHaveSome = weHaveSome || ours != stored.cend();
        if (ours != stored.cend() && *ours == it->mid)
            agreed = it->seq;
        else
            differing.prepend(*it);
    }
    m_forkEvents = differing + m_forkEvents;
    const qint64 oldest = page.events.isEmpty() ? page.first : page.events.constFirst().seq;
    if (agreed < 0 && weHaveSome && page.more && oldest > page.first)
        return only(sync::Compare { oldest });
    if (agreed < 0)
        agreed = oldest - 1; // nothing of ours is left in it

    sync::Replace replace { agreed, m_forkEvents };
    m_forkEvents.clear();
    m_position = { page.epoch, agreed, stored.value(agreed) };
    m_expected = agreed + 1;
    m_recent.clear();
    sync::Apply again; // only to move the position; the rows are those of `replace`
    for (const Event &event : std::as_const(replace.events))
        apply(event, again);
    SyncOutcomes outcomes = only(std::move(replace));
    m_phase = Phase::Replaying;
    sync::Apply waited;
    waited.replayed = true;
    drainAhead(waited);
    if (!waited.events.isEmpty())
        outcomes.push_back(std::move(waited));
    return finish(std::move(outcomes));
}

SyncOutcomes RoomSync::stalled() { return m_phase == Phase::Replaying ? repair() : SyncOutcomes {}; }

SyncOutcomes RoomSync::again()
{
    if (m_phase == Phase::Repairing)
        return repair();
    if (m_phase == Phase::Forked)
        return fork(m_forkLast);
    return {};
}

void RoomSync::apply(const Event &event, sync::Apply &into)
{
    m_position = { event.epoch, event.seq, event.mid };
    m_expected = event.seq + 1;
    m_recent.insert(event.seq, event.mid);
    m_recent.remove(event.seq - mostRecent);
    into.events.append(event);
}

void RoomSync::drainAhead(sync::Apply &into)
{
    for (auto it = m_ahead.begin(); it != m_ahead.end() && it->first <= m_expected; it = m_ahead.erase(it))
        if (it->first == m_expected && it->second.epoch == m_position.epoch)
            apply(it->second, into);
}

void RoomSync::startAt(const Epoch &epoch, qint64 seq, const Mid &mid)
{
    m_position = { epoch, seq, mid };
    m_expected = seq + 1;
    m_recent.clear();
    m_ahead.clear();
}

SyncOutcomes RoomSync::repair()
{
    m_phase = Phase::Repairing;
    return only(sync::AskAfter { m_expected - 1 });
}

/// Replay or repair is over, unless events that came early still leave a hole.
SyncOutcomes RoomSync::finish(SyncOutcomes outcomes)
{
    std::erase_if(m_ahead,
        [this](const auto &entry) { return entry.first < m_expected || entry.second.epoch != m_position.epoch; });
    if (!m_ahead.empty()) {
        for (SyncOutcome &outcome : repair())
            outcomes.push_back(std::move(outcome));
        return outcomes;
    }
    m_phase = Phase::Live;
    outcomes.push_back(sync::CaughtUp {});
    return outcomes;
}

SyncOutcomes RoomSync::newEpoch(const Epoch &epoch, qint64 first)
{
    const std::map<qint64, Event> ahead = std::exchange(m_ahead, {});
    startAt(epoch, first - 1, {});
    SyncOutcomes outcomes = only(sync::StartOver { true });
    for (const auto &[seq, event] : ahead)
        if (event.epoch == epoch && seq >= first)
            m_ahead.insert({ seq, event });
    // The node goes on by itself in a replay; in a repair or live we read on.
    if (m_phase == Phase::Replaying || m_phase == Phase::Live) {
        sync::Apply applied;
        applied.replayed = true;
        drainAhead(applied);
        if (!applied.events.isEmpty())
            outcomes.push_back(std::move(applied));
        return outcomes;
    }
    for (SyncOutcome &outcome : repair())
        outcomes.push_back(std::move(outcome));
    return outcomes;
}

SyncOutcomes RoomSync::fork(qint64 last)
{
    m_phase = Phase::Forked;
    m_forkLast = last;
    m_forkEvents.clear();
    return only(sync::Compare { last + 1 });
}

} // namespace hubbub::client
