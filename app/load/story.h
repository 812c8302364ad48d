// SPDX-License-Identifier: GPL-3.0-or-later
// Violations as stories for people.
#pragma once

#include "app/load/checker.h"

#include <QString>

namespace hubbub::load {

/// The fewest facts that show the violation, starred, in order of time, among what happened around them to the same
/// users, messages and nodes.
[[nodiscard]] QString storyOf(const Record &record, const Violation &violation);
/// The verdict, and the story of the first violation of each kind.
[[nodiscard]] QString explain(const Record &record);

} // namespace hubbub::load
