// SPDX-License-Identifier: GPL-3.0-or-later
// The witness itself: a test client that mixed up frames would make liars of the integration tests.
#include "tests/support/ws_peer.h"

#include <QTest>
#include <QWebSocketServer>

using namespace Qt::StringLiterals;
using hubbub::testing::WsPeer;

class WsPeerTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<QWebSocketServer> m_server;
    QList<QWebSocket *> m_sockets;

    void say(const QString &text)
    {
        for (auto *socket : m_sockets)
            socket->sendTextMessage(text);
    }

private Q_SLOTS:
    void init()
    {
        m_sockets.clear();
        m_server = std::make_unique<QWebSocketServer>(u"test"_s, QWebSocketServer::NonSecureMode);
        m_server->setSupportedSubprotocols({ u"hubbub.v1"_s });
        QVERIFY(m_server->listen(QHostAddress::LocalHost));
        connect(m_server.get(), &QWebSocketServer::newConnection, this, [this] {
            auto *socket = m_server->nextPendingConnection();
            socket->setParent(m_server.get());
            m_sockets.append(socket);
        });
    }

    void aReplyIsFoundByItsIdAmongPushes()
    {
        WsPeer peer;
        QVERIFY(peer.connectTo(m_server->serverUrl()));
        QTRY_COMPARE(m_sockets.size(), 1);
        const int first = peer.send({ { u"op"_s, u"a"_s } });
        const int second = peer.send({ { u"op"_s, u"b"_s } });
        QVERIFY(first != second);
        say(uR"({"op":"event","id":%1,"seq":1})"_s.arg(second)); // a push, whatever else it carries
        say(uR"({"op":"error","id":%1,"code":"unknown_op"})"_s.arg(second));
        say(uR"({"op":"ok","id":%1})"_s.arg(first));
        QCOMPARE(peer.reply(second).value(u"code"_s).toString(), u"unknown_op"_s);
        QCOMPARE(peer.reply(first).value(u"op"_s).toString(), u"ok"_s);
    }

    void aPushIsTakenOnceAndOnlyIfAllFieldsAgree()
    {
        WsPeer peer;
        QVERIFY(peer.connectTo(m_server->serverUrl()));
        QTRY_COMPARE(m_sockets.size(), 1);
        say(uR"({"op":"event","room":"a","seq":1})"_s);
        say(uR"({"op":"event","room":"b","seq":1})"_s);
        say(uR"({"op":"event","room":"b","seq":2})"_s);
        QCOMPARE(peer.take(u"event"_s, { { u"room"_s, u"b"_s } }).value(u"seq"_s).toInt(), 1);
        QCOMPARE(peer.take(u"event"_s, { { u"room"_s, u"b"_s } }).value(u"seq"_s).toInt(), 2);
        QVERIFY(peer.take(u"event"_s, { { u"room"_s, u"b"_s } }, std::chrono::milliseconds(1)).isEmpty());
        QCOMPARE(peer.all(u"event"_s).size(), 3);
        QVERIFY(peer.waitForCount(u"event"_s, 3));
        QVERIFY(!peer.waitForCount(u"event"_s, 4, std::chrono::milliseconds(1)));
    }

    void theCodeOfACloseIsKnown()
    {
        WsPeer peer;
        QVERIFY(peer.connectTo(m_server->serverUrl()));
        QTRY_COMPARE(m_sockets.size(), 1);
        m_sockets.first()->close(QWebSocketProtocol::CloseCode(4505), u"replaced"_s);
        QVERIFY(peer.waitForClose());
        QCOMPARE(peer.closeCode(), 4505);
    }

    void anEndWithoutACloseIs1006()
    {
        WsPeer peer;
        QVERIFY(peer.connectTo(m_server->serverUrl()));
        QTRY_COMPARE(m_sockets.size(), 1);
        m_sockets.first()->abort();
        QVERIFY(peer.waitForClose());
        QCOMPARE(peer.closeCode(), 1006);
    }

    void aNewConnectionForgetsTheOldFrames()
    {
        WsPeer peer;
        QVERIFY(peer.connectTo(m_server->serverUrl()));
        QTRY_COMPARE(m_sockets.size(), 1);
        say(u"no JSON"_s);
        QTRY_COMPARE(peer.frames().size(), 1);
        QVERIFY(peer.frames().first().value(u"op"_s).toString().startsWith(u"not JSON"_s));
        peer.abort();
        QVERIFY(peer.connectTo(m_server->serverUrl()));
        QVERIFY(peer.frames().isEmpty());
    }

    void aPlaceWhereNobodyListensIsNoConnection()
    {
        const auto url = m_server->serverUrl();
        m_server->close();
        WsPeer peer;
        QVERIFY(!peer.connectTo(url));
    }
};

QTEST_GUILESS_MAIN(WsPeerTest)
#include "ws_peer_test.moc"
