// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/first_window.h"

#include "core/base/log.h"

#include <QCryptographicHash>
#include <QDir>
#include <QStandardPaths>

#include <utility>

namespace hubbub::app {

using namespace Qt::StringLiterals;

namespace {

constexpr int answerTime = 1000; // ms
const QByteArray here = QByteArrayLiteral("here\n");

/// Short, since a socket's path may have 107 bytes only.
QString socketPath(const QString &profileDir)
{
    const QByteArray name = QDir(profileDir).absolutePath().toUtf8();
    const QByteArray digest = QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex().left(16);
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) + u"/hubbub-"_s
        + QString::fromLatin1(digest);
}

} // namespace

FirstWindow::FirstWindow(const QString &profileDir, QObject *parent)
    : QObject(parent)
    , m_name(socketPath(profileDir))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_patience.setSingleShot(true);
    m_patience.setInterval(answerTime);
    m_patience.start();
    connect(&m_patience, &QTimer::timeout, this, [this] { decide(false); });
    connect(
        &m_other, &QLocalSocket::errorOccurred, this, [this] { decide(false); }, Qt::QueuedConnection);
    connect(&m_other, &QLocalSocket::readyRead, this, [this] { decide(m_other.readAll() == here); });
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *other = m_server.nextPendingConnection()) {
            other->write(here);
            other->flush();
            connect(other, &QLocalSocket::disconnected, other, &QObject::deleteLater);
            Q_EMIT
            wanted();
        }
    });
}

void FirstWindow::look() { m_other.connectToServer(m_name); }

/// Whoever answers lives; a socket that a crash left behind answers nothing.
void FirstWindow::decide(bool otherAnswered)
{
    if (std::exchange(m_decided, true))
        return;
    m_patience.stop();
    if (otherAnswered) {
        Q_EMIT
        isSecond();
        return;
    }
    m_other.abort();
    QLocalServer::removeServer(m_name);
    if (!m_server.listen(m_name))
        log::warning("hubbub", u"a second start will not find this window"_s, { { "why", m_server.errorString() } });
    Q_EMIT
    isFirst();
}

} // namespace hubbub::app
