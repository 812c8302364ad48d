// SPDX-License-Identifier: GPL-3.0-or-later
// A recording played back: a watch like the live one, but of a moment that was. It needs no Redis.
#pragma once

#include "core/base/clock.h"
#include "core/operator/operator_watch.h"
#include "core/operator/recording_thread.h"

#include <QObject>

namespace hubbub::ops {

/// Belongs to one thread; the file is read on another.
class Playback final : public QObject {
    Q_OBJECT
public:
    /// Of a recording that is being written, or of a saved incident.
    explicit Playback(QString path);
    ~Playback() override;

    /// opened() or failed() follows.
    void open();
    /// Shows that second, or the newest recorded before it; moved() follows. Of many calls the last counts.
    void seek(qint64 second);
    /// Saves the seconds from `from` to `to` as a file of their own; `then` hears what went wrong, or nothing.
    void save(const QString &path, qint64 from, qint64 to, std::function<void(const QString &)> then);

    [[nodiscard]] OperatorWatch &watch() { return m_watch; }
    [[nodiscard]] const RecordingFile::Span &span() const { return m_span; }
    [[nodiscard]] qint64 second() const { return m_second; } ///< shown; 0: none yet
    [[nodiscard]] const QString &path() const { return m_path; }

Q_SIGNALS:
    void opened(); ///< span() is known
    void moved();
    void failed(const QString &sentence);

private:
    void load();

    /// Stands where it was put.
    class HeldClock final : public Clock {
    public:
        [[nodiscard]] TimePoint now() const override { return TimePoint(wall()); }
        [[nodiscard]] std::chrono::milliseconds wall() const override { return m_wall; }
        void set(std::chrono::milliseconds wall) { m_wall = wall; }

    private:
        std::chrono::milliseconds m_wall {};
    };

    QString m_path;
    HeldClock m_clock;
    OperatorWatch m_watch;
    RecordingFile::Span m_span;
    qint64 m_second = 0;
    qint64 m_wanted = 0;
    bool m_loading = false;
    std::unique_ptr<RecordingThread> m_thread;
};

} // namespace hubbub::ops
