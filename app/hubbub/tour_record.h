// SPDX-License-Identifier: GPL-3.0-or-later
// What a tour leaves in its folder besides pictures: who took part and what was typed, so that a check can follow
// later.
#pragma once

#include "app/hubbub/demo_check.h"
#include "core/base/result.h"

namespace hubbub::app {

struct TourPerson {
    QString name; ///< of the account, and of the profile folder
    QString storePath; ///< under the tour's folder
};

struct TourRecord {
    QList<TourPerson> people;
    QList<SaidLine> said; ///< in the order of typing
};

/// Where it lies in a tour's folder; its presence tells that the folder is a tour's.
[[nodiscard]] QString recordPath(const QString &folder);
/// Lines of tab-separated fields: `person NAME STORE`, `said ROOM NAME TEXT`, TEXT in percent encoding.
[[nodiscard]] Outcome writeRecord(const QString &folder, const TourRecord &record);
[[nodiscard]] Result<TourRecord> readRecord(const QString &folder);

} // namespace hubbub::app
