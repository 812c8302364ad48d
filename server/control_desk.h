// SPDX-License-Identifier: GPL-3.0-or-later
// Takes operators' commands from Redis's control channel, once each, has them done, and answers.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/protocol/ops.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace hubbub::redis {
class Link;
class Subscription;
}

namespace hubbub::server {

class OpsLog;
struct Identity;

class ControlDesk final : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::seconds oldest { 10 }; ///< a command that was given longer ago is refused
    static constexpr std::chrono::seconds remembered { 60 }; ///< for so long the same nonce gets the same answer

    /// How many were concerned (clients, rooms), or why it can't be done.
    using Effect = Result<qint64>;
    using Finished = std::function<void(const Effect &)>;
    /// Does a command; answers once, now or later. `isFirst`: of all nodes that have this command, this one does what
    /// is to be done once in the cluster.
    using Execute = std::function<void(const protocol::Control &, bool isFirst, Finished)>;

    struct Parts {
        redis::Link &link;
        redis::Subscription &subscription;
        const Identity &identity;
        OpsLog &log;
        std::function<qint64()> redisNow; ///< ms
        const Clock &clock;
    };
    ControlDesk(Parts parts, Execute execute);

    /// Listens from now on.
    void begin();
    /// A message of the control channel; false where the channel is another.
    bool take(const QByteArray &channel, const QByteArray &payload);

private:
    struct Known {
        QByteArray result; ///< empty: being done
        QString detail;
        Clock::TimePoint since;
    };

    [[nodiscard]] bool concerns(const protocol::Control &control) const;
    void claim(const protocol::Control &control);
    void finished(const protocol::Control &control, bool isFirst, const Effect &effect);
    void answer(const protocol::Control &control, const Known &known);
    void forgetOld();

    Parts m_parts;
    Execute m_execute;
    QHash<QByteArray, Known> m_known; ///< by nonce
};

} // namespace hubbub::server
