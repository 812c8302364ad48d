// SPDX-License-Identifier: GPL-3.0-or-later
// Nanoseconds of one thread that the codec takes for what a node and a client do most.
#include "core/protocol/codec.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

using namespace hubbub;
using namespace hubbub::protocol;
using namespace Qt::StringLiterals;

namespace {

/// Keeps the optimiser from dropping what nobody reads.
template <typename T>
void use(const T &value)
{
    asm volatile("" : : "g"(&value) : "memory");
}

/// Median of seven runs of about 50 ms each.
template <typename Work>
void measure(const char *what, qsizetype bytes, Work work)
{
    using Clock = std::chrono::steady_clock;
    const auto run = [&work](qint64 times) {
        const auto begin = Clock::now();
        for (qint64 i = 0; i < times; ++i)
            work();
        return std::chrono::duration<double, std::nano>(Clock::now() - begin).count() / double(times);
    };
    const auto times = std::max<qint64>(10, qint64(50e6 / run(1000)));
    std::array<double, 7> figures;
    std::generate(figures.begin(), figures.end(), [&] { return run(times); });
    std::sort(figures.begin(), figures.end());
    std::printf(
        "%-46s %6lld B %9.0f ns/op   (least %.0f)\n", what, static_cast<long long>(bytes), figures[3], figures[0]);
}

QByteArray sendFrame(const QByteArray &text)
{
    const Send send { RoomId("general"_ba), Mid("0b9d1f3a-52c1-4f0a-9a57-8a86f2c5e7d1"_ba),
        "{\"text\":\"" + text + "\"}" };
    return encode(123456, send);
}

void measureSend(Decoder &decoder, const char *what, const QByteArray &frame)
{
    measure(what, frame.size(), [&] { use(decoder.command(frame)); });
}

QByteArray eventFrame(const QByteArray &text)
{
    const EventPieces pieces = eventPieces(RoomId("general"_ba), EventKind::Message, UserId("mara"_ba),
        Mid("0b9d1f3a-52c1-4f0a-9a57-8a86f2c5e7d1"_ba), "{\"text\":\"" + text + "\"}");
    return pieces.head + R"("seq":1234,"epoch":"0011223344556677","ts":1790000000000,)" + pieces.tail;
}

} // namespace

int main()
{
    Decoder decoder;
    const QByteArray text = QByteArray("the quick brown fox jumps over the lazy dog, ").repeated(3).left(128);

    const QByteArray frame = sendFrame(text);
    measureSend(decoder, "decode send, 128 byte text", frame);
    measureSend(decoder, "decode send, 128 bytes of German",
        sendFrame(QByteArray("f\u00fcnf b\u00f6se \u00c4rzte ").repeated(6)));
    measureSend(decoder, "decode send, 2 KiB text", sendFrame(text.repeated(16)));
    measureSend(decoder, "decode send, 16 KiB text", sendFrame(text.repeated(128)));
    measure("decode send and frame its pieces, 128 byte text", frame.size(), [&] {
        auto result = decoder.command(frame);
        const auto &send = std::get<Send>(std::get<CommandFrame>(result).command);
        use(eventPieces(send.room, EventKind::Message, UserId("mara"_ba), send.mid, send.body));
    });
    const SendOk ok { 1234, 1790000000000, Epoch("0011223344556677"_ba), false };
    measure("encode ok of send", encode(7, ok).size(), [&] { use(encode(123456, ok)); });

    const QByteArray typing = encode(7, Typing { RoomId("general"_ba), true });
    measure("decode typing", typing.size(), [&] { use(decoder.command(typing)); });
    const TypingPush push { RoomId("general"_ba), UserId("mara"_ba), true };
    measure("encode typing push", encode(push).size(), [&] { use(encode(push)); });

    const QByteArray event = eventFrame(text);
    measure("decode event (client)", event.size(), [&] { use(decoder.nodeFrame(event)); });
    RawHistory raw;
    raw.events = QList<QByteArray>(200, event);
    const OkReply page { 7, encode(7, raw) };
    measure("encode history of 200 (splice)", page.frame.size(), [&] { use(encode(7, raw)); });
    measure("decode history of 200 (client)", page.frame.size(), [&] { use(decoder.historyPage(page)); });

    const QByteArray deep(10000, '[');
    measure("refuse 10,000 brackets", deep.size(), [&] { use(decoder.command(deep)); });
    QByteArray many = R"({"op":"logout","id":1)";
    for (int i = 0; many.size() < 65500; ++i)
        many += ",\"" + QByteArray::number(i) + "\":0";
    many += '}';
    measure("the most members that a frame holds", many.size(), [&] { use(decoder.command(many)); });
    return 0;
}
