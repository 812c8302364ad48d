// SPDX-License-Identifier: GPL-3.0-or-later
// What this process costs its machine, from the kernel.
#pragma once

#include <QtGlobal>

namespace hubbub::server {

struct ProcessFigures {
    double cpuSeconds = 0; ///< user and system, of all threads, since start
    qint64 residentBytes = 0;
    qint64 descriptors = 0; ///< open
    qint64 mostDescriptors = 0; ///< that it may open
};

/// A few system calls; with an old kernel (before 6.2) one more for every hundred descriptors.
[[nodiscard]] ProcessFigures readProcessFigures();

} // namespace hubbub::server
