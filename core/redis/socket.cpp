// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/socket.h"

#include "core/redis/url.h"

#include <QLocalSocket>
#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslError>
#include <QSslSocket>
#include <QTcpSocket>

using namespace Qt::StringLiterals;

namespace hubbub::redis {
namespace {

/// What Qt reads ahead of us; the kernel holds the rest back.
constexpr qint64 readAhead = 1024 * 1024;

Result<QSslConfiguration> trust(const QString &caFile)
{
    auto configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    if (caFile.isEmpty())
        return configuration;
    const auto authorities = QSslCertificate::fromPath(caFile, QSsl::Pem, QSslCertificate::PatternSyntax::FixedString);
    if (authorities.isEmpty())
        return Error { ErrorCode::BadField, u"no certificate can be read from cafile %1"_s.arg(caFile) };
    configuration.setCaCertificates(authorities);
    return configuration;
}

} // namespace

Socket::Socket(QObject *parent)
    : QObject(parent)
{
}

Socket::~Socket()
{
    // Their last words must not reach us half destroyed.
    if (m_device)
        m_device->disconnect(this);
}

void Socket::dial(const Endpoint &endpoint)
{
    switch (endpoint.transport) {
    case Endpoint::Transport::Tcp: {
        auto *socket = new QTcpSocket(this);
        adopt(socket);
        connect(socket, &QTcpSocket::connected, this, &Socket::ready);
        socket->connectToHost(endpoint.host, endpoint.port);
        break;
    }
    case Endpoint::Transport::Tls: {
        const auto configuration = trust(endpoint.caFile);
        if (!configuration) {
            end(configuration.error().detail);
            break;
        }
        auto *socket = new QSslSocket(this);
        adopt(socket);
        socket->setSslConfiguration(*configuration);
        connect(socket, &QSslSocket::encrypted, this, &Socket::ready);
        socket->connectToHostEncrypted(endpoint.host, endpoint.port);
        break;
    }
    case Endpoint::Transport::Unix: {
        auto *socket = new QLocalSocket(this);
        adopt(socket);
        connect(socket, &QLocalSocket::connected, this, &Socket::ready);
        socket->connectToServer(endpoint.path);
        break;
    }
    }
}

void Socket::adopt(QAbstractSocket *socket)
{
    m_device = socket;
    m_network = socket;
    socket->setProxy(QNetworkProxy::NoProxy);
    socket->setReadBufferSize(readAhead);
    connect(socket, &QAbstractSocket::connected, this, [this] {
        m_network->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_network->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    });
    connect(socket, &QIODevice::readyRead, this, &Socket::readable);
    connect(socket, &QAbstractSocket::errorOccurred, this, [this] { end(m_network->errorString()); });
    connect(socket, &QAbstractSocket::disconnected, this, [this] { end(u"the connection was closed"_s); });
}

void Socket::adopt(QLocalSocket *socket)
{
    m_device = socket;
    m_local = socket;
    socket->setReadBufferSize(readAhead);
    connect(socket, &QIODevice::readyRead, this, &Socket::readable);
    connect(socket, &QLocalSocket::errorOccurred, this, [this] {
        // Without the name of the function that Qt puts before it.
        end(m_local->errorString().section(u": "_s, -1));
    });
    connect(socket, &QLocalSocket::disconnected, this, [this] { end(u"the connection was closed"_s); });
}

void Socket::end(const QString &reason)
{
    if (std::exchange(m_ended, true))
        return;
    Q_EMIT
    ended(reason);
}

void Socket::write(QByteArrayView bytes)
{
    if (!m_device || m_ended)
        return;
    m_device->write(bytes.data(), bytes.size());
    // Qt would wait for the loop's next turn, which costs each batch one more poll().
    if (m_network)
        m_network->flush();
    else
        m_local->flush();
}

qint64 Socket::read(char *bytes, qint64 size) { return m_device && !m_ended ? m_device->read(bytes, size) : 0; }

qint64 Socket::unsent() const { return m_device ? m_device->bytesToWrite() : 0; }

} // namespace hubbub::redis
