// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/demo_check.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::app;
using namespace Qt::StringLiterals;

class DemoCheckTest : public QObject {
    Q_OBJECT

    QList<KeptEvent> m_log;
    QList<SaidLine> m_said;

    static KeptEvent event(qint64 seq, const char *from, const QString &text)
    {
        return { RoomId("lounge"_ba), Epoch("e1"_ba), seq, Mid("mid-"_ba + QByteArray::number(seq)),
            UserId(QByteArray(from)), text };
    }
    CheckReport check(const QList<KeptEvent> &store) const
    {
        return checkTour(m_log, m_said, { { u"mara"_s, store } });
    }

private Q_SLOTS:
    void init()
    {
        m_log = { event(1, "mara", {}), event(2, "mara", u"one"_s), event(3, "ines", u"two"_s),
            event(4, "mara", u"three"_s) };
        m_said = { { RoomId("lounge"_ba), UserId("mara"_ba), u"one"_s },
            { RoomId("lounge"_ba), UserId("ines"_ba), u"two"_s },
            { RoomId("lounge"_ba), UserId("mara"_ba), u"three"_s } };
    }

    void aTourThatKeptItsPromisesPasses()
    {
        const CheckReport report = check(m_log);
        QVERIFY2(report.ok(), qPrintable(report.problems.join(u'\n')));
        QCOMPARE(report.passed.size(), 3);
    }

    void anEmptyLogProvesNothing() { QVERIFY(!checkTour({}, {}, {}).ok()); }

    void aRowMissingFromAStoreIsFound()
    {
        QList<KeptEvent> store = m_log;
        store.removeAt(2);
        QCOMPARE(check(store).problems, QStringList { u"mara: lounge #3 is missing"_s });
    }

    void aRowThatTheLogDoesNotHaveIsFound()
    {
        QList<KeptEvent> store = m_log;
        store.append(event(9, "ines", u"never"_s));
        QCOMPARE(check(store).problems, QStringList { u"mara: lounge #9 is not in the log"_s });
    }

    void aDoubledAndABackwardRowAreFound()
    {
        QList<KeptEvent> twice = m_log;
        twice.append(m_log.back());
        QVERIFY(!check(twice).ok());
        QList<KeptEvent> swapped = m_log;
        swapped.swapItemsAt(1, 2);
        QVERIFY(!check(swapped).ok());
    }

    void anotherTextOrMidUnderTheSameSeqIsFound()
    {
        QList<KeptEvent> store = m_log;
        store[1].text = u"uno"_s;
        QVERIFY(!check(store).ok());
        store = m_log;
        store[1].mid = Mid("other"_ba);
        QVERIFY(!check(store).ok());
    }

    void aLineThatNeverReachedTheLogIsLost()
    {
        const QList<KeptEvent> whole = m_log;
        m_log.removeAt(3);
        QVERIFY(check(m_log).problems.join(u' ').contains(u"lost"_s));
        m_log = whole;
        m_log.removeAt(1);
        QVERIFY(check(m_log).problems.join(u' ').contains(u"hole"_s));
    }

    void aLineStoredTwiceIsDoubled()
    {
        m_log.append(event(5, "mara", u"three"_s));
        QVERIFY(check(m_log).problems.join(u' ').contains(u"doubled"_s));
        m_log.back().mid = m_log[3].mid;
        QVERIFY(check(m_log).problems.join(u' ').contains(u"a second time"_s));
    }

    void linesOfOnePersonOutOfOrderAreReordered()
    {
        m_log[1].text = u"three"_s;
        m_log[3].text = u"one"_s;
        QVERIFY(check(m_log).problems.join(u' ').contains(u"reordered"_s));
    }

    void aLineThatNobodyTypedIsAPhantom()
    {
        m_log.append(event(5, "nobody", u"boo"_s));
        QVERIFY(check(m_log).problems.join(u' ').contains(u"phantom"_s));
    }
};

QTEST_GUILESS_MAIN(DemoCheckTest)
#include "demo_check_test.moc"
