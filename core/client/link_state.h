// SPDX-License-Identifier: GPL-3.0-or-later
// The life of the link to the cluster as a pure function: what happened goes in, what to start comes out.
// Connection runs the actions; their results come back as events. Time and chance arrive with each event.
#pragma once

#include "core/base/error.h"
#include "core/client/link_view.h"

#include <QByteArray>
#include <QList>

#include <variant>
#include <vector>

namespace hubbub::client {

/// By what `hello` says who we are.
enum class Credential : quint8 { Password, Token, Refresh };

/// How a transport ended.
enum class EndKind : quint8 {
    Unreachable, ///< refused, no route, no such host, time-out; also a balancer that has no node
    Closed, ///< with a close code, 1006 where there was none
    NotHubbub, ///< the answer was no WebSocket, or not of our subprotocol
    Tls,
    BrokenFrame, ///< the node sent what the codec refuses
};

/// The transitions' inputs.
namespace link {
struct Start {
    QUrl url;
    QList<QUrl> nodes; ///< known from earlier sessions
    Credential credential = Credential::Password;
};
struct Stop { };
struct Opened { };
struct Welcomed {
    NodeId node;
    QList<QUrl> nodes;
};
struct Refused { ///< the answer to `hello`
    Error error;
};
struct Ended {
    EndKind kind = EndKind::Closed;
    quint16 code = 0; ///< where kind is Closed
    QString detail;
    std::optional<std::chrono::milliseconds> retryAfter {};
};
struct Silent { }; ///< nothing heard within the ping time, or the probe was not answered
struct Goodbye {
    std::chrono::milliseconds retryAfter {};
    QList<QUrl> nodes;
};
struct Nodes { ///< who is ready changed
    QList<QUrl> nodes;
};
struct RetryDue { };
struct RetryNow { };
struct Awoke { }; ///< the machine woke, or the network came back or changed

// And their outputs.
struct Dial {
    QUrl url;
    friend bool operator==(const Dial &, const Dial &) = default;
};
struct Greet { ///< send `hello`
    Credential credential = Credential::Token;
    bool mayCreate = true; ///< false: the account was made by a `hello` whose answer was lost
    friend bool operator==(const Greet &, const Greet &) = default;
};
struct Hangup { ///< drop the transport; nothing more is heard of it
    bool politely = false;
    friend bool operator==(const Hangup &, const Hangup &) = default;
};
struct SetRetry {
    std::chrono::milliseconds wait {};
    friend bool operator==(const SetRetry &, const SetRetry &) = default;
};
struct CancelRetry {
    friend bool operator==(const CancelRetry &, const CancelRetry &) = default;
};
struct Probe { ///< ping, and be Silent if nothing is heard soon
    friend bool operator==(const Probe &, const Probe &) = default;
};
struct Fail { ///< the person must be told: signing in failed, or the session cannot go on
    Error error;
    friend bool operator==(const Fail &, const Fail &) = default;
};
} // namespace link

struct LinkEvent {
    using What = std::variant<link::Start, link::Stop, link::Opened, link::Welcomed, link::Refused, link::Ended,
        link::Silent, link::Goodbye, link::Nodes, link::RetryDue, link::RetryNow, link::Awoke>;
    What what;
    Clock::TimePoint now {};
    double dice = 0; ///< for the wait, uniform in [0, 1)
    double choice = 0; ///< for the next node, likewise
};

using LinkAction =
    std::variant<link::Dial, link::Greet, link::Hangup, link::SetRetry, link::CancelRetry, link::Probe, link::Fail>;

struct LinkState {
    Phase phase = Phase::Offline;
    QUrl typed;
    QList<QUrl> nodes;
    QList<QUrl> former; ///< told of once, not any more: the last that could tell may itself be dead; newest first
    QUrl url; ///< of the current or last attempt
    QUrl next; ///< where phase is Waiting, of the next one
    NodeId node;
    Credential credential = Credential::Password;
    bool established = false; ///< welcomed once, or begun by a kept sign-in: losses are then waited out
    bool leaving = false; ///< the node said goodbye; the retry timer runs while the connection still lives
    int openHellos = 0; ///< sent by password and not answered
    bool mayCreate = true;
    int losses = 0; ///< n of backoff
    int attempt = 0; ///< since the connection was lost, from 1
    int defects = 0; ///< closes that were our own fault
    LostReason reason = LostReason::None;
    QString detail;
    Clock::TimePoint onlineSince {};
    Clock::TimePoint retryAt {};

    friend bool operator==(const LinkState &, const LinkState &) = default;
};

struct LinkStep {
    LinkState next;
    std::vector<LinkAction> actions;
};
[[nodiscard]] LinkStep advance(const LinkState &now, const LinkEvent &event);

/// Attempts that a first sign-in by password makes before it gives up, where waiting may help.
inline constexpr int signInAttempts = 3;

} // namespace hubbub::client
