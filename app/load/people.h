// SPDX-License-Identifier: GPL-3.0-or-later
// Who takes part in a run or a workload.
#pragma once

#include "app/load/dialect.h"
#include "app/load/options.h"
#include "app/load/population.h"

#include <vector>

namespace hubbub::load {

/// Users u0, u1, ... each in `roomsPerUser` rooms, such that rooms are filled evenly; names carry a tag of their own,
/// so that runs beside each other do not meet.
[[nodiscard]] Population crowd(int users, int rooms, int roomsPerUser);
/// One user a connection: the members of the workload's rooms, room by room, then the idle ones in rooms of ten.
[[nodiscard]] Population crowd(const Workload &workload);
/// The same people as the benchmark's dialects see them.
[[nodiscard]] std::vector<Caller> callersOf(const Population &population);

} // namespace hubbub::load
