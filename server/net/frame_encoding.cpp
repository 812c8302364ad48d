// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/frames.h"
#include "server/net/utf8.h"

#include <QtEndian>

#include <algorithm>

namespace hubbub::server {

namespace {

/// The header of a frame from a server; returns its size (2, 4 or 10 bytes).
qsizetype writeHeader(char *out, quint8 opcode, qsizetype size)
{
    out[0] = static_cast<char>(finalBit | opcode);
    if (size < 126) {
        out[1] = static_cast<char>(size);
        return 2;
    }
    if (size < 65'536) {
        out[1] = 126;
        qToBigEndian(static_cast<quint16>(size), out + 2);
        return 4;
    }
    out[1] = 127;
    qToBigEndian(static_cast<quint64>(size), out + 2);
    return 10;
}

QByteArray encodeControl(quint8 opcode, QByteArrayView payload)
{
    payload.truncate(std::min<qsizetype>(payload.size(), maxControl));
    QByteArray frame(2 + payload.size(), Qt::Uninitialized);
    writeHeader(frame.data(), opcode, payload.size());
    std::copy(payload.begin(), payload.end(), frame.begin() + 2);
    return frame;
}

/// The longest beginning of `text` that is no longer than `limit` and cuts no character.
QByteArrayView cutAtCharacter(QByteArrayView text, qsizetype limit)
{
    if (text.size() <= limit)
        return text;
    while (limit > 0 && (static_cast<quint8>(text[limit]) & 0xc0) == 0x80)
        --limit;
    return text.first(limit);
}

} // namespace

void appendText(QByteArray &out, QByteArrayView payload)
{
    char header[10];
    const qsizetype size = writeHeader(header, 0x1, payload.size());
    out.reserve(std::max(out.capacity(), out.size() + size + payload.size()));
    out.append(header, size);
    out.append(payload);
}

QByteArray encodeText(QByteArrayView payload)
{
    char header[10];
    const qsizetype size = writeHeader(header, 0x1, payload.size());
    QByteArray frame(size + payload.size(), Qt::Uninitialized);
    std::copy_n(header, size, frame.begin());
    std::copy(payload.begin(), payload.end(), frame.begin() + size);
    return frame;
}

QByteArray encodePing(QByteArrayView payload) { return encodeControl(0x9, payload); }

QByteArray encodePong(QByteArrayView payload) { return encodeControl(0xa, payload); }

QByteArray encodeClose(CloseCode code, QByteArrayView reason)
{
    reason = cutAtCharacter(reason, maxControl - 2);
    QByteArray payload(2, Qt::Uninitialized);
    qToBigEndian(static_cast<quint16>(code), payload.data());
    if (isUtf8(reason))
        payload.append(reason);
    return encodeControl(0x8, payload);
}

QByteArray encodeEmptyClose() { return encodeControl(0x8, {}); }

bool isCloseCodeOnTheWire(quint16 code)
{
    switch (code) {
    case 1004: // reserved
    case 1005: // means "none given"
    case 1006: // means "no Close came"
        return false;
    default:
        return (code >= 1000 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}

} // namespace hubbub::server
