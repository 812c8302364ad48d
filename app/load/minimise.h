// SPDX-License-Identifier: GPL-3.0-or-later
// The least of a record that still shows a violation: delta debugging (ddmin) under the checker.
#pragma once

#include "app/load/checker.h"

#include <functional>
#include <vector>

namespace hubbub::load {

/// Tries subsets of `items` until none of those left can be taken away, one by one, without the test failing. The
/// test holds for all of them. Order is kept.
[[nodiscard]] std::vector<quint32> ddmin(
    std::vector<quint32> items, const std::function<bool(const std::vector<quint32> &)> &test);

struct Minimised {
    Record record;
    quint64 facts = 0; ///< left
    quint64 ofFacts = 0;
};
/// Whole rooms first, then whole users, then fact by fact. The violation must be one of the record's.
[[nodiscard]] Minimised minimise(const Record &record, const Violation &violation);

} // namespace hubbub::load
