// SPDX-License-Identifier: GPL-3.0-or-later
// Writes down what the console sees, second by second, and gives a new run the charts of the one before.
#pragma once

#include "core/operator/moment.h"
#include "core/operator/recording_thread.h"

#include <QObject>
#include <QPointer>

namespace hubbub::ops {

class OperatorWatch;

/// Belongs to the watch's thread; files are read and written on one of its own.
class Recorder final : public QObject {
    Q_OBJECT
public:
    static constexpr int listsEvery = 30; ///< seconds between two lists of rooms, and of people, where they are read
    static constexpr int pruneEvery = 300;
    static constexpr qsizetype mostRooms = 10'000; ///< of a list
    static constexpr qsizetype mostSessions = 20'000;

    /// The watch is borrowed. `path` is the file's, whose folder is there.
    Recorder(OperatorWatch &watch, QString path);
    /// Writes what is left.
    ~Recorder() override;

    /// Reads the charts of an earlier run into the watch's model and begins to record.
    void begin();
    [[nodiscard]] const QString &path() const { return m_path; }
    /// Why nothing is recorded, for people; empty while all is well.
    [[nodiscard]] const QString &problem() const { return m_problem; }

    /// `then` runs here once the newest second is in the file.
    void flush(std::function<void()> then);
    /// Saves the seconds from `from` to `to` as a file of their own; `then` hears what went wrong, or nothing.
    void save(const QString &path, qint64 from, qint64 to, std::function<void(const QString &)> then);

Q_SIGNALS:
    void problemChanged();

private:
    void take();
    void writeSlice();
    void takeEvents(int count);
    void takeTrace(const QByteArray &record);
    void takeAlerts();
    void takeLists();
    void write(std::function<bool(RecordingFile &)> work);
    void setProblem(const QString &problem);

    OperatorWatch &m_watch;
    QString m_path;
    QString m_problem;
    Slice m_slice; ///< under way
    QByteArrayList m_traces; ///< since the last second
    QSet<Mid> m_mids; ///< of traces that are recorded, in this second
    QSet<Mid> m_midsBefore; ///< and the one before
    QHash<RoomId, RoomFacts> m_rooms;
    bool m_roomsChanged = false;
    bool m_sessionsChanged = false;
    int m_ticks = 0;
    std::unique_ptr<RecordingThread> m_thread;
};

} // namespace hubbub::ops
