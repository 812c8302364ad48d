// SPDX-License-Identifier: GPL-3.0-or-later
// How long to wait before the next attempt, and which node it goes to. Pure: the caller throws the dice.
#pragma once

#include <QList>
#include <QUrl>

#include <chrono>

namespace hubbub::client {

/// Before attempt `n` (from 0) after a loss: 100 ms + dice * min(20 s, 0.5 s * 2^n), `dice` uniform in [0, 1).
/// The jitter is inside the cap, so a thousand clients never fall into step. Source: protocol page, section 5.
[[nodiscard]] std::chrono::milliseconds backoffWait(int n, double dice);

/// A session that lasted this long makes n 0 again.
inline constexpr std::chrono::seconds healthyAfter { 30 };

/// A random one of `nodes` and `typed` that is not `last`; `last` where there is no other. Addresses that differ only
/// in their query are the same.
[[nodiscard]] QUrl pickNode(const QUrl &typed, const QList<QUrl> &nodes, const QUrl &last, double dice);

} // namespace hubbub::client
