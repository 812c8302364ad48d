// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of the decoder share. Only the codec's own files include this.
#pragma once

#include "core/protocol/codec.h"
#include "core/protocol/fields.h"
#include "core/protocol/reader.h"

namespace hubbub::protocol {

struct Decoder::Impl {
    Reader reader;
};

// Parts of what nodes say. A failure is left in the Fields.
[[nodiscard]] RoomState readRoomState(Fields &fields);
[[nodiscard]] QList<RoomState> readRoomStates(Fields &fields, std::string_view name);
[[nodiscard]] Event readEvent(Fields &fields);
[[nodiscard]] QStringList readStrings(Fields &fields, std::string_view name);
[[nodiscard]] Welcome readWelcome(Fields &fields);

/// Calls `read(Fields &)` for each object of an array that may be missing.
template <typename Read>
void forEachObject(Fields &fields, std::string_view name, Read read)
{
    const auto array = fields.arrayIf(name);
    if (!array)
        return;
    for (const Element each : *array) {
        Object object;
        if (each.get(object) != simdjson::SUCCESS) {
            fields.fail(name, "must hold objects");
            return;
        }
        Fields inner(object, bytesOf(name) + '.');
        read(inner);
        fields.adopt(inner);
    }
}

} // namespace hubbub::protocol
