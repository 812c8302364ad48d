// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/store_database.h"

#include "core/client/store_rows.h"
#include "core/client/store_schema.h"

#include <QSqlError>

#include <algorithm>

namespace hubbub::client {

StoreDatabase::StoreDatabase()
    : m_name(QStringLiteral("hubbub-store-") + QString::fromLatin1(randomHex(8)))
{
}

StoreDatabase::~StoreDatabase() { close(); }

StoreTrouble StoreDatabase::open(const QString &path)
{
    close();
    m_path = path;
    m_trouble = StoreTrouble::None;
    m_db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    m_db.setDatabaseName(path.isEmpty() ? QStringLiteral(":memory:") : path);
    m_db.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=1500"));
    if (!m_db.open()) {
        note(m_db.lastError());
        return m_trouble;
    }
    exec(QStringLiteral("PRAGMA cache_size=-16000")); // KiB: a search through everything reads the texts' heads once
    // FULL: "in the outbox on disk" must also be true after a power cut. What is deleted is to be gone from the file.
    const bool ready = exec(QStringLiteral("PRAGMA journal_mode=WAL"))
        && exec(QStringLiteral("PRAGMA synchronous=FULL")) && exec(QStringLiteral("PRAGMA secure_delete=ON"))
        && migrate();
    m_hasChores = ready; // of an earlier run; the first step looks
    return ready ? StoreTrouble::None : m_trouble;
}

void StoreDatabase::close()
{
    m_prepared.clear();
    if (!m_db.isValid())
        return;
    m_db.close();
    m_db = {};
    QSqlDatabase::removeDatabase(m_name);
}

bool StoreDatabase::migrate()
{
    QSqlQuery version(m_db);
    if (!version.exec(QStringLiteral("PRAGMA user_version")) || !version.next()) {
        note(version.lastError());
        return false;
    }
    const int found = version.value(0).toInt();
    version.finish();
    if (found > schema::newest) {
        m_trouble = StoreTrouble::Newer;
        return false;
    }
    if (found == schema::newest)
        return begin() && commit(); // proves that the file can be written
    if (!begin())
        return false;
    for (const char *statement : schema::statementsFrom(found))
        if (!exec(QString::fromLatin1(statement)))
            return false;
    return exec(QStringLiteral("PRAGMA user_version=%1").arg(schema::newest)) && commit();
}

bool StoreDatabase::begin()
{
    m_trouble = StoreTrouble::None;
    return exec(QStringLiteral("BEGIN IMMEDIATE"));
}
bool StoreDatabase::commit() { return exec(QStringLiteral("COMMIT")); }

void StoreDatabase::rollback()
{
    const StoreTrouble cause = m_trouble;
    const QString why = m_detail;
    exec(QStringLiteral("ROLLBACK")); // SQLite may have rolled back by itself
    m_trouble = cause;
    m_detail = why;
}

bool StoreDatabase::putEvents(const RoomId &room, const QList<protocol::Event> &events)
{
    QSqlQuery &query = prepared("INSERT OR IGNORE INTO events VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    for (const protocol::Event &event : events) {
        const std::optional<Amendment> change = amendmentOf(event, m_decoder);
        rows::bindEvent(query, room, event, change ? change->target : 0);
        if (!run(query))
            return false;
        qint64 gone = event.kind == protocol::EventKind::Void ? event.seq : 0;
        if (change && change->kind == Outgoing::Kind::Redact)
            gone = change->target;
        if (gone > 0 && !blank(room, event.epoch, gone))
            return false;
        const bool ofText = change
            ? change->kind != Outgoing::Kind::React
            : event.kind == protocol::EventKind::Message || event.kind == protocol::EventKind::Void;
        if (ofText && !learnText(room, event.epoch, change ? change->target : event.seq))
            return false;
    }
    return true;
}

bool StoreDatabase::blank(const RoomId &room, const Epoch &epoch, qint64 seq)
{
    const auto kind = [](protocol::EventKind value) { return QString::number(static_cast<int>(value)); };
    static const QByteArray itself = QStringLiteral("UPDATE events SET kind=%1, text='', reply_to=NULL, mentions='', "
                                                    "raw=x'' WHERE room=? AND epoch=? AND seq=? AND kind IN (%2, %1)")
                                         .arg(kind(protocol::EventKind::Void), kind(protocol::EventKind::Message))
                                         .toLatin1();
    static const QByteArray edits = QStringLiteral("UPDATE events SET text='', mentions='', raw=x'' WHERE room=? AND "
                                                   "epoch=? AND target=? AND target>0 AND kind=%1")
                                        .arg(kind(protocol::EventKind::Edit))
                                        .toLatin1();
    for (const QByteArray *sql : { &itself, &edits }) {
        QSqlQuery &query = prepared(sql->constData());
        query.addBindValue(rows::text(room));
        query.addBindValue(rows::text(epoch));
        query.addBindValue(seq);
        if (!run(query))
            return false;
    }
    return true;
}

bool StoreDatabase::putPosition(const RoomId &room, const Position &position)
{
    QSqlQuery &query = prepared("UPDATE rooms SET epoch=?, seq=?, mid=? WHERE room=?");
    query.addBindValue(rows::text(position.epoch));
    query.addBindValue(position.seq);
    query.addBindValue(rows::text(position.mid));
    query.addBindValue(rows::text(room));
    return run(query);
}

bool StoreDatabase::putGap(const RoomId &room, const Epoch &epoch, const GapRow &gap)
{
    QSqlQuery &query = prepared("INSERT OR REPLACE INTO gaps VALUES(?,?,?,?)");
    query.addBindValue(rows::text(room));
    query.addBindValue(rows::text(epoch));
    query.addBindValue(gap.first);
    query.addBindValue(gap.last);
    return run(query);
}

bool StoreDatabase::dropAfter(const RoomId &room, const Epoch &epoch, qint64 seq)
{
    const QList<qint64> changed = targetsAfter(room, epoch, seq);
    for (const char *sql : { "DELETE FROM events WHERE room=? AND epoch=? AND seq>?",
             "DELETE FROM gaps WHERE room=? AND epoch=? AND first>?",
             "DELETE FROM said WHERE room=? AND epoch=? AND seq>?" }) {
        QSqlQuery &query = prepared(sql);
        query.addBindValue(rows::text(room));
        query.addBindValue(rows::text(epoch));
        query.addBindValue(seq);
        if (!run(query))
            return false;
    }
    return std::all_of(changed.cbegin(), changed.cend(), [&](qint64 target) { return learnText(room, epoch, target); });
}

bool StoreDatabase::putRoom(const StoredRoom &room)
{
    if (!readWhenNew(room.state.room))
        return false;
    QSqlQuery &query = prepared("INSERT OR REPLACE INTO rooms VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    rows::bindRoom(query, room);
    return run(query);
}

bool StoreDatabase::dropRoom(const RoomId &room)
{
    QSqlQuery &query = prepared("DELETE FROM rooms WHERE room=?");
    query.addBindValue(rows::text(room));
    return run(query) && putChore(room, Chore::Forget);
}

bool StoreDatabase::putRead(const RoomId &room, qint64 read, qint64 othersRead)
{
    QSqlQuery &query = prepared("UPDATE rooms SET read=?, others_read=? WHERE room=?");
    query.addBindValue(read);
    query.addBindValue(othersRead);
    query.addBindValue(rows::text(room));
    return run(query);
}

bool StoreDatabase::putDraft(const RoomId &room, const QString &text)
{
    QSqlQuery &query =
        prepared(text.isEmpty() ? "DELETE FROM drafts WHERE room=?" : "INSERT OR REPLACE INTO drafts VALUES(?,?)");
    query.addBindValue(rows::text(room));
    if (!text.isEmpty())
        query.addBindValue(text);
    return run(query);
}

bool StoreDatabase::putOutgoing(const Outgoing &message)
{
    QSqlQuery &query = prepared("INSERT OR REPLACE INTO outbox VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    rows::bindOutgoing(query, message);
    return run(query);
}

bool StoreDatabase::dropOutgoing(const Mid &mid)
{
    QSqlQuery &query = prepared("DELETE FROM outbox WHERE mid=?");
    query.addBindValue(rows::text(mid));
    return run(query);
}

bool StoreDatabase::wipe()
{
    for (const char *statement : schema::wiping())
        if (!exec(QString::fromLatin1(statement)))
            return false;
    return true;
}

bool StoreDatabase::limitPages(int pages) { return exec(QStringLiteral("PRAGMA max_page_count=%1").arg(pages)); }

StoreSnapshot StoreDatabase::snapshot()
{
    StoreSnapshot all;
    QSqlQuery &room = prepared("SELECT * FROM rooms ORDER BY room");
    for (bool more = run(room) && room.next(); more; more = room.next())
        all.rooms.append(rows::readRoom(room));
    QSqlQuery &draft = prepared("SELECT room, text FROM drafts");
    for (bool more = run(draft) && draft.next(); more; more = draft.next())
        all.drafts.insert(RoomId(draft.value(0).toString()), draft.value(1).toString());
    QSqlQuery &message = prepared("SELECT * FROM outbox ORDER BY ord");
    for (bool more = run(message) && message.next(); more; more = message.next())
        all.outbox.append(rows::readOutgoing(message));
    for (QSqlQuery *query : { &room, &draft, &message })
        query->finish();
    return all;
}

HistoryRun StoreDatabase::runBefore(const RoomId &room, const Epoch &epoch, qint64 before, int limit)
{
    QSqlQuery &event = prepared("SELECT * FROM events WHERE room=? AND epoch=? AND seq<? ORDER BY seq DESC LIMIT ?");
    QSqlQuery &gap =
        prepared("SELECT first, last FROM gaps WHERE room=? AND epoch=? AND first<? ORDER BY first DESC LIMIT ?");
    for (QSqlQuery *query : { &event, &gap }) {
        query->addBindValue(rows::text(room));
        query->addBindValue(rows::text(epoch));
        query->addBindValue(before);
        query->addBindValue(limit);
    }
    bool haveEvent = run(event) && event.next();
    bool haveGap = run(gap) && gap.next();
    HistoryRun found;
    for (qint64 next = before - 1; next > 0;) {
        if (haveEvent && event.value(rows::seqColumn).toLongLong() == next) {
            found.events.prepend(rows::readEvent(event));
            --next;
            haveEvent = event.next();
        } else if (haveGap && gap.value(1).toLongLong() >= next) {
            found.gaps.prepend(GapRow { gap.value(0).toLongLong(), gap.value(1).toLongLong() });
            next = gap.value(0).toLongLong() - 1;
            haveGap = gap.next();
        } else {
            break;
        }
    }
    event.finish();
    gap.finish();
    if (!found.events.isEmpty())
        found.amends = amendsOf(room, epoch, found.events.constFirst().seq, before - 1);
    return found;
}

QList<protocol::Event> StoreDatabase::amendsOf(const RoomId &room, const Epoch &epoch, qint64 from, qint64 to)
{
    QSqlQuery &query = prepared("SELECT * FROM events INDEXED BY amends WHERE room=? AND epoch=? AND target>0 AND "
                                "target BETWEEN ? AND ? ORDER BY seq");
    query.addBindValue(rows::text(room));
    query.addBindValue(rows::text(epoch));
    query.addBindValue(from);
    query.addBindValue(to);
    QList<protocol::Event> found;
    for (bool more = run(query) && query.next(); more; more = query.next())
        found.append(rows::readEvent(query));
    query.finish();
    return found;
}

QHash<qint64, Mid> StoreDatabase::mids(const RoomId &room, const Epoch &epoch, qint64 from, qint64 to)
{
    QSqlQuery &query = prepared("SELECT seq, mid FROM events WHERE room=? AND epoch=? AND seq BETWEEN ? AND ?");
    query.addBindValue(rows::text(room));
    query.addBindValue(rows::text(epoch));
    query.addBindValue(from);
    query.addBindValue(to);
    QHash<qint64, Mid> found;
    for (bool more = run(query) && query.next(); more; more = query.next())
        found.insert(query.value(0).toLongLong(), Mid(query.value(1).toString()));
    query.finish();
    return found;
}

std::optional<UnreadCount> StoreDatabase::unread(
    const RoomId &room, const Epoch &epoch, qint64 after, qint64 last, const UserId &me)
{
    QSqlQuery &query = prepared("SELECT count(*), coalesce(sum(kind=? AND sender<>?), 0), coalesce(sum(kind=? AND "
                                "sender<>? AND instr(' ' || mentions || ' ', ?)>0), 0) FROM events WHERE room=? AND "
                                "epoch=? AND seq>? AND seq<=?");
    const int message = static_cast<int>(protocol::EventKind::Message);
    query.addBindValue(message);
    query.addBindValue(rows::text(me));
    query.addBindValue(message);
    query.addBindValue(rows::text(me));
    query.addBindValue(QString(u' ' + me.text() + u' '));
    query.addBindValue(rows::text(room));
    query.addBindValue(rows::text(epoch));
    query.addBindValue(after);
    query.addBindValue(last);
    std::optional<UnreadCount> count;
    if (run(query) && query.next() && query.value(0).toLongLong() >= last - after)
        count = UnreadCount { query.value(1).toLongLong(), query.value(2).toLongLong() };
    query.finish();
    return count;
}

bool StoreDatabase::exec(const QString &sql)
{
    QSqlQuery query(m_db);
    if (query.exec(sql))
        return true;
    note(query.lastError());
    return false;
}

QSqlQuery &StoreDatabase::prepared(const char *sql)
{
    std::unique_ptr<Prepared> &entry = m_prepared[sql];
    if (!entry)
        entry = std::make_unique<Prepared>(Prepared { QSqlQuery(m_db), false });
    if (!entry->ready) {
        entry->query.setForwardOnly(true);
        entry->ready = entry->query.prepare(QString::fromLatin1(sql));
        if (!entry->ready)
            note(entry->query.lastError());
    }
    return entry->query;
}

bool StoreDatabase::run(QSqlQuery &query)
{
    if (query.exec())
        return true;
    note(query.lastError());
    return false;
}

void StoreDatabase::note(const QSqlError &error)
{
    m_trouble = rows::troubleOf(error);
    m_detail = error.text();
}

} // namespace hubbub::client
