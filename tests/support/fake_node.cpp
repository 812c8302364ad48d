// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_node.h"

#include "core/protocol/close_code.h"
#include "core/protocol/limits.h"

#include <QHostAddress>
#include <QWebSocket>
#include <QWebSocketServer>

namespace hubbub::testing {

using namespace protocol;

FakeNode::FakeNode(QByteArray id, std::shared_ptr<FakeCluster> cluster)
    : m_id(std::move(id))
    , m_cluster(cluster ? std::move(cluster) : std::make_shared<FakeCluster>())
{
    hear();
    start();
}

FakeNode::~FakeNode()
{
    m_cluster->silence(this);
    stop();
}

void FakeNode::hear()
{
    m_cluster->listen(this, [this](const RoomId &room, const QByteArray &frame) {
        for (const auto &peer : m_peers)
            if (m_cluster->find(room)->members.contains(peer->user))
                reply(*peer, frame);
    });
}

QUrl FakeNode::url() const { return QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(m_port)); }

bool FakeNode::isSignedIn(const UserId &user) const
{
    return std::any_of(m_peers.cbegin(), m_peers.cend(), [&](const auto &peer) { return peer->user == user; });
}

void FakeNode::start()
{
    m_server = std::make_unique<QWebSocketServer>(QStringLiteral("fake"), QWebSocketServer::NonSecureMode);
    m_server->setSupportedSubprotocols({ QString::fromLatin1(subprotocol) });
    connect(m_server.get(), &QWebSocketServer::newConnection, this, &FakeNode::onConnection);
    if (!m_server->listen(QHostAddress::LocalHost, m_port))
        qFatal("the fake node cannot listen: %s", qPrintable(m_server->errorString()));
    m_port = m_server->serverPort();
}

void FakeNode::stop()
{
    dropAll();
    m_server.reset();
}

void FakeNode::dropAll()
{
    for (const auto &peer : std::exchange(m_peers, {})) {
        peer->socket->disconnect(this);
        peer->socket->abort();
        peer->socket->deleteLater();
    }
}

void FakeNode::closeAll(quint16 code, const QString &reason)
{
    for (const auto &peer : std::exchange(m_peers, {})) {
        peer->socket->disconnect(this);
        connect(peer->socket, &QWebSocket::disconnected, peer->socket, &QObject::deleteLater);
        peer->socket->close(static_cast<QWebSocketProtocol::CloseCode>(code), reason);
    }
}

void FakeNode::goodbye(std::chrono::milliseconds retryAfter, const QList<QUrl> &others, const QByteArray &cause)
{
    Goodbye push;
    push.cause = cause;
    push.retryMs = retryAfter.count();
    for (const QUrl &node : others)
        push.nodes.append(node.toString());
    pushAll(encode(push));
}

void FakeNode::setRedisUp(bool up)
{
    m_redisUp = up;
    pushAll(encode(Status { up }));
}

void FakeNode::push(const UserId &user, const QByteArray &frame)
{
    for (const auto &peer : m_peers)
        if (peer->user == user)
            reply(*peer, frame);
}

void FakeNode::pushAll(const QByteArray &frame)
{
    for (const auto &peer : m_peers)
        if (!peer->user.isEmpty())
            reply(*peer, frame);
}

void FakeNode::setPresent(const UserId &user, Presence state, const QString &text)
{
    const bool was = m_cluster->present().contains(user);
    if (state == Presence::Offline)
        m_cluster->present().remove(user);
    else
        m_cluster->present().insert(user);
    for (const auto &[id, room] : m_cluster->rooms()) {
        if (!room.members.contains(user))
            continue;
        PresencePush push = presence(id, false);
        const PresenceCause cause = state == Presence::Offline ? PresenceCause::Leave
            : was                                              ? PresenceCause::State
                                                               : PresenceCause::Join;
        push.changes = { { user, state, text, state == Presence::Offline ? 0 : 1, NodeId(m_id), cause } };
        m_cluster->tell(id, encode(push));
    }
}

void FakeNode::typing(const RoomId &room, const UserId &user, bool on)
{
    m_cluster->tell(room, encode(TypingPush { room, user, on }));
}

void FakeNode::onConnection()
{
    while (QWebSocket *socket = m_server->nextPendingConnection()) {
        socket->setParent(this);
        m_peers.push_back(std::make_unique<Peer>(Peer { socket, {} }));
        connect(socket, &QWebSocket::textMessageReceived, this,
            [this, socket](const QString &text) { onText(socket, text); });
        connect(socket, &QWebSocket::disconnected, this, [this, socket] {
            std::erase_if(m_peers, [&](const auto &peer) { return peer->socket == socket; });
            socket->deleteLater();
        });
    }
}

