// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/chat_client.h"

#include "core/client/engine.h"

namespace hubbub::client {

ChatClient::ChatClient(Options options, QObject *parent)
    : QObject(parent)
    , m_engine(std::make_unique<Engine>(*this, std::move(options)))
{
}

ChatClient::~ChatClient() = default;

bool ChatClient::hasStoredSignIn() const { return m_engine->hasStoredSignIn(); }
void ChatClient::signIn(const SignIn &how) { m_engine->signIn(how); }
void ChatClient::resumeStored() { m_engine->resumeStored(); }
void ChatClient::signOut(bool erase) { m_engine->signOut(erase); }
const Me &ChatClient::me() const { return m_engine->me(); }
QString ChatClient::storePath() const { return m_engine->storePath(); }

const LinkView &ChatClient::link() const { return m_engine->connection().view(); }
void ChatClient::retryNow() { m_engine->connection().retryNow(); }

const QList<RoomSummary> &ChatClient::rooms() const { return m_engine->rooms().list(); }
const RoomSummary *ChatClient::room(const RoomId &room) const { return m_engine->rooms().summary(room); }
QList<Person> ChatClient::people(const RoomId &room) const { return m_engine->people().list(room); }
void ChatClient::refreshPeople(const RoomId &room) { m_engine->people().refresh(room); }

void ChatClient::createRoom(
    const RoomId &room, const QString &title, protocol::Visibility visibility, QObject *context, RoomCallback callback)
{
    protocol::Create create;
    create.room = room;
    create.title = title;
    create.visibility = visibility;
    m_engine->createRoom(create, context, std::move(callback));
}

void ChatClient::joinRoom(const RoomId &room, QObject *context, RoomCallback callback)
{
    m_engine->joinRoom(room, context, std::move(callback));
}

void ChatClient::leaveRoom(const RoomId &room, QObject *context, RoomCallback callback)
{
    m_engine->leaveRoom(room, context, std::move(callback));
}

void ChatClient::publicRooms(const QString &prefix, const RoomId &after, QObject *context,
    std::function<void(const Result<protocol::RoomsPage> &)> callback)
{
    m_engine->publicRooms(prefix, after, context, std::move(callback));
}

RoomFeed *ChatClient::feed(const RoomId &room) { return m_engine->rooms().feed(room); }

Result<Mid> ChatClient::send(const RoomId &room, const protocol::MessageBody &body)
{
    return m_engine->send(room, body);
}
void ChatClient::retrySend(const RoomId &, const Mid &mid) { m_engine->sends().retry(mid); }
void ChatClient::discardSend(const RoomId &, const Mid &mid) { m_engine->sends().discard(mid); }
int ChatClient::waitingSends() const { return m_engine->sends().outbox().queued(); }
void ChatClient::setDraft(const RoomId &room, const QString &text) { m_engine->rooms().setDraft(room, text); }

void ChatClient::setTyping(const RoomId &room, bool on) { m_engine->setTyping(room, on); }
void ChatClient::setPresence(protocol::Presence state, const QString &text) { m_engine->setPresence(state, text); }
void ChatClient::setOnScreen(const RoomId &room) { m_engine->setOnScreen(room); }
void ChatClient::markRead(const RoomId &room, qint64 seq) { m_engine->rooms().markRead(room, seq); }

} // namespace hubbub::client
