// SPDX-License-Identifier: GPL-3.0-or-later
// A client's commands that change what is there: events, rooms, who may do what, one's own account.
#include "core/protocol/decoder_impl.h"
#include "core/protocol/limits.h"
#include "core/protocol/text_rules.h"

#include <algorithm>
#include <array>

namespace hubbub::protocol {
namespace {

/// The object `body` of a command that has one of its own.
Fields bodyOf(Fields &fields, bool &found)
{
    const auto object = fields.objectIf("body");
    found = object.has_value();
    if (!found)
        fields.fail("body", "is missing");
    return Fields(object.value_or(Object()), QByteArrayLiteral("body."));
}

QString readEmoji(Fields &fields)
{
    const QString emoji = fields.textIf("emoji");
    const auto isSpace = [](QChar c) { return c.isSpace(); };
    if (emoji.isEmpty() || characterCount(emoji) > emojiLength || hasTrickyCharacters(emoji)
        || std::any_of(emoji.begin(), emoji.end(), isSpace) || isBlank(emoji.toUtf8()))
        fields.fail("emoji", "is none");
    return emoji;
}

Command readEdit(Fields &fields)
{
    Edit edit { fields.room("room"), Mid(fields.uuid("mid")), fields.integer("target", 1, largestNumber), {} };
    if (const auto body = fields.objectIf("body"); body && Fields(*body).has("target"))
        fields.fail("body.target", "is the node's to put in");
    edit.body = readMessageBody(fields);
    return edit;
}

Command readRedact(Fields &fields)
{
    Redact redact { fields.room("room"), Mid(fields.uuid("mid")), fields.integer("target", 1, largestNumber), {} };
    bool found = false;
    Fields body = bodyOf(fields, found);
    if (found)
        redact.reason = body.labelIf("reason", reasonLength);
    fields.adopt(body);
    return redact;
}

Command readReact(Fields &fields)
{
    React react { fields.room("room"), Mid(fields.uuid("mid")), fields.integer("target", 1, largestNumber), {}, true };
    bool found = false;
    Fields body = bodyOf(fields, found);
    if (found) {
        react.emoji = readEmoji(body);
        react.on = body.boolean("on");
    }
    fields.adopt(body);
    return react;
}

RoomId readCase(Fields &fields)
{
    const RoomId room = fields.room("case");
    if (!isCaseRoom(room.bytes()))
        fields.fail("case", "is no conversation's name");
    return room;
}

Command readOpen(Fields &fields)
{
    OpenCase open { fields.room("room"), Mid(fields.uuid("mid")), textOf(fields.string("text")) };
    if (isBlank(open.text.toUtf8()) || open.text.contains(QChar(0)))
        fields.fail("text", "is blank");
    else if (open.text.toUtf8().size() > openingBytes)
        fields.fail("text", "is too long", ErrorCode::TooLarge);
    return open;
}
Command readTake(Fields &fields) { return TakeCase { fields.room("room"), readCase(fields) }; }
Command readHand(Fields &fields) { return HandCase { fields.room("room"), readCase(fields), fields.userIf("user") }; }
Command readDone(Fields &fields) { return DoneCase { fields.room("room"), readCase(fields) }; }
Command readQueue(Fields &fields) { return Queue { fields.room("room") }; }

std::optional<QString> optionalLabel(Fields &fields, std::string_view name, int most)
{
    return fields.has(name) ? std::optional(fields.labelIf(name, most)) : std::nullopt;
}

Command readSet(Fields &fields)
{
    SetRoom set { fields.room("room"), optionalLabel(fields, "title", titleLength),
        optionalLabel(fields, "topic", topicLength) };
    if (!set.title && !set.topic)
        fields.fail("title", "or topic must be there");
    return set;
}

Command readRole(Fields &fields)
{
    SetRole role { fields.room("room"), fields.user("user"), fields.word<Role>("role") };
    if (role.role == Role::None)
        fields.fail("role", "must be member, moderator or owner");
    return role;
}

Command readKick(Fields &fields)
{
    return Kick { fields.room("room"), fields.user("user"), fields.labelIf("reason", reasonLength) };
}
Command readBan(Fields &fields)
{
    return Ban { fields.room("room"), fields.user("user"), fields.labelIf("reason", reasonLength) };
}
Command readClose(Fields &fields) { return CloseRoom { fields.room("room") }; }
Command readDirect(Fields &fields) { return Direct { fields.user("user") }; }
Command readInvite(Fields &fields) { return Invite { fields.room("room"), fields.user("user") }; }
Command readUnban(Fields &fields) { return Unban { fields.room("room"), fields.user("user") }; }
Command readBlock(Fields &fields) { return Block { fields.user("user") }; }
Command readUnblock(Fields &fields) { return Unblock { fields.user("user") }; }

Command readInbox(Fields &fields)
{
    return Inbox { NoticeId(fields.secretIf("before", noticeIdBytes)), readLimit(fields, listPage, listMost) };
}

Command readInboxRead(Fields &fields)
{
    if (!fields.has("nid"))
        fields.fail("nid", "is missing");
    return InboxRead { NoticeId(fields.secretIf("nid", noticeIdBytes)) };
}

QString readPassword(Fields &fields, std::string_view name, qsizetype least)
{
    const QString password = textOf(fields.string(name));
    const qsizetype length = characterCount(password);
    if (length < least || length > passwordMost)
        fields.fail(name, "is too short or too long");
    return password;
}

Command readAccount(Fields &fields)
{
    Account account;
    account.display = optionalLabel(fields, "display", titleLength);
    const bool changesPassword = fields.has("password") || fields.has("new_password");
    if (changesPassword) {
        account.password = readPassword(fields, "password", 1);
        account.newPassword = readPassword(fields, "new_password", passwordLeast);
    }
    if (!account.display && !changesPassword)
        fields.fail("display", "or password and new_password must be there");
    return account;
}

struct Op {
    std::string_view name;
    Command (*read)(Fields &);
};
constexpr std::array ops { Op { "edit", readEdit }, Op { "redact", readRedact }, Op { "react", readReact },
    Op { "set", readSet }, Op { "close", readClose }, Op { "direct", readDirect }, Op { "invite", readInvite },
    Op { "kick", readKick }, Op { "ban", readBan }, Op { "unban", readUnban }, Op { "role", readRole },
    Op { "block", readBlock }, Op { "unblock", readUnblock }, Op { "inbox", readInbox },
    Op { "inbox_read", readInboxRead }, Op { "account", readAccount }, Op { "open", readOpen }, Op { "take", readTake },
    Op { "hand", readHand }, Op { "done", readDone }, Op { "queue", readQueue } };

} // namespace

std::optional<Command> readUpkeep(std::string_view name, Fields &fields)
{
    const auto op = std::find_if(ops.begin(), ops.end(), [name](const Op &each) { return each.name == name; });
    return op == ops.end() ? std::nullopt : std::optional(op->read(fields));
}

} // namespace hubbub::protocol
