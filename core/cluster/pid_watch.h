// SPDX-License-Identifier: GPL-3.0-or-later
// A process that is no child of ours, held so that its number cannot come to mean another one.
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace hubbub::cluster {

/// What tells two processes of one number apart: ticks from the machine's start to the process's (field 22 of
/// /proc/PID/stat); 0: there is none, or it has ended and only its parent has not looked yet.
[[nodiscard]] quint64 startTicks(qint64 pid);
/// Changes with each start of the machine.
[[nodiscard]] QByteArray bootId();
/// Program and arguments; empty: there is none.
[[nodiscard]] QByteArrayList commandLine(qint64 pid);

class PidWatch final : public QObject {
    Q_OBJECT
public:
    /// Not valid where no process with that number began at that time.
    PidWatch(qint64 pid, quint64 startedAt, QObject *parent = nullptr);
    ~PidWatch() override;

    [[nodiscard]] bool isValid() const { return m_descriptor >= 0; }
    [[nodiscard]] qint64 pid() const { return m_pid; }
    void signal(int number);

Q_SIGNALS:
    void ended();

private:
    qint64 m_pid;
    int m_descriptor = -1; ///< of pidfd_open()
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace hubbub::cluster
