// SPDX-License-Identifier: GPL-3.0-or-later
// One room's events as this node hands them out: in order, each once, and never a silent hole. No Redis in here.
#pragma once

#include "core/base/clock.h"
#include "core/protocol/push.h"
#include "server/channel_message.h"
#include "server/log_page.h"

#include <optional>
#include <vector>

namespace hubbub::server {

/// Pub/sub is a hint and the log is the truth: what arrives is passed on only where it is the very next event; on
/// anything else, after each (re)subscription, and now and then in silence, the log is read from the last position on.
class RoomFeed {
public:
    /// Takes what the channel brought. True: it is the next event, hand it out now. False: it is old, or kept until the
    /// log was read.
    [[nodiscard]] bool take(const LoggedNews &news, Clock::TimePoint now);

    /// The subscription is new, or was away: nothing is passed on before the log was read.
    void distrust();
    /// Nothing is known to be wrong; the log is to be looked at all the same.
    void lookAgain() { m_wantsReading = true; }

    /// Whether page.lua should be asked, from position() on; tell so by beginReading().
    [[nodiscard]] bool wantsReading() const { return m_wantsReading && !m_reading; }
    void beginReading();
    void readingFailed();

    struct Filled {
        std::optional<protocol::Gap> gap; ///< goes out before the events; its room is not filled in
        std::vector<LogEntry> events;
        bool gone = false; ///< the room is no more
    };
    /// What the log said. More may be wanted after it (wantsReading).
    [[nodiscard]] Filled fill(LogPage page, Clock::TimePoint now);

    /// Of the last event that was handed out; an empty epoch while unknown.
    [[nodiscard]] const Position &position() const { return m_position; }
    [[nodiscard]] bool isKnown() const { return !m_position.epoch.isEmpty(); }
    /// When something last came, or the log was last looked at.
    [[nodiscard]] Clock::TimePoint heardAt() const { return m_heardAt; }

private:
    void hold(const LoggedNews &news);
    void releaseHeld(std::vector<LogEntry> &out);
    void moveTo(qint64 seq, QByteArrayView mid);

    static constexpr size_t mostHeld = 4096; ///< beyond that, the log is read anyway

    Position m_position;
    std::vector<std::pair<Epoch, LogEntry>> m_held;
    Clock::TimePoint m_heardAt {};
    bool m_wantsReading = false;
    bool m_reading = false;
    bool m_trusted = false; ///< the next event may be passed on without a look at the log
};

} // namespace hubbub::server
