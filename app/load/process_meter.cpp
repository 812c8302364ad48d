// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/process_meter.h"

#include <QFile>

#include <time.h>
#include <unistd.h>

namespace hubbub::load {
namespace {

using std::chrono::nanoseconds;

nanoseconds ticks(qint64 count) { return nanoseconds(count * (1'000'000'000 / ::sysconf(_SC_CLK_TCK))); }

std::optional<QByteArray> contentsOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    return file.readAll();
}

/// The process's CPU clock counts in ns where /proc/PID/stat counts in ticks of 10 ms, but a process of another user
/// may refuse it.
std::optional<nanoseconds> cpuOf(qint64 process)
{
    clockid_t clock = 0;
    timespec time {};
    if (::clock_getcpuclockid(static_cast<pid_t>(process), &clock) == 0 && ::clock_gettime(clock, &time) == 0)
        return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
    const auto stat = contentsOf(QStringLiteral("/proc/%1/stat").arg(process));
    if (!stat)
        return std::nullopt;
    // After the name, which may hold anything, in parentheses: field 3 on; utime is 14, stime 15.
    const QList<QByteArray> fields = stat->mid(stat->lastIndexOf(')') + 2).split(' ');
    return ticks(fields.value(11).toLongLong() + fields.value(12).toLongLong());
}

std::optional<ProcessUse> useOf(qint64 process)
{
    const auto memory = contentsOf(QStringLiteral("/proc/%1/statm").arg(process));
    const auto cpu = cpuOf(process);
    if (!memory || !cpu)
        return std::nullopt;
    return ProcessUse { *cpu, memory->split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE) };
}

} // namespace

std::optional<ProcessUse> useOf(const QList<qint64> &processes)
{
    ProcessUse sum;
    for (const qint64 process : processes) {
        const auto use = useOf(process);
        if (!use)
            return std::nullopt;
        sum.cpu += use->cpu;
        sum.residentBytes += use->residentBytes;
    }
    return sum;
}

ProcessUse useOfOurselves() { return useOf(::getpid()).value_or(ProcessUse {}); }

} // namespace hubbub::load
