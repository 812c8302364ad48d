// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/later_codec.h"

#include "core/protocol/decoder_impl.h"
#include "core/protocol/later_words.h"
#include "core/protocol/limits.h"
#include "core/protocol/text_rules.h"

#include <algorithm>
#include <array>

namespace hubbub::protocol {
namespace {

qint64 readTarget(Fields &fields) { return fields.integer("target", 1, largestNumber); }

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

LaterCommand readEdit(Fields &fields)
{
    Edit edit { fields.room("room"), Mid(fields.uuid("mid")), readTarget(fields), {} };
    if (const auto body = fields.objectIf("body"); body && Fields(*body).has("target"))
        fields.fail("body.target", "is the node's to put in");
    edit.body = readMessageBody(fields);
    return edit;
}

LaterCommand readRedact(Fields &fields)
{
    Redact redact { fields.room("room"), Mid(fields.uuid("mid")), readTarget(fields), {} };
    bool found = false;
    Fields body = bodyOf(fields, found);
    if (found)
        redact.reason = body.labelIf("reason", reasonLength);
    fields.adopt(body);
    return redact;
}

LaterCommand readReact(Fields &fields)
{
    React react { fields.room("room"), Mid(fields.uuid("mid")), readTarget(fields), {}, true };
    bool found = false;
    Fields body = bodyOf(fields, found);
    if (found) {
        react.emoji = readEmoji(body);
        react.on = body.boolean("on");
    }
    fields.adopt(body);
    return react;
}

std::optional<QString> optionalLabel(Fields &fields, std::string_view name, int most)
{
    return fields.has(name) ? std::optional(fields.labelIf(name, most)) : std::nullopt;
}

LaterCommand readSet(Fields &fields)
{
    SetRoom set { fields.room("room"), optionalLabel(fields, "title", titleLength),
        optionalLabel(fields, "topic", topicLength) };
    if (!set.title && !set.topic)
        fields.fail("title", "or topic must be there");
    return set;
}

LaterCommand readRole(Fields &fields)
{
    SetRole role { fields.room("room"), fields.user("user"), fields.word<Role>("role") };
    if (role.role == Role::None)
        fields.fail("role", "must be member, moderator or owner");
    return role;
}

LaterCommand readKick(Fields &fields)
{
    return Kick { fields.room("room"), fields.user("user"), fields.labelIf("reason", reasonLength) };
}
LaterCommand readBan(Fields &fields)
{
    return Ban { fields.room("room"), fields.user("user"), fields.labelIf("reason", reasonLength) };
}
LaterCommand readClose(Fields &fields) { return CloseRoom { fields.room("room") }; }
LaterCommand readDirect(Fields &fields) { return Direct { fields.user("user") }; }
LaterCommand readInvite(Fields &fields) { return Invite { fields.room("room"), fields.user("user") }; }
LaterCommand readUnban(Fields &fields) { return Unban { fields.room("room"), fields.user("user") }; }
LaterCommand readBlock(Fields &fields) { return Block { fields.user("user") }; }
LaterCommand readUnblock(Fields &fields) { return Unblock { fields.user("user") }; }

LaterCommand readInbox(Fields &fields)
{
    return Inbox { NoticeId(fields.secretIf("before", noticeIdBytes)), readLimit(fields, listPage, listMost) };
}

LaterCommand readInboxRead(Fields &fields)
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

LaterCommand readAccount(Fields &fields)
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
    LaterCommand (*read)(Fields &);
};
constexpr std::array ops { Op { "edit", readEdit }, Op { "redact", readRedact }, Op { "react", readReact },
    Op { "set", readSet }, Op { "close", readClose }, Op { "direct", readDirect }, Op { "invite", readInvite },
    Op { "kick", readKick }, Op { "ban", readBan }, Op { "unban", readUnban }, Op { "role", readRole },
    Op { "block", readBlock }, Op { "unblock", readUnblock }, Op { "inbox", readInbox },
    Op { "inbox_read", readInboxRead }, Op { "account", readAccount } };

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

template <typename T, typename Read>
Result<T> readWhole(Reader &reader, QByteArrayView json, Read read)
{
    const auto object = reader.parse(json, nodeFrameBytes, nodeFrameDepth);
    if (!object)
        return object.error();
    Fields fields(*object);
    T value = read(fields, *object);
    if (const auto &error = fields.error())
        return Error { ErrorCode::BadFrame, error->detail };
    return value;
}

std::optional<QString> textOrNothing(Fields &fields, std::string_view name)
{
    const auto text = fields.stringIf(name);
    return text ? std::optional(textOf(*text)) : std::nullopt;
}

} // namespace

struct LaterDecoder::Impl {
    Reader reader;
};

LaterDecoder::LaterDecoder()
    : m_impl(std::make_unique<Impl>())
{
}
LaterDecoder::~LaterDecoder() = default;

std::variant<LaterFrame, ErrorReply> LaterDecoder::command(QByteArrayView frame)
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
    if (op == ops.end())
        return unknownOp(id);
    LaterFrame command { id, op->read(fields) };
    if (const auto &error = fields.error())
        return ErrorReply { id, *error };
    return command;
}

Result<Notice> LaterDecoder::notice(QByteArrayView frame)
{
    return readWhole<Notice>(m_impl->reader, frame, [](Fields &fields, const Object &) { return readNotice(fields); });
}

Result<InboxOk> LaterDecoder::inboxOk(const OkReply &reply)
{
    return readWhole<InboxOk>(m_impl->reader, reply.frame, [](Fields &fields, const Object &) {
        InboxOk ok;
        forEachObject(fields, "items", [&ok](Fields &inner) {
            ok.items.append({ readNotice(inner), inner.integer("ts", 0, largestNumber), inner.boolean("read", false) });
        });
        ok.unread = fields.integerIf("unread", 0, largestNumber).value_or(0);
        return ok;
    });
}

Result<EditBody> LaterDecoder::edit(QByteArrayView body)
{
    return readWhole<EditBody>(m_impl->reader, body, [](Fields &fields, const Object &object) {
        const auto message = readMessage(object);
        if (!message)
            fields.fail("text", "is not a message's");
        return EditBody { readTarget(fields), message.value_or(MessageBody()) };
    });
}

Result<RedactBody> LaterDecoder::redaction(QByteArrayView body)
{
    return readWhole<RedactBody>(m_impl->reader, body, [](Fields &fields, const Object &) {
        return RedactBody { readTarget(fields), fields.textIf("reason") };
    });
}

Result<ReactBody> LaterDecoder::reaction(QByteArrayView body)
{
    return readWhole<ReactBody>(m_impl->reader, body, [](Fields &fields, const Object &) {
        return ReactBody { readTarget(fields), textOf(fields.string("emoji")), fields.boolean("on") };
    });
}

Result<RoomBody> LaterDecoder::roomChange(QByteArrayView body)
{
    return readWhole<RoomBody>(m_impl->reader, body, [](Fields &fields, const Object &) {
        return RoomBody { textOrNothing(fields, "title"), textOrNothing(fields, "topic"),
            fields.boolean("closed", false) };
    });
}

} // namespace hubbub::protocol
