// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/desks.h"

#include "core/base/ids.h"
#include "core/base/log.h"
#include "core/client/connection.h"
#include "core/client/requests.h"
#include "core/client/rooms.h"

#include <algorithm>

namespace hubbub::client {

using protocol::CaseEntry;
using protocol::EventKind;
using protocol::RoomKind;

Desks::Desks(Connection &connection, Rooms &rooms, const Alarms &alarms, Enter enter, Request request, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_rooms(rooms)
    , m_enter(std::move(enter))
    , m_request(std::move(request))
    , m_placeAlarm(alarms.make([this] { askWhereIWait(); }))
{
}

const QList<CaseEntry> &Desks::queue(const RoomId &desk) const
{
    static const QList<CaseEntry> none;
    const auto found = m_queues.constFind(desk);
    return found == m_queues.constEnd() ? none : *found;
}

const CaseEntry *Desks::entry(const RoomId &desk, const RoomId &conversation) const
{
    const QList<CaseEntry> &cases = queue(desk);
    const auto found = std::find_if(
        cases.begin(), cases.end(), [&conversation](const CaseEntry &each) { return each.room == conversation; });
    return found == cases.end() ? nullptr : &*found;
}

bool Desks::isDone(const RoomId &desk, const RoomId &conversation) const
{
    return isKnown(desk) && !m_asking.contains(desk) && !entry(desk, conversation);
}

// What people do

void Desks::makeDesk(const RoomId &desk, const QString &title, QObject *context, ChatClient::RoomCallback callback)
{
    m_enter(protocol::Create { desk, title, RoomKind::Support, protocol::Visibility::Public }, context,
        std::move(callback));
}

void Desks::open(const RoomId &desk, const QString &text, QObject *context, ChatClient::RoomCallback callback)
{
    m_enter(protocol::OpenCase { desk, Mid(randomUuid()), text }, context, askBehind(desk, std::move(callback)));
}

void Desks::take(const RoomId &desk, const RoomId &conversation, QObject *context, ChatClient::RoomCallback callback)
{
    m_enter(protocol::TakeCase { desk, conversation }, context, askBehind(desk, std::move(callback)));
}

/// Won or lost, the queue is another one.
ChatClient::RoomCallback Desks::askBehind(const RoomId &desk, ChatClient::RoomCallback callback)
{
    return [this, self = QPointer<Desks>(this), desk, callback = std::move(callback)](const Result<RoomId> &room) {
        if (self)
            ask(desk);
        callback(room);
    };
}

ChatClient::DoneCallback Desks::thenAsk(const RoomId &desk, ChatClient::DoneCallback callback)
{
    return [this, self = QPointer<Desks>(this), desk, callback = std::move(callback)](const Outcome &outcome) {
        if (self)
            ask(desk);
        callback(outcome);
    };
}

void Desks::hand(const RoomId &desk, const RoomId &conversation, const UserId &user, QObject *context,
    ChatClient::DoneCallback callback)
{
    m_request(protocol::HandCase { desk, conversation, user }, context, thenAsk(desk, std::move(callback)));
}

void Desks::done(const RoomId &desk, const RoomId &conversation, QObject *context, ChatClient::DoneCallback callback)
{
    m_request(protocol::DoneCase { desk, conversation }, context, thenAsk(desk, std::move(callback)));
}

// What is heard

void Desks::clear()
{
    ++m_session;
    m_queues.clear();
    m_wanted.clear();
    m_asking.clear();
    m_placeAlarm->cancel();
}

void Desks::welcomed()
{
    ++m_session;
    m_wanted.clear();
    m_asking.clear();
    lookAtRooms();
}

void Desks::lookAtRooms()
{
    for (const RoomSummary &room : m_rooms.list()) {
        const RoomId desk = room.kind == RoomKind::Support ? room.room : room.desk;
        if (!desk.isEmpty() && !m_wanted.contains(desk))
            ask(desk);
    }
}

void Desks::onEvent(const protocol::Event &event)
{
    const bool isCase = event.kind == EventKind::Open || event.kind == EventKind::Take || event.kind == EventKind::Hand
        || event.kind == EventKind::Done;
    if (!isCase && event.kind != EventKind::Member)
        return;
    const RoomSummary *room = m_rooms.summary(event.room);
    if (!room)
        return;
    if (room->kind == RoomKind::Support && isCase)
        ask(event.room);
    else if (!room->desk.isEmpty())
        ask(room->desk);
}

void Desks::ask(const RoomId &desk)
{
    m_wanted.insert(desk);
    if (m_asking.contains(desk)) {
        m_asking[desk] = true;
        return;
    }
    m_asking.insert(desk, false);
    m_connection.ask(protocol::Queue { desk }, requestPatience, this,
        [this, desk, session = m_session](const Result<protocol::OkReply> &reply) {
            if (session == m_session)
                answered(desk, reply);
        });
}

void Desks::answered(const RoomId &desk, const Result<protocol::OkReply> &reply)
{
    const bool again = m_asking.take(desk);
    const Result<protocol::QueueOk> ok =
        reply.ok() ? m_connection.decoder().queueOk(*reply) : Result<protocol::QueueOk>(reply.error());
    if (again)
        ask(desk);
    if (ok) {
        m_queues.insert(desk, ok->cases);
        Q_EMIT
        changed(desk);
    } else if (ok.error().code == ErrorCode::NotFound || ok.error().code == ErrorCode::Forbidden) {
        m_queues.insert(desk, {}); // the desk is no more: nothing is open there
        Q_EMIT
        changed(desk);
    } else {
        log::info("desks", QStringLiteral("a queue cannot be read"), { { "why", ok.error().detail } });
        m_wanted.remove(desk); // asked for again by the next welcome, or once Redis is back
        return;
    }
    m_placeAlarm->set(placeTime);
}

void Desks::askWhereIWait()
{
    for (auto queue = m_queues.constBegin(); queue != m_queues.constEnd(); ++queue) {
        const RoomSummary *desk = m_rooms.summary(queue.key());
        const bool waits =
            std::any_of(queue->begin(), queue->end(), [](const CaseEntry &each) { return each.place > 0; });
        if (waits && (!desk || desk->kind != RoomKind::Support))
            ask(queue.key());
    }
    lookAtRooms();
}

} // namespace hubbub::client
