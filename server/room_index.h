// SPDX-License-Identifier: GPL-3.0-or-later
// The list of public rooms, hb:rooms. It lies elsewhere than the rooms, so that no script can keep both: it is an
// index, and whoever finds it wrong puts it right.
#pragma once

#include "core/base/ids.h"

class QObject;

namespace hubbub::redis {
class Link;
}

namespace hubbub::server {

/// The room is there, and public.
void listRoom(redis::Link &link, const RoomId &room);
/// The room is gone; one that has been made under its name since stays listed.
void unlistRoom(redis::Link &link, const RoomId &room, QObject *context);

} // namespace hubbub::server
