// SPDX-License-Identifier: GPL-3.0-or-later
// hubbub with a cluster on this desk: it comes up, the person is in, and nothing is left when the program ends.
#include "tests/integration/hubbub_program.h"

#include <QDir>
#include <QRegularExpression>
#include <QTest>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using namespace hubbub::testing;

class DeskTest : public QObject {
    Q_OBJECT

    static bool hasCluster(const HubbubProgram &program, int nodes)
    {
        const QList<QByteArray> names = program.children().values();
        return names.count("redis-server") == 1 && names.count("hubbub-gateway") == nodes;
    }

    static bool noneIsAlive(const QList<qint64> &pids)
    {
        return std::none_of(pids.begin(), pids.end(), &HubbubProgram::isAlive);
    }

    /// The account's secret: made on first use, in the file since there is no keychain here.
    static QString secretIn(const HubbubProgram &program)
    {
        return program.folder(u"data/hubbub/default/desk/refresh"_s);
    }

private Q_SLOTS:
    void theProgramsEndEndsItsCluster_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("Ctrl+C") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGKILL") << SIGKILL;
    }

    void theProgramsEndEndsItsCluster()
    {
        QFETCH(int, signal);
        HubbubProgram program;
        QVERIFY(program.start({ u"--local"_s, u"2"_s }));
        QTRY_VERIFY_WITH_TIMEOUT(hasCluster(program, 2), 20000);
        const QList<qint64> children = program.children().keys();
        // The person is signed in once the token is kept.
        QTRY_VERIFY2_WITH_TIMEOUT(QFile::exists(program.folder(u"data/hubbub/default/desk/person/refresh"_s)),
            program.child().log().constData(), 20000);
        program.child().signal(signal);
        QVERIFY(program.child().waitForEnd(20s));
        QCOMPARE(program.child().exitCode(), signal == SIGKILL ? -1 : 0);
        QTRY_VERIFY_WITH_TIMEOUT(noneIsAlive(children), 10000);
    }

    void behindABalancerThePersonComesInByIt()
    {
        HubbubProgram program;
        QVERIFY(program.start({ u"--local"_s, u"2"_s, u"--balancer"_s }));
        QTRY_VERIFY2_WITH_TIMEOUT(QFile::exists(program.folder(u"data/hubbub/default/desk/person/refresh"_s)),
            program.child().log().constData(), 20000);
        QVERIFY(hasCluster(program, 2));
        const qint64 balancer = program.children().key("haproxy");
        QVERIFY(balancer > 0);
        QFile arguments(u"/proc/%1/cmdline"_s.arg(balancer));
        QVERIFY(arguments.open(QIODevice::ReadOnly));
        QFile configuration(QString::fromUtf8(arguments.readAll().split('\0').value(3)));
        QVERIFY(configuration.open(QIODevice::ReadOnly));
        static const QRegularExpression bind(uR"(bind 127\.0\.0\.1:(\d+))"_s);
        const int port = bind.match(QString::fromUtf8(configuration.readAll())).captured(1).toInt();
        // A line of it: number, local address, remote address, state (01: established).
        const QByteArray established = ":" + QByteArray::number(port, 16).toUpper() + " 01 ";
        const auto isConnected = [&] {
            QFile sockets(u"/proc/%1/net/tcp"_s.arg(program.child().pid()));
            return sockets.open(QIODevice::ReadOnly) && sockets.readAll().contains(established);
        };
        QTRY_VERIFY_WITH_TIMEOUT(isConnected(), 10000);
        program.child().signal(SIGTERM);
        QVERIFY(program.child().waitForEnd(20s));
        QTRY_VERIFY_WITH_TIMEOUT(!HubbubProgram::isAlive(balancer), 10000);
    }

    void aSecondStartBringsTheFirstWindowForwardAndEnds()
    {
        HubbubProgram first;
        QVERIFY(first.start({ u"--server"_s, u"127.0.0.1:1"_s }));
        ChildProcess second;
        const auto start = [&] {
            return second.start(QStringLiteral(HUBBUB_BIN_DIR "/hubbub"), { u"--server"_s, u"127.0.0.1:1"_s },
                { { u"QT_QPA_PLATFORM"_s, u"offscreen"_s }, { u"XDG_DATA_HOME"_s, first.folder(u"data"_s) },
                    { u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nowhere"_s } });
        };
        // Its folder is made after it has looked for others.
        QTRY_VERIFY_WITH_TIMEOUT(QDir(first.folder(u"data/hubbub/default"_s)).exists(), 20000);
        QVERIFY(start());
        QVERIFY2(second.waitForEnd(10s), second.log().constData());
        QCOMPARE(second.exitCode(), 0);
        QVERIFY2(second.output().contains("runs already"), second.output().constData());
        QVERIFY(first.child().isRunning());
        // What a crash leaves behind stops nobody.
        first.child().kill();
        QVERIFY(start());
        QVERIFY(!second.waitForEnd(2s));
    }

    void theAccountAndItsRoomsAreThereAgain()
    {
        HubbubProgram program;
        QByteArray secret;
        for (int run = 0; run < 2; ++run) {
            QVERIFY(program.start({ u"--local"_s, u"1"_s }));
            const QString token = program.folder(u"data/hubbub/default/desk/person/refresh"_s);
            QTRY_VERIFY2_WITH_TIMEOUT(QFile::exists(token), program.child().log().constData(), 20000);
            QCOMPARE(
                QFile::permissions(secretIn(program)) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
            QFile file(secretIn(program));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray now = file.readAll();
            if (run > 0)
                QCOMPARE(now, secret);
            secret = now;
            program.child().signal(SIGTERM);
            QVERIFY(program.child().waitForEnd(20s));
        }
    }

    void aSecondProgramOnTheSameProfileLeavesTheFirstAlone_data()
    {
        QTest::addColumn<bool>("sameSession");
        QTest::newRow("it finds the first one") << true;
        QTest::newRow("it finds the first one's cluster only, from another session") << false;
    }

    void aSecondProgramOnTheSameProfileLeavesTheFirstAlone()
    {
        QFETCH(bool, sameSession);
        HubbubProgram program;
        QVERIFY(program.start({ u"--local"_s, u"1"_s }));
        QTRY_VERIFY_WITH_TIMEOUT(hasCluster(program, 1), 20000);
        const QList<qint64> children = program.children().keys();
        QMap<QString, QString> environment { { u"QT_QPA_PLATFORM"_s, u"offscreen"_s },
            { u"XDG_DATA_HOME"_s, program.folder(u"data"_s) } };
        if (!sameSession) {
            const QString runtime = program.folder(u"elsewhere"_s);
            QVERIFY(QDir().mkdir(runtime));
            QVERIFY(QFile::setPermissions(runtime, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
            environment.insert(u"XDG_RUNTIME_DIR"_s, runtime);
        }
        ChildProcess second;
        QVERIFY(second.start(QStringLiteral(HUBBUB_BIN_DIR "/hubbub"), { u"--local"_s, u"1"_s }, environment));
        if (sameSession) {
            QVERIFY2(second.waitForEnd(20s), second.log().constData());
            QVERIFY2(second.output().contains("runs already"), second.output().constData());
        } else {
            QTRY_VERIFY2_WITH_TIMEOUT(second.log().contains("already runs a cluster"), second.log().constData(), 20000);
            second.signal(SIGTERM);
            QVERIFY(second.waitForEnd(20s));
        }
        QVERIFY(std::all_of(children.begin(), children.end(), &HubbubProgram::isAlive));
    }

    void withoutADisplayItSaysWhatToDo()
    {
        ChildProcess child;
        QVERIFY(child.start(QStringLiteral("/usr/bin/env"),
            { u"-u"_s, u"DISPLAY"_s, u"-u"_s, u"WAYLAND_DISPLAY"_s, u"-u"_s, u"QT_QPA_PLATFORM"_s,
                QStringLiteral(HUBBUB_BIN_DIR "/hubbub") }));
        QVERIFY(child.waitForEnd(20s));
        QCOMPARE(child.exitCode(), 1);
        QVERIFY2(child.log().contains("there is no display"), child.log().constData());
    }

    void aDisplayThatRefusesIsSaidAndNoCrash()
    {
        ChildProcess child;
        QVERIFY(child.start(QStringLiteral("/usr/bin/env"),
            { u"-u"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM=xcb"_s, u"DISPLAY=:987"_s,
                QStringLiteral(HUBBUB_BIN_DIR "/hubbub") }));
        QVERIFY(child.waitForEnd(20s));
        QCOMPARE(child.exitCode(), 1);
        QVERIFY2(child.log().contains("hubbub: "), child.log().constData());
    }
};

QTEST_GUILESS_MAIN(DeskTest)
#include "desk_test.moc"
