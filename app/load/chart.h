// SPDX-License-Identifier: GPL-3.0-or-later
// Medians of a benchmark as a picture.
#pragma once

#include "app/load/medians.h"

#include <QByteArray>

namespace hubbub::load {

/// An SVG with a panel for each workload and a bar for each system: the figure that the workload is for, with a line
/// from the least to the most of the runs.
[[nodiscard]] QByteArray chartOf(const QList<Spread> &spreads);

} // namespace hubbub::load
