// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/room_index.h"

#include "core/redis/keys.h"
#include "core/redis/link.h"

namespace hubbub::server {

namespace keys = redis::keys;

void listRoom(redis::Link &link, const RoomId &room) { link.post({ "ZADD", keys::rooms(), "0", room.bytes() }); }

void unlistRoom(redis::Link &link, const RoomId &room, QObject *context)
{
    link.post({ "ZREM", keys::rooms(), room.bytes() });
    // Looked at behind that: whoever makes a room lists it after, so one of both does it last.
    link.command(
        { "HGET", keys::meta(room), "visibility" }, context, [&link, room](const Result<redis::Reply> &visibility) {
            if (visibility.ok() && visibility->bytes() == "public")
                listRoom(link, room);
        });
}

} // namespace hubbub::server
