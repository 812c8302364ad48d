// SPDX-License-Identifier: GPL-3.0-or-later
// What a client writes. Optional members are left out where they say nothing.
#include "core/protocol/codec.h"
#include "core/protocol/words.h"
#include "core/protocol/writer.h"

#include <algorithm>

namespace hubbub::protocol {
namespace {

void writePositions(Writer &out, std::string_view name, const Positions &positions)
{
    QList<RoomId> rooms = positions.keys();
    std::sort(rooms.begin(), rooms.end()); // one set of positions, one frame
    out.key(name).beginObject();
    for (const RoomId &room : rooms) {
        const Position position = positions.value(room);
        out.anyKey({ room.bytes().constData(), static_cast<size_t>(room.bytes().size()) }).beginObject();
        out.text("epoch", position.epoch.bytes()).number("seq", position.seq).text("mid", position.mid.bytes());
        out.endObject();
    }
    out.endObject();
}

Writer &begin(Writer &out, std::string_view op, qint64 id) { return out.beginObject().text("op", op).number("id", id); }

struct Body {
    Writer &out;
    qint64 id;

    void operator()(const Hello &hello) const
    {
        begin(out, "hello", id);
        if (!hello.token.isEmpty()) {
            out.text("token", hello.token);
        } else if (!hello.refresh.isEmpty()) {
            out.text("refresh", hello.refresh);
        } else {
            out.text("user", hello.user.bytes()).text("password", hello.password);
            if (hello.create)
                out.boolean("create", true).textIf("display", hello.display).textIf("code", hello.code);
        }
        out.text("device", hello.device.bytes()).text("app", hello.app);
        if (!hello.resume.isEmpty())
            writePositions(out, "resume", hello.resume);
    }
    void operator()(const Resume &resume) const
    {
        begin(out, "resume", id);
        writePositions(out, "rooms", resume.rooms);
    }
    void operator()(const Refresh &refresh) const { begin(out, "refresh", id).text("refresh", refresh.refresh); }
    void operator()(const Send &send) const
    {
        begin(out, "send", id).text("room", send.room.bytes()).text("mid", send.mid.bytes());
        out.key("body").raw(send.body);
    }
    void operator()(const History &history) const
    {
        begin(out, "history", id).text("room", history.room.bytes());
        if (history.before)
            out.number("before", *history.before);
        if (history.after)
            out.number("after", *history.after);
        out.number("limit", history.limit);
    }
    void operator()(const Join &join) const { begin(out, "join", id).text("room", join.room.bytes()); }
    void operator()(const Leave &leave) const { begin(out, "leave", id).text("room", leave.room.bytes()); }
    void operator()(const Create &create) const
    {
        begin(out, "create", id).text("room", create.room.bytes()).textIf("title", create.title);
        out.text("kind", wordOf(create.kind)).text("visibility", wordOf(create.visibility));
    }
    void operator()(const Rooms &rooms) const
    {
        begin(out, "rooms", id).textIf("prefix", rooms.prefix).textIf("after", rooms.after.bytes());
        out.number("limit", rooms.limit);
    }
    void operator()(const Members &members) const
    {
        begin(out, "members", id).text("room", members.room.bytes()).textIf("after", members.after.bytes());
        out.number("limit", members.limit);
    }
    void operator()(const Typing &typing) const
    {
        begin(out, "typing", id).text("room", typing.room.bytes()).boolean("on", typing.on);
    }
    void operator()(const SetPresence &presence) const
    {
        begin(out, "presence", id).text("state", wordOf(presence.state)).textIf("text", presence.text);
        out.textIf("room", presence.room.bytes());
    }
    void operator()(const Read &read) const
    {
        begin(out, "read", id).text("room", read.room.bytes()).number("seq", read.seq);
    }
    void operator()(const Reads &reads) const { begin(out, "reads", id).text("room", reads.room.bytes()); }
    void operator()(const Logout &logout) const
    {
        begin(out, "logout", id);
        if (logout.everywhere)
            out.boolean("everywhere", true);
    }

