// SPDX-License-Identifier: GPL-3.0-or-later
// One child process that cannot outlive this program, with its state, its log lines and its memory; or one that an
// earlier run left behind, taken over.
#pragma once

#include "core/cluster/pid_watch.h"
#include "core/cluster/process_life.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QProcess>
#include <QTimer>

#include <memory>

namespace hubbub::cluster {

/// Must be made on the main thread: the kernel ends the child when the thread that started it ends.
class ChildProcess final : public QObject {
    Q_OBJECT
public:
    struct Options {
        QString id;
        QString kind;
        QString address;
        QString program;
        QStringList arguments;
        std::pair<QString, QString> environment; ///< one more variable and its value; none where the name is empty
        LifeRules rules;
        bool logsToOutput = false; ///< its last words are on standard output too
        std::chrono::milliseconds stopTime { 10'000 }; ///< SIGKILL follows SIGTERM after this
        std::chrono::milliseconds restartPause { 2'000 }; ///< twice as long after each crash, up to 30 s
    };
    explicit ChildProcess(Options options, QObject *parent = nullptr);
    ~ChildProcess() override;

    /// For the next start.
    void setArguments(const QStringList &arguments, const QString &address);
    /// Takes over a process that runs already and is no child of ours: it is watched, stopped and killed like one, but
    /// its lines and the way it ends stay unknown, and it may outlive us. What follows a restart is a child again.
    /// False: it has ended.
    [[nodiscard]] bool adopt(std::unique_ptr<PidWatch> process);
    [[nodiscard]] const QString &program() const { return m_options.program; }
    void setClients(int clients);
    /// Starts, stops, kills ...: everything that happens to it comes through here.
    void handle(const LifeEvent &event);
    void pause(); ///< SIGSTOP; readiness will say that it does not answer
    void resume(); ///< SIGCONT
    /// Looks at its memory; changed() follows where it differs.
    void sample();

    [[nodiscard]] const ProcessView &view() const { return m_view; }

Q_SIGNALS:
    void changed();
    void spawned();
    void ended(const hubbub::cluster::Exit &exit);
    void wrote(const QByteArray &line, bool isError);

private:
    void run(LifeAction action);
    void spawn();
    void signal(int number);
    void clearRun();
    void readLines(QProcess::ProcessChannel channel, QByteArray &rest);
    void onEnded(const Exit &exit);
    void onFinished(int code, QProcess::ExitStatus status);
    void onError(QProcess::ProcessError error);
    void show(ProcessState state, const QString &detail);

    Options m_options;
    Life m_life;
    ProcessView m_view;
    std::unique_ptr<QProcess> m_process; ///< a child of ours
    std::unique_ptr<PidWatch> m_adopted; ///< or one that is not
    QTimer m_stopTimer;
    QTimer m_restartTimer;
    QByteArray m_outRest;
    QByteArray m_errorRest;
    QString m_lastWords;
    int m_crashes = 0; ///< one soon after the other
    QDeadlineTimer m_proven; ///< runs out when it has run for so long that it counts as well
};

} // namespace hubbub::cluster
