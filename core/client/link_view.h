// SPDX-License-Identifier: GPL-3.0-or-later
// The connection as a person should see it: state, node, round trip, why it was lost, when the next attempt starts.
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"

#include <QUrl>

#include <chrono>
#include <optional>

namespace hubbub::client {

enum class Phase : quint8 {
    Offline, ///< not asked to connect (signed out, or stopped for good: see reason)
    Dialing, ///< TCP, TLS and the WebSocket handshake
    Greeting, ///< `hello` is under way
    Online,
    Waiting, ///< until retryAt, then Dialing again
};

enum class LostReason : quint8 {
    None,
    Unreachable, ///< refused, no route, no such host, time-out while dialing
    Lost, ///< the connection ended without a word
    Silent, ///< nothing heard within the ping time
    Goodbye, ///< the node is draining or restarting
    Busy, ///< the node said `unavailable` or too many connections
    SlowConsumer, ///< we read too slowly
    TokenExpired,
    NotHubbub, ///< something answered that is no gateway, such as a Wi-Fi sign-in page: tried again, for it may go away
    // The following stop the client until the person acts (retryNow, signIn).
    Unauthorized, ///< wrong name or password, or the session was ended
    Replaced, ///< the same device signed in elsewhere
    Removed, ///< by an operator
    Version, ///< the node does not speak our protocol
    Tls, ///< the certificate is not to be trusted
    Defect, ///< a protocol violation by us, twice
};

struct LinkView {
    Phase phase = Phase::Offline;
    QUrl url; ///< of the current or last attempt
    NodeId node; ///< known once welcomed; the last one while waiting
    std::optional<std::chrono::milliseconds> roundTrip;
    bool troubled = false; ///< a bad network is simulated
    bool redisUp = true; ///< the node's `status`: while false, sends wait in the outbox
    LostReason reason = LostReason::None;
    QString detail; ///< for logs and tool tips
    int attempt = 0; ///< attempts since the connection was lost, from 1
    Clock::TimePoint retryAt {}; ///< where phase is Waiting
    QUrl next; ///< where phase is Waiting: the node that the next attempt goes to

    friend bool operator==(const LinkView &, const LinkView &) = default;
};

/// After a resume: how much was missed and is here now.
struct Recovered {
    int events = 0;
    NodeId node;
    std::chrono::milliseconds took {}; ///< from the loss of the connection to the last missed event
};

} // namespace hubbub::client
