// SPDX-License-Identifier: GPL-3.0-or-later
// Results as tables for people and JSON for machines.
#pragma once

#include "app/load/figures.h"
#include "app/load/medians.h"
#include "app/load/simulation.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace hubbub::load {

[[nodiscard]] QString tableOf(const Outcomes &outcomes); ///< its last line is the verdict
[[nodiscard]] QString verdictOf(const Outcomes &outcomes); ///< one line
[[nodiscard]] QByteArray jsonOf(const Outcomes &outcomes);

[[nodiscard]] QString tableOf(const QList<Figures> &figures);
/// `{"workloads": {WORKLOAD: {SYSTEM: {...}}}}`
[[nodiscard]] QByteArray jsonOf(const QList<Figures> &figures);
/// Read back.
[[nodiscard]] Result<QList<Figures>> figuresIn(const QByteArray &json);
/// The same with `_min` and `_max` beside each figure, and the number of `runs`.
[[nodiscard]] QByteArray jsonOf(const QList<Spread> &spreads);

} // namespace hubbub::load
