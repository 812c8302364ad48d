// SPDX-License-Identifier: GPL-3.0-or-later
// A Redis that answers what the test tells it to, for faults that a real one will not show on demand.
#pragma once

#include "core/redis/url.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QTcpServer>

#include <functional>

namespace hubbub::redis {
class ReplyReader;
}

namespace hubbub::testing {

class FakeRedis final : public QObject {
    Q_OBJECT

public:
    using Command = QList<QByteArray>;
    /// The bytes to send for a command; empty: say nothing.
    using Answer = std::function<QByteArray(const Command &command)>;

    /// Listens on a free port of 127.0.0.1 and answers as polite() does.
    explicit FakeRedis(QObject *parent = nullptr);
    ~FakeRedis() override;

    /// What a healthy, empty primary says to a connection's first commands.
    [[nodiscard]] static QByteArray polite(const Command &command);

    void setAnswer(Answer answer) { m_answer = std::move(answer); }
    void sendToAll(const QByteArray &bytes);
    void dropAll(); ///< resets every connection
    void stopListening();
    [[nodiscard]] bool listenAgain(); ///< on the same port

    [[nodiscard]] redis::Endpoint endpoint() const;
    [[nodiscard]] const QList<Command> &commands() const { return m_commands; } ///< all that came, of all connections
    [[nodiscard]] int accepted() const { return m_accepted; } ///< connections ever
    [[nodiscard]] int readings() const { return m_readings; } ///< pieces in which the commands came
    [[nodiscard]] qsizetype connected() const { return m_sockets.size(); }

private:
    void accept();
    void read(QTcpSocket *socket, redis::ReplyReader &reader);

    QTcpServer m_server;
    quint16 m_port = 0;
    QList<QTcpSocket *> m_sockets;
    QList<Command> m_commands;
    Answer m_answer;
    int m_accepted = 0;
    int m_readings = 0;
};

} // namespace hubbub::testing
