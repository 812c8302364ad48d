// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/process_figures.h"

#include <cstdio>
#include <dirent.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hubbub::server {

namespace {

double secondsOf(const timeval &time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

qint64 countDescriptors()
{
    struct stat folder = {};
    if (::stat("/proc/self/fd", &folder) == 0 && folder.st_size > 0)
        return folder.st_size; // their number, since Linux 6.2
    DIR *const listing = ::opendir("/proc/self/fd");
    if (!listing)
        return 0;
    qint64 count = -3; // ".", ".." and the listing itself
    while (::readdir(listing))
        ++count;
    ::closedir(listing);
    return count;
}

qint64 readResidentBytes()
{
    std::FILE *const file = std::fopen("/proc/self/statm", "re");
    if (!file)
        return 0;
    long total = 0;
    long resident = 0;
    const bool read = std::fscanf(file, "%ld %ld", &total, &resident) == 2;
    std::fclose(file);
    return read ? resident * ::sysconf(_SC_PAGESIZE) : 0;
}

} // namespace

ProcessFigures readProcessFigures()
{
    ProcessFigures out;
    rusage usage = {};
    if (::getrusage(RUSAGE_SELF, &usage) == 0)
        out.cpuSeconds = secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime);
    out.residentBytes = readResidentBytes();
    out.descriptors = countDescriptors();
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        out.mostDescriptors = static_cast<qint64>(limit.rlim_cur);
    return out;
}

} // namespace hubbub::server
