// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/row_frame.h"

#include "ui/chat/day_clock.h"

#include <cstdlib>

namespace hubbub::ui {

namespace {

using client::TimelineItem;

bool isNew(const TimelineItem &item, qint64 firstNew) { return firstNew > 0 && item.seq == firstNew; }

bool hangTogether(const TimelineItem &above, const TimelineItem &below, qint64 firstNew, DayClock &days)
{
    if (above.kind != TimelineItem::Kind::Message || below.kind != TimelineItem::Kind::Message)
        return false;
    if (above.own != below.own || above.from != below.from || isNew(below, firstNew))
        return false;
    const std::chrono::milliseconds apart { std::llabs(below.ts - above.ts) };
    return apart < attachWithin && days.dayOf(above.ts) == days.dayOf(below.ts);
}

} // namespace

RowFrame frameOf(
    const TimelineItem *previous, const TimelineItem &item, const TimelineItem *next, qint64 firstNew, DayClock &days)
{
    RowFrame frame;
    const bool dated = item.ts > 0;
    frame.dayAbove = dated && (!previous || days.dayOf(previous->ts) != days.dayOf(item.ts));
    frame.newAbove = isNew(item, firstNew);
    frame.attachedAbove = previous && hangTogether(*previous, item, firstNew, days);
    frame.attachedBelow = next && hangTogether(item, *next, firstNew, days);
    return frame;
}

} // namespace hubbub::ui
