// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/recording_file.h"

#include "core/protocol/ops_codec.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <algorithm>
#include <cmath>

namespace hubbub::ops {

using namespace Qt::StringLiterals;

namespace {

constexpr int applicationId = 0x48756252; // "HubR": what `file` and we know it by
constexpr int newestVersion = 1;
constexpr qint64 tracesKept = 3600; // seconds, where it gets too large
constexpr qint64 clockSlack = 120; // seconds that a slice may be ahead of the time
constexpr qint64 longestBlink = 3; // seconds: what was so before a longer one says nothing of a moment in it
constexpr qint64 listsAge = 600; // seconds: older lists of rooms and people say nothing of a moment

QString say(const char *words) { return QCoreApplication::translate("hubbub::ops::RecordingFile", words); }

const std::array<const char *, 9> tables {
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT)",
    "CREATE TABLE slices(first INTEGER PRIMARY KEY, last INTEGER, fold BLOB, body BLOB)",
    "CREATE TABLE events(id TEXT PRIMARY KEY, t INTEGER, body BLOB)",
    "CREATE INDEX events_t ON events(t)",
    "CREATE TABLE traces(second INTEGER, body BLOB)",
    "CREATE INDEX traces_second ON traces(second)",
    "CREATE TABLE alerts(second INTEGER PRIMARY KEY, body BLOB)",
    "CREATE TABLE rooms(second INTEGER PRIMARY KEY, body BLOB)",
    "CREATE TABLE sessions(second INTEGER PRIMARY KEY, body BLOB)",
};

void addTo(Series &series, qint64 second, double value)
{
    if (!std::isnan(value))
        series.set(second, value);
}

} // namespace

const Second *Moment::now() const
{
    const auto found = std::find_if(
        slice.seconds.begin(), slice.seconds.end(), [this](const Second &each) { return each.second == second; });
    return found == slice.seconds.end() ? nullptr : &*found;
}

RecordingFile::RecordingFile()
    : m_connection(u"hubbub-recording-"_s + QString::fromLatin1(randomHex(8)))
{
}

RecordingFile::~RecordingFile() { close(); }

void RecordingFile::close()
{
    if (!m_db.isValid())
        return;
    m_db.close();
    m_db = {};
    QSqlDatabase::removeDatabase(m_connection);
}

bool RecordingFile::open(const QString &path, bool write)
{
    close();
    m_problem.clear();
    m_db = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection);
    m_db.setDatabaseName(path);
    // Not read-only, even to read: the newest of a recording that is being written lies beside it in its WAL.
    m_db.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=3000"_s);
    if (!write && !QFile::exists(path)) {
        m_problem = say("There is no file %1.").arg(path);
        return false;
    }
    if (write) { // it tells who was where: nobody else's business
        QFile file(path);
        if (!file.exists() && file.open(QIODevice::WriteOnly))
            file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    if (!m_db.open()) {
        m_problem = say("%1 can't be opened: %2").arg(path, m_db.lastError().databaseText());
        return false;
    }
    return true;
}

bool RecordingFile::openToWrite(const QString &path, const QString &name)
{
    if (!open(path, true))
        return false;
    if (number(u"PRAGMA user_version"_s) == newestVersion && number(u"PRAGMA application_id"_s) == applicationId)
        return exec(u"PRAGMA journal_mode=WAL"_s) && exec(u"PRAGMA synchronous=NORMAL"_s);
    if (number(u"SELECT count(*) FROM sqlite_master"_s) != 0) {
        m_problem = say("%1 is no recording of this version.").arg(path);
        return false;
    }
    if (!exec(u"PRAGMA journal_mode=WAL"_s) || !exec(u"PRAGMA synchronous=NORMAL"_s) || !exec(u"BEGIN"_s))
        return false;
    for (const char *table : tables) {
        if (!exec(QString::fromLatin1(table)))
            return false;
    }
    QSqlQuery query(m_db);
    query.prepare(u"INSERT INTO meta VALUES('name', ?)"_s);
    query.addBindValue(name);
    return run(query) && exec(u"PRAGMA application_id=%1"_s.arg(applicationId))
        && exec(u"PRAGMA user_version=%1"_s.arg(newestVersion)) && exec(u"COMMIT"_s);
}

