// SPDX-License-Identifier: GPL-3.0-or-later
// Several runs of one workload as one: the median of each figure, and between what it lay.
#pragma once

#include "app/load/figures.h"

#include <QList>

namespace hubbub::load {

struct Spread {
    Figures median; ///< each figure's own; of an even number of runs the lower of the middle two
    Figures least;
    Figures most;
    int runs = 0;
};

/// One for each workload and system, in the order of their first run.
[[nodiscard]] QList<Spread> spreadsOf(const QList<Figures> &runs);

/// The figures that are numbers, by the names that machines read.
struct NamedFigure {
    const char *name;
    std::optional<double> Figures::*value;
};
[[nodiscard]] const QList<NamedFigure> &namedFigures();

} // namespace hubbub::load
