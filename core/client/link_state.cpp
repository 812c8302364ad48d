// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/link_state.h"

#include "core/base/red_hook.h"
#include "core/client/backoff.h"
#include "core/protocol/close_code.h"

namespace hubbub::client {
namespace {

using protocol::AfterClose;
using protocol::CloseCode;
using std::chrono::milliseconds;

/// A session that lasted this long proves that an earlier defect of ours is not one that every session meets.
constexpr std::chrono::minutes defectsForgottenAfter { 10 };
constexpr qsizetype mostFormer = 8;

bool isConnected(Phase phase) { return phase == Phase::Greeting || phase == Phase::Online; }

LostReason reasonOf(quint16 code)
{
    switch (static_cast<CloseCode>(code)) {
    case CloseCode::SlowConsumer:
        return LostReason::SlowConsumer;
    case CloseCode::NoPong:
        return LostReason::Silent;
    case CloseCode::TokenExpired:
        return LostReason::TokenExpired;
    case CloseCode::TooManyConnections:
        return LostReason::Busy;
    case CloseCode::GoingAway:
    case CloseCode::GoingAwayStandard:
        return LostReason::Goodbye;
    case CloseCode::Unauthorized:
        return LostReason::Unauthorized;
    case CloseCode::SessionReplaced:
        return LostReason::Replaced;
    case CloseCode::RemovedByOperator:
        return LostReason::Removed;
    case CloseCode::Version:
        return LostReason::Version;
    case CloseCode::BadFrames:
        return LostReason::Defect;
    default:
        return protocol::afterClose(code) == AfterClose::StayAway ? LostReason::Removed : LostReason::Lost;
    }
}

/// The transition under construction.
class Stepper {
public:
    Stepper(const LinkState &state, const LinkEvent &event)
        : m_now(event.now)
        , m_dice(event.dice)
        , m_choice(event.choice)
    {
        m_step.next = state;
    }
    LinkStep take() { return std::move(m_step); }

    void operator()(const link::Start &start)
    {
        hangUp(false);
        LinkState fresh;
        fresh.typed = start.url;
        fresh.nodes = start.nodes;
        fresh.url = start.url;
        fresh.credential = start.credential;
        fresh.established = start.credential != Credential::Password;
        fresh.attempt = 1;
        s() = fresh;
        act(link::CancelRetry {});
        dial(start.url);
    }

    void operator()(const link::Stop &)
    {
        hangUp(true);
        act(link::CancelRetry {});
        s().phase = Phase::Offline;
        s().reason = LostReason::None;
        s().detail.clear();
        s().leaving = false;
    }

    void operator()(const link::Opened &)
    {
        if (s().phase != Phase::Dialing)
            return;
        s().phase = Phase::Greeting;
        act(link::Greet { s().credential, s().mayCreate });
        if (s().credential == Credential::Password)
            ++s().openHellos;
    }

    void operator()(const link::Welcomed &welcomed)
    {
        if (s().phase != Phase::Greeting)
            return;
        s().phase = Phase::Online;
        s().node = welcomed.node;
        takeNodes(welcomed.nodes);
        s().credential = Credential::Token;
        s().established = true;
        s().openHellos = 0;
        s().leaving = false;
        s().attempt = 0;
        s().reason = LostReason::None;
        s().detail.clear();
        s().onlineSince = m_now;
    }

    void operator()(const link::Refused &refused)
    {
        if (s().phase != Phase::Greeting)
            return;
        const bool madeBefore = refused.error.code == ErrorCode::Exists && s().openHellos > 1 && s().mayCreate;
        s().openHellos = 0;
        hangUp(false);
        if (!madeBefore)
            return refuse(refused.error);
        // The first `hello` made the account and only its answer was lost: sign in to it.
        s().mayCreate = false;
        dial(s().url);
    }

    void operator()(const link::Ended &ended)
    {
        if (s().phase != Phase::Dialing && !isConnected(s().phase))
            return;
        switch (ended.kind) {
        case EndKind::Unreachable:
            return s().established ? lose(LostReason::Unreachable, ended.detail, ended.retryAfter)
                                   : stop(LostReason::Unreachable, ErrorCode::Unavailable, ended.detail);
        case EndKind::NotHubbub:
            // A Wi-Fi sign-in page goes away once the person has been there; a typed address that is wrong does not.
            return s().established ? lose(LostReason::NotHubbub, ended.detail, ended.retryAfter)
                                   : stop(LostReason::NotHubbub, ErrorCode::NotFound, ended.detail);
        case EndKind::Tls:
            return stop(LostReason::Tls, ErrorCode::Forbidden, ended.detail);
        case EndKind::BrokenFrame:
            hangUp(false);
            return comeBackOnce(ended.detail);
        case EndKind::Closed:
            return closed(ended);
        }
    }

