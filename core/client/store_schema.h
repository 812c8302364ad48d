// SPDX-License-Identifier: GPL-3.0-or-later
// The store's tables, and how the file of an earlier version comes to have them.
#pragma once

#include <QList>

namespace hubbub::client::schema {

inline constexpr int newest = 3; ///< version of the file

/// What a file of that version lacks, in order; 0: an empty file.
[[nodiscard]] QList<const char *> statementsFrom(int version);
/// What takes all rows out of all tables.
[[nodiscard]] QList<const char *> wiping();

} // namespace hubbub::client::schema
