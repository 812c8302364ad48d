// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/later_codec.h"

#include "core/protocol/later_words.h"
#include "core/protocol/writer.h"

namespace hubbub::protocol {
namespace {

struct Begin {
    Writer &out;
    qint64 id;

    Writer &operator()(std::string_view op) const { return out.beginObject().text("op", op).number("id", id); }
    Writer &operator()(std::string_view op, const RoomId &room) const { return (*this)(op).text("room", room.bytes()); }
    Writer &operator()(std::string_view op, const UserId &user) const { return (*this)(op).text("user", user.bytes()); }
    Writer &operator()(std::string_view op, const RoomId &room, const UserId &user) const
    {
        return (*this)(op, room).text("user", user.bytes());
    }
    Writer &operator()(std::string_view op, const RoomId &room, const Mid &mid, qint64 target) const
    {
        return (*this)(op, room).text("mid", mid.bytes()).number("target", target);
    }
};

struct Write {
    Begin begin;

    void operator()(const Edit &edit) const
    {
        begin("edit", edit.room, edit.mid, edit.target).key("body").raw(edit.body);
    }
    void operator()(const Redact &redact) const
    {
        begin("redact", redact.room, redact.mid, redact.target).key("body").beginObject();
        begin.out.textIf("reason", redact.reason).endObject();
    }
    void operator()(const React &react) const
    {
        begin("react", react.room, react.mid, react.target).key("body").beginObject();
        begin.out.text("emoji", react.emoji).boolean("on", react.on).endObject();
    }
    void operator()(const SetRoom &set) const
    {
        begin("set", set.room);
        if (set.title)
            begin.out.text("title", *set.title);
        if (set.topic)
            begin.out.text("topic", *set.topic);
    }
    void operator()(const CloseRoom &close) const { begin("close", close.room); }
    void operator()(const Direct &direct) const { begin("direct", direct.user); }
    void operator()(const Invite &invite) const { begin("invite", invite.room, invite.user); }
    void operator()(const Kick &kick) const { begin("kick", kick.room, kick.user).textIf("reason", kick.reason); }
    void operator()(const Ban &ban) const { begin("ban", ban.room, ban.user).textIf("reason", ban.reason); }
    void operator()(const Unban &unban) const { begin("unban", unban.room, unban.user); }
    void operator()(const SetRole &role) const { begin("role", role.room, role.user).text("role", wordOf(role.role)); }
    void operator()(const Block &block) const { begin("block", block.user); }
    void operator()(const Unblock &unblock) const { begin("unblock", unblock.user); }
    void operator()(const Inbox &inbox) const
    {
        begin("inbox").textIf("before", inbox.before.bytes()).number("limit", inbox.limit);
    }
    void operator()(const InboxRead &read) const { begin("inbox_read").text("nid", read.upTo.bytes()); }
    void operator()(const Account &account) const
    {
        begin("account");
        if (account.display)
            begin.out.text("display", *account.display);
        if (!account.newPassword.isEmpty())
            begin.out.text("password", account.password).text("new_password", account.newPassword);
    }
};

void writeNotice(Writer &out, const Notice &notice)
{
    out.text("nid", notice.nid.bytes()).text("kind", wordOf(notice.kind)).textIf("room", notice.room.bytes());
    out.textIf("title", notice.title);
    if (notice.seq > 0)
        out.number("seq", notice.seq);
    out.textIf("from", notice.from.bytes()).textIf("excerpt", notice.excerpt);
}

} // namespace

QByteArray encode(qint64 id, const LaterCommand &command)
{
    const auto *edit = std::get_if<Edit>(&command);
    Writer out(edit ? edit->body.size() + 192 : 256);
    std::visit(Write { { out, id } }, command);
    return out.endObject().take();
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

QByteArray encode(const Notice &notice)
{
    Writer out(256);
    out.beginObject().text("op", std::string_view("notice"));
    writeNotice(out, notice);
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

} // namespace hubbub::protocol
