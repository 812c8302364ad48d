// SPDX-License-Identifier: GPL-3.0-or-later
// A gateway node for tests, over a real QWebSocketServer on a free port: signs in, lists rooms, stores and fans out
// messages, replays, pages history. Two nodes may share one FakeCluster. How to feed a ChatClient without a cluster:
//
//     FakeNode node;                                          // listens at once
//     node.cluster().addUser(UserId("mara"_ba), u"Mara"_s);   // password "a long password" unless another is given
//     node.cluster().addUser(UserId("olek"_ba), u"Olek"_s);
//     node.cluster().addRoom(RoomId("general"_ba), u"General"_s, { UserId("mara"_ba), UserId("olek"_ba) });
//     node.cluster().say(RoomId("general"_ba), UserId("olek"_ba), u"hello"_s);
//     ChatClient client({ .profileDir = dir.path(), .app = u"test"_s, .keychain = false, .networkHints = false });
//     client.signIn({ .server = node.url(), .user = UserId("mara"_ba), .password = u"a long password"_s });
//     QTRY_COMPARE(client.rooms().size(), 1);
//
// Live: say() again, push() any frame, setPresent(), typing(). Faults: dropAll(), closeAll(), goodbye(), refuseHello(),
// muteSends (stored, never answered), deafSends (neither), refuseSends, setRedisUp(), stop() and start().
#pragma once

#include "tests/support/fake_cluster.h"

#include <QObject>
#include <QUrl>

#include <memory>
#include <optional>

class QWebSocket;
class QWebSocketServer;

namespace hubbub::testing {

class FakeNode final : public QObject {
    Q_OBJECT
public:
    explicit FakeNode(QByteArray id = QByteArrayLiteral("n1"), std::shared_ptr<FakeCluster> cluster = nullptr);
    ~FakeNode() override;

    [[nodiscard]] FakeCluster &cluster() { return *m_cluster; }
    [[nodiscard]] std::shared_ptr<FakeCluster> shared() { return m_cluster; }
    [[nodiscard]] QUrl url() const; ///< ws://127.0.0.1:PORT/ws
    [[nodiscard]] int connections() const { return static_cast<int>(m_peers.size()); }
    [[nodiscard]] bool isSignedIn(const UserId &user) const;

    void hear(); ///< hears of the cluster's events again, after FakeCluster::silence()
    void start(); ///< listens again on the same port
    void stop(); ///< refuses connections and drops all
    void dropAll(); ///< ends TCP without a Close
    void closeAll(quint16 code, const QString &reason = {});
    void goodbye(std::chrono::milliseconds retryAfter, const QList<QUrl> &nodes, const QByteArray &cause = "drain");
    void setRedisUp(bool up); ///< told to all clients; while down, sends are `unavailable`
    void push(const UserId &user, const QByteArray &frame);
    void pushAll(const QByteArray &frame);
    void setPresent(const UserId &user, protocol::Presence state, const QString &text = {});
    void typing(const RoomId &room, const UserId &user, bool on = true);
    /// Into the user's inbox, and told.
    void notify(const UserId &user, protocol::Notice notice);

    QList<QUrl> nodes; ///< what `welcome` lists; empty: this one
    int refresh = 0; ///< how often a refresh token was spent
    qint64 tokenTtlSeconds = 900;
    std::optional<Error> refuseHello; ///< the answer to every `hello`
    std::optional<Error> refuseSends;
    bool muteSends = false;
    bool deafSends = false;
    bool answersAfterEvents = true; ///< the `ok` of a send comes after its event; false: before
    bool tokensExpired = false; ///< every access token is `expired`
    std::function<bool(const UserId &, const protocol::Command &)> intercept; ///< true: not handled any further
    QList<protocol::CommandFrame> received; ///< all commands, in order
    template <typename T>
    [[nodiscard]] QList<T> receivedOf() const
    {
        QList<T> found;
        for (const protocol::CommandFrame &frame : received)
            if (const T *command = std::get_if<T>(&frame.command))
                found.append(*command);
        return found;
    }

private:
    struct Peer {
        QWebSocket *socket = nullptr;
        UserId user;
    };
    void onConnection();
    void onText(QWebSocket *socket, const QString &text);
    void handle(Peer &peer, const protocol::CommandFrame &frame);
    void hello(Peer &peer, qint64 id, const protocol::Hello &hello);
    void welcome(Peer &peer, qint64 id, const protocol::Hello &hello, bool withRefresh);
    void send(Peer &peer, qint64 id, const protocol::Send &send);
    // fake_node_changes.cpp
    [[nodiscard]] bool handleChange(Peer &peer, const protocol::CommandFrame &frame);
    void change(Peer &peer, qint64 id, const RoomId &room, const Mid &mid, protocol::EventKind kind, qint64 target,
        const QByteArray &body);
    void direct(Peer &peer, qint64 id, const protocol::Direct &ask);
    void inbox(Peer &peer, qint64 id, const protocol::Inbox &ask);
    void remove(const RoomId &room, const UserId &user, const QByteArray &cause);
    void history(Peer &peer, qint64 id, const protocol::History &ask);
    void resume(Peer &peer, qint64 id, const protocol::Resume &ask);
    void members(Peer &peer, qint64 id, const protocol::Members &ask);
    void rooms(Peer &peer, qint64 id, const protocol::Rooms &ask);
    void create(Peer &peer, qint64 id, const protocol::Create &create);
    void join(Peer &peer, qint64 id, const RoomId &room);
    [[nodiscard]] protocol::RoomState resumed(
        const UserId &user, const RoomId &room, const std::optional<Position> &position, QList<QByteArray> *replay);
    [[nodiscard]] protocol::PresencePush presence(const RoomId &room, bool reset) const;
    void refuse(Peer &peer, qint64 id, const Error &error);
    void reply(Peer &peer, const QByteArray &frame);
    Peer *peerOf(QWebSocket *socket);

    QByteArray m_id;
    std::shared_ptr<FakeCluster> m_cluster;
    std::unique_ptr<QWebSocketServer> m_server;
    quint16 m_port = 0;
    bool m_redisUp = true;
    std::vector<std::unique_ptr<Peer>> m_peers;
    protocol::Decoder m_decoder;
};

} // namespace hubbub::testing
