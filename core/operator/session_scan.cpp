// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/session_scan.h"

#include "core/redis/keys.h"
#include "core/redis/link.h"

#include <memory>
#include <utility>

namespace hubbub::ops {

using redis::Reply;

namespace {

const QByteArray scanBegin = QByteArrayLiteral("0");

} // namespace

SessionScan::SessionScan(redis::Link &link, QObject *parent)
    : QObject(parent)
    , m_link(link)
{
}

void SessionScan::refresh(const QList<RoomId> &rooms)
{
    if (m_reading)
        return;
    m_reading = true;
    ++m_round;
    m_rooms.clear();
    for (const RoomId &room : rooms)
        m_rooms.push_back({ room, scanBegin });
    next();
}

void SessionScan::restore(const QList<SessionFacts> &sessions)
{
    ++m_round;
    QList<SessionId> all;
    for (SessionFacts session : sessions) {
        session.round = m_round;
        session.found = session.rooms;
        all.append(session.id);
        m_sessions.insert(session.id, session);
    }
    if (!all.isEmpty())
        Q_EMIT
    found(all);
    end(true);
}

/// A page of each of a few rooms in one write, and one word to the views for all of them.
void SessionScan::next()
{
    if (m_rooms.empty())
        return end(true);
    const auto batch = std::make_shared<Batch>();
    for (int i = 0; i < roomsAtOnce && !m_rooms.empty(); ++i) {
        const Place place = m_rooms.front();
        m_rooms.pop_front();
        m_link.command({ "HSCAN", redis::keys::here(place.room), place.cursor, "COUNT", QByteArray::number(page) },
            this, [this, place, batch](const Result<Reply> &reply) {
                if (!reply.ok())
                    return;
                const QList<Reply> &items = reply->at(1).items();
                for (qsizetype k = 0; k + 1 < items.size(); k += 2)
                    take(items[k].bytes(), items[k + 1].bytes(), place.room, batch->changed);
                const QByteArray cursor = reply->at(0).bytes();
                if (cursor != scanBegin && !cursor.isEmpty())
                    batch->more.push_back({ place.room, cursor });
            });
    }
    m_link.whenAllAnswered(this, [this, batch](const Outcome &outcome) {
        if (!batch->changed.isEmpty())
            Q_EMIT
        found(batch->changed.values());
        if (!outcome.ok())
            return end(false);
        m_rooms.insert(m_rooms.begin(), batch->more.begin(), batch->more.end());
        next();
    });
}

/// `USER NODE BOOT GENERATION STATE TEXT`.
void SessionScan::take(const QByteArray &session, const QByteArray &entry, const RoomId &room, QSet<SessionId> &changed)
{
    const QByteArrayList words = entry.split(' ');
    if (words.size() < 5)
        return;
    const SessionId id(session);
    auto known = m_sessions.find(id);
    const bool isNew = known == m_sessions.end();
    if (isNew) {
        if (m_sessions.size() >= most)
            return;
        known = m_sessions.insert(id, {});
        known->id = id;
    }
    const UserId user(words[0]);
    const NodeId node(words[1]);
    const QString text = QString::fromUtf8(words.mid(5).join(' '));
    const bool differs = isNew || known->user != user || known->node != node || known->state != words[4]
        || known->text != text || !known->rooms.contains(room);
    if (std::exchange(known->round, m_round) != m_round)
        known->found.clear();
    known->found.append(room);
    known->user = user;
    known->node = node;
    known->state = words[4];
    known->text = text;
    if (!known->rooms.contains(room))
        known->rooms.append(room);
    if (differs)
        changed.insert(id);
}

void SessionScan::end(bool whole)
{
    m_reading = false;
    m_rooms.clear();
    if (whole) {
        QList<SessionId> lost;
        QList<SessionId> moved;
        for (auto it = m_sessions.begin(); it != m_sessions.end();) {
            if (it->round == m_round) {
                if (std::exchange(it->rooms, it->found) != it->found)
                    moved.append(it.key());
                ++it;
                continue;
            }
            lost.append(it.key());
            it = m_sessions.erase(it);
        }
        if (!lost.isEmpty())
            Q_EMIT
        gone(lost);
    }
    Q_EMIT
    finished();
}

} // namespace hubbub::ops
