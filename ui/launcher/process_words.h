// SPDX-License-Identifier: GPL-3.0-or-later
// A cluster's processes in words for people, and what can be done with each in its state.
#pragma once

#include "core/cluster/local_cluster.h"
#include "ui/common/paint.h"

namespace hubbub::ui {

struct StateWords {
    Tone tone = Tone::Neutral;
    Glyph icon = Glyph::Square; ///< each tone has its own shapes
    QString word; ///< such as "healthy", "crashed · SIGKILL"
    bool turning = false; ///< something is under way

    friend bool operator==(const StateWords &, const StateWords &) = default;
};

/// `paused`: it was halted by hand and not continued since.
[[nodiscard]] StateWords stateWords(const cluster::ProcessView &process, bool paused);

struct ProcessActions {
    bool stop = false;
    bool kill = false;
    bool restart = false;
    bool pause = false;
    bool resume = false;
    bool remove = false; ///< it may be taken out of the cluster

    friend bool operator==(const ProcessActions &, const ProcessActions &) = default;
};
[[nodiscard]] ProcessActions actionsFor(const cluster::ProcessView &process, bool paused);

struct ClusterSummary {
    Tone tone = Tone::Neutral;
    Glyph icon = Glyph::Square;
    QString word; ///< "2 of 3 nodes"
    int nodes = 0; ///< that stay
    int ready = 0;
};
[[nodiscard]] ClusterSummary summaryOf(const QList<cluster::ProcessView> &processes);
[[nodiscard]] bool isNode(const cluster::ProcessView &process);
/// Whether it has a process at all.
[[nodiscard]] bool runs(const cluster::ProcessView &process);

} // namespace hubbub::ui
