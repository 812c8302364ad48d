// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the checker that pairs arrivals with departures, and compares the last view with the truth.
#pragma once

#include "app/load/checker.h"

#include <functional>

namespace hubbub::load {

/// Calls `found` for each fault, and counts arrivals and departures in the verdict.
void checkPresence(const Record &record, const std::function<void(const QString &what)> &found, Verdict &verdict);

} // namespace hubbub::load
