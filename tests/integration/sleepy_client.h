// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody who takes the welcome and then never reads again: what a node must not pay for.
#pragma once

#include "tests/integration/cluster.h"

#include <QJsonDocument>
#include <QTcpSocket>
#include <QTest>

namespace hubbub::testing {

/// A client that takes its sign-in and then never reads again.
class SleepyClient final {
public:
    bool signIn(const QUrl &url, const QString &user)
    {
        m_socket.setReadBufferSize(4096);
        m_socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
        if (!QTest::qWaitFor([this] { return m_socket.state() == QAbstractSocket::ConnectedState; }))
            return false;
        m_socket.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 4096);
        m_socket.write("GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                       "Sec-WebSocket-Protocol: hubbub.v1\r\n\r\n");
        say({ { QStringLiteral("op"), QStringLiteral("hello") }, { QStringLiteral("id"), 1 },
            { QStringLiteral("user"), user }, { QStringLiteral("password"), QString::fromLatin1(Person::password) },
            { QStringLiteral("create"), true }, { QStringLiteral("device"), freshMid() },
            { QStringLiteral("app"), QStringLiteral("sleepy 1") } });
        return QTest::qWaitFor([this] {
            m_seen += m_socket.readAll();
            return m_seen.contains("\"op\":\"welcome\"");
        });
    }
    void say(const QJsonObject &command)
    {
        const QByteArray text = QJsonDocument(command).toJson(QJsonDocument::Compact);
        QByteArray frame(1, '\x81'); // text; masked, with nothing
        if (text.size() < 126) {
            frame += char(0x80 | text.size());
        } else {
            frame += '\xfe';
            frame += char(text.size() >> 8);
            frame += char(text.size() & 0xff);
        }
        m_socket.write(frame + QByteArray(4, '\0') + text);
    }

private:
    QTcpSocket m_socket;
    QByteArray m_seen;
};

} // namespace hubbub::testing
