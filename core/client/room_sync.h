// SPDX-License-Identifier: GPL-3.0-or-later
// Where one room's log stands with us: each event is applied once and in order, or a gap says what is gone. Pure:
// what happened goes in, what to do comes out; the engine asks the node, writes the store and shows the rows.
#pragma once

#include "core/protocol/push.h"
#include "core/protocol/reply.h"

#include <QHash>

#include <map>
#include <variant>
#include <vector>

namespace hubbub::client {

namespace sync {
/// These follow the last applied one; the position is now that of the last of them.
struct Apply {
    QList<protocol::Event> events;
    bool replayed = false; ///< missed before, as against said now
};
/// Read the log after `after` and give the page to historyAfter().
struct AskAfter {
    qint64 after = 0;
};
/// Read the log before `before` and the mids that the store has of the same seqs, and give both to compared().
struct Compare {
    qint64 before = 0;
};
/// Events that no log has any more.
struct ShowGap {
    Epoch epoch;
    qint64 first = 0;
    qint64 last = 0;
};
/// What is in memory does not reach up to what comes next: another epoch, or too far behind. The position has moved.
struct StartOver {
    bool newEpoch = false;
};
/// A fork is healed: what the store has after `after` is void, and these events are the truth there.
struct Replace {
    qint64 after = 0;
    QList<protocol::Event> events;
};
/// All that was missed is here.
struct CaughtUp { };
} // namespace sync
using SyncOutcome = std::variant<sync::Apply, sync::AskAfter, sync::Compare, sync::ShowGap, sync::StartOver,
    sync::Replace, sync::CaughtUp>;
using SyncOutcomes = std::vector<SyncOutcome>;

class RoomSync {
public:
    enum class Phase : quint8 {
        Offline, ///< no connection, or the node has not yet said where it begins
        Live,
        Replaying, ///< the node sends what was missed
        Repairing, ///< we read what was missed ourselves
        Forked, ///< we look for the place where our log and the node's part
    };

    explicit RoomSync(Position position = {});

    [[nodiscard]] Phase phase() const { return m_phase; }
    /// Of the last applied event: what a `hello` names.
    [[nodiscard]] const Position &position() const { return m_position; }
    /// The seq that comes next; behind a gap it is not position().seq + 1.
    [[nodiscard]] qint64 expected() const { return m_expected; }

    void connectionLost();
    /// The room's STATE on a fresh connection. `named`: our position was in the `hello` or `resume`; `later`: it will
    /// be in a `resume` that is still to come.
    [[nodiscard]] SyncOutcomes welcomed(const protocol::RoomState &state, bool named, bool later);
    [[nodiscard]] SyncOutcomes event(const protocol::Event &event);
    [[nodiscard]] SyncOutcomes gap(const protocol::Gap &gap);
    [[nodiscard]] SyncOutcomes caughtUp(const protocol::CaughtUp &push);

    [[nodiscard]] SyncOutcomes historyAfter(const protocol::HistoryPage &page);
    [[nodiscard]] SyncOutcomes compared(const protocol::HistoryPage &page, const QHash<qint64, Mid> &stored);
    /// A replay that does not come to its end: read the log instead.
    [[nodiscard]] SyncOutcomes stalled();
    /// The node could not be asked: begin the repair anew.
    [[nodiscard]] SyncOutcomes again();

private:
    void apply(const protocol::Event &event, sync::Apply &into);
    void drainAhead(sync::Apply &into);
    void startAt(const Epoch &epoch, qint64 seq, const Mid &mid);
    [[nodiscard]] SyncOutcomes repair();
    [[nodiscard]] SyncOutcomes finish(SyncOutcomes outcomes);
    [[nodiscard]] SyncOutcomes newEpoch(const Epoch &epoch, qint64 first);
    [[nodiscard]] SyncOutcomes fork(qint64 last);

    Phase m_phase = Phase::Offline;
    Position m_position;
    qint64 m_expected = 1;
    qint64 m_forkLast = 0; ///< newest seq of the node's log when the fork was told
    QList<protocol::Event> m_forkEvents; ///< the node's events that were read so far, ascending
    std::map<qint64, protocol::Event> m_ahead; ///< came before their turn
    QHash<qint64, Mid> m_recent; ///< mids of the newest events, to tell a repeat from a fork
};

} // namespace hubbub::client
