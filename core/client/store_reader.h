// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a client's store on disk without its client: for checkers that compare it with the log. Changes nothing.
#pragma once

#include "core/base/result.h"
#include "core/protocol/state.h"

namespace hubbub::client {

/// An event as a client keeps it.
struct StoreRow {
    RoomId room;
    Epoch epoch;
    qint64 seq = 0;
    Mid mid;
    qint64 ts = 0; ///< ms since 1970
    protocol::EventKind kind = protocol::EventKind::Message;
    UserId from;
    QString text; ///< of messages; empty for other kinds

    friend bool operator==(const StoreRow &, const StoreRow &) = default;
};

/// All events of the file by room, epoch and seq, rising. Blocks: not for a thread that paints. An Error says NotFound
/// where there is no store, Internal where it cannot be read.
[[nodiscard]] Result<QList<StoreRow>> readStore(const QString &path);

} // namespace hubbub::client
