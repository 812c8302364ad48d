// SPDX-License-Identifier: GPL-3.0-or-later
// A record as a text file, a line for each fact, so that a run that failed can be looked at later.
#pragma once

#include "app/load/record.h"
#include "core/base/result.h"

namespace hubbub::load {

[[nodiscard]] QByteArray historyOf(const Record &record);
/// The Error says which line is wrong.
[[nodiscard]] Result<Record> recordIn(const QByteArray &history);

} // namespace hubbub::load
