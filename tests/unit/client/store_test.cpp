// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/store.h"
#include "core/client/store_reader.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
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
const Epoch e1 { QByteArray("e1") };
const UserId mara { QByteArray("mara") };
const UserId olek { QByteArray("olek") };

Event message(qint64 seq, const QString &text, const UserId &from = olek, const QList<UserId> &mentions = {})
{
    Event event;
    event.room = general;
    event.seq = seq;
    event.epoch = e1;
    event.ts = 1000 + seq;
    event.kind = EventKind::Message;
    event.from = from;
    event.mid = Mid("m" + QByteArray::number(seq));
    event.message = { text, std::nullopt, mentions };
    event.body = "{}";
    return event;
}

QList<Event> messages(qint64 from, qint64 to)
{
    QList<Event> events;
    for (qint64 seq = from; seq <= to; ++seq)
        events.append(message(seq, u"text %1"_s.arg(seq)));
    return events;
}

StoredRoom roomAt(qint64 seq)
{
    StoredRoom room;
    room.state.room = general;
    room.state.title = u"General"_s;
    room.state.epoch = e1;
    room.position = { e1, seq, Mid("m" + QByteArray::number(seq)) };
    return room;
}

Outgoing outgoing(const QString &text)
{
    Outgoing made;
    made.mid = Mid(randomUuid());
    made.room = general;
    made.body.text = text;
    made.body.mentions = { mara, olek };
    made.body.replyTo = 7;
    made.order = 1;
    made.created = 5;
    return made;
}

/// A store that is open, with what was heard from it.
struct Opened {
    Store store;
    QSignalSpy failed { &store, &Store::failed };
    QSignalSpy replaced { &store, &Store::replaced };
    std::optional<StoreSnapshot> snapshot;
    QObject context;

