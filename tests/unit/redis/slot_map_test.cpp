// SPDX-License-Identifier: GPL-3.0-or-later
// Slots of keys, who serves them, and what redirections say.
#include "core/redis/cluster_url.h"
#include "core/redis/slot_map.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::redis;

namespace {

Endpoint at(const QString &host, quint16 port)
{
    Endpoint endpoint;
    endpoint.host = host;
    endpoint.port = port;
    endpoint.password = "secret";
    return endpoint;
}

Reply nodeOf(const QByteArray &host, qint64 port)
{
    return Reply::array({ Reply::string(host), Reply::integer(port), Reply::string("id"), Reply::array({}) });
}

Reply range(qint64 first, qint64 last, const QList<Reply> &nodes)
{
    return Reply::array(QList<Reply> { Reply::integer(first), Reply::integer(last) } + nodes);
}

} // namespace

class SlotMapTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aKeyHasTheSlotThatRedisGivesIt_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<int>("slot");
        // As CLUSTER KEYSLOT of Redis 7.0 has them.
        QTest::newRow("check value of the CRC") << "123456789"_ba << 12'739;
        QTest::newRow("empty") << ""_ba << 0;
        QTest::newRow("no tag") << "hb:nodes"_ba << 4'061;
        QTest::newRow("a room") << "hb:{tea}"_ba << 3'216;
        QTest::newRow("a room's log") << "hb:{tea}:log"_ba << 3'216;
        QTest::newRow("an account") << "hb:acct:{ada}:rooms"_ba << 5'938;
        QTest::newRow("a tag behind a name") << "hb:boots:{hb:nodes}"_ba << 4'061;
    }

    void aKeyHasTheSlotThatRedisGivesIt()
    {
        QFETCH(QByteArray, key);
        QFETCH(int, slot);
        QCOMPARE(int(slotOf(key)), slot);
    }

    void onlyTheFirstWholeTagCounts()
    {
        QCOMPARE(slotOf("{user1000}.following"), slotOf("{user1000}.followers"));
        QVERIFY(slotOf("foo{}{bar}") != slotOf("bar")); // an empty one does not
        QCOMPARE(slotOf("foo{{bar}}zap"), slotOf("{bar"));
        QCOMPARE(slotOf("foo{bar}{zap}"), slotOf("bar"));
        QVERIFY(slotOf("foo{bar") != slotOf("bar"));
    }

    void theMapSaysWhoServesASlot()
    {
        const auto map = SlotMap::read(
            Reply::array({ range(0, 99, { nodeOf("10.0.0.1", 7001), nodeOf("10.0.0.4", 7004) }),
                range(100, 199, { nodeOf("", 7002) }), range(200, 16'382, { nodeOf("10.0.0.1", 7001) }) }),
            at(u"10.0.0.9"_s, 7009));
        QVERIFY(map.ok());
        QCOMPARE(*map->ownerOf(0), at(u"10.0.0.1"_s, 7001));
        QCOMPARE(*map->ownerOf(150), at(u"10.0.0.9"_s, 7002)); // no host: the one that was asked
        QVERIFY(!map->ownerOf(16'383));
        QCOMPARE(map->unserved(), 1);
        QCOMPARE(map->owners(), QList({ at(u"10.0.0.1"_s, 7001), at(u"10.0.0.9"_s, 7002) }));
        QCOMPARE(map->replicas(), QList({ at(u"10.0.0.4"_s, 7004) }));
    }

    void aSlotThatMovedIsServedElsewhere()
    {
        auto map = SlotMap::read(
            Reply::array({ range(0, 0, { nodeOf("a", 1) }), range(1, 16'383, { nodeOf("b", 1) }) }), at(u"c"_s, 1));
        QVERIFY(map.ok());
        map->move(0, at(u"d"_s, 1));
        QCOMPARE(*map->ownerOf(0), at(u"d"_s, 1));
        QCOMPARE(map->owners(), QList({ at(u"b"_s, 1), at(u"d"_s, 1) })); // a serves nothing any more
    }

    void anOddAnswerIsNoMap()
    {
        const std::vector<std::pair<const char *, Reply>> answers {
            { "an error", Reply::error("ERR This instance has cluster support disabled") },
            { "no slot is served", Reply::array({}) },
            { "no node", Reply::array({ range(0, 1, {}) }) },
            { "slots from nowhere", Reply::array({ range(-1, 5, { nodeOf("a", 1) }) }) },
            { "slots beyond the end", Reply::array({ range(0, 16'384, { nodeOf("a", 1) }) }) },
            { "backwards", Reply::array({ range(9, 1, { nodeOf("a", 1) }) }) },
            { "no port", Reply::array({ range(0, 1, { nodeOf("a", 0) }) }) },
        };
        for (const auto &[what, answer] : answers)
            QVERIFY2(!SlotMap::read(answer, at(u"a"_s, 1)).ok(), what);
    }

    void redirectionsAreRead()
    {
        const auto asked = at(u"10.0.0.9"_s, 7009);
        const auto moved = readRedirect("MOVED 3999 10.0.0.1:6381", asked);
        QVERIFY(moved && moved->kind == Redirect::Kind::Moved);
        QCOMPARE(int(moved->slot), 3999);
        QCOMPARE(moved->place, at(u"10.0.0.1"_s, 6381));
        const auto ask = readRedirect("ASK 0 fd00::1:6381", asked);
        QVERIFY(ask && ask->kind == Redirect::Kind::Ask);
        QCOMPARE(ask->place, at(u"fd00::1"_s, 6381));
        QCOMPARE(readRedirect("MOVED 1 :6381", asked)->place, at(u"10.0.0.9"_s, 6381));
        QVERIFY(readRedirect("TRYAGAIN Multiple keys request during rehashing of slot", asked)->kind
            == Redirect::Kind::TryAgain);
        for (const auto *text : { "", "MOVED", "MOVED x 10.0.0.1:1", "MOVED 1 10.0.0.1", "MOVED 1 10.0.0.1:0",
                 "MOVED 16384 10.0.0.1:1", "CLUSTERDOWN Hash slot not served", "ERR no" })
            QVERIFY2(!readRedirect(text, asked), text);
    }

    void aUrlNamesSeeds()
    {
        const auto seeds = parseClusterUrl(u"redis-cluster://node:p%40ss@a:7001,b,[::1]:3"_s);
        QVERIFY(seeds.ok());
        QCOMPARE(seeds->size(), 3);
        QCOMPARE(seeds->at(0).port, 7001);
        QCOMPARE(seeds->at(1).port, 6379);
        QCOMPARE(seeds->at(2).host, u"::1"_s);
        QCOMPARE(seeds->at(1).user, "node"_ba);
        QCOMPARE(seeds->at(1).password, "p@ss"_ba);
        QCOMPARE(printable(*seeds), u"redis-cluster://a:7001,b:6379,[::1]:3"_s);
        const auto tls = parseClusterUrl(u"rediss-cluster://a?cafile=/ca.pem"_s);
        QVERIFY(tls.ok());
        QCOMPARE(tls->at(0).transport, Endpoint::Transport::Tls);
        QCOMPARE(tls->at(0).caFile, u"/ca.pem"_s);
        for (const auto &wrong : { u"redis-cluster://"_s, u"redis-cluster://:hunter2@a,,b"_s,
                 u"redis-cluster://:hunter2@a/1"_s, u"redis-cluster://:hunter2@a?cafile=/x"_s, u"redis://a"_s }) {
            const auto read = parseClusterUrl(wrong);
            QVERIFY2(!read.ok(), qPrintable(wrong));
            QVERIFY(!read.error().detail.contains(u"hunter2"_s));
        }
    }
};

QTEST_APPLESS_MAIN(SlotMapTest)
#include "slot_map_test.moc"
