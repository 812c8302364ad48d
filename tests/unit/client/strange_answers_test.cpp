// SPDX-License-Identifier: GPL-3.0-or-later
// What answers at the node's address is no gateway: a sign-in page of some Wi-Fi, a balancer without a node, somebody
// in the middle, or nobody at all. The person hears which, and no secret goes there.
#include "tests/support/manual_alarms.h"
#include "tests/unit/client/client_story.h"
#include "tests/unit/net/self_signed.h"

#include <QSignalSpy>
#include <QSslKey>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Answers whatever comes with the same bytes, and keeps what it read.
class Portal final : public QTcpServer {
    Q_OBJECT
public:
    explicit Portal(QByteArray answer)
    {
        connect(this, &QTcpServer::newConnection, this, [this, answer = std::move(answer)] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                ++visits;
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                connect(socket, &QTcpSocket::readyRead, this, [this, socket, answer] {
                    read += socket->readAll();
                    if (answer.isEmpty())
                        return;
                    socket->write(answer);
                    socket->disconnectFromHost();
                });
            }
        });
    }
    int visits = 0;
    QByteArray read;
};

QByteArray http(const QByteArray &status, const QByteArray &body = "<html>Accept our terms</html>")
{
    return "HTTP/1.1 " + status + "\r\nContent-Type: text/html\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\nConnection: close\r\n\r\n" + body;
}

QUrl urlOf(const QTcpServer &server, const QString &scheme = u"ws"_s)
{
    return QUrl(u"%1://127.0.0.1:%2/ws"_s.arg(scheme).arg(server.serverPort()));
}

} // namespace

class StrangeAnswersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFirstSignInIsToldWhatAnswered_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<LostReason>("reason");
        QTest::addColumn<int>("visits");
        QTest::newRow("a page") << http("200 OK") << LostReason::NotHubbub << 1;
        QTest::newRow("a redirection") << http("302 Found") << LostReason::NotHubbub << 1;
        QTest::newRow("a refusal") << http("403 Forbidden") << LostReason::NotHubbub << 1;
        QTest::newRow("no HTTP at all") << "220 mail.example.org ESMTP\r\n\r\n"_ba << LostReason::NotHubbub << 1;
        QTest::newRow("a balancer without a node") << http("503 Service Unavailable") << LostReason::Unreachable << 1;
    }
    void aFirstSignInIsToldWhatAnswered()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const LostReason, reason);
        QFETCH(const int, visits);
        Portal portal(answer);
        QVERIFY(portal.listen(QHostAddress::LocalHost));
        const QTemporaryDir dir;
        ChatClient client(optionsFor(dir));
        QSignalSpy failed(&client, &ChatClient::signInFailed);
        client.signIn(signInTo(urlOf(portal), mara));
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(client.link().phase, Phase::Offline);
        QCOMPARE(client.link().reason, reason);
        QCOMPARE(portal.visits, visits);
        QVERIFY2(!portal.read.contains("long password") && !portal.read.contains("mara"), portal.read.constData());
    }

    void aSignInPageOnTheWayIsWaitedOutAndGetsNoSecret()
    {
        auto node = std::make_unique<FakeNode>();
        furnish(node->cluster());
        node->cluster().say(general, olek, u"before"_s);
        const QTemporaryDir dir;
        ManualClock clock;
        ManualAlarms alarms(clock);
        ChatClient::Options options = optionsFor(dir);
        options.clock = &clock;
        options.alarms = &alarms;
        ChatClient client(options);
        client.signIn(signInTo(node->url(), mara));
        QTRY_COMPARE(client.rooms().size(), 1);
        RoomFeed *feed = client.feed(general);
        QTRY_COMPARE(textsOf(*feed), QStringList { u"before"_s });

        // Somebody opens the lid in a hotel.
        const quint16 port = static_cast<quint16>(node->url().port());
        node->stop();
        QTRY_COMPARE(client.link().phase, Phase::Waiting);
        Portal portal(http("200 OK"));
        QVERIFY(portal.listen(QHostAddress::LocalHost, port));
        QVERIFY(client.send(general, body(u"typed meanwhile"_s)).ok());
        for (int visit = 1; visit <= 5; ++visit) {
            QTRY_COMPARE(client.link().phase, Phase::Waiting);
            alarms.advance(std::chrono::ceil<std::chrono::milliseconds>(client.link().retryAt - clock.now()));
            QTRY_COMPARE(portal.visits, visit);
            QTRY_COMPARE(client.link().reason, LostReason::NotHubbub);
        }
        QTRY_COMPARE(client.link().phase, Phase::Waiting);
        for (const char *secret : { "token", "refresh", "password", "Authorization", "typed meanwhile" })
            QVERIFY2(!portal.read.contains(secret), secret);
        QVERIFY(client.hasStoredSignIn());

        // And accepts the terms.
        portal.close();
        node->start();
        client.retryNow();
        QTRY_COMPARE(textsOf(*feed), (QStringList { u"before"_s, u"typed meanwhile"_s }));
    }

    void aServerOfAnotherProtocolIsNotSpokenTo()
    {
        QWebSocketServer server(u"other"_s, QWebSocketServer::NonSecureMode);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        int frames = 0;
        connect(&server, &QWebSocketServer::newConnection, this, [&] {
            QWebSocket *socket = server.nextPendingConnection(); // nobody's until now
            socket->setParent(&server);
            connect(socket, &QWebSocket::textMessageReceived, this, [&] { ++frames; });
        });
        const QTemporaryDir dir;
        ChatClient client(optionsFor(dir));
        QSignalSpy failed(&client, &ChatClient::signInFailed);
        client.signIn(signInTo(QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(server.serverPort())), mara));
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(client.link().reason, LostReason::NotHubbub);
        QCOMPARE(frames, 0);
    }

    void aServerThatSaysNothingIsGivenUpAfterTenSeconds()
    {
        Portal silent({});
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        const QTemporaryDir dir;
        ManualClock clock;
        ManualAlarms alarms(clock);
        ChatClient::Options options = optionsFor(dir);
        options.clock = &clock;
        options.alarms = &alarms;
        ChatClient client(options);
        QSignalSpy failed(&client, &ChatClient::signInFailed);
        client.signIn(signInTo(urlOf(silent), mara));
        QTRY_VERIFY(!silent.read.isEmpty());
        alarms.advance(9s);
        QCOMPARE(client.link().phase, Phase::Dialing);
        alarms.advance(2s);
        QCOMPARE(client.link().reason, LostReason::Unreachable);
        QVERIFY(client.link().phase != Phase::Dialing || client.link().attempt > 0);
    }

    void aCertificateThatNobodyVouchesForIsAHardStop()
    {
        const QTemporaryDir dir;
        const QString certificate = dir.filePath(u"cert.pem"_s);
        const QString key = dir.filePath(u"key.pem"_s);
        QVERIFY(writeSelfSigned(certificate, key));
        QFile certificateFile(certificate);
        QFile keyFile(key);
        QVERIFY(certificateFile.open(QIODevice::ReadOnly) && keyFile.open(QIODevice::ReadOnly));
        QWebSocketServer server(u"in the middle"_s, QWebSocketServer::SecureMode);
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificate(QSslCertificate(&certificateFile));
        tls.setPrivateKey(QSslKey(&keyFile, QSsl::Ec));
        server.setSslConfiguration(tls);
        server.setSupportedSubprotocols({ u"hubbub.v1"_s });
        QVERIFY(server.listen(QHostAddress::LocalHost));
        int connections = 0;
        connect(&server, &QWebSocketServer::newConnection, this, [&] { ++connections; });

        ManualClock clock;
        ManualAlarms alarms(clock);
        ChatClient::Options options = optionsFor(dir);
        options.clock = &clock;
        options.alarms = &alarms;
        ChatClient client(options);
        QSignalSpy failed(&client, &ChatClient::signInFailed);
        client.signIn(signInTo(QUrl(u"wss://127.0.0.1:%1/ws"_s.arg(server.serverPort())), mara));
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(client.link().phase, Phase::Offline);
        QCOMPARE(client.link().reason, LostReason::Tls);
        QVERIFY(!client.link().detail.isEmpty());
        alarms.advance(10min); // and it does not come back by itself
        QCOMPARE(client.link().phase, Phase::Offline);
        QCOMPARE(failed.count(), 1);
        QCOMPARE(connections, 0); // the handshake never got so far that anything could be read
    }
};

QTEST_GUILESS_MAIN(StrangeAnswersTest)
#include "strange_answers_test.moc"
