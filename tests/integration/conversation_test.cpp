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

private:
    std::unique_ptr<Cluster> m_cluster;
};

QTEST_GUILESS_MAIN(ConversationTest)
#include "conversation_test.moc"