void FakeNode::onText(QWebSocket *socket, const QString &text)
{
    Peer *peer = peerOf(socket);
    if (!peer)
        return;
    const auto decoded = m_decoder.command(text.toUtf8());
    if (const auto *error = std::get_if<ErrorReply>(&decoded))
        return reply(*peer, encode(*error));
    const CommandFrame &frame = std::get<CommandFrame>(decoded);
    received.append(frame);
    if (intercept && intercept(peer->user, frame.command))
        return;
    handle(*peer, frame);
}

void FakeNode::handle(Peer &peer, const CommandFrame &frame)
{
    const Command &command = frame.command;
    const qint64 id = frame.id;
    if (const auto *say = std::get_if<Hello>(&command))
        return hello(peer, id, *say);
    if (peer.user.isEmpty())
        return refuse(peer, id, { ErrorCode::Unauthorized, QStringLiteral("hello first") });
    if (const auto *message = std::get_if<Send>(&command))
        return send(peer, id, *message);
    if (handleChange(peer, frame))
        return;
    if (const auto *page = std::get_if<History>(&command))
        return history(peer, id, *page);
    if (const auto *more = std::get_if<Resume>(&command))
        return resume(peer, id, *more);
    if (const auto *who = std::get_if<Members>(&command))
        return members(peer, id, *who);
    if (const auto *list = std::get_if<Rooms>(&command))
        return rooms(peer, id, *list);
    if (const auto *made = std::get_if<Create>(&command))
        return create(peer, id, *made);
    if (const auto *enter = std::get_if<Join>(&command))
        return join(peer, id, enter->room);
    if (const auto *gone = std::get_if<Leave>(&command)) {
        reply(peer, encode(Removed { gone->room, "left" }));
        m_cluster->leave(gone->room, peer.user);
    } else if (const auto *read = std::get_if<Read>(&command)) {
        m_cluster->find(read->room)->reads[peer.user] = read->seq;
        m_cluster->tell(read->room, encode(ReadPush { read->room, peer.user, read->seq }));
    } else if (const auto *reads = std::get_if<Reads>(&command)) {
        ReadsOk ok;
        const auto &known = m_cluster->find(reads->room)->reads;
        for (auto it = known.cbegin(); it != known.cend(); ++it)
            ok.reads.append({ it.key(), it.value() });
        return reply(peer, encode(id, ok));
    } else if (std::holds_alternative<Refresh>(command)) {
        return reply(peer,
            encode(id, RefreshOk { "token." + peer.user.bytes(), tokenTtlSeconds, "refresh." + peer.user.bytes() }));
    } else if (const auto *on = std::get_if<Typing>(&command)) {
        typing(on->room, peer.user, on->on);
    }
    reply(peer, encodeOk(id));
}

void FakeNode::hello(Peer &peer, qint64 id, const Hello &hello)
{
    const auto turnAway = [&](const Error &error, CloseCode code) {
        QWebSocket *socket = peer.socket;
        refuse(peer, id, error);
        socket->close(static_cast<QWebSocketProtocol::CloseCode>(code));
    };
    if (refuseHello)
        return turnAway(*refuseHello, isRetryable(refuseHello->code) ? CloseCode::GoingAway : CloseCode::Unauthorized);
    if (!hello.token.isEmpty() && tokensExpired)
        return turnAway({ ErrorCode::Expired, QStringLiteral("refresh first") }, CloseCode::TokenExpired);
    UserId user = hello.user;
    if (!hello.token.isEmpty())
        user = UserId(hello.token.mid(6));
    if (!hello.refresh.isEmpty()) {
        user = UserId(hello.refresh.mid(8));
        ++refresh;
    }
    if (hello.create && m_cluster->users().contains(user))
        return turnAway({ ErrorCode::Exists, QStringLiteral("that name is taken") }, CloseCode::Unauthorized);
    if (hello.create)
        m_cluster->addUser(user, hello.display, hello.password);
    const auto known = m_cluster->users().find(user);
    const bool byPassword = hello.token.isEmpty() && hello.refresh.isEmpty();
    if (known == m_cluster->users().end() || (byPassword && known->second.password != hello.password))
        return turnAway({ ErrorCode::Unauthorized, QStringLiteral("wrong name or password") }, CloseCode::Unauthorized);
    peer.user = user;
    welcome(peer, id, hello, hello.token.isEmpty());
}

