// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/red_hook.h"
#include "server/net/frames.h"
#include "server/net/utf8.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace hubbub::server {

namespace {

enum Opcode : quint8 { Continuation = 0x0, Text = 0x1, Binary = 0x2, Close = 0x8, Ping = 0x9, Pong = 0xa };

constexpr quint8 reservedBits = 0x70;
constexpr quint8 opcodeBits = 0x0f;
constexpr quint8 controlBit = 0x08;
constexpr quint8 maskBit = 0x80;
constexpr quint8 lengthBits = 0x7f;
constexpr size_t maxHeader = 14;
/// A fragment this short says next to nothing for its cost.
constexpr size_t idleFragment = 16;

/// The four bytes of the mask, twice, in memory order.
quint64 maskWord(const std::array<quint8, 4> &mask)
{
    quint32 word;
    std::memcpy(&word, mask.data(), 4);
    return quint64(word) << 32 | word;
}

/// Sixteen bytes in one register; GCC and clang know them on every machine.
using Lanes = quint64 __attribute__((vector_size(16)));

template <typename Word>
Word load(const char *from)
{
    Word word;
    std::memcpy(&word, from, sizeof word);
    return word;
}

template <typename Word>
void store(char *to, Word word)
{
    std::memcpy(to, &word, sizeof word);
}

/// The mask for what lies so many bytes further on.
quint64 turned(quint64 mask, size_t bytes)
{
    const int bits = static_cast<int>(bytes & 3) * 8;
    return std::endian::native == std::endian::little ? std::rotr(mask, bits) : std::rotl(mask, bits);
}

/// Unmasks two words that overlap in the middle, where `size` is between one and two of them.
template <typename Word>
quint64 unmaskOverlapping(char *data, size_t size, quint64 mask)
{
    const size_t second = size - sizeof(Word);
    const Word front = load<Word>(data) ^ static_cast<Word>(mask);
    const Word back = load<Word>(data + second) ^ static_cast<Word>(turned(mask, second));
    store(data, front);
    store(data + second, back);
    return quint64(front) | quint64(back);
}

/// Unmasks in place and tells on the way whether all of it is ASCII, which saves chat a second look.
bool unmask(char *data, size_t size, quint64 word)
{
    quint64 seen = 0;
    if (size >= 64) {
        const Lanes mask { word, word };
        Lanes any { 0, 0 };
        for (; size >= 64; size -= 64, data += 64) {
            auto block = load<std::array<Lanes, 4>>(data);
            for (Lanes &part : block)
                part ^= mask;
            any |= (block[0] | block[1]) | (block[2] | block[3]);
            store(data, block);
        }
        seen = any[0] | any[1];
    }
    for (; size > 16; size -= 8, data += 8) {
        const quint64 part = load<quint64>(data) ^ word;
        seen |= part;
        store(data, part);
    }
    if (size >= 8) {
        seen |= unmaskOverlapping<quint64>(data, size, word);
    } else if (size >= 4) {
        seen |= unmaskOverlapping<quint32>(data, size, word);
    } else {
        for (; size > 0; --size, ++data, word = turned(word, 1)) {
            *data = static_cast<char>(*data ^ load<char>(reinterpret_cast<const char *>(&word)));
            seen |= static_cast<quint8>(*data);
        }
    }
    return (seen & highBits) == 0;
}

Parsed violation(CloseCode code, const char *why)
{
    return { Parsed::Kind::Violation, static_cast<quint16>(code), {}, why };
}

/// What can be said of a frame from its first two bytes; null: nothing is wrong.
const char *wrongStart(quint8 first, quint8 second, bool inMessage)
{
    const quint8 opcode = first & opcodeBits;
    if (first & reservedBits && !redHook("reserved_is_fine"))
        return "a reserved bit is set";
    if (!(second & maskBit) && !redHook("unmasked_is_fine"))
        return "a client's frame is not masked";
    switch (opcode) {
    case Continuation:
        return inMessage ? nullptr : "a continuation of nothing";
    case Text:
    case Binary:
        return inMessage ? "a message begins inside another" : nullptr;
    case Close:
    case Ping:
    case Pong:
        if (!(first & finalBit))
            return "a control frame is fragmented";
        return (second & lengthBits) > maxControl ? "a control frame is too long" : nullptr;
    default:
        return "a reserved opcode";
    }
}

} // namespace

