// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/engine.h"

#include "core/base/log.h"
#include "core/protocol/limits.h"

#include <QRandomGenerator>

#include <algorithm>

namespace hubbub::client {
namespace {

using namespace std::chrono_literals;

constexpr auto typingAgain = 3s; ///< half of the time after which the others forget it

Connection::Options connectionOptions(const ChatClient::Options &options, const Profile &profile)
{
    Connection::Options made;
    made.clock = options.clock;
    made.alarms = options.alarms;
    made.dice = options.dice;
    made.device = profile.device();
    made.tag = profile.tag();
    made.app = options.app;
    return made;
}

ChatClient::Options completed(ChatClient::Options options)
{
    if (!options.clock)
        options.clock = &systemClock();
    if (!options.alarms)
        options.alarms = &systemAlarms();
    if (!options.dice)
        options.dice = [] { return QRandomGenerator::global()->generateDouble(); };
    return options;
}

} // namespace

Engine::Engine(ChatClient &face, ChatClient::Options options)
    : m_face(face)
    , m_options(completed(std::move(options)))
    , m_clock(*m_options.clock)
    , m_profile(m_options.profileDir)
    , m_secrets({ m_options.profileDir, m_options.keychain })
    , m_store(std::make_unique<Store>())
{
    Connection::Options link = connectionOptions(m_options, m_profile);
    link.positions = [this] { return m_rooms->positions(); };
    link.trouble = &m_trouble;
    m_connection = std::make_unique<Connection>(std::move(link));
    m_people = std::make_unique<People>(m_clock, *m_options.alarms, *m_connection);
    Sender::Asks asks;
    asks.maySend = [this](const RoomId &room) { return m_rooms->maySend(room); };
    asks.epochOf = [this](const RoomId &room) { return m_rooms->position(room).epoch; };
    asks.seqOf = [this](const RoomId &room, const Mid &mid) {
        const TimelineItem *row = m_rooms->row(room, mid);
        return row && row->state == SendState::Stored ? row->seq : 0;
    };
    m_sender = std::make_unique<Sender>(
        Sender::Parts { m_clock, *m_options.alarms, *m_connection, *m_store }, std::move(asks));
    m_rooms = std::make_unique<Rooms>(
        Rooms::Parts { m_clock, *m_options.alarms, *m_connection, *m_store, *m_people, m_sender->outbox() });
    m_inbox = std::make_unique<Inbox>(*m_connection);
    m_desks = std::make_unique<Desks>(
        *m_connection, *m_rooms, *m_options.alarms,
        [this](const protocol::Command &command, QObject *context, ChatClient::RoomCallback callback) {
            enterBy(command, context, std::move(callback));
        },
        [this](const protocol::Command &command, QObject *context, ChatClient::DoneCallback callback) {
            request(command, context, std::move(callback));
        });
    m_wakeWatch = std::make_unique<WakeWatch>(m_clock, *m_options.alarms, m_options.networkHints);
    wireLink();
    wireRooms();
}

Engine::~Engine()
{
    // Whoever hears of the end first must not talk to those who are gone.
    for (QObject *source : { static_cast<QObject *>(m_connection.get()), static_cast<QObject *>(m_store.get()) })
        source->disconnect(this);
    m_connection->stop();
}

void Engine::setLineTrouble(const LineTrouble &trouble)
{
    m_trouble = trouble;
    m_connection->troubleChanged();
}

void Engine::wireLink()
{
    connect(m_connection.get(), &Connection::viewChanged, this,
        [this] { m_story.note(m_connection->view(), m_clock.wall().count()); });
    connect(m_connection.get(), &Connection::viewChanged, &m_face, &ChatClient::linkChanged);
    connect(m_connection.get(), &Connection::welcomed, this, &Engine::onWelcome);
    connect(m_connection.get(), &Connection::pushed, this, &Engine::onPush);
    connect(m_connection.get(), &Connection::failed, this, &Engine::onFailed);
    connect(m_connection.get(), &Connection::lost, this, [this] {
        m_typingTold.clear();
        m_people->connectionLost();
        m_rooms->connectionLost();
        m_sender->connectionLost();
    });
    connect(m_connection.get(), &Connection::refreshChanged, this, [this](const QByteArray &refresh) {
        if (m_profile.isMine())
            m_secrets.keep(refresh);
    });
    connect(m_wakeWatch.get(), &WakeWatch::awoke, m_connection.get(), &Connection::awake);
    connect(m_store.get(), &Store::failed, &m_face, &ChatClient::storeFailed);
    connect(m_store.get(), &Store::replaced, this, [this] {
        m_rooms->rewrite();
        m_sender->rewrite();
    });
}

void Engine::wireRooms()
{
    connect(m_rooms.get(), &Rooms::listReset, &m_face, &ChatClient::roomsReset);
    connect(m_rooms.get(), &Rooms::listReset, m_desks.get(), &Desks::lookAtRooms);
    connect(m_desks.get(), &Desks::changed, m_rooms.get(), [this](const RoomId &desk) {
        const auto &queue = m_desks->queue(desk);
        m_rooms->onWaiting(desk, std::count_if(queue.begin(), queue.end(), [](const protocol::CaseEntry &each) {
            return each.agent.isEmpty();
        }));
    });
    connect(m_rooms.get(), &Rooms::changed, &m_face, &ChatClient::roomChanged);
    connect(m_rooms.get(), &Rooms::recovered, this, [this](const Recovered &what) { m_story.note(what); });
    connect(m_rooms.get(), &Rooms::recovered, &m_face, &ChatClient::recovered);
    connect(m_rooms.get(), &Rooms::ownStored, m_sender.get(), &Sender::storedInLog);
    connect(m_rooms.get(), &Rooms::redacted, m_sender.get(), &Sender::redacted);
    connect(m_rooms.get(), &Rooms::redacted, m_inbox.get(),
        [this](const RoomId &room, const Epoch &, qint64 seq) { m_inbox->onRedacted(room, seq); });
    connect(m_rooms.get(), &Rooms::forkHealed, m_sender.get(), &Sender::forked);
    connect(m_rooms.get(), &Rooms::ready, m_sender.get(), &Sender::pump);
    connect(m_rooms.get(), &Rooms::lostMeanwhile, this, [this](const RoomId &room, const QString &title) {
        Q_EMIT
        m_face.removedFrom(room, title, QStringLiteral("gone"));
    });
    connect(m_rooms.get(), &Rooms::gone, m_sender.get(), &Sender::roomGone);
    connect(m_sender.get(), &Sender::changed, m_rooms.get(), &Rooms::onOutgoing);
    connect(m_sender.get(), &Sender::discarded, m_rooms.get(), &Rooms::onDiscarded);
    connect(m_inbox.get(), &Inbox::changed, &m_face, &ChatClient::inboxChanged);
    connect(m_inbox.get(), &Inbox::noticed, &m_face, &ChatClient::noticed);
    connect(m_people.get(), &People::changed, &m_face, &ChatClient::peopleChanged);
    connect(m_people.get(), &People::typingChanged, this, [this](const RoomId &room) {
        m_rooms->summarize(room);
        Q_EMIT
        m_face.peopleChanged(room);
    });
    connect(m_people.get(), &People::presentChanged, m_rooms.get(), &Rooms::onPresent);
    connect(m_people.get(), &People::membersChanged, m_rooms.get(), &Rooms::onMembers);
    connect(m_people.get(), &People::roleChanged, m_rooms.get(), &Rooms::onRole);
    connect(m_people.get(), &People::namesChanged, m_rooms.get(), &Rooms::onNames);
}

bool Engine::hasStoredSignIn() const { return m_profile.isMine() && !m_profile.signedIn().user.isEmpty(); }

void Engine::signIn(const SignIn &how)
{
    reset();
    ++m_attempt;
    m_server = how.server;
    m_me = { how.user, how.display.isEmpty() ? how.user.text() : how.display };
    openStore(how.server, how.user, [this, how] {
        Connection::Account account;
        account.url = how.server;
        account.user = how.user;
        account.password = how.password;
        account.create = how.create;
        account.display = how.display;
        m_connection->start(account);
    });
}

void Engine::resumeStored()
{
    reset();
    const quint64 attempt = ++m_attempt;
    const Profile::SignedIn who = m_profile.signedIn();
    m_secrets.fetch(this, [this, attempt, who](const QByteArray &refresh) {
        if (attempt != m_attempt)
            return;
        if (!hasStoredSignIn() || refresh.isEmpty()) {
            Q_EMIT
            m_face.signInFailed({ ErrorCode::Unauthorized, QStringLiteral("no sign-in is kept") });
            return;
        }
        m_server = who.server;
        m_me = { who.user, who.display };
        openStore(who.server, who.user, [this, who, refresh] {
            m_signedIn = true;
            Q_EMIT
            m_face.signedIn();
            Connection::Account account;
            account.url = who.server;
            account.nodes = who.nodes;
            account.user = who.user;
            account.refresh = refresh;
            m_connection->start(account);
        });
    });
}

void Engine::openStore(const QUrl &server, const UserId &user, std::function<void()> then)
{
    // A second program on the same folder keeps nothing: two writers would mix their positions.
    m_storePath =
        m_profile.isMine() ? Profile::storePath(m_options.profileDir, server, user, m_options.cluster) : QString();
    if (!m_profile.isMine())
        Q_EMIT
    m_face.storeFailed(
        QStringLiteral("Another window uses this profile: messages of this one are not saved on this computer."));
    m_store->open(
        m_storePath, this, [this, user, attempt = m_attempt, then = std::move(then)](const StoreSnapshot &snapshot) {
            if (attempt != m_attempt)
                return; // somebody else signs in by now, or nobody
            m_people->setMe(m_me);
            m_sender->restore(snapshot.outbox);
            m_rooms->restore(snapshot, user);
            then();
        });
}

void Engine::signOut(bool erase)
{
    ++m_attempt;
    m_connection->tell(protocol::Logout { false });
    m_connection->stop();
    if (m_profile.isMine()) {
        m_secrets.forget();
        m_profile.setSignedIn({});
    }
    reset();
    if (erase)
        m_store->write([](StoreDatabase &database) { return database.wipe(); });
    m_storePath.clear();
    Q_EMIT
    m_face.signedOut();
}

void Engine::reset()
{
    m_connection->stop();
    m_signedIn = false;
    m_me = {};
    m_typingTold.clear();
    m_presence = {};
    m_people->clear();
    m_inbox->clear();
    m_sender->clear();
    m_desks->clear();
    m_rooms->clear();
}

void Engine::onWelcome(const protocol::Welcome &welcome)
{
    m_me = { welcome.user, welcome.display.isEmpty() ? welcome.user.text() : welcome.display };
    m_people->setMe(m_me);
    m_sender->setLimits(welcome.limits);
    keepNodes(welcome.nodes);
    m_rooms->welcomed(welcome);
    if (!m_presence.room.isEmpty() || m_presence.state != protocol::Presence::Online || !m_presence.text.isEmpty())
        tellPresence();
    if (m_rooms->knows(m_presence.room))
        m_people->refresh(m_presence.room);
    m_sender->pump();
    m_inbox->welcomed();
    m_desks->welcomed();
    if (!std::exchange(m_signedIn, true))
        Q_EMIT
    m_face.signedIn();
}

/// For the next start, which may find the typed address dead.
void Engine::keepNodes(const QStringList &nodes)
{
    Profile::SignedIn who { m_server, {}, m_me.user, m_me.display };
    for (const QString &node : nodes)
        who.nodes.append(QUrl(node, QUrl::StrictMode));
    m_profile.setSignedIn(who);
}

void Engine::onPush(const protocol::NodeFrame &frame)
{
    if (const auto *event = std::get_if<protocol::Event>(&frame)) {
        m_rooms->onEvent(*event);
        m_desks->onEvent(*event);
    } else if (const auto *presence = std::get_if<protocol::PresencePush>(&frame))
        m_people->onPresence(*presence);
    else if (const auto *typing = std::get_if<protocol::TypingPush>(&frame))
        m_people->onTyping(*typing);
    else if (const auto *read = std::get_if<protocol::ReadPush>(&frame))
        m_rooms->onRead(*read);
    else if (const auto *gap = std::get_if<protocol::Gap>(&frame))
        m_rooms->onGap(*gap);
    else if (const auto *caughtUp = std::get_if<protocol::CaughtUp>(&frame))
        m_rooms->onCaughtUp(*caughtUp);
    else if (const auto *room = std::get_if<protocol::RoomPush>(&frame)) {
        if (room->state.role != protocol::Role::None) // else it is an invitation, which the inbox has too
            m_rooms->enter(room->state);
    } else if (const auto *removed = std::get_if<protocol::Removed>(&frame))
        onRemoved(*removed);
    else if (const auto *notice = std::get_if<protocol::Notice>(&frame))
        m_inbox->onNotice(*notice);
    else if (const auto *nodes = std::get_if<protocol::NodesPush>(&frame))
        keepNodes(nodes->nodes);
    else if (const auto *status = std::get_if<protocol::Status>(&frame); status && status->redisUp) {
        m_sender->pump();
        m_inbox->tellRead();
        m_desks->lookAtRooms();
    }
}

void Engine::onRemoved(const protocol::Removed &removed)
{
    const RoomSummary *summary = m_rooms->summary(removed.room);
    const QString title = summary ? summary->title : removed.room.text();
    const bool known = m_rooms->knows(removed.room);
    m_rooms->leave(removed.room);
    if (known)
        Q_EMIT
    m_face.removedFrom(removed.room, title, QString::fromLatin1(removed.cause));
}

void Engine::onFailed(const Error &error)
{
    log::info("client", QStringLiteral("the link stopped"),
        { { "code", QString::fromLatin1(nameOf(error.code)) }, { "why", error.detail } });
    if (error.code == ErrorCode::Unauthorized && m_signedIn && m_profile.isMine()) {
        m_secrets.forget(); // it opens no door any more
        m_profile.setSignedIn({});
    }
    Q_EMIT
    m_face.signInFailed(error);
}

void Engine::setTyping(const RoomId &room, bool on)
{
    const auto told = m_typingTold.constFind(room);
    const bool fresh = told != m_typingTold.cend() && m_clock.now() - *told < typingAgain;
    if (on && !fresh && m_connection->isOnline()) {
        m_typingTold.insert(room, m_clock.now());
        m_connection->tell(protocol::Typing { room, true });
    } else if (!on && told != m_typingTold.cend()) {
        const bool stillShown = m_clock.now() - *told < protocol::typingEnds;
        m_typingTold.remove(room);
        if (stillShown)
            m_connection->tell(protocol::Typing { room, false });
    }
}

void Engine::setPresence(protocol::Presence state, const QString &text)
{
    m_presence.state = state == protocol::Presence::Offline ? protocol::Presence::Away : state;
    m_presence.text = text;
    tellPresence();
}

void Engine::setOnScreen(const RoomId &room)
{
    if (m_presence.room == room)
        return;
    m_presence.room = room;
    tellPresence();
    if (m_rooms->knows(room) && !m_people->isLoaded(room))
        m_people->refresh(room);
}

void Engine::tellPresence() { m_connection->tell(m_presence); }

} // namespace hubbub::client
