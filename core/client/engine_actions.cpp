// SPDX-License-Identifier: GPL-3.0-or-later
// Engine, the part that does what the person asks of rooms, messages and the account.
#include "core/client/engine.h"
#include "core/client/requests.h"
#include "core/protocol/limits.h"

namespace hubbub::client {
namespace {

using namespace std::chrono_literals;

} // namespace

void Engine::createRoom(const protocol::Create &create, QObject *context, ChatClient::RoomCallback callback)
{
    enterBy(create, context, std::move(callback));
}

void Engine::openDirect(const UserId &user, QObject *context, ChatClient::RoomCallback callback)
{
    enterBy(protocol::Direct { user }, context, std::move(callback));
}

void Engine::joinRoom(const RoomId &room, QObject *context, ChatClient::RoomCallback callback)
{
    enterBy(protocol::Join { room }, context, std::move(callback));
}

void Engine::enterBy(const protocol::Command &command, QObject *context, ChatClient::RoomCallback callback)
{
    // We enter the room even where whoever asked is gone by then.
    m_connection->ask(command, requestPatience, this,
        [this, context = QPointer<QObject>(context), callback = std::move(callback)](
            const Result<protocol::OkReply> &reply) {
            Result<RoomId> outcome = RoomId();
            if (!reply.ok()) {
                outcome = reply.error();
            } else if (const Result<protocol::RoomState> state = m_connection->decoder().roomState(*reply)) {
                m_rooms->enter(*state);
                outcome = state->room;
            } else {
                outcome = state.error();
            }
            if (context)
                callback(outcome);
        });
}

void Engine::leaveRoom(const RoomId &room, QObject *context, ChatClient::RoomCallback callback)
{
    m_connection->ask(protocol::Leave { room }, requestPatience, this,
        [this, room, context = QPointer<QObject>(context), callback = std::move(callback)](
            const Result<protocol::OkReply> &reply) {
            if (reply.ok())
                m_rooms->leave(room);
            if (context)
                callback(reply.ok() ? Result<RoomId>(room) : Result<RoomId>(reply.error()));
        });
}

void Engine::publicRooms(const QString &prefix, const RoomId &after, QObject *context,
    std::function<void(const Result<protocol::RoomsPage> &)> callback)
{
    protocol::Rooms ask;
    ask.prefix = prefix;
    ask.after = after;
    m_connection->ask(
        ask, requestPatience, context, [this, callback = std::move(callback)](const Result<protocol::OkReply> &reply) {
            callback(
                reply.ok() ? m_connection->decoder().roomsPage(*reply) : Result<protocol::RoomsPage>(reply.error()));
        });
}

void Engine::search(const SearchQuery &query, QObject *context, std::function<void(const SearchAnswer &)> callback)
{
    // Of nobody's store: who is not signed in sees nothing of who was.
    if (m_me.user.isEmpty()) {
        QMetaObject::invokeMethod(
            context, [callback = std::move(callback)] { callback({}); }, Qt::QueuedConnection);
        return;
    }
    m_store->read<SearchAnswer>(
        [query](StoreDatabase &database) { return database.search(query); }, context, std::move(callback));
}

Result<Mid> Engine::send(const RoomId &room, const protocol::MessageBody &body)
{
    if (!m_rooms->knows(room))
        return Error { ErrorCode::NotFound, QStringLiteral("not a member of that room") };
    Result<Mid> taken = m_sender->add(room, body);
    if (taken)
        m_typingTold.remove(room); // the message ends it for the others
    return taken;
}

/// What a change of that message begins with.
Result<Outgoing> Engine::changeOf(const RoomId &room, const Mid &message) const
{
    if (!m_rooms->knows(room))
        return Error { ErrorCode::NotFound, QStringLiteral("not a member of that room") };
    const TimelineItem *row = m_rooms->row(room, message);
    if (!row || row->kind != TimelineItem::Kind::Message)
        return Error { ErrorCode::NotFound, QStringLiteral("no such message") };
    Outgoing change;
    change.room = room;
    change.target = message;
    if (row->state == SendState::Stored) {
        change.targetSeq = row->seq;
        change.targetEpoch = m_rooms->position(room).epoch;
    }
    return change;
}

Result<Mid> Engine::edit(const RoomId &room, const Mid &message, const protocol::MessageBody &body)
{
    Result<Outgoing> change = changeOf(room, message);
    if (!change)
        return change.error();
    const TimelineItem *row = m_rooms->row(room, message);
    if (!row->own)
        return Error { ErrorCode::Forbidden, QStringLiteral("somebody else's message") };
    change->kind = Outgoing::Kind::Edit;
    change->body = body;
    if (!change->body.replyTo)
        change->body.replyTo = row->message.replyTo; // an answer stays one
    if (row->message == change->body)
        return message; // nothing is different
    if (row->state != SendState::Stored) {
        if (const Outcome fine = m_sender->check(change->body); !fine)
            return fine.error();
        if (m_sender->rewrite(message, change->body))
            return message;
    }
    return m_sender->change(*change);
}

Result<Mid> Engine::redact(const RoomId &room, const Mid &message, const QString &reason)
{
    Result<Outgoing> change = changeOf(room, message);
    if (!change)
        return change.error();
    const TimelineItem *row = m_rooms->row(room, message);
    const RoomSummary *summary = m_rooms->summary(room);
    if (!row->own && (!summary || summary->role < protocol::Role::Moderator))
        return Error { ErrorCode::Forbidden, QStringLiteral("only moderators remove what others said") };
    if (row->state != SendState::Stored && !m_sender->outbox().mayBeStored(message)) {
        m_sender->discard(message);
        return message;
    }
    change->kind = Outgoing::Kind::Redact;
    change->word = reason;
    return m_sender->change(*change);
}

Result<Mid> Engine::react(const RoomId &room, const Mid &message, const QString &emoji, bool on)
{
    Result<Outgoing> change = changeOf(room, message);
    if (!change)
        return change.error();
    change->kind = Outgoing::Kind::React;
    change->word = emoji;
    change->on = on;
    return m_sender->change(*change);
}

void Engine::request(const protocol::Command &command, QObject *context, ChatClient::DoneCallback callback)
{
    m_connection->ask(
        command, requestPatience, context, [callback = std::move(callback)](const Result<protocol::OkReply> &reply) {
            callback(reply.ok() ? Outcome(Done {}) : Outcome(reply.error()));
        });
}

void Engine::setDisplay(const QString &display, QObject *context, ChatClient::DoneCallback callback)
{
    protocol::Account account;
    account.display = display;
    request(account, this,
        [this, display, context = QPointer<QObject>(context), callback = std::move(callback)](const Outcome &outcome) {
            if (outcome.ok())
                onMeChanged(display.isEmpty() ? m_me.user.text() : display);
            if (context)
                callback(outcome);
        });
}

void Engine::onMeChanged(const QString &display)
{
    m_me.display = display;
    m_people->setMe(m_me);
    Profile::SignedIn who = m_profile.signedIn();
    who.display = display;
    m_profile.setSignedIn(who);
    m_rooms->onNames();
    Q_EMIT
    m_face.meChanged();
}

void Engine::signOutEverywhere(bool erase, QObject *context, ChatClient::DoneCallback callback)
{
    request(protocol::Logout { true }, this,
        [this, erase, context = QPointer<QObject>(context), callback = std::move(callback)](const Outcome &outcome) {
            if (outcome.ok())
                signOut(erase);
            if (context)
                callback(outcome);
        });
}

} // namespace hubbub::client
