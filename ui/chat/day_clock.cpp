// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/day_clock.h"

#include <QDateTime>

namespace hubbub::ui {

qint64 DayClock::dayOf(qint64 ts)
{
    constexpr qint64 quarter = 15 * 60 * 1000;
    const qint64 key = ts >= 0 ? ts / quarter : (ts - quarter + 1) / quarter;
    const auto found = m_days.constFind(key);
    if (found != m_days.cend())
        return *found;
    if (m_days.size() > 4096)
        m_days.clear();
    const qint64 day = QDateTime::fromMSecsSinceEpoch(key * quarter).date().toJulianDay();
    m_days.insert(key, day);
    return day;
}

} // namespace hubbub::ui
