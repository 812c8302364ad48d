// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/store_schema.h"

#include <array>

namespace hubbub::client::schema {
namespace {

constexpr const char *amendsIndex = "CREATE INDEX amends ON events(room, epoch, target, seq) WHERE target>0";

// WITHOUT ROWID keeps a room's events side by side in the order in which they are read.
constexpr std::array plain {
    "CREATE TABLE events(room TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, mid TEXT NOT NULL, ts INTEGER "
    "NOT "
    "NULL, kind INTEGER NOT NULL, sender TEXT NOT NULL, text TEXT NOT NULL, reply_to INTEGER, mentions TEXT NOT NULL, "
    "change INTEGER NOT NULL, subject TEXT NOT NULL, subject_display TEXT NOT NULL, subject_role INTEGER NOT NULL, raw "
    "BLOB NOT NULL, target INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(room, epoch, seq)) WITHOUT ROWID",
    amendsIndex,
    "CREATE TABLE gaps(room TEXT NOT NULL, epoch TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY "
    "KEY(room, epoch, first)) WITHOUT ROWID",
    "CREATE TABLE rooms(room TEXT PRIMARY KEY, title TEXT NOT NULL, topic TEXT NOT NULL, kind INTEGER NOT NULL, "
    "visibility INTEGER NOT NULL, role INTEGER NOT NULL, members INTEGER NOT NULL, first INTEGER NOT NULL, last "
    "INTEGER "
    "NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, mid TEXT NOT NULL, read INTEGER NOT NULL, others_read "
    "INTEGER "
    "NOT NULL, line_from TEXT, line_ts INTEGER, line_text TEXT) WITHOUT ROWID",
    "CREATE TABLE drafts(room TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE outbox(mid TEXT PRIMARY KEY, room TEXT NOT NULL, ord INTEGER NOT NULL, created INTEGER NOT NULL, "
    "state "
    "INTEGER NOT NULL, text TEXT NOT NULL, reply_to INTEGER, mentions TEXT NOT NULL, error_code INTEGER NOT NULL, "
    "error_detail TEXT NOT NULL, acked INTEGER NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, kind INTEGER NOT "
    "NULL DEFAULT 0, target TEXT NOT NULL DEFAULT '', target_seq INTEGER NOT NULL DEFAULT 0, target_epoch TEXT NOT "
    "NULL DEFAULT '', word TEXT NOT NULL DEFAULT '', on_ INTEGER NOT NULL DEFAULT 1) WITHOUT ROWID",
};
/// To version 2: changes of messages.
constexpr std::array toSecond {
    "ALTER TABLE events ADD COLUMN target INTEGER NOT NULL DEFAULT 0",
    amendsIndex,
    "ALTER TABLE outbox ADD COLUMN kind INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE outbox ADD COLUMN target TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE outbox ADD COLUMN target_seq INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE outbox ADD COLUMN target_epoch TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE outbox ADD COLUMN word TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE outbox ADD COLUMN on_ INTEGER NOT NULL DEFAULT 1",
};
// To version 3: what is said is found by its words. `said` has each message as it reads now; its id rises with time, so
// that the newest hits are the first ones. The index keeps no text of its own, and follows by triggers.
constexpr std::array search {
    "CREATE TABLE said(id INTEGER PRIMARY KEY, room TEXT NOT NULL, sender TEXT NOT NULL, epoch TEXT NOT NULL, seq "
    "INTEGER NOT NULL, ts INTEGER NOT NULL, text TEXT NOT NULL)",
    "CREATE UNIQUE INDEX said_at ON said(room, epoch, seq)",
    "CREATE VIRTUAL TABLE words USING fts5(text, content='said', content_rowid='id', tokenize='unicode61 "
    "remove_diacritics 2', prefix='2 3')",
    "CREATE TRIGGER said_more AFTER INSERT ON said BEGIN INSERT INTO words(rowid, text) VALUES(new.id, new.text); END",
    "CREATE TRIGGER said_less AFTER DELETE ON said BEGIN INSERT INTO words(words, rowid, text) VALUES('delete', "
    "old.id, old.text); END",
    "CREATE TRIGGER said_anew AFTER UPDATE OF text ON said BEGIN INSERT INTO words(words, rowid, text) "
    "VALUES('delete', old.id, old.text); INSERT INTO words(rowid, text) VALUES(new.id, new.text); END",
};
/// What is still to be done for it, in steps; see StoreDatabase::doChore().
constexpr const char *chores = "CREATE TABLE chores(room TEXT PRIMARY KEY, what INTEGER NOT NULL, epoch TEXT NOT NULL "
                               "DEFAULT '', seq INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID";
constexpr const char *readAllRooms = "INSERT INTO chores(room, what) SELECT room, 0 FROM rooms";
/// Row by row, the triggers would take an age.
constexpr std::array away {
    "DELETE FROM events",
    "DELETE FROM gaps",
    "DELETE FROM rooms",
    "DELETE FROM drafts",
    "DELETE FROM outbox",
    "DELETE FROM chores",
    "DROP TABLE words",
    "DROP TABLE said",
};

template <size_t Count>
void append(QList<const char *> &all, const std::array<const char *, Count> &more)
{
    all.append(QList<const char *>(more.begin(), more.end()));
}

} // namespace

QList<const char *> statementsFrom(int version)
{
    QList<const char *> all;
    if (version == 0)
        append(all, plain);
    if (version == 1)
        append(all, toSecond);
    if (version < 3) {
        append(all, search);
        all += { chores, readAllRooms };
    }
    return all;
}

QList<const char *> wiping()
{
    QList<const char *> all;
    append(all, away);
    append(all, search);
    return all;
}

} // namespace hubbub::client::schema