void FakeNode::welcome(Peer &peer, qint64 id, const Hello &hello, bool withRefresh)
{
    Welcome welcome;
    welcome.user = peer.user;
    welcome.display = m_cluster->users().at(peer.user).display;
    welcome.session = SessionId(QByteArrayLiteral("s-") + hello.device.bytes());
    welcome.node = NodeId(m_id);
    welcome.token = "token." + peer.user.bytes();
    welcome.tokenTtlSeconds = tokenTtlSeconds;
    if (withRefresh)
        welcome.refresh = "refresh." + peer.user.bytes();
    welcome.time = m_cluster->now;
    welcome.limits = { frameBytes, textBytes, roomsPerUser, commandsPerSecond, sendsPerSecond, unsentBytes };
    for (const QUrl &node : nodes.isEmpty() ? QList<QUrl> { url() } : nodes)
        welcome.nodes.append(node.toString());
    QList<QByteArray> replay;
    QList<QByteArray> presences;
    for (const auto &[room, state] : m_cluster->rooms()) {
        if (!state.members.contains(peer.user))
            continue;
        const auto named = hello.resume.constFind(room);
        welcome.rooms.append(resumed(
            peer.user, room, named == hello.resume.cend() ? std::nullopt : std::optional<Position>(*named), &replay));
        presences.append(encode(presence(room, true)));
    }
    for (auto it = hello.resume.cbegin(); it != hello.resume.cend(); ++it)
        if (const FakeCluster::Room *room = m_cluster->find(it.key()); !room || !room->members.contains(peer.user))
            replay.append(encode(Removed { it.key(), "gone" }));
    reply(peer, encode(id, welcome));
    for (const QByteArray &frame : replay + presences)
        reply(peer, frame);
}

RoomState FakeNode::resumed(
    const UserId &user, const RoomId &id, const std::optional<Position> &position, QList<QByteArray> *replay)
{
    const FakeCluster::Room &room = *m_cluster->find(id);
    RoomState state = m_cluster->stateFor(id, user);
    if (!position)
        return state;
    qint64 after = position->seq;
    const auto at = std::find_if(
        room.log.cbegin(), room.log.cend(), [&](const FakeCluster::Entry &entry) { return entry.seq == after; });
    state.resume = ResumeResult::Gap;
    if (position->epoch != room.epoch) {
        replay->append(encode(Gap { id, std::nullopt, state.first - 1, room.epoch, GapCause::Reset }));
        after = state.first - 1;
    } else if (position->seq > state.last || (at != room.log.cend() && at->mid != position->mid)) {
        replay->append(encode(Gap { id, position->seq, state.last, room.epoch, GapCause::Forked }));
        after = state.last;
    } else if (position->seq + 1 < state.first) {
        replay->append(encode(Gap { id, position->seq + 1, state.first - 1, room.epoch, GapCause::Trimmed }));
        after = state.first - 1;
    } else if (state.last - position->seq > resumeFar) {
        state.resume = ResumeResult::Far;
        return state;
    } else {
        state.resume = ResumeResult::Complete;
    }
    for (const FakeCluster::Entry &entry : room.log)
        if (entry.seq > after)
            replay->append(entry.frame);
    replay->append(encode(CaughtUp { id, state.last }));
    return state;
}

void FakeNode::resume(Peer &peer, qint64 id, const Resume &ask)
{
    ResumeOk ok;
    QList<QByteArray> replay;
    for (auto it = ask.rooms.cbegin(); it != ask.rooms.cend(); ++it)
        if (const FakeCluster::Room *room = m_cluster->find(it.key()); room && room->members.contains(peer.user))
            ok.rooms.append(resumed(peer.user, it.key(), *it, &replay));
    reply(peer, encode(id, ok));
    for (const QByteArray &frame : std::as_const(replay))
        reply(peer, frame);
}

void FakeNode::send(Peer &peer, qint64 id, const Send &send)
{
    if (deafSends)
        return;
    if (!m_redisUp)
        return refuse(peer, id, { ErrorCode::Unavailable, QStringLiteral("Redis is away") });
    if (refuseSends)
        return refuse(peer, id, *refuseSends);
    const FakeCluster::Room *room = m_cluster->find(send.room);
    if (!room || !room->members.contains(peer.user))
        return refuse(peer, id, { ErrorCode::NotFound, QStringLiteral("no such room") });
    const qint64 seq = room->log.empty() ? room->first : room->log.back().seq + 1;
    if (!answersAfterEvents && !muteSends)
        reply(peer, encode(id, SendOk { seq, m_cluster->now, room->epoch, false }));
    // The text is read back from the frame, as any reader of the log would.
    const EventPieces pieces = eventPieces(send.room, EventKind::Message, peer.user, send.mid, send.body);
    const QString text = excerptOf(pieces.head + "\"seq\":1,\"epoch\":\"e\",\"ts\":1," + pieces.tail, 200);
    const SendOk ok = m_cluster->store(send.room, peer.user, send.mid, EventKind::Message, send.body, text);
    if (answersAfterEvents && !muteSends)
        reply(peer, encode(id, ok));
}

