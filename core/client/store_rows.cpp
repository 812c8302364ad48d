// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/store_rows.h"

#include <QSqlError>
#include <QVariant>

#include <initializer_list>

namespace hubbub::client::rows {
namespace {

using protocol::EventKind;
using protocol::MemberBody;
using protocol::Role;

QString kept(const QString &text) { return text.isNull() ? QStringLiteral("") : text; }

QVariant optional(const std::optional<qint64> &value) { return value ? QVariant(*value) : QVariant(); }
std::optional<qint64> optional(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional<qint64>(value.toLongLong());
}

// User names have no spaces.
QString joined(const QList<UserId> &users)
{
    QStringList names;
    for (const UserId &user : users)
        names.append(user.text());
    return kept(names.join(u' '));
}
QList<UserId> split(const QString &names)
{
    QList<UserId> users;
    for (const QString &name : names.split(u' ', Qt::SkipEmptyParts))
        users.append(UserId(name));
    return users;
}

/// Of a member event it is the reason.
const QString &textOf(const protocol::Event &event)
{
    return event.kind == EventKind::Member ? event.member.reason : event.message.text;
}

void bindAll(QSqlQuery &query, std::initializer_list<QVariant> values)
{
    for (const QVariant &value : values)
        query.addBindValue(value);
}

/// A number that a damaged file may have made anything of.
template <typename Enum>
Enum enumOf(const QVariant &value, Enum last, Enum otherwise)
{
    const int number = value.toInt();
    return number >= 0 && number <= static_cast<int>(last) ? static_cast<Enum>(number) : otherwise;
}

} // namespace

void bindEvent(QSqlQuery &query, const RoomId &room, const protocol::Event &event, qint64 target)
{
    bindAll(query,
        { text(room), text(event.epoch), event.seq, text(event.mid), event.ts, static_cast<int>(event.kind),
            text(event.from), kept(textOf(event)), optional(event.message.replyTo), joined(event.message.mentions),
            static_cast<int>(event.member.change), text(event.member.user), kept(event.member.display),
            static_cast<int>(event.member.role), event.body.isNull() ? QByteArray("") : event.body, target });
}

protocol::Event readEvent(const QSqlQuery &query)
{
    protocol::Event event;
    event.room = RoomId(query.value(0).toString());
    event.epoch = Epoch(query.value(1).toString());
    event.seq = query.value(seqColumn).toLongLong();
    event.mid = Mid(query.value(3).toString());
    event.ts = query.value(4).toLongLong();
    event.kind = enumOf(query.value(5), EventKind::Done, EventKind::Unknown);
    event.from = UserId(query.value(6).toString());
    (event.kind == EventKind::Member ? event.member.reason : event.message.text) = query.value(7).toString();
    event.message.replyTo = optional(query.value(8));
    event.message.mentions = split(query.value(9).toString());
    event.member.change = enumOf(query.value(10), MemberBody::Change::Banned, MemberBody::Change::Joined);
    event.member.user = UserId(query.value(11).toString());
    event.member.display = query.value(12).toString();
    event.member.role = enumOf(query.value(13), Role::Owner, Role::Member);
    event.body = query.value(14).toByteArray();
    return event;
}

void bindRoom(QSqlQuery &query, const StoredRoom &room)
{
    const protocol::RoomState &state = room.state;
    bindAll(query,
        { text(state.room), kept(state.title), kept(state.topic), static_cast<int>(state.kind),
            static_cast<int>(state.visibility), static_cast<int>(state.role), state.members, state.first, state.last,
            text(room.position.epoch), room.position.seq, text(room.position.mid), room.read, room.othersRead });
    if (state.lastLine)
        bindAll(query, { text(state.lastLine->from), state.lastLine->ts, kept(state.lastLine->text) });
    else
        bindAll(query, { QVariant(), QVariant(), QVariant() });
}

StoredRoom readRoom(const QSqlQuery &query)
{
    StoredRoom room;
    protocol::RoomState &state = room.state;
    state.room = RoomId(query.value(0).toString());
    state.title = query.value(1).toString();
    state.topic = query.value(2).toString();
    state.kind = enumOf(query.value(3), protocol::RoomKind::Case, protocol::RoomKind::Chat);
    state.visibility = enumOf(query.value(4), protocol::Visibility::Private, protocol::Visibility::Private);
    state.role = enumOf(query.value(5), Role::Owner, Role::Member);
    state.members = query.value(6).toLongLong();
    state.first = query.value(7).toLongLong();
    state.last = query.value(8).toLongLong();
    room.position = { Epoch(query.value(9).toString()), query.value(10).toLongLong(), Mid(query.value(11).toString()) };
    state.epoch = room.position.epoch;
    room.read = query.value(12).toLongLong();
    state.read = room.read;
    room.othersRead = query.value(13).toLongLong();
    if (!query.value(15).isNull())
        state.lastLine = protocol::LastLine { UserId(query.value(14).toString()), query.value(15).toLongLong(),
            query.value(16).toString() };
    return room;
}

void bindOutgoing(QSqlQuery &query, const Outgoing &message)
{
    bindAll(query,
        { text(message.mid), text(message.room), message.order, message.created, static_cast<int>(message.state),
            kept(message.body.text), optional(message.body.replyTo), joined(message.body.mentions),
            static_cast<int>(message.error.code), kept(message.error.detail), message.acked, text(message.epoch),
            message.seq, static_cast<int>(message.kind), text(message.target), message.targetSeq,
            text(message.targetEpoch), kept(message.word), message.on ? 1 : 0 });
}

Outgoing readOutgoing(const QSqlQuery &query)
{
    Outgoing message;
    message.mid = Mid(query.value(0).toString());
    message.room = RoomId(query.value(1).toString());
    message.order = query.value(2).toLongLong();
    message.created = query.value(3).toLongLong();
    message.state = enumOf(query.value(4), Outgoing::State::Acked, Outgoing::State::Queued);
    message.body = { query.value(5).toString(), optional(query.value(6)), split(query.value(7).toString()) };
    message.error = { enumOf(query.value(8), ErrorCode::Internal, ErrorCode::Internal), query.value(9).toString() };
    message.acked = query.value(10).toLongLong();
    message.epoch = Epoch(query.value(11).toString());
    message.seq = query.value(12).toLongLong();
    message.kind = enumOf(query.value(13), Outgoing::Kind::React, Outgoing::Kind::Message);
    message.target = Mid(query.value(14).toString());
    message.targetSeq = query.value(15).toLongLong();
    message.targetEpoch = Epoch(query.value(16).toString());
    message.word = query.value(17).toString();
    message.on = query.value(18).toInt() != 0;
    return message;
}

StoreTrouble troubleOf(const QSqlError &error)
{
    // SQLite's result codes; the low byte is the primary one.
    switch (error.nativeErrorCode().toInt() & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
        return StoreTrouble::Locked;
    case 3: // SQLITE_PERM
    case 8: // SQLITE_READONLY
    case 14: // SQLITE_CANTOPEN
        return StoreTrouble::ReadOnly;
    case 10: // SQLITE_IOERR: most often a disk that has no room for the write-ahead log
    case 13: // SQLITE_FULL
        return StoreTrouble::Full;
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
        return StoreTrouble::Corrupt;
    default:
        return StoreTrouble::Other;
    }
}

} // namespace hubbub::client::rows
