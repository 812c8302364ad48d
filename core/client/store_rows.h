// SPDX-License-Identifier: GPL-3.0-or-later
// Values to the columns of the store's tables and back, in the order in which the tables name them.
#pragma once

#include "core/client/store_database.h"

namespace hubbub::client::rows {

inline constexpr int seqColumn = 2; ///< of the events table

/// SQLite tells "" from NULL, and Qt makes NULL of a null string.
template <typename Tag>
[[nodiscard]] QString text(const Id<Tag> &id)
{
    return id.isEmpty() ? QStringLiteral("") : id.text();
}

/// `target`: seq of the event that this one changes; 0: none.
void bindEvent(QSqlQuery &query, const RoomId &room, const protocol::Event &event, qint64 target);
[[nodiscard]] protocol::Event readEvent(const QSqlQuery &query);
void bindRoom(QSqlQuery &query, const StoredRoom &room);
[[nodiscard]] StoredRoom readRoom(const QSqlQuery &query);
void bindOutgoing(QSqlQuery &query, const Outgoing &message);
[[nodiscard]] Outgoing readOutgoing(const QSqlQuery &query);

[[nodiscard]] StoreTrouble troubleOf(const QSqlError &error);

} // namespace hubbub::client::rows