    // What most of the commands below begin with.
    Writer &start(std::string_view op) const { return begin(out, op, id); }
    Writer &start(std::string_view op, const RoomId &room) const { return start(op).text("room", room.bytes()); }
    Writer &start(std::string_view op, const UserId &user) const { return start(op).text("user", user.bytes()); }
    Writer &start(std::string_view op, const RoomId &room, const UserId &user) const
    {
        return start(op, room).text("user", user.bytes());
    }
    Writer &start(std::string_view op, const RoomId &room, const Mid &mid, qint64 target) const
    {
        return start(op, room).text("mid", mid.bytes()).number("target", target);
    }
    void operator()(const Edit &edit) const
    {
        start("edit", edit.room, edit.mid, edit.target).key("body").raw(edit.body);
    }
    void operator()(const Redact &redact) const
    {
        start("redact", redact.room, redact.mid, redact.target).key("body").beginObject();
        out.textIf("reason", redact.reason).endObject();
    }
    void operator()(const React &react) const
    {
        start("react", react.room, react.mid, react.target).key("body").beginObject();
        out.text("emoji", react.emoji).boolean("on", react.on).endObject();
    }
    void operator()(const SetRoom &set) const
    {
        start("set", set.room);
        if (set.title)
            out.text("title", *set.title);
        if (set.topic)
            out.text("topic", *set.topic);
    }
    void operator()(const CloseRoom &close) const { start("close", close.room); }
    void operator()(const Direct &direct) const { start("direct", direct.user); }
    void operator()(const Invite &invite) const { start("invite", invite.room, invite.user); }
    void operator()(const Kick &kick) const { start("kick", kick.room, kick.user).textIf("reason", kick.reason); }
    void operator()(const Ban &ban) const { start("ban", ban.room, ban.user).textIf("reason", ban.reason); }
    void operator()(const Unban &unban) const { start("unban", unban.room, unban.user); }
    void operator()(const SetRole &role) const { start("role", role.room, role.user).text("role", wordOf(role.role)); }
    Writer &startCase(std::string_view op, const RoomId &room, const RoomId &conversation) const
    {
        return start(op, room).text("case", conversation.bytes());
    }
    void operator()(const OpenCase &open) const
    {
        start("open", open.room).text("mid", open.mid.bytes()).text("text", open.text);
    }
    void operator()(const TakeCase &take) const { startCase("take", take.room, take.conversation); }
    void operator()(const HandCase &hand) const
    {
        startCase("hand", hand.room, hand.conversation).textIf("user", hand.user.bytes());
    }
    void operator()(const DoneCase &done) const { startCase("done", done.room, done.conversation); }
    void operator()(const Queue &queue) const { start("queue", queue.room); }
    void operator()(const Block &block) const { start("block", block.user); }
    void operator()(const Unblock &unblock) const { start("unblock", unblock.user); }
    void operator()(const Inbox &inbox) const
    {
        start("inbox").textIf("before", inbox.before.bytes()).number("limit", inbox.limit);
    }
    void operator()(const InboxRead &read) const { start("inbox_read").text("nid", read.upTo.bytes()); }
    void operator()(const Account &account) const
    {
        start("account");
        if (account.display)
            out.text("display", *account.display);
        if (!account.newPassword.isEmpty())
            out.text("password", account.password).text("new_password", account.newPassword);
    }
};

} // namespace

QByteArray encode(qint64 id, const Command &command)
{
    const auto *send = std::get_if<Send>(&command);
    const auto *edit = std::get_if<Edit>(&command);
    Writer out((send ? send->body.size() : edit ? edit->body.size() : 64) + 192);
    std::visit(Body { out, id }, command);
    return out.endObject().take();
}

QByteArray encodeBody(const MessageBody &body)
{
    Writer out(body.text.size() + 64);
    out.beginObject().text("text", body.text);
    if (body.replyTo)
        out.number("reply_to", *body.replyTo);
    if (!body.mentions.isEmpty()) {
        out.key("mentions").beginArray();
        for (const UserId &user : body.mentions)
            out.text(user.bytes());
        out.endArray();
    }
    return out.endObject().take();
}

} // namespace hubbub::protocol
