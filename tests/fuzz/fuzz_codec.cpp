// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes at all as a client's frame and as a node's. What is taken must come back the same after being written
// again.
#include "core/protocol/codec.h"
#include "core/protocol/limits.h"

#include <cstdio>
#include <cstdlib>

using namespace hubbub;
using namespace hubbub::protocol;

namespace {

void demand(bool holds, const char *what, const QByteArray &frame)
{
    if (holds)
        return;
    std::fprintf(stderr, "%s: %s\n", what, frame.constData());
    std::abort();
}

void checkError(const ErrorReply &reply)
{
    const ErrorCode code = reply.error.code;
    demand(code == ErrorCode::BadFrame || code == ErrorCode::UnknownOp || code == ErrorCode::BadField
            || code == ErrorCode::TooLarge,
        "a code that the decoder may not use", encode(reply));
    demand(!reply.error.detail.isEmpty(), "an error without a detail", encode(reply));
    demand(!reply.id || (*reply.id > 0 && *reply.id <= qint64(1) << 53), "an id out of range", encode(reply));
}

void checkSend(Decoder &decoder, const Send &send)
{
    demand(send.body.size() <= 6 * frameBytes, "a body that grew", send.body);
    const EventPieces pieces =
        eventPieces(send.room, EventKind::Message, UserId(QByteArrayLiteral("mara")), send.mid, send.body);
    const QByteArray frame = pieces.head + R"("seq":1,"epoch":"e","ts":2,)" + pieces.tail;
    const auto message = decoder.nodeFrame(frame);
    demand(message.ok(), "an event that clients refuse", frame);
    const auto *event = std::get_if<Event>(&message->frame);
    demand(event && event->kind == EventKind::Message, "an event that clients can't read", frame);
    demand(excerptOf(frame, 80).size() <= 160, "an excerpt that is too long", frame);
}

void checkCommand(Decoder &decoder, QByteArrayView input)
{
    const auto first = decoder.command(input);
    if (const auto *error = std::get_if<ErrorReply>(&first))
        return checkError(*error);
    const auto &command = std::get<CommandFrame>(first);
    const QByteArray frame = encode(command.id, command.command);
    const auto second = decoder.command(frame);
    const auto *again = std::get_if<CommandFrame>(&second);
    demand(again != nullptr, "written again, the command is refused", frame);
    demand(again->id == command.id && again->command == command.command, "written again, the command differs", frame);
    if (const auto *send = std::get_if<Send>(&command.command))
        checkSend(decoder, *send);
    if (const auto *edit = std::get_if<Edit>(&command.command)) {
        const QByteArray body = encodeBody(*edit);
        const auto read = decoder.edit(body);
        demand(read.ok() && read->target == edit->target, "an edit that clients can't read", body);
    }
}

template <typename T>
void checkPayload(Decoder &decoder, const OkReply &reply, Result<T> (Decoder::*read)(const OkReply &))
{
    const Result<T> first = (decoder.*read)(reply);
    if (!first)
        return;
    const QByteArray frame = encode(reply.id, *first);
    const Result<T> second = (decoder.*read)(OkReply { reply.id, frame });
    demand(second.ok() && *second == *first, "written again, the payload differs", frame);
}

struct WriteAgain {
    Decoder &decoder;
    qint64 id;

    QByteArray operator()(const OkReply &reply) const
    {
        checkPayload(decoder, reply, &Decoder::sendOk);
        checkPayload(decoder, reply, &Decoder::resumeOk);
        checkPayload(decoder, reply, &Decoder::refreshOk);
        checkPayload(decoder, reply, &Decoder::roomState);
        checkPayload(decoder, reply, &Decoder::roomsPage);
        checkPayload(decoder, reply, &Decoder::membersPage);
        checkPayload(decoder, reply, &Decoder::readsOk);
        checkPayload(decoder, reply, &Decoder::inboxOk);
        static_cast<void>(decoder.historyPage(reply));
        return {};
    }
    QByteArray operator()(const Welcome &welcome) const { return encode(id, welcome); }
    QByteArray operator()(const Event &event) const
    {
        if (event.kind == EventKind::Unknown || event.from.isEmpty())
            return {}; // no node writes such
        QByteArray body = event.body.isEmpty() ? QByteArray("{}") : event.body;
        if (event.kind == EventKind::Message)
            body = encodeBody(event.message);
        else if (event.kind == EventKind::Member)
            body = encodeBody(event.member);
        if (event.kind == EventKind::Member && event.member.user.isEmpty())
            return {}; // came without a body
        const EventPieces pieces = eventPieces(event.room, event.kind, event.from, event.mid, body);
        // The epoch is whatever a node says: it is written as the codec writes any text.
        QByteArray epoch = encode(1, SendOk { 1, 1, event.epoch, false });
        epoch = epoch.mid(epoch.indexOf("\"epoch\""));
        epoch.truncate(epoch.lastIndexOf(",\"dup\""));
        return pieces.head + "\"seq\":" + QByteArray::number(event.seq) + ',' + epoch
            + ",\"ts\":" + QByteArray::number(event.ts) + ',' + pieces.tail;
    }
    QByteArray operator()(const UnknownPush &) const { return {}; }
    template <typename Push>
    QByteArray operator()(const Push &push) const
    {
        return encode(push);
    }
};

template <typename T>
bool sameValue(const T &a, const T &b)
{
    return a == b;
}
bool sameValue(const OkReply &, const OkReply &) { return true; }
bool sameValue(const UnknownPush &, const UnknownPush &) { return true; }
bool sameValue(const Event &a, const Event &b)
{
    Event left = a;
    if (left.body.isEmpty() && left.kind != EventKind::Message && left.kind != EventKind::Member)
        left.body = "{}";
    return left == b;
}

void checkNodeFrame(Decoder &decoder, QByteArrayView input)
{
    const auto first = decoder.nodeFrame(input);
    if (!first)
        return;
    const QByteArray frame = std::visit(WriteAgain { decoder, first->id }, first->frame);
    if (frame.isEmpty())
        return;
    const auto second = decoder.nodeFrame(frame);
    demand(second.ok(), "written again, the frame is refused", frame);
    demand(second->id == first->id && second->frame.index() == first->frame.index(),
        "written again, it is another frame", frame);
    const bool same = std::visit(
        [&second](
            const auto &value) { return sameValue(value, std::get<std::decay_t<decltype(value)>>(second->frame)); },
        first->frame);
    demand(same, "written again, the frame differs", frame);
}

void checkBodies(Decoder &decoder, QByteArrayView input)
{
    if (const auto body = decoder.reaction(input))
        demand(*decoder.reaction(encodeBody(*body)) == *body, "a reaction differs", encodeBody(*body));
    if (const auto body = decoder.redaction(input))
        demand(*decoder.redaction(encodeBody(*body)) == *body, "a redaction differs", encodeBody(*body));
    if (const auto body = decoder.roomChange(input))
        demand(*decoder.roomChange(encodeBody(*body)) == *body, "a room's change differs", encodeBody(*body));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static Decoder decoder;
    const QByteArrayView input(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(size));
    checkCommand(decoder, input);
    checkNodeFrame(decoder, input);
    checkBodies(decoder, input);
    static_cast<void>(excerptOf(input, 80));
    return 0;
}
