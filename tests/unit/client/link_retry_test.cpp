// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/client/link_story.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class LinkRetryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theNodesRetryTimeWinsOverBackoff()
    {
        LinkStory link;
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
        LinkStory link;
        link.dice = 1.0;
        link.online().closed(1006);
        QCOMPARE(link.did<link::SetRetry>()->wait, 600ms);
        for (const auto wait : { 1100ms, 2100ms, 4100ms, 8100ms, 16100ms, 20100ms, 20100ms }) {
            link.on(link::RetryDue {}).on(link::Ended { EndKind::Unreachable, 0, {}, {} });
            QCOMPARE(link.did<link::SetRetry>()->wait, wait);
        }
        link.on(link::RetryDue {}).on(link::Opened {}).on(link::Welcomed { node1, {} });
        link.now += 29s;
        link.closed(1006); // not healthy for long enough
        QCOMPARE(link.did<link::SetRetry>()->wait, 20100ms);
        link.on(link::RetryDue {}).on(link::Opened {}).on(link::Welcomed { node1, {} });
        link.now += 30s;
        link.closed(1006);
        QCOMPARE(link.did<link::SetRetry>()->wait, 600ms);
        QCOMPARE(link.state.attempt, 1);
    }

    void attemptsAreCountedFromTheLoss()
    {
        LinkStory link;
        link.online().closed(1006);
        QCOMPARE(link.state.attempt, 1);
        link.on(link::RetryDue {}).on(link::Ended { EndKind::Unreachable, 0, {}, {} });
        QCOMPARE(link.state.attempt, 2);
        link.on(link::RetryDue {}).on(link::Opened {}).on(link::Welcomed { node1, {} });
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
        LinkStory link;
        link.on(link::Start { n1, {}, Credential::Password }).on(link::Ended { kind, 0, u"why"_s, {} });
        QCOMPARE(link.state.phase, Phase::Offline);
        QCOMPARE(link.state.reason, reason);
        QVERIFY(link.did<link::Fail>());
        QCOMPARE(link.state.detail, u"why"_s);
    }

    void aFirstSignInIsPatientWithABusyNodeButNotForEver()
    {
        LinkStory link;
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
        LinkStory link;
        link.on(link::Start { n1, {}, Credential::Refresh }).on(link::Ended { kind, 0, {}, {} });
        QCOMPARE(link.state.phase, phase);
    }

    void anAccountThatWasMadeByALostHelloIsSignedInTo()
    {
        LinkStory link;
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
        LinkStory link;
        link.on(link::Start { n1, {}, Credential::Password }).on(link::Opened {});
        link.on(link::Refused { { ErrorCode::Exists, {} } });
        QCOMPARE(link.state.phase, Phase::Offline);
        QCOMPARE(link.did<link::Fail>()->error.code, ErrorCode::Exists);
    }

    void goodbyeIsKeptUntilItsTimeAndThenLeadsToAnotherNode()
    {
        LinkStory link;
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

    void theNextAttemptGoesToANodeThatWasToldOfMeanwhile()
    {
        // Its welcome knew of no other node: another joined later, and then its own was killed.
        LinkStory link;
        link.on(link::Start { n2, {}, Credential::Refresh }).on(link::Opened {}).on(link::Welcomed { node2, { n2 } });
        link.on(link::Nodes { { n1, n2 } }).closed(1006);
        QCOMPARE(link.state.next, n1);
        QCOMPARE(link.on(link::RetryDue {}).did<link::Dial>()->url, n1);
    }

    void aNodeThatIsNoLongerToldOfIsNotDialled()
    {
        const QUrl n3 { u"ws://n3/ws"_s };
        LinkStory link;
        link.on(link::Start { n2, {}, Credential::Refresh }).on(link::Opened {});
        link.on(link::Welcomed { node2, { n1, n2, n3 } }).on(link::Nodes { { n2, n3 } }).closed(1006);
        QCOMPARE(link.state.next, n3); // the first of the others would have been n1
    }

    void aNodeThatWasThereOnceIsTriedWhereTheOthersFail()
    {
        LinkStory link;
        link.on(link::Start { n1, {}, Credential::Refresh }).on(link::Opened {});
        link.on(link::Welcomed { node2, { n1, n2 } }).on(link::Nodes { { n1 } }).closed(1006);
        QCOMPARE(link.state.next, n1);
        link.on(link::RetryDue {}).closed(1006);
        QCOMPARE(link.state.next, n1);
        link.on(link::RetryDue {}).closed(1006);
        QCOMPARE(link.state.next, n2); // it may be back, and n1 can no longer say so
        link.on(link::RetryDue {}).closed(1006);
        QCOMPARE(link.state.next, n1);
    }

    void aNodeThatIsToldOfAgainIsNoFormerOne()
    {
        LinkStory link;
        link.on(link::Start { n1, {}, Credential::Refresh }).on(link::Opened {});
        link.on(link::Welcomed { node2, { n1, n2 } }).on(link::Nodes { { n1 } });
        QCOMPARE(link.state.former, QList<QUrl> { n2 });
        link.on(link::Nodes { { n1, n2 } });
        QCOMPARE(link.state.former, QList<QUrl>());
    }

    void anEmptyListOfNodesTakesNothingAway()
    {
        LinkStory link;
        link.online().on(link::Nodes { {} });
        QCOMPARE(link.state.nodes, (QList<QUrl> { n1, n2 }));
        QVERIFY(link.actions.empty());
    }

    void theCloseAfterAGoodbyeWaitsForTheRestOfItsTime()
    {
        LinkStory link;
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
        LinkStory link;
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
        LinkStory link = inPhase(before);
        link.on(link::Awoke {});
        QCOMPARE(link.state.phase, after);
        QCOMPARE(link.did<link::Probe>() != nullptr, before == Phase::Online);
        QCOMPARE(link.did<link::Dial>() != nullptr, after == Phase::Dialing);
        QCOMPARE(link.did<link::CancelRetry>() != nullptr, before == Phase::Waiting);
    }

    void aNewNetworkMayEndAnInterception()
    {
        LinkStory link;
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
        LinkStory link = inPhase(before);
        link.on(link::RetryNow {});
        QCOMPARE(link.state.phase, after);
    }

    void retryNowEndsAStopAndForgivesDefects()
    {
        LinkStory link;
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
        LinkStory link = inPhase(before);
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
            { link::Nodes { { n2 } }, { int(Phase::Online) } },
            { link::RetryDue {}, { int(Phase::Waiting) } },
        };
        for (const Phase phase : { Phase::Offline, Phase::Dialing, Phase::Greeting, Phase::Online, Phase::Waiting }) {
            for (const auto &[what, phases] : waitedFor) {
                if (phases.contains(int(phase)))
                    continue;
                LinkStory link = inPhase(phase);
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
            LinkStory link = inPhase(phase);
            link.on(link::Start { n2, {}, Credential::Password });
            QCOMPARE(link.state.phase, Phase::Dialing);
            QCOMPARE(link.state.url, n2);
            QCOMPARE(link.state.losses, 0);
            const bool hadOne = phase != Phase::Offline && phase != Phase::Waiting;
            QCOMPARE(link.did<link::Hangup>() != nullptr, hadOne);
        }
    }
};

QTEST_APPLESS_MAIN(LinkRetryTest)
#include "link_retry_test.moc"
