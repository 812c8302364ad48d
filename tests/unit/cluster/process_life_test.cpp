// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/process_life.h"

#include <QTest>

#include <csignal>

using namespace hubbub::cluster;
using namespace Qt::StringLiterals;
using S = ProcessState;
using A = LifeAction;

class ProcessLifeTest : public QObject {
    Q_OBJECT

    static LifeStep step(S state, const LifeEvent &event, bool restarts = false, bool again = false)
    {
        return advance({ state, again, {}, false }, event, { restarts });
    }

private Q_SLOTS:
    void aProcessIsReadyOnlyOnceItsReadinessAnswered()
    {
        const LifeStep started = step(S::Stopped, life::StartAsked {});
        QCOMPARE(started.next.state, S::Starting);
        QCOMPARE(started.actions, std::vector { A::Spawn });
        QCOMPARE(step(S::Starting, life::BecameUnready { u"redis"_s }).next.state, S::Starting);
        QCOMPARE(step(S::Starting, life::BecameReady {}).next.state, S::Ready);
    }

    void aSecondStartDoesNotSpawnTwice()
    {
        QVERIFY(step(S::Starting, life::StartAsked {}).actions.empty());
        QVERIFY(step(S::Ready, life::StartAsked {}).actions.empty());
    }

    void aStopAsksFirstAndKillsLater()
    {
        QCOMPARE(step(S::Ready, life::StopAsked {}).actions, std::vector { A::Terminate });
        QCOMPARE(step(S::Stopping, life::StopTookTooLong {}).actions, std::vector { A::Kill });
        QVERIFY(step(S::Ready, life::StopTookTooLong {}).actions.empty());
    }

    void anEndThatWasAskedForIsNoCrash()
    {
        QCOMPARE(step(S::Stopping, life::Ended { { 0, SIGKILL, {} } }).next.state, S::Stopped);
        QCOMPARE(step(S::Draining, life::Ended { { 0, 0, {} } }).next.state, S::Stopped);
    }

    void aNodeThatWasKilledByHandStaysDownAndShowsItsSignal()
    {
        const Life asked = step(S::Ready, life::KillAsked {}).next;
        const LifeStep ended = advance(asked, life::Ended { { 0, SIGKILL, {} } }, {});
        QCOMPARE(ended.next.state, S::Crashed);
        QCOMPARE(ended.next.detail, u"SIGKILL"_s);
        QVERIFY(ended.actions.empty());
        QCOMPARE(advance(ended.next, life::StartAsked {}, {}).actions, std::vector { A::Spawn });
    }

    void aNodeThatCrashesByItselfIsStartedAgain()
    {
        const LifeStep crashed = step(S::Ready, life::Ended { { 0, SIGSEGV, {} } });
        QCOMPARE(crashed.next.state, S::BackingOff);
        QCOMPARE(crashed.next.detail, u"SIGSEGV"_s);
        QCOMPARE(crashed.actions, std::vector { A::ScheduleRestart });
        QCOMPARE(step(S::BackingOff, life::RestartDue {}).actions, std::vector { A::Spawn });
    }

    void aKillThatCameTooLateIsForgottenByTheNextStart()
    {
        Life life = step(S::Ready, life::KillAsked {}).next;
        life = advance(life, life::Ended { { 0, SIGKILL, {} } }, {}).next;
        life = advance(life, life::RestartAsked {}, {}).next;
        life = advance(life, life::BecameReady {}, {}).next;
        QCOMPARE(advance(life, life::Ended { { 0, SIGKILL, {} } }, {}).next.state, S::BackingOff);
    }

    void aProcessThatRefusesToStartSaysWhy()
    {
        const Life next = step(S::Starting, life::Ended { { 3, 0, u"port 7401 is taken"_s } }).next;
        QCOMPARE(next.state, S::FailedToStart);
        QCOMPARE(next.detail, u"exit code 3: port 7401 is taken"_s);
    }

    void redisComesBackByItselfAfterACrashButNotAfterAStop()
    {
        const LifeStep crashed = step(S::Ready, life::Ended { { 0, SIGKILL, {} } }, true);
        QCOMPARE(crashed.next.state, S::BackingOff);
        QCOMPARE(crashed.actions, std::vector { A::ScheduleRestart });
        QCOMPARE(step(S::BackingOff, life::RestartDue {}, true).actions, std::vector { A::Spawn });
        QCOMPARE(step(S::BackingOff, life::StopAsked {}, true).next.state, S::Stopped);
        QVERIFY(step(S::Stopped, life::RestartDue {}, true).actions.empty());
    }

    void aRestartStopsFirstAndThenStarts()
    {
        const LifeStep asked = step(S::Ready, life::RestartAsked {});
        QCOMPARE(asked.actions, std::vector { A::Terminate });
        const LifeStep ended = advance(asked.next, life::Ended { { 0, 0, {} } }, {});
        QCOMPARE(ended.next.state, S::Starting);
        QCOMPARE(ended.actions, std::vector { A::Spawn });
    }

    void aStopDuringARestartWins()
    {
        const Life stopping = step(S::Stopping, life::StopAsked {}, false, true).next;
        QCOMPARE(advance(stopping, life::Ended { { 0, 0, {} } }, {}).next.state, S::Stopped);
    }

    void aProcessThatIsTakenOverIsReadyOnlyOnceItAnswers()
    {
        const LifeStep taken = step(S::Stopped, life::Adopted {});
        QCOMPARE(taken.next.state, S::Starting);
        QVERIFY(taken.actions.empty());
        QCOMPARE(step(S::Starting, life::BecameReady {}).next.state, S::Ready);
        QCOMPARE(step(S::Ready, life::Adopted {}).next.state, S::Ready);
    }

    void anEndThatNobodySawIsACrashUnlessItWasAskedFor()
    {
        const Exit unseen { .seen = false };
        for (const S state : { S::Starting, S::Ready, S::Draining }) {
            const LifeStep ended = step(state, life::Ended { unseen });
            QCOMPARE(ended.next.state, S::BackingOff);
            QCOMPARE(ended.actions, std::vector { A::ScheduleRestart });
        }
        QCOMPARE(step(S::Stopping, life::Ended { unseen }).next.state, S::Stopped);
        const Life killed = step(S::Ready, life::KillAsked {}).next;
        QCOMPARE(advance(killed, life::Ended { unseen }, {}).next.state, S::Crashed);
    }

    void aDrainIsTold()
    {
        QCOMPARE(step(S::Ready, life::BecameUnready { u"draining"_s }).next.state, S::Draining);
        QCOMPARE(step(S::Ready, life::BecameUnready { u"redis is down"_s }).next.state, S::Unready);
        QCOMPARE(step(S::Unready, life::BecameReady {}).next.state, S::Ready);
    }
};

QTEST_GUILESS_MAIN(ProcessLifeTest)
#include "process_life_test.moc"