bool RecordingFile::openToRead(const QString &path)
{
    if (!open(path, false))
        return false;
    if (number(u"PRAGMA application_id"_s) != applicationId) {
        m_problem = say("%1 is no recording of Hubbub.").arg(path);
        return false;
    }
    exec(u"PRAGMA trusted_schema=OFF"_s);
    // Nothing but our tables: a view of somebody else's could go on for ever.
    if (number(u"SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index')"_s) != 0) {
        m_problem = say("%1 is no recording of Hubbub.").arg(path);
        return false;
    }
    if (number(u"PRAGMA user_version"_s) != newestVersion) {
        m_problem = say("%1 was made by a later version of Hubbub. Open it with that one.").arg(path);
        return false;
    }
    return true;
}

bool RecordingFile::exec(const QString &sql)
{
    QSqlQuery query(m_db);
    if (query.exec(sql))
        return true;
    m_problem = say("The recording can't be written: %1").arg(query.lastError().databaseText());
    return false;
}

bool RecordingFile::run(QSqlQuery &query)
{
    if (query.exec())
        return true;
    m_problem = say("The recording can't be used: %1").arg(query.lastError().databaseText());
    return false;
}

qint64 RecordingFile::number(const QString &sql)
{
    QSqlQuery query(m_db);
    return query.exec(sql) && query.next() ? query.value(0).toLongLong() : 0;
}

bool RecordingFile::put(const Slice &slice)
{
    if (slice.seconds.isEmpty())
        return true;
    QSqlQuery query(m_db);
    query.prepare(u"INSERT OR REPLACE INTO slices VALUES(?, ?, ?, ?)"_s);
    query.addBindValue(slice.seconds.first().second);
    query.addBindValue(slice.seconds.last().second);
    query.addBindValue(pack(folded(slice)));
    query.addBindValue(pack(slice));
    return run(query);
}

bool RecordingFile::put(const QList<LoggedEvent> &events)
{
    if (!exec(u"BEGIN"_s))
        return false;
    QSqlQuery query(m_db);
    query.prepare(u"INSERT OR IGNORE INTO events VALUES(?, ?, ?)"_s);
    bool well = true;
    for (const LoggedEvent &event : events) {
        query.bindValue(0, QString::fromLatin1(event.id));
        query.bindValue(1, event.event.t);
        query.bindValue(2, protocol::encode(event.event));
        well = well && run(query);
    }
    query.finish();
    return exec(well ? u"COMMIT"_s : u"ROLLBACK"_s) && well;
}

bool RecordingFile::putTraces(qint64 second, const QByteArrayList &records)
{
    if (!exec(u"BEGIN"_s))
        return false;
    QSqlQuery query(m_db);
    query.prepare(u"INSERT INTO traces VALUES(?, ?)"_s);
    bool well = true;
    for (const QByteArray &record : records) {
        query.bindValue(0, second);
        query.bindValue(1, record);
        well = well && run(query);
    }
    query.finish();
    return exec(well ? u"COMMIT"_s : u"ROLLBACK"_s) && well;
}

QByteArrayList RecordingFile::loadTraces(qint64 second)
{
    QByteArrayList out;
    QSqlQuery query(m_db);
    query.prepare(u"SELECT body FROM traces WHERE second <= ? ORDER BY second DESC, rowid DESC LIMIT ?"_s);
    query.addBindValue(second);
    query.addBindValue(mostTraces);
    for (bool well = run(query); well && query.next();)
        out.prepend(query.value(0).toByteArray());
    return out;
}

