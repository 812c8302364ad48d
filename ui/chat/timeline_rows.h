// SPDX-License-Identifier: GPL-3.0-or-later
// The laid-out rows that were used last, by message; builds those that are missing or stand otherwise now.
#pragma once

#include "ui/chat/day_clock.h"
#include "ui/chat/row_layout.h"
#include "ui/chat/timeline_source.h"

#include <QCache>
#include <QHash>

namespace hubbub::ui {

class TimelineRows {
public:
    TimelineRows();

    /// Borrowed; nullptr: none.
    void setSource(const TimelineSource *source, const UserId &me);
    void setWidth(int width);

    /// The seq of the row below the 'new' line; 0: no line.
    void setFirstNew(qint64 seq) { m_firstNew = seq; }
    [[nodiscard]] qint64 firstNew() const { return m_firstNew; }

    /// Valid until the next call.
    [[nodiscard]] const RowLayout &at(int row);
    [[nodiscard]] int estimate(int row);

    void addNote(int belowRow, const Pill &note);
    void forget(int row); ///< its content changed
    void clear(); ///< fonts or colours changed

    /// What identifies a row for as long as it is there.
    [[nodiscard]] static QByteArray keyOf(const client::TimelineItem &item);

private:
    [[nodiscard]] RowFrame frame(int row);
    [[nodiscard]] std::unique_ptr<RowLayout> build(int row, const RowFrame &frame) const;

    const TimelineSource *m_source = nullptr;
    UserId m_me;
    QCache<QByteArray, RowLayout> m_rows;
    QHash<QByteArray, std::vector<Pill>> m_notes;
    DayClock m_days;
    qint64 m_firstNew = 0;
    int m_width = 0;
};

} // namespace hubbub::ui
