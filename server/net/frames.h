// SPDX-License-Identifier: GPL-3.0-or-later
// RFC 6455 frames: written once for any number of receivers, read in place from a shared buffer.
#pragma once

#include "core/protocol/close_code.h"
#include "server/net/tick.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <span>

namespace hubbub::server {

using protocol::CloseCode;

inline constexpr quint8 finalBit = 0x80; ///< of a frame's first byte: the message ends with it
inline constexpr quint8 maxControl = 125; ///< bytes of a control frame's payload

/// One unfragmented text frame as a server sends it (not masked). The payload must be UTF-8.
[[nodiscard]] QByteArray encodeText(QByteArrayView payload);
/// Appends such a frame: several frames in one buffer are one write.
void appendText(QByteArray &out, QByteArrayView payload);
/// Control frames; a payload is cut to the 125 bytes that RFC 6455 allows.
[[nodiscard]] QByteArray encodePing(QByteArrayView payload = {});
[[nodiscard]] QByteArray encodePong(QByteArrayView payload);
/// The reason is cut to 123 bytes at a character's boundary.
[[nodiscard]] QByteArray encodeClose(CloseCode code, QByteArrayView reason = {});
/// A Close without a code, the answer to one without a code.
[[nodiscard]] QByteArray encodeEmptyClose();

/// Whether an endpoint may put this code into a Close frame (RFC 6455 section 7.4, IANA's additions to 1014).
[[nodiscard]] bool isCloseCodeOnTheWire(quint16 code);

struct FrameLimits {
    quint32 message = 64 * 1024; ///< bytes of a message, and so of each of its frames
    /// Control frames, and fragments under 16 bytes, cost work without saying anything: so many at once ...
    quint16 idleFrames = 128;
    /// ... and so many each second on average.
    quint16 idleFramesPerSecond = 20;
};

/// What the parser found next.
struct Parsed {
    enum class Kind : quint8 {
        NeedMore, ///< all input is used up
        Text, ///< a whole message, checked to be UTF-8
        Ping,
        Pong,
        Close, ///< `code` is the peer's, 1005 where it gave none; `payload` its reason
        Violation, ///< `code` is what our Close must say; the parser must not be used again
    };
    Kind kind = Kind::NeedMore;
    quint16 code = 0;
    /// Into the input or the parser; valid until next() is called again. At least readPadding bytes after its end may
    /// be read (their content means nothing), so a vectorised reader needs no copy.
    QByteArrayView payload;
    const char *why = ""; ///< for logs, where kind is Violation
};

/// Bytes that may be read after the end of what next() hands out, and that the input must therefore have after it.
inline constexpr qsizetype readPadding = 64;

/// The frames that one client sends. Holds no memory between messages; a message cut by the end of a read, or
/// fragmented, is kept until it is whole. Nothing is allocated for what a header only announces.
class FrameParser {
public:
    FrameParser();
    ~FrameParser();
    Q_DISABLE_COPY_MOVE(FrameParser)

    /// Takes the next item from the front of `input`, which it unmasks in place; call until NeedMore.
    [[nodiscard]] Parsed next(std::span<char> &input, const FrameLimits &limits, Tick now);

    /// Whether a message or frame has begun and is not finished, and since when.
    [[nodiscard]] bool isInsideMessage() const { return m_partial != nullptr; }
    [[nodiscard]] Tick insideSince() const;

private:
    struct Header;
    struct Partial;

    Parsed nextSlow(std::span<char> &input, const FrameLimits &limits, Tick now);
    bool readHeader(std::span<char> &input, Header &header, Tick now);
    Parsed checkHeader(const Header &header, const FrameLimits &limits, Tick now);
    Parsed takeControl(std::span<char> &input, const Header &header, Tick now);
    Parsed takeData(std::span<char> &input, const Header &header, Tick now);
    static Parsed control(const Header &header, QByteArrayView payload);
    Partial &partial(Tick now);
    bool spendIdleFrame(const FrameLimits &limits, Tick now);

    std::unique_ptr<Partial> m_partial;
    Tick m_budgetAt = 0;
    quint16 m_spent = 0; ///< idle frames not yet forgiven
};

} // namespace hubbub::server
