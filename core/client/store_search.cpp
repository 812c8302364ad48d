// SPDX-License-Identifier: GPL-3.0-or-later
// StoreDatabase, the part that finds messages by their words. Table `said` has each message as it reads now, and the
// index `words` follows it; what would take long is written down as a chore and done in steps.
#include "core/client/store_database.h"
#include "core/client/store_rows.h"

#include <algorithm>
#include <array>

namespace hubbub::client {
namespace {

using protocol::Event;
using protocol::EventKind;

constexpr int stepRows = 100; ///< of one chore's step: some ten milliseconds
constexpr int purgePages = 100; ///< likewise
constexpr qint64 idsPerMs = 1024; ///< messages of one millisecond that keep their order
constexpr qint64 latestMs = qint64(1) << 52; ///< so that times a thousand is still a number

int numberOf(EventKind kind) { return static_cast<int>(kind); }

void bindPlace(QSqlQuery &query, const RoomId &room, const Epoch &epoch, qint64 seq)
{
    query.addBindValue(rows::text(room));
    query.addBindValue(rows::text(epoch));
    query.addBindValue(seq);
}

/// One for each kind of question: a condition that holds for all would be looked at in each of 100,000 rows.
const char *statementFor(const SearchQuery &query)
{
    static const std::array<QByteArray, 4> all = [] {
        const QByteArray find =
            "SELECT said.room, said.seq, said.sender, said.ts, highlight(words, 0, char(1), char(2)) "
            "FROM words CROSS JOIN said ON said.id=words.rowid CROSS JOIN rooms ON "
            "rooms.room=said.room AND rooms.epoch=said.epoch WHERE words MATCH ?";
        const QByteArray newest = " ORDER BY words.rowid DESC LIMIT ?";
        const QByteArray here = " AND said.room=?";
        const QByteArray theirs = " AND said.sender=?";
        return std::array { find + newest, find + here + newest, find + theirs + newest,
            find + here + theirs + newest };
    }();
    return all[(query.room.isEmpty() ? 0 : 1) + (query.author.isEmpty() ? 0 : 2)].constData();
}

} // namespace

/// Sender, time and text as it reads now; nothing where no message is, or none any more.
std::optional<Event> StoreDatabase::saidAt(const RoomId &room, const Epoch &epoch, qint64 seq)
{
    QSqlQuery &plain = prepared("SELECT ts, sender, text FROM events WHERE room=? AND epoch=? AND seq=? AND kind=?");
    bindPlace(plain, room, epoch, seq);
    plain.addBindValue(numberOf(EventKind::Message));
    std::optional<Event> said;
    if (run(plain) && plain.next()) {
        said.emplace();
        said->ts = plain.value(0).toLongLong();
        said->from = UserId(plain.value(1).toString());
        said->message.text = plain.value(2).toString();
    }
    plain.finish();
    if (!said)
        return std::nullopt;
    // The index is read from the message's own changes downwards; asked for by `target=?` it would be read as a whole.
    QSqlQuery &edits = prepared("SELECT target, kind, raw FROM events INDEXED BY amends WHERE room=? AND epoch=? AND "
                                "target>0 AND target<=? ORDER BY target DESC, seq DESC");
    bindPlace(edits, room, epoch, seq);
    for (bool more = run(edits) && edits.next(); more; more = edits.next()) {
        if (edits.value(0).toLongLong() != seq)
            break;
        if (edits.value(1).toInt() != numberOf(EventKind::Edit))
            continue;
        const Result<protocol::EditBody> edit = m_decoder.edit(edits.value(2).toByteArray());
        if (!edit)
            continue;
        said->message.text = edit->message.text;
        break;
    }
    edits.finish();
    said->message.text = withoutMatchMarks(said->message.text);
    return said;
}

/// What is found there is what the events say: new, changed or taken out.
bool StoreDatabase::learnText(const RoomId &room, const Epoch &epoch, qint64 seq)
{
    const std::optional<Event> said = saidAt(room, epoch, seq);
    QSqlQuery &known = prepared("SELECT id, text FROM said WHERE room=? AND epoch=? AND seq=?");
    bindPlace(known, room, epoch, seq);
    const bool found = run(known) && known.next();
    const qint64 id = found ? known.value(0).toLongLong() : 0;
    const QString text = found ? known.value(1).toString() : QString();
    known.finish();
    if (m_trouble != StoreTrouble::None)
        return false; // not read is not gone
    if (!found)
        return !said || putText(room, epoch, seq, *said);
    if (!said) {
        QSqlQuery &less = prepared("DELETE FROM said WHERE id=?");
        less.addBindValue(id);
        // Its words stay in the index's older parts until these are made anew.
        return run(less) && putChore({}, Chore::Purge);
    }
    if (text == said->message.text)
        return true;
    QSqlQuery &anew = prepared("UPDATE said SET text=? WHERE id=?");
    anew.addBindValue(said->message.text.isNull() ? QStringLiteral("") : said->message.text);
    anew.addBindValue(id);
    return run(anew);
}

bool StoreDatabase::putText(const RoomId &room, const Epoch &epoch, qint64 seq, const Event &said)
{
    const qint64 id = freeId(said.ts);
    QSqlQuery &query = prepared("INSERT INTO said(room, epoch, seq, id, ts, sender, text) VALUES(?,?,?,?,?,?,?)");
    bindPlace(query, room, epoch, seq);
    query.addBindValue(id);
    query.addBindValue(said.ts);
    query.addBindValue(rows::text(said.from));
    query.addBindValue(said.message.text.isNull() ? QStringLiteral("") : said.message.text);
    return run(query);
}

/// Rises with the time. More messages than fit into one millisecond come after everything else.
qint64 StoreDatabase::freeId(qint64 ts)
{
    const qint64 first = std::clamp<qint64>(ts, 0, latestMs) * idsPerMs;
    QSqlQuery &query = prepared("SELECT max(id) FROM said WHERE id>=? AND id<?");
    query.addBindValue(first);
    query.addBindValue(first + idsPerMs);
    qint64 id = first;
    if (run(query) && query.next() && !query.value(0).isNull())
        id = query.value(0).toLongLong() + 1;
    query.finish();
    if (id < first + idsPerMs)
        return id;
    QSqlQuery &last = prepared("SELECT max(id) FROM said");
    if (run(last) && last.next())
        id = std::max(id, last.value(0).toLongLong() + 1);
    last.finish();
    return id;
}

/// Seqs up to `seq` that events after it change.
QList<qint64> StoreDatabase::targetsAfter(const RoomId &room, const Epoch &epoch, qint64 seq)
{
    QSqlQuery &query = prepared("SELECT DISTINCT target FROM events WHERE room=? AND epoch=? AND seq>? AND target>0 "
                                "AND target<=?");
    bindPlace(query, room, epoch, seq);
    query.addBindValue(seq);
    QList<qint64> found;
    for (bool more = run(query) && query.next(); more; more = query.next())
        found.append(query.value(0).toLongLong());
    query.finish();
    return found;
}

SearchAnswer StoreDatabase::search(const SearchQuery &query)
{
    SearchAnswer answer;
    QSqlQuery &reading = prepared("SELECT count(*) FROM chores WHERE what=0");
    answer.complete = !(run(reading) && reading.next()) || reading.value(0).toInt() == 0;
    reading.finish();
    const QString expression = matchExpression(query.text);
    if (expression.isEmpty() || query.limit <= 0)
        return answer;
    QSqlQuery &hits = prepared(statementFor(query));
    hits.addBindValue(expression);
    if (!query.room.isEmpty())
        hits.addBindValue(rows::text(query.room));
    if (!query.author.isEmpty())
        hits.addBindValue(rows::text(query.author));
    hits.addBindValue(query.limit);
    for (bool more = run(hits) && hits.next(); more; more = hits.next()) {
        SearchHit hit;
        hit.room = RoomId(hits.value(0).toString());
        hit.seq = hits.value(1).toLongLong();
        hit.from = UserId(hits.value(2).toString());
        hit.ts = hits.value(3).toLongLong();
        readMarked(hits.value(4).toString(), &hit);
        answer.hits.append(hit);
    }
    hits.finish();
    return answer;
}

/// Of a room that comes into the list, events may be here already: from an earlier membership.
bool StoreDatabase::readWhenNew(const RoomId &room)
{
    QSqlQuery &query = prepared("SELECT 1 FROM rooms WHERE room=?");
    query.addBindValue(rows::text(room));
    const bool known = run(query) && query.next();
    query.finish();
    return known || putChore(room, Chore::Read);
}

bool StoreDatabase::putChore(const RoomId &room, Chore what, const Epoch &epoch, qint64 seq)
{
    QSqlQuery &query = prepared("INSERT OR REPLACE INTO chores(room, what, epoch, seq) VALUES(?,?,?,?)");
    query.addBindValue(rows::text(room));
    query.addBindValue(static_cast<int>(what));
    query.addBindValue(rows::text(epoch));
    query.addBindValue(seq);
    m_hasChores = true;
    return run(query);
}

bool StoreDatabase::dropChore(const RoomId &room)
{
    QSqlQuery &query = prepared("DELETE FROM chores WHERE room=?");
    query.addBindValue(rows::text(room));
    return run(query);
}

bool StoreDatabase::doChore()
{
    QSqlQuery &query = prepared("SELECT what, room, epoch, seq FROM chores ORDER BY what LIMIT 1");
    if (!run(query))
        return false;
    std::optional<Duty> duty;
    if (query.next())
        duty = Duty { static_cast<Chore>(query.value(0).toInt()), RoomId(query.value(1).toString()),
            Epoch(query.value(2).toString()), query.value(3).toLongLong() };
    query.finish();
    m_hasChores = duty.has_value();
    if (!duty)
        return true;
    switch (duty->what) {
    case Chore::Read:
        return readSome(*duty);
    case Chore::Forget:
        return forgetSome(*duty);
    case Chore::Purge:
        return purgeSome(*duty);
    }
    return dropChore(duty->room);
}

/// The next messages of the room, in the order of their keys. What is there already stays as it is.
bool StoreDatabase::readSome(const Duty &duty)
{
    QSqlQuery &query = prepared("SELECT epoch, seq FROM events WHERE room=? AND (epoch, seq)>(?,?) AND kind=? ORDER BY "
                                "epoch, seq LIMIT ?");
    bindPlace(query, duty.room, duty.epoch, duty.seq);
    query.addBindValue(numberOf(EventKind::Message));
    query.addBindValue(stepRows);
    QList<std::pair<Epoch, qint64>> places;
    if (!run(query))
        return false;
    while (query.next())
        places.append({ Epoch(query.value(0).toString()), query.value(1).toLongLong() });
    query.finish();
    for (const auto &[epoch, seq] : std::as_const(places))
        if (!learnText(duty.room, epoch, seq))
            return false;
    if (places.size() < stepRows)
        return dropChore(duty.room);
    return putChore(duty.room, Chore::Read, places.constLast().first, places.constLast().second);
}

bool StoreDatabase::forgetSome(const Duty &duty)
{
    QSqlQuery &query = prepared("DELETE FROM said WHERE id IN (SELECT id FROM said WHERE room=? LIMIT ?)");
    query.addBindValue(rows::text(duty.room));
    query.addBindValue(stepRows);
    if (!run(query))
        return false;
    return query.numRowsAffected() > 0 || dropChore(duty.room);
}

/// Makes the index's parts one, without what was deleted, some pages at a time. The first call begins it, the others
/// go on; who changes nothing is done.
bool StoreDatabase::purgeSome(const Duty &duty)
{
    const auto changes = [this] {
        QSqlQuery &query = prepared("SELECT total_changes()");
        const qint64 count = run(query) && query.next() ? query.value(0).toLongLong() : 0;
        query.finish();
        return count;
    };
    const qint64 before = changes();
    QSqlQuery &merge = prepared("INSERT INTO words(words, rank) VALUES('merge', ?)");
    merge.addBindValue(duty.seq == 0 ? -purgePages : purgePages);
    if (!run(merge))
        return false;
    constexpr qint64 itself = 1; // the statement counts as a change
    return changes() - before <= itself ? dropChore(duty.room) : putChore(duty.room, Chore::Purge, {}, 1);
}

} // namespace hubbub::client