    void operator()(const link::Silent &)
    {
        if (!isConnected(s().phase))
            return;
        hangUp(false);
        lose(LostReason::Silent, QStringLiteral("nothing was heard from the node"));
    }

    void operator()(const link::Goodbye &goodbye)
    {
        if (s().phase != Phase::Online)
            return;
        takeNodes(goodbye.nodes);
        s().leaving = true;
        s().retryAt = m_now + goodbye.retryAfter;
        act(link::SetRetry { goodbye.retryAfter });
    }

    void operator()(const link::Nodes &told)
    {
        if (s().phase == Phase::Online)
            takeNodes(told.nodes);
    }

    void operator()(const link::RetryDue &)
    {
        if (s().phase == Phase::Waiting)
            return dialNext();
        if (s().phase == Phase::Online && s().leaving) {
            hangUp(true);
            s().leaving = false;
            s().reason = LostReason::Goodbye;
            s().attempt = 1;
            dialNext();
        }
    }

    void operator()(const link::RetryNow &)
    {
        if (s().phase == Phase::Online)
            return act(link::Probe {});
        if (s().phase == Phase::Offline && !s().typed.isEmpty()) {
            s().defects = 0;
            s().attempt = 1;
            return dialNext();
        }
        if (s().phase == Phase::Waiting) {
            act(link::CancelRetry {});
            dialNext();
        }
    }

    void operator()(const link::Awoke &)
    {
        if (redHook("no_look_on_waking"))
            return;
        switch (s().phase) {
        case Phase::Online:
            return act(link::Probe {});
        case Phase::Waiting:
            act(link::CancelRetry {});
            return dialNext();
        case Phase::Dialing:
        case Phase::Greeting: // begun on a network that is no more
            hangUp(false);
            return dial(s().url);
        case Phase::Offline:
            // The stranger between us and the node may be gone with the old network.
            if (s().reason == LostReason::Tls && s().established) {
                s().attempt = 1;
                dialNext();
            }
            return;
        }
    }

private:
    LinkState &s() { return m_step.next; }
    void act(LinkAction action) { m_step.actions.push_back(std::move(action)); }

    void dial(const QUrl &url)
    {
        s().url = url;
        s().phase = Phase::Dialing;
        act(link::Dial { url });
    }
    void dialNext()
    {
        const QUrl chosen = s().next.isEmpty() ? chooseNext() : s().next;
        s().next.clear();
        dial(chosen);
    }
    /// An empty list says nothing.
    void takeNodes(const QList<QUrl> &nodes)
    {
        if (nodes.isEmpty())
            return;
        QList<QUrl> former;
        for (const QUrl &known : s().nodes + s().former) {
            if (!nodes.contains(known) && !former.contains(known) && former.size() < mostFormer)
                former.append(known);
        }
        s().nodes = nodes;
        s().former = former;
    }

    /// Where several attempts failed, each second one goes to a node that was there once: it may be back, and those who
    /// would have said so may be gone.
    [[nodiscard]] QUrl chooseNext()
    {
        const int attempt = s().attempt;
        if (attempt >= 2 && attempt % 2 == 0 && !s().former.isEmpty())
            return s().former[(attempt / 2 - 1) % s().former.size()];
        return pickNode(s().typed, s().nodes, s().url, m_choice);
    }

    void hangUp(bool politely)
    {
        if (s().phase == Phase::Dialing || isConnected(s().phase))
            act(link::Hangup { politely && s().phase == Phase::Online });
    }

