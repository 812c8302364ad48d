// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/net/endpoint_harness.h"
#include "tests/unit/net/self_signed.h"

#include <QSignalSpy>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>

using namespace hubbub;
using namespace hubbub::server;
using namespace hubbub::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

void ignoreErrors(QSslSocket &socket) { socket.setPeerVerifyMode(QSslSocket::VerifyNone); }

} // namespace

class EndpointTlsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_dir.isValid());
        m_options = Harness::freeOptions();
        m_options.tlsCertificate = m_dir.filePath(u"cert.pem"_s);
        m_options.tlsKey = m_dir.filePath(u"key.pem"_s);
        QVERIFY(writeSelfSigned(m_options.tlsCertificate, m_options.tlsKey));
    }

    void aStrangersLibraryTalksToUsThroughTls()
    {
        Harness harness(m_options);
        harness.hooks.onReceived = [](Connection &connection, QByteArrayView text) {
            connection.push(encodeText(text));
        };
        QWebSocket socket;
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setCaCertificates(QSslCertificate::fromPath(m_options.tlsCertificate));
        socket.setSslConfiguration(configuration);
        QStringList echoed;
        connect(&socket, &QWebSocket::textMessageReceived, this, [&](const QString &text) { echoed << text; });
        QSignalSpy disconnected(&socket, &QWebSocket::disconnected);
        QNetworkRequest request(QUrl(u"wss://127.0.0.1:%1/ws"_s.arg(harness.endpoint.port())));
        request.setRawHeader("Sec-WebSocket-Protocol", "hubbub.v1");
        socket.open(request);
        QTRY_COMPARE(harness.hooks.open.size(), size_t(1));
        QStringList sent { u"hello"_s, QString(), QString(60'000, u'b') };
        for (int i = 0; i < 200; ++i)
            sent << QString(i * 37, u'x');
        for (const QString &text : sent)
            socket.sendTextMessage(text);
        QTRY_COMPARE(echoed.size(), sent.size());
        QCOMPARE(echoed, sent);
        harness.hooks.open[0]->close(CloseCode::GoingAway, "drain");
        QTRY_COMPARE(disconnected.size(), 1);
        QCOMPARE(int(socket.closeCode()), 4000);
        QTRY_COMPARE(harness.endpoint.stats().strangers, 0);
    }

    void muchAtOnceGoesThroughTlsWhole()
    {
        Harness harness(m_options);
        QSslSocket socket;
        ignoreErrors(socket);
        QByteArray received;
        connect(&socket, &QSslSocket::readyRead, this, [&] { received += socket.readAll(); });
        socket.connectToHostEncrypted(u"127.0.0.1"_s, harness.endpoint.port());
        QTRY_VERIFY(socket.isEncrypted());
        socket.write(RawClient::upgradeRequest());
        QTRY_VERIFY(received.endsWith("\r\n\r\n"));
        received.clear();
        socket.setReadBufferSize(1000); // the writer has to wait, in the middle of records too
        QByteArray sent;
        for (int i = 0; i < 900; ++i) {
            const QByteArray frame = encodeText(QByteArray(i, static_cast<char>('a' + i % 26)));
            QVERIFY(harness.hooks.open[0]->push(frame));
            sent += frame;
        }
        QTRY_COMPARE(received.size(), sent.size());
        QVERIFY(received == sent);
        QCOMPARE(harness.endpoint.stats().queuedBytes, 0);
    }

    void silentTlsConnectionsEndAndOthersAreServed()
    {
        Harness harness(m_options);
        std::vector<std::unique_ptr<RawClient>> silent;
        for (int i = 0; i < 100; ++i)
            silent.push_back(std::make_unique<RawClient>(harness.endpoint.port()));
        silent[50]->send(QByteArray::fromHex("16030100c8010000c40303")); // the beginning of a hello
        QTRY_COMPARE(harness.endpoint.stats().strangers, 100);
        QSslSocket good;
        ignoreErrors(good);
        good.connectToHostEncrypted(u"127.0.0.1"_s, harness.endpoint.port());
        QTRY_VERIFY(good.isEncrypted());
        good.write(RawClient::upgradeRequest());
        QTRY_COMPARE(harness.hooks.openedCount, 1);
        harness.clock.advance(5100ms);
        for (const auto &client : silent)
            QTRY_VERIFY(client->isEnded);
        QCOMPARE(harness.endpoint.stats().strangers, 1);
    }

    void plainTextOnATlsPortEndsAtOnce()
    {
        Harness harness(m_options);
        RawClient plain(harness.endpoint.port());
        plain.upgrade();
        QTRY_VERIFY(plain.isEnded);
        QCOMPARE(harness.hooks.openedCount, 0);
        QTRY_COMPARE(harness.endpoint.stats().strangers, 0);
    }

    void tls12IsSpokenAndOlderVersionsAreRefused()
    {
        Harness harness(m_options);
        QSslSocket current;
        ignoreErrors(current);
        current.setProtocol(QSsl::TlsV1_2);
        current.connectToHostEncrypted(u"127.0.0.1"_s, harness.endpoint.port());
        QTRY_VERIFY(current.isEncrypted());
        QCOMPARE(current.sessionProtocol(), QSsl::TlsV1_2);

        // a ClientHello of TLS 1.1: version, random, no session, ECDHE-ECDSA-AES128-SHA, no compression
        const QByteArray hello =
            QByteArray::fromHex("0302") + QByteArray(32, 'r') + QByteArray::fromHex("000002c0090100");
        RawClient old(harness.endpoint.port());
        old.send(QByteArray::fromHex("160301002d01000029") + hello);
        QTRY_VERIFY(old.isEnded);
        QVERIFY(old.received.startsWith('\x15'));
        QCOMPARE(old.received.right(2), QByteArray::fromHex("0246")); // fatal: protocol_version
        QCOMPARE(harness.hooks.openedCount, 0);
    }

    void aClientThatLeavesInTheMiddleHarmsNobody()
    {
        Harness harness(m_options);
        for (int i = 0; i < 20; ++i) {
            QSslSocket socket;
            ignoreErrors(socket);
            socket.connectToHostEncrypted(u"127.0.0.1"_s, harness.endpoint.port());
            if (i % 2) {
                QTRY_VERIFY(socket.isEncrypted());
                socket.write(RawClient::upgradeRequest());
                QTRY_COMPARE(harness.hooks.open.size(), size_t(1));
                harness.hooks.open[0]->push(encodeText(QByteArray(60'000, 'x')));
            }
            socket.abort();
            QTRY_COMPARE(harness.endpoint.stats().strangers, 0);
        }
        QTRY_COMPARE(harness.hooks.codes.size(), size_t(10));
    }

    void wrongFilesAreSaidClearly_data()
    {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("named");
        const QString missing = m_dir.filePath(u"missing.pem"_s);
        const QString otherKey = m_dir.filePath(u"other-key.pem"_s);
        QVERIFY(writeSelfSigned(m_dir.filePath(u"other.pem"_s), otherKey));
        QTest::newRow("no certificate") << missing << m_options.tlsKey << missing;
        QTest::newRow("no key") << m_options.tlsCertificate << missing << missing;
        QTest::newRow("another's key") << m_options.tlsCertificate << otherKey << otherKey;
        QTest::newRow("key not given") << m_options.tlsCertificate << QString() << u"key"_s;
    }
    void wrongFilesAreSaidClearly()
    {
        QFETCH(QString, certificate);
        QFETCH(QString, key);
        QFETCH(QString, named);
        EndpointOptions options = m_options;
        options.tlsCertificate = certificate;
        options.tlsKey = key;
        RecordingHooks hooks;
        ManualClock clock;
        Endpoint endpoint(options, hooks, clock);
        const Outcome outcome = endpoint.listen();
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::BadField);
        QVERIFY2(outcome.error().detail.contains(named), qPrintable(outcome.error().detail));
        QCOMPARE(endpoint.port(), quint16(0));
    }

private:
    QTemporaryDir m_dir;
    EndpointOptions m_options;
};

QTEST_GUILESS_MAIN(EndpointTlsTest)
#include "endpoint_tls_test.moc"
