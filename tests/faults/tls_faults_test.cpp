// SPDX-License-Identifier: GPL-3.0-or-later
// Real nodes that speak TLS with a certificate made for the test, the real client that trusts it, and somebody who
// takes a node's place with another one of the same name. And what a node writes down of all that is secret: nothing.
#include "tests/integration/client_desk.h"
#include "tests/unit/net/self_signed.h"

#include <QSslConfiguration>
#include <QSslKey>
#include <QTest>
#include <QWebSocketServer>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;

namespace {

const RoomId tea { "tea"_ba };

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TlsFaultsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const auto &name : { u"node"_s, u"impostor"_s })
            QVERIFY(writeSelfSigned(m_dir.filePath(name + u".pem"_s), m_dir.filePath(name + u".key"_s)));
        QSslConfiguration trust = QSslConfiguration::defaultConfiguration();
        trust.setCaCertificates({ QSslCertificate(read(m_dir.filePath(u"node.pem"_s))) });
        QSslConfiguration::setDefaultConfiguration(trust);
    }
    void init()
    {
        m_cluster =
            std::make_unique<Cluster>(QStringList { u"--tls-cert"_s, m_dir.filePath(u"node.pem"_s), u"--tls-key"_s,
                m_dir.filePath(u"node.key"_s), u"--no-rate-limits"_s, u"127.0.0.0/8"_s, u"--log-level"_s, u"debug"_s });
        QVERIFY2(m_cluster->start(1), qPrintable(m_cluster->problem()));
        QCOMPARE(m_cluster->node(1).url().scheme(), u"wss"_s);
        m_mara = std::make_unique<Desk>(mara);
        QVERIFY(m_mara->signIn(m_cluster->node(1).url()));
        QVERIFY(m_mara->makeRoom(tea));
        m_mara->look(tea);
        m_mara->say(u"over TLS"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_mara->client().waitingSends(), 0, Desk::patience);
        QTRY_COMPARE(m_mara->texts(), QStringList { u"over TLS"_s });
    }
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_cluster)
            qInfo("%s", m_cluster->logs().right(20'000).constData());
        m_mara.reset();
        m_cluster.reset();
    }

    void whoTakesANodesPlaceIsNotSpokenTo()
    {
        const QUrl place = m_cluster->node(1).url();
        m_cluster->node(1).kill();
        QTRY_VERIFY_WITH_TIMEOUT(!m_mara->isOnline(), Desk::patience);
        QWebSocketServer impostor(u"in the middle"_s, QWebSocketServer::SecureMode);
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificate(QSslCertificate(read(m_dir.filePath(u"impostor.pem"_s))));
        tls.setPrivateKey(QSslKey(read(m_dir.filePath(u"impostor.key"_s)), QSsl::Ec));
        impostor.setSslConfiguration(tls);
        impostor.setSupportedSubprotocols({ u"hubbub.v1"_s });
        int spoken = 0;
        connect(&impostor, &QWebSocketServer::newConnection, this, [&] {
            connect(impostor.nextPendingConnection(), &QWebSocket::textMessageReceived, this, [&] { ++spoken; });
        });
        QTRY_VERIFY(
            impostor.isListening() || impostor.listen(QHostAddress::LocalHost, static_cast<quint16>(place.port())));
        m_mara->say(u"not for you"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_mara->client().link().phase, Phase::Offline, Desk::patience);
        QCOMPARE(m_mara->client().link().reason, LostReason::Tls);
        QCOMPARE(spoken, 0);
        impostor.close();
        QVERIFY2(m_cluster->node(1).start(), qPrintable(m_cluster->node(1).problem()));
        m_mara->client().retryNow();
        QTRY_COMPARE_WITH_TIMEOUT(m_mara->texts(), (QStringList { u"over TLS"_s, u"not for you"_s }), Desk::patience);
    }

    // At its most talkative, through sign-ins that succeed and fail, tokens that are shown, spent and forged.
    void nothingSecretIsWrittenDown()
    {
        testing::Person ada(u"ada"_s);
        GatewayProcess &node = m_cluster->node(1);
        QCOMPARE(ada.registerAt(node)[u"op"].toString(), u"welcome"_s);
        QStringList secrets { QString::fromLatin1(testing::Person::password), u"a long password"_s, ada.token(),
            ada.refresh() };
        QCOMPARE(ada.returnTo(node)[u"op"].toString(), u"welcome"_s);
        secrets << ada.token() << ada.refresh() << u"guess number one"_s << u"words for nobody else"_s;
        QCOMPARE(ada.showToken(node, ada.token())[u"op"].toString(), u"welcome"_s);
        QCOMPARE(ada.join(u"tea"_s)[u"op"].toString(), u"ok"_s);
        QCOMPARE(ada.say(u"tea"_s, u"words for nobody else"_s)[u"op"].toString(), u"ok"_s);
        QCOMPARE(ada.showToken(node, ada.token() + u"x"_s)[u"code"].toString(), u"unauthorized"_s);
        WsPeer other;
        QVERIFY(other.connectTo(node.url()));
        QCOMPARE(other.signIn(u"ada"_s, u"guess number one"_s)[u"code"].toString(), u"unauthorized"_s);
        QVERIFY(m_cluster->http(1, u"/metrics"_s).second.size() > 1'000);
        QVERIFY(!node.log().isEmpty());
        for (const QString &secret : secrets) {
            QVERIFY(secret.size() > 10);
            QVERIFY2(!node.log().contains(secret.toUtf8()), qPrintable(secret));
        }
        // Nor in what operators may read: the streams and hashes that are not an account's.
        const auto opslog = m_cluster->redis().run({ "XRANGE", "hb:opslog", "-", "+" });
        for (const redis::Reply &entry : opslog.items()) {
            for (const redis::Reply &field : entry.at(1).items()) {
                for (const QString &secret : secrets)
                    QVERIFY2(!field.bytes().contains(secret.toUtf8()), qPrintable(secret));
            }
        }
        QVERIFY(opslog.size() > 0);
    }

private:
    QTemporaryDir m_dir;
    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Desk> m_mara;
};

QTEST_GUILESS_MAIN(TlsFaultsTest)
#include "tls_faults_test.moc"