struct FrameParser::Header {
    quint8 first = 0;
    quint8 second = 0;
    std::array<quint8, 4> mask {};
    quint64 length = 0;

    [[nodiscard]] quint8 opcode() const { return first & opcodeBits; }
    [[nodiscard]] bool isFinal() const { return first & finalBit; }
    [[nodiscard]] bool isControl() const { return first & controlBit; }

    /// How long the header is that begins with these two bytes.
    static size_t sizeFor(quint8 second)
    {
        const quint8 length = second & lengthBits;
        return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + 4;
    }
    void read(const quint8 *bytes)
    {
        first = bytes[0];
        second = bytes[1];
        const quint8 *at = bytes + 2;
        length = second & lengthBits;
        if (length == 126) {
            length = qFromBigEndian<quint16>(at);
            at += 2;
        } else if (length == 127) {
            length = qFromBigEndian<quint64>(at);
            at += 8;
        }
        std::copy_n(at, 4, mask.begin());
    }
};

/// What must be remembered between reads: a frame that is cut, a message that is fragmented, or both.
struct FrameParser::Partial {
    Header header; ///< of the frame whose payload is under way
    quint64 remaining = 0; ///< of that payload
    bool inPayload = false;
    bool inMessage = false; ///< a fragmented message has begun
    bool delivered = false; ///< handed out; to be forgotten at the next call
    quint8 phase = 0; ///< of the mask
    quint8 headBytes = 0;
    quint8 controlBytes = 0;
    std::array<quint8, maxHeader> head; ///< of the frame whose header is cut
    std::array<char, maxControl + readPadding> control;
    Utf8Check utf8;
    QByteArray message;
    Tick since = 0;

    void append(QByteArrayView text)
    {
        const qsizetype needed = message.size() + text.size() + readPadding;
        if (message.capacity() < needed)
            message.reserve(std::max(needed, 2 * message.capacity()));
        message.append(text);
    }
};

FrameParser::FrameParser() = default;
FrameParser::~FrameParser() = default;

Tick FrameParser::insideSince() const { return m_partial ? m_partial->since : 0; }

FrameParser::Partial &FrameParser::partial(Tick now)
{
    if (!m_partial) {
        m_partial = std::make_unique<Partial>();
        m_partial->since = now;
    }
    return *m_partial;
}

bool FrameParser::spendIdleFrame(const FrameLimits &limits, Tick now)
{
    constexpr quint64 ticksPerSecond = std::chrono::seconds(1) / tickLength;
    const quint64 forgiven = quint64(now - m_budgetAt) * limits.idleFramesPerSecond / ticksPerSecond;
    if (forgiven > 0) {
        m_spent = forgiven >= m_spent ? 0 : static_cast<quint16>(m_spent - forgiven);
        m_budgetAt = now;
    }
    if (m_spent >= limits.idleFrames && !redHook("no_frame_rate"))
        return false;
    ++m_spent;
    return true;
}

