// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/keys.h"

namespace hubbub::redis::keys {
namespace {

QByteArray tagged(const QByteArray &name) { return "hb:{" + name + '}'; }
QByteArray accountTagged(const QByteArray &name) { return "hb:acct:{" + name + '}'; }

} // namespace

QByteArray log(const RoomId &room) { return tagged(room.bytes()) + ":log"; }
QByteArray meta(const RoomId &room) { return tagged(room.bytes()) + ":meta"; }
QByteArray members(const RoomId &room) { return tagged(room.bytes()) + ":members"; }
QByteArray bans(const RoomId &room) { return tagged(room.bytes()) + ":bans"; }
QByteArray reads(const RoomId &room) { return tagged(room.bytes()) + ":read"; }
QByteArray mids(const RoomId &room, qint64 halfDay)
{
    return tagged(room.bytes()) + ":mid:" + QByteArray::number(halfDay);
}
QByteArray amends(const RoomId &room) { return tagged(room.bytes()) + ":amends"; }
QByteArray invites(const RoomId &room) { return tagged(room.bytes()) + ":invites"; }
QByteArray here(const RoomId &room) { return tagged(room.bytes()) + ":here"; }
QByteArray users(const RoomId &room) { return tagged(room.bytes()) + ":users"; }
QByteArray queue(const RoomId &room) { return tagged(room.bytes()) + ":queue"; }
QByteArray channel(const RoomId &room) { return tagged(room.bytes()); }
bool isSharded(const QByteArray &channel) { return channel.startsWith("hb:{"); }

QByteArray nodes() { return QByteArrayLiteral("hb:nodes"); }
QByteArray node(const NodeId &node) { return "hb:node:" + node.bytes(); }
QByteArray nodeRooms(const NodeId &node, const Boot &boot)
{
    return "hb:node:" + node.bytes() + ':' + boot.bytes() + ":rooms";
}
QByteArray rooms() { return QByteArrayLiteral("hb:rooms"); }
QByteArray stats() { return QByteArrayLiteral("hb:stats"); }
QByteArray trace() { return QByteArrayLiteral("hb:trace"); }
QByteArray ops() { return QByteArrayLiteral("hb:ops"); }
QByteArray opsLog() { return QByteArrayLiteral("hb:opslog"); }
QByteArray control() { return QByteArrayLiteral("hb:control"); }
QByteArray codes() { return QByteArrayLiteral("hb:codes"); }
QByteArray announcements() { return QByteArrayLiteral("hb:announcements"); }
QByteArray secret() { return QByteArrayLiteral("hb:secret"); }

QByteArray account(const UserId &user) { return accountTagged(user.bytes()); }
QByteArray accountRooms(const UserId &user) { return accountTagged(user.bytes()) + ":rooms"; }
QByteArray accountSessions(const UserId &user) { return accountTagged(user.bytes()) + ":sessions"; }
QByteArray accountInbox(const UserId &user) { return accountTagged(user.bytes()) + ":inbox"; }
QByteArray accountBlocks(const UserId &user) { return accountTagged(user.bytes()) + ":blocks"; }
QByteArray failures(QByteArrayView what) { return "hb:fail:" + what.toByteArray(); }

} // namespace hubbub::redis::keys
