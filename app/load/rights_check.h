// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the checker that looks at who was no member any more when it spoke, or was still told.
#pragma once

#include "app/load/record.h"

#include <functional>

namespace hubbub::load {

/// Calls `found` for each message of someone who had left or been put out, and for each event made over 1 s after one
/// had gone that was given all the same. Times are those of the log, so of one clock.
void checkRights(const Record &record, const std::function<void(const QString &what)> &found);

} // namespace hubbub::load