Parsed FrameParser::next(std::span<char> &input, const FrameLimits &limits, Tick now)
{
    if (m_partial) [[unlikely]] {
        if (m_partial->delivered)
            m_partial.reset();
        else
            return nextSlow(input, limits, now);
    }
    // The usual frame: one whole, unfragmented text. Everything else, also what is wrong, is left to nextSlow().
    if (input.size() < 6)
        return input.empty() ? Parsed {} : nextSlow(input, limits, now);
    const auto *const bytes = reinterpret_cast<const quint8 *>(input.data());
    if (bytes[0] != (finalBit | Text) || !(bytes[1] & maskBit))
        return nextSlow(input, limits, now);
    size_t length = bytes[1] & lengthBits;
    size_t head = 6;
    if (length >= 126) {
        if (length == 127 || input.size() < 8)
            return nextSlow(input, limits, now);
        length = qFromBigEndian<quint16>(bytes + 2);
        head = 8;
        if (length < 126)
            return nextSlow(input, limits, now);
    }
    if (length > limits.message || input.size() < head + length)
        return nextSlow(input, limits, now);

    quint32 mask;
    std::memcpy(&mask, bytes + head - 4, 4);
    const QByteArrayView payload(input.data() + head, static_cast<qsizetype>(length));
    const bool ascii = unmask(input.data() + head, length, quint64(mask) << 32 | mask);
    if (!ascii && !isUtf8(payload))
        return violation(CloseCode::BadPayload, "text is not UTF-8");
    input = input.subspan(head + length);
    return { Parsed::Kind::Text, 0, payload, "" };
}

bool FrameParser::readHeader(std::span<char> &input, Header &header, Tick now)
{
    const auto *const bytes = reinterpret_cast<const quint8 *>(input.data());
    if (!m_partial || m_partial->headBytes == 0) {
        if (input.empty())
            return false;
        if (input.size() >= 2 && input.size() >= Header::sizeFor(bytes[1])) {
            header.read(bytes);
            input = input.subspan(Header::sizeFor(bytes[1]));
            return true;
        }
    }
    Partial &kept = partial(now);
    while (kept.headBytes < 2 || kept.headBytes < Header::sizeFor(kept.head[1])) {
        if (input.empty())
            return false;
        kept.head[kept.headBytes++] = static_cast<quint8>(input.front());
        input = input.subspan(1);
    }
    header.read(kept.head.data());
    kept.headBytes = 0;
    return true;
}

