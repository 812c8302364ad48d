// SPDX-License-Identifier: GPL-3.0-or-later
// Decides whether a tour kept the promises: every message in the log once, and each client's own store equal to it.
#pragma once

#include "core/base/ids.h"

#include <QList>
#include <QStringList>

namespace hubbub::app {

/// An event as the log in Redis or a client's store on disk has it.
struct KeptEvent {
    RoomId room;
    Epoch epoch;
    qint64 seq = 0;
    Mid mid;
    UserId from;
    QString text; ///< of messages; empty for other kinds
};

/// A message that somebody typed during the tour.
struct SaidLine {
    RoomId room;
    UserId from;
    QString text;

    friend bool operator==(const SaidLine &, const SaidLine &) = default;
};

struct KeptStore {
    QString owner; ///< for the sentences, such as "mara"
    QList<KeptEvent> events; ///< in the order in which the store gives them: by room and seq
};

struct CheckReport {
    QStringList passed; ///< what was looked at and found right
    QStringList problems; ///< each a sentence that names the room, the seq and what differs

    [[nodiscard]] bool ok() const { return problems.isEmpty(); }
};

/// `log`: all rooms of the tour, ascending in each; `said`: every line in the order in which it was typed.
[[nodiscard]] CheckReport checkTour(
    const QList<KeptEvent> &log, const QList<SaidLine> &said, const QList<KeptStore> &stores);

} // namespace hubbub::app
