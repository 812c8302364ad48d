// SPDX-License-Identifier: GPL-3.0-or-later
// Switches one protection off by its name, so that a fault test can be seen to fail without it. No build for use has
// any of this: HUBBUB_RED_HOOKS is an option of CMake that only the presets for tests set.
#pragma once

namespace hubbub {

#ifdef HUBBUB_RED_HOOKS
/// True where the environment's HUBBUB_RED names it; several names are separated by commas.
[[nodiscard]] bool redHook(const char *name);
#else
[[nodiscard]] constexpr bool redHook(const char *) { return false; }
#endif

} // namespace hubbub
