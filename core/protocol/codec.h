// SPDX-License-Identifier: GPL-3.0-or-later
// Frames to structs and back: the only place in the program that sees JSON. Strict on what comes in: depth, sizes,
// types, ranges, names, duplicate members, lone surrogates and NUL are checked here and nowhere else.
// Every function is pure; a Decoder keeps buffers and belongs to one thread.
#pragma once

#include "core/base/result.h"
#include "core/protocol/command.h"
#include "core/protocol/push.h"
#include "core/protocol/reply.h"

#include <QByteArray>

#include <memory>
#include <variant>

namespace hubbub::protocol {

/// `ok`, with the whole frame kept: what it carries depends on the command that it answers (see read... below).
struct OkReply {
    qint64 id = 0;
    QByteArray frame;
};
/// A push that this version does not know; to be ignored.
struct UnknownPush {
    QByteArray op;
};
/// Everything that a node may send.
using NodeFrame = std::variant<OkReply, ErrorReply, Welcome, Event, RoomPush, Removed, TypingPush, PresencePush,
    ReadPush, Gap, CaughtUp, Status, NodesPush, Goodbye, Notice, UnknownPush>;

/// A welcome carries the id of its `hello` beside it.
struct NodeMessage {
    qint64 id = 0; ///< of the command, for Welcome; 0 else
    NodeFrame frame;
};

class Decoder {
public:
    Decoder();
    ~Decoder();
    Decoder(const Decoder &) = delete;
    Decoder &operator=(const Decoder &) = delete;

    /// A client's frame, on the node. The error says BadFrame (not JSON, no id, duplicate members, too deep ...),
    /// UnknownOp, BadField or TooLarge, with the id where one could be read.
    [[nodiscard]] std::variant<CommandFrame, ErrorReply> command(QByteArrayView frame);

    /// A node's frame, in the client. An error means that the node broke the protocol.
    [[nodiscard]] Result<NodeMessage> nodeFrame(QByteArrayView frame);

    // What an `ok` carries, by the command that was asked.
    [[nodiscard]] Result<SendOk> sendOk(const OkReply &reply);
    [[nodiscard]] Result<HistoryPage> historyPage(const OkReply &reply);
    [[nodiscard]] Result<ResumeOk> resumeOk(const OkReply &reply);
    [[nodiscard]] Result<RefreshOk> refreshOk(const OkReply &reply);
    [[nodiscard]] Result<RoomState> roomState(const OkReply &reply); ///< of join, create, direct, open, take
    [[nodiscard]] Result<RoomsPage> roomsPage(const OkReply &reply);
    [[nodiscard]] Result<MembersPage> membersPage(const OkReply &reply);
    [[nodiscard]] Result<ReadsOk> readsOk(const OkReply &reply);
    [[nodiscard]] Result<InboxOk> inboxOk(const OkReply &reply);
    [[nodiscard]] Result<QueueOk> queueOk(const OkReply &reply);

    // The body of an event of that kind, from Event::body.
    [[nodiscard]] Result<EditBody> edit(QByteArrayView body);
    [[nodiscard]] Result<RedactBody> redaction(QByteArrayView body);
    [[nodiscard]] Result<ReactBody> reaction(QByteArrayView body);
    [[nodiscard]] Result<RoomBody> roomChange(QByteArrayView body);
    [[nodiscard]] Result<CaseBody> caseChange(QByteArrayView body);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

// Client to node.
[[nodiscard]] QByteArray encode(qint64 id, const Command &command);
/// The compact body of a message, for Send::body.
[[nodiscard]] QByteArray encodeBody(const MessageBody &body);

// Node to client: replies.
[[nodiscard]] QByteArray encodeOk(qint64 id); ///< an `ok` that carries nothing
[[nodiscard]] QByteArray encode(qint64 id, const SendOk &ok);
[[nodiscard]] QByteArray encode(qint64 id, const ResumeOk &ok);
[[nodiscard]] QByteArray encode(qint64 id, const RefreshOk &ok);
[[nodiscard]] QByteArray encode(qint64 id, const RoomState &ok);
[[nodiscard]] QByteArray encode(qint64 id, const RoomsPage &ok);
[[nodiscard]] QByteArray encode(qint64 id, const MembersPage &ok);
[[nodiscard]] QByteArray encode(qint64 id, const ReadsOk &ok);
[[nodiscard]] QByteArray encode(qint64 id, const InboxOk &ok);
[[nodiscard]] QByteArray encode(qint64 id, const QueueOk &ok);
[[nodiscard]] QByteArray encode(qint64 id, const Welcome &welcome);
[[nodiscard]] QByteArray encode(const ErrorReply &error);
/// `history`: events and amends are frames of the log, spliced in as they are and never parsed.
struct RawHistory {
    QList<QByteArray> events;
    bool more = false;
    qint64 first = 1;
    qint64 last = 0;
    Epoch epoch;
    QList<QByteArray> amends;
};
[[nodiscard]] QByteArray encode(qint64 id, const RawHistory &page);

// Node to client: pushes.
[[nodiscard]] QByteArray encode(const RoomPush &push);
[[nodiscard]] QByteArray encode(const Removed &push);
[[nodiscard]] QByteArray encode(const TypingPush &push);
[[nodiscard]] QByteArray encode(const PresencePush &push);
[[nodiscard]] QByteArray encode(const ReadPush &push);
[[nodiscard]] QByteArray encode(const Gap &push);
[[nodiscard]] QByteArray encode(const CaughtUp &push);
[[nodiscard]] QByteArray encode(const Status &push);
[[nodiscard]] QByteArray encode(const NodesPush &push);
[[nodiscard]] QByteArray encode(const Goodbye &push);
[[nodiscard]] QByteArray encode(const Notice &push);

/// An event's frame in two pieces: the publish script puts `"seq":S,"epoch":"E","ts":T,` between them, so the stored
/// form is the wire form and no node re-encodes an event.
struct EventPieces {
    QByteArray head; ///< {"op":"event","room":"R",
    QByteArray tail; ///< "kind":"message","from":"u","mid":"m","body":{...}}
};
[[nodiscard]] EventPieces eventPieces(
    const RoomId &room, EventKind kind, const UserId &from, const Mid &mid, QByteArrayView body);
[[nodiscard]] QByteArray encodeBody(const MemberBody &body);
/// The command's body as it came, with the target in front.
[[nodiscard]] QByteArray encodeBody(const Edit &edit);
[[nodiscard]] QByteArray encodeBody(const RedactBody &body);
[[nodiscard]] QByteArray encodeBody(const ReactBody &body);
[[nodiscard]] QByteArray encodeBody(const RoomBody &body);
[[nodiscard]] QByteArray encodeBody(const CaseBody &body);
/// Who is mentioned in a message's compact body; a body without mentions is not parsed.
[[nodiscard]] QList<UserId> mentionsOf(QByteArrayView body);
/// The text of a message or an edit, shortened to `characters`, for a room's last line; empty for other kinds.
[[nodiscard]] QString excerptOf(QByteArrayView eventFrame, int characters);

} // namespace hubbub::protocol
