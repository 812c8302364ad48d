// SPDX-License-Identifier: GPL-3.0-or-later
// A client that knows nothing of ours but JSON over QWebSocket: an independent witness of what a gateway says.
#pragma once

#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QWebSocket>

#include <chrono>
#include <memory>

namespace hubbub::testing {

/// Everything that waits turns the event loop, and gives up after `limit`.
class WsPeer final : public QObject {
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds patience { 10'000 };

    explicit WsPeer(QObject *parent = nullptr);
    ~WsPeer() override;

    /// Offers subprotocol `hubbub.v1` (or `protocol`). False: refused, or closed at once; see closeCode(). Forgets all
    /// frames of an earlier connection.
    [[nodiscard]] bool connectTo(const QUrl &url, const QString &protocol = QStringLiteral("hubbub.v1"),
        std::chrono::milliseconds limit = patience);
    /// `hello` by password; the reply (`welcome` or `error`).
    QJsonObject signIn(const QString &user, const QString &password, const QJsonObject &more = {});

    /// Gives the command the next id, sends it, and returns that id.
    int send(QJsonObject command);
    void sendText(const QString &text) { m_socket->sendTextMessage(text); }
    void sendBinary(const QByteArray &bytes) { m_socket->sendBinaryMessage(bytes); }
    /// The reply to that command; empty where none came.
    QJsonObject reply(int id, std::chrono::milliseconds limit = patience);
    /// send() and reply().
    QJsonObject request(const QJsonObject &command, std::chrono::milliseconds limit = patience);

    /// The first push of that op, not taken before, that has all fields of `fields` with equal values; empty where none
    /// came. It is taken by this.
    QJsonObject take(const QString &op, const QJsonObject &fields = {}, std::chrono::milliseconds limit = patience);
    /// All frames with that op since the connection began, taken or not, in order.
    [[nodiscard]] QList<QJsonObject> all(const QString &op) const;
    [[nodiscard]] const QList<QJsonObject> &frames() const { return m_frames; }
    /// Waits until there are that many.
    bool waitForCount(const QString &op, qsizetype count, std::chrono::milliseconds limit = patience);

    [[nodiscard]] bool isOpen() const { return m_socket->state() == QAbstractSocket::ConnectedState; }
    bool waitForClose(std::chrono::milliseconds limit = patience);
    /// What the node closed with; 1006 where it went without a word.
    [[nodiscard]] int closeCode() const;
    void close(); ///< with 1000
    void abort(); ///< as if the machine had died

private:
    void replaceSocket();
    void keep(const QString &text);

    std::unique_ptr<QWebSocket> m_socket;
    QList<QJsonObject> m_frames;
    QList<bool> m_taken;
    bool m_sawClose = false; ///< a Close of either end
    int m_lastId = 0;
};

} // namespace hubbub::testing
