// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the cluster keeps what it promises, from what Redis holds: nothing lost, doubled or out of order in rooms'
// logs, and nobody shown as present whose node is gone.
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"

#include <QByteArrayList>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <array>
#include <deque>
#include <functional>

namespace hubbub::redis {
class Link;
class Reply;
}

namespace hubbub::ops {

enum class Promise : quint8 { NothingLost, NothingDoubled, InOrder, NoGhosts };
inline constexpr int promiseCount = static_cast<int>(Promise::NoGhosts) + 1;

struct Breach {
    Promise promise = Promise::NothingLost;
    RoomId room;
    qint64 at = 0; ///< ms since 1970, by Redis's clock
    QString detail; ///< for people
    friend bool operator==(const Breach &, const Breach &) = default;
};

/// What was looked at, and what was found.
struct PromiseState {
    std::array<qint64, promiseCount> broken {}; ///< since the console was opened; of ghosts: just now
    qint64 events = 0; ///< read
    qint64 sessions = 0; ///< looked at
    qint64 rooms = 0; ///< different ones
    qint64 suspects = 0; ///< present, but of a boot that is not known to live: the nodes have time to sweep them
    QList<Breach> breaches; ///< newest last, some

    [[nodiscard]] bool isWhole() const { return broken == std::array<qint64, promiseCount> {}; }
};

/// One room's log as it is read on. Pure.
class LogCheck {
public:
    static constexpr size_t remembered = 2000; ///< mids, to know a second one by

    struct Entry {
        qint64 seq = 0; ///< of its id
        QByteArray frame;
        QByteArray user;
        QByteArray mid;
    };
    [[nodiscard]] qint64 last() const { return m_last; } ///< 0: nothing was read yet
    [[nodiscard]] const QByteArray &epoch() const { return m_epoch; }

    struct Finding {
        Promise promise = Promise::NothingLost;
        qint64 seq = 0; ///< where
        qint64 to = 0; ///< of a hole its end, included
        QByteArray mid;
        bool isCertain = false; ///< amends need not be asked
    };
    struct Page {
        QByteArray epoch;
        qint64 metaSeq = 0; ///< what meta counted before the log was read
        qint64 from = 0; ///< it was read from this seq on, which is in it
        qint64 first = 0; ///< the log's oldest seq: what is before it was trimmed
    };
    /// Entries in the log's order, all that it has from `from` on. Some findings are only suspected: a deleted event
    /// leaves a hole too, and the room's amends know of it. Where a fail-over took events back and gave their seqs to
    /// others, the check begins anew behind it.
    [[nodiscard]] QList<Finding> take(const Page &page, const QList<Entry> &entries);

private:
    QByteArray m_epoch;
    qint64 m_last = 0;
    QByteArray m_lastMid;
    qint64 m_toldMissing = 0; ///< so that it is told once
    QSet<QByteArray> m_mids; ///< with their users
    std::deque<QByteArray> m_order;
};

/// Reads a room at a time, twice a second. Belongs to one thread.
class PromiseCheck final : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds every { 500 };
    static constexpr std::chrono::seconds grace { 45 }; ///< the nodes' lease and sweep, and some
    static constexpr int page = 300; ///< entries of a log at a time
    static constexpr int mostLogs = 200; ///< rooms whose logs are read on; others begin anew
    static constexpr int mostBreaches = 100;

    struct Sources {
        std::function<QList<RoomId>()> rooms; ///< the busiest first
        std::function<QSet<Boot>()> boots; ///< that live
        std::function<qint64()> redisNow; ///< ms
    };
    /// Borrowed.
    PromiseCheck(redis::Link &link, Sources sources, const Clock &clock, QObject *parent = nullptr);

    void begin();
    [[nodiscard]] const PromiseState &state() const { return m_state; }
    void restore(PromiseState state) { m_state = std::move(state); }

Q_SIGNALS:
    void broken(const hubbub::ops::Breach &breach);

private:
    void look();
    void readLog(const RoomId &room);
    void takeLog(const RoomId &room, const LogCheck::Page &about, const redis::Reply &reply);
    void askAmends(const RoomId &room, qint64 from, qint64 to);
    void readHere(const RoomId &room);
    void takeHere(const RoomId &room, const QByteArray &cursor, const redis::Reply &reply);
    void countGhosts(const RoomId &room);
    void noteTakenBack(const RoomId &room, qint64 from, qint64 to);
    void noteHole(const RoomId &room, qint64 from, qint64 to);
    void note(Promise promise, const RoomId &room, const QString &detail, qint64 count = 1);
    [[nodiscard]] RoomId next();

    redis::Link &m_link;
    Sources m_sources;
    const Clock &m_clock;
    QTimer m_timer;
    PromiseState m_state;
    struct Log {
        LogCheck check;
        Clock::TimePoint read {};
        qint64 toldTo = 0; ///< what meta counts up to here was asked about
    };
    QHash<RoomId, Log> m_logs;
    using Since = QHash<QByteArray, Clock::TimePoint>;
    struct Suspects { ///< of one room, by session and boot
        QByteArray cursor = QByteArrayLiteral("0");
        Since known; ///< by the last whole look
        Since found; ///< in the look under way
    };
    QHash<RoomId, Suspects> m_suspects;
    QSet<RoomId> m_seen;
    QList<RoomId> m_round;
    int m_busy = 0; ///< questions under way
};

} // namespace hubbub::ops
