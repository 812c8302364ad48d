// SPDX-License-Identifier: GPL-3.0-or-later
// How connections to Redis are made, judged and made again; shared by Link and Subscription.
#pragma once

#include "core/redis/url.h"

#include <QList>

#include <chrono>
#include <functional>
#include <optional>

class QObject;

namespace hubbub::redis {

/// Wait before attempt n (from 0) after a loss: `least + random(0, min(cap, step * 2^n))`. n returns to 0 once a
/// connection was up for `healthy`, so one that is accepted and dropped at once is no hot loop.
struct ReconnectPace {
    std::chrono::milliseconds least { 100 };
    std::chrono::milliseconds step { 200 };
    std::chrono::milliseconds cap { 2000 };
    std::chrono::milliseconds refused { 1000 }; ///< added to each wait while Redis refuses our credentials
    std::chrono::milliseconds healthy { 5000 };
};

/// `fraction` is the random part, from 0 up to, not including, 1.
[[nodiscard]] std::chrono::milliseconds pauseBefore(const ReconnectPace &pace, int attempt, double fraction);

struct Options {
    Endpoint endpoint;
    /// Some nodes of a Redis Cluster; empty: one Redis, at `endpoint`. All nodes are spoken to as `endpoint` says, but
    /// for host and port.
    QList<Endpoint> seeds {};
    QByteArray clientName {}; ///< CLIENT SETNAME, such as "hubbub:n1:commands"; empty: none
    std::chrono::milliseconds connectTimeout { 3000 }; ///< for name, TCP, TLS and greeting together
    std::chrono::milliseconds commandTimeout { 2000 }; ///< Link: from writing a command to its answer
    std::chrono::milliseconds idleProbe { 2000 }; ///< a PING goes out after this much silence
    std::chrono::milliseconds silenceLimit {
        6000
    }; ///< Subscription: nothing heard for this long drops it; above idleProbe
    ReconnectPace pace {};
    bool logs = true; ///< coming and going is written to the log
    bool primaryOnly = true; ///< a Redis that says it is a replica does not count as up
    qsizetype replyBytes = 64LL * 1024 * 1024; ///< a reply larger than this drops the connection
    qsizetype replyItems = 1'000'000; ///< the same for the items of one array
    qsizetype unsentBytes = 64LL * 1024 * 1024; ///< Link: above this, commands fail at once with Unavailable

    /// Asked before the next attempt after Redis refused the password, which may have changed. Reads quickly (a file).
    std::function<std::optional<QByteArray>()> rereadPassword {};
    /// Asked before each attempt where there is more than one Redis (Sentinel): answers once, now or later. A password
    /// set in `endpoint` wins over that of the answer.
    using Resolved = std::function<void(const Result<Endpoint> &)>;
    std::function<void(QObject *context, Resolved answer)> resolve {};
};

} // namespace hubbub::redis
