// SPDX-License-Identifier: GPL-3.0-or-later
// Time as the server's net counts it: tenths of a second in four bytes, because every connection holds several.
#pragma once

#include <QtGlobal>

#include <chrono>

namespace hubbub::server {

/// Tenths of a second since the endpoint was made; wraps after 13 years, so compare by difference.
using Tick = quint32;

inline constexpr std::chrono::milliseconds tickLength { 100 };
/// Accepts are counted in tenths: at R a second, R tenths come back each tick.
inline constexpr int unitsPerAccept = std::chrono::seconds(1) / tickLength;

/// Rounded up, and at least one: a deadline is never early.
[[nodiscard]] constexpr Tick ticksOf(std::chrono::milliseconds span)
{
    const auto ticks = (span.count() + tickLength.count() - 1) / tickLength.count();
    return ticks < 1 ? 1 : static_cast<Tick>(ticks);
}

/// Whether `due` has come at `now`.
[[nodiscard]] constexpr bool isDue(Tick due, Tick now) { return static_cast<qint32>(now - due) >= 0; }

} // namespace hubbub::server
