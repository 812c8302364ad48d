// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/load/fake_node.h"

#include "core/protocol/close_code.h"
#include "core/protocol/limits.h"

#include <QTimer>
#include <QWebSocket>
#include <QWebSocketHandshakeOptions>
#include <QWebSocketServer>

#include <algorithm>
#include <variant>

using namespace Qt::StringLiterals;

namespace hubbub::testing {
namespace {

const Epoch epoch(QByteArrayLiteral("e1"));

QByteArray frameOf(const RoomId &room, qint64 seq, const UserId &from, const Mid &mid, const QByteArray &body)
{
    const auto pieces = protocol::eventPieces(room, protocol::EventKind::Message, from, mid, body);
    return pieces.head + "\"seq\":" + QByteArray::number(seq) + ",\"epoch\":\"" + epoch.bytes()
        + "\",\"ts\":1700000000000," + pieces.tail;
}

} // namespace

FakeNode::FakeNode(QList<RoomId> rooms, Lie lie, QObject *parent)
    : QObject(parent)
    , m_server(new QWebSocketServer(u"fake"_s, QWebSocketServer::NonSecureMode, this))
    , m_rooms(std::move(rooms))
    , m_lie(lie)
{
    m_server->setSupportedSubprotocols({ QString::fromLatin1(protocol::subprotocol) });
    if (!m_server->listen(QHostAddress::LocalHost))
        qFatal("no port for the fake node");
    connect(m_server, &QWebSocketServer::newConnection, this, &FakeNode::accept);
}

QUrl FakeNode::url() const { return QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(m_server->serverPort())); }

void FakeNode::accept()
{
    while (QWebSocket *socket = m_server->nextPendingConnection()) {
        socket->setParent(this);
        connect(socket, &QWebSocket::textMessageReceived, this,
            [this, socket](const QString &text) { take(socket, text.toUtf8()); });
        connect(socket, &QWebSocket::disconnected, this, [this, socket] { gone(socket); });
    }
}

void FakeNode::take(QWebSocket *socket, const QByteArray &frame)
{
    const auto command = m_decoder.command(frame);
    const auto *asked = std::get_if<protocol::CommandFrame>(&command);
    if (!asked) {
        qWarning("the load generator sent what is no command: %s", frame.constData());
        return;
    }
    if (const auto *greeting = std::get_if<protocol::Hello>(&asked->command))
        hello(socket, asked->id, *greeting);
    else if (const auto *message = std::get_if<protocol::Send>(&asked->command))
        send(socket, asked->id, *message);
    else if (const auto *page = std::get_if<protocol::History>(&asked->command))
        history(socket, asked->id, *page);
    else
        qWarning("the fake node does not know %s", frame.constData());
}

protocol::RoomState FakeNode::stateOf(const RoomId &room, const protocol::Positions &positions) const
{
    protocol::RoomState state;
    state.room = room;
    state.epoch = epoch;
    state.last = m_logs.value(room).frames.size();
    state.members = m_guests.size();
    state.resume = positions.contains(room) ? protocol::ResumeResult::Complete : protocol::ResumeResult::None;
    return state;
}

void FakeNode::hello(QWebSocket *socket, qint64 id, const protocol::Hello &hello)
{
    const UserId user(hello.token); // here a token is a name
    if (m_lie == Lie::TurnsAway && !m_turnedAway.contains(user)) {
        m_turnedAway.insert(user);
        const Error busy { ErrorCode::Unavailable, u"not now"_s, std::chrono::milliseconds(20) };
        socket->sendTextMessage(QString::fromUtf8(protocol::encode(protocol::ErrorReply { id, busy })));
        socket->close(static_cast<QWebSocketProtocol::CloseCode>(protocol::CloseCode::GoingAway));
        return;
    }
    protocol::Welcome welcome;
    welcome.user = user;
    welcome.session = SessionId(user.bytes());
    welcome.node = NodeId(QByteArrayLiteral("fake"));
    welcome.token = hello.token;
    welcome.tokenTtlSeconds = 900;
    for (const RoomId &room : m_rooms)
        welcome.rooms.append(stateOf(room, hello.resume));
    socket->sendTextMessage(QString::fromUtf8(protocol::encode(id, welcome)));
    for (auto position = hello.resume.begin(); position != hello.resume.end(); ++position) {
        const auto &frames = m_logs[position.key()].frames;
        for (qsizetype i = position->seq; i < frames.size(); ++i)
            socket->sendTextMessage(QString::fromUtf8(frames[i]));
    }
    m_guests.append({ user, socket });
    for (const RoomId &room : m_rooms) {
        protocol::PresencePush list { .room = room, .present = m_guests.size(), .changes = {}, .reset = true };
        for (const Guest &guest : m_guests)
            list.changes.append({ .user = guest.user,
                .state = protocol::Presence::Online,
                .text = {},
                .sessions = 1,
                .node = NodeId(QByteArrayLiteral("fake")),
                .cause = protocol::PresenceCause::Join });
        socket->sendTextMessage(QString::fromUtf8(protocol::encode(list)));
    }
    announce(user, true, socket);
}

