// SPDX-License-Identifier: GPL-3.0-or-later
// Two people on two nodes: rooms, messages, once-ness, history and who may do what.
#include "tests/integration/cluster.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;

class ConversationTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<Cluster>();
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
    }

    void twoNodesExchangeMessages()
    {
        Person ada(u"ada"_s), bob(u"bob"_s);
        const QJsonObject welcome = ada.registerAt(m_cluster->node(1));
        QCOMPARE(welcome[u"op"].toString(), u"welcome"_s);
        QCOMPARE(welcome[u"node"].toString(), u"n1"_s);
        QCOMPARE(bob.registerAt(m_cluster->node(2))[u"node"].toString(), u"n2"_s);

        const QJsonObject made = ada.create(u"tea"_s);
        QCOMPARE(made[u"op"].toString(), u"ok"_s);
        QCOMPARE(made[u"role"].toString(), u"owner"_s);
        QCOMPARE(made[u"last"].toInt(), 1); // its maker's own arrival
        const QJsonObject joined = bob.join(u"tea"_s);
        QCOMPARE(joined[u"op"].toString(), u"ok"_s);
        QCOMPARE(joined[u"members"].toInt(), 2);
        QVERIFY(!ada.peer()
                     .take(u"event"_s, { { u"room"_s, u"tea"_s }, { u"kind"_s, u"member"_s }, { u"from"_s, u"bob"_s } })
                     .isEmpty());

        const QJsonObject sent = ada.say(u"tea"_s, u"hello bob"_s);
        QCOMPARE(sent[u"op"].toString(), u"ok"_s);
        QCOMPARE(sent[u"seq"].toInt(), 3);
        QCOMPARE(sent[u"dup"].toBool(), false);
        const QJsonObject heard = bob.hear(u"tea"_s, u"hello bob"_s);
        QCOMPARE(heard[u"seq"].toInt(), 3);
        QCOMPARE(heard[u"from"].toString(), u"ada"_s);
        QCOMPARE(heard[u"ts"], sent[u"ts"]);
        QCOMPARE(heard[u"epoch"], sent[u"epoch"]);
        QCOMPARE(bob.say(u"tea"_s, u"hello ada"_s)[u"seq"].toInt(), 4);
        QCOMPARE(ada.hear(u"tea"_s, u"hello ada"_s)[u"seq"].toInt(), 4);
        QCOMPARE(ada.hear(u"tea"_s, u"hello bob"_s)[u"seq"].toInt(), 3); // the sender hears itself by the same road
    }

    void repeatedMidIsStoredOnceEvenThroughAnotherNode()
    {
        Person ada(u"ada2"_s);
        ada.registerAt(m_cluster->node(1));
        ada.create(u"once"_s);
        const QString mid = freshMid();
        const QJsonObject first = ada.say(u"once"_s, u"only once"_s, mid);
        QCOMPARE(first[u"op"].toString(), u"ok"_s);
        QCOMPARE(first[u"dup"].toBool(), false);
        const QJsonObject again = ada.say(u"once"_s, u"only once"_s, mid);
        QCOMPARE(again[u"dup"].toBool(), true);
        QCOMPARE(again[u"seq"], first[u"seq"]);
        QCOMPARE(again[u"ts"], first[u"ts"]);

        const QJsonObject welcome = ada.returnTo(m_cluster->node(2));
        QCOMPARE(welcome[u"node"].toString(), u"n2"_s);
        const QJsonObject elsewhere = ada.say(u"once"_s, u"another body"_s, mid);
        QCOMPARE(elsewhere[u"dup"].toBool(), true);
        QCOMPARE(elsewhere[u"seq"], first[u"seq"]);

        const QJsonObject page = ada.peer().request({ { u"op"_s, u"history"_s }, { u"room"_s, u"once"_s } });
        QCOMPARE(page[u"events"].toArray().size(), 2);
        const QJsonObject kept = page[u"events"].toArray().last().toObject();
        QCOMPARE(kept[u"body"].toObject()[u"text"].toString(), u"only once"_s); // the first body is kept
        QCOMPARE(kept[u"mid"].toString(), mid);
    }

    void historyPagesBothWays()
    {
        Person ada(u"ada3"_s);
        ada.registerAt(m_cluster->node(1));
        ada.create(u"pages"_s);
        for (int i = 0; i < 24; ++i)
            QCOMPARE(ada.say(u"pages"_s, u"m%1"_s.arg(i))[u"op"].toString(), u"ok"_s);
        const auto page = [&](QJsonObject more) {
            more.insert(u"op"_s, u"history"_s);
            more.insert(u"room"_s, u"pages"_s);
            more.insert(u"limit"_s, 10);
            return ada.peer().request(more);
        };
        const auto seqs = [](const QJsonObject &reply) {
            QList<int> out;
            for (const QJsonValue &event : reply[u"events"].toArray())
                out << event.toObject()[u"seq"].toInt();
            return out;
        };
        const QJsonObject newest = page({});
        QCOMPARE(seqs(newest), QList<int>({ 16, 17, 18, 19, 20, 21, 22, 23, 24, 25 }));
        QCOMPARE(newest[u"more"].toBool(), true);
        QCOMPARE(newest[u"first"].toInt(), 1);
        QCOMPARE(newest[u"last"].toInt(), 25);
        QCOMPARE(seqs(page({ { u"before"_s, 16 } })), QList<int>({ 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 }));
        const QJsonObject oldest = page({ { u"before"_s, 6 } });
        QCOMPARE(seqs(oldest), QList<int>({ 1, 2, 3, 4, 5 }));
        QCOMPARE(oldest[u"more"].toBool(), false);
        QCOMPARE(seqs(page({ { u"after"_s, 20 } })), QList<int>({ 21, 22, 23, 24, 25 }));
        QCOMPARE(seqs(page({ { u"after"_s, 2 } })).first(), 3);
        QCOMPARE(seqs(page({ { u"after"_s, 99 } })), QList<int>());
    }

    void nonMembersAreRefusedByEveryNode()
    {
        Person ada(u"ada4"_s), eve(u"eve"_s);
        ada.registerAt(m_cluster->node(1));
        ada.create(u"open-house"_s);
        ada.create(u"secret"_s, { { u"visibility"_s, u"private"_s } });
        eve.registerAt(m_cluster->node(1));
        for (int node : { 1, 2 }) {
            QCOMPARE(eve.returnTo(m_cluster->node(node))[u"op"].toString(), u"welcome"_s);
            const QJsonObject command { { u"room"_s, u"secret"_s } };
            for (const QString &op : { u"join"_s, u"leave"_s, u"history"_s, u"members"_s, u"reads"_s }) {
                QJsonObject request = command;
                request.insert(u"op"_s, op);
                QCOMPARE(eve.peer().request(request)[u"code"].toString(), u"not_found"_s);
                request.insert(u"room"_s, u"no-such-room"_s); // looks just the same
                QCOMPARE(eve.peer().request(request)[u"code"].toString(), u"not_found"_s);
            }
            QCOMPARE(eve.say(u"secret"_s, u"let me in"_s)[u"code"].toString(), u"not_found"_s);
            QCOMPARE(eve.say(u"no-such-room"_s, u"hello?"_s)[u"code"].toString(), u"not_found"_s);
            QCOMPARE(eve.say(u"open-house"_s, u"uninvited"_s)[u"code"].toString(), u"forbidden"_s);
            QCOMPARE(eve.create(u"secret"_s)[u"code"].toString(), u"exists"_s);
        }
        QVERIFY(eve.peer().all(u"event"_s).isEmpty());
    }

    void roomsAndMembersAreListed()
    {
        Person ada(u"ada5"_s), bob(u"bob5"_s);
        ada.registerAt(m_cluster->node(1));
        bob.registerAt(m_cluster->node(2));
        for (const QString &room : { u"list-a"_s, u"list-b"_s, u"list-c"_s })
            QCOMPARE(ada.create(room)[u"op"].toString(), u"ok"_s);
        ada.create(u"list-hidden"_s, { { u"visibility"_s, u"private"_s } });
        bob.join(u"list-b"_s);
        QJsonObject page =
            bob.peer().request({ { u"op"_s, u"rooms"_s }, { u"prefix"_s, u"list-"_s }, { u"limit"_s, 2 } });
        QCOMPARE(page[u"rooms"].toArray().size(), 2);
        QCOMPARE(page[u"rooms"].toArray()[1].toObject()[u"members"].toInt(), 2);
        QCOMPARE(page[u"next"].toString(), u"list-b"_s);
        page = bob.peer().request(
            { { u"op"_s, u"rooms"_s }, { u"prefix"_s, u"list-"_s }, { u"after"_s, u"list-b"_s }, { u"limit"_s, 2 } });
        QCOMPARE(page[u"rooms"].toArray().size(), 1);
        QCOMPARE(page[u"rooms"].toArray()[0].toObject()[u"room"].toString(), u"list-c"_s);

        QTRY_COMPARE(bob.peer()
                         .request({ { u"op"_s, u"members"_s }, { u"room"_s, u"list-b"_s } })[u"members"]
                         .toArray()[0]
                         .toObject()[u"state"]
                         .toString(),
            u"online"_s);
        const QJsonArray members =
            bob.peer().request({ { u"op"_s, u"members"_s }, { u"room"_s, u"list-b"_s } })[u"members"].toArray();
        QCOMPARE(members.size(), 2);
        QCOMPARE(members[0].toObject()[u"user"].toString(), u"ada5"_s);
        QCOMPARE(members[0].toObject()[u"role"].toString(), u"owner"_s);
        QCOMPARE(members[1].toObject()[u"role"].toString(), u"member"_s);
    }

    void allSessionsOfAUserFollowTheirRooms()
    {
        Person laptop(u"cara"_s), friendly(u"dave"_s);
        laptop.registerAt(m_cluster->node(1));
        friendly.registerAt(m_cluster->node(2));
        friendly.create(u"shared"_s);
        WsPeer phone;
        QVERIFY(phone.connectTo(m_cluster->node(2).url()));
        QCOMPARE(phone.signIn(u"cara"_s, QString::fromLatin1(Person::password))[u"op"].toString(), u"welcome"_s);

        laptop.join(u"shared"_s);
        const QJsonObject pushed = phone.take(u"room"_s, { { u"room"_s, u"shared"_s } });
        QVERIFY(!pushed.isEmpty());
        friendly.say(u"shared"_s, u"to both"_s);
        QVERIFY(!laptop.hear(u"shared"_s, u"to both"_s).isEmpty());
        QVERIFY(!phone.take(u"event"_s, { { u"room"_s, u"shared"_s }, { u"kind"_s, u"message"_s } }).isEmpty());

        QCOMPARE(
            laptop.peer().request({ { u"op"_s, u"leave"_s }, { u"room"_s, u"shared"_s } })[u"op"].toString(), u"ok"_s);
        QCOMPARE(phone.take(u"removed"_s)[u"cause"].toString(), u"left"_s);
        QVERIFY(!friendly.peer().take(u"event"_s, { { u"kind"_s, u"member"_s }, { u"from"_s, u"cara"_s } }).isEmpty());
        QCOMPARE(friendly.say(u"shared"_s, u"are you gone?"_s)[u"op"].toString(), u"ok"_s);
        QVERIFY(!friendly.hear(u"shared"_s, u"are you gone?"_s).isEmpty());
        QVERIFY(phone
                    .take(u"event"_s, { { u"body"_s, QJsonObject { { u"text"_s, u"are you gone?"_s } } } },
                        std::chrono::milliseconds(300))
                    .isEmpty());
        QCOMPARE(laptop.say(u"shared"_s, u"once more"_s)[u"code"].toString(), u"forbidden"_s);
    }

    void sameDeviceReplacesItsOlderConnection()
    {
        Person ada(u"ada6"_s);
        ada.registerAt(m_cluster->node(1));
        Person again(u"ada6"_s);
        WsPeer old; // the same device, on the other node
        QVERIFY(old.connectTo(m_cluster->node(1).url()));
        const QJsonObject hello { { u"op"_s, u"hello"_s }, { u"token"_s, ada.token() }, { u"device"_s, ada.device() },
            { u"app"_s, u"test"_s } };
        QCOMPARE(old.request(hello)[u"op"].toString(), u"welcome"_s);
        QVERIFY(ada.peer().waitForClose());
        QCOMPARE(ada.peer().closeCode(), 4505);
        WsPeer newer;
        QVERIFY(newer.connectTo(m_cluster->node(2).url()));
        QCOMPARE(newer.request(hello)[u"op"].toString(), u"welcome"_s);
        QVERIFY(old.waitForClose());
        QCOMPARE(old.closeCode(), 4505);
        QVERIFY(newer.isOpen());
    }

    void badInputGetsAClearAnswerAndHarmsNobody()
    {
        Person ada(u"ada7"_s);
        ada.registerAt(m_cluster->node(1));
        ada.create(u"sound"_s);
        QCOMPARE(ada.peer().request({ { u"op"_s, u"dance"_s } })[u"code"].toString(), u"unknown_op"_s);
        QCOMPARE(ada.peer().request({ { u"op"_s, u"send"_s }, { u"room"_s, 7 } })[u"code"].toString(), u"bad_field"_s);
        QCOMPARE(ada.peer().request({ { u"op"_s, u"join"_s }, { u"room"_s, u"../../x"_s } })[u"code"].toString(),
            u"bad_field"_s);
        QCOMPARE(ada.say(u"sound"_s, QString(20'000, u'x'))[u"code"].toString(), u"too_large"_s);

        WsPeer stranger;
        QVERIFY(stranger.connectTo(m_cluster->node(1).url()));
        QCOMPARE(stranger.request({ { u"op"_s, u"join"_s }, { u"room"_s, u"sound"_s } })[u"code"].toString(),
            u"unauthorized"_s);
        for (int i = 0; i < 3; ++i)
            stranger.sendText(u"{\"op\":"_s);
        QVERIFY(stranger.waitForClose());
        QCOMPARE(stranger.closeCode(), 4501);

        WsPeer binary;
        QVERIFY(binary.connectTo(m_cluster->node(1).url()));
        binary.sendBinary("\x01\x02");
        QVERIFY(binary.waitForClose());
        QCOMPARE(binary.closeCode(), 1003);
        WsPeer other;
        (void)other.connectTo(m_cluster->node(1).url(), u"something.else"_s);
        QVERIFY(other.waitForClose());
        QCOMPARE(other.closeCode(), 4502);
        QCOMPARE(ada.say(u"sound"_s, u"unharmed"_s)[u"op"].toString(), u"ok"_s);
    }

private:
    std::unique_ptr<Cluster> m_cluster;
};

QTEST_GUILESS_MAIN(ConversationTest)
#include "conversation_test.moc"
