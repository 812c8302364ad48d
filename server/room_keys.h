// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of one room, spelt once: a busy room would spell them anew for each message.
#pragma once

#include "core/redis/keys.h"

#include <QByteArray>

#include <array>

namespace hubbub::server {

struct RoomKeys {
    RoomKeys() = default;
    explicit RoomKeys(const RoomId &room)
        : channel(redis::keys::channel(room))
        , log(redis::keys::log(room))
        , meta(redis::keys::meta(room))
        , members(redis::keys::members(room))
        , bans(redis::keys::bans(room))
        , amends(redis::keys::amends(room))
    {
    }

    QByteArray channel, log, meta, members, bans, amends;
    qint64 halfDay = -1; ///< of mids[0]; the two before follow
    std::array<QByteArray, 3> mids;
};

} // namespace hubbub::server
