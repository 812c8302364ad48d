// SPDX-License-Identifier: GPL-3.0-or-later
// What a node answers.
#include "core/protocol/codec.h"
#include "core/protocol/encode_parts.h"
#include "core/protocol/words.h"

namespace hubbub::protocol {
namespace {

Writer &beginOk(Writer &out, qint64 id)
{
    return out.beginObject().text("op", std::string_view("ok")).number("id", id);
}

void writeLimits(Writer &out, const Limits &limits)
{
    out.key("limits").beginObject();
    out.number("frame", limits.frame).number("text", limits.text).number("rooms", limits.rooms);
    out.number("commands_s", limits.commandsPerSecond).number("sends_s", limits.sendsPerSecond);
    out.number("unsent", limits.unsent).endObject();
}

void writePerson(Writer &out, const PersonEntry &person)
{
    out.beginObject().text("user", person.user.bytes()).text("display", person.display);
    out.text("role", wordOf(person.role)).text("state", wordOf(person.state)).textIf("text", person.text);
    out.number("devices", person.devices).number("last_seen", person.lastSeen).endObject();
}

qsizetype bytesOf(const QList<QByteArray> &frames)
{
    qsizetype bytes = 0;
    for (const QByteArray &frame : frames)
        bytes += frame.size() + 1;
    return bytes;
}

void writeFrames(Writer &out, std::string_view name, const QList<QByteArray> &frames)
{
    out.key(name).beginArray();
    for (const QByteArray &frame : frames)
        out.raw(frame);
    out.endArray();
}

} // namespace

void writeStrings(Writer &out, std::string_view name, const QStringList &strings)
{
    out.key(name).beginArray();
    for (const QString &each : strings)
        out.text(each);
    out.endArray();
}

void writeRoomState(Writer &out, const RoomState &state)
{
    out.text("room", state.room.bytes()).text("title", state.title).text("topic", state.topic);
    out.text("kind", wordOf(state.kind)).text("visibility", wordOf(state.visibility));
    out.text("role", wordOf(state.role)).text("epoch", state.epoch.bytes());
    out.number("first", state.first).number("last", state.last).text("last_mid", state.lastMid.bytes());
    out.number("read", state.read).number("members", state.members);
    if (state.lastLine) {
        out.key("last_line").beginObject().text("from", state.lastLine->from.bytes());
        out.number("ts", state.lastLine->ts).text("text", state.lastLine->text).endObject();
    }
    out.textIf("desk", state.desk.bytes()).text("resume", wordOf(state.resume));
}

void writeNotice(Writer &out, const Notice &notice)
{
    out.text("nid", notice.nid.bytes()).text("kind", wordOf(notice.kind)).textIf("room", notice.room.bytes());
    out.textIf("title", notice.title);
    if (notice.seq > 0)
        out.number("seq", notice.seq);
    out.textIf("from", notice.from.bytes()).textIf("excerpt", notice.excerpt);
}

void writeRoomStates(Writer &out, std::string_view name, const QList<RoomState> &states)
{
    out.key(name).beginArray();
    for (const RoomState &state : states) {
        out.beginObject();
        writeRoomState(out, state);
        out.endObject();
    }
    out.endArray();
}

QByteArray encodeOk(qint64 id)
{
    Writer out(64);
    return beginOk(out, id).endObject().take();
}

QByteArray encode(qint64 id, const SendOk &ok)
{
    Writer out(160);
    beginOk(out, id).number("seq", ok.seq).number("ts", ok.ts).text("epoch", ok.epoch.bytes());
    return out.boolean("dup", ok.dup).endObject().take();
}

QByteArray encode(qint64 id, const ResumeOk &ok)
{
    Writer out(64 + 512 * ok.rooms.size());
    beginOk(out, id);
    writeRoomStates(out, "rooms", ok.rooms);
    return out.endObject().take();
}

QByteArray encode(qint64 id, const RefreshOk &ok)
{
    Writer out(1024);
    beginOk(out, id).text("token", ok.token).number("token_ttl_s", ok.tokenTtlSeconds).text("refresh", ok.refresh);
    return out.endObject().take();
}

QByteArray encode(qint64 id, const RoomState &ok)
{
    Writer out(512);
    beginOk(out, id);
    writeRoomState(out, ok);
    return out.endObject().take();
}

QByteArray encode(qint64 id, const RoomsPage &ok)
{
    Writer out(64 + 128 * ok.rooms.size());
    beginOk(out, id).key("rooms").beginArray();
    for (const PublicRoom &room : ok.rooms) {
        out.beginObject().text("room", room.room.bytes()).text("title", room.title);
        out.text("kind", wordOf(room.kind)).number("members", room.members).endObject();
    }
    return out.endArray().textIf("next", ok.next.bytes()).endObject().take();
}

QByteArray encode(qint64 id, const MembersPage &ok)
{
    Writer out(64 + 160 * ok.members.size());
    beginOk(out, id).key("members").beginArray();
    for (const PersonEntry &person : ok.members)
        writePerson(out, person);
    return out.endArray().textIf("next", ok.next.bytes()).endObject().take();
}

QByteArray encode(qint64 id, const ReadsOk &ok)
{
    Writer out(64 + 48 * ok.reads.size());
    beginOk(out, id).key("reads").beginObject();
    for (const auto &[user, seq] : ok.reads)
        out.anyKey({ user.bytes().constData(), static_cast<size_t>(user.bytes().size()) }).number(seq);
    return out.endObject().endObject().take();
}

QByteArray encode(qint64 id, const QueueOk &ok)
{
    Writer out(64 + 256 * ok.cases.size());
    beginOk(out, id).key("cases").beginArray();
    for (const CaseEntry &each : ok.cases) {
        out.beginObject().text("case", each.room.bytes()).text("user", each.user.bytes());
        out.text("display", each.display).text("text", each.text).number("since", each.since);
        out.textIf("agent", each.agent.bytes()).textIf("agent_display", each.agentDisplay);
        if (each.place > 0)
            out.number("place", each.place);
        out.endObject();
    }
    return out.endArray().endObject().take();
}

QByteArray encode(qint64 id, const InboxOk &ok)
{
    Writer out(64 + 256 * ok.items.size());
    out.beginObject().text("op", std::string_view("ok")).number("id", id).key("items").beginArray();
    for (const InboxItem &item : ok.items) {
        out.beginObject();
        writeNotice(out, item.notice);
        out.number("ts", item.ts).boolean("read", item.read).endObject();
    }
    return out.endArray().number("unread", ok.unread).endObject().take();
}

QByteArray encode(qint64 id, const Welcome &welcome)
{
    Writer out(2048 + 512 * welcome.rooms.size());
    out.beginObject().text("op", std::string_view("welcome")).number("id", id);
    out.key("user").beginObject().text("name", welcome.user.bytes()).text("display", welcome.display);
    writeStrings(out, "roles", welcome.roles);
    out.endObject();
    out.text("session", welcome.session.bytes()).text("node", welcome.node.bytes());
    out.text("token", welcome.token).number("token_ttl_s", welcome.tokenTtlSeconds).textIf("refresh", welcome.refresh);
    out.number("ping_s", welcome.pingSeconds).number("time", welcome.time);
    writeLimits(out, welcome.limits);
    writeStrings(out, "nodes", welcome.nodes);
    writeRoomStates(out, "rooms", welcome.rooms);
    return out.endObject().take();
}

QByteArray encode(const ErrorReply &reply)
{
    Writer out(192);
    out.beginObject().text("op", std::string_view("error")).key("id");
    if (reply.id)
        out.number(*reply.id);
    else
        out.null();
    out.text("code", nameOf(reply.error.code)).text("detail", reply.error.detail);
    if (reply.error.retryAfter)
        out.number("retry_ms", reply.error.retryAfter->count());
    return out.endObject().take();
}

QByteArray encode(qint64 id, const RawHistory &page)
{
    Writer out(192 + bytesOf(page.events) + bytesOf(page.amends));
    beginOk(out, id);
    writeFrames(out, "events", page.events);
    out.boolean("more", page.more).number("first", page.first).number("last", page.last);
    out.text("epoch", page.epoch.bytes());
    writeFrames(out, "amends", page.amends);
    return out.endObject().take();
}

} // namespace hubbub::protocol
