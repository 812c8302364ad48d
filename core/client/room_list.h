// SPDX-License-Identifier: GPL-3.0-or-later
// The summaries of all rooms in the order in which a person sees them: newest activity first.
#pragma once

#include "core/client/chat_client.h"

namespace hubbub::client {

class RoomList {
public:
    enum class Changed : quint8 { Nothing, InPlace, Order };

    [[nodiscard]] const QList<RoomSummary> &all() const { return m_rooms; }
    [[nodiscard]] const RoomSummary *find(const RoomId &room) const;

    /// Adds the room, or puts the summary in the place of the old one.
    Changed put(const RoomSummary &summary);
    bool remove(const RoomId &room);
    void clear() { m_rooms.clear(); }

private:
    [[nodiscard]] qsizetype indexOf(const RoomId &room) const;

    QList<RoomSummary> m_rooms;
};

} // namespace hubbub::client