    /// Waits and tries again.
    void lose(LostReason reason, const QString &detail, std::optional<milliseconds> retryAfter = std::nullopt)
    {
        const bool wasOnline = s().phase == Phase::Online;
        if (wasOnline && m_now - s().onlineSince >= healthyAfter)
            s().losses = 0;
        if (wasOnline && m_now - s().onlineSince >= defectsForgottenAfter && reason != LostReason::Defect)
            s().defects = 0;
        if (!s().established && s().attempt >= signInAttempts)
            return stop(reason, ErrorCode::Unavailable, detail);
        const bool announced = s().leaving;
        s().phase = Phase::Waiting;
        s().reason = announced ? LostReason::Goodbye : reason;
        s().detail = detail;
        s().leaving = false;
        s().next = chooseNext();
        ++s().attempt;
        if (announced && !retryAfter)
            return; // the timer that the goodbye set is running
        const milliseconds wait = retryAfter ? *retryAfter : backoffWait(s().losses, m_dice);
        ++s().losses;
        s().retryAt = m_now + wait;
        if (!redHook("no_redial"))
            act(link::SetRetry { wait });
    }

    /// Stops until the person acts.
    void stop(LostReason reason, ErrorCode code, const QString &detail)
    {
        hangUp(false);
        act(link::CancelRetry {});
        s().phase = Phase::Offline;
        s().reason = reason;
        s().detail = detail;
        s().leaving = false;
        act(link::Fail { Error { code, detail } });
    }

    void refuse(const Error &error)
    {
        switch (error.code) {
        case ErrorCode::Expired:
        case ErrorCode::Unauthorized:
            // Nodes may have changed their secret: the refresh token, kept in Redis, is the better witness.
            if (s().credential == Credential::Token) {
                s().credential = Credential::Refresh;
                return dial(s().url);
            }
            return stopAfterHello(LostReason::Unauthorized, error);
        case ErrorCode::Unavailable:
        case ErrorCode::RateLimited:
        case ErrorCode::Limit:
        case ErrorCode::Internal:
            return lose(LostReason::Busy, error.detail, error.retryAfter);
        case ErrorCode::UnknownOp:
            return stopAfterHello(LostReason::Version, error);
        case ErrorCode::BadFrame:
        case ErrorCode::TooLarge:
            return stopAfterHello(LostReason::Defect, error);
        case ErrorCode::BadField:
        case ErrorCode::Forbidden:
        case ErrorCode::NotFound:
        case ErrorCode::Exists:
            return stopAfterHello(LostReason::Unauthorized, error);
        }
    }
    void stopAfterHello(LostReason reason, const Error &error)
    {
        s().phase = Phase::Offline; // the transport is hung up already
        act(link::CancelRetry {});
        s().reason = reason;
        s().detail = error.detail;
        act(link::Fail { error });
    }

    void comeBackOnce(const QString &detail)
    {
        if (s().phase == Phase::Online && m_now - s().onlineSince >= defectsForgottenAfter)
            s().defects = 0;
        if (++s().defects < 2)
            return lose(LostReason::Lost, detail);
        s().phase = Phase::Offline;
        act(link::CancelRetry {});
        s().reason = LostReason::Defect;
        s().detail = detail;
        act(link::Fail { Error { ErrorCode::BadFrame, detail } });
    }

    void closed(const link::Ended &ended)
    {
        const bool unauthorized = ended.code == static_cast<quint16>(CloseCode::Unauthorized);
        if (unauthorized && s().phase == Phase::Greeting)
            return refuse(Error { ErrorCode::Unauthorized, ended.detail });
        if (ended.code == static_cast<quint16>(CloseCode::TokenExpired) && s().credential == Credential::Token)
            s().credential = Credential::Refresh;

        const LostReason reason = reasonOf(ended.code);
        switch (protocol::afterClose(ended.code)) {
        case AfterClose::Stop:
            s().phase = Phase::Offline;
            s().reason = LostReason::Lost;
            s().detail = ended.detail;
            act(link::CancelRetry {});
            return;
        case AfterClose::ComeBack:
            if (reason == LostReason::Goodbye && s().phase != Phase::Online)
                return lose(LostReason::Busy, ended.detail, ended.retryAfter); // full, draining, or stood still
            return lose(reason, ended.detail, ended.retryAfter);
        case AfterClose::ComeBackOnce:
            return comeBackOnce(ended.detail);
        case AfterClose::StayAway:
            s().phase = Phase::Offline; // closed by the node: nothing to hang up
            return stop(reason, unauthorized ? ErrorCode::Unauthorized : ErrorCode::Forbidden, ended.detail);
        }
    }

    LinkStep m_step;
    Clock::TimePoint m_now;
    double m_dice;
    double m_choice;
};

} // namespace

LinkStep advance(const LinkState &now, const LinkEvent &event)
{
    Stepper stepper(now, event);
    std::visit(stepper, event.what);
    return stepper.take();
}

} // namespace hubbub::client