bool RecordingFile::putPart(const QString &table, qint64 second, const QByteArray &body)
{
    QSqlQuery query(m_db);
    query.prepare(u"INSERT OR REPLACE INTO %1 VALUES(?, ?)"_s.arg(table));
    query.addBindValue(second);
    query.addBindValue(body);
    return run(query);
}

bool RecordingFile::putAlerts(qint64 second, const QList<Alert> &alerts)
{
    return putPart(u"alerts"_s, second, pack(alerts));
}

bool RecordingFile::putRooms(qint64 second, const QList<RoomFacts> &rooms)
{
    return putPart(u"rooms"_s, second, pack(rooms));
}

bool RecordingFile::putSessions(qint64 second, const QList<SessionFacts> &sessions)
{
    return putPart(u"sessions"_s, second, pack(sessions));
}

bool RecordingFile::prune(qint64 now, qint64 seconds, qint64 bytes)
{
    const auto dropBefore = [this](qint64 second) {
        const QString at = QString::number(second);
        return exec(u"DELETE FROM slices WHERE last < "_s + at) && exec(u"DELETE FROM rooms WHERE second < "_s + at)
            && exec(u"DELETE FROM sessions WHERE second < "_s + at)
            && exec(u"DELETE FROM traces WHERE second < "_s + at)
            && exec(u"DELETE FROM events WHERE t < "_s + at + u"000"_s)
            // The newest before it is what was so at that second.
            && exec(
                u"DELETE FROM alerts WHERE second < (SELECT max(second) FROM alerts WHERE second <= "_s + at + u')');
    };
    const QString ahead = QString::number(now + clockSlack);
    for (const auto &[table, column] : { std::pair { u"slices"_s, u"first"_s }, { u"rooms"_s, u"second"_s },
             { u"sessions"_s, u"second"_s }, { u"traces"_s, u"second"_s }, { u"alerts"_s, u"second"_s } }) {
        if (!exec(u"DELETE FROM %1 WHERE %2 > %3"_s.arg(table, column, ahead)))
            return false;
    }
    const qint64 last = number(u"SELECT max(last) FROM slices"_s);
    if (!dropBefore(std::min(now, last) - seconds))
        return false;
    const qint64 page = number(u"PRAGMA page_size"_s);
    const auto used = [&] { return page * (number(u"PRAGMA page_count"_s) - number(u"PRAGMA freelist_count"_s)); };
    if (used() > bytes && !exec(u"DELETE FROM traces WHERE second < %1"_s.arg(last - tracesKept)))
        return false; // the least of what is missed
    while (used() > bytes) {
        const qint64 first = number(u"SELECT min(first) FROM slices"_s);
        const qint64 next = first + std::max<qint64>(Series::coarseStep, (last - first) / 20);
        if (first == 0 || next >= last)
            return true; // the newest stays, whatever its size
        if (!dropBefore(next))
            return false;
    }
    return true;
}

RecordingFile::Span RecordingFile::span()
{
    Span out;
    QSqlQuery query(m_db);
    if (query.exec(u"SELECT value FROM meta WHERE key='name'"_s) && query.next())
        out.name = query.value(0).toString();
    out.first = number(u"SELECT min(first) FROM slices"_s);
    out.last = number(u"SELECT max(last) FROM slices"_s);
    // A book forgets its oldest, and one of a later run begins anew: each is known by when it began.
    QMap<std::tuple<qint64, QString, NodeId>, Alert> all;
    if (query.exec(u"SELECT second, body FROM alerts ORDER BY second"_s)) {
        while (query.next()) {
            if (const auto alerts = unpackAlerts(query.value(1).toByteArray()); alerts.ok()) {
                // What was open and is not in the next book ended with its console.
                for (Alert &known : all) {
                    if (!known.isOpen() || std::any_of(alerts->begin(), alerts->end(), [&known](const Alert &alert) {
                            return alert.since == known.since && alert.rule == known.rule && alert.node == known.node;
                        }))
                        continue;
                    known.state = Alert::State::Resolved;
                    known.until = query.value(0).toLongLong() * 1000;
                }
                for (const Alert &alert : *alerts)
                    all.insert({ alert.since, alert.rule, alert.node }, alert);
            }
        }
    }
    out.alerts = all.values();
    return out;
}

