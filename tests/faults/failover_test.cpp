// SPDX-License-Identifier: GPL-3.0-or-later
// The primary dies under two nodes, and Sentinel promotes its replica.
#include "tests/integration/cluster.h"
#include "tests/support/sentinel_group.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;

class FailoverTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsWorkAgainAfterAPromotionAndNothingAcknowledgedIsLost()
    {
        SentinelGroup redis;
        QVERIFY2(redis.start(), qPrintable(redis.problem()));
        std::vector<std::unique_ptr<GatewayProcess>> nodes;
        for (const auto &name : { u"n1"_s, u"n2"_s }) {
            GatewayProcess::Setup setup;
            setup.redisUrl = redis.url();
            setup.node = name;
            setup.options = QStringList { u"--registration"_s, u"open"_s, u"--argon-memory-kib"_s, u"64"_s,
                u"--no-rate-limits"_s, u"127.0.0.0/8"_s };
            nodes.push_back(std::make_unique<GatewayProcess>(setup));
            QVERIFY2(nodes.back()->start(), qPrintable(nodes.back()->problem()));
        }
        Person ada(u"ada"_s);
        Person bob(u"bob"_s);
        QCOMPARE(ada.registerAt(*nodes[0])[u"op"].toString(), u"welcome"_s);
        QCOMPARE(bob.registerAt(*nodes[1])[u"op"].toString(), u"welcome"_s);
        QCOMPARE(ada.create(u"tea"_s)[u"op"].toString(), u"ok"_s);
        QCOMPARE(bob.join(u"tea"_s)[u"op"].toString(), u"ok"_s);
        QCOMPARE(ada.say(u"tea"_s, u"before"_s)[u"op"].toString(), u"ok"_s);
        QVERIFY(!bob.hear(u"tea"_s, u"before"_s).isEmpty());
        // What the replica has is not lost with the primary; what it has not yet is another fault's matter.
        QTRY_COMPARE(redis.replica().run({ "XLEN", "hb:{tea}:log" }), redis.primary().run({ "XLEN", "hb:{tea}:log" }));

        redis.primary().kill();
        const auto mid = freshMid();
        QJsonObject reply;
        QVERIFY(QTest::qWaitFor(
            [&] {
                reply = ada.say(u"tea"_s, u"after"_s, mid);
                return reply[u"code"].toString() != u"unavailable";
            },
            15'000));
        QCOMPARE(reply[u"op"].toString(), u"ok"_s);
        QCOMPARE(reply[u"dup"].toBool(), false);
        QVERIFY(!bob.hear(u"tea"_s, u"after"_s, std::chrono::seconds(15)).isEmpty());
        QCOMPARE(bob.peer().take(u"status"_s, { { u"redis"_s, u"up"_s } })[u"redis"].toString(), u"up"_s);
        QVERIFY(bob.peer().all(u"gap"_s).isEmpty());
        QVERIFY(ada.peer().isOpen() && bob.peer().isOpen());
    }
};

QTEST_GUILESS_MAIN(FailoverTest)
#include "failover_test.moc"
