// SPDX-License-Identifier: GPL-3.0-or-later
// What operators should know, told to them live and kept in Redis. Waits while Redis is away, within bounds.
#pragma once

#include "core/base/clock.h"
#include "core/protocol/ops.h"
#include "server/rates.h"

#include <QHash>
#include <QObject>

#include <deque>
#include <functional>

namespace hubbub::redis {
class Link;
}

namespace hubbub::server {

struct Identity;

class OpsLog final : public QObject {
    Q_OBJECT
public:
    static constexpr qsizetype kept = 100'000; ///< events in the stream
    static constexpr size_t mostWaiting = 1'000; ///< while Redis is away; the oldest go first
    static constexpr Rate clientRate { 50, 200 }; ///< of events about single clients; more are told as numbers

    /// All are borrowed and must outlive this. `redisNow` is ms by Redis's clock.
    OpsLog(redis::Link &link, const Identity &identity, std::function<qint64()> redisNow, const Clock &clock);

    /// Puts time and node in.
    void tell(protocol::OpsEvent event);
    /// One of very many: a client's coming, going or misbehaving.
    void tellOfClient(protocol::OpsEvent event);
    /// The same, at most once in ten seconds for each kind.
    void tellSometimes(protocol::OpsEvent event);

    /// Says how many clients were not told of by name; call once a second.
    void tellNumbers();

private:
    void write(const protocol::OpsEvent &event);
    void sendWaiting();

    redis::Link &m_link;
    const Identity &m_identity;
    std::function<qint64()> m_redisNow;
    const Clock &m_clock;
    std::deque<protocol::OpsEvent> m_waiting;
    Bucket m_clients;
    QHash<int, Clock::TimePoint> m_toldAt; ///< by kind
    qint64 m_unnamedIn = 0;
    qint64 m_unnamedOut = 0;
};

} // namespace hubbub::server
