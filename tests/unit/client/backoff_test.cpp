// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/backoff.h"

#include <QRandomGenerator>
#include <QTest>

#include <array>

using namespace hubbub::client;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

class BackoffTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void waitsLieBetweenTheFloorAndTheCapOfTheirAttempt_data()
    {
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("capMs");
        QTest::newRow("first") << 0 << 500;
        QTest::newRow("second") << 1 << 1000;
        QTest::newRow("third") << 2 << 2000;
        QTest::newRow("fourth") << 3 << 4000;
        QTest::newRow("fifth") << 4 << 8000;
        QTest::newRow("sixth") << 5 << 16000;
        QTest::newRow("seventh meets the cap") << 6 << 20000;
        QTest::newRow("thousandth") << 1000 << 20000;
        QTest::newRow("the largest number") << std::numeric_limits<int>::max() << 20000;
    }
    void waitsLieBetweenTheFloorAndTheCapOfTheirAttempt()
    {
        QFETCH(const int, n);
        QFETCH(const int, capMs);
        QCOMPARE(backoffWait(n, 0), 100ms);
        QCOMPARE(backoffWait(n, 0.5), 100ms + milliseconds(capMs / 2));
        QVERIFY(backoffWait(n, 0.999999) < 100ms + milliseconds(capMs));
        QVERIFY(backoffWait(n, 0.999999) > 95ms + milliseconds(capMs) * 99 / 100);
    }

    void diceFromOutsideTheirRangeDoNoHarm()
    {
        QCOMPARE(backoffWait(0, -5), 100ms);
        QCOMPARE(backoffWait(0, 7), 600ms);
        QCOMPARE(backoffWait(-3, 1), 600ms);
    }

    void aThousandClientsSpreadEvenly()
    {
        QRandomGenerator random(4711);
        std::array<int, 10> buckets {};
        constexpr int clients = 10'000;
        for (int i = 0; i < clients; ++i) {
            const auto inside = backoffWait(10, random.generateDouble()) - 100ms;
            ++buckets.at(static_cast<size_t>(inside / 2s));
        }
        // Chi square with nine degrees of freedom; 27.9 is passed by chance once in a thousand seeds.
        double chi = 0;
        for (const int count : buckets)
            chi += (count - clients / 10.0) * (count - clients / 10.0) / (clients / 10.0);
        QVERIFY2(chi < 27.9, qPrintable(QString::number(chi)));
    }

    void theNextAttemptGoesToEveryOtherNodeAndNeverToTheSame()
    {
        const QUrl typed(u"ws://chat.example/ws"_s);
        const QList<QUrl> nodes { QUrl(u"ws://n1/ws"_s), QUrl(u"ws://n2/ws"_s), QUrl(u"ws://n3/ws"_s) };
        QSet<QUrl> seen;
        for (double dice = 0; dice < 1; dice += 0.01)
            seen.insert(pickNode(typed, nodes, nodes.at(1), dice));
        const QSet<QUrl> expected { typed, nodes.at(0), nodes.at(2) };
        QCOMPARE(seen, expected);
        QVERIFY(pickNode(typed, nodes, nodes.at(1), 1.0).isValid());
    }

    void anAddressThatDiffersInItsQueryOnlyIsTheSameNode()
    {
        const QUrl typed(u"ws://n1/ws"_s);
        const QUrl last(u"ws://n1/ws?a=0123456789abcdef"_s);
        QCOMPARE(pickNode(typed, { QUrl(u"ws://n2/ws"_s) }, last, 0.99), QUrl(u"ws://n2/ws"_s));
    }

    void aLonelyNodeIsTriedAgain()
    {
        const QUrl typed(u"ws://n1/ws"_s);
        QCOMPARE(pickNode(typed, { typed }, typed, 0.5), typed);
        QCOMPARE(pickNode(typed, {}, typed, 0.5), typed);
    }
};

QTEST_APPLESS_MAIN(BackoffTest)
#include "backoff_test.moc"
