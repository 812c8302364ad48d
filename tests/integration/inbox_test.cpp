// SPDX-License-Identifier: GPL-3.0-or-later
// What people are told beside their rooms' talk: mentions, direct messages, invitations; and direct rooms and blocks.
#include "tests/integration/cluster.h"

#include <QJsonArray>
#include <QTest>

#include <sodium.h>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;

namespace {

constexpr std::chrono::milliseconds shortly { 300 }; ///< to see that nothing comes

QString word(const QJsonObject &reply) { return reply[u"op"] == u"ok"_s ? u"ok"_s : reply[u"code"].toString(); }

QJsonObject about(Person &who, const QString &op, const QString &user)
{
    return who.peer().request({ { u"op"_s, op }, { u"user"_s, user } });
}

QJsonObject mention(
    Person &who, const QString &room, const QString &text, const QStringList &whom, const QString &mid = {})
{
    return who.peer().request(
        { { u"op"_s, u"send"_s }, { u"room"_s, room }, { u"mid"_s, mid.isEmpty() ? freshMid() : mid },
            { u"body"_s, QJsonObject { { u"text"_s, text }, { u"mentions"_s, QJsonArray::fromStringList(whom) } } } });
}

QJsonObject inbox(Person &who, QJsonObject more = {})
{
    more.insert(u"op"_s, u"inbox"_s);
    return who.peer().request(more);
}

} // namespace