void FakeNode::history(Peer &peer, qint64 id, const History &ask)
{
    const FakeCluster::Room *room = m_cluster->find(ask.room);
    if (!room || !room->members.contains(peer.user))
        return refuse(peer, id, { ErrorCode::NotFound, QStringLiteral("no such room") });
    RawHistory page;
    page.epoch = room->epoch;
    page.first = room->first;
    page.last = room->log.empty() ? room->first - 1 : room->log.back().seq;
    const int limit = std::clamp(ask.limit, 1, historyMost);
    qint64 firstSeq = 0;
    qint64 lastSeq = 0;
    const auto reach = [&](qint64 seq) {
        firstSeq = firstSeq == 0 ? seq : std::min(firstSeq, seq);
        lastSeq = std::max(lastSeq, seq);
    };
    if (ask.after) {
        for (const FakeCluster::Entry &entry : room->log) {
            if (entry.seq <= *ask.after)
                continue;
            page.more = page.events.size() >= limit;
            if (page.more)
                break;
            page.events.append(entry.frame);
            reach(entry.seq);
        }
    } else {
        for (auto it = room->log.crbegin(); it != room->log.crend(); ++it) {
            if (ask.before && it->seq >= *ask.before)
                continue;
            page.more = page.events.size() >= limit;
            if (page.more)
                break;
            page.events.prepend(it->frame);
            reach(it->seq);
        }
    }
    page.amends = m_cluster->amendsOf(*room, firstSeq, lastSeq);
    reply(peer, encode(id, page));
}

void FakeNode::members(Peer &peer, qint64 id, const Members &ask)
{
    const FakeCluster::Room *room = m_cluster->find(ask.room);
    if (!room)
        return refuse(peer, id, { ErrorCode::NotFound, QStringLiteral("no such room") });
    MembersPage page;
    for (const auto &[user, role] : room->members) {
        if (!(ask.after < user))
            continue;
        if (page.members.size() >= ask.limit) {
            page.next = page.members.constLast().user;
            break;
        }
        const bool here = m_cluster->present().contains(user) || isSignedIn(user);
        PersonEntry entry;
        entry.user = user;
        entry.display = m_cluster->users()[user].display;
        entry.role = role;
        entry.state = here ? Presence::Online : Presence::Offline;
        entry.devices = here ? 1 : 0;
        entry.lastSeen = m_cluster->users()[user].lastSeen;
        page.members.append(entry);
    }
    reply(peer, encode(id, page));
}

void FakeNode::rooms(Peer &peer, qint64 id, const Rooms &ask)
{
    RoomsPage page;
    for (const auto &[room, state] : m_cluster->rooms()) {
        const bool listed = state.state.visibility == Visibility::Public && ask.after < room
            && room.bytes().startsWith(ask.prefix.toUtf8());
        if (!listed)
            continue;
        if (page.rooms.size() >= ask.limit) {
            page.next = page.rooms.constLast().room;
            break;
        }
        page.rooms.append({ room, state.state.title, state.state.kind, static_cast<qint64>(state.members.size()) });
    }
    reply(peer, encode(id, page));
}

void FakeNode::create(Peer &peer, qint64 id, const Create &create)
{
    if (m_cluster->find(create.room))
        return refuse(peer, id, { ErrorCode::Exists, QStringLiteral("that room exists") });
    FakeCluster::Room &room = m_cluster->addRoom(create.room, create.title, {});
    room.state.visibility = create.visibility;
    join(peer, id, create.room);
}

void FakeNode::join(Peer &peer, qint64 id, const RoomId &room)
{
    FakeCluster::Room *found = m_cluster->find(room);
    if (!found)
        return refuse(peer, id, { ErrorCode::NotFound, QStringLiteral("no such room") });
    m_cluster->join(room, peer.user);
    reply(peer, encode(id, m_cluster->stateFor(room, peer.user)));
    reply(peer, encode(presence(room, true)));
}

PresencePush FakeNode::presence(const RoomId &room, bool reset) const
{
    PresencePush push;
    push.room = room;
    push.reset = reset;
    for (const auto &[user, role] : m_cluster->find(room)->members)
        if (m_cluster->present().contains(user) || isSignedIn(user))
            push.changes.append({ user, Presence::Online, {}, 1, NodeId(m_id), PresenceCause::Join });
    push.present = push.changes.size();
    return push;
}

void FakeNode::refuse(Peer &peer, qint64 id, const Error &error) { reply(peer, encode(ErrorReply { id, error })); }

void FakeNode::reply(Peer &peer, const QByteArray &frame) { peer.socket->sendTextMessage(QString::fromUtf8(frame)); }

FakeNode::Peer *FakeNode::peerOf(QWebSocket *socket)
{
    for (const auto &peer : m_peers)
        if (peer->socket == socket)
            return peer.get();
    return nullptr;
}

} // namespace hubbub::testing