    explicit Opened(const QString &path)
    {
        store.open(path, &context, [this](const StoreSnapshot &read) { snapshot = read; });
    }
    [[nodiscard]] bool ready()
    {
        return QTest::qWaitFor([this] { return snapshot.has_value(); }, 10'000);
    }
    /// Whether the write is on disk.
    [[nodiscard]] std::optional<bool> put(Store::Write job)
    {
        std::optional<bool> onDisk;
        store.write(std::move(job), &context, [&onDisk](bool done) { onDisk = done; });
        const bool answered = QTest::qWaitFor([&] { return onDisk.has_value(); }, 10'000);
        return answered ? onDisk : std::nullopt;
    }
    [[nodiscard]] HistoryRun runBefore(qint64 before, int limit = 50)
    {
        std::optional<HistoryRun> run;
        store.read<HistoryRun>([=](StoreDatabase &database) { return database.runBefore(general, e1, before, limit); },
            &context, [&run](const HistoryRun &read) { run = read; });
        return QTest::qWaitFor([&] { return run.has_value(); }, 10'000) ? *run : HistoryRun {};
    }
};

QList<qint64> seqsOf(const HistoryRun &run)
{
    QList<qint64> seqs;
    for (const Event &event : run.events)
        seqs.append(event.seq);
    return seqs;
}

} // namespace

class StoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenIsThereAfterTheNextStart()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"store.db"_s);
        const Outgoing waiting = outgoing(u"typed offline"_s);
        StoredRoom room = roomAt(2);
        room.read = 1;
        room.othersRead = 2;
        room.state.lastLine = LastLine { olek, 1002, u"text 2"_s };
        {
            Opened opened(path);
            QVERIFY(opened.ready());
            QCOMPARE(opened.put([&](StoreDatabase &db) {
                return db.putRoom(room) && db.putEvents(general, messages(1, 2)) && db.putOutgoing(waiting)
                    && db.putDraft(general, u"half a tho"_s);
            }),
                std::optional(true));
        }
        Opened again(path);
        QVERIFY(again.ready());
        QCOMPARE(again.snapshot->outbox, QList<Outgoing> { waiting });
        QCOMPARE(again.snapshot->rooms.size(), 1);
        QCOMPARE(again.snapshot->rooms.constFirst().position, room.position);
        QCOMPARE(again.snapshot->rooms.constFirst().state.lastLine, room.state.lastLine);
        QCOMPARE(again.snapshot->rooms.constFirst().read, 1);
        QCOMPARE(again.snapshot->drafts.value(general), u"half a tho"_s);
        QCOMPARE(seqsOf(again.runBefore(3)), (QList<qint64> { 1, 2 }));
        QCOMPARE(again.failed.count(), 0);
    }

    void anEventIsAppliedOnceAndTheFirstOneStays()
    {
        QTemporaryDir dir;
        Opened opened(dir.filePath(u"store.db"_s));
        QVERIFY(opened.ready());
        Event other = message(1, u"another"_s);
        other.mid = Mid("other"_ba);
        (void)opened.put([&](StoreDatabase &db) { return db.putEvents(general, { message(1, u"first"_s) }); });
        (void)opened.put([&](StoreDatabase &db) { return db.putEvents(general, { message(1, u"first"_s), other }); });
        const HistoryRun run = opened.runBefore(10);
        QCOMPARE(run.events.size(), 0); // it does not reach up to 9
        QCOMPARE(opened.runBefore(2).events.constFirst().message.text, u"first"_s);
        QCOMPARE(opened.runBefore(2).events.size(), 1);
    }

    void everyPartOfAnEventComesBack()
    {
        Event event = message(1, u"@mara look"_s, olek, { mara });
        event.message.replyTo = 12;
        event.body = R"({"text":"@mara look","reply_to":12})";
        Event joined = message(2, {});
        joined.kind = EventKind::Member;
        joined.member = { MemberBody::Change::Role, mara, u"Mara"_s, Role::Moderator };
        QTemporaryDir dir;
        Opened opened(dir.filePath(u"store.db"_s));
        QVERIFY(opened.ready());
        (void)opened.put([&](StoreDatabase &db) { return db.putEvents(general, { event, joined }); });
        QCOMPARE(opened.runBefore(3).events, (QList<Event> { event, joined }));
    }

    void aRunEndsAtTheFirstHoleAndGapsBridgeOne()
    {
        QTemporaryDir dir;
        Opened opened(dir.filePath(u"store.db"_s));
        QVERIFY(opened.ready());
        (void)opened.put([](StoreDatabase &db) {
            return db.putEvents(general, messages(1, 3)) && db.putEvents(general, messages(5, 6))
                && db.putEvents(general, messages(10, 12)) && db.putGap(general, e1, { 7, 9 });
        });
        const HistoryRun run = opened.runBefore(13);
        QCOMPARE(seqsOf(run), (QList<qint64> { 5, 6, 10, 11, 12 })); // 4 is missing and no gap says so
        QCOMPARE(run.gaps, (QList<GapRow> { { 7, 9 } }));
        QCOMPARE(seqsOf(opened.runBefore(13, 2)), (QList<qint64> { 11, 12 }));
        QVERIFY(opened.runBefore(20).events.isEmpty());
    }

    void unreadOnesAreCountedOnlyWhereTheStoreHasThemAll()
    {
        QTemporaryDir dir;
        StoreDatabase db;
        QCOMPARE(db.open(dir.filePath(u"store.db"_s)), StoreTrouble::None);
        QVERIFY(db.putEvents(general,
            { message(1, u"a"_s), message(2, u"b"_s, mara), message(3, u"@mara"_s, olek, { olek, mara }),
                message(4, u"@maraschino"_s, olek, { UserId("maraschino"_ba) }) }));
        QCOMPARE(db.unread(general, e1, 0, 4, mara), std::optional(UnreadCount { 3, 1 }));
        QCOMPARE(db.unread(general, e1, 2, 4, mara), std::optional(UnreadCount { 2, 1 }));
        QCOMPARE(db.unread(general, e1, 0, 5, mara), std::nullopt);
    }

    void aForkDropsOnlyWhatLiesBehindIt()
    {
        QTemporaryDir dir;
        StoreDatabase db;
        QCOMPARE(db.open(dir.filePath(u"store.db"_s)), StoreTrouble::None);
        QVERIFY(db.putEvents(general, messages(1, 9)));
        QVERIFY(db.dropAfter(general, e1, 6));
        QCOMPARE(db.mids(general, e1, 1, 20).size(), 6);
    }

    void theReaderSeesWhatTheClientKeeps()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"store.db"_s);
        Opened opened(path);
        QVERIFY(opened.ready());
        (void)opened.put([](StoreDatabase &db) { return db.putEvents(general, messages(1, 3)); });
        const auto rows = readStore(path); // while the client still runs
        QVERIFY(rows.ok());
        QCOMPARE(rows->size(), 3);
        QCOMPARE(rows->at(2).text, u"text 3"_s);
        QCOMPARE(rows->at(2).mid, Mid("m3"_ba));
        QCOMPARE(readStore(dir.filePath(u"none.db"_s)).error().code, ErrorCode::NotFound);
    }

    void aDamagedFileIsSetAsideAndANewOneBegun_data()
    {
        QTest::addColumn<qint64>("keepFirst");
        QTest::newRow("all of it") << qint64(0);
        QTest::newRow("all but its first page") << qint64(4096);
    }
    void aDamagedFileIsSetAsideAndANewOneBegun()
    {
        QFETCH(const qint64, keepFirst);
        QTemporaryDir dir;
        const QString path = dir.filePath(u"store.db"_s);
        {
            Opened opened(path);
            QVERIFY(opened.ready());
            (void)opened.put(
                [](StoreDatabase &db) { return db.putRoom(roomAt(0)) && db.putEvents(general, messages(1, 500)); });
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const qint64 size = file.size();
        file.seek(keepFirst);
        file.write(QByteArray(size - keepFirst, '\xa5'));
        file.close();

        Opened again(path);
        QVERIFY(again.ready());
        QTRY_COMPARE(again.failed.count(), 1);
        QVERIFY(again.failed.constFirst().constFirst().toString().contains(u"set aside"_s));
        QVERIFY(again.snapshot->rooms.isEmpty());
        QCOMPARE(QDir(dir.path()).entryList({ u"store.db.damaged-*"_s }).isEmpty(), false);
        QCOMPARE(
            again.put([](StoreDatabase &db) { return db.putEvents(general, messages(1, 3)); }), std::optional(true));
        QCOMPARE(readStore(path)->size(), 3);
    }

    void aFileThatBreaksWhileInUseIsReplacedAndTheChatHearsOfIt()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"store.db"_s);
        {
            Opened opened(path);
            QVERIFY(opened.ready());
            (void)opened.put([](StoreDatabase &db) { return db.putEvents(general, messages(1, 2000)); });
        }
        // Only the pages of the events: the start reads none of them.
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const qint64 size = file.size();
        const qint64 from = 4096 * 12;
        QVERIFY(size > from);
        file.seek(from);
        file.write(QByteArray(size - from, '\xa5'));
        file.close();

        Opened again(path);
        QVERIFY(again.ready());
        QCOMPARE(again.failed.count(), 0);
        const auto onDisk = again.put([](StoreDatabase &db) { return db.putEvents(general, messages(1000, 3000)); });
        QCOMPARE(onDisk, std::optional(true)); // in the new file
        QTRY_COMPARE(again.replaced.count(), 1);
        QCOMPARE(again.failed.count(), 1);
        QCOMPARE(readStore(path)->size(), 2001);
    }

    void aFolderThatCannotBeWrittenLeavesTheChatInMemory()
    {
        QTemporaryDir dir;
        // A path below a file: nobody, root included, can make anything there.
        QFile blocker(dir.filePath(u"file"_s));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        Opened opened(dir.filePath(u"file/store.db"_s));
        QVERIFY(opened.ready());
        QTRY_COMPARE(opened.failed.count(), 1);
        QVERIFY(opened.failed.constFirst().constFirst().toString().contains(u"cannot be written"_s));
        (void)opened.put([](StoreDatabase &db) { return db.putEvents(general, messages(1, 3)); });
        QCOMPARE(seqsOf(opened.runBefore(4)), (QList<qint64> { 1, 2, 3 }));
    }

    void aStoreOfALaterVersionIsLeftAlone()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"store.db"_s);
        {
            QSqlDatabase db = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"later"_s);
            db.setDatabaseName(path);
            QVERIFY(db.open());
            QSqlQuery(db).exec(u"PRAGMA user_version=99"_s);
        }
        QSqlDatabase::removeDatabase(u"later"_s);
        Opened opened(path);
        QVERIFY(opened.ready());
        QTRY_COMPARE(opened.failed.count(), 1);
        QVERIFY(opened.failed.constFirst().constFirst().toString().contains(u"later version"_s));
        QVERIFY(QDir(dir.path()).entryList({ u"*damaged*"_s }).isEmpty());
    }

    void aStoreOfTheFirstVersionIsBroughtUpToDate()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"store.db"_s);
        {
            QSqlDatabase old = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"old"_s);
            old.setDatabaseName(path);
            QVERIFY(old.open());
            QSqlQuery query(old);
            for (const char *statement :
                { "CREATE TABLE events(room TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, mid TEXT NOT "
                  "NULL, "
                  "ts INTEGER NOT NULL, kind INTEGER NOT NULL, sender TEXT NOT NULL, text TEXT NOT NULL, reply_to "
                  "INTEGER, mentions TEXT NOT NULL, change INTEGER NOT NULL, subject TEXT NOT NULL, subject_display "
                  "TEXT "
                  "NOT NULL, subject_role INTEGER NOT NULL, raw BLOB NOT NULL, PRIMARY KEY(room, epoch, seq)) WITHOUT "
                  "ROWID",
                    "CREATE TABLE gaps(room TEXT NOT NULL, epoch TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER "
                    "NOT "
                    "NULL, PRIMARY KEY(room, epoch, first)) WITHOUT ROWID",
                    "CREATE TABLE rooms(room TEXT PRIMARY KEY, title TEXT NOT NULL, topic TEXT NOT NULL, kind INTEGER "
                    "NOT "
                    "NULL, visibility INTEGER NOT NULL, role INTEGER NOT NULL, members INTEGER NOT NULL, first INTEGER "
                    "NOT NULL, last INTEGER NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, mid TEXT NOT NULL, "
                    "read "
                    "INTEGER NOT NULL, others_read INTEGER NOT NULL, line_from TEXT, line_ts INTEGER, line_text TEXT) "
                    "WITHOUT ROWID",
                    "CREATE TABLE drafts(room TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
                    "CREATE TABLE outbox(mid TEXT PRIMARY KEY, room TEXT NOT NULL, ord INTEGER NOT NULL, created "
                    "INTEGER "
                    "NOT NULL, state INTEGER NOT NULL, text TEXT NOT NULL, reply_to INTEGER, mentions TEXT NOT NULL, "
                    "error_code INTEGER NOT NULL, error_detail TEXT NOT NULL, acked INTEGER NOT NULL, epoch TEXT NOT "
                    "NULL, seq INTEGER NOT NULL) WITHOUT ROWID",
                    "INSERT INTO events VALUES('general','e1',1,'m1',1001,0,'olek','text 1',NULL,'',0,'','',1,'{}')",
                    "INSERT INTO outbox VALUES('m9','general',4,5,0,'waiting',NULL,'',0,'',0,'',0)",
                    "PRAGMA user_version=1" })
                QVERIFY2(query.exec(QString::fromLatin1(statement)), qPrintable(query.lastError().text()));
        }
        QSqlDatabase::removeDatabase(u"old"_s);
        Opened opened(path);
        QVERIFY(opened.ready());
        QCOMPARE(opened.failed.count(), 0);
        QCOMPARE(opened.runBefore(2).events, messages(1, 1));
        QCOMPARE(opened.snapshot->outbox.size(), 1);
        QCOMPARE(opened.snapshot->outbox.constFirst().body.text, u"waiting"_s);
        QCOMPARE(opened.snapshot->outbox.constFirst().kind, Outgoing::Kind::Message);
        // And it takes what the first version did not know.
        Event edit = message(2, {});
        edit.kind = EventKind::Edit;
        edit.body = R"({"target":1,"text":"better"})";
        Outgoing change = outgoing(u"better"_s);
        change.kind = Outgoing::Kind::Edit;
        change.target = Mid("m1"_ba);
        QCOMPARE(opened.put([=](StoreDatabase &database) {
            return database.putEvents(general, { edit }) && database.putOutgoing(change);
        }),
            true);
        QCOMPARE(opened.runBefore(3).amends.size(), 1);
        QCOMPARE(opened.runBefore(2).amends.size(), 1);
    }

    void everyPartOfAChangeComesBack()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"store.db"_s);
        Outgoing change = outgoing({});
        change.kind = Outgoing::Kind::React;
        change.target = Mid("m1"_ba);
        change.targetSeq = 7;
        change.targetEpoch = e1;
        change.word = u"🫖"_s;
        change.on = false;
        {
            Opened opened(path);
            QVERIFY(opened.ready());
            QCOMPARE(opened.put([=](StoreDatabase &database) { return database.putOutgoing(change); }), true);
        }
        Opened opened(path);
        QVERIFY(opened.ready());
        QCOMPARE(opened.snapshot->outbox, QList { change });
    }

    void aLockedFileIsWrittenOnceItIsFree()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"store.db"_s);
        Opened opened(path);
        QVERIFY(opened.ready());
        QSqlDatabase other = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        other.setDatabaseName(path);
        QVERIFY(other.open());
        QVERIFY(QSqlQuery(other).exec(u"BEGIN IMMEDIATE"_s));
        QCOMPARE(
            opened.put([](StoreDatabase &db) { return db.putEvents(general, messages(1, 2)); }), std::optional(false));
        QCOMPARE(opened.failed.count(), 1);
        QVERIFY(opened.failed.constFirst().constFirst().toString().contains(u"Another program"_s));
        QCOMPARE(
            opened.put([](StoreDatabase &db) { return db.putEvents(general, messages(3, 4)); }), std::optional(false));
        QCOMPARE(opened.failed.count(), 1); // said once
        QVERIFY(QSqlQuery(other).exec(u"ROLLBACK"_s));
        QTRY_COMPARE_WITH_TIMEOUT(readStore(path)->size(), 4, 20'000);
        other.close();
        other = {};
        QSqlDatabase::removeDatabase(u"other"_s);
    }

    void aFullDiskKeepsTheWritesInOrderUntilThereIsRoom()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"store.db"_s);
        Opened opened(path);
        QVERIFY(opened.ready());
        // SQLite's own limit stands for a full disk: the same result code, SQLITE_FULL.
        const auto limit = [&](int pages) {
            return opened.put([pages](StoreDatabase &db) { return db.limitPages(pages); });
        };
        (void)limit(1);
        QList<Event> large;
        for (qint64 seq = 1; seq <= 20; ++seq)
            large.append(message(seq, QString(8000, u'x')));
        QCOMPARE(opened.put([large](StoreDatabase &db) { return db.putEvents(general, large); }), std::optional(false));
        QCOMPARE(opened.failed.count(), 1);
        QVERIFY(opened.failed.constFirst().constFirst().toString().contains(u"disk is full"_s));
        QVERIFY(readStore(path)->isEmpty());
        bool lifted = false;
        opened.store.read<bool>([](StoreDatabase &db) { return db.limitPages(1'000'000); }, &opened.context,
            [&](bool done) { lifted = done; });
        QTRY_VERIFY(lifted);
        QTRY_COMPARE_WITH_TIMEOUT(readStore(path)->size(), 20, 20'000);
    }

    void aRowThatIsRefusedForItselfDoesNotHoldUpTheOthers()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"store.db"_s);
        Opened opened(path);
        QVERIFY(opened.ready());
        std::optional<bool> bad;
        std::optional<bool> good;
        // The bad one writes first and gives up then: nothing of it may stay.
        opened.store.write([](StoreDatabase &db) { return db.putEvents(general, messages(50, 50)) && false; },
            &opened.context, [&](bool done) { bad = done; });
        opened.store.write([](StoreDatabase &db) { return db.putEvents(general, messages(1, 1)); }, &opened.context,
            [&](bool done) { good = done; });
        QTRY_VERIFY(bad && good);
        QCOMPARE(bad, std::optional(false));
        QCOMPARE(good, std::optional(true));
        QCOMPARE(readStore(path)->size(), 1);
    }
};

QTEST_GUILESS_MAIN(StoreTest)
#include "store_test.moc"
