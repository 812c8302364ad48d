// SPDX-License-Identifier: GPL-3.0-or-later
// What page.lua says of a room's log: whether it still is the log that one was reading, and what comes next.
#pragma once

#include "core/base/ids.h"

#include <vector>

namespace hubbub::redis {
class Reply;
}

namespace hubbub::server {

struct LogEntry {
    qint64 seq = 0;
    QByteArray kind;
    Mid mid;
    QByteArray change; ///< of a member event: joined, left, ...
    UserId user; ///< whom it concerns
    QByteArray frame;
    qint64 ts = 0; ///< 0 where it was read from the log
};

struct LogPage {
    enum class Verdict : quint8 {
        Gone, ///< there is no such room
        Ok,
        Reset, ///< another epoch; entries begin at `first`
        Forked, ///< another event has that seq; nothing follows, the log stands at `last`
        Trimmed, ///< entries begin at `first`
    };
    Verdict verdict = Verdict::Gone;
    Epoch epoch;
    qint64 first = 1;
    qint64 last = 0;
    Mid lastMid;
    std::vector<LogEntry> entries; ///< ascending, the first ones after the position

    /// Something between the position and what follows can't be told any more.
    [[nodiscard]] bool hasHole() const
    {
        return verdict == Verdict::Reset || verdict == Verdict::Forked || verdict == Verdict::Trimmed;
    }
};

/// Nothing that Redis may answer does harm: what does not fit is Gone or left out.
[[nodiscard]] LogPage readLogPage(const redis::Reply &reply);

} // namespace hubbub::server
