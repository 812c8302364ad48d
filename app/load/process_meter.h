// SPDX-License-Identifier: GPL-3.0-or-later
// What the kernel has accounted to processes: CPU time and resident memory.
#pragma once

#include <QList>

#include <chrono>
#include <optional>

namespace hubbub::load {

struct ProcessUse {
    std::chrono::nanoseconds cpu {}; ///< user and system, all threads, ended ones too
    qint64 residentBytes = 0;

    friend bool operator==(const ProcessUse &, const ProcessUse &) = default;
};

/// The sum over the processes; nothing where one of them is not there.
[[nodiscard]] std::optional<ProcessUse> useOf(const QList<qint64> &processes);
/// Of this process.
[[nodiscard]] ProcessUse useOfOurselves();

} // namespace hubbub::load
