// SPDX-License-Identifier: GPL-3.0-or-later
// Turns the hub's facts into following and unfollowing rooms, after a pause and a second look.
#pragma once

#include "core/base/clock.h"
#include "server/hub.h"

#include <QHash>

#include <functional>

namespace hubbub::server {

class RoomLease {
public:
    struct Actions {
        std::function<void(const RoomId &)> follow;
        std::function<void(const RoomId &)> unfollow;
    };
    /// A room without anybody is followed for `linger` more: those who come back find its feed warm.
    RoomLease(const Hub &hub, Actions actions, std::chrono::milliseconds linger, const Clock &clock);

    void note(const RoomId &room, Hub::Fact fact);
    /// Call now and then; unfollows what has been empty for long enough, and still is.
    void tick();

private:
    const Hub &m_hub;
    Actions m_actions;
    std::chrono::milliseconds m_linger;
    const Clock &m_clock;
    QHash<RoomId, Clock::TimePoint> m_leaving;
};

} // namespace hubbub::server
