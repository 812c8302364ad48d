// SPDX-License-Identifier: GPL-3.0-or-later
// What all commands have in common: who asks, for what, and bodies and limits by the rules.
#include "core/protocol/decoder_impl.h"
#include "core/protocol/limits.h"
#include "core/protocol/text_rules.h"

#include <algorithm>

namespace hubbub::protocol {
namespace {

void checkMentions(Fields &body)
{
    const auto mentioned = body.arrayIf("mentions");
    if (!mentioned)
        return;
    if (mentioned->size() > mentions)
        return body.fail("mentions", "has too many names");
    for (const Element each : *mentioned) {
        std::string_view name;
        if (each.get(name) != simdjson::SUCCESS || !isUserName(viewOf(name)))
            return body.fail("mentions", "must hold users' names");
    }
}

} // namespace

std::variant<Envelope, ErrorReply> readEnvelope(Fields &fields)
{
    const qint64 id = fields.integer("id", 1, largestNumber);
    if (const auto &error = fields.error())
        return ErrorReply { std::nullopt, Error { ErrorCode::BadFrame, error->detail } };
    const auto op = fields.string("op");
    if (const auto &error = fields.error())
        return ErrorReply { id, Error { ErrorCode::BadFrame, error->detail } };
    return Envelope { id, op };
}

ErrorReply unknownOp(qint64 id)
{
    return { id, Error { ErrorCode::UnknownOp, QStringLiteral("this node does not know that op") } };
}

QByteArray readMessageBody(Fields &fields)
{
    const auto object = fields.objectIf("body");
    if (!object) {
        fields.fail("body", "is missing");
        return {};
    }
    Fields body(*object, QByteArrayLiteral("body."));
    const auto text = viewOf(body.string("text"));
    if (text.size() > textBytes)
        body.fail("text", "is too long", ErrorCode::TooLarge);
    else if (isBlank(text))
        body.fail("text", "is blank");
    static_cast<void>(body.integerIf("reply_to", 1, largestNumber));
    checkMentions(body);
    fields.adopt(body);
    if (fields.error())
        return {};
    Writer out(text.size() + 64);
    writeObject(out, *object);
    return out.take();
}

int readLimit(Fields &fields, int otherwise, int most)
{
    const qint64 limit = fields.integerIf("limit", 1, largestNumber).value_or(otherwise);
    return static_cast<int>(std::min<qint64>(limit, most));
}

} // namespace hubbub::protocol
