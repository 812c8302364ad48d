// SPDX-License-Identifier: GPL-3.0-or-later
// The command line of hubbub-load, checked.
#pragma once

#include "app/load/fault_plan.h"
#include "app/load/workload.h"
#include "core/base/result.h"

#include <QStringList>

#include <chrono>
#include <optional>

namespace hubbub::load {

struct Options {
    enum class Act : quint8 { Run, Check, Explain, Bench, Medians, Help, Version };
    Act act = Act::Help;
    QStringList nodes;
    QString secretFile; ///< signs the users' tokens, as the nodes' own --secret-file
    QString redisUrl; ///< where users and rooms are written, and Redis's CPU is read
    bool json = false;
    QString jsonFile; ///< empty: standard output
    QString svgFile; ///< of medians; empty: no picture
    int textBytes = 128;
    std::chrono::milliseconds duration { 0 }; ///< 0: 30 s of run, 5 s of bench

    // run and check
    int users = 100;
    int rooms = 10;
    int roomsPerUser = 3;
    double rate = 100; ///< messages a second, of all together
    double churn = 0; ///< connections cut a second
    bool registers = false; ///< sign up over the protocol in place of writing to Redis
    bool keep = false; ///< leave users and rooms in Redis
    std::chrono::milliseconds settle { 60'000 };

    // check
    std::optional<QList<FaultKind>> faults; ///< nothing: all that can be provoked
    double moves = 1; ///< members a second that leave a room or are put out, to come back
    std::optional<quint64> seed; ///< nothing: by chance
    int clusterNodes = 3; ///< of a cluster of its own, where no nodes are given
    QString historyFile; ///< empty: by the seed, in the current folder

    // medians and explain
    QStringList files;

    // bench
    QList<Workload> workloads;
    QString system = QStringLiteral("hubbub");
    QList<qint64> servers; ///< process ids
    std::chrono::milliseconds warmUp { 1000 };
};

/// `arguments` without the program's name. The Error's detail says what is wrong in one line.
[[nodiscard]] Result<Options> parseOptions(const QStringList &arguments);
[[nodiscard]] QString helpText(); ///< see help.cpp

} // namespace hubbub::load
