// SPDX-License-Identifier: GPL-3.0-or-later
// What became of the last connections: where, from when to when, why they ended, and what was caught up with.
#pragma once

#include "core/client/link_view.h"

#include <deque>

namespace hubbub::client {

/// Pure. Belongs to one thread.
class LinkStory {
public:
    static constexpr size_t mostVisits = 40;
    static constexpr size_t mostTrips = 120;

    struct Visit {
        NodeId node;
        QUrl url;
        qint64 from = 0; ///< ms since 1970
        qint64 until = 0; ///< 0: it goes on
        LostReason reason = LostReason::None; ///< why it ended
        QString detail;
        int attempts = 0; ///< that it took to get there, after the one before was lost
        int recovered = -1; ///< events caught up with; below 0: nothing was said of any
        std::chrono::milliseconds took {}; ///< from the loss of the one before to the last of those
        friend bool operator==(const Visit &, const Visit &) = default;
    };
    struct Trip {
        qint64 at = 0; ///< ms since 1970
        std::chrono::milliseconds time {};
        friend bool operator==(const Trip &, const Trip &) = default;
    };

    /// The link as it is now; `wall` in ms since 1970.
    void note(const LinkView &link, qint64 wall);
    void note(const Recovered &what);
    [[nodiscard]] const std::deque<Visit> &visits() const { return m_visits; } ///< newest last
    [[nodiscard]] const std::deque<Trip> &trips() const { return m_trips; } ///< newest last

private:
    std::deque<Visit> m_visits;
    std::deque<Trip> m_trips;
    LinkView m_last;
    int m_attempts = 0; ///< since the last loss
};

} // namespace hubbub::client
