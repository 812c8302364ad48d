// SPDX-License-Identifier: GPL-3.0-or-later
// A node of one process with no Redis behind it, which keeps the promises or breaks one of them on purpose.
#pragma once

#include "core/protocol/codec.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QUrl>

class QWebSocket;
class QWebSocketServer;

namespace hubbub::testing {

class FakeNode final : public QObject {
    Q_OBJECT

public:
    /// What goes wrong, once each tenth message; a cut once each sixtieth.
    enum class Lie : quint8 {
        None,
        ForgetsLog, ///< acknowledged, delivered, and not in the log
        SkipsOne, ///< one member is not told
        TellsTwice, ///< one member is told twice
        StoresTwice, ///< a second copy under the next seq
        Invents, ///< an event that nobody sent
        Departs, ///< says that someone left who did not
        Cuts, ///< ends all connections; no promise is broken by it
        TurnsAway, ///< says `unavailable` to each user's first hello; no promise is broken by it
    };
    FakeNode(QList<RoomId> rooms, Lie lie, QObject *parent = nullptr);

    [[nodiscard]] QUrl url() const;
    [[nodiscard]] quint64 sends() const { return m_sends; }

private:
    struct Log {
        QList<QByteArray> frames; ///< by seq - 1; empty where the log forgot one
        QHash<QByteArray, protocol::SendOk> mids; ///< by user and mid
    };
    struct Guest {
        UserId user;
        QWebSocket *socket = nullptr;
    };

    void accept();
    void take(QWebSocket *socket, const QByteArray &frame);
    void hello(QWebSocket *socket, qint64 id, const protocol::Hello &hello);
    void send(QWebSocket *socket, qint64 id, const protocol::Send &send);
    void history(QWebSocket *socket, qint64 id, const protocol::History &asked);
    void gone(QWebSocket *socket);
    void announce(const UserId &user, bool here, QWebSocket *except);
    void store(const RoomId &room, const UserId &from, const protocol::Send &send, bool lies);
    [[nodiscard]] protocol::RoomState stateOf(const RoomId &room, const protocol::Positions &positions) const;

    QWebSocketServer *m_server;
    protocol::Decoder m_decoder;
    const QList<RoomId> m_rooms;
    const Lie m_lie;
    QHash<RoomId, Log> m_logs;
    QList<Guest> m_guests;
    QSet<UserId> m_turnedAway;
    quint64 m_sends = 0;
};

} // namespace hubbub::testing
