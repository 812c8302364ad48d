// SPDX-License-Identifier: GPL-3.0-or-later
// Messages on this computer, found by their words.
#include "core/client/store.h"

#include <QFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::protocol;
using namespace Qt::StringLiterals;

namespace {

const RoomId general { QByteArray("general") };
const RoomId design { QByteArray("design") };
const Epoch e1 { QByteArray("e1") };
const Epoch e2 { QByteArray("e2") };
const UserId mara { QByteArray("mara") };
const UserId olek { QByteArray("olek") };

Event message(qint64 seq, const QString &text, const UserId &from = olek)
{
    Event event;
    event.seq = seq;
    event.epoch = e1;
    event.ts = 1'700'000'000'000 + seq * 1000;
    event.kind = EventKind::Message;
    event.from = from;
    event.mid = Mid("m" + QByteArray::number(seq));
    event.message.text = text;
    event.body = "{}";
    return event;
}

Event changing(qint64 seq, EventKind kind, const QByteArray &body)
{
    Event event = message(seq, {});
    event.kind = kind;
    event.body = body;
    return event;
}

StoredRoom listed(const RoomId &id, const Epoch &epoch = e1)
{
    StoredRoom room;
    room.state.room = id;
    room.position = { epoch, 100, Mid("m100"_ba) };
    return room;
}

/// What the store on disk does with a step left out: the file itself, on this thread.
struct Shelf {
    QTemporaryDir dir;
    StoreDatabase database;

    Shelf()
    {
        open();
        write([](StoreDatabase &db) { return db.putRoom(listed(general)) && db.putRoom(listed(design)); });
    }
    void open() { QCOMPARE(database.open(path()), StoreTrouble::None); }
    [[nodiscard]] QString path() const { return dir.filePath(u"store.db"_s); }
    void write(const Store::Write &job)
    {
        QVERIFY2(database.begin() && job(database) && database.commit(), qPrintable(database.detail()));
    }
    void say(const QList<Event> &events, const RoomId &room = general)
    {
        write([&](StoreDatabase &db) { return db.putEvents(room, events); });
    }
    /// How many steps there were.
    int finishChores()
    {
        int steps = 0;
        for (; database.hasChores(); ++steps)
            write([](StoreDatabase &db) { return db.doChore(); });
        return steps;
    }
    [[nodiscard]] QList<qint64> seqs(const SearchQuery &query)
    {
        QList<qint64> found;
        for (const SearchHit &hit : database.search(query).hits)
            found.append(hit.seq);
        return found;
    }
    [[nodiscard]] QList<qint64> seqs(const QString &text) { return seqs(SearchQuery { text, {}, {} }); }
};

QString marked(const SearchHit &hit)
{
    QString text = hit.text;
    for (auto match = hit.matches.crbegin(); match != hit.matches.crend(); ++match)
        text.insert(match->from + match->length, u']').insert(match->from, u'[');
    return text;
}

/// The words as the file has them, whoever may read it.
bool fileHas(const QString &path, const QByteArray &word)
{
    for (const char *suffix : { "", "-wal" }) {
        QFile file(path + QLatin1StringView(suffix));
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(word))
            return true;
    }
    return false;
}

} // namespace

class SearchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingThatIsTypedIsSyntax_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("expression");
        QTest::newRow("one word goes on") << u"drain"_s << u"\"drain\" *"_s;
        QTest::newRow("the last of several goes on") << u" drain  n1 "_s << u"\"drain\" \"n1\" *"_s;
        QTest::newRow("operators are words") << u"a OR NOT b"_s << u"\"a\" \"OR\" \"NOT\" \"b\" *"_s;
        QTest::newRow("quotes are doubled") << u"say \"hi"_s << u"\"say\" \"\"\"hi\" *"_s;
        QTest::newRow("columns and stars") << u"text:x* ^y"_s << u"\"text:x*\" \"^y\" *"_s;
        QTest::newRow("signs alone are nothing") << u"-- * \" ()"_s << QString();
        QTest::newRow("nothing") << u"  \t\n"_s << QString();
        QTest::newRow("an end within") << QString(u"a\0b"_s) << u"\"a\" \"b\" *"_s;
        QTest::newRow("letters of the second plane") << u"𐍈"_s << u"\"𐍈\" *"_s;
    }
    void nothingThatIsTypedIsSyntax()
    {
        QFETCH(const QString, typed);
        QTEST(matchExpression(typed), "expression");
        Shelf shelf;
        (void)shelf.seqs(typed);
        QCOMPARE(shelf.database.trouble(), StoreTrouble::None);
    }

    void aThousandWordsAreCutToWhatIsLookedFor()
    {
        QCOMPARE(matchExpression(u"word "_s.repeated(1000)).count(u'"'), searchTerms * 2);
        Shelf shelf;
        shelf.say({ message(1, u"word"_s) });
        QCOMPARE(shelf.seqs(u"word "_s.repeated(1000)), QList<qint64> { 1 });
    }

    void everyWordHasToBeThereAndTheLastOneMayGoOn()
    {
        Shelf shelf;
        shelf.say(
            { message(1, u"Draining **n1** now"_s), message(2, u"the drain is done"_s), message(3, u"n1 is up"_s) });
        QCOMPARE(shelf.seqs(u"n1"_s), (QList<qint64> { 3, 1 })); // newest first
        QCOMPARE(shelf.seqs(u"n1 dra"_s), QList<qint64> { 1 });
        QCOMPARE(shelf.seqs(u"drain"_s), (QList<qint64> { 2, 1 }));
        QCOMPARE(shelf.seqs(u"drain n1"_s), QList<qint64> {}); // "drain" is whole here
        QCOMPARE(shelf.seqs(u"DRAINING N"_s), QList<qint64> { 1 });
        QCOMPARE(shelf.seqs(QString()), QList<qint64> {});
        QCOMPARE(
            marked(shelf.database.search({ u"n1 dra"_s, {}, {} }).hits.constFirst()), u"[Draining] **[n1]** now"_s);
    }

    void accentsAndCaseDoNotMatter()
    {
        Shelf shelf;
        shelf.say({ message(1, u"Über die Brücke, naïve café"_s), message(2, u"Привет, мир"_s) });
        QCOMPARE(shelf.seqs(u"uber brucke"_s), QList<qint64> { 1 });
        QCOMPARE(shelf.seqs(u"CAFE"_s), QList<qint64> { 1 });
        QCOMPARE(shelf.seqs(u"привет МИР"_s), QList<qint64> { 2 });
    }

    void aRoomAndAnAuthorNarrowItDown()
    {
        Shelf shelf;
        shelf.say({ message(1, u"tea?"_s), message(2, u"tea!"_s, mara) });
        shelf.say({ message(7, u"tea pots"_s, mara) }, design);
        QCOMPARE(shelf.seqs(u"tea"_s), (QList<qint64> { 7, 2, 1 }));
        QCOMPARE(shelf.seqs({ u"tea"_s, general, {} }), (QList<qint64> { 2, 1 }));
        QCOMPARE(shelf.seqs({ u"tea"_s, {}, mara }), (QList<qint64> { 7, 2 }));
        QCOMPARE(shelf.seqs({ u"tea"_s, general, mara }), QList<qint64> { 2 });
        QCOMPARE(shelf.seqs({ u"tea"_s, {}, {}, 1 }), QList<qint64> { 7 });
        const SearchHit hit = shelf.database.search({ u"pots"_s, {}, {} }).hits.constFirst();
        QCOMPARE(hit, (SearchHit { design, 7, mara, message(7, {}).ts, u"tea pots"_s, { { 4, 4 } } }));
    }

    void anEditIsFoundAndWhatItReplacedIsNot()
    {
        Shelf shelf;
        shelf.say({ message(1, u"the frist word"_s),
            changing(2, EventKind::Edit, R"({"target":1,"text":"the first word"})") });
        QCOMPARE(shelf.seqs(u"frist"_s), QList<qint64> {});
        QCOMPARE(shelf.seqs(u"first"_s), QList<qint64> { 1 });
        QCOMPARE(shelf.database.search({ u"first"_s, {}, {} }).hits.constFirst().ts, message(1, {}).ts);
        shelf.say({ changing(3, EventKind::Edit, R"({"target":1,"text":"the last word"})") });
        QCOMPARE(shelf.seqs(u"first"_s), QList<qint64> {});
        QCOMPARE(shelf.seqs(u"last"_s), QList<qint64> { 1 });
        // A fork of the log takes the last edit back.
        shelf.write([](StoreDatabase &db) { return db.dropAfter(general, e1, 2); });
        QCOMPARE(shelf.seqs(u"first"_s), QList<qint64> { 1 });
        QCOMPARE(shelf.seqs(u"last"_s), QList<qint64> {});
        shelf.write([](StoreDatabase &db) { return db.dropAfter(general, e1, 0); });
        QCOMPARE(shelf.seqs(u"first"_s), QList<qint64> {});
    }

    void anEditThatComesBeforeItsMessageCounts()
    {
        Shelf shelf;
        shelf.say({ changing(9, EventKind::Edit, R"({"target":4,"text":"as it reads now"})") });
        shelf.say({ message(4, u"as it once read"_s) });
        QCOMPARE(shelf.seqs(u"reads"_s), QList<qint64> { 4 });
        QCOMPARE(shelf.seqs(u"once"_s), QList<qint64> {});
    }

    void whatWasRemovedIsNotFoundAndItsWordsLeaveTheFile()
    {
        Shelf shelf;
        QList<Event> events { message(1, u"unspeakableword stays nowhere"_s) };
        for (qint64 seq = 2; seq <= 600; ++seq)
            events.append(message(seq, u"talk %1 of other things"_s.arg(seq)));
        shelf.say(events);
        shelf.finishChores();
        QCOMPARE(shelf.seqs(u"unspeak"_s), QList<qint64> { 1 });
        QVERIFY(fileHas(shelf.path(), "unspeakableword"));
        shelf.say({ changing(601, EventKind::Redact, R"({"target":1})") });
        QCOMPARE(shelf.seqs(u"unspeak"_s), QList<qint64> {});
        QVERIFY(shelf.finishChores() > 0);
        shelf.database.close(); // takes the write-ahead log into the file
        QVERIFY(!fileHas(shelf.path(), "unspeakableword"));
        QVERIFY(!fileHas(shelf.path(), "speakablew")); // nor with the beginning that it shares with a neighbour
        shelf.open();
        QCOMPARE(shelf.seqs(u"other things"_s).size(), 50);
        // A message that comes as a place only was never there.
        shelf.say({ changing(602, EventKind::Void, {}) });
        QCOMPARE(shelf.seqs(u"unspeak"_s), QList<qint64> {});
    }

    void aRoomThatIsGoneIsNotFoundAndIsReadAgainOnReturn()
    {
        Shelf shelf;
        QList<Event> events;
        for (qint64 seq = 1; seq <= 700; ++seq)
            events.append(message(seq, u"tea %1"_s.arg(seq)));
        shelf.say(events);
        shelf.say({ message(1, u"tea elsewhere"_s) }, design);
        shelf.write([](StoreDatabase &db) { return db.dropRoom(general); });
        QCOMPARE(shelf.seqs(u"tea"_s), QList<qint64> { 1 }); // at once
        QVERIFY(shelf.finishChores() > 2); // and in steps from the index
        shelf.write([](StoreDatabase &db) { return db.putRoom(listed(general)); });
        QVERIFY(!shelf.database.search({ u"tea"_s, {}, {} }).complete);
        shelf.finishChores();
        QVERIFY(shelf.database.search({ u"tea"_s, {}, {} }).complete);
        QCOMPARE(shelf.seqs({ u"tea"_s, {}, {}, 1000 }).size(), 701);
    }

    void anEarlierLogOfARoomIsNotFound()
    {
        Shelf shelf;
        shelf.say({ message(1, u"before the loss"_s) });
        shelf.write([](StoreDatabase &db) { return db.putPosition(general, { e2, 0, {} }); });
        QCOMPARE(shelf.seqs(u"loss"_s), QList<qint64> {}); // no timeline leads there
    }

    void aLongTextIsCutAroundItsFirstMatch()
    {
        Shelf shelf;
        shelf.say({ message(1, u"before "_s.repeated(300) + u"needle"_s + u" behind"_s.repeated(300) + u" needle"_s) });
        const SearchHit hit = shelf.database.search({ u"needle"_s, {}, {} }).hits.constFirst();
        QVERIFY(hit.text.size() < searchExcerpt + 60);
        QCOMPARE(hit.matches.size(), 1);
        QCOMPARE(hit.text.mid(hit.matches[0].from, hit.matches[0].length), u"needle"_s);
        QVERIFY(hit.text.startsWith(u"… before"_s) && hit.text.endsWith(u"behind…"_s));
        // One without a space, in letters of two units: none is cut in halves.
        shelf.say({ message(2, u"needle "_s + u"𐍈"_s.repeated(2000)) });
        const QString cut = shelf.database.search({ u"needle"_s, {}, {} }).hits.constFirst().text;
        QVERIFY(cut.isValidUtf16());
    }

    void marksOfOursInATextAreSpaces()
    {
        Shelf shelf;
        shelf.say({ message(1, u"a\x01tea\x02pot"_s) });
        QCOMPARE(marked(shelf.database.search({ u"tea"_s, {}, {} }).hits.constFirst()), u"a [tea] pot"_s);
    }

    void manyMessagesOfOneMomentAreAllThere()
    {
        Shelf shelf;
        QList<Event> events;
        for (qint64 seq = 1; seq <= 2500; ++seq) {
            events.append(message(seq, u"burst"_s));
            events.last().ts = 5;
        }
        events.append(message(2501, u"burst before all time"_s));
        events.last().ts = -1;
        events.append(message(2502, u"burst after all time"_s));
        events.last().ts = std::numeric_limits<qint64>::max();
        shelf.say(events);
        const QList<qint64> found = shelf.seqs({ u"burst"_s, {}, {}, 10'000 });
        QCOMPARE(found.size(), 2502);
        QCOMPARE(found.constFirst(), 2502);
        QCOMPARE(QSet<qint64>(found.cbegin(), found.cend()).size(), 2502);
    }

    void aStoreOfTheSecondVersionIsReadInStepsWhileItIsUsed()
    {
        Shelf shelf;
        QList<Event> events;
        for (qint64 seq = 1; seq <= 600; ++seq)
            events.append(message(seq, u"old talk %1"_s.arg(seq)));
        events.append(changing(601, EventKind::Edit, R"({"target":3,"text":"old and mended"})"));
        events.append(changing(602, EventKind::Redact, R"({"target":4})"));
        shelf.say(events);
        shelf.finishChores();
        shelf.database.close();
        {
            QSqlDatabase old = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"second"_s);
            old.setDatabaseName(shelf.path());
            QVERIFY(old.open());
            QSqlQuery query(old);
            for (const char *statement :
                { "DROP TABLE words", "DROP TABLE said", "DROP TABLE chores", "PRAGMA user_version=2" })
                QVERIFY2(query.exec(QString::fromLatin1(statement)), qPrintable(query.lastError().text()));
        }
        QSqlDatabase::removeDatabase(u"second"_s);
        shelf.open();
        shelf.say({ message(603, u"new talk"_s) });
        SearchAnswer now = shelf.database.search({ u"talk"_s, {}, {} });
        QVERIFY(!now.complete);
        QCOMPARE(now.hits.size(), 1); // what comes meanwhile is found already
        QVERIFY(shelf.database.hasChores());
        shelf.write([](StoreDatabase &db) { return db.doChore(); });
        shelf.database.close(); // in the middle of it
        shelf.open();
        QVERIFY(shelf.finishChores() > 1);
        now = shelf.database.search({ u"talk"_s, {}, {}, 10'000 });
        QVERIFY(now.complete);
        QCOMPARE(now.hits.size(), 599); // without the one that was removed, and the one that reads otherwise
        QCOMPARE(shelf.seqs(u"mended"_s), QList<qint64> { 3 });
    }

    void whoErasesTheStoreErasesWhatIsFound()
    {
        Shelf shelf;
        shelf.say({ message(1, u"unspeakableword"_s) });
        QCOMPARE(shelf.seqs(u"unspeak"_s).size(), 1);
        shelf.write([](StoreDatabase &db) { return db.wipe(); });
        QCOMPARE(shelf.seqs(u"unspeak"_s).size(), 0);
        shelf.database.close();
        QVERIFY(!fileHas(shelf.path(), "unspeakableword"));
        shelf.open();
        shelf.write([](StoreDatabase &db) { return db.putRoom(listed(general)); });
        shelf.say({ message(1, u"begun anew"_s) });
        QCOMPARE(shelf.seqs(u"anew"_s), QList<qint64> { 1 });
    }

    void theStoreDoesItsChoresByItself()
    {
        QTemporaryDir dir;
        QObject context;
        Store store;
        store.open(dir.filePath(u"store.db"_s), &context, [](const StoreSnapshot &) {});
        store.write([](StoreDatabase &db) {
            QList<Event> events;
            for (qint64 seq = 1; seq <= 1000; ++seq)
                events.append(message(seq, u"tea %1"_s.arg(seq)));
            return db.putEvents(general, events) && db.putRoom(listed(general)) && db.dropRoom(general);
        });
        std::optional<bool> left;
        const std::function<void(const bool &)> ask = [&](const bool &chores) {
            left = chores;
            if (chores)
                store.read<bool>([](StoreDatabase &db) { return db.hasChores(); }, &context, ask);
        };
        ask(true);
        QTRY_COMPARE(left, std::optional(false));
    }
};

QTEST_GUILESS_MAIN(SearchTest)
#include "search_test.moc"
