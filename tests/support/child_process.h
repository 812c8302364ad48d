// SPDX-License-Identifier: GPL-3.0-or-later
// A program under test as a child that cannot outlive the test.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QProcess>
#include <QStringList>

#include <chrono>
#include <csignal>

namespace hubbub::testing {

class ChildProcess final : public QObject {
    Q_OBJECT

public:
    explicit ChildProcess(QObject *parent = nullptr);
    /// Kills it, stopped or not.
    ~ChildProcess() override;

    /// `environment` is added to our own. False, with problem() set, if it can't be started.
    [[nodiscard]] bool start(
        const QString &program, const QStringList &arguments, const QMap<QString, QString> &environment = {});
    void write(const QByteArray &bytes) { m_process.write(bytes); } ///< to its standard input
    void signal(int number);
    void pause() { signal(SIGSTOP); }
    void resume() { signal(SIGCONT); }
    /// SIGKILL, and waits for the end.
    void kill();
    /// False if it still runs after `limit`. Turns the event loop meanwhile.
    [[nodiscard]] bool waitForEnd(std::chrono::milliseconds limit);

    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] int exitCode() const; ///< -1 while it runs, or where a signal ended it
    [[nodiscard]] qint64 pid() const;
    [[nodiscard]] const QByteArray &output() const { return m_output; } ///< standard output since start()
    [[nodiscard]] const QByteArray &log() const { return m_log; } ///< standard error since start()
    [[nodiscard]] QString problem() const;

private:
    void readAll();

    QProcess m_process;
    QByteArray m_output;
    QByteArray m_log;
};

} // namespace hubbub::testing
