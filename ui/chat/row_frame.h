// SPDX-License-Identifier: GPL-3.0-or-later
// How a row stands among its neighbours: attached to the one before, first of its day, first of the new ones.
#pragma once

#include "core/client/timeline_item.h"

#include <chrono>

namespace hubbub::ui {

class DayClock;

/// Messages of one person within this time hang together.
inline constexpr std::chrono::minutes attachWithin { 15 };

struct RowFrame {
    bool dayAbove = false; ///< the day's name stands above it
    bool newAbove = false; ///< so does the 'new' line
    bool attachedAbove = false;
    bool attachedBelow = false;

    friend bool operator==(const RowFrame &, const RowFrame &) = default;
};

/// `previous` and `next` are nullptr at the ends. `firstNew` is the seq of the first new row; 0: none.
[[nodiscard]] RowFrame frameOf(const client::TimelineItem *previous, const client::TimelineItem &item,
    const client::TimelineItem *next, qint64 firstNew, DayClock &days);

} // namespace hubbub::ui
