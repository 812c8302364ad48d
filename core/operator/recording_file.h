// SPDX-License-Identifier: GPL-3.0-or-later
// A recording as one SQLite file: what the console saw, bounded in age and size. Also the form of a saved incident.
#pragma once

#include "core/operator/moment.h"

#include <QSqlDatabase>

namespace hubbub::ops {

/// Synchronous; belongs to the thread that made it. A call that fails says false, and problem() why, for people.
class RecordingFile {
public:
    static constexpr qint64 keptSeconds = 24 * 3600;
    static constexpr qint64 mostBytes = qint64(1) << 30;
    static constexpr int mostEvents = 2000; ///< of a moment: the newest before it
    static constexpr int mostTraces = 1000; ///< records, the same

    RecordingFile();
    ~RecordingFile();
    RecordingFile(const RecordingFile &) = delete;
    RecordingFile &operator=(const RecordingFile &) = delete;

    /// Makes the file where there is none. `name` is the cluster's for people.
    bool openToWrite(const QString &path, const QString &name);
    bool openToRead(const QString &path);
    void close();
    [[nodiscard]] const QString &problem() const { return m_problem; }

    bool put(const Slice &slice); ///< in the place of one with the same first second
    bool put(const QList<LoggedEvent> &events);
    bool putTraces(qint64 second, const QByteArrayList &records);
    bool putAlerts(qint64 second, const QList<Alert> &alerts);
    bool putRooms(qint64 second, const QList<RoomFacts> &rooms);
    bool putSessions(qint64 second, const QList<SessionFacts> &sessions);
    /// Drops the oldest: all over that age, then as much as it takes to be under that size. What is of a time after
    /// `now` was written while a clock was wrong, and goes too.
    bool prune(qint64 now, qint64 seconds = keptSeconds, qint64 bytes = mostBytes);

    struct Span {
        QString name; ///< of the cluster
        qint64 first = 0; ///< seconds since 1970; 0: it is empty
        qint64 last = 0;
        QList<Alert> alerts; ///< all that it knows of
    };
    [[nodiscard]] Span span();
    [[nodiscard]] Moment load(qint64 second);
    /// A new file with the seconds from `from` to `to`; one of that name is overwritten.
    bool exportTo(const QString &path, qint64 from, qint64 to);

private:
    bool open(const QString &path, bool write);
    bool exec(const QString &sql);
    bool run(QSqlQuery &query);
    bool putPart(const QString &table, qint64 second, const QByteArray &body);
    [[nodiscard]] QByteArray newestPart(const QString &table, qint64 second, qint64 notBefore);
    void loadHistory(Moment &moment, qint64 second);
    [[nodiscard]] QList<LoggedEvent> loadEvents(qint64 second);
    [[nodiscard]] QByteArrayList loadTraces(qint64 second);
    [[nodiscard]] qint64 number(const QString &sql);

    QString m_connection; ///< its name within Qt
    QSqlDatabase m_db;
    QString m_problem;
};

} // namespace hubbub::ops
