// SPDX-License-Identifier: GPL-3.0-or-later
// What several of a node's frames carry. Words and members that are new to this version do no harm (promise P10).
#include "core/protocol/decoder_impl.h"
#include "core/protocol/limits.h"
#include "core/protocol/text_rules.h"

namespace hubbub::protocol {
namespace {

std::optional<MemberBody> readMember(const Object &object)
{
    Fields fields(object);
    const auto change = fromWord<MemberBody::Change>(fields.string("change"));
    MemberBody body { change.value_or(MemberBody::Change::Joined), fields.user("user"), fields.textIf("display"),
        fields.wordOr("role", hubbub::protocol::Role::Member), fields.textIf("reason") };
    if (!change || fields.error())
        return std::nullopt;
    return body;
}

std::optional<LastLine> readLastLine(Fields &fields)
{
    const auto object = fields.objectIf("last_line");
    if (!object)
        return std::nullopt;
    Fields line(*object, QByteArrayLiteral("last_line."));
    LastLine result { line.user("from"), line.integer("ts", 0), line.textIf("text") };
    fields.adopt(line);
    return result;
}

Limits readLimits(Fields &fields)
{
    const auto object = fields.objectIf("limits");
    if (!object)
        return {};
    Fields inner(*object, QByteArrayLiteral("limits."));
    const auto limit = [&inner](std::string_view name) { return inner.integerIf(name, 0, largestNumber).value_or(0); };
    Limits limits { limit("frame"), limit("text"), limit("rooms"), limit("commands_s"), limit("sends_s"),
        limit("unsent") };
    fields.adopt(inner);
    return limits;
}

} // namespace

std::optional<MessageBody> readMessage(const Object &object)
{
    Fields fields(object);
    MessageBody body;
    body.text = textOf(fields.string("text"));
    body.replyTo = fields.integerIf("reply_to", 1, largestNumber);
    if (const auto mentioned = fields.arrayIf("mentions")) {
        for (const Element each : *mentioned) {
            std::string_view name;
            if (each.get(name) == simdjson::SUCCESS && isUserName(viewOf(name)))
                body.mentions.append(UserId(bytesOf(name)));
        }
    }
    if (fields.error())
        return std::nullopt;
    return body;
}

RoomState readRoomState(Fields &fields)
{
    RoomState state;
    state.room = fields.room("room");
    state.title = fields.textIf("title");
    state.topic = fields.textIf("topic");
    state.kind = fields.wordOr("kind", RoomKind::Chat);
    state.visibility = fields.wordOr("visibility", Visibility::Private);
    state.role = fields.wordOr("role", Role::Member);
    state.epoch = Epoch(bytesOf(fields.string("epoch")));
    state.first = fields.integer("first", 0, largestNumber);
    state.last = fields.integer("last", 0, largestNumber);
    state.lastMid = Mid(fields.bytesIf("last_mid"));
    state.read = fields.integerIf("read", 0, largestNumber).value_or(0);
    state.members = fields.integerIf("members", 0, largestNumber).value_or(0);
    state.lastLine = readLastLine(fields);
    state.desk = fields.roomIf("desk");
    state.resume = fields.wordOr("resume", ResumeResult::None);
    return state;
}

QList<RoomState> readRoomStates(Fields &fields, std::string_view name)
{
    QList<RoomState> states;
    forEachObject(fields, name, [&states](Fields &inner) { states.append(readRoomState(inner)); });
    return states;
}

Event readEvent(Fields &fields)
{
    Event event;
    event.room = fields.room("room");
    event.seq = fields.integer("seq", 1, largestNumber);
    event.epoch = Epoch(bytesOf(fields.string("epoch")));
    event.ts = fields.integer("ts", 0, largestNumber);
    event.kind = fields.wordOr("kind", EventKind::Unknown);
    event.from = fields.userIf("from");
    event.mid = Mid(bytesOf(fields.string("mid")));
    const auto body = fields.objectIf("body");
    if (!body)
        return event;

    // A body that this version can't read is kept like one of an unknown kind: the event still has its place in the
    // log.
    if (event.kind == EventKind::Message) {
        if (auto message = readMessage(*body)) {
            event.message = std::move(*message);
            return event;
        }
        event.kind = EventKind::Unknown;
    } else if (event.kind == EventKind::Member) {
        if (auto member = readMember(*body)) {
            event.member = std::move(*member);
            return event;
        }
        event.kind = EventKind::Unknown;
    }
    Writer kept;
    writeObject(kept, *body);
    event.body = kept.take();
    return event;
}

Notice readNotice(Fields &fields)
{
    Notice notice;
    notice.nid = NoticeId(bytesOf(fields.string("nid")));
    notice.kind = fields.wordOr("kind", NoticeKind::Announce);
    notice.room = fields.roomIf("room");
    notice.title = fields.textIf("title");
    notice.seq = fields.integerIf("seq", 0, largestNumber).value_or(0);
    notice.from = fields.userIf("from");
    notice.excerpt = fields.textIf("excerpt");
    return notice;
}

QStringList readStrings(Fields &fields, std::string_view name)
{
    QStringList strings;
    const auto array = fields.arrayIf(name);
    if (!array)
        return strings;
    for (const Element each : *array) {
        std::string_view text;
        if (each.get(text) == simdjson::SUCCESS)
            strings.append(textOf(text));
        else
            fields.fail(name, "must hold strings");
    }
    return strings;
}

Welcome readWelcome(Fields &fields)
{
    Welcome welcome;
    if (const auto object = fields.objectIf("user")) {
        Fields user(*object, QByteArrayLiteral("user."));
        welcome.user = user.user("name");
        welcome.display = user.textIf("display");
        welcome.roles = readStrings(user, "roles");
        fields.adopt(user);
    } else {
        fields.fail("user", "is missing");
    }
    welcome.session = SessionId(bytesOf(fields.string("session")));
    welcome.node = NodeId(bytesOf(fields.string("node")));
    welcome.token = fields.bytesIf("token");
    welcome.tokenTtlSeconds = fields.integerIf("token_ttl_s", 0, largestNumber).value_or(0);
    welcome.refresh = fields.bytesIf("refresh");
    welcome.pingSeconds = static_cast<int>(fields.integerIf("ping_s", 1, 3600).value_or(welcome.pingSeconds));
    welcome.time = fields.integerIf("time", 0, largestNumber).value_or(0);
    welcome.limits = readLimits(fields);
    welcome.nodes = readStrings(fields, "nodes");
    welcome.rooms = readRoomStates(fields, "rooms");
    return welcome;
}

} // namespace hubbub::protocol
