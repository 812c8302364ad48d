// SPDX-License-Identifier: GPL-3.0-or-later
// Roles, kicks, bans, invitations, titles and ends of rooms, on two nodes: who may, and how fast it holds everywhere.
#include "tests/integration/cluster.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;

class RightsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<Cluster>();
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
    }

    void init()
    {
        m_tag = QString::number(++m_number);
        m_room = u"room-"_s + m_tag;
        m_ada = somebody(u"ada"_s, 1);
        m_bob = somebody(u"bob"_s, 2);
        QCOMPARE(m_ada->create(m_room)[u"op"].toString(), u"ok"_s);
        QCOMPARE(m_bob->join(m_room)[u"op"].toString(), u"ok"_s);
    }

    void rolesAreGivenByOwnersAndToldToAll()
    {
        QCOMPARE(asked(*m_bob, u"role"_s, *m_bob, { { u"role"_s, u"moderator"_s } }), u"forbidden"_s);
        QCOMPARE(asked(*m_ada, u"role"_s, *m_bob, { { u"role"_s, u"moderator"_s } }), u"ok"_s);
        const QJsonObject body = heardChange(*m_bob, u"role"_s);
        QCOMPARE(body,
            (QJsonObject { { u"change"_s, u"role"_s }, { u"user"_s, m_bob->name() }, { u"display"_s, m_bob->name() },
                { u"role"_s, u"moderator"_s } }));
        QCOMPARE(m_bob->join(m_room)[u"role"].toString(), u"moderator"_s);
        const qint64 last = m_bob->join(m_room)[u"last"].toInteger();
        QCOMPARE(asked(*m_ada, u"role"_s, *m_bob, { { u"role"_s, u"moderator"_s } }), u"ok"_s); // changes nothing
        QCOMPARE(m_bob->join(m_room)[u"last"].toInteger(), last);
        const auto cara = somebody(u"cara"_s, 1);
        QCOMPARE(asked(*m_ada, u"role"_s, *cara, { { u"role"_s, u"member"_s } }), u"not_found"_s);
    }

    void theLastOwnerStaysOne()
    {
        QCOMPARE(asked(*m_ada, u"role"_s, *m_ada, { { u"role"_s, u"member"_s } }), u"forbidden"_s);
        QCOMPARE(m_ada->peer().request({ { u"op"_s, u"leave"_s }, { u"room"_s, m_room } })[u"code"].toString(),
            u"forbidden"_s);
        QCOMPARE(asked(*m_ada, u"role"_s, *m_bob, { { u"role"_s, u"owner"_s } }), u"ok"_s);
        QCOMPARE(asked(*m_ada, u"role"_s, *m_bob, { { u"role"_s, u"member"_s } }), u"forbidden"_s); // an equal now
        QCOMPARE(asked(*m_ada, u"role"_s, *m_ada, { { u"role"_s, u"member"_s } }), u"ok"_s);
        QCOMPARE(m_ada->join(m_room)[u"role"].toString(), u"member"_s);
    }

    void nobodyActsOnAnEqualOrHigherRole()
    {
        const auto cara = somebody(u"cara"_s, 1);
        const auto dave = somebody(u"dave"_s, 2);
        for (Person *each : { cara.get(), dave.get() })
            each->join(m_room);
        for (Person *each : { m_bob.get(), cara.get() })
            QCOMPARE(asked(*m_ada, u"role"_s, *each, { { u"role"_s, u"moderator"_s } }), u"ok"_s);
        for (const QString &op : { u"kick"_s, u"ban"_s }) {
            QCOMPARE(asked(*m_bob, op, *m_ada), u"forbidden"_s);
            QCOMPARE(asked(*m_bob, op, *cara), u"forbidden"_s);
            QCOMPARE(asked(*m_bob, op, *m_bob), u"forbidden"_s);
            QCOMPARE(asked(*dave, op, *dave), u"forbidden"_s);
            QCOMPARE(asked(*dave, op, *m_bob), u"forbidden"_s);
        }
        QCOMPARE(asked(*m_bob, u"role"_s, *dave, { { u"role"_s, u"moderator"_s } }), u"forbidden"_s);
        QCOMPARE(asked(*m_bob, u"kick"_s, *dave), u"ok"_s);
        QCOMPARE(asked(*m_bob, u"kick"_s, *dave), u"not_found"_s); // out already
        QCOMPARE(asked(*m_bob, u"kick"_s, u"nobody-at-all"_s), u"not_found"_s);
    }

    void aKickWorksOnLiveConnectionsOfEveryNodeAtOnce()
    {
        WsPeer phone; // another session of bob's, on the other node
        QVERIFY(phone.connectTo(m_cluster->node(1).url()));
        QCOMPARE(phone.signIn(m_bob->name(), QString::fromLatin1(Person::password))[u"op"].toString(), u"welcome"_s);
        QVERIFY(!m_ada->peer().take(u"presence"_s, { { u"room"_s, m_room }, { u"present"_s, 2 } }).isEmpty());

        QElapsedTimer clock;
        clock.start();
        QCOMPARE(asked(*m_ada, u"kick"_s, *m_bob, { { u"reason"_s, u"too loud"_s } }), u"ok"_s);
        QCOMPARE(m_bob->peer().take(u"removed"_s, { { u"room"_s, m_room } })[u"cause"].toString(), u"kicked"_s);
        QCOMPARE(phone.take(u"removed"_s, { { u"room"_s, m_room } })[u"cause"].toString(), u"kicked"_s);
        const qint64 took = clock.elapsed();
        qInfo("removed everywhere after %lld ms", took);

        const QJsonObject body = heardChange(*m_ada, u"kicked"_s);
        QCOMPARE(body[u"user"].toString(), m_bob->name());
        QCOMPARE(body[u"role"].toString(), u"none"_s);
        QCOMPARE(body[u"reason"].toString(), u"too loud"_s);
        const auto departed = [this] {
            for (const QJsonObject &push : m_ada->peer().all(u"presence"_s)) {
                const QJsonObject change = push[u"changes"][0].toObject();
                if (change[u"user"] == m_bob->name() && change[u"cause"] == u"kick"_s)
                    return push[u"present"] == 1;
            }
            return false;
        };
        QTRY_VERIFY(departed());

        QCOMPARE(m_bob->say(m_room, u"still here?"_s)[u"code"].toString(), u"forbidden"_s);
        QCOMPARE(m_ada->say(m_room, u"among us"_s)[u"op"].toString(), u"ok"_s);
        QVERIFY(!m_ada->hear(m_room, u"among us"_s).isEmpty());
        // The answer comes behind whatever that node had to say of the room.
        for (WsPeer *peer : { &m_bob->peer(), &phone }) {
            QCOMPARE(peer->request({ { u"op"_s, u"history"_s }, { u"room"_s, m_room } })[u"code"].toString(),
                u"forbidden"_s);
            QVERIFY(peer->take(u"event"_s, { { u"body"_s, QJsonObject { { u"text"_s, u"among us"_s } } } },
                            std::chrono::milliseconds(200))
                        .isEmpty());
            // In the place of the event that put him out there is only `removed`.
            for (const QJsonObject &event : peer->all(u"event"_s))
                QVERIFY(event[u"body"][u"change"].toString() != u"kicked"_s);
        }
        QCOMPARE(m_bob->join(m_room)[u"op"].toString(), u"ok"_s); // a kick is no ban
    }

    void aRoomThatWasMadeAnewUnheardIsNotHeardByThoseOfTheOldOne()
    {
        const auto cara = somebody(u"cara"_s, 2);
        const auto eve = somebody(u"eve"_s, 1);
        for (int i = 0; i < 5; ++i)
            m_ada->say(m_room, u"before"_s);
        cara->join(m_room);
        QVERIFY(!cara->peer().take(u"presence"_s, { { u"room"_s, m_room } }).isEmpty());
        // Closed, and made by eve for herself and cara, while no node could hear of it.
        const QByteArray base = "hb:{" + m_room.toLatin1() + "}:";
        m_cluster->redis().run({ "EVAL",
            "for i = 1, 3 do redis.call('DEL', KEYS[i]) end "
            "redis.call('HSET', KEYS[2], 'epoch', 'anew', 'seq', 0, 'kind', 'chat', 'visibility', 'private') "
            "return redis.call('HSET', KEYS[3], ARGV[1], 'owner', ARGV[2], 'member')",
            "3", base + "log", base + "meta", base + "members", eve->name().toLatin1(), cara->name().toLatin1() });
        QCOMPARE(eve->join(m_room)[u"op"].toString(), u"ok"_s);
        QCOMPARE(eve->say(m_room, u"among us"_s)[u"op"].toString(), u"ok"_s);

        QVERIFY(!cara->hear(m_room, u"among us"_s).isEmpty());
        QCOMPARE(cara->peer().all(u"gap"_s).size(), 1);
        QCOMPARE(cara->peer().all(u"gap"_s).first()[u"cause"].toString(), u"reset"_s);
        for (Person *each : { m_ada.get(), m_bob.get() }) {
            QCOMPARE(each->peer().take(u"removed"_s, { { u"room"_s, m_room } })[u"cause"].toString(), u"gone"_s);
            each->peer().request({ { u"op"_s, u"history"_s }, { u"room"_s, m_room } }); // answered behind all events
            QVERIFY(each->peer().all(u"gap"_s).isEmpty());
            QVERIFY(each->hear(m_room, u"among us"_s, std::chrono::milliseconds(0)).isEmpty());
        }
        // Cara came in at a higher seq of the old log than this is in the new one.
        QCOMPARE(asked(*eve, u"kick"_s, *cara), u"ok"_s);
        QCOMPARE(cara->peer().take(u"removed"_s, { { u"room"_s, m_room } })[u"cause"].toString(), u"kicked"_s);
        QCOMPARE(eve->say(m_room, u"without her"_s)[u"op"].toString(), u"ok"_s);
        QVERIFY(!eve->hear(m_room, u"without her"_s).isEmpty());
        cara->peer().request({ { u"op"_s, u"history"_s }, { u"room"_s, m_room } });
        QVERIFY(cara->hear(m_room, u"without her"_s, std::chrono::milliseconds(0)).isEmpty());
    }

    void whoIsBannedStaysOutUntilLetInAgain()
    {
        QCOMPARE(asked(*m_ada, u"ban"_s, *m_bob, { { u"reason"_s, u"spam"_s } }), u"ok"_s);
        QCOMPARE(m_bob->peer().take(u"removed"_s)[u"cause"].toString(), u"banned"_s);
        QCOMPARE(heardChange(*m_ada, u"banned"_s)[u"reason"].toString(), u"spam"_s);
        m_bob->returnTo(m_cluster->node(1));
        QCOMPARE(m_bob->join(m_room)[u"code"].toString(), u"forbidden"_s);
        QCOMPARE(asked(*m_ada, u"invite"_s, *m_bob), u"forbidden"_s);
        const auto cara = somebody(u"cara"_s, 2);
        QCOMPARE(asked(*m_ada, u"ban"_s, *cara), u"ok"_s); // who never was in
        QCOMPARE(cara->join(m_room)[u"code"].toString(), u"forbidden"_s);
        QCOMPARE(asked(*cara, u"unban"_s, *m_bob), u"not_found"_s);
        QCOMPARE(asked(*m_ada, u"unban"_s, *m_bob), u"ok"_s);
        QCOMPARE(m_bob->join(m_room)[u"op"].toString(), u"ok"_s);
        QCOMPARE(asked(*m_bob, u"unban"_s, *cara), u"forbidden"_s);
    }

    void titleAndTopicAreSetAndToldWhereTheyDiffer()
    {
        QCOMPARE(set(*m_bob, { { u"title"_s, u"Bob's"_s } }), u"forbidden"_s);
        QCOMPARE(set(*m_ada, { { u"title"_s, u"The \"Room\""_s }, { u"topic"_s, u"Tea, mostly"_s } }), u"ok"_s);
        QJsonObject event = m_bob->peer().take(u"event"_s, { { u"kind"_s, u"room"_s } });
        QCOMPARE(event[u"from"].toString(), m_ada->name());
        QCOMPARE(event[u"body"].toObject(),
            (QJsonObject { { u"title"_s, u"The \"Room\""_s }, { u"topic"_s, u"Tea, mostly"_s } }));
        QCOMPARE(set(*m_ada, { { u"title"_s, u"The \"Room\""_s }, { u"topic"_s, u""_s } }), u"ok"_s);
        event = m_bob->peer().take(u"event"_s, { { u"kind"_s, u"room"_s } });
        QCOMPARE(event[u"body"].toObject(), (QJsonObject { { u"topic"_s, u""_s } }));
        QCOMPARE(set(*m_ada, { { u"topic"_s, u""_s } }), u"ok"_s); // nothing differs
        const QJsonObject state = m_bob->returnTo(m_cluster->node(1))[u"rooms"][0].toObject();
        QCOMPARE(state[u"last"], event[u"seq"]);
        QCOMPARE(state[u"title"].toString(), u"The \"Room\""_s);
        QCOMPARE(state[u"topic"].toString(), QString());
    }

    void aClosedRoomIsGoneForAll()
    {
        m_ada->say(m_room, u"last words"_s);
        const QJsonObject position = positionOf(m_bob->hear(m_room, u"last words"_s));
        QCOMPARE(closed(*m_bob), u"forbidden"_s);
        QCOMPARE(closed(*m_ada), u"ok"_s);
        for (Person *each : { m_ada.get(), m_bob.get() }) {
            QCOMPARE(each->peer().take(u"event"_s, { { u"kind"_s, u"room"_s } })[u"body"].toObject(),
                (QJsonObject { { u"closed"_s, true } }));
            QCOMPARE(each->peer().take(u"removed"_s, { { u"room"_s, m_room } })[u"cause"].toString(), u"closed"_s);
            QCOMPARE(each->say(m_room, u"echo?"_s)[u"code"].toString(), u"not_found"_s);
        }
        QTRY_COMPARE(keptForGood(), QByteArrayList());
        QVERIFY(m_bob->returnTo(m_cluster->node(1), { { m_room, position } })[u"rooms"].toArray().isEmpty());
        QCOMPARE(m_bob->peer().take(u"removed"_s)[u"cause"].toString(), u"gone"_s);
        const QJsonObject page =
            m_bob->peer().request({ { u"op"_s, u"rooms"_s }, { u"prefix"_s, m_room }, { u"limit"_s, 1 } });
        QVERIFY(page[u"rooms"].toArray().isEmpty());

        const QJsonObject anew = m_bob->create(m_room); // the name is free, and the log another
        QCOMPARE(anew[u"op"].toString(), u"ok"_s);
        QVERIFY(anew[u"epoch"] != position[u"epoch"]);
        QCOMPARE(m_ada->join(m_room)[u"op"].toString(), u"ok"_s);
        m_bob->say(m_room, u"first words"_s);
        QVERIFY(!m_ada->hear(m_room, u"first words"_s).isEmpty());
        QVERIFY(keptForGood().contains("hb:{" + m_room.toUtf8() + "}:users"));
    }

    void anInvitationOpensAPrivateRoom()
    {
        const QString den = u"den-"_s + m_tag;
        QCOMPARE(
            m_ada->create(den, { { u"visibility"_s, u"private"_s }, { u"title"_s, u"The den"_s } })[u"op"].toString(),
            u"ok"_s);
        const auto cara = somebody(u"cara"_s, 1);
        QCOMPARE(m_bob->join(den)[u"code"].toString(), u"not_found"_s);
        QCOMPARE(asked(*m_ada, u"invite"_s, *m_bob, {}, den), u"ok"_s);
        const QJsonObject notice = m_bob->peer().take(u"notice"_s);
        QCOMPARE(notice[u"kind"].toString(), u"invite"_s);
        QCOMPARE(notice[u"room"].toString(), den);
        QCOMPARE(notice[u"title"].toString(), u"The den"_s);
        QCOMPARE(notice[u"from"].toString(), m_ada->name());
        QVERIFY(!notice.contains(u"excerpt"_s));
        const QJsonObject pushed = m_bob->peer().take(u"room"_s, { { u"room"_s, den } });
        QCOMPARE(pushed[u"role"].toString(), u"none"_s);
        QCOMPARE(pushed[u"title"].toString(), u"The den"_s);
        QCOMPARE(pushed[u"last"].toInteger(), 0); // nothing of its talk before joining
        QCOMPARE(m_bob->say(den, u"not yet"_s)[u"code"].toString(), u"not_found"_s);
        QCOMPARE(m_bob->peer().request({ { u"op"_s, u"history"_s }, { u"room"_s, den } })[u"code"].toString(),
            u"not_found"_s);

        QCOMPARE(asked(*m_ada, u"invite"_s, *m_bob, {}, den), u"ok"_s); // again, and not told again
        QCOMPARE(m_bob->join(den)[u"op"].toString(), u"ok"_s);
        QVERIFY(m_bob->peer().all(u"notice"_s).size() == 1);
        QCOMPARE(asked(*m_ada, u"invite"_s, *m_bob, {}, den), u"exists"_s);
        QCOMPARE(asked(*m_bob, u"invite"_s, *cara, {}, den), u"forbidden"_s); // a member does not open a private room
        QCOMPARE(asked(*m_bob, u"invite"_s, *cara), u"ok"_s); // but a public one
        QCOMPARE(asked(*m_ada, u"invite"_s, u"nobody-at-all"_s, {}, den), u"not_found"_s);
        QCOMPARE(asked(*cara, u"invite"_s, *cara, {}, den), u"not_found"_s);
    }

    void anInvitationIsDeclinedOrTakenBackByABan()
    {
        const QString den = u"den-"_s + m_tag;
        m_ada->create(den, { { u"visibility"_s, u"private"_s } });
        asked(*m_ada, u"invite"_s, *m_bob, {}, den);
        QCOMPARE(m_bob->peer().request({ { u"op"_s, u"leave"_s }, { u"room"_s, den } })[u"op"].toString(), u"ok"_s);
        QCOMPARE(m_bob->join(den)[u"code"].toString(), u"not_found"_s);
        QCOMPARE(
            m_bob->peer().request({ { u"op"_s, u"leave"_s }, { u"room"_s, den } })[u"code"].toString(), u"not_found"_s);
        QCOMPARE(asked(*m_ada, u"invite"_s, *m_bob, {}, den), u"ok"_s);
        QCOMPARE(asked(*m_ada, u"ban"_s, *m_bob, {}, den), u"ok"_s);
        QCOMPARE(m_bob->join(den)[u"code"].toString(), u"not_found"_s);
        // An invitation is for once: who was put out needs another.
        QCOMPARE(asked(*m_ada, u"unban"_s, *m_bob, {}, den), u"ok"_s);
        QCOMPARE(m_bob->join(den)[u"code"].toString(), u"not_found"_s);
    }

    void strangersLearnNothingOfAPrivateRoom()
    {
        const QString den = u"den-"_s + m_tag;
        m_ada->create(den, { { u"visibility"_s, u"private"_s } });
        for (const QString &op : { u"kick"_s, u"ban"_s, u"unban"_s, u"invite"_s, u"role"_s, u"set"_s, u"close"_s }) {
            const QJsonObject more { { u"role"_s, u"owner"_s }, { u"title"_s, u"mine"_s } };
            QString answers[2];
            for (int i = 0; i < 2; ++i) {
                QJsonObject command = more;
                command.insert(u"op"_s, op);
                command.insert(u"room"_s, i == 0 ? den : u"no-such-room"_s);
                command.insert(u"user"_s, m_ada->name());
                const QJsonObject reply = m_bob->peer().request(command);
                answers[i] = reply[u"code"].toString() + u": "_s + reply[u"detail"].toString();
            }
            QCOMPARE(answers[0], answers[1]);
            QVERIFY2(answers[0].startsWith(u"not_found"_s), qPrintable(op + u' ' + answers[0]));
        }
        QCOMPARE(m_ada->join(den)[u"members"].toInteger(), 1);
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
    QString asked(Person &who, const QString &op, const QString &user, QJsonObject more = {}, const QString &room = {})
    {
        more.insert(u"op"_s, op);
        more.insert(u"room"_s, room.isEmpty() ? m_room : room);
        more.insert(u"user"_s, user);
        return word(who.peer().request(more));
    }
    QString asked(
        Person &who, const QString &op, const Person &user, const QJsonObject &more = {}, const QString &room = {})
    {
        return asked(who, op, user.name(), more, room);
    }
    QString set(Person &who, QJsonObject more)
    {
        more.insert(u"op"_s, u"set"_s);
        more.insert(u"room"_s, m_room);
        return word(who.peer().request(more));
    }
    /// Keys of the room that do not expire.
    QByteArrayList keptForGood()
    {
        QByteArrayList kept;
        const hubbub::redis::Reply keys = m_cluster->redis().run({ "KEYS", "hb:{" + m_room.toUtf8() + "}:*" });
        for (const hubbub::redis::Reply &key : keys.items()) {
            if (m_cluster->redis().run({ "TTL", key.bytes() }).toInteger() == -1)
                kept.append(key.bytes());
        }
        return kept;
    }
    QString closed(Person &who) { return word(who.peer().request({ { u"op"_s, u"close"_s }, { u"room"_s, m_room } })); }
    /// The body of the next `member` event of that change.
    static QJsonObject heardChange(Person &who, const QString &change)
    {
        QJsonObject body;
        for (int i = 0; i < 20 && body[u"change"].toString() != change; ++i)
            body = who.peer().take(u"event"_s, { { u"kind"_s, u"member"_s } })[u"body"].toObject();
        return body;
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Person> m_ada;
    std::unique_ptr<Person> m_bob;
    QString m_tag;
    QString m_room;
    int m_number = 0;
};

QTEST_GUILESS_MAIN(RightsTest)
#include "rights_test.moc"
