// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/simulated_people.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>
#include <QTimer>

#include <csignal>
#include <sys/prctl.h>

namespace hubbub::cluster {

using namespace Qt::StringLiterals;

namespace {

constexpr int peopleInARoom = 10;
constexpr int leaveTime = 25'000; // ms: they wait for what is still under way, and tidy up
constexpr int visit = 20 * 60; // s: it remembers all that it saw, to judge it

} // namespace

SimulatedPeople::SimulatedPeople(QString program, QObject *parent)
    : QObject(parent)
    , m_program(program.isEmpty() ? QCoreApplication::applicationDirPath() + u"/hubbub-load"_s : std::move(program))
{
}

SimulatedPeople::~SimulatedPeople() { abandon(); }

/// Ends it without waiting. Where this program ends too, the kernel sees to it.
void SimulatedPeople::abandon()
{
    if (!m_process)
        return;
    m_process->disconnect(this);
    connect(m_process.get(), &QProcess::finished, m_process.get(), &QObject::deleteLater);
    m_process.release()->kill();
}

QString SimulatedPeople::missing() const
{
    return QFileInfo(m_program).isExecutable() ? QString() : tr("%1 is missing; it plays the people.").arg(m_program);
}

bool SimulatedPeople::isRunning() const { return m_process != nullptr; }

void SimulatedPeople::start(const Crowd &crowd, const Place &place)
{
    abandon();
    m_crowd = crowd;
    m_stopping = false;
    m_lastWords.clear();
    m_process = std::make_unique<QProcess>();
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    m_process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    connect(m_process.get(), &QProcess::readyRead, this, &SimulatedPeople::readLines);
    const auto over = [this] {
        if (!m_process)
            return;
        readLines();
        if (m_process->error() == QProcess::FailedToStart)
            m_lastWords = missing();
        m_process.release()->deleteLater(); // it is what calls
        Q_EMIT
        changed();
    };
    connect(m_process.get(), &QProcess::finished, this, over);
    connect(m_process.get(), &QProcess::errorOccurred, this, [over](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            over();
    });
    QStringList nodes;
    for (const QUrl &url : place.nodes)
        nodes.append(url.toString());
    // It may have a password in it, and everybody on this machine sees arguments.
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HUBBUB_REDIS"_s, place.redisUrl);
    m_process->setProcessEnvironment(environment);
    m_process->start(m_program,
        { u"run"_s, u"--nodes"_s, nodes.join(u','), u"--secret-file"_s, place.secretFile, u"--users"_s,
            QString::number(crowd.people), u"--rooms"_s, QString::number(std::max(3, crowd.people / peopleInARoom)),
            u"--rate"_s, QString::number(crowd.messagesPerSecond), u"--seconds"_s, QString::number(visit) });
    Q_EMIT
    changed();
}

void SimulatedPeople::stop()
{
    if (!m_process || std::exchange(m_stopping, true))
        return;
    m_process->terminate();
    QTimer::singleShot(leaveTime, m_process.get(), [process = m_process.get()] { process->kill(); });
    Q_EMIT
    changed();
}

void SimulatedPeople::readLines()
{
    while (m_process && m_process->canReadLine()) {
        m_lastWords = QString::fromUtf8(m_process->readLine()).trimmed();
        Q_EMIT
        changed();
    }
}

} // namespace hubbub::cluster
