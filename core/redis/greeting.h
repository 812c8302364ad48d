// SPDX-License-Identifier: GPL-3.0-or-later
// The first commands on a new connection, and what Redis's answers to them mean.
#pragma once

#include "core/redis/options.h"
#include "core/redis/reply.h"
#include "core/redis/script.h"

#include <QList>

#include <vector>

namespace hubbub::redis {

/// In the order in which they are sent. Ready comes last: it is refused while Redis loads or has lost its primary.
enum class Courtesy : quint8 { Authenticate, Name, Select, Role, LoadScript, Ready };

struct GreetingCommand {
    Courtesy courtesy;
    QList<QByteArray> argv;
};

[[nodiscard]] std::vector<GreetingCommand> greeting(
    const Endpoint &endpoint, const Options &options, const std::vector<Script> &scripts);

struct Verdict {
    enum class Kind : quint8 { Fine, NotNow, Refused };

    Kind kind = Kind::Fine;
    QString reason; ///< for people who run the cluster; empty where it is fine

    friend bool operator==(const Verdict &, const Verdict &) = default;
};

/// Refused: our credentials are wrong, so trying again soon is of no use. NotNow: the next attempt may go well.
[[nodiscard]] Verdict judge(Courtesy courtesy, const Reply &reply);

} // namespace hubbub::redis
