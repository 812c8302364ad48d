// SPDX-License-Identifier: GPL-3.0-or-later
// What the encoder's files share.
#pragma once

#include "core/protocol/state.h"
#include "core/protocol/writer.h"

#include <QStringList>

namespace hubbub::protocol {

/// The members of a STATE, without its brackets: a `room` push and the `ok` of join and create carry them beside
/// theirs.
void writeRoomState(Writer &out, const RoomState &state);
void writeRoomStates(Writer &out, std::string_view name, const QList<RoomState> &states);
/// The members of a notice, without its brackets: an item of the inbox has them too.
void writeNotice(Writer &out, const Notice &notice);
void writeStrings(Writer &out, std::string_view name, const QStringList &strings);

} // namespace hubbub::protocol
