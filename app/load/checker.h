// SPDX-License-Identifier: GPL-3.0-or-later
// Judges a record against the protocol's promises P1 to P6. A pure function: what it finds can be planted in a test.
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
    Rights, ///< a message of someone who was out, or an event to someone who had been out for over 1 s
    Presence, ///< an arrival or departure without its counterpart, or a wrong view at the end
    Unread, ///< a room's log could not be read at the end, so nothing is proved for it
};
inline constexpr int faultKinds = 10;
[[nodiscard]] const char *nameOf(Fault fault);

/// One broken promise. The same record always says the same sentence of it.
struct Violation {
    Fault fault = Fault::Lost;
    QString what;

    friend bool operator==(const Violation &, const Violation &) = default;
};

struct Verdict {
    std::array<quint64, faultKinds> counts {};
    QList<Violation> violations; ///< of each kind the first `most`
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
    [[nodiscard]] QStringList examples() const; ///< the first few of each kind, for people
};

[[nodiscard]] Verdict check(const Record &record, quint64 most = 1000);
/// Whether check() would find this one, among however many.
[[nodiscard]] bool violates(const Record &record, const Violation &violation);

} // namespace hubbub::load
