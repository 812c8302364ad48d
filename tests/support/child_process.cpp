// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/child_process.h"

#include <QTest>

#include <sys/prctl.h>
#include <unistd.h>

namespace hubbub::testing {

ChildProcess::ChildProcess(QObject *parent)
    : QObject(parent)
{
    // Dies with the test, even where the test is killed.
    m_process.setChildProcessModifier([parentPid = ::getpid()] {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parentPid)
            ::_exit(1);
    });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &ChildProcess::readAll);
    connect(&m_process, &QProcess::readyReadStandardError, this, &ChildProcess::readAll);
}

ChildProcess::~ChildProcess()
{
    m_process.disconnect(this);
    kill();
}

bool ChildProcess::start(
    const QString &program, const QStringList &arguments, const QMap<QString, QString> &environment)
{
    auto variables = QProcessEnvironment::systemEnvironment();
    for (auto entry = environment.cbegin(); entry != environment.cend(); ++entry)
        variables.insert(entry.key(), entry.value());
    m_process.setProcessEnvironment(variables);
    m_output.clear();
    m_log.clear();
    m_process.start(program, arguments);
    return m_process.waitForStarted(10'000);
}

void ChildProcess::signal(int number)
{
    if (isRunning())
        ::kill(static_cast<pid_t>(m_process.processId()), number);
}

void ChildProcess::kill()
{
    if (!isRunning())
        return;
    m_process.kill();
    m_process.waitForFinished(10'000);
}

bool ChildProcess::waitForEnd(std::chrono::milliseconds limit)
{
    return QTest::qWaitFor([this] { return !isRunning(); }, static_cast<int>(limit.count()));
}

bool ChildProcess::isRunning() const { return m_process.state() != QProcess::NotRunning; }

int ChildProcess::exitCode() const
{
    return isRunning() || m_process.exitStatus() != QProcess::NormalExit ? -1 : m_process.exitCode();
}

qint64 ChildProcess::pid() const { return m_process.processId(); }

QString ChildProcess::problem() const
{
    return m_process.program() + QStringLiteral(": ") + m_process.errorString() + QLatin1Char('\n')
        + QString::fromUtf8(m_log.last(std::min<qsizetype>(m_log.size(), 2000)));
}

void ChildProcess::readAll()
{
    m_output += m_process.readAllStandardOutput();
    m_log += m_process.readAllStandardError();
}

} // namespace hubbub::testing