QByteArray RecordingFile::newestPart(const QString &table, qint64 second, qint64 notBefore)
{
    QSqlQuery query(m_db);
    query.prepare(u"SELECT body FROM %1 WHERE second <= ? AND second >= ? ORDER BY second DESC LIMIT 1"_s.arg(table));
    query.addBindValue(second);
    query.addBindValue(notBefore);
    return run(query) && query.next() ? query.value(0).toByteArray() : QByteArray();
}

Moment RecordingFile::load(qint64 second)
{
    Moment moment;
    loadHistory(moment, second);
    if (moment.second == 0)
        return moment;
    if (second - moment.second > longestBlink) { // nobody looked
        moment.second = second;
        moment.slice = {};
    }
    moment.events = loadEvents(moment.second);
    moment.traces = loadTraces(moment.second);
    if (const auto alerts = unpackAlerts(newestPart(u"alerts"_s, moment.second, 0)); alerts.ok())
        moment.alerts = *alerts;
    if (const auto rooms = unpackRooms(newestPart(u"rooms"_s, moment.second, moment.second - listsAge)); rooms.ok())
        moment.rooms = *rooms;
    const auto sessions = unpackSessions(newestPart(u"sessions"_s, moment.second, moment.second - listsAge));
    if (sessions.ok())
        moment.sessions = *sessions;
    return moment;
}

void RecordingFile::loadHistory(Moment &moment, qint64 second)
{
    History &history = moment.history;
    const auto seriesOf = [&history](const NodeId &node) -> SeriesOfNode & {
        return node.isEmpty() ? history.total : history.nodes.try_emplace(node, emptySeries()).first->second;
    };
    const qint64 fine = (second - Series::fineSeconds) / Series::coarseStep * Series::coarseStep;
    QSqlQuery folds(m_db);
    folds.prepare(u"SELECT first, fold FROM slices WHERE first >= ? AND first < ? ORDER BY first"_s);
    folds.addBindValue(second - Series::coarseSeconds);
    folds.addBindValue(fine);
    for (bool well = run(folds); well && folds.next();) {
        const qint64 first = folds.value(0).toLongLong();
        const auto fold = unpackFold(folds.value(1).toByteArray());
        if (!fold.ok())
            continue;
        if (history.begin == 0)
            history.begin = first;
        for (const auto &[node, figures] : *fold) {
            SeriesOfNode &series = seriesOf(node);
            for (size_t i = 0; i < figures.size(); ++i) {
                if (!std::isnan(figures[i]))
                    series[i].setStep(first / Series::coarseStep, figures[i]);
            }
        }
    }
    QSqlQuery bodies(m_db);
    bodies.prepare(u"SELECT body FROM slices WHERE first >= ? AND first <= ? ORDER BY first"_s);
    bodies.addBindValue(fine);
    bodies.addBindValue(second);
    for (bool well = run(bodies); well && bodies.next();) {
        auto slice = unpackSlice(bodies.value(0).toByteArray());
        if (!slice.ok())
            continue;
        for (const Second &each : std::as_const(slice->seconds)) {
            if (each.second > second)
                break;
            if (history.begin == 0)
                history.begin = each.second;
            moment.second = each.second;
            if (each.blind)
                continue;
            for (size_t i = 0; i < metricCount; ++i)
                addTo(history.total[i], each.second, each.totals.now[i]);
            addTo(moment.redisOps, each.second, each.redisOps);
            for (const auto &[id, node] : each.nodes) {
                if (node.state != NodeState::Ready && node.state != NodeState::Draining)
                    continue;
                SeriesOfNode &series = seriesOf(id);
                for (size_t i = 0; i < metricCount; ++i)
                    addTo(series[i], each.second, node.now[i]);
            }
        }
        moment.slice = std::move(*slice);
    }
}

