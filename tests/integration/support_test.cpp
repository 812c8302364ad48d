// SPDX-License-Identifier: GPL-3.0-or-later
// Support desks on three nodes: conversations are opened, seen by agents everywhere, taken once, handed over and done.
#include "tests/integration/cluster.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;

class SupportTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<Cluster>();
        QVERIFY2(m_cluster->start(3), qPrintable(m_cluster->problem()));
    }

    void init()
    {
        m_tag = QString::number(++m_number);
        m_desk = u"help-"_s + m_tag;
        m_ines = somebody(u"ines"_s, 1);
        m_tom = somebody(u"tom"_s, 2);
        m_mara = somebody(u"mara"_s, 3);
        QCOMPARE(word(m_ines->create(m_desk, { { u"kind"_s, u"support"_s }, { u"title"_s, u"Help"_s } })), u"ok"_s);
        QCOMPARE(asked(*m_ines, u"invite"_s, { { u"user"_s, m_tom->name() } }), u"ok"_s);
        QCOMPARE(word(m_tom->join(m_desk)), u"ok"_s);
    }

    void aDeskIsListedAndEnteredByInvitationOnly()
    {
        const QJsonObject page = m_mara->peer().request({ { u"op"_s, u"rooms"_s }, { u"prefix"_s, m_desk } });
        QCOMPARE(page[u"rooms"][0][u"kind"].toString(), u"support"_s);
        QCOMPARE(word(m_mara->join(m_desk)), u"forbidden"_s);
        QCOMPARE(word(m_mara->say(m_desk, u"let me in"_s)), u"forbidden"_s);
        QCOMPARE(asked(*m_tom, u"invite"_s, { { u"user"_s, m_mara->name() } }), u"forbidden"_s);
    }

    void aConversationIsOpenedAndSeenInTheQueueOnEveryNode()
    {
        const QString mid = freshMid();
        const QJsonObject state = opened(*m_mara, u"My printer\nis on fire"_s, mid);
        QCOMPARE(state[u"kind"].toString(), u"case"_s);
        QCOMPARE(state[u"title"].toString(), u"Help"_s);
        QCOMPARE(state[u"desk"].toString(), m_desk);
        const QString room = state[u"room"].toString();
        for (Person *agent : { m_ines.get(), m_tom.get() }) {
            const QJsonObject event = agent->peer().take(u"event"_s, { { u"kind"_s, u"open"_s } });
            QCOMPARE(event[u"body"].toObject(),
                (QJsonObject { { u"case"_s, room }, { u"user"_s, m_mara->name() }, { u"display"_s, m_mara->name() },
                    { u"text"_s, u"My printer is on fire"_s } }));
            const QJsonArray cases = queueOf(*agent);
            QCOMPARE(cases.size(), 1);
            QCOMPARE(cases[0][u"case"].toString(), room);
            QCOMPARE(cases[0][u"place"].toInteger(), 1);
            QCOMPARE(cases[0][u"since"], event[u"ts"]);
        }
        QCOMPARE(opened(*m_mara, u"again"_s, mid)[u"room"].toString(), room); // the same mid is the same conversation
        QCOMPARE(queueOf(*m_tom).size(), 1);
        // Agents who have not taken it see nothing of it.
        QCOMPARE(word(m_ines->say(room, u"?"_s)), u"not_found"_s);
    }

    void ofTwoWhoTakeAtOnceOneWins()
    {
        const QString room = opened(*m_mara, u"help"_s)[u"room"].toString();
        const QJsonObject take { { u"op"_s, u"take"_s }, { u"room"_s, m_desk }, { u"case"_s, room } };
        const int first = m_ines->peer().send(take);
        const int second = m_tom->peer().send(take);
        const QJsonObject ofInes = m_ines->peer().reply(first);
        const QJsonObject ofTom = m_tom->peer().reply(second);
        QStringList words { word(ofInes), word(ofTom) };
        words.sort();
        QCOMPARE(words, (QStringList { u"exists"_s, u"ok"_s }));
        Person &winner = word(ofInes) == u"ok"_s ? *m_ines : *m_tom;
        Person &loser = &winner == m_ines.get() ? *m_tom : *m_ines;
        QCOMPARE((&winner == m_ines.get() ? ofInes : ofTom)[u"title"].toString(), m_mara->name());
        QCOMPARE(word(winner.peer().request(take)), u"ok"_s); // said again it is no other answer

        QCOMPARE(word(winner.say(room, u"Good morning"_s)), u"ok"_s);
        QVERIFY(!m_mara->hear(room, u"Good morning"_s).isEmpty());
        QCOMPARE(word(loser.say(room, u"Me too"_s)), u"not_found"_s);
        QCOMPARE(queueOf(loser)[0][u"agent"].toString(), winner.name());
        QCOMPARE(queueOf(loser)[0][u"place"].toInteger(), 0);
        winner.peer().request({ { u"op"_s, u"typing"_s }, { u"room"_s, room }, { u"on"_s, true } });
        QVERIFY(!m_mara->peer().take(u"typing"_s, { { u"room"_s, room }, { u"user"_s, winner.name() } }).isEmpty());
    }

    void aConversationIsHandedOverAndBackIntoTheQueue()
    {
        const QString room = opened(*m_mara, u"help"_s)[u"room"].toString();
        QCOMPARE(about(*m_tom, u"take"_s, room), u"ok"_s);
        QCOMPARE(about(*m_tom, u"hand"_s, room, { { u"user"_s, m_mara->name() } }), u"forbidden"_s);
        QCOMPARE(about(*m_tom, u"hand"_s, room, { { u"user"_s, u"nobody-at-all"_s } }), u"not_found"_s);
        QCOMPARE(about(*m_tom, u"hand"_s, room, { { u"user"_s, m_ines->name() } }), u"ok"_s);
        QCOMPARE(m_tom->peer().take(u"removed"_s, { { u"room"_s, room } })[u"cause"].toString(), u"left"_s);
        QVERIFY(!m_ines->peer().take(u"room"_s, { { u"room"_s, room } }).isEmpty());
        QCOMPARE(word(m_ines->say(room, u"I am Ines"_s)), u"ok"_s);
        QVERIFY(!m_mara->hear(room, u"I am Ines"_s).isEmpty());
        QCOMPARE(word(m_tom->say(room, u"and I?"_s)), u"not_found"_s);
        QCOMPARE(about(*m_tom, u"hand"_s, room), u"forbidden"_s); // not his any more

        QCOMPARE(about(*m_ines, u"hand"_s, room), u"ok"_s);
        QCOMPARE(queueOf(*m_tom)[0][u"place"].toInteger(), 1);
        QCOMPARE(about(*m_tom, u"take"_s, room), u"ok"_s);
        // The visitor sees who is there, also when they come back.
        const auto lastWordOn = [&](const QString &user) {
            QString state;
            for (const QJsonObject &push : m_mara->peer().all(u"presence"_s)) {
                for (const QJsonValue &change : push[u"changes"].toArray()) {
                    if (push[u"room"] == room && change[u"user"] == user)
                        state = change[u"state"].toString();
                }
            }
            return state;
        };
        QTRY_COMPARE(lastWordOn(m_tom->name()), u"online"_s);
        QVERIFY(lastWordOn(m_ines->name()) != u"online"_s);
    }

    void whatIsDoneTakesNoMessagesAndIsOutOfTheQueue()
    {
        const QString room = opened(*m_mara, u"help"_s)[u"room"].toString();
        QCOMPARE(about(*m_tom, u"take"_s, room), u"ok"_s);
        QCOMPARE(word(m_mara->peer().request({ { u"op"_s, u"leave"_s }, { u"room"_s, room } })), u"forbidden"_s);
        QCOMPARE(about(*m_tom, u"done"_s, room), u"ok"_s);
        QVERIFY(!m_mara->peer().take(u"event"_s, { { u"room"_s, room }, { u"kind"_s, u"done"_s } }).isEmpty());
        QVERIFY(!m_ines->peer().take(u"event"_s, { { u"room"_s, m_desk }, { u"kind"_s, u"done"_s } }).isEmpty());
        QCOMPARE(word(m_mara->say(room, u"One more thing"_s)), u"forbidden"_s);
        QVERIFY(queueOf(*m_ines).isEmpty());
        QCOMPARE(about(*m_ines, u"take"_s, room), u"not_found"_s);
        QCOMPARE(word(m_mara->peer().request({ { u"op"_s, u"leave"_s }, { u"room"_s, room } })), u"ok"_s);
    }

    void visitorsEndTheirOwnAndHaveAFewAtOnce()
    {
        QStringList rooms;
        for (int i = 0; i < 3; ++i)
            rooms << opened(*m_mara, u"help"_s)[u"room"].toString();
        QCOMPARE(opened(*m_mara, u"help"_s)[u"code"].toString(), u"limit"_s);
        QCOMPARE(about(*m_mara, u"done"_s, rooms[0]), u"ok"_s);
        QCOMPARE(word(opened(*m_mara, u"help"_s)), u"ok"_s);
        const QJsonArray own = queueOf(*m_mara);
        QCOMPARE(own.size(), 3);
        QCOMPARE(own[2][u"place"].toInteger(), 3);
    }

    void outsidersAreRefused()
    {
        const QString room = opened(*m_mara, u"help"_s)[u"room"].toString();
        const auto eve = somebody(u"eve"_s, 1);
        for (const QString &op : { u"take"_s, u"hand"_s, u"done"_s })
            QCOMPARE(about(*eve, op, room), u"forbidden"_s);
        QVERIFY(queueOf(*eve).isEmpty());
        QCOMPARE(word(eve->say(room, u"hello"_s)), u"not_found"_s);
        QCOMPARE(word(eve->join(room)), u"not_found"_s);
        QCOMPARE(word(eve->peer().request({ { u"op"_s, u"history"_s }, { u"room"_s, m_desk } })), u"forbidden"_s);
        QCOMPARE(about(*m_mara, u"take"_s, room), u"forbidden"_s);
        const QString den = u"den-"_s + m_tag;
        m_ines->create(den, { { u"kind"_s, u"support"_s }, { u"visibility"_s, u"private"_s } });
        QCOMPARE(word(eve->peer().request(
                     { { u"op"_s, u"open"_s }, { u"room"_s, den }, { u"mid"_s, freshMid() }, { u"text"_s, u"x"_s } })),
            u"not_found"_s);
        QCOMPARE(word(eve->peer().request({ { u"op"_s, u"queue"_s }, { u"room"_s, den } })), u"not_found"_s);
    }

    void aConversationThatNobodyMadeIsMadeByWhoTakesIt()
    {
        // As where a node died between the queue and the conversation.
        const QString room = opened(*m_mara, u"half done"_s)[u"room"].toString();
        const QByteArray base = "hb:{" + room.toLatin1() + "}:";
        m_cluster->redis().run({ "DEL", base + "log", base + "meta", base + "members" });
        QCOMPARE(about(*m_tom, u"take"_s, room), u"ok"_s);
        QVERIFY(
            !m_tom->peer().request({ { u"op"_s, u"history"_s }, { u"room"_s, room } })[u"events"].toArray().isEmpty());
        m_mara->returnTo(m_cluster->node(1));
        QCOMPARE(word(m_mara->say(room, u"I am here still"_s)), u"ok"_s);
        QVERIFY(!m_tom->hear(room, u"I am here still"_s).isEmpty());
    }

    void aNodeThatDiesBetweenOpenAndTakeLosesNothing() // the last one: it kills a node
    {
        const QString room = opened(*m_mara, u"the node will die"_s)[u"room"].toString();
        m_cluster->node(3).kill();
        const QJsonArray cases = queueOf(*m_tom);
        QCOMPARE(cases.size(), 1);
        QCOMPARE(cases[0][u"text"].toString(), u"the node will die"_s);
        QCOMPARE(about(*m_tom, u"take"_s, room), u"ok"_s);
        QCOMPARE(word(m_tom->say(room, u"what is it?"_s)), u"ok"_s);
        const QJsonObject welcome = m_mara->returnTo(m_cluster->node(1),
            { { room, QJsonObject { { u"epoch"_s, u"x"_s }, { u"seq"_s, 0 }, { u"mid"_s, u""_s } } } });
        QCOMPARE(welcome[u"op"].toString(), u"welcome"_s);
        QVERIFY(!m_mara->hear(room, u"what is it?"_s).isEmpty());
    }

