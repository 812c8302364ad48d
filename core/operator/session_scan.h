// SPDX-License-Identifier: GPL-3.0-or-later
// Who is online, read from the rooms' lists of sessions, page by page.
#pragma once

#include "core/base/ids.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <deque>

namespace hubbub::redis {
class Link;
}

namespace hubbub::ops {

struct SessionFacts {
    SessionId id;
    UserId user;
    NodeId node;
    QByteArray state; ///< "online", "away", "busy"
    QString text; ///< what the person says of it
    QList<RoomId> rooms; ///< as the last whole round found them
    QList<RoomId> found; ///< in the round under way
    int round = 0; ///< the last one that saw it
};

/// Goes through the rooms again and again while it is wanted, a few at a time. Belongs to one thread.
class SessionScan final : public QObject {
    Q_OBJECT
public:
    static constexpr int page = 500;
    static constexpr int roomsAtOnce = 64;
    static constexpr qsizetype most = 100'000; ///< sessions

    /// Borrowed.
    explicit SessionScan(redis::Link &link, QObject *parent = nullptr);

    /// Begins a round through those rooms; ignored while one is under way.
    void refresh(const QList<RoomId> &rooms);
    /// Becomes what it was at a moment of a recording.
    void restore(const QList<SessionFacts> &sessions);
    [[nodiscard]] bool isReading() const { return m_reading; }
    [[nodiscard]] const QHash<SessionId, SessionFacts> &sessions() const { return m_sessions; }

Q_SIGNALS:
    void found(const QList<hubbub::SessionId> &sessions); ///< new ones, and ones that changed
    void gone(const QList<hubbub::SessionId> &sessions);
    void finished();

private:
    void next();
    void take(const QByteArray &session, const QByteArray &entry, const RoomId &room, QSet<SessionId> &changed);
    void end(bool whole);

    redis::Link &m_link;
    QHash<SessionId, SessionFacts> m_sessions;
    struct Place {
        RoomId room;
        QByteArray cursor;
    };
    struct Batch {
        QSet<SessionId> changed; ///< each once, in however many rooms it was seen
        std::deque<Place> more; ///< rooms that go on
    };
    std::deque<Place> m_rooms; ///< still to read in this round
    int m_round = 0;
    bool m_reading = false;
};

} // namespace hubbub::ops
