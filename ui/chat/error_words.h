// SPDX-License-Identifier: GPL-3.0-or-later
// Refusals of a node in words for people.
#pragma once

#include "core/base/error.h"

namespace hubbub::ui {

/// For what is done with rooms: make, join, leave, look for.
[[nodiscard]] QString roomErrorWords(const Error &error);
/// Why something that concerns a person did not work.
[[nodiscard]] QString personErrorWords(const Error &error);

} // namespace hubbub::ui
