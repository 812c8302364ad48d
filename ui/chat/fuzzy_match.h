// SPDX-License-Identifier: GPL-3.0-or-later
// How well a few typed letters fit a name, for the quick switcher.
#pragma once

#include <QString>

namespace hubbub::ui {

/// 0: does not fit. More is better: whole beginnings before beginnings of words, these before parts of words, these
/// before letters that only come in this order. An empty query fits everything equally.
[[nodiscard]] int fuzzyScore(QStringView query, QStringView name);

} // namespace hubbub::ui
