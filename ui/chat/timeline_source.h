// SPDX-License-Identifier: GPL-3.0-or-later
// Where the timeline's rows come from: a room's feed in the program, made-up rows in tests and benches.
#pragma once

#include "core/client/timeline_item.h"

#include <QObject>

namespace hubbub::ui {

/// Rows from old to new. Signals are sent after the change; views read the rows again while they handle them.
class TimelineSource : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual int count() const = 0;
    [[nodiscard]] virtual const client::TimelineItem &at(int row) const = 0;
    [[nodiscard]] virtual int indexOf(const Mid &mid) const = 0; ///< -1: not in memory
    [[nodiscard]] virtual int indexOfSeq(qint64 seq) const = 0; ///< -1: not in memory
    [[nodiscard]] virtual bool hasOlder() const = 0;
    [[nodiscard]] virtual bool isFetching() const = 0;
    virtual void fetchOlder() = 0;
    [[nodiscard]] virtual qint64 readSeq() const = 0;

Q_SIGNALS:
    void rowsInserted(int first, int count);
    void rowsChanged(int first, int count);
    void rowsRemoved(int first, int count);
    void rowsReset();
    void fetchFinished(bool ok);
    void readSeqChanged();
};

} // namespace hubbub::ui
