// SPDX-License-Identifier: GPL-3.0-or-later
// Messages that are edited, redacted and reacted to, by two people on two nodes: who may, who hears of it, what is
// left.
#include "tests/integration/cluster.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::testing;

namespace {

QJsonObject change(Person &who, const QString &op, const QString &room, qint64 target, const QJsonObject &body,
    const QString &mid = {})
{
    return who.peer().request({ { u"op"_s, op }, { u"room"_s, room }, { u"mid"_s, mid.isEmpty() ? freshMid() : mid },
        { u"target"_s, target }, { u"body"_s, body } });
}

QJsonObject edit(Person &who, const QString &room, qint64 target, const QString &text, const QString &mid = {})
{
    return change(who, u"edit"_s, room, target, { { u"text"_s, text } }, mid);
}

QJsonObject redact(Person &who, const QString &room, qint64 target, const QJsonObject &body = {})
{
    return change(who, u"redact"_s, room, target, body);
}

QJsonObject react(Person &who, const QString &room, qint64 target, const QString &emoji, bool on)
{
    return change(who, u"react"_s, room, target, { { u"emoji"_s, emoji }, { u"on"_s, on } });
}

QJsonObject page(Person &who, const QString &room, QJsonObject more = {})
{
    more.insert(u"op"_s, u"history"_s);
    more.insert(u"room"_s, room);
    return who.peer().request(more);
}

QList<qint64> seqsOf(const QJsonValue &events)
{
    QList<qint64> out;
    for (const QJsonValue &each : events.toArray())
        out << each.toObject()[u"seq"].toInteger();
    return out;
}

} // namespace

class AmendTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<Cluster>(QStringList { u"--no-rate-limits"_s, u"127.0.0.0/8"_s });
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
    }

    void init()
    {
        const QString tag = QString::number(++m_number);
        m_room = u"room-"_s + tag;
        m_ada = std::make_unique<Person>(u"ada"_s + tag);
        m_bob = std::make_unique<Person>(u"bob"_s + tag);
        QCOMPARE(m_ada->registerAt(m_cluster->node(1))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(m_bob->registerAt(m_cluster->node(2))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(m_ada->create(m_room)[u"op"].toString(), u"ok"_s);
        QCOMPARE(m_bob->join(m_room)[u"op"].toString(), u"ok"_s);
    }

    void anEditReachesEverybodyAndHistoryNamesTheLastOne()
    {
        const qint64 seq = m_ada->say(m_room, u"tea at four"_s)[u"seq"].toInteger();
        m_bob->say(m_room, u"yes"_s);
        QCOMPARE(edit(*m_ada, m_room, seq, u"tea at five"_s)[u"op"].toString(), u"ok"_s);
        const QJsonObject last = edit(*m_ada, m_room, seq, u"tea at six"_s);
        QCOMPARE(last[u"dup"].toBool(true), false);
        const QJsonObject heard =
            m_bob->peer().take(u"event"_s, { { u"kind"_s, u"edit"_s }, { u"seq"_s, last[u"seq"] } });
        QCOMPARE(heard[u"from"].toString(), m_ada->name());
        QCOMPARE(heard[u"body"].toObject(), (QJsonObject { { u"target"_s, seq }, { u"text"_s, u"tea at six"_s } }));

        const QJsonObject shown = page(*m_bob, m_room, { { u"before"_s, seq + 1 }, { u"limit"_s, 1 } });
        QCOMPARE(seqsOf(shown[u"events"]), QList<qint64> { seq });
        QCOMPARE(shown[u"events"][0][u"body"][u"text"].toString(), u"tea at four"_s);
        QCOMPARE(seqsOf(shown[u"amends"]), QList<qint64> { last[u"seq"].toInteger() });
        QCOMPARE(shown[u"amends"][0].toObject(), heard);
        // What is on the page itself is not told twice.
        QVERIFY(page(*m_bob, m_room)[u"amends"].toArray().isEmpty());
        const QJsonObject state = m_bob->returnTo(m_cluster->node(1))[u"rooms"][0].toObject();
        QCOMPARE(state[u"last_line"][u"text"].toString(), u"yes"_s);
    }

    void theLastLineOfARoomIsTheEditedOne()
    {
        const qint64 seq = m_ada->say(m_room, u"tea at four"_s)[u"seq"].toInteger();
        edit(*m_ada, m_room, seq, u"tea at five"_s);
        const QJsonObject line = m_bob->returnTo(m_cluster->node(1))[u"rooms"][0][u"last_line"].toObject();
        QCOMPARE(line[u"text"].toString(), u"tea at five"_s);
        QCOMPARE(line[u"from"].toString(), m_ada->name());
    }

    void aRepeatedChangeIsStoredOnce()
    {
        const qint64 seq = m_ada->say(m_room, u"x"_s)[u"seq"].toInteger();
        const QString mid = freshMid();
        const QJsonObject first = edit(*m_ada, m_room, seq, u"y"_s, mid);
        m_ada->returnTo(m_cluster->node(2));
        const QJsonObject again = edit(*m_ada, m_room, seq, u"z"_s, mid);
        QCOMPARE(again[u"dup"].toBool(), true);
        QCOMPARE(again[u"seq"], first[u"seq"]);
        QCOMPARE(page(*m_bob, m_room)[u"last"], first[u"seq"]);
    }

    void nobodyEditsWhatIsNotTheirsOrIsNoMessage()
    {
        const qint64 adas = m_ada->say(m_room, u"mine"_s)[u"seq"].toInteger();
        const qint64 bobs = m_bob->say(m_room, u"his"_s)[u"seq"].toInteger();
        QCOMPARE(edit(*m_bob, m_room, adas, u"hers"_s)[u"code"].toString(), u"forbidden"_s);
        QCOMPARE(edit(*m_ada, m_room, bobs, u"hers"_s)[u"code"].toString(), u"forbidden"_s); // nor does the owner
        QCOMPARE(edit(*m_ada, m_room, 1, u"her arrival"_s)[u"code"].toString(), u"not_found"_s);
        QCOMPARE(edit(*m_ada, m_room, 1000, u"the future"_s)[u"code"].toString(), u"not_found"_s);
        const qint64 edited = edit(*m_ada, m_room, adas, u"still mine"_s)[u"seq"].toInteger();
        QCOMPARE(edit(*m_ada, m_room, edited, u"an edit of an edit"_s)[u"code"].toString(), u"not_found"_s);
        QCOMPARE(redact(*m_bob, m_room, adas)[u"code"].toString(), u"forbidden"_s);
        QCOMPARE(page(*m_bob, m_room)[u"last"].toInteger(), edited);
    }

    void strangersChangeNothing()
    {
        QCOMPARE(
            m_ada->create(m_room + u"-private"_s, { { u"visibility"_s, u"private"_s } })[u"op"].toString(), u"ok"_s);
        const qint64 open = m_ada->say(m_room, u"x"_s)[u"seq"].toInteger();
        const qint64 hidden = m_ada->say(m_room + u"-private"_s, u"x"_s)[u"seq"].toInteger();
        Person eve(u"eve"_s + QString::number(m_number));
        eve.registerAt(m_cluster->node(2));
        for (const QString &op : { u"redact"_s, u"react"_s, u"edit"_s }) {
            const QJsonObject body { { u"text"_s, u"x"_s }, { u"emoji"_s, u"x"_s }, { u"on"_s, true } };
            QCOMPARE(change(eve, op, m_room, open, body)[u"code"].toString(), u"forbidden"_s);
            QCOMPARE(change(eve, op, m_room + u"-private"_s, hidden, body)[u"code"].toString(), u"not_found"_s);
            QCOMPARE(change(eve, op, u"no-such-room"_s, 1, body)[u"code"].toString(), u"not_found"_s);
        }
    }

    // Red when publish.lua only records the redaction and does not XDEL: history and resume then show the text.
    void aRedactedTextIsGoneEverywhere()
    {
        const qint64 before = m_ada->say(m_room, u"before"_s)[u"seq"].toInteger();
        const QJsonObject position = positionOf(m_bob->hear(m_room, u"before"_s));
        const QString mid = freshMid();
        const qint64 seq = m_ada->say(m_room, u"a secret slip"_s, mid)[u"seq"].toInteger();
        const qint64 edited = edit(*m_ada, m_room, seq, u"a secret slip, mended"_s)[u"seq"].toInteger();
        const qint64 reacted = react(*m_bob, m_room, seq, u"\U0001f440"_s, true)[u"seq"].toInteger();
        m_bob->peer().take(u"event"_s, { { u"kind"_s, u"react"_s } });
        const QJsonObject gone = redact(*m_ada, m_room, seq, { { u"reason"_s, u"a slip"_s } });
        QCOMPARE(gone[u"op"].toString(), u"ok"_s);
        const QJsonObject heard = m_bob->peer().take(u"event"_s, { { u"kind"_s, u"redact"_s } });
        QCOMPARE(heard[u"body"].toObject(), (QJsonObject { { u"target"_s, seq }, { u"reason"_s, u"a slip"_s } }));

        const QJsonObject shown = page(*m_bob, m_room, { { u"after"_s, before } });
        QCOMPARE(seqsOf(shown[u"events"]), QList<qint64>({ seq, edited, reacted, heard[u"seq"].toInteger() }));
        const QJsonObject place = shown[u"events"][0].toObject();
        QCOMPARE(place[u"kind"].toString(), u"void"_s);
        QCOMPARE(place[u"mid"].toString(), mid);
        QCOMPARE(place[u"from"].toString(), m_ada->name());
        QCOMPARE(place[u"body"].toObject(), QJsonObject());
        QVERIFY(place[u"ts"].toInteger() > 0);
        QCOMPARE(shown[u"events"][1][u"kind"].toString(), u"void"_s);
        const QJsonObject one = page(*m_bob, m_room, { { u"before"_s, seq + 1 }, { u"limit"_s, 1 } });
        QCOMPARE(one[u"events"][0].toObject(), place);
        QCOMPARE(one[u"amends"].toArray(), QJsonArray { heard }); // its reactions went with it
        QCOMPARE(one[u"more"].toBool(), true);

        for (int node : { 1, 2 }) {
            const QJsonObject state =
                m_bob->returnTo(m_cluster->node(node), { { m_room, position } })[u"rooms"][0].toObject();
            QCOMPARE(state[u"resume"].toString(), u"complete"_s);
            QCOMPARE(state[u"last_line"][u"text"].toString(), u"before"_s);
            QVERIFY(!m_bob->peer().take(u"caught_up"_s).isEmpty());
            QList<qint64> seqs;
            for (const QJsonObject &event : m_bob->peer().all(u"event"_s)) {
                seqs << event[u"seq"].toInteger();
                QVERIFY(!event[u"body"][u"text"].toString().contains(u"secret"_s));
            }
            QCOMPARE(seqs, QList<qint64>({ seq, edited, reacted, heard[u"seq"].toInteger() }));
        }
        const hubbub::redis::Reply entries =
            m_cluster->redis().run({ "XRANGE", "hb:{" + m_room.toUtf8() + "}:log", "-", "+" });
        for (const hubbub::redis::Reply &entry : entries.items()) {
            for (const hubbub::redis::Reply &field : entry.at(1).items())
                QVERIFY(!field.bytes().contains("secret"));
        }
        QCOMPARE(redact(*m_ada, m_room, seq)[u"code"].toString(), u"not_found"_s);
        QCOMPARE(edit(*m_ada, m_room, seq, u"back again"_s)[u"code"].toString(), u"not_found"_s);
        QCOMPARE(react(*m_bob, m_room, seq, u"x"_s, true)[u"code"].toString(), u"not_found"_s);
        QCOMPARE(m_ada->say(m_room, u"a secret slip"_s, mid)[u"dup"].toBool(), true); // known, and not stored again
    }

    void anOwnerRedactsAnybodysMessage()
    {
        const qint64 seq = m_bob->say(m_room, u"rude"_s)[u"seq"].toInteger();
        QCOMPARE(redact(*m_ada, m_room, seq)[u"op"].toString(), u"ok"_s);
        QCOMPARE(m_bob->peer().take(u"event"_s, { { u"kind"_s, u"redact"_s } })[u"from"].toString(), m_ada->name());
        QCOMPARE(page(*m_bob, m_room, { { u"after"_s, seq - 1 } })[u"events"][0][u"kind"].toString(), u"void"_s);
    }

    void aPositionAtARedactedEventStillHolds()
    {
        m_ada->say(m_room, u"gone soon"_s);
        const QJsonObject event = m_bob->hear(m_room, u"gone soon"_s);
        m_bob->peer().abort();
        redact(*m_ada, m_room, event[u"seq"].toInteger());
        m_ada->say(m_room, u"after"_s);
        const auto resumed = [&](const QJsonObject &position) {
            return m_bob->returnTo(m_cluster->node(1), { { m_room, position } })[u"rooms"][0][u"resume"].toString();
        };
        QCOMPARE(resumed(positionOf(event)), u"complete"_s);
        QVERIFY(!m_bob->hear(m_room, u"after"_s).isEmpty());
        QJsonObject other = positionOf(event);
        other.insert(u"mid"_s, freshMid()); // another event had that seq where this client was
        QCOMPARE(resumed(other), u"gap"_s);
        QCOMPARE(m_bob->peer().take(u"gap"_s)[u"cause"].toString(), u"forked"_s);
    }

    void historyPagesOverManyRedactedEvents()
    {
        QList<qint64> seqs;
        for (int i = 0; i < 30; ++i)
            seqs << m_ada->say(m_room, u"m%1"_s.arg(i))[u"seq"].toInteger();
        for (int i = 5; i < 25; ++i)
            QCOMPARE(redact(*m_ada, m_room, seqs[i])[u"op"].toString(), u"ok"_s);
        QList<qint64> backward, forward;
        QJsonObject shown = page(*m_bob, m_room, { { u"limit"_s, 7 } });
        for (int guard = 0; guard < 50; ++guard) {
            backward = seqsOf(shown[u"events"]) + backward;
            if (!shown[u"more"].toBool())
                break;
            shown = page(*m_bob, m_room, { { u"before"_s, backward.first() }, { u"limit"_s, 7 } });
            QVERIFY(!shown[u"events"].toArray().isEmpty());
        }
        qint64 after = 0;
        for (int guard = 0; guard < 50; ++guard) {
            shown = page(*m_bob, m_room, { { u"after"_s, after }, { u"limit"_s, 7 } });
            forward += seqsOf(shown[u"events"]);
            if (!shown[u"more"].toBool())
                break;
            after = forward.last();
        }
        QList<qint64> all;
        for (qint64 seq = 1; seq <= 2 + 30 + 20; ++seq)
            all << seq;
        QCOMPARE(backward, all);
        QCOMPARE(forward, all);
    }

    void reactionsAreToldAndTheNewestOfEachCounts()
    {
        const qint64 seq = m_ada->say(m_room, u"cake!"_s)[u"seq"].toInteger();
        react(*m_bob, m_room, seq, u"\U0001f370"_s, true);
        const QJsonObject heard = m_ada->peer().take(u"event"_s, { { u"kind"_s, u"react"_s } });
        QCOMPARE(heard[u"body"].toObject(),
            (QJsonObject { { u"target"_s, seq }, { u"emoji"_s, u"\U0001f370"_s }, { u"on"_s, true } }));
        const QJsonObject hers = react(*m_ada, m_room, seq, u"\U0001f370"_s, true);
        const QJsonObject off = react(*m_bob, m_room, seq, u"\U0001f370"_s, false);
        const QJsonObject other = react(*m_bob, m_room, seq, u"+1"_s, true);
        const QJsonObject shown = page(*m_bob, m_room, { { u"before"_s, seq + 1 }, { u"limit"_s, 1 } });
        QCOMPARE(seqsOf(shown[u"amends"]),
            QList<qint64>({ hers[u"seq"].toInteger(), off[u"seq"].toInteger(), other[u"seq"].toInteger() }));
        QCOMPARE(react(*m_bob, m_room, 1, u"+1"_s, true)[u"code"].toString(), u"not_found"_s);
        QCOMPARE(react(*m_bob, m_room, seq, u"a b"_s, true)[u"code"].toString(), u"bad_field"_s);
    }

    void aMessageIsChangedSoOftenAndNoMore()
    {
        const qint64 seq = m_ada->say(m_room, u"x"_s)[u"seq"].toInteger();
        QByteArray thousand;
        for (int i = 0; i < 1000; ++i)
            thousand += " r1,u" + QByteArray::number(i) + ",x";
        m_cluster->redis().run(
            { "HSET", "hb:{" + m_room.toUtf8() + "}:amends", QByteArray::number(seq), thousand.trimmed() });
        QCOMPARE(react(*m_bob, m_room, seq, u"x"_s, true)[u"code"].toString(), u"limit"_s);
        QCOMPARE(edit(*m_ada, m_room, seq, u"y"_s)[u"code"].toString(), u"limit"_s);
        QCOMPARE(redact(*m_ada, m_room, seq)[u"op"].toString(), u"ok"_s); // but it can always be taken out
    }

private:
    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Person> m_ada;
    std::unique_ptr<Person> m_bob;
    QString m_room;
    int m_number = 0;
};

QTEST_GUILESS_MAIN(AmendTest)
#include "amend_test.moc"
