// SPDX-License-Identifier: GPL-3.0-or-later
// The life of one child process as a pure function: what happens, and what is to be done then.
#pragma once

#include "core/cluster/local_cluster.h"

#include <optional>
#include <variant>
#include <vector>

namespace hubbub::cluster {

/// How a process ended.
struct Exit {
    int code = 0;
    int signal = 0; ///< 0: it ended by itself with `code`
    QString lastWords {}; ///< the last line that it wrote to standard error, which says why
    bool seen = true; ///< false: it was no child of ours, so how it ended is not known
};

struct Life {
    ProcessState state = ProcessState::Stopped;
    bool startAgain = false; ///< once it has ended
    QString detail;
    bool killed = false; ///< by hand: its end will be no surprise

    friend bool operator==(const Life &, const Life &) = default;
};

namespace life {
struct StartAsked { };
struct Adopted { }; ///< it runs already
struct StopAsked { };
struct RestartAsked { };
struct KillAsked { };
struct BecameReady { };
struct BecameUnready {
    QString reason;
};
struct Ended {
    Exit exit;
};
struct CouldNotSpawn {
    QString reason;
};
struct StopTookTooLong { };
struct RestartDue { };
} // namespace life
using LifeEvent = std::variant<life::StartAsked, life::Adopted, life::StopAsked, life::RestartAsked, life::KillAsked,
    life::BecameReady, life::BecameUnready, life::Ended, life::CouldNotSpawn, life::StopTookTooLong, life::RestartDue>;

enum class LifeAction : quint8 {
    Spawn,
    Terminate, ///< SIGTERM, and StopTookTooLong after a while
    Kill, ///< SIGKILL
    ScheduleRestart, ///< RestartDue after a pause, which grows with each crash
};

struct LifeRules {
    bool restartsAfterKill = false; ///< Redis: everything waits for it. A node that was killed by hand stays down
};

struct LifeStep {
    Life next;
    std::vector<LifeAction> actions;
};
[[nodiscard]] LifeStep advance(const Life &now, const LifeEvent &event, const LifeRules &rules);

/// A process that runs, or is about to.
[[nodiscard]] bool isAlive(ProcessState state);
/// Such as "SIGKILL" or "exit code 3: the port is taken".
[[nodiscard]] QString describe(const Exit &exit);

} // namespace hubbub::cluster
