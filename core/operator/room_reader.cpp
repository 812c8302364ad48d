// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/room_reader.h"

#include "core/redis/keys.h"
#include "core/redis/link.h"

#include <memory>

namespace hubbub::ops {

using redis::Reply;

namespace {

const QByteArray firstCursor = QByteArrayLiteral("0");

QByteArrayList namesOf(const QList<Reply> &items)
{
    QByteArrayList out;
    out.reserve(items.size());
    for (const Reply &item : items)
        out.append(item.bytes());
    return out;
}

} // namespace

RoomReader::RoomReader(redis::Link &link, QObject *parent)
    : QObject(parent)
    , m_link(link)
{
}

void RoomReader::refresh(const QList<Source> &sources)
{
    if (m_reading)
        return;
    m_reading = true;
    m_seen.clear();
    m_beyond = 0;
    m_cursor = firstCursor;
    m_sources.assign(sources.begin(), sources.end());
    next();
}

/// The nodes' lists one after the other, then the public rooms, in which nobody may be.
void RoomReader::next()
{
    if (m_sources.empty()) {
        m_link.command({ "ZRANGE", redis::keys::rooms(), "0", QByteArray::number(page - 1) }, this,
            [this](const Result<Reply> &reply) {
                if (reply.ok())
                    take(namesOf(reply->items()));
                end(reply.ok());
            });
        return;
    }
    const Source source = m_sources.front();
    m_link.command(
        { "SSCAN", redis::keys::nodeRooms(source.node, source.boot), m_cursor, "COUNT", QByteArray::number(page) },
        this, [this](const Result<Reply> &reply) {
            if (!reply.ok())
                return end(false);
            take(namesOf(reply->at(1).items()));
            m_cursor = reply->at(0).bytes();
            if (m_cursor == firstCursor || m_cursor.isEmpty()) {
                m_cursor = firstCursor;
                m_sources.pop_front();
            }
            next();
        });
}

void RoomReader::take(const QList<QByteArray> &names)
{
    QList<RoomId> fresh;
    for (const QByteArray &name : names) {
        const RoomId room(name);
        if (m_seen.contains(room))
            continue;
        if (m_seen.size() >= most) {
            ++m_beyond;
            continue;
        }
        m_seen.insert(room);
        if (!m_rooms.contains(room)) {
            m_rooms.insert(room);
            fresh.append(room);
        }
    }
    if (!fresh.isEmpty())
        Q_EMIT
    found(fresh);
}

void RoomReader::end(bool whole)
{
    m_reading = false;
    m_sources.clear();
    if (whole && m_seen.size() < m_rooms.size()) {
        QList<RoomId> lost;
        for (const RoomId &room : std::as_const(m_rooms)) {
            if (!m_seen.contains(room))
                lost.append(room);
        }
        for (const RoomId &room : lost) {
            m_rooms.remove(room);
            m_before.remove(room);
        }
        Q_EMIT
        gone(lost);
    }
    Q_EMIT
    finished();
}

void RoomReader::restore(const QList<RoomFacts> &rooms)
{
    m_restored.emplace();
    for (const RoomFacts &room : rooms)
        m_restored->insert(room.id, room);
    m_seen.clear();
    take([&rooms] {
        QByteArrayList names;
        for (const RoomFacts &room : rooms)
            names.append(room.id.bytes());
        return names;
    }());
    end(true);
    Q_EMIT
    described(rooms);
}

void RoomReader::describe(const QList<RoomId> &rooms, qint64 now)
{
    if (m_restored) {
        QList<RoomFacts> known;
        for (const RoomId &room : rooms) {
            if (const auto found = m_restored->constFind(room); found != m_restored->constEnd())
                known.append(*found);
        }
        Q_EMIT
        described(known);
        return;
    }
    auto facts = std::make_shared<QList<RoomFacts>>(rooms.size());
    for (qsizetype i = 0; i < rooms.size(); ++i) {
        const RoomId &room = rooms[i];
        (*facts)[i].id = room;
        (*facts)[i].readAt = now;
        m_link.command({ "HMGET", redis::keys::meta(room), "title", "kind", "visibility", "seq" }, this,
            [facts, i](const Result<Reply> &reply) {
                if (!reply.ok())
                    return;
                RoomFacts &out = (*facts)[i];
                out.title = QString::fromUtf8(reply->at(0).bytes());
                out.kind = reply->at(1).bytes();
                out.visibility = reply->at(2).bytes();
                out.seq = reply->at(3).toInteger();
            });
        m_link.command({ "HLEN", redis::keys::members(room) }, this, [facts, i](const Result<Reply> &reply) {
            if (reply.ok())
                (*facts)[i].members = reply->toInteger();
        });
        m_link.command({ "HLEN", redis::keys::here(room) }, this, [facts, i](const Result<Reply> &reply) {
            if (reply.ok())
                (*facts)[i].here = reply->toInteger();
        });
    }
    m_link.whenAllAnswered(this, [this, facts](const Outcome &outcome) {
        if (!outcome.ok())
            return;
        for (RoomFacts &each : *facts)
            noteRate(each);
        Q_EMIT
        described(*facts);
    });
}

void RoomReader::noteRate(RoomFacts &facts)
{
    Seen &before = m_before[facts.id];
    if (before.at > 0 && facts.readAt > before.at && facts.seq >= before.seq)
        facts.perSecond =
            1000.0 * static_cast<double>(facts.seq - before.seq) / static_cast<double>(facts.readAt - before.at);
    before = { facts.seq, facts.readAt };
}

} // namespace hubbub::ops
