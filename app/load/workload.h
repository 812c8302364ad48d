// SPDX-License-Identifier: GPL-3.0-or-later
// The workloads of the benchmark, as numbers.
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace hubbub::load {

struct Workload {
    enum class Drive : quint8 {
        Paced, ///< so many messages a second, whatever comes back
        Closed, ///< so many messages in flight: the next goes out when one has reached all members of its room
        Answered, ///< so many messages in flight: the next goes out when one is answered
        Storm, ///< no messages: everyone connects at once
    };
    QString name;
    int rooms = 1; ///< that messages go to
    int members = 1; ///< of each; one connection a member
    int idle = 0; ///< further connections, in quiet rooms of ten
    int nodes = 1; ///< over which the connections are spread
    bool apart = false; ///< those whom messages go to are all on the first node, the idle ones on the others
    Drive drive = Drive::Paced;
    int amount = 0; ///< messages a second, or in flight

    [[nodiscard]] int connections() const { return rooms * members + idle; }
    /// Which of its nodes the connection is made to: members of the rooms are numbered first, room by room.
    [[nodiscard]] int nodeOf(int connection) const;
};

/// Those beside which servers are compared.
[[nodiscard]] const QList<Workload> &workloads();
/// One of those; or one of a family that shows how a cost grows: idle-N (N connections, messages to 100 of them),
/// rooms-N (N rooms of one), apart-N (N nodes, messages to members of one of them only) or spread-N (one room whose
/// members are spread over N nodes).
[[nodiscard]] std::optional<Workload> workloadNamed(const QString &name);

} // namespace hubbub::load
