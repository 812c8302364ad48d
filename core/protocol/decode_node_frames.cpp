// SPDX-License-Identifier: GPL-3.0-or-later
// A node's frames, in the client. What is new to this version is passed over; what is wrong is said.
#include "core/protocol/decoder_impl.h"
#include "core/protocol/limits.h"
#include "core/protocol/text_rules.h"

#include <algorithm>
#include <array>

namespace hubbub::protocol {
namespace {

NodeFrame readError(Fields &fields)
{
    ErrorReply reply;
    if (const auto id = fields.find("id"); id && !id->is_null())
        reply.id = fields.integer("id", 1, largestNumber);
    reply.error.code = errorCodeNamed(viewOf(fields.string("code"))).value_or(ErrorCode::Internal);
    reply.error.detail = fields.textIf("detail");
    if (const auto wait = fields.integerIf("retry_ms", 0, largestNumber))
        reply.error.retryAfter = std::chrono::milliseconds(*wait);
    return reply;
}

NodeFrame readRoomPush(Fields &fields) { return RoomPush { readRoomState(fields) }; }
NodeFrame readEventPush(Fields &fields) { return readEvent(fields); }
NodeFrame readRemoved(Fields &fields) { return Removed { fields.room("room"), fields.bytesIf("cause") }; }
NodeFrame readTyping(Fields &fields)
{
    return TypingPush { fields.room("room"), fields.user("user"), fields.boolean("on") };
}

PresenceChange readChange(Fields &fields)
{
    PresenceChange change;
    change.user = fields.user("user");
    change.state = fields.wordOr("state", Presence::Online);
    change.text = fields.textIf("text");
    change.sessions = static_cast<int>(fields.integer("sessions", 0, std::numeric_limits<int>::max()));
    change.node = NodeId(fields.bytesIf("node"));
    change.cause = fields.wordOr("cause", PresenceCause::State);
    return change;
}

NodeFrame readPresence(Fields &fields)
{
    PresencePush push;
    push.room = fields.room("room");
    push.present = fields.integer("present", 0, largestNumber);
    forEachObject(fields, "changes", [&push](Fields &inner) { push.changes.append(readChange(inner)); });
    push.reset = fields.boolean("reset", false);
    return push;
}

NodeFrame readRead(Fields &fields)
{
    return ReadPush { fields.room("room"), fields.user("user"), fields.integer("seq", 0, largestNumber) };
}

NodeFrame readGap(Fields &fields)
{
    Gap gap;
    gap.room = fields.room("room");
    if (const auto from = fields.find("from"); from && !from->is_null())
        gap.from = fields.integer("from", 0, largestNumber);
    gap.to = fields.integer("to", 0, largestNumber);
    gap.epoch = Epoch(bytesOf(fields.string("epoch")));
    gap.cause = fields.wordOr("cause", GapCause::Trimmed);
    return gap;
}

NodeFrame readCaughtUp(Fields &fields)
{
    return CaughtUp { fields.room("room"), fields.integer("seq", 0, largestNumber) };
}

NodeFrame readStatus(Fields &fields) { return Status { fields.string("redis") == "up" }; }

NodeFrame readNodes(Fields &fields)
{
    if (!fields.has("nodes"))
        fields.fail("nodes", "is missing");
    return NodesPush { readStrings(fields, "nodes") };
}

NodeFrame readGoodbye(Fields &fields)
{
    return Goodbye { fields.bytesIf("cause"), fields.integerIf("retry_ms", 0, largestNumber).value_or(0),
        readStrings(fields, "nodes") };
}

NodeFrame readNoticePush(Fields &fields) { return readNotice(fields); }

struct Op {
    std::string_view name;
    NodeFrame (*read)(Fields &);
};
constexpr std::array ops { Op { "event", readEventPush }, Op { "error", readError }, Op { "typing", readTyping },
    Op { "presence", readPresence }, Op { "read", readRead }, Op { "room", readRoomPush },
    Op { "removed", readRemoved }, Op { "gap", readGap }, Op { "caught_up", readCaughtUp }, Op { "status", readStatus },
    Op { "nodes", readNodes }, Op { "goodbye", readGoodbye }, Op { "notice", readNoticePush } };

} // namespace

Decoder::Decoder()
    : m_impl(std::make_unique<Impl>())
{
}
Decoder::~Decoder() = default;

Result<NodeMessage> Decoder::nodeFrame(QByteArrayView frame)
{
    const auto object = m_impl->reader.parse(frame, nodeFrameBytes, nodeFrameDepth);
    if (!object)
        return object.error();
    Fields fields(*object);
    const auto name = fields.string("op");
    NodeMessage message;
    if (name == "ok") {
        message.frame = OkReply { fields.integer("id", 1, largestNumber), frame.toByteArray() };
    } else if (name == "welcome") {
        message.id = fields.integer("id", 1, largestNumber);
        message.frame = readWelcome(fields);
    } else if (const auto op = std::find_if(ops.begin(), ops.end(), [name](const Op &o) { return o.name == name; });
               op != ops.end()) {
        message.frame = op->read(fields);
    } else {
        message.frame = UnknownPush { bytesOf(name) };
    }
    if (const auto &error = fields.error())
        return Error { ErrorCode::BadFrame, textOf(name) + QStringLiteral(": ") + error->detail };
    return message;
}

QString excerptOf(QByteArrayView eventFrame, int characters)
{
    thread_local Reader reader;
    const auto object = reader.parse(eventFrame, nodeFrameBytes, nodeFrameDepth);
    if (!object)
        return {};
    Fields fields(*object);
    const Event event = readEvent(fields);
    if (fields.error() || (event.kind != EventKind::Message && event.kind != EventKind::Edit))
        return {};
    QString text = event.message.text;
    if (event.kind == EventKind::Edit) {
        const auto body = fields.objectIf("body");
        const auto edited = body ? readMessage(*body) : std::nullopt;
        text = edited ? edited->text : QString();
    }
    const QString line = text.simplified();
    if (characterCount(line) <= characters)
        return line;
    return firstCharacters(line, characters - 1) + QChar(0x2026);
}

} // namespace hubbub::protocol
