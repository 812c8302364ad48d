// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/log_ring.h"

#include <QTest>

using namespace hubbub::cluster;
using namespace Qt::StringLiterals;

class LogRingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGatewaysLineGivesItsTimeAndLevel()
    {
        const LogLine line = readLogLine(u"n1"_s, "2026-01-02T03:04:05.678Z warning net: slow reader room=a", 1);
        QCOMPARE(line.ts, 1767323045678LL);
        QCOMPARE(line.level, 2);
        QCOMPARE(line.text, u"net: slow reader room=a"_s);
        QCOMPARE(line.process, u"n1"_s);
    }

    void redissLineGivesItsLevelAndText()
    {
        const LogLine line = readLogLine(u"redis"_s, "3412:M 02 Jan 2026 03:04:05.678 # Warning: overcommit", 7);
        QCOMPARE(line.level, 2);
        QCOMPARE(line.ts, 7);
        QCOMPARE(line.text, u"Warning: overcommit"_s);
    }

    void theBalancersLineGivesItsLevelAndText_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("level");
        QTest::addColumn<QString>("text");
        QTest::newRow("notice") << "[NOTICE]   (12) : haproxy version is 2.6"_ba << 1 << u"haproxy version is 2.6"_s;
        QTest::newRow("down") << "[WARNING]  (12) : Server nodes/n1 is DOWN"_ba << 2 << u"Server nodes/n1 is DOWN"_s;
        QTest::newRow("alert") << "[ALERT]    (12) : backend has no server"_ba << 3 << u"backend has no server"_s;
        QTest::newRow("as it was told") << "[WARNING]  (12) : Server nodes/n1 is UP (leaving forced maintenance)."_ba
                                        << 1 << u"Server nodes/n1 is UP (leaving forced maintenance)."_s;
    }
    void theBalancersLineGivesItsLevelAndText()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const int, level);
        QFETCH(const QString, text);
        QCOMPARE(readLogLine(u"balancer"_s, line, 7), (LogLine { 7, u"balancer"_s, static_cast<quint8>(level), text }));
    }

    void anythingElseIsKeptWhole()
    {
        for (const QByteArray text : { "hello", "a b c d", "x: y", "::::", "1:M 2 #" })
            QCOMPARE(readLogLine(u"n1"_s, text, 7), (LogLine { 7, u"n1"_s, 1, QString::fromUtf8(text) }));
    }

    void theRingKeepsTheNewest()
    {
        LogRing ring(100);
        for (int i = 0; i < 1000; ++i)
            ring.push({ i, {}, 1, {} });
        QVERIFY(ring.lines().size() >= 100 && ring.lines().size() <= 110);
        QCOMPARE(ring.lines().back().ts, 999);
    }
};

QTEST_GUILESS_MAIN(LogRingTest)
#include "log_ring_test.moc"
