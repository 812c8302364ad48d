// SPDX-License-Identifier: GPL-3.0-or-later
// The store's tables and statements on one SQLite file. Synchronous; belongs to the thread that made it.
#pragma once

#include "core/client/amendment.h"
#include "core/client/search.h"
#include "core/protocol/codec.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <memory>
#include <optional>
#include <unordered_map>

class QSqlError;

namespace hubbub::client {

enum class StoreTrouble : quint8 {
    None,
    Full, ///< no room on the disk
    ReadOnly, ///< the file or its folder cannot be written
    Corrupt,
    Locked, ///< another program holds it
    Newer, ///< made by a later version of this program
    Other,
};

class StoreDatabase {
public:
    StoreDatabase();
    ~StoreDatabase();
    StoreDatabase(const StoreDatabase &) = delete;
    StoreDatabase &operator=(const StoreDatabase &) = delete;

    /// Opens or makes the file and brings its tables up to date. An empty path: in memory.
    [[nodiscard]] StoreTrouble open(const QString &path);
    void close();
    [[nodiscard]] const QString &path() const { return m_path; }

    bool begin();
    bool commit();
    void rollback();
    /// Why the last call said false.
    [[nodiscard]] StoreTrouble trouble() const { return m_trouble; }
    [[nodiscard]] const QString &detail() const { return m_detail; }

    // Writes.
    /// An event that is already there is left as it is: it was applied before. A removal takes the text of its target
    /// from the disk, and what that was edited to.
    bool putEvents(const RoomId &room, const QList<protocol::Event> &events);
    bool putPosition(const RoomId &room, const Position &position);
    bool putGap(const RoomId &room, const Epoch &epoch, const GapRow &gap);
    /// Drops what the epoch has after `seq`: a fail-over of Redis lost it.
    bool dropAfter(const RoomId &room, const Epoch &epoch, qint64 seq);
    bool putRoom(const StoredRoom &room);
    bool dropRoom(const RoomId &room); ///< from the list, and from what is found; its events stay
    bool putRead(const RoomId &room, qint64 read, qint64 othersRead);
    bool putDraft(const RoomId &room, const QString &text);
    bool putOutgoing(const Outgoing &message);
    bool dropOutgoing(const Mid &mid);
    bool wipe(); ///< all rows of all tables
    /// The file takes no more than this many pages (never fewer than it has); then writes fail with Full.
    bool limitPages(int pages);

    // Reads. What cannot be read is absent, and trouble() says why.
    [[nodiscard]] StoreSnapshot snapshot();
    /// The newest events before seq `before` that reach up to it without a hole, `limit` at most, and what changes
    /// them.
    [[nodiscard]] HistoryRun runBefore(const RoomId &room, const Epoch &epoch, qint64 before, int limit);
    /// Seq to mid, `from` to `to` inclusive.
    [[nodiscard]] QHash<qint64, Mid> mids(const RoomId &room, const Epoch &epoch, qint64 from, qint64 to);
    /// Messages of others after `after`; nothing where the store has not all of `after` + 1 to `last`.
    [[nodiscard]] std::optional<UnreadCount> unread(
        const RoomId &room, const Epoch &epoch, qint64 after, qint64 last, const UserId &me);

    // Words to messages: store_search.cpp.
    /// Messages of the rooms in the list, in their present logs, as they read now.
    [[nodiscard]] SearchAnswer search(const SearchQuery &query);
    /// Whether the index has something left to do: reading what an earlier version stored, forgetting a room, taking
    /// what was removed out of the file.
    [[nodiscard]] bool hasChores() const { return m_hasChores; }
    /// One short step of it, a write like any other. True where there was nothing to do.
    bool doChore();

private:
    enum class Chore : quint8 { Read, Forget, Purge }; ///< as numbers in the table
    struct Duty {
        Chore what;
        RoomId room;
        Epoch epoch; ///< with seq: of a Read, what was read last
        qint64 seq; ///< of a Purge, 1: it has begun
    };
    struct Prepared {
        QSqlQuery query;
        bool ready; ///< false: its preparation failed and is to be tried again
    };
    bool migrate();
    bool blank(const RoomId &room, const Epoch &epoch, qint64 seq);
    [[nodiscard]] QList<protocol::Event> amendsOf(const RoomId &room, const Epoch &epoch, qint64 from, qint64 to);
    bool learnText(const RoomId &room, const Epoch &epoch, qint64 seq);
    bool putText(const RoomId &room, const Epoch &epoch, qint64 seq, const protocol::Event &said);
    [[nodiscard]] std::optional<protocol::Event> saidAt(const RoomId &room, const Epoch &epoch, qint64 seq);
    [[nodiscard]] qint64 freeId(qint64 ts);
    [[nodiscard]] QList<qint64> targetsAfter(const RoomId &room, const Epoch &epoch, qint64 seq);
    bool readWhenNew(const RoomId &room);
    bool putChore(const RoomId &room, Chore what, const Epoch &epoch = {}, qint64 seq = 0);
    bool dropChore(const RoomId &room);
    bool readSome(const Duty &duty);
    bool forgetSome(const Duty &duty);
    bool purgeSome(const Duty &duty);
    bool exec(const QString &sql);
    QSqlQuery &prepared(const char *sql);
    bool run(QSqlQuery &query);
    void note(const QSqlError &error);

    QString m_path;
    QString m_name; ///< of the connection within Qt
    QSqlDatabase m_db;
    std::unordered_map<const char *, std::unique_ptr<Prepared>> m_prepared; ///< by the statement's address
    StoreTrouble m_trouble = StoreTrouble::None;
    QString m_detail;
    protocol::Decoder m_decoder;
    bool m_hasChores = false;
};

} // namespace hubbub::client
