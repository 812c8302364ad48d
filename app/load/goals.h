// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway is meant to reach beside its peers in one and the same run, and whether it does.
#pragma once

#include "app/load/figures.h"

#include <QList>

namespace hubbub::load {

struct Goal {
    QString workload;
    QString sentence; ///< such as "CPU a delivery at most 1/3 of Socket.IO's"
    double wanted = 0;
    double reached = 0;
    bool atMost = true; ///< else at least

    [[nodiscard]] bool isMet() const { return atMost ? reached <= wanted : reached >= wanted; }
};

/// Those that these figures can say something of.
[[nodiscard]] QList<Goal> goalsOf(const QList<Figures> &figures);
[[nodiscard]] QString tableOf(const QList<Goal> &goals);

} // namespace hubbub::load
