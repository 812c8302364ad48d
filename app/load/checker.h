// SPDX-License-Identifier: GPL-3.0-or-later
// Judges a record against the protocol's promises P1 to P5. A pure function: what it finds can be planted in a test.
#pragma once

#include "app/load/record.h"

#include <QString>
#include <QStringList>

#include <array>

namespace hubbub::load {

enum class Fault : quint8 {
    Lost, ///< acknowledged but not in the log, or in the log and never seen by a member
    Phantom, ///< seen but never sent, refused, or not in the log
    Divergence, ///< one (room, epoch, seq), two mids
    Double, ///< one message at two seqs, or applied twice
    Backwards, ///< a seq that falls within an epoch
    Hole, ///< a jump without a gap
    SenderOrder, ///< a sender's later message before its earlier one
    Presence, ///< an arrival or departure without its counterpart, or a wrong view at the end
    Unread, ///< a room's log could not be read at the end, so nothing is proved for it
};
inline constexpr int faultKinds = 9;
[[nodiscard]] const char *nameOf(Fault fault);

struct Verdict {
    std::array<quint64, faultKinds> counts {};
    QStringList examples; ///< the first few of each kind, for people
    quint64 sent = 0;
    quint64 acked = 0;
    quint64 refused = 0;
    quint64 unknown = 0; ///< sent, and never answered
    quint64 applied = 0;
    quint64 gaps = 0;
    quint64 forks = 0; ///< rooms whose log forked; they are judged by their final log only
    quint64 arrivals = 0;
    quint64 departures = 0;

    [[nodiscard]] quint64 count(Fault fault) const { return counts[static_cast<size_t>(fault)]; }
    [[nodiscard]] quint64 faults() const;
};

[[nodiscard]] Verdict check(const Record &record);

} // namespace hubbub::load
