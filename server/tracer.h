// SPDX-License-Identifier: GPL-3.0-or-later
// Follows a few messages on their way and tells operators how long each hop took.
#pragma once

#include "core/base/clock.h"
#include "core/protocol/ops.h"
#include "core/protocol/reply.h"
#include "server/channel_message.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace hubbub::redis {
class Link;
}

namespace hubbub::server {

struct Identity;

/// A message on its way into the log, filled in by those whom it passes.
struct TracedSend {
    bool asked = false; ///< for by an operator; else it is one in so many
    std::optional<std::chrono::microseconds> client; ///< half of the connection's round trip, as the kernel has it
    Clock::TimePoint received {}; ///< its command was read
    Clock::TimePoint sent {}; ///< the script's call was made
    Clock::TimePoint answered {}; ///< Redis's answer was read
    qint64 redisUs = 0; ///< when Redis stored it, by its own clock, in us since 1970; 0: it did not, it was known
};

class Tracer final : public QObject {
    Q_OBJECT
public:
    static constexpr int mostPerSecond = 5; ///< of those that nobody asked for
    static constexpr std::chrono::seconds askedFor { 60 }; ///< an operator's wish is forgotten after that

    /// `oneIn` of the sends of this node are traced; 0: none. All are borrowed.
    Tracer(redis::Link &link, const Identity &identity, int oneIn, const Clock &clock);

    /// The next message of that room is traced, on whatever node it comes; an empty name: of any room.
    void ask(const RoomId &room);

    /// Whether this send is to be traced: nullptr for nearly all.
    [[nodiscard]] std::shared_ptr<TracedSend> begin(const RoomId &room, const Clock::TimePoint &received);
    /// Its `ok` was handed to the connection.
    void end(const TracedSend &send, const RoomId &room, const Mid &mid, const protocol::SendOk &ok);

    /// It was refused, or known already: a wish for it stands.
    void failed(const TracedSend &send, const RoomId &room);

    /// A traced event came by its room's channel, for so many connections of this node.
    void heard(const RoomId &room, const LoggedNews &news, qint64 sockets);
    /// What was heard in this turn is with the connections.
    void handedOver()
    {
        if (!m_heard.empty())
            tellHeard();
    }

    /// us since 1970 by Redis's clock, as far as it is known; nothing before Redis said its time.
    [[nodiscard]] std::optional<qint64> redisTime(const Clock::TimePoint &at) const;

private:
    void readClock();
    void takeClock(qint64 redisUs, const Clock::TimePoint &asked, const Clock::TimePoint &answered);
    void tellHeard();
    void tell(protocol::TraceRecord record);
    [[nodiscard]] bool isAsked(const RoomId &room);

    redis::Link &m_link;
    const Identity &m_identity;
    int m_oneIn;
    int m_until; ///< sends until the next that is traced
    const Clock &m_clock;
    QTimer m_timer;
    Clock::TimePoint m_second {}; ///< in which m_inSecond were traced
    int m_inSecond = 0;
    QHash<RoomId, Clock::TimePoint> m_asked; ///< until when
    std::vector<protocol::TraceRecord> m_heard; ///< in this turn
    struct Sample {
        qint64 aheadUs = 0; ///< of Redis's clock before our steady one
        qint64 errorUs = 0; ///< half of what the answer took
    };
    std::deque<Sample> m_samples; ///< of the last minute
};

} // namespace hubbub::server
