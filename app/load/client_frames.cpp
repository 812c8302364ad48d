// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/client_frames.h"

#include <QCryptographicHash>
#include <QList>

#include <cstring>

#include <endian.h>

namespace hubbub::load {
namespace {

void maskInto(char *to, const char *from, qsizetype size, std::uint32_t mask)
{
    const std::uint64_t wide = (std::uint64_t { mask } << 32) | mask;
    qsizetype at = 0;
    for (; at + 8 <= size; at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, from + at, 8);
        word ^= wide;
        std::memcpy(to + at, &word, 8);
    }
    const auto *key = reinterpret_cast<const char *>(&mask);
    for (; at < size; ++at)
        to[at] = static_cast<char>(from[at] ^ key[at & 3]);
}

// Headers are few and short here; their names are told apart without regard to case.
QByteArray headerValue(QByteArrayView head, QByteArrayView name)
{
    for (const QByteArray &line : head.toByteArray().split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).trimmed().compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

} // namespace

void appendFrame(QByteArray &out, Opcode opcode, QByteArrayView payload, std::uint32_t mask)
{
    const qsizetype size = payload.size();
    char head[14];
    qsizetype length = 2;
    head[0] = static_cast<char>(0x80 | static_cast<int>(opcode));
    if (size < 126) {
        head[1] = static_cast<char>(0x80 | size);
    } else if (size <= 0xffff) {
        head[1] = static_cast<char>(0x80 | 126);
        const std::uint16_t wire = htobe16(static_cast<std::uint16_t>(size));
        std::memcpy(head + 2, &wire, 2);
        length = 4;
    } else {
        head[1] = static_cast<char>(0x80 | 127);
        const std::uint64_t wire = htobe64(static_cast<std::uint64_t>(size));
        std::memcpy(head + 2, &wire, 8);
        length = 10;
    }
    std::memcpy(head + length, &mask, 4);
    length += 4;
    const qsizetype before = out.size();
    out.resize(before + length + size);
    std::memcpy(out.data() + before, head, static_cast<size_t>(length));
    maskInto(out.data() + before + length, payload.data(), size, mask);
}

Framing readFrame(QByteArrayView bytes, qsizetype most, ReceivedFrame &frame)
{
    if (bytes.size() < 2)
        return Framing::Partial;
    const auto first = static_cast<unsigned char>(bytes[0]);
    const auto second = static_cast<unsigned char>(bytes[1]);
    const int opcode = first & 0x0f;
    if ((first & 0x70) != 0 || (second & 0x80) != 0 || (opcode > 2 && opcode < 8) || opcode > 10)
        return Framing::Broken;
    std::uint64_t size = second & 0x7f;
    if (opcode >= 8 && (size > 125 || (first & 0x80) == 0))
        return Framing::Broken;
    qsizetype head = 2;
    if (size == 126) {
        if (bytes.size() < 4)
            return Framing::Partial;
        std::uint16_t wire = 0;
        std::memcpy(&wire, bytes.data() + 2, 2);
        size = be16toh(wire);
        head = 4;
    } else if (size == 127) {
        if (bytes.size() < 10)
            return Framing::Partial;
        std::uint64_t wire = 0;
        std::memcpy(&wire, bytes.data() + 2, 8);
        size = be64toh(wire);
        head = 10;
    }
    if (size > static_cast<std::uint64_t>(most))
        return Framing::Broken;
    if (static_cast<std::uint64_t>(bytes.size() - head) < size)
        return Framing::Partial;
    frame.opcode = static_cast<Opcode>(opcode);
    frame.fin = (first & 0x80) != 0;
    frame.payload = bytes.sliced(head, static_cast<qsizetype>(size));
    frame.size = head + static_cast<qsizetype>(size);
    return Framing::Whole;
}

QByteArray upgradeRequest(QByteArrayView host, QByteArrayView target, QByteArrayView protocol, QByteArrayView key)
{
    QByteArray out = "GET ";
    out.append(target).append(" HTTP/1.1\r\nHost: ").append(host);
    out.append("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ");
    out.append(key).append("\r\n");
    if (!protocol.isEmpty())
        out.append("Sec-WebSocket-Protocol: ").append(protocol).append("\r\n");
    return out.append("\r\n");
}

std::optional<QByteArray> refusalOf(QByteArrayView head, QByteArrayView protocol, QByteArrayView key)
{
    const qsizetype end = head.indexOf('\r');
    const QByteArrayView status = head.first(end < 0 ? head.size() : end);
    if (!status.startsWith("HTTP/1.1 101"))
        return "answered " + status.toByteArray();
    const QByteArray expected =
        QCryptographicHash::hash(key.toByteArray() + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1)
            .toBase64();
    if (headerValue(head, "Sec-WebSocket-Accept") != expected)
        return QByteArrayLiteral("answered with a wrong Sec-WebSocket-Accept");
    if (headerValue(head, "Sec-WebSocket-Protocol") != protocol)
        return QByteArrayLiteral("did not agree to the subprotocol");
    return std::nullopt;
}

} // namespace hubbub::load
