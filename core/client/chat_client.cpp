// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/chat_client.h"

#include "core/client/engine.h"
#include "core/client/link_story.h"
#include "core/client/slow_line.h"

#include <algorithm>

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
const LinkStory &ChatClient::story() const { return m_engine->story(); }
void ChatClient::setLineTrouble(const LineTrouble &trouble) { m_engine->setLineTrouble(trouble); }
const LineTrouble &ChatClient::lineTrouble() const { return m_engine->lineTrouble(); }
void ChatClient::cutLine() { m_engine->connection().cut(); }

const QList<RoomSummary> &ChatClient::rooms() const { return m_engine->rooms().list(); }
const RoomSummary *ChatClient::room(const RoomId &room) const { return m_engine->rooms().summary(room); }
QList<Person> ChatClient::people(const RoomId &room) const { return m_engine->people().list(room); }
QString ChatClient::displayOf(const UserId &user) const { return m_engine->people().displayOf(user); }
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

void ChatClient::openDirect(const UserId &user, QObject *context, RoomCallback callback)
{
    m_engine->openDirect(user, context, std::move(callback));
}

void ChatClient::setRoomTitle(const RoomId &room, const QString &title, QObject *context, DoneCallback callback)
{
    m_engine->request(protocol::SetRoom { room, title, std::nullopt }, context, std::move(callback));
}

void ChatClient::setRoomTopic(const RoomId &room, const QString &topic, QObject *context, DoneCallback callback)
{
    m_engine->request(protocol::SetRoom { room, std::nullopt, topic }, context, std::move(callback));
}

void ChatClient::closeRoom(const RoomId &room, QObject *context, DoneCallback callback)
{
    m_engine->request(protocol::CloseRoom { room }, context, std::move(callback));
}

void ChatClient::invite(const RoomId &room, const UserId &user, QObject *context, DoneCallback callback)
{
    m_engine->request(protocol::Invite { room, user }, context, std::move(callback));
}

void ChatClient::kick(
    const RoomId &room, const UserId &user, const QString &reason, QObject *context, DoneCallback callback)
{
    m_engine->request(protocol::Kick { room, user, reason }, context, std::move(callback));
}

void ChatClient::ban(
    const RoomId &room, const UserId &user, const QString &reason, QObject *context, DoneCallback callback)
{
    m_engine->request(protocol::Ban { room, user, reason }, context, std::move(callback));
}

void ChatClient::unban(const RoomId &room, const UserId &user, QObject *context, DoneCallback callback)
{
    m_engine->request(protocol::Unban { room, user }, context, std::move(callback));
}

void ChatClient::setRole(
    const RoomId &room, const UserId &user, protocol::Role role, QObject *context, DoneCallback callback)
{
    m_engine->request(protocol::SetRole { room, user, role }, context, std::move(callback));
}

void ChatClient::block(const UserId &user, QObject *context, DoneCallback callback)
{
    m_engine->request(protocol::Block { user }, context, std::move(callback));
}

void ChatClient::unblock(const UserId &user, QObject *context, DoneCallback callback)
{
    m_engine->request(protocol::Unblock { user }, context, std::move(callback));
}

Desks &ChatClient::desks() { return m_engine->desks(); }

RoomFeed *ChatClient::feed(const RoomId &room) { return m_engine->rooms().feed(room); }

void ChatClient::search(const SearchQuery &query, QObject *context, std::function<void(const SearchAnswer &)> callback)
{
    m_engine->search(query, context, std::move(callback));
}

Result<Mid> ChatClient::send(const RoomId &room, const protocol::MessageBody &body)
{
    return m_engine->send(room, body);
}
Result<Mid> ChatClient::edit(const RoomId &room, const Mid &message, const protocol::MessageBody &body)
{
    return m_engine->edit(room, message, body);
}
Result<Mid> ChatClient::redact(const RoomId &room, const Mid &message, const QString &reason)
{
    return m_engine->redact(room, message, reason);
}
Result<Mid> ChatClient::react(const RoomId &room, const Mid &message, const QString &emoji, bool on)
{
    return m_engine->react(room, message, emoji, on);
}
void ChatClient::retrySend(const RoomId &, const Mid &mid) { m_engine->sends().retry(mid); }
void ChatClient::discardSend(const RoomId &, const Mid &mid) { m_engine->sends().discard(mid); }
int ChatClient::waitingSends() const { return m_engine->sends().outbox().queued(); }
void ChatClient::setDraft(const RoomId &room, const QString &text) { m_engine->rooms().setDraft(room, text); }

const QList<protocol::InboxItem> &ChatClient::inbox() const { return m_engine->inbox().items(); }
qint64 ChatClient::inboxUnread() const { return m_engine->inbox().unread(); }
bool ChatClient::inboxHasOlder() const { return m_engine->inbox().hasOlder(); }
void ChatClient::fetchOlderInbox() { m_engine->inbox().fetchOlder(); }
void ChatClient::markInboxRead(const protocol::NoticeId &upTo) { m_engine->inbox().markRead(upTo); }

void ChatClient::setDisplay(const QString &display, QObject *context, DoneCallback callback)
{
    m_engine->setDisplay(display, context, std::move(callback));
}

void ChatClient::changePassword(
    const QString &password, const QString &newPassword, QObject *context, DoneCallback callback)
{
    m_engine->request(protocol::Account { std::nullopt, password, newPassword }, context, std::move(callback));
}

void ChatClient::signOutEverywhere(bool erase, QObject *context, DoneCallback callback)
{
    m_engine->signOutEverywhere(erase, context, std::move(callback));
}

void ChatClient::setTyping(const RoomId &room, bool on) { m_engine->setTyping(room, on); }
void ChatClient::setPresence(protocol::Presence state, const QString &text) { m_engine->setPresence(state, text); }
void ChatClient::setOnScreen(const RoomId &room) { m_engine->setOnScreen(room); }
void ChatClient::markRead(const RoomId &room, qint64 seq) { m_engine->rooms().markRead(room, seq); }

QList<UserId> ChatClient::readersOf(const RoomId &room, qint64 seq) const
{
    struct Reader {
        QString name;
        UserId user;
    };
    QList<Reader> readers;
    for (const UserId &user : m_engine->rooms().readersOf(room, seq))
        readers.append({ displayOf(user), user });
    std::sort(readers.begin(), readers.end(), [](const Reader &a, const Reader &b) {
        const int order = a.name.compare(b.name, Qt::CaseInsensitive);
        return order != 0 ? order < 0 : a.user < b.user;
    });
    QList<UserId> users;
    for (const Reader &reader : std::as_const(readers))
        users.append(reader.user);
    return users;
}

} // namespace hubbub::client