QList<LoggedEvent> RecordingFile::loadEvents(qint64 second)
{
    QList<LoggedEvent> out;
    QSqlQuery query(m_db);
    query.prepare(u"SELECT id, body FROM events WHERE t < ? ORDER BY t DESC, id DESC LIMIT ?"_s);
    query.addBindValue((second + 1) * 1000);
    query.addBindValue(mostEvents);
    for (bool well = run(query); well && query.next();) {
        if (auto event = protocol::readOpsEvent(query.value(1).toByteArray()); event.ok())
            out.prepend({ query.value(0).toString().toLatin1(), std::move(*event) });
    }
    return out;
}

bool RecordingFile::exportTo(const QString &path, qint64 from, qint64 to)
{
    if (QFileInfo(path).canonicalFilePath() == QFileInfo(m_db.databaseName()).canonicalFilePath()) {
        m_problem = say("%1 is the recording itself. Choose another name.").arg(path);
        return false;
    }
    // What is there stays until the new one is whole.
    const QString unfinished = path + u".part"_s;
    QFile::remove(unfinished);
    RecordingFile copy;
    if (!copy.openToWrite(unfinished, span().name) || !copy.exec(u"PRAGMA journal_mode=DELETE"_s)
        || !copy.exec(u"BEGIN"_s)) {
        m_problem = copy.m_problem;
        return false;
    }
    struct Part {
        QString select;
        QString insert;
        qint64 unit;
    };
    const std::array<Part, 6> parts {
        Part {
            u"SELECT * FROM slices WHERE last >= ? AND first <= ?"_s, u"INSERT INTO slices VALUES(?, ?, ?, ?)"_s, 1 },
        Part { u"SELECT * FROM events WHERE t >= ? AND t < ?"_s, u"INSERT INTO events VALUES(?, ?, ?)"_s, 1000 },
        Part {
            u"SELECT * FROM alerts WHERE second >= (SELECT ifnull(max(second), 0) FROM alerts WHERE second <= ?) AND "
            "second <= ?"_s,
            u"INSERT INTO alerts VALUES(?, ?)"_s, 1 },
        Part { u"SELECT * FROM traces WHERE second >= ? AND second <= ?"_s, u"INSERT INTO traces VALUES(?, ?)"_s, 1 },
        Part { u"SELECT * FROM rooms WHERE second >= ? AND second <= ?"_s, u"INSERT INTO rooms VALUES(?, ?)"_s, 1 },
        Part {
            u"SELECT * FROM sessions WHERE second >= ? AND second <= ?"_s, u"INSERT INTO sessions VALUES(?, ?)"_s, 1 },
    };
    for (const Part &part : parts) {
        QSqlQuery select(m_db);
        select.setForwardOnly(true);
        select.prepare(part.select);
        select.addBindValue(from * part.unit);
        select.addBindValue((part.unit == 1 ? to : to + 1) * part.unit);
        if (!run(select))
            return false;
        QSqlQuery insert(copy.m_db);
        insert.prepare(part.insert);
        const int columns = static_cast<int>(part.insert.count(u'?'));
        while (select.next()) {
            for (int i = 0; i < columns; ++i)
                insert.bindValue(i, select.value(i));
            if (!copy.run(insert)) {
                m_problem = copy.m_problem;
                return false;
            }
        }
    }
    const bool well = copy.exec(u"COMMIT"_s);
    m_problem = copy.m_problem;
    copy.close();
    if (!well)
        return false;
    QFile::remove(path);
    if (QFile::rename(unfinished, path))
        return true;
    m_problem = say("%1 can't be written.").arg(path);
    return false;
}

} // namespace hubbub::ops