class InboxTest final : public QObject {
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
        QCOMPARE(word(m_ada->create(m_room)), u"ok"_s);
    }

    void aMentionIsPushedAndKept()
    {
        m_bob->join(m_room);
        const QJsonObject sent = mention(*m_ada, m_room, u"tea,\n@bob?"_s, { m_bob->name(), m_ada->name() });
        QJsonObject notice = m_bob->peer().take(u"notice"_s);
        QCOMPARE(notice[u"kind"].toString(), u"mention"_s);
        QCOMPARE(notice[u"room"].toString(), m_room);
        QCOMPARE(notice[u"seq"], sent[u"seq"]);
        QCOMPARE(notice[u"from"].toString(), m_ada->name());
        QCOMPARE(notice[u"excerpt"].toString(), u"tea, @bob?"_s);
        QJsonObject page = inbox(*m_bob);
        QCOMPARE(page[u"unread"].toInteger(), 1);
        QJsonObject item = page[u"items"][0].toObject();
        QVERIFY(item[u"ts"].toInteger() > 0);
        QCOMPARE(item[u"read"].toBool(true), false);
        item.remove(u"ts"_s);
        item.remove(u"read"_s);
        notice.remove(u"op"_s);
        QCOMPARE(item, notice);
        QVERIFY(inbox(*m_ada)[u"items"].toArray().isEmpty()); // nobody hears of mentioning oneself
    }

    void aRepeatedSendMentionsOnceAndByItsFirstWords()
    {
        const auto cara = somebody(u"cara"_s, 1);
        m_bob->join(m_room);
        cara->join(m_room);
        const QString mid = freshMid();
        mention(*m_ada, m_room, u"@bob"_s, { m_bob->name() }, mid);
        QCOMPARE(mention(*m_ada, m_room, u"@bob @cara"_s, { m_bob->name(), cara->name() }, mid)[u"dup"].toBool(), true);
        QVERIFY(!m_bob->peer().take(u"notice"_s).isEmpty());
        QCOMPARE(mention(*m_ada, m_room, u"another"_s, { m_bob->name() })[u"op"].toString(), u"ok"_s);
        QVERIFY(!m_bob->peer().take(u"notice"_s, { { u"excerpt"_s, u"another"_s } }).isEmpty());
        QCOMPARE(inbox(*m_bob)[u"items"].toArray().size(), 2);
        QVERIFY(inbox(*cara)[u"items"].toArray().isEmpty());
    }

    void onlyMembersGetTheWords()
    {
        mention(*m_ada, m_room, u"where is @bob"_s, { m_bob->name(), u"nobody-at-all"_s });
        const QJsonObject notice = m_bob->peer().take(u"notice"_s);
        QCOMPARE(notice[u"room"].toString(), m_room);
        QVERIFY(!notice.contains(u"excerpt"_s));
        QVERIFY(!inbox(*m_bob)[u"items"][0].toObject().contains(u"excerpt"_s));
        m_bob->join(m_room);
        QCOMPARE(inbox(*m_bob)[u"items"][0][u"excerpt"].toString(), u"where is @bob"_s);

        const QString den = u"den-"_s + m_tag;
        m_ada->create(den, { { u"visibility"_s, u"private"_s } });
        mention(*m_ada, den, u"not for @bob"_s, { m_bob->name() }); // who must not even know that there is a den
        QVERIFY(m_bob->peer().take(u"notice"_s, {}, shortly).isEmpty());
        QCOMPARE(inbox(*m_bob)[u"items"].toArray().size(), 1);
    }

    void theInboxShowsWhatIsThereNow()
    {
        m_bob->join(m_room);
        const qint64 seq = mention(*m_ada, m_room, u"@bob, a slip"_s, { m_bob->name() })[u"seq"].toInteger();
        QVERIFY(!m_bob->peer().take(u"notice"_s).isEmpty());
        QJsonObject change { { u"op"_s, u"edit"_s }, { u"room"_s, m_room }, { u"mid"_s, freshMid() },
            { u"target"_s, seq }, { u"body"_s, QJsonObject { { u"text"_s, u"@bob, mended"_s } } } };
        QCOMPARE(word(m_ada->peer().request(change)), u"ok"_s);
        QCOMPARE(inbox(*m_bob)[u"items"][0][u"excerpt"].toString(), u"@bob, mended"_s);
        change.insert(u"op"_s, u"redact"_s);
        change.insert(u"mid"_s, freshMid());
        change.insert(u"body"_s, QJsonObject());
        QCOMPARE(word(m_ada->peer().request(change)), u"ok"_s);
        QVERIFY(!inbox(*m_bob)[u"items"][0].toObject().contains(u"excerpt"_s));
        const hubbub::redis::Reply entries =
            m_cluster->redis().run({ "XRANGE", "hb:acct:{" + m_bob->name().toUtf8() + "}:inbox", "-", "+" });
        for (const hubbub::redis::Reply &entry : entries.items()) {
            for (const hubbub::redis::Reply &field : entry.at(1).items())
                QVERIFY(!field.bytes().contains("slip"));
        }
    }

    void theInboxIsPagedAndReadUpToANotice()
    {
        m_bob->join(m_room);
        for (int i = 0; i < 5; ++i)
            mention(*m_ada, m_room, u"@bob %1"_s.arg(i), { m_bob->name() });
        QVERIFY(m_bob->peer().waitForCount(u"notice"_s, 5));
        const QJsonObject newest = inbox(*m_bob, { { u"limit"_s, 2 } });
        QCOMPARE(newest[u"unread"].toInteger(), 5);
        QCOMPARE(newest[u"items"][0][u"excerpt"].toString(), u"@bob 4"_s);
        QCOMPARE(newest[u"items"].toArray().size(), 2);
        const QJsonObject rest = inbox(*m_bob, { { u"before"_s, newest[u"items"][1][u"nid"] }, { u"limit"_s, 10 } });
        QCOMPARE(rest[u"items"].toArray().size(), 3);
        QCOMPARE(rest[u"items"][0][u"excerpt"].toString(), u"@bob 2"_s);

        const auto read = [&](const QString &nid) {
            return word(m_bob->peer().request({ { u"op"_s, u"inbox_read"_s }, { u"nid"_s, nid } }));
        };
        QCOMPARE(read(newest[u"items"][1][u"nid"].toString()), u"ok"_s);
        QCOMPARE(read(rest[u"items"][2][u"nid"].toString()), u"ok"_s); // never backward
        m_bob->returnTo(m_cluster->node(1)); // on the other node it is the same
        const QJsonObject after = inbox(*m_bob);
        QCOMPARE(after[u"unread"].toInteger(), 1);
        QCOMPARE(after[u"items"][0][u"read"].toBool(true), false);
        QCOMPARE(after[u"items"][1][u"read"].toBool(false), true);
        QCOMPARE(read(u"99999999999999-0"_s), u"ok"_s); // and not past the newest
        mention(*m_ada, m_room, u"@bob once more"_s, { m_bob->name() });
        QVERIFY(!m_bob->peer().take(u"notice"_s).isEmpty());
        QCOMPARE(inbox(*m_bob)[u"unread"].toInteger(), 1);
        QCOMPARE(read(u"yesterday"_s), u"bad_field"_s);
        QCOMPARE(inbox(*m_bob, { { u"before"_s, u"-"_s } })[u"code"].toString(), u"bad_field"_s);
    }

    void twoPeopleHaveOneDirectRoom()
    {
        WsPeer phone; // bob's other session gets the room too
        QVERIFY(phone.connectTo(m_cluster->node(1).url()));
        QCOMPARE(phone.signIn(m_bob->name(), QString::fromLatin1(Person::password))[u"op"].toString(), u"welcome"_s);
        const QJsonObject state = about(*m_ada, u"direct"_s, m_bob->name());
        const QString room = state[u"room"].toString();
        QCOMPARE(state[u"kind"].toString(), u"direct"_s);
        QCOMPARE(state[u"visibility"].toString(), u"private"_s);
        QCOMPARE(state[u"role"].toString(), u"member"_s);
        QCOMPARE(state[u"members"].toInteger(), 2);
        QCOMPARE(state[u"title"].toString(), m_bob->name()); // each sees the other one's name
        // By the page: BLAKE2b of 16 bytes over the smaller name, a NUL, the larger name.
        QCOMPARE(room, u'@' + blake2b(m_ada->name().toUtf8() + '\0' + m_bob->name().toUtf8()));
        for (WsPeer *peer : { &m_bob->peer(), &phone })
            QCOMPARE(peer->take(u"room"_s, { { u"room"_s, room } })[u"title"].toString(), m_ada->name());
        QCOMPARE(about(*m_bob, u"direct"_s, m_ada->name())[u"room"].toString(), room);
        QVERIFY(m_ada->peer().all(u"room"_s).isEmpty()); // who made it has the answer
        QCOMPARE(about(*m_ada, u"direct"_s, m_bob->name())[u"last"].toInteger(), 2); // not made again

        QCOMPARE(word(m_ada->say(room, u"just us"_s)), u"ok"_s);
        QVERIFY(!m_bob->hear(room, u"just us"_s).isEmpty());
        QVERIFY(!phone.take(u"event"_s, { { u"body"_s, QJsonObject { { u"text"_s, u"just us"_s } } } }).isEmpty());
        const QJsonObject notice = m_bob->peer().take(u"notice"_s);
        QCOMPARE(notice[u"kind"].toString(), u"direct"_s);
        QCOMPARE(notice[u"room"].toString(), room);
        QCOMPARE(notice[u"excerpt"].toString(), u"just us"_s);
        QCOMPARE(word(m_ada->say(room, u"and more"_s)), u"ok"_s);
        QVERIFY(!m_bob->hear(room, u"and more"_s).isEmpty());
        QVERIFY(m_bob->peer().take(u"notice"_s, {}, shortly).isEmpty()); // one that is unread is enough
        m_bob->peer().request({ { u"op"_s, u"inbox_read"_s }, { u"nid"_s, notice[u"nid"] } });
        QCOMPARE(word(m_ada->say(room, u"anew"_s)), u"ok"_s);
        QCOMPARE(m_bob->peer().take(u"notice"_s)[u"excerpt"].toString(), u"anew"_s);
    }

    void aDirectRoomIsTwoForEver()
    {
        const auto cara = somebody(u"cara"_s, 1);
        const QString room = about(*m_ada, u"direct"_s, m_bob->name())[u"room"].toString();
        for (const QString &op :
            { u"invite"_s, u"kick"_s, u"ban"_s, u"unban"_s, u"role"_s, u"set"_s, u"close"_s, u"leave"_s }) {
            const QJsonObject reply = m_ada->peer().request(
                { { u"op"_s, op }, { u"room"_s, room }, { u"user"_s, op == u"invite"_s ? cara->name() : m_bob->name() },
                    { u"role"_s, u"owner"_s }, { u"title"_s, u"Ours"_s } });
            QVERIFY2(reply[u"code"].toString() == u"forbidden"_s, qPrintable(op));
        }
        QCOMPARE(cara->join(room)[u"code"].toString(), u"not_found"_s);
        QCOMPARE(cara->say(room, u"me too"_s)[u"code"].toString(), u"not_found"_s);
        QCOMPARE(about(*m_ada, u"direct"_s, m_ada->name())[u"code"].toString(), u"bad_field"_s);
        QCOMPARE(about(*m_ada, u"direct"_s, u"nobody-at-all"_s)[u"code"].toString(), u"not_found"_s);
        QCOMPARE(m_ada->create(room)[u"code"].toString(), u"bad_field"_s);
    }

    void aBlockStopsDirectMessagesMentionsAndInvitations()
    {
        m_bob->join(m_room);
        const QString room = about(*m_ada, u"direct"_s, m_bob->name())[u"room"].toString();
        QCOMPARE(word(m_bob->say(room, u"hello"_s)), u"ok"_s);
        QTRY_COMPARE(inbox(*m_ada)[u"items"].toArray().size(), 1); // it is told after its ok, perhaps after the block
        QCOMPARE(word(about(*m_ada, u"block"_s, m_bob->name())), u"ok"_s);
        QCOMPARE(word(m_bob->say(room, u"hello?"_s)), u"forbidden"_s);
        const auto types = [](Person &person, const QString &where) {
            return word(person.peer().request({ { u"op"_s, u"typing"_s }, { u"room"_s, where }, { u"on"_s, true } }));
        };
        QCOMPARE(types(*m_bob, room), u"forbidden"_s);
        QCOMPARE(types(*m_bob, m_room), u"ok"_s);
        QCOMPARE(word(m_ada->say(room, u"no"_s)), u"ok"_s);
        mention(*m_bob, m_room, u"@ada!"_s, { m_ada->name() });
        QVERIFY(
            !m_ada->peer()
                 .take(u"event"_s, { { u"room"_s, m_room }, { u"kind"_s, u"message"_s }, { u"from"_s, m_bob->name() } })
                 .isEmpty()); // the room's talk is another matter
        m_bob->create(u"bobs-"_s + m_tag);
        QCOMPARE(word(m_bob->peer().request(
                     { { u"op"_s, u"invite"_s }, { u"room"_s, u"bobs-"_s + m_tag }, { u"user"_s, m_ada->name() } })),
            u"forbidden"_s);
        QCOMPARE(inbox(*m_ada)[u"items"].toArray().size(), 1); // the first hello

        QCOMPARE(word(about(*m_ada, u"unblock"_s, m_bob->name())), u"ok"_s);
        QCOMPARE(word(m_bob->say(room, u"thank you"_s)), u"ok"_s);
        mention(*m_bob, m_room, u"@ada?"_s, { m_ada->name() });
        QVERIFY(!m_ada->peer().take(u"notice"_s, { { u"kind"_s, u"mention"_s } }).isEmpty());
        QCOMPARE(inbox(*m_ada)[u"items"].toArray().size(), 2);
        QCOMPARE(about(*m_ada, u"block"_s, u"nobody-at-all"_s)[u"code"].toString(), u"not_found"_s);
    }

    void aBlockBeforeTheDirectRoomHoldsInIt()
    {
        const auto cara = somebody(u"cara"_s, 2);
        about(*m_ada, u"block"_s, m_bob->name());
        about(*m_ada, u"block"_s, cara->name());
        QCOMPARE(about(*m_bob, u"direct"_s, m_ada->name())[u"code"].toString(), u"forbidden"_s);
        const QString room = about(*m_ada, u"direct"_s, cara->name())[u"room"].toString();
        QVERIFY(!cara->peer().take(u"room"_s, { { u"room"_s, room } }).isEmpty());
        QCOMPARE(word(cara->say(room, u"hello"_s)), u"forbidden"_s);
        QCOMPARE(word(m_ada->say(room, u"hello"_s)), u"ok"_s);
    }

    void directRoomsCountAsRooms()
    {
        const auto cara = somebody(u"cara"_s, 2);
        const QByteArray rooms = "hb:acct:{" + m_bob->name().toLatin1() + "}:rooms";
        QList<QByteArray> many { "SADD", rooms };
        for (int i = 0; i < 512; ++i)
            many << "room-of-" + QByteArray::number(i);
        m_cluster->redis().run(many);
        QCOMPARE(word(about(*m_ada, u"direct"_s, m_bob->name())), u"limit"_s); // he could not be in it
        QCOMPARE(word(about(*m_ada, u"direct"_s, cara->name())), u"ok"_s);
        const QByteArray made = "hb:fail:made:{" + m_ada->name().toLatin1() + '}';
        m_cluster->redis().run({ "SET", made, "50", "EX", "1000" });
        m_cluster->redis().run({ "DEL", rooms });
        QCOMPARE(word(about(*m_ada, u"direct"_s, m_bob->name())), u"limit"_s);
        QCOMPARE(word(about(*m_ada, u"direct"_s, cara->name())), u"ok"_s); // is there already
    }

private:
    static QString blake2b(const QByteArray &bytes)
    {
        QByteArray out(16, '\0');
        crypto_generichash(reinterpret_cast<unsigned char *>(out.data()), 16,
            reinterpret_cast<const unsigned char *>(bytes.constData()), static_cast<unsigned long long>(bytes.size()),
            nullptr, 0);
        return QString::fromLatin1(out.toHex());
    }
    std::unique_ptr<Person> somebody(const QString &name, int node)
    {
        auto person = std::make_unique<Person>(name + m_tag);
        [&] { QCOMPARE(person->registerAt(m_cluster->node(node))[u"op"].toString(), u"welcome"_s); }();
        return person;
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Person> m_ada;
    std::unique_ptr<Person> m_bob;
    QString m_tag;
    QString m_room;
    int m_number = 0;
};

QTEST_GUILESS_MAIN(InboxTest)
#include "inbox_test.moc"
