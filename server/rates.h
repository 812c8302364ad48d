// SPDX-License-Identifier: GPL-3.0-or-later
// How often somebody may do something: so many at once, so many a second after that.
#pragma once

#include "core/base/clock.h"

#include <QtGlobal>

#include <optional>

namespace hubbub::server {

struct Rate {
    int perSecond = 1;
    int burst = 1;
};

/// A token bucket in eight bytes, because every connection has one. Times are of a steady clock.
class Bucket {
public:
    /// Takes one; nothing, or how long to wait for the next.
    [[nodiscard]] std::optional<std::chrono::milliseconds> take(const Rate &rate, Clock::TimePoint now);
    /// As good as a new one.
    [[nodiscard]] bool isFull(Clock::TimePoint now) const;

private:
    qint64 m_fullAt = 0; ///< when the bucket will be full again, in microseconds of the clock: spent ones push it on
};

} // namespace hubbub::server
