// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/client/link_story.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class LinkStateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aStartDialsGreetsAndIsOnline()
    {
        LinkStory link;
        link.on(link::Start { n1, {}, Credential::Password });
        QCOMPARE(link.state.phase, Phase::Dialing);
        QVERIFY(link.did<link::Dial>() && link.did<link::Dial>()->url == n1);
        link.on(link::Opened {});
        QCOMPARE(link.state.phase, Phase::Greeting);
        QVERIFY(link.did<link::Greet>() && link.did<link::Greet>()->credential == Credential::Password);
        link.on(link::Welcomed { node1, { n1, n2 } });
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
        LinkStory link;
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
        const auto strike = [&](LinkStory &link) {
            if (code != 0)
                link.closed(code);
            else
                link.on(link::Ended { EndKind::BrokenFrame, 0, {}, {} });
        };
        LinkStory link;
        strike(link.online());
        QCOMPARE(link.state.phase, Phase::Waiting);
        link.on(link::RetryDue {}).on(link::Opened {}).on(link::Welcomed { node2, {} });
        link.now += 40s;
        strike(link);
        QCOMPARE(link.state.phase, Phase::Offline);
        QCOMPARE(link.state.reason, LostReason::Defect);
        QVERIFY(link.did<link::Fail>());
    }

    void aLongHealthySessionForgetsADefect()
    {
        LinkStory link;
        link.online().closed(1002);
        link.on(link::RetryDue {}).on(link::Opened {}).on(link::Welcomed { node2, {} });
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
        LinkStory link;
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
        LinkStory link;
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
        LinkStory link;
        link.online().closed(4004).on(link::RetryDue {}).on(link::Opened {});
        QCOMPARE(link.did<link::Greet>()->credential, Credential::Refresh);
    }
};

QTEST_APPLESS_MAIN(LinkStateTest)
#include "link_state_test.moc"
