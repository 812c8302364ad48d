// SPDX-License-Identifier: GPL-3.0-or-later
// Nanoseconds of one thread that a frame takes: parsed from the read buffer, and written once for all its receivers.
#include "server/net/frames.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <vector>

using namespace hubbub::server;

namespace {

constexpr size_t readSize = 64 * 1024;

QByteArray masked(const QByteArray &payload)
{
    const QByteArray mask = QByteArray::fromHex("a1b2c3d4");
    QByteArray frame = encodeText(payload);
    frame[1] = static_cast<char>(frame[1] | 0x80);
    const qsizetype head = frame.size() - payload.size();
    frame.insert(head, mask);
    for (qsizetype i = 0; i < payload.size(); ++i)
        frame[head + 4 + i] = static_cast<char>(frame[head + 4 + i] ^ mask[i % 4]);
    return frame;
}

/// Median of nine; `work` returns how many frames it has handled and how long that took.
template <typename Work>
void measure(const char *what, qsizetype bytes, Work work)
{
    std::array<double, 9> figures;
    for (double &figure : figures) {
        double nanoseconds = 0;
        double frames = 0;
        while (nanoseconds < 20e6) {
            const auto [count, time] = work();
            frames += count;
            nanoseconds += time;
        }
        figure = nanoseconds / frames;
    }
    std::sort(figures.begin(), figures.end());
    std::printf(
        "%-34s %6lld B %9.1f ns/frame   (least %.1f)\n", what, static_cast<long long>(bytes), figures[4], figures[0]);
}

struct Sample {
    double frames;
    double nanoseconds;
};

/// A read buffer full of such frames, parsed as a connection does; `cut` leaves the last one unfinished, for the next
/// read.
void measureParsing(const char *what, const QByteArray &payload, bool cut)
{
    const QByteArray frame = masked(payload);
    const auto count = std::max<qsizetype>(1, static_cast<qsizetype>(readSize) / frame.size());
    const QByteArray all = frame.repeated(count);
    std::vector<char> buffer(static_cast<size_t>(all.size() + readPadding));
    const FrameLimits limits;
    FrameParser parser;
    measure(what, payload.size(), [&] {
        std::memcpy(buffer.data(), all.constData(), static_cast<size_t>(all.size()));
        const std::span<char> whole(buffer.data(), static_cast<size_t>(all.size()));
        const size_t first = cut ? whole.size() - static_cast<size_t>(frame.size()) / 2 : whole.size();
        double found = 0;
        const auto begin = std::chrono::steady_clock::now();
        for (std::span<char> part : { whole.first(first), whole.subspan(first) })
            while (parser.next(part, limits, 0).kind == Parsed::Kind::Text)
                ++found;
        return Sample { found,
            std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count() };
    });
}

void measureEncoding(const QByteArray &payload)
{
    measure("encodeText", payload.size(), [&] {
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < 1000; ++i) {
            const QByteArray frame = encodeText(payload);
            asm volatile("" : : "g"(frame.constData()) : "memory");
        }
        return Sample { 1000,
            std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count() };
    });
}

} // namespace

int main()
{
    for (const qsizetype size : { 20, 128, 1024, 16384 })
        measureParsing("parse ASCII", QByteArray(size, 'a'), false);
    measureParsing("parse Cyrillic", QByteArray("\xd0\xb6").repeated(64), false);
    measureParsing("parse Chinese", QByteArray("\xe4\xb8\xad").repeated(42), false);
    measureParsing("parse ASCII, one in a read cut", QByteArray(16384, 'a'), true);
    for (const qsizetype size : { 20, 128, 1024, 16384 })
        measureEncoding(QByteArray(size, 'a'));
    return 0;
}
