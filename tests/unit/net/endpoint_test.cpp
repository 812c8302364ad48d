// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/net/endpoint_harness.h"

#include <QSignalSpy>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketHandshakeOptions>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace hubbub;
using namespace hubbub::server;
using namespace hubbub::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

QByteArray ws(const QByteArray &payload) { return clientFrame(payload); }

void open(QWebSocket &socket, quint16 port)
{
    QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1/ws?a=0011223344556677"_s.arg(port)));
    request.setRawHeader("Sec-WebSocket-Protocol", "hubbub.v1");
    socket.open(request);
}

} // namespace

class EndpointTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aStrangersLibraryTalksToUs()
    {
        Harness harness;
        harness.hooks.onReceived = [](Connection &connection, QByteArrayView text) {
            connection.push(encodeText(text));
        };
        QWebSocket socket;
        QStringList echoed;
        connect(&socket, &QWebSocket::textMessageReceived, this, [&](const QString &text) { echoed << text; });
        QSignalSpy connected(&socket, &QWebSocket::connected);
        open(socket, harness.endpoint.port());
        QTRY_COMPARE(connected.size(), 1);
        const QString big(60'000, u'b');
        for (const QString &text : { u"hello"_s, QString(), u"\u00e4\u20ac\U0001f600"_s, big })
            socket.sendTextMessage(text);
        QTRY_COMPARE(echoed.size(), 4);
        QCOMPARE(echoed, QStringList({ u"hello"_s, QString(), u"\u00e4\u20ac\U0001f600"_s, big }));

        QSignalSpy pong(&socket, &QWebSocket::pong);
        socket.ping("are you there");
        QTRY_COMPARE(pong.size(), 1);
        QCOMPARE(pong[0][1].toByteArray(), "are you there"_ba);

        socket.close(QWebSocketProtocol::CloseCodeNormal, u"bye"_s);
        QTRY_COMPARE(harness.hooks.codes.size(), size_t(1));
        QCOMPARE(harness.hooks.codes[0], quint16(1000));
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(harness.endpoint.stats().open, 0);
    }

    void ourCloseReachesAStrangersLibraryWithCodeAndReason()
    {
        Harness harness;
        QWebSocket socket;
        QSignalSpy disconnected(&socket, &QWebSocket::disconnected);
        open(socket, harness.endpoint.port());
        QTRY_COMPARE(harness.hooks.open.size(), size_t(1));
        Connection &connection = *harness.hooks.open[0];
        QVERIFY(connection.push(encodeText("last words")));
        QStringList texts;
        connect(&socket, &QWebSocket::textMessageReceived, this, [&](const QString &text) { texts << text; });
        connection.close(CloseCode::GoingAway, "drain");
        QVERIFY(!connection.isOpen());
        QVERIFY(!connection.push(encodeText("too late")));
        QVERIFY(harness.hooks.codes.empty()); // never inside the call
        QTRY_COMPARE(disconnected.size(), 1);
        QCOMPARE(texts, QStringList { u"last words"_s });
        QCOMPARE(int(socket.closeCode()), 4000);
        QCOMPARE(socket.closeReason(), u"drain"_s);
        QCOMPARE(harness.hooks.codes, std::vector<quint16> { 4000 });
    }

    void aClientOfAnotherVersionIsToldSo()
    {
        Harness harness;
        QWebSocket socket;
        QSignalSpy disconnected(&socket, &QWebSocket::disconnected);
        socket.open(QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(harness.endpoint.port())));
        QTRY_COMPARE(disconnected.size(), 1);
        QCOMPARE(int(socket.closeCode()), 4502);
        QCOMPARE(harness.hooks.openedCount, 0);
    }

    void plainHttpReachesTheHookAndTheRestIsRefused()
    {
        Harness harness;
        const auto get = [&](const QByteArray &request, int status, const QByteArray &end) {
            RawClient client(harness.endpoint.port());
            client.send(request);
            QTRY_VERIFY(client.isEnded);
            QCOMPARE(client.status(), status);
            QVERIFY2(client.received.endsWith(end), client.received.constData());
        };
        get("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n", 200, "\r\n\r\nok\n");
        get("HEAD /healthz HTTP/1.1\r\nHost: h\r\n\r\n", 200, "Content-Length: 3\r\n\r\n");
        get("GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n", 404, "Not Found\n");
        get("DELETE /healthz HTTP/1.1\r\nHost: h\r\n\r\n", 405, "Method Not Allowed\n");
        get("nonsense\r\n\r\n", 400, "Bad Request\n");
        QCOMPARE(harness.hooks.paths, QByteArrayList({ "/healthz", "/healthz", "/nowhere" }));
        QTRY_COMPARE(harness.endpoint.stats().strangers, 0);
    }

    void aClientThatEndsItsSideFirstStillGetsItsAnswer()
    {
        Harness harness;
        RawClient client(harness.endpoint.port());
        QTRY_COMPARE(client.socket().state(), QAbstractSocket::ConnectedState);
        client.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
        client.socket().flush();
        ::shutdown(static_cast<int>(client.socket().socketDescriptor()), SHUT_WR);
        QTRY_VERIFY(client.isEnded);
        QCOMPARE(client.status(), 200);
    }

    void theHandshakeMayComeByteByByte()
    {
        Harness harness;
        RawClient client(harness.endpoint.port());
        QTRY_COMPARE(client.socket().state(), QAbstractSocket::ConnectedState);
        client.socket().setSocketOption(QAbstractSocket::LowDelayOption, 1);
        for (const char c : RawClient::upgradeRequest() + ws("a") + ws("b")) {
            client.send(QByteArray(1, c));
            client.socket().flush();
            QCoreApplication::processEvents();
        }
        QTRY_COMPARE(harness.hooks.texts, QByteArrayList({ "a", "b" }));
        QVERIFY(client.isUpgraded());
    }

    void framesSentAlongWithTheHandshakeAreReadAfterIt()
    {
        Harness harness;
        RawClient client(harness.endpoint.port());
        client.send(RawClient::upgradeRequest() + ws("early") + ws("bird"));
        QTRY_COMPARE(harness.hooks.texts, QByteArrayList({ "early", "bird" }));
        QVERIFY(!harness.hooks.open[0]->isSignedIn());
    }

    void oneTurnsPushesAreOneWrite()
    {
        Harness harness;
        RawClient client(harness.endpoint.port());
        HUBBUB_UPGRADE(client);
        const quint64 before = harness.endpoint.stats().writes;
        for (int i = 0; i < 50; ++i)
            QVERIFY(harness.hooks.open[0]->push(encodeText("x")));
        QCOMPARE(harness.hooks.open[0]->unsentBytes(), 50 * 3);
        QCOMPARE(harness.endpoint.stats().writes, before);
        QTRY_COMPARE(client.received, encodeText("x").repeated(50));
        QCOMPARE(harness.endpoint.stats().writes, before + 1);
        QCOMPARE(harness.endpoint.stats().queuedBytes, 0);
    }

    void whatArrivesInATurnIsDeliveredBeforeTheFlush()
    {
        Harness harness;
        RawClient one(harness.endpoint.port());
        HUBBUB_UPGRADE(one);
        int flushesSeen = -1;
        harness.hooks.onReceived = [&](Connection &, QByteArrayView) {
            if (flushesSeen < 0)
                flushesSeen = harness.hooks.flushes;
            QCOMPARE(harness.hooks.flushes, flushesSeen);
        };
        harness.hooks.onBeforeFlush = [&] {
            if (harness.hooks.texts.size() == 100)
                harness.hooks.open[0]->push(encodeText("all hundred"));
        };
        one.send(ws("x").repeated(100));
        QTRY_VERIFY(one.received.contains("all hundred"));
    }

    void aScheduledFlushRunsOnce()
    {
        Harness harness;
        QCoreApplication::sendPostedEvents();
        const int before = harness.hooks.flushes;
        for (int i = 0; i < 10; ++i)
            harness.endpoint.scheduleFlush();
        QCOMPARE(harness.hooks.flushes, before);
        QCoreApplication::sendPostedEvents();
        QCOMPARE(harness.hooks.flushes, before + 1);
    }

    void connectionsMayBeClosedInsideAnyHook()
    {
        Harness harness;
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 6; ++i) {
            clients.push_back(std::make_unique<RawClient>(harness.endpoint.port()));
            HUBBUB_UPGRADE(*clients.back());
        }
        // the one that speaks ends itself and all others; the first to be reported gone ends what a hook opened
        harness.hooks.onReceived = [&](Connection &connection, QByteArrayView) {
            connection.abort();
            connection.close(CloseCode::Normal);
            for (Connection *other : harness.hooks.open)
                other == harness.hooks.open.back() ? other->abort() : other->close(CloseCode::GoingAway);
        };
        harness.hooks.onClosed = [&](Connection &) {
            for (Connection *other : harness.hooks.open)
                other->abort();
        };
        clients[2]->send(ws("one") + ws("two"));
        QTRY_COMPARE(harness.hooks.codes.size(), size_t(6));
        QCOMPARE(harness.hooks.texts, QByteArrayList { "one" });
        QCOMPARE(harness.endpoint.stats().open, 0);

        harness.hooks.onReceived = nullptr;
        harness.hooks.onClosed = nullptr;
        harness.hooks.onOpened = [](Connection &connection) { connection.abort(); };
        RawClient aborted(harness.endpoint.port());
        aborted.upgrade();
        QTRY_COMPARE(harness.hooks.codes.size(), size_t(7));
        harness.hooks.onOpened = [](Connection &connection) { connection.close(CloseCode::GoingAway); };
        RawClient closed(harness.endpoint.port());
        closed.upgrade();
        QTRY_VERIFY(closed.isUpgraded() && closed.closeCode() == 4000);
        harness.hooks.onOpened = nullptr;
        RawClient flushed(harness.endpoint.port());
        HUBBUB_UPGRADE(flushed);
        harness.hooks.onBeforeFlush = [&] {
            for (Connection *connection : harness.hooks.open)
                connection->abort();
        };
        flushed.send(ws("x"));
        QTRY_COMPARE(harness.hooks.codes.back(), quint16(1006));
        QTRY_VERIFY(flushed.isEnded);
    }

    void anEndpointMayBeDeletedWithEverythingOpen()
    {
        auto harness = std::make_unique<Harness>();
        RawClient open(harness->endpoint.port());
        HUBBUB_UPGRADE(open);
        RawClient half(harness->endpoint.port());
        half.send("GET /w");
        QTRY_COMPARE(harness->endpoint.stats().bytesIn, quint64(RawClient::upgradeRequest().size() + 6));
        harness->hooks.open[0]->push(encodeText("never sent"));
        harness.reset();
        QTRY_VERIFY(open.isEnded);
        QTRY_VERIFY(half.isEnded);
    }

    void theOwnerSlotKeepsWhatItIsGiven()
    {
        struct Owner final : ConnectionOwner {
            int value = 7;
        } owner;
        Harness harness;
        RawClient client(harness.endpoint.port());
        HUBBUB_UPGRADE(client);
        QVERIFY(!harness.hooks.open[0]->owner());
        harness.hooks.open[0]->setOwner(&owner);
        QCOMPARE(static_cast<Owner *>(harness.hooks.open[0]->owner())->value, 7);
        QVERIFY(harness.hooks.open[0]->peerAddress().isLoopback());
    }

    void theClientBehindATrustedProxyIsKnown()
    {
        EndpointOptions options = Harness::freeOptions();
        options.connectionsPerAddress = 1;
        options.trustedProxies = AddressRanges::parse({ u"127.0.0.1"_s }).value();
        Harness harness(options);
        RawClient one(harness.endpoint.port());
        one.upgrade("X-Forwarded-For: 203.0.113.5, 192.0.2.9\r\n");
        QTRY_VERIFY(one.isUpgraded());
        QCOMPARE(harness.hooks.open[0]->clientAddress().text(), "192.0.2.9"_ba);
        QCOMPARE(harness.hooks.open[0]->peerAddress().text(), "127.0.0.1"_ba);
        RawClient again(harness.endpoint.port());
        again.upgrade("X-Forwarded-For: 192.0.2.9\r\n");
        QTRY_COMPARE(again.status(), 429);
        RawClient other(harness.endpoint.port());
        other.upgrade("X-Forwarded-For: 192.0.2.10\r\n");
        QTRY_VERIFY(other.isUpgraded());
        one.socket().abort();
        QTRY_COMPARE(harness.hooks.codes.size(), size_t(1));
        RawClient later(harness.endpoint.port());
        later.upgrade("X-Forwarded-For: 192.0.2.9\r\n");
        QTRY_VERIFY(later.isUpgraded());
    }

    void nobodyElsesForwardedForIsBelieved()
    {
        Harness harness;
        RawClient one(harness.endpoint.port());
        one.upgrade("X-Forwarded-For: 192.0.2.9\r\n");
        QTRY_VERIFY(one.isUpgraded());
        QVERIFY(harness.hooks.open[0]->clientAddress().isLoopback());
    }

    void acceptedSocketsInheritTheirOptions()
    {
        Harness harness;
        RawClient client(harness.endpoint.port());
        HUBBUB_UPGRADE(client);
        // the server's end is the descriptor of this process whose peer is the client's port
        int found = -1;
        for (int descriptor = 3; descriptor < 1000; ++descriptor) {
            sockaddr_in peer {};
            socklen_t size = sizeof peer;
            if (::getpeername(descriptor, reinterpret_cast<sockaddr *>(&peer), &size) == 0 && peer.sin_family == AF_INET
                && ntohs(peer.sin_port) == client.socket().localPort())
                found = descriptor;
        }
        QVERIFY(found >= 0);
        int value = 0;
        socklen_t size = sizeof value;
        QCOMPARE(::getsockopt(found, IPPROTO_TCP, TCP_NODELAY, &value, &size), 0);
        QCOMPARE(value, 1);
        QCOMPARE(::getsockopt(found, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &value, &size), 0);
        QCOMPARE(value, 128 * 1024);
    }

    void aPortThatIsTakenOrAHostThatIsNoneIsSaidClearly()
    {
        Harness harness;
        EndpointOptions options = Harness::freeOptions();
        options.port = harness.endpoint.port();
        Endpoint second(options, harness.hooks, harness.clock);
        const Outcome taken = second.listen();
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::Unavailable);
        QVERIFY(taken.error().detail.contains(QString::number(options.port)));
        options.host = u"no.such.host"_s;
        Endpoint third(options, harness.hooks, harness.clock);
        const Outcome nowhere = third.listen();
        QVERIFY(!nowhere);
        QCOMPARE(nowhere.error().code, ErrorCode::BadField);
        QVERIFY(nowhere.error().detail.contains(u"no.such.host"_s));
    }

    void nodesMayShareAPort()
    {
        EndpointOptions options = Harness::freeOptions();
        options.reusePort = true;
        Harness one(options);
        options.port = one.endpoint.port();
        Harness two(options);
        QCOMPARE(two.endpoint.port(), one.endpoint.port());
    }

    void allAddressesMayBeListenedOn()
    {
        EndpointOptions options = Harness::freeOptions();
        options.host = u"*"_s;
        Harness harness(options);
        RawClient client(harness.endpoint.port());
        HUBBUB_UPGRADE(client);
        QCOMPARE(harness.hooks.open[0]->peerAddress().text(), "127.0.0.1"_ba);
    }

    void afterStopAcceptingOnlyTheOldOnesStay()
    {
        Harness harness;
        RawClient old(harness.endpoint.port());
        HUBBUB_UPGRADE(old);
        const quint16 port = harness.endpoint.port();
        harness.endpoint.stopAccepting();
        RawClient late(port);
        QTRY_COMPARE(late.socket().error(), QAbstractSocket::ConnectionRefusedError);
        old.send(ws("still here"));
        QTRY_COMPARE(harness.hooks.texts, QByteArrayList { "still here" });
    }

    void acceptingResumesWhenDescriptorsAreThereAgain()
    {
        Harness harness;
        RawClient before(harness.endpoint.port());
        HUBBUB_UPGRADE(before);
        const int waiting = ::socket(AF_INET, SOCK_STREAM, 0);
        const auto closeWaiting = qScopeGuard([&] { ::close(waiting); });
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_port = htons(harness.endpoint.port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        QCOMPARE(::connect(waiting, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0); // by the backlog
        const QByteArray request = RawClient::upgradeRequest();
        QCOMPARE(::send(waiting, request.constData(), static_cast<size_t>(request.size()), 0), request.size());
        char answer[512];

        rlimit old {};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &old), 0);
        rlimit low = old;
        const int lowestFree = ::dup(waiting);
        ::close(lowestFree);
        low.rlim_cur = static_cast<rlim_t>(lowestFree);
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &low), 0);
        const auto restore = qScopeGuard([&] { ::setrlimit(RLIMIT_NOFILE, &old); });
        QTRY_COMPARE(harness.endpoint.stats().acceptPauses, quint64(1));
        before.send(ws("served meanwhile"));
        QTRY_COMPARE(harness.hooks.texts, QByteArrayList { "served meanwhile" });
        QVERIFY(::recv(waiting, answer, sizeof answer, MSG_DONTWAIT) < 0);
        QCOMPARE(harness.endpoint.stats().acceptPauses, quint64(1)); // it does not spin
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &old), 0);
        harness.clock.advance(1100ms);
        QTRY_VERIFY(::recv(waiting, answer, sizeof answer, MSG_DONTWAIT | MSG_PEEK) >= 12);
        QVERIFY(QByteArrayView(answer, 12) == "HTTP/1.1 101");
    }

    void strangersOverTheLimitWaitTheirTurn()
    {
        EndpointOptions options = Harness::freeOptions();
        options.maxStrangers = 2;
        Harness harness(options);
        RawClient one(harness.endpoint.port());
        RawClient two(harness.endpoint.port());
        HUBBUB_UPGRADE(one);
        HUBBUB_UPGRADE(two);
        RawClient three(harness.endpoint.port());
        three.upgrade();
        one.send(ws("the loop goes round"));
        QTRY_COMPARE(harness.hooks.texts.size(), 1);
        QVERIFY(!three.isUpgraded());
        QCOMPARE(harness.endpoint.stats().strangers, 2);
        harness.hooks.open[0]->setSignedIn();
        harness.hooks.open[0]->setSignedIn();
        QTRY_VERIFY(three.isUpgraded());
        QCOMPARE(harness.endpoint.stats().strangers, 2);
        two.socket().abort();
        QTRY_COMPARE(harness.endpoint.stats().strangers, 1);
    }

    void acceptsOverTheRateOfAllWaitAndOverThatOfOneAreRefused()
    {
        EndpointOptions options = Harness::freeOptions();
        options.acceptsPerSecond = 2;
        Harness harness(options);
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(std::make_unique<RawClient>(harness.endpoint.port()));
            clients.back()->upgrade();
        }
        QTRY_COMPARE(harness.hooks.openedCount, 2);
        harness.clock.advance(600ms);
        QTRY_COMPARE(harness.hooks.openedCount, 3);
        QCOMPARE(harness.endpoint.stats().refused, quint64(0));

        options = Harness::freeOptions();
        options.acceptsPerAddress = 1;
        options.acceptsPerAddressBurst = 2;
        Harness strict(options);
        for (int i = 0; i < 3; ++i) {
            clients.push_back(std::make_unique<RawClient>(strict.endpoint.port()));
            clients.back()->upgrade();
        }
        QTRY_COMPARE(strict.endpoint.stats().refused, quint64(1));
        QTRY_COMPARE(strict.hooks.openedCount, 2);
        QTRY_VERIFY(clients.back()->isEnded);
    }
};

QTEST_GUILESS_MAIN(EndpointTest)
#include "endpoint_test.moc"
