// SPDX-License-Identifier: GPL-3.0-or-later
// The bodies of events that change an earlier one, or the room.
#include "core/protocol/decoder_impl.h"
#include "core/protocol/limits.h"

namespace hubbub::protocol {
namespace {

qint64 readTarget(Fields &fields) { return fields.integer("target", 1, largestNumber); }

template <typename T, typename Read>
Result<T> readBody(Reader &reader, QByteArrayView json, Read read)
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

QList<UserId> mentionsOf(QByteArrayView body)
{
    if (!body.contains("\"mentions\":"))
        return {};
    thread_local Reader reader;
    const auto object = reader.parse(body, nodeFrameBytes, nodeFrameDepth);
    const auto message = object ? readMessage(*object) : std::nullopt;
    return message ? message->mentions : QList<UserId>();
}

Result<EditBody> Decoder::edit(QByteArrayView body)
{
    return readBody<EditBody>(m_impl->reader, body, [](Fields &fields, const Object &object) {
        const auto message = readMessage(object);
        if (!message)
            fields.fail("text", "is not a message's");
        return EditBody { readTarget(fields), message.value_or(MessageBody()) };
    });
}

Result<RedactBody> Decoder::redaction(QByteArrayView body)
{
    return readBody<RedactBody>(m_impl->reader, body, [](Fields &fields, const Object &) {
        return RedactBody { readTarget(fields), fields.textIf("reason") };
    });
}

Result<ReactBody> Decoder::reaction(QByteArrayView body)
{
    return readBody<ReactBody>(m_impl->reader, body, [](Fields &fields, const Object &) {
        return ReactBody { readTarget(fields), textOf(fields.string("emoji")), fields.boolean("on") };
    });
}

Result<RoomBody> Decoder::roomChange(QByteArrayView body)
{
    return readBody<RoomBody>(m_impl->reader, body, [](Fields &fields, const Object &) {
        return RoomBody { textOrNothing(fields, "title"), textOrNothing(fields, "topic"),
            fields.boolean("closed", false) };
    });
}

Result<CaseBody> Decoder::caseChange(QByteArrayView body)
{
    return readBody<CaseBody>(m_impl->reader, body, [](Fields &fields, const Object &) {
        return CaseBody { fields.room("case"), fields.userIf("user"), fields.textIf("display"), fields.textIf("text") };
    });
}

} // namespace hubbub::protocol