private:
    std::unique_ptr<Person> somebody(const QString &name, int node)
    {
        auto person = std::make_unique<Person>(name + m_tag);
        [&] { QCOMPARE(person->registerAt(m_cluster->node(node))[u"op"].toString(), u"welcome"_s); }();
        return person;
    }
    /// `ok`, or the error's code.
    static QString word(const QJsonObject &reply)
    {
        return reply[u"op"] == u"ok"_s ? u"ok"_s : reply[u"code"].toString();
    }
    QString asked(Person &who, const QString &op, QJsonObject more)
    {
        more.insert(u"op"_s, op);
        more.insert(u"room"_s, m_desk);
        return word(who.peer().request(more));
    }
    QString about(Person &who, const QString &op, const QString &room, QJsonObject more = {})
    {
        more.insert(u"case"_s, room);
        return asked(who, op, more);
    }
    QJsonObject opened(Person &who, const QString &text, const QString &mid = freshMid())
    {
        return who.peer().request(
            { { u"op"_s, u"open"_s }, { u"room"_s, m_desk }, { u"mid"_s, mid }, { u"text"_s, text } });
    }
    QJsonArray queueOf(Person &who)
    {
        return who.peer().request({ { u"op"_s, u"queue"_s }, { u"room"_s, m_desk } })[u"cases"].toArray();
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Person> m_ines;
    std::unique_ptr<Person> m_tom;
    std::unique_ptr<Person> m_mara;
    QString m_tag;
    QString m_desk;
    int m_number = 0;
};

QTEST_GUILESS_MAIN(SupportTest)
#include "support_test.moc"