Parsed FrameParser::checkHeader(const Header &header, const FrameLimits &limits, Tick now)
{
    if (const char *why = wrongStart(header.first, header.second, m_partial && m_partial->inMessage))
        return violation(CloseCode::ProtocolError, why);
    if (header.opcode() == Binary)
        return violation(CloseCode::Unsupported, "a binary message");
    const quint8 form = header.second & lengthBits;
    if ((form == 126 && header.length < 126) || (form == 127 && header.length < 65'536))
        return violation(CloseCode::ProtocolError, "a length in more bytes than it needs");
    if (header.length >> 63)
        return violation(CloseCode::ProtocolError, "a length above 2^63");
    const quint64 before = m_partial && !header.isControl() ? static_cast<quint64>(m_partial->message.size()) : 0;
    const bool tooBig = header.length > limits.message || before + header.length > limits.message;
    if (tooBig && !redHook("no_frame_limit"))
        return violation(CloseCode::TooBig, "a message over the limit");
    const bool fragment = header.opcode() == Continuation || !header.isFinal();
    if ((header.isControl() || (fragment && header.length < idleFragment)) && !spendIdleFrame(limits, now))
        return violation(CloseCode::BadFrames, "a flood of frames that say nothing");
    return {};
}

Parsed FrameParser::nextSlow(std::span<char> &input, const FrameLimits &limits, Tick now)
{
    for (;;) {
        Header header;
        if (m_partial && m_partial->inPayload) {
            header = m_partial->header;
        } else if (readHeader(input, header, now)) {
            if (const Parsed bad = checkHeader(header, limits, now); bad.kind == Parsed::Kind::Violation)
                return bad;
        } else {
            if (m_partial && m_partial->headBytes >= 2)
                if (const char *why = wrongStart(m_partial->head[0], m_partial->head[1], m_partial->inMessage))
                    return violation(CloseCode::ProtocolError, why);
            return {};
        }
        const Parsed found = header.isControl() ? takeControl(input, header, now) : takeData(input, header, now);
        if (found.kind != Parsed::Kind::NeedMore || (m_partial && m_partial->inPayload))
            return found;
    }
}

Parsed FrameParser::takeControl(std::span<char> &input, const Header &header, Tick now)
{
    const bool begun = m_partial && m_partial->inPayload;
    if (!begun && input.size() >= header.length) {
        const std::span<char> payload = input.first(header.length);
        input = input.subspan(header.length);
        unmask(payload.data(), payload.size(), maskWord(header.mask));
        if (m_partial && !m_partial->inMessage)
            m_partial->delivered = true;
        return control(header, { payload.data(), static_cast<qsizetype>(payload.size()) });
    }
    Partial &kept = partial(now);
    if (!begun) {
        kept.header = header;
        kept.inPayload = true;
        kept.controlBytes = 0;
    }
    const size_t size = std::min<size_t>(input.size(), header.length - kept.controlBytes);
    std::copy_n(input.begin(), size, kept.control.begin() + kept.controlBytes);
    kept.controlBytes += static_cast<quint8>(size);
    input = input.subspan(size);
    if (kept.controlBytes < header.length)
        return {};
    kept.inPayload = false;
    kept.delivered = !kept.inMessage;
    unmask(kept.control.data(), kept.controlBytes, maskWord(header.mask));
    return control(header, { kept.control.data(), kept.controlBytes });
}

Parsed FrameParser::takeData(std::span<char> &input, const Header &header, Tick now)
{
    const bool begun = m_partial && m_partial->inPayload;
    const bool alone = header.isFinal() && !begun && !(m_partial && m_partial->inMessage);
    if (alone && input.size() >= header.length) {
        const std::span<char> bytes = input.first(header.length);
        const QByteArrayView payload(bytes.data(), static_cast<qsizetype>(bytes.size()));
        input = input.subspan(header.length);
        m_partial.reset();
        if (!unmask(bytes.data(), bytes.size(), maskWord(header.mask)) && !isUtf8(payload))
            return violation(CloseCode::BadPayload, "text is not UTF-8");
        return { Parsed::Kind::Text, 0, payload, "" };
    }

    Partial &kept = partial(now);
    if (!begun) {
        kept.header = header;
        kept.remaining = header.length;
        kept.inPayload = true;
        kept.phase = 0;
    }
    const std::span<char> piece = input.first(std::min<size_t>(input.size(), kept.remaining));
    input = input.subspan(piece.size());
    unmask(piece.data(), piece.size(), turned(maskWord(header.mask), kept.phase));
    kept.phase = (kept.phase + piece.size()) & 3;
    kept.remaining -= piece.size();
    const QByteArrayView text(piece.data(), static_cast<qsizetype>(piece.size()));
    if (!kept.utf8.feed(text))
        return violation(CloseCode::BadPayload, "text is not UTF-8");
    kept.append(text);
    if (kept.remaining > 0)
        return {};

    kept.inPayload = false;
    kept.inMessage = !header.isFinal();
    if (kept.inMessage)
        return {};
    if (!kept.utf8.atBoundary())
        return violation(CloseCode::BadPayload, "text ends inside a character");
    kept.delivered = true;
    return { Parsed::Kind::Text, 0, kept.message, "" };
}

Parsed FrameParser::control(const Header &header, QByteArrayView payload)
{
    if (header.opcode() == Ping)
        return { Parsed::Kind::Ping, 0, payload, "" };
    if (header.opcode() == Pong)
        return { Parsed::Kind::Pong, 0, payload, "" };
    if (payload.isEmpty())
        return { Parsed::Kind::Close, 1005, {}, "" };
    if (payload.size() == 1)
        return violation(CloseCode::ProtocolError, "half a close code");
    const auto code = qFromBigEndian<quint16>(payload.data());
    if (!isCloseCodeOnTheWire(code))
        return violation(CloseCode::ProtocolError, "a close code that must not be sent");
    const QByteArrayView reason = payload.sliced(2);
    if (!isUtf8(reason))
        return violation(CloseCode::BadPayload, "a close reason is not UTF-8");
    return { Parsed::Kind::Close, code, reason, "" };
}

} // namespace hubbub::server
