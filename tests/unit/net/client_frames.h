// SPDX-License-Identifier: GPL-3.0-or-later
// Frames as a client sends them, right or wrong, written byte by byte and independent of the code under test.
#pragma once

#include <QByteArray>

namespace hubbub::testing {

struct ClientFrame {
    int opcode = 1;
    bool isFinal = true;
    int reserved = 0; ///< the three RSV bits
    bool isMasked = true;
    int lengthForm = -1; ///< 7, 16 or 64 bits; -1: the shortest
    qint64 announced = -1; ///< the length that the header claims; -1: the true one
    QByteArray mask = QByteArray::fromHex("a1b2c3d4");
};

inline QByteArray clientFrame(const QByteArray &payload, const ClientFrame &frame = {})
{
    const quint64 length =
        frame.announced < 0 ? static_cast<quint64>(payload.size()) : static_cast<quint64>(frame.announced);
    int form = frame.lengthForm;
    if (form < 0)
        form = length < 126 ? 7 : length < 65536 ? 16 : 64;
    const int maskBit = frame.isMasked ? 0x80 : 0;

    QByteArray out;
    out += static_cast<char>((frame.isFinal ? 0x80 : 0) | frame.reserved << 4 | frame.opcode);
    out += static_cast<char>(maskBit | (form == 7 ? static_cast<int>(length) : form == 16 ? 126 : 127));
    if (form != 7)
        for (int shift = form - 8; shift >= 0; shift -= 8)
            out += static_cast<char>(length >> shift & 0xff);
    if (!frame.isMasked)
        return out + payload;
    out += frame.mask;
    for (qsizetype i = 0; i < payload.size(); ++i)
        out += static_cast<char>(payload[i] ^ frame.mask[i % 4]);
    return out;
}

inline QByteArray closePayload(int code, const QByteArray &reason = {})
{
    return QByteArray() + static_cast<char>(code >> 8) + static_cast<char>(code & 0xff) + reason;
}

} // namespace hubbub::testing
