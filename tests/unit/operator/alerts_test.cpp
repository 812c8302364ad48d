// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/alert_book.h"
#include "tests/unit/operator/operator_reports.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::ops;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;

class AlertsTest final : public QObject {
    Q_OBJECT

    struct Watched : Reports {
        AlertBook book;
        explicit Watched(const QString &rules)
            : book(*readRules(rules))
        {
        }
        /// A second in which n1 says that it uses so much of its core.
        bool cpu(double percent)
        {
            second();
            auto report = next("n1");
            report.cpu = percent / 100;
            report.clients = 40;
            tell(report);
            return book.look(model);
        }
    };

private Q_SLOTS:
    void itFiresOnceItLastedAndIsOverBelowTheLowerLine()
    {
        Watched watched(u"busy warning cpu_percent 80 for 3 clear 60"_s);
        watched.cpu(85);
        watched.cpu(90);
        watched.cpu(70); // a dip begins the time anew
        for (int i = 0; i < 3; ++i)
            watched.cpu(85);
        QVERIFY(watched.book.alerts().empty());
        QVERIFY(watched.cpu(92));
        QCOMPARE(watched.book.alerts().size(), size_t(1));
        QCOMPARE(watched.book.alerts().front().clients, qint64(40));
        QVERIFY(!watched.cpu(70)); // between the lines it goes on
        QCOMPARE(watched.book.firing(), 1);
        QVERIFY(watched.cpu(59));
        QCOMPARE(watched.book.firing(), 0);
        const Alert &alert = watched.book.alerts().front();
        QCOMPARE(alert.state, Alert::State::Resolved);
        QCOMPARE(alert.worst, 92.0);
        QCOMPARE(alert.until - alert.since, qint64(5000));
    }

    void oneThatGetsWorseFiresAgainThoughItWasSeen()
    {
        Watched watched(u"busy warning cpu_percent 60\nbusy critical cpu_percent 90"_s);
        watched.cpu(70);
        QVERIFY(watched.book.acknowledge(watched.book.alerts().front().id));
        QVERIFY(watched.cpu(95));
        QCOMPARE(watched.book.firing(), 1);
        QVERIFY(watched.cpu(70));
        QCOMPARE(watched.book.alerts().front().level, AlertLevel::Warning);
        QCOMPARE(watched.book.alerts().size(), size_t(1));
    }

    void aSeenOneIsOpenAndNoLongerFires()
    {
        Watched watched(u"busy critical cpu_percent 80"_s);
        watched.cpu(99);
        QVERIFY(watched.book.acknowledge(watched.book.alerts().front().id));
        QVERIFY(!watched.book.acknowledge(watched.book.alerts().front().id));
        QCOMPARE(watched.book.firing(), 0);
        QCOMPARE(watched.book.open(AlertLevel::Critical), 1);
        watched.cpu(10);
        QCOMPARE(watched.book.open(AlertLevel::Critical), 0);
        watched.cpu(99); // and again is another one
        QCOMPARE(watched.book.alerts().size(), size_t(2));
    }

    void aSilentNodeIsAWarningThenCriticalSinceItWasHeardLast()
    {
        Reports reports;
        AlertBook book;
        reports.tell(reports.next("n1"));
        const qint64 last = reports.clock.wall().count();
        for (int i = 0; i < 4; ++i) {
            reports.second();
            book.look(reports.model);
        }
        QCOMPARE(book.open(AlertLevel::Warning), 1);
        QCOMPARE(book.open(AlertLevel::Critical), 0);
        for (int i = 0; i < 8; ++i) {
            reports.second();
            book.look(reports.model);
        }
        QCOMPARE(book.open(AlertLevel::Critical), 1);
        QCOMPARE(book.alerts().size(), size_t(1)); // the same one, and worse
        QCOMPARE(book.worst()->since, last);
        QCOMPARE(book.worst()->level, AlertLevel::Critical);
        reports.tell(reports.next("n1"));
        reports.second();
        book.look(reports.model);
        QCOMPARE(book.worst(), nullptr);
    }

    void fewClientsThatLeaveAreNoShare()
    {
        Reports reports;
        AlertBook book(*readRules(u"disconnects warning disconnects_percent 5"_s));
        const auto tell = [&](qint64 clients, qint64 gone) {
            reports.second();
            auto report = reports.next("n1");
            report.clients = clients;
            report.disconnects = gone;
            reports.tell(report);
            book.look(reports.model);
        };
        tell(4, 0);
        tell(2, 2);
        QVERIFY(book.alerts().empty());
        tell(100, 2);
        tell(90, 12);
        QCOMPARE(book.firing(), 1);
    }

    void aHoleInALiveRoomFiresAtOnce()
    {
        Reports reports;
        AlertBook book;
        reports.tell(reports.next("n1"));
        protocol::OpsEvent event;
        event.kind = protocol::OpsKind::EventsLost;
        event.node = NodeId(QByteArray("n1"));
        event.t = reports.clock.wall().count();
        reports.model.take(event);
        // The report of the same second says nothing of it, and must not make it unseen.
        reports.clock.advance(std::chrono::milliseconds(300));
        reports.tell(reports.next("n1"));
        book.look(reports.model);
        QCOMPARE(book.firing(), 1);
        QCOMPARE(book.alerts().front().figure, Figure::Gaps);
    }

    void theConsolesOwnSightOfRedisIsAnAlertToo()
    {
        AlertBook book;
        QVERIFY(book.setRedisTrouble(u"Connection refused"_s, 1000));
        QVERIFY(!book.setRedisTrouble(u"Connection refused"_s, 2000));
        QCOMPARE(book.open(AlertLevel::Critical), 1);
        QVERIFY(book.setRedisTrouble({}, 9000));
        QCOMPARE(book.alerts().front().until, qint64(9000));
    }

    void theDefaultRulesAreWrittenAndReadBack()
    {
        const auto read = readRules(defaultRulesText());
        QVERIFY2(read.ok(), read.ok() ? "" : qPrintable(read.error().detail));
        QCOMPARE(*read, defaultRules());
    }

    void aWrongRuleIsNamedByItsLine_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("short") << u"# fine\nbusy warning"_s << u"Line 2: a rule is"_s;
        QTest::newRow("level") << u"busy loud cpu_percent 3"_s << u"is no level"_s;
        QTest::newRow("figure") << u"busy warning heat 3"_s << u"\"heat\" is no figure"_s;
        QTest::newRow("number") << u"busy warning cpu_percent hot"_s << u"is no number"_s;
        QTest::newRow("after") << u"busy warning cpu_percent 3 for"_s << u"a number must follow"_s;
        QTest::newRow("word") << u"busy warning cpu_percent 3 since 4"_s << u"not known here"_s;
        QTest::newRow("clear") << u"busy warning cpu_percent 3 clear 4"_s << u"must not be above"_s;
    }
    void aWrongRuleIsNamedByItsLine()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const auto read = readRules(text);
        QVERIFY(!read.ok());
        QVERIFY2(read.error().detail.contains(says), qPrintable(read.error().detail));
    }
};

QTEST_APPLESS_MAIN(AlertsTest)
#include "alerts_test.moc"
