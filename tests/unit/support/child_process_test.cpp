// SPDX-License-Identifier: GPL-3.0-or-later
// Children of tests: what they say, how they end, and that they do.
#include "tests/support/child_process.h"

#include <QTest>

using namespace Qt::StringLiterals;
using hubbub::testing::ChildProcess;

class ChildProcessTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void outputLogAndExitCodeAreKept()
    {
        ChildProcess child;
        QVERIFY(child.start(u"sh"_s, { u"-c"_s, u"echo out $X; echo err >&2; exit 3"_s }, { { u"X"_s, u"given"_s } }));
        QVERIFY(child.waitForEnd(std::chrono::seconds(10)));
        QCOMPARE(child.exitCode(), 3);
        QCOMPARE(child.output(), "out given\n"_ba);
        QCOMPARE(child.log(), "err\n"_ba);
    }

    void aSignalIsNoExitCode()
    {
        ChildProcess child;
        QVERIFY(child.start(u"sleep"_s, { u"100"_s }));
        QVERIFY(!child.waitForEnd(std::chrono::milliseconds(1)));
        child.signal(SIGTERM);
        QVERIFY(child.waitForEnd(std::chrono::seconds(10)));
        QCOMPARE(child.exitCode(), -1);
    }

    void aStoppedChildIsKilledWithItsObject()
    {
        qint64 pid = 0;
        {
            ChildProcess child;
            QVERIFY(child.start(u"sleep"_s, { u"100"_s }));
            pid = child.pid();
            child.pause();
        }
        QCOMPARE(::kill(static_cast<pid_t>(pid), 0), -1);
        QCOMPARE(errno, ESRCH);
    }

    void aProgramThatIsNotThereIsAProblemInWords()
    {
        ChildProcess child;
        QVERIFY(!child.start(u"/nowhere/program"_s, {}));
        QVERIFY(child.problem().contains(u"/nowhere/program"_s));
    }
};

QTEST_GUILESS_MAIN(ChildProcessTest)
#include "child_process_test.moc"
