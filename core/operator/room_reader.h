// SPDX-License-Identifier: GPL-3.0-or-later
// The rooms in which somebody is, found page by page in the nodes' own lists; what each is, only for those asked about.
#pragma once

#include "core/base/ids.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <deque>
#include <optional>

namespace hubbub::redis {
class Link;
}

namespace hubbub::ops {

struct RoomFacts {
    RoomId id;
    QString title;
    QByteArray kind; ///< "group", "direct"
    QByteArray visibility; ///< "public", "private"
    qint64 seq = 0; ///< its newest event
    qint64 members = 0;
    qint64 here = 0; ///< sessions
    double perSecond = -1; ///< events since it was read before; below 0: not known yet
    qint64 readAt = 0; ///< ms, by the caller's clock
};

/// One command is under way at a time, so a large cluster is read slowly and never disturbed. Belongs to one thread.
class RoomReader final : public QObject {
    Q_OBJECT
public:
    static constexpr int page = 1000;
    static constexpr qsizetype most = 100'000; ///< rooms; those found beyond are counted, not kept

    struct Source {
        NodeId node;
        Boot boot;
    };

    /// Borrowed.
    explicit RoomReader(redis::Link &link, QObject *parent = nullptr);

    /// Reads the lists of those nodes anew, and the index of public rooms; while it does, further calls are ignored.
    void refresh(const QList<Source> &sources);
    [[nodiscard]] bool isReading() const { return m_reading; }
    [[nodiscard]] const QSet<RoomId> &rooms() const { return m_rooms; }
    [[nodiscard]] qint64 beyond() const { return m_beyond; }

    /// Asks about each, a few dozen at most; described() follows. `now` in ms, to know rates by.
    void describe(const QList<RoomId> &rooms, qint64 now);
    /// Becomes what it was at a moment of a recording; from then on it describes these, and asks nobody.
    void restore(const QList<RoomFacts> &rooms);

Q_SIGNALS:
    void found(const QList<hubbub::RoomId> &rooms); ///< ones that were not known
    void gone(const QList<hubbub::RoomId> &rooms);
    void finished(); ///< refresh() is through
    void described(const QList<hubbub::ops::RoomFacts> &rooms);

private:
    void next();
    void take(const QList<QByteArray> &names);
    void end(bool whole);
    void noteRate(RoomFacts &facts);

    redis::Link &m_link;
    QSet<RoomId> m_rooms;
    QSet<RoomId> m_seen; ///< in the round under way
    std::deque<Source> m_sources;
    QByteArray m_cursor;
    bool m_reading = false;
    qint64 m_beyond = 0;
    struct Seen {
        qint64 seq = 0;
        qint64 at = 0;
    };
    QHash<RoomId, Seen> m_before;
    std::optional<QHash<RoomId, RoomFacts>> m_restored;
};

} // namespace hubbub::ops