void FakeNode::announce(const UserId &user, bool here, QWebSocket *except)
{
    for (const RoomId &room : m_rooms) {
        protocol::PresencePush push { .room = room, .present = m_guests.size(), .changes = {}, .reset = false };
        push.changes.append({ .user = user,
            .state = here ? protocol::Presence::Online : protocol::Presence::Offline,
            .text = {},
            .sessions = here ? 1 : 0,
            .node = NodeId(QByteArrayLiteral("fake")),
            .cause = here ? protocol::PresenceCause::Join : protocol::PresenceCause::Leave });
        for (const Guest &guest : std::as_const(m_guests)) {
            if (guest.socket != except)
                guest.socket->sendTextMessage(QString::fromUtf8(protocol::encode(push)));
        }
    }
}

void FakeNode::gone(QWebSocket *socket)
{
    const auto guest =
        std::find_if(m_guests.begin(), m_guests.end(), [=](const Guest &g) { return g.socket == socket; });
    if (guest != m_guests.end()) {
        const UserId user = guest->user;
        m_guests.erase(guest);
        announce(user, false, nullptr);
    }
    socket->deleteLater();
}

void FakeNode::send(QWebSocket *socket, qint64 id, const protocol::Send &send)
{
    const auto guest =
        std::find_if(m_guests.begin(), m_guests.end(), [=](const Guest &g) { return g.socket == socket; });
    if (guest == m_guests.end())
        return;
    const UserId from = guest->user;
    Log &log = m_logs[send.room];
    const QByteArray key = from.bytes() + ' ' + send.mid.bytes();
    protocol::SendOk ok = log.mids.value(key);
    if (ok.seq != 0) {
        ok.dup = true;
    } else {
        const bool lies = ++m_sends % (m_lie == Lie::Cuts ? 60 : 10) == 0;
        ok = { log.frames.size() + 1, 1700000000000, epoch, false };
        log.mids.insert(key, ok);
        store(send.room, from, send, lies);
        if (lies && m_lie == Lie::Cuts) {
            // The ok is lost on the way: the send must come again with the same mid.
            const QList<Guest> all = m_guests;
            for (const Guest &each : all)
                each.socket->abort();
            return;
        }
    }
    socket->sendTextMessage(QString::fromUtf8(protocol::encode(id, ok)));
}

void FakeNode::store(const RoomId &room, const UserId &from, const protocol::Send &send, bool lies)
{
    Log &log = m_logs[room];
    const QByteArray frame = frameOf(room, log.frames.size() + 1, from, send.mid, send.body);
    const auto tell = [this](const QByteArray &what, qsizetype skipped = -1) {
        for (qsizetype i = 0; i < m_guests.size(); ++i) {
            if (i != skipped)
                m_guests[i].socket->sendTextMessage(QString::fromUtf8(what));
        }
    };
    log.frames.append(lies && m_lie == Lie::ForgetsLog ? QByteArray() : frame);
    tell(frame, lies && m_lie == Lie::SkipsOne ? 0 : -1);
    if (!lies)
        return;
    if (m_lie == Lie::TellsTwice)
        m_guests[0].socket->sendTextMessage(QString::fromUtf8(frame));
    if (m_lie == Lie::StoresTwice || m_lie == Lie::Invents) {
        const Mid mid = m_lie == Lie::Invents ? Mid(randomUuid()) : send.mid;
        log.frames.append(frameOf(room, log.frames.size() + 1, from, mid, send.body));
        tell(log.frames.constLast());
    }
    if (m_lie == Lie::Departs)
        announce(m_guests[1].user, false, nullptr);
}

void FakeNode::history(QWebSocket *socket, qint64 id, const protocol::History &asked)
{
    const auto &frames = m_logs[asked.room].frames;
    protocol::RawHistory page;
    page.last = frames.size();
    page.epoch = epoch;
    const qint64 end = asked.before ? *asked.before - 1 : frames.size(); // seq of the newest
    const qint64 begin = std::max<qint64>(0, end - asked.limit); // before the oldest
    for (qint64 i = begin; i < end; ++i) {
        if (!frames[i].isEmpty())
            page.events.append(frames[i]);
    }
    page.more = begin > 0;
    socket->sendTextMessage(QString::fromUtf8(protocol::encode(id, page)));
}

} // namespace hubbub::testing
