// SPDX-License-Identifier: GPL-3.0-or-later
// Who sends next, and which messages have arrived everywhere: the bookkeeping of the benchmark, without a socket.
#pragma once

#include "app/load/workload.h"

#include <deque>
#include <optional>
#include <vector>

namespace hubbub::load {

/// Members are numbered 0 to rooms * members - 1, room by room. All members of a room see its messages in one order,
/// so the n-th that each one receives is the same message, and nothing need be parsed to know which has arrived.
class Traffic {
public:
    explicit Traffic(const Workload &workload);

    /// The next sender: rooms in turn, and within a room its members in turn, none with an unanswered message.
    /// Nothing where all are waiting.
    [[nodiscard]] std::optional<quint32> nextSender();
    void sent(quint32 member) { m_waiting[member] = true; }
    void answered(quint32 member) { m_waiting[member] = false; }

    /// True where this was the last member that a message had still to reach.
    [[nodiscard]] bool delivered(quint32 member);

private:
    struct Room {
        std::deque<quint32> missing; ///< of each message under way, oldest first: members still to be reached
        quint64 oldest = 0; ///< number of missing.front()
        quint32 turn = 0;
    };
    quint32 m_members;
    std::vector<Room> m_rooms;
    std::vector<quint64> m_received; ///< by member
    std::vector<bool> m_waiting; ///< by member
    quint32 m_turn = 0;
};

} // namespace hubbub::load
