// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/pid_watch.h"

#include <QFile>

#include <sys/syscall.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace hubbub::cluster {
namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

quint64 startTicks(qint64 pid)
{
    const QByteArray stat = contentOf(u"/proc/%1/stat"_s.arg(pid));
    // The name of the program, in brackets, may have anything in it.
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    constexpr qsizetype stateField = 3;
    constexpr qsizetype startField = 22;
    if (fields.size() <= startField - stateField || fields[0] == "Z" || fields[0] == "X")
        return 0;
    return fields[startField - stateField].toULongLong();
}

QByteArray bootId() { return contentOf(u"/proc/sys/kernel/random/boot_id"_s).trimmed(); }

QByteArrayList commandLine(qint64 pid)
{
    QByteArray all = contentOf(u"/proc/%1/cmdline"_s.arg(pid));
    if (all.endsWith('\0'))
        all.chop(1);
    return all.isEmpty() ? QByteArrayList() : all.split('\0');
}

PidWatch::PidWatch(qint64 pid, quint64 startedAt, QObject *parent)
    : QObject(parent)
    , m_pid(pid)
    , m_descriptor(static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0)))
{
    if (m_descriptor < 0)
        return;
    // Looked at only now: from here on the number cannot be given to another one unnoticed.
    if (startedAt == 0 || startTicks(pid) != startedAt) {
        ::close(std::exchange(m_descriptor, -1));
        return;
    }
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        Q_EMIT
        ended();
    });
}

PidWatch::~PidWatch()
{
    m_notifier.reset();
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void PidWatch::signal(int number)
{
    if (m_descriptor >= 0)
        ::syscall(SYS_pidfd_send_signal, m_descriptor, number, nullptr, 0);
}

} // namespace hubbub::cluster
