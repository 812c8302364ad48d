// SPDX-License-Identifier: GPL-3.0-or-later
// Who is present in a room: every arrival has one departure, and clients are told what is true, once.
#include "server/presence_table.h"

#include "core/protocol/words.h"

#include <QTest>

#include <random>

using namespace hubbub;
using namespace hubbub::server;
using namespace Qt::StringLiterals;
using protocol::PresenceCause;
using protocol::PresenceChange;
using Taken = PresenceTable::Taken;
using State = protocol::Presence;

namespace {

UserId user(const char *name) { return UserId(QByteArray(name)); }

PresenceTable::Entry entry(const char *session, const char *who, const char *node = "n1", State state = State::Online)
{
    return { SessionId(QByteArray(session)), user(who), NodeId(QByteArray(node)), state, {} };
}

Taken apply(PresenceTable &table, qint64 version, const char *session, const char *who, const char *state,
    const char *cause = "join", const char *node = "n1", const char *text = "")
{
    PresenceNews news;
    news.version = version;
    news.user = who;
    news.session = session;
    news.state = state;
    news.cause = cause;
    news.node = node;
    news.text = text;
    return table.apply(news);
}

/// The clients' view: what they were told, applied as they apply it.
struct View {
    QHash<UserId, PresenceChange> present;
    int arrivals = 0;
    int departures = 0;

    void take(const QList<PresenceChange> &changes)
    {
        for (const PresenceChange &change : changes) {
            if (change.state == State::Offline) {
                QVERIFY2(present.remove(change.user), change.user.bytes().constData()); // no departure without arrival
                QCOMPARE(change.sessions, 0);
                ++departures;
                continue;
            }
            const bool isNew = !present.contains(change.user);
            QCOMPARE(change.cause == PresenceCause::Join, isNew);
            arrivals += isNew;
            present[change.user] = change;
        }
    }
};

} // namespace

class PresenceTableTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsKnownBeforeTheRosterWasRead()
    {
        PresenceTable table;
        QVERIFY(!table.isKnown());
        QCOMPARE(apply(table, 1, "s1", "ada", "online"), Taken::Missed);
        table.replace(4, {});
        QVERIFY(table.isKnown());
        QCOMPARE(apply(table, 5, "s1", "ada", "online"), Taken::Applied);
    }

    void newsThatTheRosterHadAlreadyIsOldAndNewsBehindAHoleIsMissed()
    {
        PresenceTable table;
        table.replace(7, { entry("s1", "ada") });
        QCOMPARE(apply(table, 7, "s1", "ada", "offline", "leave"), Taken::Old);
        QCOMPARE(table.present(), 1);
        QCOMPARE(apply(table, 9, "s2", "bob", "online"), Taken::Missed);
        QCOMPARE(table.present(), 1);
        QCOMPARE(apply(table, 8, "s2", "bob", "online"), Taken::Applied);
    }

    void arrivingIsTheStepFromNoSessionToOne()
    {
        PresenceTable table;
        table.replace(0, {});
        (void)apply(table, 1, "s1", "ada", "online");
        auto changes = table.takeChanges();
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes[0].cause, PresenceCause::Join);
        QCOMPARE(changes[0].sessions, 1);
        (void)apply(table, 2, "s2", "ada", "online");
        changes = table.takeChanges();
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes[0].cause, PresenceCause::State);
        QCOMPARE(changes[0].sessions, 2);
        (void)apply(table, 3, "s1", "ada", "offline", "leave");
        changes = table.takeChanges();
        QCOMPARE(changes[0].state, State::Online);
        QCOMPARE(changes[0].cause, PresenceCause::State);
        (void)apply(table, 4, "s2", "ada", "offline", "timeout", "n2");
        changes = table.takeChanges();
        QCOMPARE(changes[0].state, State::Offline);
        QCOMPARE(changes[0].cause, PresenceCause::Timeout);
        QCOMPARE(changes[0].sessions, 0);
        QCOMPARE(table.present(), 0);
        QVERIFY(table.takeChanges().isEmpty());
    }

    void whoCameAndWentInBetweenIsLeftOutAndSoIsWhoCameBackAsBefore()
    {
        PresenceTable table;
        table.replace(0, { entry("s1", "ada") });
        (void)table.takeChanges();
        (void)apply(table, 1, "s2", "bob", "online");
        (void)apply(table, 2, "s2", "bob", "offline", "leave");
        (void)apply(table, 3, "s1", "ada", "offline", "timeout");
        (void)apply(table, 4, "s1", "ada", "online");
        QVERIFY(table.takeChanges().isEmpty());
        QCOMPARE(table.present(), 1);
    }

    void whoMovesToAnotherNodeIsToldButDoesNotDepart()
    {
        PresenceTable table;
        table.replace(0, { entry("s1", "ada", "n1") });
        (void)table.takeChanges();
        (void)apply(table, 1, "s1", "ada", "online", "join", "n2");
        const auto changes = table.takeChanges();
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes[0].cause, PresenceCause::State);
        QCOMPARE(changes[0].node, NodeId(QByteArrayLiteral("n2")));
        QCOMPARE(changes[0].sessions, 1);
    }

    void ofSeveralSessionsTheBusiestSpeaks()
    {
        PresenceTable table;
        table.replace(0,
            { entry("s1", "ada", "n1", State::Away), entry("s2", "ada", "n1", State::Online),
                entry("s3", "bob", "n1", State::Away) });
        QCOMPARE(table.of(user("ada")).state, State::Online);
        QCOMPARE(table.of(user("bob")).state, State::Away);
        (void)apply(table, 1, "s1", "ada", "busy", "state", "n1", "in a meeting");
        QCOMPARE(table.of(user("ada")).state, State::Busy);
        QCOMPARE(table.of(user("ada")).text, u"in a meeting"_s);
        QCOMPARE(table.of(user("ada")).sessions, 2);
        QCOMPARE(table.of(user("eve")).state, State::Offline);
    }

    void aRosterTellsTheDifferenceToWhatWasTold()
    {
        PresenceTable table;
        table.replace(3, { entry("s1", "ada"), entry("s2", "bob") });
        View view;
        view.take(table.takeChanges());
        table.replace(9, { entry("s2", "bob"), entry("s3", "cyd") });
        const auto changes = table.takeChanges();
        QCOMPARE(changes.size(), 2); // Ada went, Cyd came; of Bob there is nothing to say
        view.take(changes);
        QCOMPARE(view.present.size(), 2);
        QVERIFY(!view.present.contains(user("ada")));
    }

    void everybodyIsListedOnceAndInOrder()
    {
        PresenceTable table;
        table.replace(0, { entry("s3", "cyd"), entry("s1", "ada"), entry("s2", "bob"), entry("s4", "ada") });
        QStringList names;
        for (const PresenceChange &each : table.everybody()) {
            names << each.user.text();
            QCOMPARE(each.cause, PresenceCause::Join);
        }
        QCOMPARE(names, QStringList({ u"ada"_s, u"bob"_s, u"cyd"_s }));
    }

    void anEntryIsReadAsTheScriptsWriteIt()
    {
        const auto read = readHereEntry("s1", "ada n2 b7 12 busy in a  meeting");
        QCOMPARE(read.session, SessionId(QByteArrayLiteral("s1")));
        QCOMPARE(read.user, user("ada"));
        QCOMPARE(read.node, NodeId(QByteArrayLiteral("n2")));
        QCOMPARE(read.state, State::Busy);
        QCOMPARE(read.text, u"in a  meeting"_s);
        QCOMPARE(readHereEntry("s1", "ada n2 b7 12 odd ").state, State::Online);
    }

    void clientsWhoApplyWhatTheyAreToldEndWithTheTruth_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 30; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void clientsWhoApplyWhatTheyAreToldEndWithTheTruth()
    {
        QFETCH(const quint32, seed);
        std::mt19937 random(seed);
        const QByteArrayList people { "ada", "bob", "cyd", "dan" };
        const QByteArrayList states { "online", "away", "busy" };
        PresenceTable table;
        table.replace(0, {});
        View view;
        QHash<QByteArray, QByteArray> truth; ///< session to user
        qint64 version = 0;
        for (int step = 0; step < 1000; ++step) {
            const QByteArray who = people[qsizetype(random() % 4)];
            const QByteArray session = who + QByteArray::number(random() % 3);
            const bool goes = truth.contains(session) && random() % 2;
            const QByteArray state = goes ? QByteArray("offline") : states[qsizetype(random() % 3)];
            const Taken taken = apply(table, ++version, session.constData(), who.constData(), state.constData());
            QCOMPARE(taken, Taken::Applied);
            if (goes)
                truth.remove(session);
            else
                truth[session] = who;
            if (random() % 50 == 0) {
                // The subscription was away: the roster is read anew.
                std::vector<PresenceTable::Entry> roster;
                for (auto it = truth.begin(); it != truth.end(); ++it)
                    roster.push_back(entry(it.key().constData(), it.value().constData()));
                version += 3;
                table.replace(version, roster);
            }
            if (random() % 4 == 0)
                view.take(table.takeChanges());
        }
        view.take(table.takeChanges());
        QHash<UserId, int> sessions;
        for (const QByteArray &who : std::as_const(truth))
            ++sessions[UserId(who)];
        QCOMPARE(table.present(), sessions.size());
        QCOMPARE(view.present.size(), sessions.size());
        for (auto it = sessions.begin(); it != sessions.end(); ++it)
            QCOMPARE(view.present.value(it.key()).sessions, it.value());
        QCOMPARE(view.arrivals - view.departures, int(sessions.size()));
    }
};

QTEST_GUILESS_MAIN(PresenceTableTest)
#include "presence_table_test.moc"
