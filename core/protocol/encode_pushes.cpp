// SPDX-License-Identifier: GPL-3.0-or-later
// What a node says by itself, and the events that go into a room's log.
#include "core/protocol/codec.h"
#include "core/protocol/encode_parts.h"
#include "core/protocol/words.h"

namespace hubbub::protocol {
namespace {

Writer &begin(Writer &out, std::string_view op) { return out.beginObject().text("op", op); }

void writeChange(Writer &out, const PresenceChange &change)
{
    out.beginObject().text("user", change.user.bytes()).text("state", wordOf(change.state));
    out.textIf("text", change.text).number("sessions", change.sessions).textIf("node", change.node.bytes());
    out.text("cause", wordOf(change.cause)).endObject();
}

} // namespace

QByteArray encode(const RoomPush &push)
{
    Writer out(512);
    begin(out, "room");
    writeRoomState(out, push.state);
    return out.endObject().take();
}

QByteArray encode(const Removed &push)
{
    Writer out(128);
    return begin(out, "removed").text("room", push.room.bytes()).text("cause", push.cause).endObject().take();
}

QByteArray encode(const TypingPush &push)
{
    Writer out(160);
    begin(out, "typing").text("room", push.room.bytes()).text("user", push.user.bytes()).boolean("on", push.on);
    return out.endObject().take();
}

QByteArray encode(const PresencePush &push)
{
    Writer out(160 + 128 * push.changes.size());
    begin(out, "presence").text("room", push.room.bytes()).number("present", push.present);
    // A reset of a room too large for a list has none; that of an empty room has an empty one.
    if (!push.changes.isEmpty() || (push.reset && push.present == 0)) {
        out.key("changes").beginArray();
        for (const PresenceChange &change : push.changes)
            writeChange(out, change);
        out.endArray();
    }
    if (push.reset)
        out.boolean("reset", true);
    return out.endObject().take();
}

QByteArray encode(const ReadPush &push)
{
    Writer out(160);
    begin(out, "read").text("room", push.room.bytes()).text("user", push.user.bytes()).number("seq", push.seq);
    return out.endObject().take();
}

QByteArray encode(const Gap &push)
{
    Writer out(192);
    begin(out, "gap").text("room", push.room.bytes()).key("from");
    if (push.from)
        out.number(*push.from);
    else
        out.null();
    out.number("to", push.to).text("epoch", push.epoch.bytes()).text("cause", wordOf(push.cause));
    return out.endObject().take();
}

QByteArray encode(const CaughtUp &push)
{
    Writer out(128);
    return begin(out, "caught_up").text("room", push.room.bytes()).number("seq", push.seq).endObject().take();
}

QByteArray encode(const Status &push)
{
    Writer out(64);
    return begin(out, "status").text("redis", std::string_view(push.redisUp ? "up" : "down")).endObject().take();
}

QByteArray encode(const NodesPush &push)
{
    Writer out(256);
    writeStrings(begin(out, "nodes"), "nodes", push.nodes);
    return out.endObject().take();
}

QByteArray encode(const Goodbye &push)
{
    Writer out(256);
    begin(out, "goodbye").text("cause", push.cause).number("retry_ms", push.retryMs);
    writeStrings(out, "nodes", push.nodes);
    return out.endObject().take();
}

QByteArray encode(const Notice &notice)
{
    Writer out(256);
    out.beginObject().text("op", std::string_view("notice"));
    writeNotice(out, notice);
    return out.endObject().take();
}

EventPieces eventPieces(const RoomId &room, EventKind kind, const UserId &from, const Mid &mid, QByteArrayView body)
{
    Q_ASSERT(kind != EventKind::Unknown);
    Writer head(32 + room.bytes().size());
    begin(head, "event").text("room", room.bytes());
    Writer tail(body.size() + from.bytes().size() + mid.bytes().size() + 64);
    tail.text("kind", wordOf(kind)).text("from", from.bytes()).text("mid", mid.bytes());
    tail.key("body").raw(body).endObject();
    return { head.take() + ',', tail.take() };
}

QByteArray encodeBody(const MemberBody &body)
{
    Writer out(128);
    out.beginObject().text("change", wordOf(body.change)).text("user", body.user.bytes());
    out.text("display", body.display).text("role", wordOf(body.role)).textIf("reason", body.reason);
    return out.endObject().take();
}

QByteArray encodeBody(const Edit &edit)
{
    // The decoder saw to it that the body is an object with at least a text and no target.
    Writer out(edit.body.size() + 32);
    out.beginObject().number("target", edit.target);
    return out.take() + ',' + edit.body.sliced(1);
}

QByteArray encodeBody(const RedactBody &body)
{
    Writer out(128);
    return out.beginObject().number("target", body.target).textIf("reason", body.reason).endObject().take();
}

QByteArray encodeBody(const ReactBody &body)
{
    Writer out(128);
    out.beginObject().number("target", body.target).text("emoji", body.emoji).boolean("on", body.on);
    return out.endObject().take();
}

QByteArray encodeBody(const RoomBody &body)
{
    Writer out(256);
    out.beginObject();
    if (body.title)
        out.text("title", *body.title);
    if (body.topic)
        out.text("topic", *body.topic);
    if (body.closed)
        out.boolean("closed", true);
    return out.endObject().take();
}

QByteArray encodeBody(const CaseBody &body)
{
    Writer out(256);
    out.beginObject().text("case", body.room.bytes()).textIf("user", body.user.bytes());
    return out.textIf("display", body.display).textIf("text", body.text).endObject().take();
}

} // namespace hubbub::protocol
