// SPDX-License-Identifier: GPL-3.0-or-later
// One attempt at a byte stream to Redis, whatever carries it: TCP, TLS or a unix socket.
#pragma once

#include <QObject>

class QAbstractSocket;
class QIODevice;
class QLocalSocket;

namespace hubbub::redis {

struct Endpoint;

/// Used once: dial, exchange bytes, end. Nothing blocks. Signals may come from inside dial().
class Socket final : public QObject {
    Q_OBJECT

public:
    explicit Socket(QObject *parent = nullptr);
    ~Socket() override;

    void dial(const Endpoint &endpoint);
    /// Writes to the system at once as much as it takes; the rest is kept and follows.
    void write(QByteArrayView bytes);
    /// Up to `size` bytes of what has come in; 0 where there is none.
    [[nodiscard]] qint64 read(char *bytes, qint64 size);
    [[nodiscard]] qint64 unsent() const;

Q_SIGNALS:
    void ready(); ///< bytes may flow; over TLS the peer is verified
    void readable();
    void ended(const QString &reason); ///< once; it is of no use any more

private:
    void adopt(QAbstractSocket *socket);
    void adopt(QLocalSocket *socket);
    void end(const QString &reason);

    QIODevice *m_device = nullptr; ///< one of the two below, a child
    QAbstractSocket *m_network = nullptr;
    QLocalSocket *m_local = nullptr;
    bool m_ended = false;
};

} // namespace hubbub::redis
