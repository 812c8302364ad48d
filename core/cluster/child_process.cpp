// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/child_process.h"

#include <QDateTime>
#include <QFile>

#include <algorithm>
#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace hubbub::cluster {
namespace {

using namespace std::chrono_literals;

constexpr qsizetype longestLine = 8 * 1024;
constexpr std::chrono::milliseconds longestPause = 30s;
constexpr std::chrono::milliseconds provenAfter = 60s;

qint64 residentBytes(qint64 pid)
{
    QFile file(u"/proc/%1/statm"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> fields = file.readAll().split(' ');
    return fields.size() > 1 ? fields[1].toLongLong() * sysconf(_SC_PAGESIZE) : 0;
}

} // namespace

ChildProcess::ChildProcess(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    m_view.id = m_options.id;
    m_view.kind = m_options.kind;
    m_view.address = m_options.address;
    m_stopTimer.setSingleShot(true);
    m_restartTimer.setSingleShot(true);
    connect(&m_stopTimer, &QTimer::timeout, this, [this] { handle(life::StopTookTooLong {}); });
    connect(&m_restartTimer, &QTimer::timeout, this, [this] { handle(life::RestartDue {}); });
}

ChildProcess::~ChildProcess()
{
    if (m_adopted)
        m_adopted->signal(SIGKILL);
    if (!m_process || m_process->processId() == 0)
        return;
    m_process->disconnect(this);
    // A stopped process does not answer anything but this; QProcess's own destructor then waits for its end.
    ::kill(static_cast<pid_t>(m_process->processId()), SIGKILL);
}

void ChildProcess::setArguments(const QStringList &arguments, const QString &address)
{
    m_options.arguments = arguments;
    m_view.address = address;
}

void ChildProcess::setClients(int clients)
{
    if (m_view.clients == clients)
        return;
    m_view.clients = clients;
    Q_EMIT
    changed();
}

void ChildProcess::handle(const LifeEvent &event)
{
    const auto [next, actions] = advance(m_life, event, m_options.rules);
    const bool differs = next != m_life;
    m_life = next;
    for (const LifeAction action : actions)
        run(action);
    if (differs)
        show(m_life.state, m_life.detail);
}

void ChildProcess::run(LifeAction action)
{
    switch (action) {
    case LifeAction::Spawn:
        spawn();
        return;
    case LifeAction::Terminate:
        resume(); // a stopped process would never see the signal
        signal(SIGTERM);
        m_stopTimer.start(m_options.stopTime);
        return;
    case LifeAction::Kill:
        signal(SIGKILL);
        return;
    case LifeAction::ScheduleRestart:
        m_crashes = m_proven.hasExpired() ? 0 : m_crashes;
        m_restartTimer.start(std::min(longestPause, m_options.restartPause * (1 << std::min(m_crashes, 10))));
        ++m_crashes;
        return;
    }
}

/// Not by number where that could mean somebody else by now.
void ChildProcess::signal(int number)
{
    if (m_adopted)
        m_adopted->signal(number);
    else if (m_process && m_process->processId() > 0)
        ::kill(static_cast<pid_t>(m_process->processId()), number);
}

void ChildProcess::clearRun()
{
    m_restartTimer.stop();
    m_proven.setRemainingTime(provenAfter);
    m_outRest.clear();
    m_errorRest.clear();
    m_lastWords.clear();
    // Either may be the one whose signal we are in.
    if (m_process)
        m_process.release()->deleteLater();
    if (m_adopted)
        m_adopted.release()->deleteLater();
}

bool ChildProcess::adopt(std::unique_ptr<PidWatch> process)
{
    if (!process->isValid() || isAlive(m_life.state))
        return false;
    clearRun();
    m_adopted = std::move(process);
    connect(m_adopted.get(), &PidWatch::ended, this, [this] { onEnded({ .seen = false }); });
    m_view.pid = m_adopted->pid();
    m_view.adopted = true;
    m_view.sinceMs = QDateTime::currentMSecsSinceEpoch();
    handle(life::Adopted {});
    Q_EMIT
    spawned();
    return true;
}

void ChildProcess::spawn()
{
    clearRun();
    m_view.adopted = false;
    m_process = std::make_unique<QProcess>();
    m_process->setProgram(m_options.program);
    m_process->setArguments(m_options.arguments);
    if (const auto &[name, value] = m_options.environment; !name.isEmpty()) {
        QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
        all.insert(name, value);
        m_process->setProcessEnvironment(all);
    }
    const pid_t parent = getpid();
    m_process->setChildProcessModifier([parent] {
        // Async-signal-safe calls only: this runs between fork and exec.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(127); // the program died in between
        sigset_t none; // a program that waits for SIGTERM in its own way would leave the child deaf to it
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        setpgid(0, 0); // Ctrl+C in a terminal ends the program, which then ends its children in order
    });
    connect(m_process.get(), &QProcess::started, this, [this] {
        m_view.pid = m_process->processId();
        Q_EMIT
        spawned();
        Q_EMIT
        changed();
    });
    connect(m_process.get(), &QProcess::finished, this, &ChildProcess::onFinished);
    connect(m_process.get(), &QProcess::errorOccurred, this, &ChildProcess::onError);
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this,
        [this] { readLines(QProcess::StandardOutput, m_outRest); });
    connect(m_process.get(), &QProcess::readyReadStandardError, this,
        [this] { readLines(QProcess::StandardError, m_errorRest); });
    m_view.sinceMs = QDateTime::currentMSecsSinceEpoch();
    m_process->start();
}

