// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of conversations at a support desk.
#pragma once

#include "core/base/error.h"
#include "core/protocol/state.h"

#include <QString>

#include <chrono>

namespace hubbub::ui {

inline constexpr std::chrono::milliseconds longWait { 300'000 }; ///< from then on a wait stands out

/// "waiting 3 min". `ms`: how long already.
[[nodiscard]] QString waitingWords(qint64 ms);
/// To the visitor: "Waiting, 2nd in line", "Ines is with you", and where `entry` is nullptr that it is closed.
[[nodiscard]] QString caseStateWords(const protocol::CaseEntry *entry, const UserId &me);
/// Why taking, handing over or closing did not work.
[[nodiscard]] QString caseErrorWords(const Error &error);

} // namespace hubbub::ui
