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

/// Who asks, and for what.
struct Envelope {
    qint64 id = 0;
    std::string_view op; ///< points into the reader
};
[[nodiscard]] std::variant<Envelope, ErrorReply> readEnvelope(Fields &fields);
[[nodiscard]] ErrorReply unknownOp(qint64 id);

/// The object `body`, a message's body by the rules, as compact JSON; what this version does not know of it is kept.
/// A failure is left in the Fields.
[[nodiscard]] QByteArray readMessageBody(Fields &fields);
[[nodiscard]] int readLimit(Fields &fields, int otherwise, int most);

/// The command of that name, if it is one of decode_upkeep.cpp.
[[nodiscard]] std::optional<Command> readUpkeep(std::string_view op, Fields &fields);

// Parts of what nodes say. A failure is left in the Fields.
[[nodiscard]] RoomState readRoomState(Fields &fields);
[[nodiscard]] QList<RoomState> readRoomStates(Fields &fields, std::string_view name);
[[nodiscard]] Event readEvent(Fields &fields);
[[nodiscard]] std::optional<MessageBody> readMessage(const Object &object);
[[nodiscard]] Notice readNotice(Fields &fields);
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
