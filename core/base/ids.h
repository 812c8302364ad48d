// SPDX-License-Identifier: GPL-3.0-or-later
// Identifiers as types, so that a room's name is never passed for a user's, and the rules for names.
#pragma once

#include <QByteArray>
#include <QHashFunctions>
#include <QString>

namespace hubbub {

/// A name in UTF-8 (ASCII by the rules below), told apart by its Tag. Cheap to copy: the bytes are shared.
template <typename Tag>
class Id {
public:
    Id() = default;
    explicit Id(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
    }
    explicit Id(const QString &text)
        : m_bytes(text.toUtf8())
    {
    }

    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }
    [[nodiscard]] QString text() const { return QString::fromUtf8(m_bytes); }
    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }

    friend bool operator==(const Id &, const Id &) = default;
    friend bool operator<(const Id &a, const Id &b) { return a.m_bytes < b.m_bytes; }
    friend size_t qHash(const Id &id, size_t seed = 0) noexcept { return ::qHash(id.m_bytes, seed); }

private:
    QByteArray m_bytes;
};

using RoomId = Id<struct RoomTag>; ///< 1 to 64 of a-z 0-9 - _ . ; a direct room is '@' and 32 hex digits
using UserId = Id<struct UserTag>; ///< 2 to 32 of the same, beginning with a letter or digit
using DeviceId = Id<struct DeviceTag>; ///< a UUID chosen by the client, kept for ever
using SessionId = Id<struct SessionTag>; ///< (user, device): outlives its connections
using NodeId = Id<struct NodeTag>; ///< the operator's name of a gateway, such as "n1"
using Boot = Id<struct BootTag>; ///< random tag of one run of a gateway
using Epoch = Id<struct EpochTag>; ///< random tag of a room's log
using Mid = Id<struct MidTag>; ///< a UUID, made once for each message by its author

/// A place in a room's log. All three parts must agree: a fail-over of Redis can hand a seq out twice in one epoch.
struct Position {
    Epoch epoch;
    qint64 seq = 0; ///< 0: before the first event
    Mid mid; ///< of the event at seq

    friend bool operator==(const Position &, const Position &) = default;
};

[[nodiscard]] bool isRoomName(QByteArrayView name); ///< what a person may name a room; direct rooms excluded
[[nodiscard]] bool isDirectRoom(QByteArrayView name);
/// Of a conversation at a support desk: `~` and 32 hexadecimal digits.
[[nodiscard]] bool isCaseRoom(QByteArrayView name);
/// One of the three.
[[nodiscard]] bool isAnyRoom(QByteArrayView name);
[[nodiscard]] bool isUserName(QByteArrayView name);
[[nodiscard]] bool isUuid(QByteArrayView text); ///< 8-4-4-4-12 hex digits, either case

/// `bytes` random bytes from the system's generator as lower-case hex.
[[nodiscard]] QByteArray randomHex(int bytes);
/// A random (version 4) UUID without braces, in lower case.
[[nodiscard]] QByteArray randomUuid();

} // namespace hubbub
