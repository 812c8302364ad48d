// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/link_state.h"
#include "core/protocol/close_code.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(hubbub::client::Phase)
Q_DECLARE_METATYPE(hubbub::client::LostReason)
Q_DECLARE_METATYPE(hubbub::client::EndKind)
Q_DECLARE_METATYPE(hubbub::client::Credential)

namespace {

const QUrl n1 { u"ws://n1/ws"_s };
const QUrl n2 { u"ws://n2/ws"_s };
const Clock::TimePoint start { 1h };

/// A machine that is driven through a story.
struct Link {
    LinkState state;
    std::vector<LinkAction> actions; ///< of the last event
    Clock::TimePoint now = start;
    double dice = 0;

    Link &on(LinkEvent::What what)
    {
        LinkStep step = advance(state, { std::move(what), now, dice, 0 });
        state = step.next;
        actions = std::move(step.actions);
        return *this;
    }
    template <typename Action>
    [[nodiscard]] const Action *did() const
    {
        for (const LinkAction &action : actions)
            if (const auto *found = std::get_if<Action>(&action))
                return found;
        return nullptr;
    }
    Link &online(Credential credential = Credential::Refresh)
    {
        on(link::Start { n1, {}, credential }).on(link::Opened {});
        return on(link::Welcomed { NodeId("n1"_ba), { n1, n2 } });
    }
    Link &closed(int code, std::optional<std::chrono::milliseconds> retry = {})
    {
        return on(link::Ended { EndKind::Closed, static_cast<quint16>(code), {}, retry });
    }
};

Link inPhase(Phase phase)
{
    Link made;
    if (phase == Phase::Offline)
        return made;
    made.on(link::Start { n1, { n2 }, Credential::Refresh });
    if (phase == Phase::Dialing)
        return made;
    if (phase == Phase::Waiting)
        return made.on(link::Ended { EndKind::Unreachable, 0, {}, {} });
    made.on(link::Opened {});
    return phase == Phase::Greeting ? made : made.on(link::Welcomed { NodeId("n1"_ba), { n1, n2 } });
}

} // namespace

class LinkStateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aStartDialsGreetsAndIsOnline()
    {
        Link link;
        link.on(link::Start { n1, {}, Credential::Password });
        QCOMPARE(link.state.phase, Phase::Dialing);
        QVERIFY(link.did<link::Dial>() && link.did<link::Dial>()->url == n1);
        link.on(link::Opened {});
        QCOMPARE(link.state.phase, Phase::Greeting);
        QVERIFY(link.did<link::Greet>() && link.did<link::Greet>()->credential == Credential::Password);
        link.on(link::Welcomed { NodeId("n1"_ba), { n1, n2 } });
        QCOMPARE(link.state.phase, Phase::Online);
        QCOMPARE(link.state.credential, Credential::Token);
        QCOMPARE(link.state.attempt, 0);
    }

    void eachCloseCodeHasItsConsequence_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<Phase>("phase");
        QTest::addColumn<LostReason>("reason");
        const auto row = [](int code, Phase phase, LostReason reason) {
            QTest::addRow("%d", code) << code << phase << reason;
        };
        row(1000, Phase::Offline, LostReason::Lost);
        row(1001, Phase::Waiting, LostReason::Goodbye);
        row(1002, Phase::Waiting, LostReason::Lost);
        row(1003, Phase::Waiting, LostReason::Lost);
        row(1006, Phase::Waiting, LostReason::Lost);
        row(1007, Phase::Waiting, LostReason::Lost);
        row(1009, Phase::Waiting, LostReason::Lost);
        row(1011, Phase::Waiting, LostReason::Lost);
        row(1012, Phase::Waiting, LostReason::Lost);
        row(1013, Phase::Waiting, LostReason::Lost);
        row(4000, Phase::Waiting, LostReason::Goodbye);
        row(4001, Phase::Waiting, LostReason::SlowConsumer);
        row(4002, Phase::Waiting, LostReason::Silent);
        row(4003, Phase::Waiting, LostReason::Lost);
        row(4004, Phase::Waiting, LostReason::TokenExpired);
        row(4005, Phase::Waiting, LostReason::Busy);
        row(4321, Phase::Waiting, LostReason::Lost);
        row(4500, Phase::Offline, LostReason::Unauthorized);
        row(4501, Phase::Offline, LostReason::Defect);
        row(4502, Phase::Offline, LostReason::Version);
        row(4504, Phase::Offline, LostReason::Removed);
        row(4505, Phase::Offline, LostReason::Replaced);
        row(4599, Phase::Offline, LostReason::Removed);
    }
    void eachCloseCodeHasItsConsequence()
    {
        QFETCH(const int, code);
        QFETCH(const Phase, phase);
        QFETCH(const LostReason, reason);
        Link link;
        link.online().closed(code);
        QCOMPARE(link.state.phase, phase);
        QCOMPARE(link.state.reason, reason);
        QCOMPARE(link.did<link::SetRetry>() != nullptr, phase == Phase::Waiting);
        const bool told = phase == Phase::Offline && code != 1000;
        QCOMPARE(link.did<link::Fail>() != nullptr, told);
        if (phase == Phase::Waiting)
            QCOMPARE(link.state.next, n2); // never the same node while there is another
    }

    void aDefectOfOursComesBackOnceAndThenStops_data()
    {
        QTest::addColumn<int>("code");
        for (const int code : { 1002, 1003, 1007, 1009 })
            QTest::addRow("%d", code) << code;
        QTest::newRow("a frame of the node's that we cannot read") << 0;
    }
    void aDefectOfOursComesBackOnceAndThenStops()
    {
        QFETCH(const int, code);
        const auto strike = [&](Link &link) {
            if (code != 0)
                link.closed(code);
            else
                link.on(link::Ended { EndKind::BrokenFrame, 0, {}, {} });
        };
        Link link;
        strike(link.online());
        QCOMPARE(link.state.phase, Phase::Waiting);
        link.on(link::RetryDue {}).on(link::Opened {}).on(link::Welcomed { NodeId("n2"_ba), {} });
        link.now += 40s;
        strike(link);
        QCOMPARE(link.state.phase, Phase::Offline);
        QCOMPARE(link.state.reason, LostReason::Defect);
        QVERIFY(link.did<link::Fail>());
    }

    void aLongHealthySessionForgetsADefect()
    {
        Link link;
        link.online().closed(1002);
        link.on(link::RetryDue {}).on(link::Opened {}).on(link::Welcomed { NodeId("n2"_ba), {} });
        link.now += 11min;
        link.closed(1002);
        QCOMPARE(link.state.phase, Phase::Waiting);
    }

    void eachAnswerToHelloHasItsConsequence_data()
    {
        QTest::addColumn<Credential>("credential");
        QTest::addColumn<int>("code");
        QTest::addColumn<Phase>("phase");
        QTest::addColumn<LostReason>("reason");
        const auto row = [](const char *name, Credential credential, ErrorCode code, Phase phase, LostReason reason) {
            QTest::newRow(name) << credential << static_cast<int>(code) << phase << reason;
        };
        using C = Credential;
        using E = ErrorCode;
        using P = Phase;
        using R = LostReason;
        row("expired token: by refresh", C::Token, E::Expired, P::Dialing, R::Lost);
        row("unknown token: by refresh", C::Token, E::Unauthorized, P::Dialing, R::Lost);
        row("expired refresh", C::Refresh, E::Expired, P::Offline, R::Unauthorized);
        row("spent refresh", C::Refresh, E::Unauthorized, P::Offline, R::Unauthorized);
        row("wrong password", C::Password, E::Unauthorized, P::Offline, R::Unauthorized);
        row("name taken", C::Password, E::Exists, P::Offline, R::Unauthorized);
        row("no registration", C::Password, E::Forbidden, P::Offline, R::Unauthorized);
        row("bad name", C::Password, E::BadField, P::Offline, R::Unauthorized);
        row("no such thing", C::Password, E::NotFound, P::Offline, R::Unauthorized);
        row("unavailable", C::Token, E::Unavailable, P::Waiting, R::Busy);
        row("rate limited", C::Token, E::RateLimited, P::Waiting, R::Busy);
        row("too many connections", C::Token, E::Limit, P::Waiting, R::Busy);
        row("broken node", C::Token, E::Internal, P::Waiting, R::Busy);
        row("no hello known", C::Token, E::UnknownOp, P::Offline, R::Version);
        row("our frame was bad", C::Token, E::BadFrame, P::Offline, R::Defect);
        row("our frame was too large", C::Token, E::TooLarge, P::Offline, R::Defect);
    }
    void eachAnswerToHelloHasItsConsequence()
    {
        QFETCH(const Credential, credential);
        QFETCH(const int, code);
        QFETCH(const Phase, phase);
        QFETCH(const LostReason, reason);
        Link link;
        if (credential == Credential::Token) // a token is had after a welcome only
            link.online().closed(1006).on(link::RetryDue {});
        else
            link.on(link::Start { n1, {}, credential });
        link.on(link::Opened {});
        link.on(link::Refused { { static_cast<ErrorCode>(code), u"why"_s } });
        QCOMPARE(link.state.phase, phase);
        QCOMPARE(link.state.reason, reason);
        QVERIFY(link.did<link::Hangup>());
        QCOMPARE(link.did<link::Fail>() != nullptr, phase == Phase::Offline);
        if (phase == Phase::Dialing)
            QCOMPARE(link.state.credential, Credential::Refresh);
    }

    void aCloseWithoutAnErrorWhileGreetingCountsAsRefused()
    {
        Link link;
        link.online().closed(1006).on(link::RetryDue {}).on(link::Opened {});
        QCOMPARE(link.did<link::Greet>()->credential, Credential::Token);
        link.closed(4500);
        QCOMPARE(link.state.phase, Phase::Dialing);
        link.on(link::Opened {});
        QCOMPARE(link.did<link::Greet>()->credential, Credential::Refresh);
        link.closed(4500);
        QCOMPARE(link.state.phase, Phase::Offline);
        QCOMPARE(link.state.reason, LostReason::Unauthorized);
    }

    void anExpiredTokenOnALiveConnectionIsRefreshedFirst()
    {
        Link link;
        link.online().closed(4004).on(link::RetryDue {}).on(link::Opened {});
        QCOMPARE(link.did<link::Greet>()->credential, Credential::Refresh);
    }

    void theNodesRetryTimeWinsOverBackoff()
    {
        Link link;
        link.dice = 0.5;
        link.online().closed(4005, 7s);
        QCOMPARE(link.did<link::SetRetry>()->wait, 7000ms);
        QCOMPARE(link.state.retryAt, link.now + 7s);
        link.on(link::RetryDue {}).on(link::Opened {});
        link.on(link::Refused { { ErrorCode::Unavailable, {}, 3s } });
        QCOMPARE(link.did<link::SetRetry>()->wait, 3000ms);
    }

    void waitsGrowUntilASessionWasHealthy()
    {
        Link link;
        link.dice = 1.0;
        link.online().closed(1006);
        QCOMPARE(link.did<link::SetRetry>()->wait, 600ms);
        for (const auto wait : { 1100ms, 2100ms, 4100ms, 8100ms, 16100ms, 20100ms, 20100ms }) {
            link.on(link::RetryDue {}).on(link::Ended { EndKind::Unreachable, 0, {}, {} });
            QCOMPARE(link.did<link::SetRetry>()->wait, wait);
        }
        link.on(link::RetryDue {}).on(link::Opened {}).on(link::Welcomed { NodeId("n1"_ba), {} });
        link.now += 29s;
        link.closed(1006); // not healthy for long enough
        QCOMPARE(link.did<link::SetRetry>()->wait, 20100ms);
        link.on(link::RetryDue {}).on(link::Opened {}).on(link::Welcomed { NodeId("n1"_ba), {} });
        link.now += 30s;
        link.closed(1006);
        QCOMPARE(link.did<link::SetRetry>()->wait, 600ms);
        QCOMPARE(link.state.attempt, 1);
    }

    void attemptsAreCountedFromTheLoss()
    {
        Link link;
        link.online().closed(1006);
        QCOMPARE(link.state.attempt, 1);
        link.on(link::RetryDue {}).on(link::Ended { EndKind::Unreachable, 0, {}, {} });
        QCOMPARE(link.state.attempt, 2);
        link.on(link::RetryDue {}).on(link::Opened {}).on(link::Welcomed { NodeId("n1"_ba), {} });
        QCOMPARE(link.state.attempt, 0);
    }

    void aFirstSignInDoesNotWaitForAServerThatIsNotThere_data()
    {
        QTest::addColumn<EndKind>("kind");
        QTest::addColumn<LostReason>("reason");
        QTest::newRow("nobody listens") << EndKind::Unreachable << LostReason::Unreachable;
        QTest::newRow("a web page") << EndKind::NotHubbub << LostReason::NotHubbub;
        QTest::newRow("bad certificate") << EndKind::Tls << LostReason::Tls;
    }
    void aFirstSignInDoesNotWaitForAServerThatIsNotThere()
    {
        QFETCH(const EndKind, kind);
        QFETCH(const LostReason, reason);
        Link link;
        link.on(link::Start { n1, {}, Credential::Password }).on(link::Ended { kind, 0, u"why"_s, {} });
        QCOMPARE(link.state.phase, Phase::Offline);
        QCOMPARE(link.state.reason, reason);
        QVERIFY(link.did<link::Fail>());
        QCOMPARE(link.state.detail, u"why"_s);
    }

    void aFirstSignInIsPatientWithABusyNodeButNotForEver()
    {
        Link link;
        link.on(link::Start { n1, {}, Credential::Password });
        for (int attempt = 1; attempt < signInAttempts; ++attempt) {
            link.on(link::Opened {}).on(link::Refused { { ErrorCode::Unavailable, {}, 1s } });
            QCOMPARE(link.state.phase, Phase::Waiting);
            link.on(link::RetryDue {});
        }
        link.on(link::Opened {}).on(link::Refused { { ErrorCode::Unavailable, {}, 1s } });
        QCOMPARE(link.state.phase, Phase::Offline);
        QCOMPARE(link.did<link::Fail>()->error.code, ErrorCode::Unavailable);
    }

    void aKeptSignInWaitsForTheNetwork_data()
    {
        QTest::addColumn<EndKind>("kind");
        QTest::addColumn<Phase>("phase");
        QTest::newRow("unreachable") << EndKind::Unreachable << Phase::Waiting;
        QTest::newRow("a Wi-Fi sign-in page") << EndKind::NotHubbub << Phase::Waiting;
        QTest::newRow("an intercepted certificate") << EndKind::Tls << Phase::Offline;
    }
    void aKeptSignInWaitsForTheNetwork()
    {
        QFETCH(const EndKind, kind);
        QFETCH(const Phase, phase);
        Link link;
        link.on(link::Start { n1, {}, Credential::Refresh }).on(link::Ended { kind, 0, {}, {} });
        QCOMPARE(link.state.phase, phase);
    }

    void anAccountThatWasMadeByALostHelloIsSignedInTo()
    {
        Link link;
        link.on(link::Start { n1, {}, Credential::Password }).on(link::Opened {});
        QVERIFY(link.did<link::Greet>()->mayCreate);
        link.closed(1006).on(link::RetryDue {}).on(link::Opened {});
        QVERIFY(link.did<link::Greet>()->mayCreate); // it may be that it never arrived
        link.on(link::Refused { { ErrorCode::Exists, {} } });
        QCOMPARE(link.state.phase, Phase::Dialing);
        link.on(link::Opened {});
        QVERIFY(!link.did<link::Greet>()->mayCreate);
    }

    void aNameThatIsTakenAtTheFirstHelloIsARefusal()
    {
        Link link;
        link.on(link::Start { n1, {}, Credential::Password }).on(link::Opened {});
        link.on(link::Refused { { ErrorCode::Exists, {} } });
        QCOMPARE(link.state.phase, Phase::Offline);
        QCOMPARE(link.did<link::Fail>()->error.code, ErrorCode::Exists);
    }

    void goodbyeIsKeptUntilItsTimeAndThenLeadsToAnotherNode()
    {
        Link link;
        link.online().on(link::Goodbye { 4s, { n2 } });
        QCOMPARE(link.state.phase, Phase::Online);
        QVERIFY(link.state.leaving);
        QCOMPARE(link.did<link::SetRetry>()->wait, 4000ms);
        link.now += 4s;
        link.on(link::RetryDue {});
        QCOMPARE(link.state.phase, Phase::Dialing);
        QCOMPARE(link.state.url, n2);
        QVERIFY(link.did<link::Hangup>() && link.did<link::Hangup>()->politely);
    }

    void theCloseAfterAGoodbyeWaitsForTheRestOfItsTime()
    {
        Link link;
        link.online().on(link::Goodbye { 4s, { n2 } });
        const Clock::TimePoint due = link.state.retryAt;
        link.now += 1s;
        link.closed(4000);
        QCOMPARE(link.state.phase, Phase::Waiting);
        QCOMPARE(link.state.reason, LostReason::Goodbye);
        QCOMPARE(link.state.retryAt, due);
        QVERIFY(!link.did<link::SetRetry>()); // the timer of the goodbye runs
        QCOMPARE(link.state.next, n2);
        link.on(link::RetryDue {});
        QCOMPARE(link.state.url, n2);
    }

    void silenceDropsTheConnectionAndComesBack()
    {
        Link link;
        link.online().on(link::Silent {});
        QCOMPARE(link.state.phase, Phase::Waiting);
        QCOMPARE(link.state.reason, LostReason::Silent);
        QVERIFY(link.did<link::Hangup>());
    }

    void wakingTriesAtOnceOrProbes_data()
    {
        QTest::addColumn<Phase>("before");
        QTest::addColumn<Phase>("after");
        QTest::newRow("offline stays") << Phase::Offline << Phase::Offline;
        QTest::newRow("an attempt on the old network begins anew") << Phase::Dialing << Phase::Dialing;
        QTest::newRow("so does a greeting") << Phase::Greeting << Phase::Dialing;
        QTest::newRow("online probes") << Phase::Online << Phase::Online;
        QTest::newRow("waiting ends") << Phase::Waiting << Phase::Dialing;
    }
    void wakingTriesAtOnceOrProbes()
    {
        QFETCH(const Phase, before);
        QFETCH(const Phase, after);
        Link link = inPhase(before);
        link.on(link::Awoke {});
        QCOMPARE(link.state.phase, after);
        QCOMPARE(link.did<link::Probe>() != nullptr, before == Phase::Online);
        QCOMPARE(link.did<link::Dial>() != nullptr, after == Phase::Dialing);
        QCOMPARE(link.did<link::CancelRetry>() != nullptr, before == Phase::Waiting);
    }

    void aNewNetworkMayEndAnInterception()
    {
        Link link;
        link.on(link::Start { n1, {}, Credential::Refresh }).on(link::Ended { EndKind::Tls, 0, {}, {} });
        link.on(link::Awoke {});
        QCOMPARE(link.state.phase, Phase::Dialing);
    }

    void retryNowTriesAgainWhereverItHelps_data()
    {
        QTest::addColumn<Phase>("before");
        QTest::addColumn<Phase>("after");
        QTest::newRow("never started") << Phase::Offline << Phase::Offline;
        QTest::newRow("dialing goes on") << Phase::Dialing << Phase::Dialing;
        QTest::newRow("greeting goes on") << Phase::Greeting << Phase::Greeting;
        QTest::newRow("online stays") << Phase::Online << Phase::Online;
        QTest::newRow("waiting ends") << Phase::Waiting << Phase::Dialing;
    }
    void retryNowTriesAgainWhereverItHelps()
    {
        QFETCH(const Phase, before);
        QFETCH(const Phase, after);
        Link link = inPhase(before);
        link.on(link::RetryNow {});
        QCOMPARE(link.state.phase, after);
    }

    void retryNowEndsAStopAndForgivesDefects()
    {
        Link link;
        link.online().closed(4505);
        QCOMPARE(link.state.phase, Phase::Offline);
        link.on(link::RetryNow {});
        QCOMPARE(link.state.phase, Phase::Dialing);
        QCOMPARE(link.state.defects, 0);
    }

    void stoppingIsPoliteOnlineAndFinalEverywhere_data()
    {
        QTest::addColumn<Phase>("before");
        for (const Phase phase : { Phase::Offline, Phase::Dialing, Phase::Greeting, Phase::Online, Phase::Waiting })
            QTest::addRow("phase %d", static_cast<int>(phase)) << phase;
    }
    void stoppingIsPoliteOnlineAndFinalEverywhere()
    {
        QFETCH(const Phase, before);
        Link link = inPhase(before);
        link.on(link::Stop {});
        QCOMPARE(link.state.phase, Phase::Offline);
        QVERIFY(link.did<link::CancelRetry>());
        QVERIFY(!link.did<link::Fail>());
        const auto *hangup = link.did<link::Hangup>();
        QCOMPARE(hangup && hangup->politely, before == Phase::Online);
        link.on(link::RetryDue {});
        QCOMPARE(link.state.phase, Phase::Offline);
    }

    void eventsThatComeOutOfPlaceChangeNothing()
    {
        // What every phase must ignore: an event that only another phase waits for.
        const std::vector<std::pair<LinkEvent::What, QSet<int>>> waitedFor {
            { link::Opened {}, { int(Phase::Dialing) } },
            { link::Welcomed { NodeId("n9"_ba), {} }, { int(Phase::Greeting) } },
            { link::Refused { { ErrorCode::Unauthorized, {} } }, { int(Phase::Greeting) } },
            { link::Ended { EndKind::Closed, 4500, {}, {} },
                { int(Phase::Dialing), int(Phase::Greeting), int(Phase::Online) } },
            { link::Silent {}, { int(Phase::Greeting), int(Phase::Online) } },
            { link::Goodbye { 1s, {} }, { int(Phase::Online) } },
            { link::RetryDue {}, { int(Phase::Waiting) } },
        };
        for (const Phase phase : { Phase::Offline, Phase::Dialing, Phase::Greeting, Phase::Online, Phase::Waiting }) {
            for (const auto &[what, phases] : waitedFor) {
                if (phases.contains(int(phase)))
                    continue;
                Link link = inPhase(phase);
                const LinkState before = link.state;
                link.on(what);
                QVERIFY2(link.state == before && link.actions.empty(),
                    qPrintable(u"phase %1, event %2"_s.arg(int(phase)).arg(what.index())));
            }
        }
    }

    void startReplacesWhateverWasThere()
    {
        for (const Phase phase : { Phase::Offline, Phase::Dialing, Phase::Greeting, Phase::Online, Phase::Waiting }) {
            Link link = inPhase(phase);
            link.on(link::Start { n2, {}, Credential::Password });
            QCOMPARE(link.state.phase, Phase::Dialing);
            QCOMPARE(link.state.url, n2);
            QCOMPARE(link.state.losses, 0);
            const bool hadOne = phase != Phase::Offline && phase != Phase::Waiting;
            QCOMPARE(link.did<link::Hangup>() != nullptr, hadOne);
        }
    }
};

QTEST_APPLESS_MAIN(LinkStateTest)
#include "link_state_test.moc"
