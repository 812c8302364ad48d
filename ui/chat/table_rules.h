// SPDX-License-Identifier: GPL-3.0-or-later
// Tables as people type them: with the line below the head as short as GitHub takes it, and right below a sentence.
#pragma once

#include <QString>

namespace hubbub::ui {

/// The text with each such line as long as the parser wants it, and an empty line before each head. What is no table,
/// or stands within a code fence, stays as it is. One pass.
[[nodiscard]] QString withWholeTables(const QString &text);

} // namespace hubbub::ui
