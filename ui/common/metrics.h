// SPDX-License-Identifier: GPL-3.0-or-later
// Distances, radii and sizes of type: the few steps that everything is set in, times the user's zoom.
#pragma once

namespace hubbub::ui {

/// Logical pixels for a length of the design, at the user's zoom; rounded, and never 0 for one that is not.
[[nodiscard]] int px(double designed);

namespace space {
inline constexpr int xs = 4;
inline constexpr int s = 8;
inline constexpr int m = 12;
inline constexpr int l = 16;
inline constexpr int xl = 24;
inline constexpr int xxl = 32;
} // namespace space

namespace radius {
inline constexpr int s = 4;
inline constexpr int m = 8; ///< buttons, fields, rows
inline constexpr int l = 12; ///< cards, pop-ups
inline constexpr int xl = 16; ///< bubbles, big cards
} // namespace radius

namespace motion { ///< milliseconds
inline constexpr int quick = 120;
inline constexpr int calm = 200;
} // namespace motion

} // namespace hubbub::ui
