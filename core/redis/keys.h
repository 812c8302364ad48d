// SPDX-License-Identifier: GPL-3.0-or-later
// The names of everything that Hubbub keeps in Redis. Keys of one room share a hash tag, hence a slot.
#pragma once

#include "core/base/ids.h"

namespace hubbub::redis::keys {

[[nodiscard]] QByteArray log(const RoomId &room); ///< stream: ids SEQ-0
[[nodiscard]] QByteArray meta(const RoomId &room); ///< hash: seq, epoch, title, topic, kind, visibility, created
[[nodiscard]] QByteArray members(const RoomId &room); ///< hash: user to role
[[nodiscard]] QByteArray bans(const RoomId &room); ///< hash: user to reason
[[nodiscard]] QByteArray reads(const RoomId &room); ///< hash: user to seq
[[nodiscard]] QByteArray mids(const RoomId &room, qint64 halfDay); ///< hash: digest of (user, mid) to SEQ TS EPOCH
[[nodiscard]] QByteArray amends(const RoomId &room); ///< hash: target seq to seqs
[[nodiscard]] QByteArray invites(const RoomId &room); ///< hash: user to who invited them
[[nodiscard]] QByteArray here(const RoomId &room); ///< hash: session to user, node, boot, state
[[nodiscard]] QByteArray users(const RoomId &room); ///< hash: user to number of sessions
[[nodiscard]] QByteArray queue(const RoomId &room); ///< hash: conversation to its entry, of a desk
[[nodiscard]] QByteArray channel(const RoomId &room); ///< channel: live events and ephemeral pushes
/// Whether a Redis Cluster has the channel only where its slot is served. Rooms' channels are so; there are many, with
/// much to say.
[[nodiscard]] bool isSharded(const QByteArray &channel);

[[nodiscard]] QByteArray nodes(); ///< sorted set: node by Redis time of its last beat
[[nodiscard]] QByteArray node(const NodeId &node); ///< hash: address, boot, version, state, started, last report
[[nodiscard]] QByteArray nodeRooms(const NodeId &node, const Boot &boot); ///< set: rooms that this boot entered
[[nodiscard]] QByteArray rooms(); ///< sorted set: public rooms by name
[[nodiscard]] QByteArray stats(); ///< channel: each node's report, once a second
[[nodiscard]] QByteArray trace(); ///< channel: hops of traced messages
[[nodiscard]] QByteArray ops(); ///< channel: operator events
[[nodiscard]] QByteArray opsLog(); ///< stream: the same, kept
[[nodiscard]] QByteArray control(); ///< channel: operator commands
[[nodiscard]] QByteArray codes(); ///< hash: invitation code to USES UNTIL
[[nodiscard]] QByteArray announcements(); ///< stream: what operators said to all
[[nodiscard]] QByteArray secret(); ///< string: the cluster's signing key where no file gives one

[[nodiscard]] QByteArray account(const UserId &user); ///< hash, and the channel for all sessions of a user
[[nodiscard]] QByteArray accountRooms(const UserId &user); ///< set: an index of the user's rooms
[[nodiscard]] QByteArray accountSessions(const UserId &user); ///< hash: session to refresh token state (hashed)
[[nodiscard]] QByteArray accountInbox(const UserId &user); ///< stream: notices
[[nodiscard]] QByteArray accountBlocks(const UserId &user); ///< set: users
[[nodiscard]] QByteArray failures(QByteArrayView what); ///< counter of failed sign-ins, expiring

} // namespace hubbub::redis::keys