void ChildProcess::readLines(QProcess::ProcessChannel channel, QByteArray &rest)
{
    m_process->setReadChannel(channel);
    rest += m_process->readAll();
    qsizetype from = 0;
    for (qsizetype end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', from)) {
        const QByteArray line = rest.mid(from, end - from);
        from = end + 1;
        if (channel == QProcess::StandardError || m_options.logsToOutput)
            m_lastWords = QString::fromUtf8(line).trimmed();
        Q_EMIT
        wrote(line, channel == QProcess::StandardError);
    }
    rest.remove(0, from);
    if (rest.size() > longestLine)
        rest.clear(); // no line of ours is this long
}

void ChildProcess::onFinished(int code, QProcess::ExitStatus status)
{
    // QProcess gives the signal's number as the code of a crash.
    onEnded(status == QProcess::CrashExit ? Exit { 0, code, m_lastWords } : Exit { code, 0, m_lastWords });
}

void ChildProcess::onEnded(const Exit &exit)
{
    m_stopTimer.stop();
    if (m_adopted)
        m_adopted.release()->deleteLater(); // it is what calls
    m_view.pid = 0;
    m_view.memoryBytes = 0;
    m_view.clients = 0;
    m_view.sinceMs = QDateTime::currentMSecsSinceEpoch();
    handle(life::Ended { exit });
    Q_EMIT
    ended(exit);
}

void ChildProcess::onError(QProcess::ProcessError error)
{
    if (error == QProcess::FailedToStart)
        handle(
            life::CouldNotSpawn { u"%1 could not be started: %2"_s.arg(m_options.program, m_process->errorString()) });
}

void ChildProcess::pause() { signal(SIGSTOP); }

void ChildProcess::resume() { signal(SIGCONT); }

void ChildProcess::sample()
{
    const qint64 memory = m_view.pid > 0 ? residentBytes(m_view.pid) : 0;
    if (memory == m_view.memoryBytes)
        return;
    m_view.memoryBytes = memory;
    Q_EMIT
    changed();
}

void ChildProcess::show(ProcessState state, const QString &detail)
{
    m_view.state = state;
    m_view.detail = detail;
    Q_EMIT
    changed();
}

} // namespace hubbub::cluster
