// SPDX-License-Identifier: GPL-3.0-or-later
// Which local day a moment belongs to, fast enough to ask for every row: time zones change on quarters of an hour only.
#pragma once

#include <QDate>
#include <QHash>

namespace hubbub::ui {

class DayClock {
public:
    /// Julian day number of `ts` (ms since 1970) in the local zone.
    [[nodiscard]] qint64 dayOf(qint64 ts);

private:
    QHash<qint64, qint64> m_days; ///< by quarter of an hour since 1970
};

} // namespace hubbub::ui
