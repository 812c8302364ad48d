// SPDX-License-Identifier: GPL-3.0-or-later
// The client's side of RFC 6455 framing, written for speed and independent of both the gateway's and the desktop's.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstdint>
#include <optional>

namespace hubbub::load {

enum class Opcode : std::uint8_t { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

/// Appends one masked frame with FIN set.
void appendFrame(QByteArray &out, Opcode opcode, QByteArrayView payload, std::uint32_t mask);

/// A frame at the head of received bytes; the payload points into them.
struct ReceivedFrame {
    Opcode opcode = Opcode::Text;
    bool fin = true;
    QByteArrayView payload;
    qsizetype size = 0; ///< of the whole frame
};

enum class Framing : std::uint8_t { Whole, Partial, Broken };

/// Broken: reserved bits, a reserved opcode, a masked frame, a fragmented or long control frame, or a payload over
/// `most` bytes.
[[nodiscard]] Framing readFrame(QByteArrayView bytes, qsizetype most, ReceivedFrame &frame);

/// The upgrade request. `key` is 24 characters of Base64.
[[nodiscard]] QByteArray upgradeRequest(
    QByteArrayView host, QByteArrayView target, QByteArrayView protocol, QByteArrayView key);

/// Whether the head of an answer (with its empty line) upgrades as asked; an answer why not.
[[nodiscard]] std::optional<QByteArray> refusalOf(QByteArrayView head, QByteArrayView protocol, QByteArrayView key);

} // namespace hubbub::load
