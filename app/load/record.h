// SPDX-License-Identifier: GPL-3.0-or-later
// What every simulated user did and saw, as plain data for the checker: nothing is judged while it is written.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <cstdint>
#include <vector>

namespace hubbub::load {

/// Names as small numbers, in order of first sight.
class Names {
public:
    quint32 indexOf(const QByteArray &name);
    [[nodiscard]] const QByteArray &nameOf(quint32 index) const { return m_names[index]; }
    [[nodiscard]] quint32 count() const { return static_cast<quint32>(m_names.size()); }

private:
    QHash<QByteArray, quint32> m_indices;
    QList<QByteArray> m_names;
};

/// One step in a user's life. Which fields count depends on the kind; all are indices of Names, but for seqs.
struct Entry {
    enum class Kind : quint8 {
        Connected, ///< to: node. A fresh connection is signed in: presence is unknown until a reset
        Ended, ///< to: close code. The connection is gone
        Follows, ///< room: what comes next is after (epoch, seq), and nothing before it is owed
        Sent, ///< room, mid: a message was made; written once however often it is sent
        Acked, ///< room, mid, epoch, seq: its `ok`, first or repeated
        Refused, ///< room, mid: it was definitely refused
        GaveUp, ///< room, mid: refused, but an earlier try was never answered and may yet be done
        Applied, ///< room, epoch, seq, mid, user (the author), message
        Gap, ///< room, epoch, to: nothing up to `to` comes any more; what is next is to + 1
        Forked, ///< room: the log lost events under its epoch, and said so
        Removed, ///< room: nothing of it follows, since one is no member any more
        ResetBegins, ///< room: a whole list of who is present follows
        Listed, ///< room, user: one of that list
        ResetEnds, ///< room
        Arrived, ///< room, user
        Departed, ///< room, user
        Changed, ///< room, user: still there, in another state
        Counted, ///< room, seq: how many are present, in a room too large for a list
    };
    Kind kind = Kind::Connected;
    bool message = true; ///< Applied: a message, not something that a node made
    quint32 room = 0;
    quint32 user = 0;
    quint32 epoch = 0;
    quint32 seq = 0;
    quint32 mid = 0;
    quint32 to = 0;
    quint32 at = 0; ///< ms since the record began

    friend bool operator==(const Entry &, const Entry &) = default;
};

/// One event of a room's log as `history` gave it at the end.
struct LogEntry {
    /// What it says of `target`'s membership.
    enum class Change : quint8 { None, In, Out };

    quint32 epoch = 0;
    quint32 seq = 0;
    quint32 mid = 0;
    quint32 user = 0;
    bool message = true;
    Change change = Change::None;
    quint32 target = 0; ///< where there is a change
    qint64 ts = 0; ///< ms since 1970 by Redis's clock

    friend bool operator==(const LogEntry &, const LogEntry &) = default;
};

/// What was done to the cluster, for the story: it excuses nothing.
struct Mark {
    quint32 at = 0; ///< ms since the record began
    QString text;

    friend bool operator==(const Mark &, const Mark &) = default;
};

struct RoomEnd {
    std::vector<LogEntry> log; ///< ascending
    std::vector<quint32> present; ///< users that are connected and members, at the very end
    quint32 last = 0; ///< of the log
    bool read = false; ///< whether the log could be read

    friend bool operator==(const RoomEnd &, const RoomEnd &) = default;
};

struct Record {
    Names rooms;
    Names users; ///< the simulated ones first, in their order; then strangers
    Names epochs;
    Names mids;
    std::vector<std::vector<Entry>> lives; ///< by user
    std::vector<bool> owed; ///< by user: was there when all had calmed down, so must have seen the whole log
    std::vector<bool> online; ///< by user: connected at the very end, so must see who else is
    std::vector<RoomEnd> ends; ///< by room
    std::vector<Mark> marks; ///< in order of time
    QList<QByteArray> nodes; ///< names, for the story
    bool settled = true; ///< all was answered and quiet before the logs were read; else they may have grown since
};

} // namespace hubbub::load
