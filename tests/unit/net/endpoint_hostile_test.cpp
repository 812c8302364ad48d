// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/net/endpoint_harness.h"

#include <QTest>

#include <sys/socket.h>

using namespace hubbub;
using namespace hubbub::server;
using namespace hubbub::testing;
using namespace std::chrono_literals;

namespace {

void stopReading(RawClient &client) { client.socket().setReadBufferSize(1); }

void readAgain(RawClient &client)
{
    client.socket().setReadBufferSize(0);
    client.received += client.socket().readAll();
}

/// What a reader that has stopped reading is owed before the endpoint's own limits see it.
void fillKernel(Connection &connection)
{
    const QByteArray frame = encodeText(QByteArray(60'000, 'f'));
    for (int i = 0; i < 200 && connection.isOpen() && connection.unsentBytes() == 0; ++i) {
        connection.push(frame);
        QCoreApplication::sendPostedEvents();
    }
}

} // namespace

class EndpointHostileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void violationsGetTheCloseThatFitsAndTcpEnds_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, const QByteArray &bytes, int code) {
            QTest::newRow(name) << bytes << code;
        };
        row("not masked", clientFrame("x", { .isMasked = false }), 1002);
        row("reserved bit", clientFrame("x", { .reserved = 4 }), 1002);
        row("reserved opcode", clientFrame("x", { .opcode = 3 }), 1002);
        row("half a close code", clientFrame("\x03", { .opcode = 8 }), 1002);
        row("close code 1005", clientFrame(closePayload(1005), { .opcode = 8 }), 1002);
        row("binary", clientFrame("x", { .opcode = 2 }), 1003);
        row("bad UTF-8", clientFrame("\xff"), 1007);
        row("2^62", clientFrame("x", { .announced = qint64(1) << 62 }), 1009);
        row("65537", clientFrame("x", { .announced = 65537 }), 1009);
        row("fragment flood",
            clientFrame("", { .isFinal = false }) + clientFrame("", { .opcode = 0, .isFinal = false }).repeated(200),
            4501);
        row("ping flood", clientFrame("", { .opcode = 9 }).repeated(1000), 4501);
    }
    void violationsGetTheCloseThatFitsAndTcpEnds()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        Harness harness;
        RawClient client(harness.endpoint.port());
        HUBBUB_UPGRADE(client);
        client.send(bytes + clientFrame("after"));
        QTRY_VERIFY(client.isEnded);
        QCOMPARE(client.closeCode(), code);
        QVERIFY(harness.hooks.codes == std::vector { static_cast<quint16>(code) });
        QVERIFY(harness.hooks.texts.isEmpty());
        QCOMPARE(harness.endpoint.stats().violations, quint64(1));
    }

    void validUtf8SplitOverFragmentsAndReadsIsAccepted()
    {
        Harness harness;
        RawClient client(harness.endpoint.port());
        HUBBUB_UPGRADE(client);
        const QByteArray bytes = clientFrame("\xf0\x9f", { .isFinal = false }) + clientFrame("p", { .opcode = 9 })
            + clientFrame("\x98\x80", { .opcode = 0 });
        client.send(bytes.first(7));
        QTRY_VERIFY(harness.endpoint.stats().bytesIn >= quint64(RawClient::upgradeRequest().size() + 7));
        client.send(bytes.sliced(7));
        QTRY_COMPARE(harness.hooks.texts, QByteArrayList { "\xf0\x9f\x98\x80" });
        QTRY_COMPARE(client.received, encodePong("p"));
    }

    void everyResetAndEveryEndWithoutACloseIs1006()
    {
        Harness harness;
        RawClient ended(harness.endpoint.port());
        HUBBUB_UPGRADE(ended);
        ended.socket().disconnectFromHost();
        QTRY_COMPARE(harness.hooks.codes.size(), size_t(1));
        RawClient reset(harness.endpoint.port());
        HUBBUB_UPGRADE(reset);
        const linger hard { 1, 0 };
        ::setsockopt(static_cast<int>(reset.socket().socketDescriptor()), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        reset.send(clientFrame("cut", { .announced = 100 }));
        reset.socket().flush();
        reset.socket().abort();
        QTRY_COMPARE(harness.hooks.codes.size(), size_t(2));
        QVERIFY(harness.hooks.codes == (std::vector<quint16> { 1006, 1006 }));
        QVERIFY(harness.hooks.texts.isEmpty());
    }

    void slowHandshakesEndAndOthersAreServed()
    {
        Harness harness;
        std::vector<std::unique_ptr<RawClient>> slow;
        for (int i = 0; i < 100; ++i) {
            slow.push_back(std::make_unique<RawClient>(harness.endpoint.port()));
            if (i % 2)
                slow.back()->send("GET /ws HT");
        }
        QTRY_COMPARE(harness.endpoint.stats().strangers, 100);
        harness.clock.advance(4900ms);
        for (int i = 1; i < 100; i += 2)
            slow[static_cast<size_t>(i)]->send("T");
        RawClient good(harness.endpoint.port());
        HUBBUB_UPGRADE(good);
        QCOMPARE(harness.endpoint.stats().badHandshakes, quint64(0));
        harness.clock.advance(200ms);
        QTRY_COMPARE(harness.endpoint.stats().badHandshakes, quint64(100));
        for (const auto &client : slow)
            QTRY_VERIFY(client->isEnded);
        good.send(clientFrame("still here"));
        QTRY_COMPARE(harness.hooks.texts, QByteArrayList { "still here" });
    }

    void hugeAndCrookedRequestsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("800 KB of headers") << "GET /ws HTTP/1.1\r\nX: " + QByteArray(800'000, 'x') << 431;
        QTest::newRow("200 headers") << "GET /ws HTTP/1.1\r\nHost: h\r\n" + QByteArray("X: y\r\n").repeated(200)
                + "\r\n" << 431;
        QTest::newRow("a bare LF") << QByteArray("GET /ws HTTP/1.1\nHost: h\n") << 400;
        QTest::newRow("a bare CR") << QByteArray("GET /ws HTTP/1.1\rHost: h\r") << 400;
        QTest::newRow("TLS on a plain port") << QByteArray::fromHex("16030100c8010000c40303") << 400;
    }
    void hugeAndCrookedRequestsAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        Harness harness;
        RawClient client(harness.endpoint.port());
        client.send(bytes);
        QTRY_VERIFY(client.isEnded);
        QCOMPARE(client.status(), status);
        QCOMPARE(harness.hooks.openedCount, 0);
    }

    void aForeignOriginIsForbidden()
    {
        EndpointOptions options = Harness::freeOptions();
        options.origins = { "https://chat.example.org" };
        Harness harness(options);
        RawClient foreign(harness.endpoint.port());
        foreign.upgrade("Origin: https://evil.test\r\n");
        QTRY_COMPARE(foreign.status(), 403);
        RawClient listed(harness.endpoint.port());
        listed.upgrade("Origin: https://chat.example.org\r\n");
        QTRY_VERIFY(listed.isUpgraded());
    }

    void aStrangerMustSignInInTime()
    {
        Harness harness;
        RawClient stranger(harness.endpoint.port());
        HUBBUB_UPGRADE(stranger);
        RawClient known(harness.endpoint.port());
        HUBBUB_UPGRADE(known);
        harness.hooks.open[1]->setSignedIn();
        harness.clock.advance(9s);
        stranger.send(clientFrame("not a hello"));
        QTRY_COMPARE(harness.hooks.texts.size(), 1);
        harness.clock.advance(1100ms);
        QTRY_COMPARE(stranger.closeCode(), 4002);
        QCOMPARE(harness.hooks.codes.size(), size_t(1));
        QCOMPARE(known.closeCode(), 0);
    }

    void silenceIsAnsweredWithAPingAndThenWithAClose()
    {
        Harness harness;
        RawClient silent(harness.endpoint.port());
        HUBBUB_UPGRADE(silent);
        RawClient talking(harness.endpoint.port());
        HUBBUB_UPGRADE(talking);
        for (Connection *connection : harness.hooks.open)
            connection->setSignedIn();
        harness.clock.advance(5s);
        talking.send(clientFrame("x"));
        QTRY_COMPARE(harness.hooks.texts.size(), 1);
        harness.clock.advance(15100ms);
        QTRY_COMPARE(silent.received, encodePing());
        QVERIFY(talking.received.isEmpty());
        harness.clock.advance(9800ms);
        QTRY_COMPARE(talking.received, encodePing());
        talking.send(clientFrame("", { .opcode = 10 }));
        QTRY_VERIFY(harness.endpoint.stats().bytesIn > 2 * quint64(RawClient::upgradeRequest().size()) + 7);
        QCOMPARE(silent.closeCode(), 0);
        harness.clock.advance(300ms);
        QTRY_COMPARE(silent.closeCode(), 4002);
        harness.clock.advance(10s);
        QTRY_COMPARE(harness.hooks.codes.size(), size_t(1));
        QCOMPARE(harness.endpoint.stats().silentClosed, quint64(1));
        QCOMPARE(talking.closeCode(), 0);
    }

    void aLoopThatStoodStillBlamesNobodyWhoSpoke()
    {
        Harness harness;
        RawClient client(harness.endpoint.port());
        HUBBUB_UPGRADE(client);
        harness.hooks.open[0]->setSignedIn();
        harness.clock.advance(20100ms);
        QTRY_COMPARE(client.received, encodePing());
        // the answer lies in the socket while the clock runs past the deadline
        client.send(clientFrame("", { .opcode = 10 }));
        client.socket().flush();
        harness.clock.advance(60s);
        QTRY_COMPARE(harness.endpoint.stats().bytesIn, quint64(RawClient::upgradeRequest().size() + 6));
        harness.clock.advance(20100ms);
        QTRY_COMPARE(client.received, encodePing().repeated(2));
        QVERIFY(harness.hooks.codes.empty());
    }

    void aMessageMustEndInTimeHoweverItTrickles()
    {
        Harness harness;
        RawClient client(harness.endpoint.port());
        HUBBUB_UPGRADE(client);
        harness.hooks.open[0]->setSignedIn();
        const QByteArray frame = clientFrame(QByteArray(1000, 'x'));
        for (int i = 0; i < 15; ++i) {
            const quint64 before = harness.endpoint.stats().bytesIn;
            client.send(frame.mid(i, 1));
            QTRY_COMPARE(harness.endpoint.stats().bytesIn, before + 1);
            QCOMPARE(client.closeCode(), 0);
            harness.clock.advance(1s);
        }
        harness.clock.advance(200ms);
        QTRY_COMPARE(client.closeCode(), 4002);
    }

    void aSlowReaderLosesWhatIsDroppableAndThenItsConnection()
    {
        Harness harness;
        RawClient slow(harness.endpoint.port());
        HUBBUB_UPGRADE(slow);
        RawClient quick(harness.endpoint.port());
        HUBBUB_UPGRADE(quick);
        stopReading(slow);
        Connection &connection = *harness.hooks.open[0];
        fillKernel(connection);
        QVERIFY(connection.unsentBytes() > 0);
        const QByteArray frame = encodeText(QByteArray(64'000, 'm'));
        while (connection.unsentBytes() + frame.size() <= 512 * 1024)
            QVERIFY(connection.push(frame, true));
        QVERIFY(!connection.push(frame, true));
        QCOMPARE(harness.endpoint.stats().droppedPushes, quint64(1));
        QVERIFY(connection.isOpen());
        while (connection.unsentBytes() + frame.size() <= 1024 * 1024)
            QVERIFY(connection.push(frame));
        QCOMPARE(harness.endpoint.stats().slowClosed, quint64(0));
        QVERIFY(!connection.push(frame));
        QVERIFY(!connection.isOpen());
        QVERIFY(harness.hooks.codes.empty());
        QTRY_VERIFY(harness.hooks.codes == std::vector<quint16> { 4001 });
        QCOMPARE(harness.endpoint.stats().slowClosed, quint64(1));
        QVERIFY(harness.endpoint.stats().queuedBytes < 200'000);

        // once it reads again, it finds whole frames and the reason
        readAgain(slow);
        QTRY_COMPARE(slow.closeCode(), 4001);
        QVERIFY(harness.hooks.open[0]->push(encodeText("nobody else is slow")));
        QTRY_VERIFY(quick.received.contains("nobody else is slow"));
        QTRY_COMPARE(harness.endpoint.stats().queuedBytes, 0);
    }

    void aReaderThatTakesNothingForTenSecondsIsSlowWhateverItsAmount()
    {
        Harness harness;
        RawClient slow(harness.endpoint.port());
        HUBBUB_UPGRADE(slow);
        stopReading(slow);
        harness.hooks.open[0]->setSignedIn();
        fillKernel(*harness.hooks.open[0]);
        QVERIFY(harness.hooks.open[0]->unsentBytes() > 0);
        slow.send(clientFrame("I live"));
        harness.clock.advance(9500ms);
        QTRY_COMPARE(harness.hooks.texts.size(), 1);
        QVERIFY(harness.hooks.codes.empty());
        harness.clock.advance(700ms);
        QTRY_VERIFY(harness.hooks.codes == std::vector<quint16> { 4001 });
        harness.clock.advance(2100ms); // and does not take its Close either
        QTRY_COMPARE(harness.endpoint.stats().strangers, 0);
        QTRY_COMPARE(harness.endpoint.stats().queuedBytes, 0);
    }

    void muchInOneTurnIsNotSlowness()
    {
        Harness harness;
        RawClient client(harness.endpoint.port());
        HUBBUB_UPGRADE(client);
        const QByteArray frame = encodeText(QByteArray(30'000, 'm'));
        qsizetype taken = 0;
        // each push finds the client's reader ready, if the endpoint looks before it judges
        harness.hooks.onReceived = [&](Connection &connection, QByteArrayView) {
            for (int i = 0; i < 20 && connection.push(frame, true); ++i)
                taken += frame.size();
        };
        client.send(clientFrame("go"));
        QTRY_VERIFY(taken > 0);
        QCOMPARE(taken, 20 * frame.size());
        QTRY_COMPARE(client.received.size(), taken);
    }

    void aClientThatIgnoresItsCloseIsCutOff()
    {
        Harness harness;
        RawClient client(harness.endpoint.port());
        HUBBUB_UPGRADE(client);
        harness.hooks.open[0]->close(CloseCode::GoingAway);
        QTRY_COMPARE(client.closeCode(), 4000);
        QTRY_COMPARE(harness.hooks.codes.size(), size_t(1));
        QCOMPARE(harness.endpoint.stats().open, 0);
        // QTcpSocket answers the FIN by itself, but a flood after a Close must not be read for ever
        RawClient flood(harness.endpoint.port());
        HUBBUB_UPGRADE(flood);
        harness.hooks.open[0]->close(CloseCode::GoingAway);
        flood.send(QByteArray(3'000'000, 'x'));
        QTRY_COMPARE(harness.endpoint.stats().strangers, 0);
    }

    void aPeersCloseIsAnsweredWithItsCode()
    {
        Harness harness;
        for (const int code : { 1000, 1001, 4321 }) {
            RawClient client(harness.endpoint.port());
            HUBBUB_UPGRADE(client);
            client.send(clientFrame(closePayload(code, "reason"), { .opcode = 8 }));
            QTRY_COMPARE(client.closeCode(), code);
            QTRY_VERIFY(client.isEnded);
            QCOMPARE(harness.hooks.codes.back(), quint16(code));
        }
        RawClient client(harness.endpoint.port());
        HUBBUB_UPGRADE(client);
        client.send(clientFrame("", { .opcode = 8 }));
        QTRY_COMPARE(client.received, encodeEmptyClose());
        QTRY_COMPARE(harness.hooks.codes.back(), quint16(1005));
    }

    void tooManyOfOneAddressAreRefused()
    {
        EndpointOptions options = Harness::freeOptions();
        options.connectionsPerAddress = 2;
        Harness harness(options);
        RawClient one(harness.endpoint.port());
        RawClient two(harness.endpoint.port());
        HUBBUB_UPGRADE(one);
        HUBBUB_UPGRADE(two);
        RawClient three(harness.endpoint.port());
        QTRY_VERIFY(three.isEnded);
        QCOMPARE(harness.endpoint.stats().refused, quint64(1));
        one.socket().abort();
        QTRY_COMPARE(harness.hooks.codes.size(), size_t(1));
        RawClient four(harness.endpoint.port());
        HUBBUB_UPGRADE(four);
    }
};

QTEST_GUILESS_MAIN(EndpointHostileTest)
#include "endpoint_hostile_test.moc"
