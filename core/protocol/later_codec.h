// SPDX-License-Identifier: GPL-3.0-or-later
// Frames of later.h to structs and back, by the same rules as codec.h.
#pragma once

#include "core/protocol/codec.h"
#include "core/protocol/later.h"

namespace hubbub::protocol {

/// Keeps buffers and belongs to one thread.
class LaterDecoder {
public:
    LaterDecoder();
    ~LaterDecoder();
    LaterDecoder(const LaterDecoder &) = delete;
    LaterDecoder &operator=(const LaterDecoder &) = delete;

    /// A client's frame, on the node; unknown_op for those of codec.h, too.
    [[nodiscard]] std::variant<LaterFrame, ErrorReply> command(QByteArrayView frame);

    // A node's, in the client.
    [[nodiscard]] Result<Notice> notice(QByteArrayView frame);
    [[nodiscard]] Result<InboxOk> inboxOk(const OkReply &reply);

    // The body of an event of that kind, from Event::body.
    [[nodiscard]] Result<EditBody> edit(QByteArrayView body);
    [[nodiscard]] Result<RedactBody> redaction(QByteArrayView body);
    [[nodiscard]] Result<ReactBody> reaction(QByteArrayView body);
    [[nodiscard]] Result<RoomBody> roomChange(QByteArrayView body);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

[[nodiscard]] QByteArray encode(qint64 id, const LaterCommand &command);
[[nodiscard]] QByteArray encode(qint64 id, const InboxOk &ok);
[[nodiscard]] QByteArray encode(const Notice &notice);

// Bodies for eventPieces(). That of an edit is the command's, as it came, with the target in front.
[[nodiscard]] QByteArray encodeBody(const Edit &edit);
[[nodiscard]] QByteArray encodeBody(const RedactBody &body);
[[nodiscard]] QByteArray encodeBody(const ReactBody &body);
[[nodiscard]] QByteArray encodeBody(const RoomBody &body);

} // namespace hubbub::protocol
