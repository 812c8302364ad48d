// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/handshake.h"

#include <QTest>

using namespace hubbub::server;
using Kind = Negotiation::Kind;

namespace {

const QByteArray sampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

QByteArray request(const QByteArrayList &headers, const QByteArray &line = "GET /ws HTTP/1.1")
{
    return line + "\r\n" + headers.join("\r\n") + (headers.isEmpty() ? "" : "\r\n") + "\r\n";
}

QByteArrayList upgradeHeaders()
{
    return { "Host: node.example.org:9001", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: " + sampleKey, "Sec-WebSocket-Protocol: hubbub.v1" };
}

QByteArrayList without(const QByteArray &name)
{
    QByteArrayList headers = upgradeHeaders();
    headers.removeIf([name](const QByteArray &header) { return header.startsWith(name); });
    return headers;
}

QByteArrayList with(const QByteArray &header) { return without(header.left(header.indexOf(':') + 1)) << header; }

/// The status that the request as a whole gets; 0 where it is for the http hook.
int statusOf(const QByteArray &bytes, const QByteArrayList &origins = {})
{
    HttpRequest parsed;
    if (const auto status = parseRequest(bytes, parsed))
        return *status;
    const Negotiation negotiation = negotiate(parsed, origins);
    if (negotiation.kind == Kind::Plain)
        return 0;
    return negotiation.reply.mid(9, 3).toInt();
}

void row(const char *name, const QByteArray &bytes, int status) { QTest::newRow(name) << bytes << status; }

} // namespace

class HandshakeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theKeyIsAnsweredAsInTheStandardsExample()
    {
        QCOMPARE(acceptFor(sampleKey), QByteArray("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    }

    void aGoodRequestIsUpgraded()
    {
        HttpRequest parsed;
        const QByteArray bytes = request(upgradeHeaders(), "GET /ws?a=00112233aabbccdd HTTP/1.1");
        QVERIFY(!parseRequest(bytes, parsed));
        QCOMPARE(parsed.path.toByteArray(), QByteArray("/ws"));
        QCOMPARE(parsed.query.toByteArray(), QByteArray("a=00112233aabbccdd"));
        const Negotiation negotiation = negotiate(parsed, {});
        QCOMPARE(negotiation.kind, Kind::Upgrade);
        QVERIFY(negotiation.reply.startsWith("HTTP/1.1 101 "));
        QVERIFY(negotiation.reply.endsWith("\r\n\r\n"));
        QVERIFY(negotiation.reply.contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
        QVERIFY(negotiation.reply.contains("\r\nSec-WebSocket-Protocol: hubbub.v1\r\n"));
    }

    void whoeverDoesNotSpeakOursIsUpgradedToBeTold_data()
    {
        QTest::addColumn<QByteArrayList>("headers");
        QTest::addColumn<bool>("speaksOurs");
        QTest::newRow("no subprotocol") << without("Sec-WebSocket-Protocol") << false;
        QTest::newRow("another") << with("Sec-WebSocket-Protocol: hubbub.v2") << false;
        QTest::newRow("in capitals") << with("Sec-WebSocket-Protocol: HUBBUB.V1") << false;
        QTest::newRow("a longer name") << with("Sec-WebSocket-Protocol: hubbub.v10") << false;
        QTest::newRow("empty") << with("Sec-WebSocket-Protocol:") << false;
        QTest::newRow("in a list") << with("Sec-WebSocket-Protocol: hubbub.v9 ,\thubbub.v1") << true;
        QTest::newRow("in a second header")
            << (with("Sec-WebSocket-Protocol: hubbub.v9") << "Sec-WebSocket-Protocol: hubbub.v1") << true;
    }
    void whoeverDoesNotSpeakOursIsUpgradedToBeTold()
    {
        QFETCH(QByteArrayList, headers);
        QFETCH(bool, speaksOurs);
        HttpRequest parsed;
        const QByteArray bytes = request(headers);
        QVERIFY(!parseRequest(bytes, parsed));
        const Negotiation negotiation = negotiate(parsed, {});
        QCOMPARE(negotiation.kind, speaksOurs ? Kind::Upgrade : Kind::UpgradeThenRefuse);
        QCOMPARE(negotiation.reply.contains("Sec-WebSocket-Protocol: hubbub.v1\r\n"), speaksOurs);
    }

    void requestsGetTheStatusThatFits_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const QByteArray host = "Host: h";
        const QByteArray get = "GET /healthz HTTP/1.1";
        row("good", request(upgradeHeaders()), 101);
        row("names in any case", request(upgradeHeaders()).replace("Upgrade: websocket", "uPGRADE: WebSocket"), 101);
        row("Connection as a list", request(with("Connection: keep-alive, Upgrade")), 101);
        row("plain get", request({ host }, get), 0);
        row("plain get of HTTP/1.0 without a host", request({}, "GET /healthz HTTP/1.0"), 0);
        row("head", request({ host }, "HEAD /readyz HTTP/1.1"), 0);
        row("content length 0", request({ host, "Content-Length: 0" }, get), 0);
        row("a tab in a value", request({ host, "X: a\tz" }, get), 0);
        row("post", request({ host, "Content-Length: 0" }, "POST /healthz HTTP/1.1"), 405);
        row("options", request({ host }, "OPTIONS /ws HTTP/1.1"), 405);
        row("head of /ws", request({ host }, "HEAD /ws HTTP/1.1"), 405);
        row("/ws without upgrade", request({ host }), 426);
        row("version 8", request(with("Sec-WebSocket-Version: 8")), 426);
        row("upgrade elsewhere", request(upgradeHeaders(), "GET /other HTTP/1.1"), 404);
        row("upgrade of /ws/", request(upgradeHeaders(), "GET /ws/ HTTP/1.1"), 404);
        row("upgrade in HTTP/1.0", request(upgradeHeaders(), "GET /ws HTTP/1.0"), 400);
        row("no version", request(without("Sec-WebSocket-Version")), 400);
        row("no key", request(without("Sec-WebSocket-Key")), 400);
        row("a short key", request(with("Sec-WebSocket-Key: AAAA")), 400);
        row("a key that is not base64", request(with("Sec-WebSocket-Key: dGhlIHNhbXBsZS*ub25jZQ==")), 400);
        row("two keys", request(upgradeHeaders() << "Sec-WebSocket-Key: " + sampleKey), 400);
        row("two versions", request(upgradeHeaders() << "Sec-WebSocket-Version: 13"), 400);
        row("no host", request(without("Host")), 400);
        row("two hosts", request(upgradeHeaders() << host), 400);
        row("a body announced", request({ host, "Content-Length: 5" }, get), 400);
        row("two lengths", request({ host, "Content-Length: 0", "Content-Length: 5" }, get), 400);
        row("chunked", request({ host, "Transfer-Encoding: chunked" }, get), 400);
        row("HTTP/2.0", request({ host }, "GET / HTTP/2.0"), 505);
        row("not HTTP", request({ host }, "GET / FTP/1.1"), 400);
        row("no version at all", request({ host }, "GET /"), 400);
        row("two blanks", request({ host }, "GET  / HTTP/1.1"), 400);
        row("an absolute target", request({ host }, "GET http://h/ws HTTP/1.1"), 400);
        row("a blank in the target", request({ host }, "GET /a b HTTP/1.1"), 400);
        row("a fragment in the target", request({ host }, "GET /a#b HTTP/1.1"), 400);
        row("a byte above ASCII in the target", request({ host }, "GET /\xc3\xa4 HTTP/1.1"), 400);
        row("a folded line", request({ host, " folded" }), 400);
        row("a blank before the colon", request({ "Host : h" }), 400);
        row("no colon", request({ host, "nonsense" }), 400);
        row("an empty name", request({ host, ": x" }), 400);
        row("a control byte in a value", request({ host, "X: a\x01z" }), 400);
        row("a NUL", request({ host, QByteArray("X: a\0z", 6) }), 400);
        row("a bare LF", "GET /healthz HTTP/1.1\nHost: h\n\n", 400);
        row("a bare CR", "GET /healthz HTTP/1.1\r\nHost: h\rX: y\r\n\r\n", 400);
        row("an empty line first", "\r\n" + request({ host }), 400);
        row("64 headers", request(QByteArrayList(63, "X: y") << host, get), 0);
        row("65 headers", request(QByteArrayList(64, "X: y") << host), 431);
        row("17 KB of headers", request({ host, "X: " + QByteArray(17'000, 'x') }), 431);
    }
    void requestsGetTheStatusThatFits()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        QCOMPARE(statusOf(bytes), status);
    }

    void originsAreCheckedAgainstTheListOrTheHost_data()
    {
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<QByteArrayList>("list");
        QTest::addColumn<int>("status");
        const QByteArrayList none;
        const QByteArrayList list { "https://chat.example.org", "https://other.example.org:8443" };
        const auto add = [](const char *name, const QByteArray &origin, const QByteArrayList &allowed, int status) {
            QTest::newRow(name) << origin << allowed << status;
        };
        add("on the list", "https://chat.example.org", list, 101);
        add("with its port", "https://other.example.org:8443", list, 101);
        add("capitals", "HTTPS://Chat.Example.Org", list, 101);
        add("another port", "https://chat.example.org:1", list, 403);
        add("another scheme", "http://chat.example.org", list, 403);
        add("a longer name", "https://chat.example.org.evil.test", list, 403);
        add("own host, but not listed", "http://node.example.org:9001", list, 403);
        add("null", "null", list, 403);
        add("no list, own host", "http://node.example.org:9001", none, 101);
        add("no list, own host without port", "http://node.example.org", none, 403);
        add("no list, another host", "https://evil.test", none, 403);
        add("no list, null", "null", none, 403);
        add("no list, empty", "", none, 403);
    }
    void originsAreCheckedAgainstTheListOrTheHost()
    {
        QFETCH(QByteArray, origin);
        QFETCH(QByteArrayList, list);
        QFETCH(int, status);
        QCOMPARE(statusOf(request(upgradeHeaders() << "Origin: " + origin), list), status);
        QCOMPARE(statusOf(request(upgradeHeaders()), list), 101);
        QCOMPARE(statusOf(request(upgradeHeaders() << "Origin: " + origin << "Origin: " + origin), list), 400);
    }

    void theEndIsFoundHoweverTheBytesArrive()
    {
        const QByteArray bytes = request(upgradeHeaders()) + "frames";
        const qsizetype size = bytes.size() - 6;
        for (qsizetype seen = 0; seen < bytes.size(); ++seen) {
            const RequestEnd before = findRequestEnd(bytes.first(seen));
            QCOMPARE(before.kind == RequestEnd::Kind::Complete, seen >= size);
            const RequestEnd after = findRequestEnd(bytes, std::min(seen, size - 1));
            QCOMPARE(after.kind, RequestEnd::Kind::Complete);
            QCOMPARE(after.size, size);
        }
    }

    void anEndlessRequestIsTooLarge()
    {
        QCOMPARE(findRequestEnd(QByteArray(maxRequestBytes - 1, 'x')).kind, RequestEnd::Kind::Incomplete);
        QCOMPARE(findRequestEnd(QByteArray(maxRequestBytes, 'x')).kind, RequestEnd::Kind::TooLarge);
        QCOMPARE(findRequestEnd(QByteArray(800'000, 'x'), 10).kind, RequestEnd::Kind::TooLarge);
    }

    void responsesEndTheConnectionAndSayTheirLength()
    {
        HttpResponse response;
        response.status = 503;
        response.contentType = "application/json";
        response.body = "{\"redis\":\"down\"}";
        response.extraHeaders = "Retry-After: 2\r\n";
        QCOMPARE(encodeResponse(response),
            QByteArray("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Type: application/json\r\n"
                       "Content-Length: 16\r\nRetry-After: 2\r\n\r\n{\"redis\":\"down\"}"));
        QVERIFY(encodeResponse(response, true).endsWith("Content-Length: 16\r\nRetry-After: 2\r\n\r\n"));
        QVERIFY(encodeRefusal(403).endsWith("\r\n\r\nForbidden\n"));
    }
};

QTEST_GUILESS_MAIN(HandshakeTest)
#include "handshake_test.moc"
