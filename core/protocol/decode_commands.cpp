// SPDX-License-Identifier: GPL-3.0-or-later
// A client's frames, on the node: nothing unchecked comes past this file.
#include "core/base/red_hook.h"
#include "core/protocol/decoder_impl.h"
#include "core/protocol/limits.h"
#include "core/protocol/text_rules.h"

#include <algorithm>
#include <array>

namespace hubbub::protocol {
namespace {

/// No room has this epoch: a position that can't be one is answered by a `gap`, never by an error.
Position impossiblePosition() { return { Epoch(QByteArrayLiteral("?")), 0, {} }; }

Position readPosition(const Element &value)
{
    Object object;
    if (value.get(object) != simdjson::SUCCESS)
        return impossiblePosition();
    Fields fields(object);
    Position position { Epoch(fields.secretIf("epoch", epochBytes)), fields.integer("seq", 0, largestNumber),
        Mid(fields.bytesIf("mid")) };
    if (fields.error() || position.epoch.isEmpty() || position.mid.bytes().size() > epochBytes
        || (position.seq > 0 && position.mid.isEmpty()))
        return impossiblePosition();
    return position;
}

Positions readPositions(Fields &fields, std::string_view name)
{
    Positions positions;
    const auto rooms = fields.objectIf(name);
    if (!rooms)
        return positions;
    if (rooms->size() > resumeRooms)
        fields.fail(name, "names too many rooms");
    if (fields.error())
        return positions;
    positions.reserve(static_cast<qsizetype>(rooms->size()));
    for (const auto [room, position] : *rooms) {
        if (!isAnyRoom(viewOf(room))) {
            fields.fail(name, "names something that is no room");
            break;
        }
        positions.insert(RoomId(bytesOf(room)), readPosition(position));
    }
    return positions;
}

void readCredentials(Fields &fields, Hello &hello)
{
    const bool byToken = fields.has("token");
    const bool byRefresh = fields.has("refresh");
    const bool byPassword = fields.has("user") || fields.has("password");
    if (byToken + byRefresh + byPassword != 1)
        return fields.fail("token", "or refresh or user and password must be there, and only one of the three");
    hello.token = fields.secretIf("token", tokenBytes);
    hello.refresh = fields.secretIf("refresh", tokenBytes);
    if (!byPassword)
        return;
    hello.user = fields.user("user");
    hello.password = textOf(fields.string("password"));
    hello.create = fields.boolean("create", false);
    const qsizetype length = characterCount(hello.password);
    const int least = hello.create && !redHook("any_password") ? passwordLeast : 1;
    if (length > passwordMost || length < least)
        fields.fail("password", "is too short or too long");
    if (hello.create) {
        hello.display = fields.labelIf("display", titleLength);
        hello.code = fields.secretIf("code", codeBytes);
    }
}

Command readHello(Fields &fields)
{
    Hello hello;
    readCredentials(fields, hello);
    hello.device = DeviceId(fields.uuid("device"));
    if (!fields.has("app"))
        fields.fail("app", "is missing");
    hello.app = fields.labelIf("app", appLength);
    hello.resume = readPositions(fields, "resume");
    return hello;
}

Command readResume(Fields &fields)
{
    if (!fields.has("rooms"))
        fields.fail("rooms", "is missing");
    return Resume { readPositions(fields, "rooms") };
}

Command readRefresh(Fields &fields)
{
    if (!fields.has("refresh"))
        fields.fail("refresh", "is missing");
    return Refresh { fields.secretIf("refresh", tokenBytes) };
}

Command readSend(Fields &fields)
{
    Send send;
    send.room = fields.room("room");
    send.mid = Mid(fields.uuid("mid"));
    if (fields.word<EventKind>("kind", EventKind::Message) != EventKind::Message)
        fields.fail("kind", "must be message");
    send.body = readMessageBody(fields);
    return send;
}

Command readHistory(Fields &fields)
{
    History history;
    history.room = fields.room("room");
    history.before = fields.integerIf("before", 1, largestNumber);
    history.after = fields.integerIf("after", 0, largestNumber);
    if (history.before && history.after)
        fields.fail("after", "can't be there beside before");
    history.limit = readLimit(fields, historyPage, historyMost);
    return history;
}

Command readCreate(Fields &fields)
{
    Create create;
    create.room = fields.room("room");
    if (!isRoomName(create.room.bytes()))
        fields.fail("room", "is not a name that a room may be given");
    create.title = fields.labelIf("title", titleLength);
    create.kind = fields.word<RoomKind>("kind", RoomKind::Chat);
    if (create.kind != RoomKind::Chat && create.kind != RoomKind::Support)
        fields.fail("kind", "must be chat or support");
    create.visibility = fields.word<Visibility>("visibility", Visibility::Public);
    return create;
}

Command readRooms(Fields &fields)
{
    Rooms rooms;
    const auto prefix = fields.stringIf("prefix").value_or(std::string_view());
    if (!prefix.empty() && !isRoomName(viewOf(prefix)))
        fields.fail("prefix", "is not the beginning of a room's name");
    rooms.prefix = textOf(prefix);
    rooms.after = fields.roomIf("after");
    rooms.limit = readLimit(fields, listPage, listMost);
    return rooms;
}

Command readMembers(Fields &fields)
{
    return Members { fields.room("room"), fields.userIf("after"), readLimit(fields, listPage, listMost) };
}

Command readPresence(Fields &fields)
{
    SetPresence presence;
    presence.state = fields.word<Presence>("state");
    if (presence.state == Presence::Offline)
        fields.fail("state", "must be online, away or busy");
    presence.text = fields.labelIf("text", statusLength);
    presence.room = fields.roomIf("room");
    return presence;
}

Command readRead(Fields &fields) { return Read { fields.room("room"), fields.integer("seq", 1, largestNumber) }; }
Command readTyping(Fields &fields) { return Typing { fields.room("room"), fields.boolean("on") }; }
Command readJoin(Fields &fields) { return Join { fields.room("room") }; }
Command readLeave(Fields &fields) { return Leave { fields.room("room") }; }
Command readReads(Fields &fields) { return Reads { fields.room("room") }; }
Command readLogout(Fields &fields) { return Logout { fields.boolean("everywhere", false) }; }

struct Op {
    std::string_view name;
    Command (*read)(Fields &);
};
// The frequent ones first.
constexpr std::array ops { Op { "send", readSend }, Op { "typing", readTyping }, Op { "read", readRead },
    Op { "presence", readPresence }, Op { "history", readHistory }, Op { "hello", readHello },
    Op { "resume", readResume }, Op { "refresh", readRefresh }, Op { "join", readJoin }, Op { "leave", readLeave },
    Op { "create", readCreate }, Op { "rooms", readRooms }, Op { "members", readMembers }, Op { "reads", readReads },
    Op { "logout", readLogout } };

} // namespace

std::variant<CommandFrame, ErrorReply> Decoder::command(QByteArrayView frame)
{
    const auto object = m_impl->reader.parse(frame, frameBytes, jsonDepth);
    if (!object)
        return ErrorReply { std::nullopt, object.error() };
    Fields fields(*object);
    const auto envelope = readEnvelope(fields);
    if (const auto *error = std::get_if<ErrorReply>(&envelope))
        return *error;
    const auto [id, name] = std::get<Envelope>(envelope);

    const auto op = std::find_if(ops.begin(), ops.end(), [name = name](const Op &each) { return each.name == name; });
    std::optional<Command> command = op == ops.end() ? readUpkeep(name, fields) : op->read(fields);
    if (!command)
        return unknownOp(id);
    if (const auto &error = fields.error())
        return ErrorReply { id, *error };
    return CommandFrame { id, std::move(*command) };
}

} // namespace hubbub::protocol
