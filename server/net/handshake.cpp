// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/handshake.h"

#include "core/base/red_hook.h"

#include <QCryptographicHash>

#include <algorithm>
#include <cstring>

namespace hubbub::server {

namespace {

constexpr int badRequest = 400;
constexpr int headersTooLarge = 431;
constexpr int versionNotSupported = 505;

bool isSameToken(QByteArrayView a, QByteArrayView b) { return a.compare(b, Qt::CaseInsensitive) == 0; }

/// RFC 9110 section 5.6.2.
bool isTokenChar(char c)
{
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return true;
    return c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr;
}

bool isToken(QByteArrayView text) { return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenChar); }

QByteArrayView trimBlanks(QByteArrayView text)
{
    while (!text.isEmpty() && (text.front() == ' ' || text.front() == '\t'))
        text = text.sliced(1);
    while (!text.isEmpty() && (text.back() == ' ' || text.back() == '\t'))
        text.chop(1);
    return text;
}

bool isValueChar(char c)
{
    const auto byte = static_cast<quint8>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

bool isTargetChar(char c)
{
    const auto byte = static_cast<quint8>(c);
    return byte > 0x20 && byte < 0x7f && byte != '#';
}

QByteArrayView takeLine(QByteArrayView &rest)
{
    const qsizetype end = rest.indexOf("\r\n");
    const QByteArrayView line = rest.first(end);
    rest = rest.sliced(end + 2);
    return line;
}

std::optional<int> parseRequestLine(QByteArrayView line, HttpRequest &request)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype second = line.lastIndexOf(' ');
    if (first <= 0 || second <= first + 1)
        return badRequest;
    request.method = line.first(first);
    const QByteArrayView target = line.sliced(first + 1, second - first - 1);
    const QByteArrayView version = line.sliced(second + 1);
    if (!isToken(request.method) || target.front() != '/' || !std::all_of(target.begin(), target.end(), isTargetChar))
        return badRequest;
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return version.startsWith("HTTP/") ? versionNotSupported : badRequest;
    request.minorVersion = version.back() - '0';
    const qsizetype mark = target.indexOf('?');
    request.path = mark < 0 ? target : target.first(mark);
    request.query = mark < 0 ? QByteArrayView() : target.sliced(mark + 1);
    return {};
}

std::optional<int> parseHeaders(QByteArrayView lines, HttpRequest &request)
{
    request.headerCount = 0;
    while (!lines.isEmpty()) {
        const QByteArrayView line = takeLine(lines);
        if (line.isEmpty())
            return {};
        if (request.headerCount == maxRequestHeaders)
            return headersTooLarge;
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0)
            return badRequest;
        const HttpRequest::Header header { line.first(colon), trimBlanks(line.sliced(colon + 1)) };
        if (!isToken(header.name) || !std::all_of(header.value.begin(), header.value.end(), isValueChar))
            return badRequest;
        request.headers[static_cast<size_t>(request.headerCount++)] = header;
    }
    return badRequest;
}

/// A request body would be read as frames, or as the next request: nothing we serve takes one.
bool hasBody(const HttpRequest &request)
{
    const int lengths = request.count("Content-Length");
    return request.count("Transfer-Encoding") > 0 || lengths > 1
        || (lengths == 1 && request.header("Content-Length") != "0");
}

/// "example.org:8443" of "https://example.org:8443"; empty where it is not an origin.
QByteArrayView hostOf(QByteArrayView origin)
{
    const qsizetype scheme = origin.indexOf("://");
    return scheme < 0 ? QByteArrayView() : origin.sliced(scheme + 3);
}

bool isOriginAllowed(const HttpRequest &request, const QByteArrayList &origins)
{
    if (request.count("Origin") == 0 || redHook("any_origin"))
        return true; // not a browser
    const QByteArrayView origin = request.header("Origin");
    if (!origins.isEmpty())
        return std::any_of(
            origins.begin(), origins.end(), [&](const QByteArray &allowed) { return isSameToken(origin, allowed); });
    const QByteArrayView host = hostOf(origin);
    return !host.isEmpty() && isSameToken(host, request.header("Host"));
}

/// Sixteen bytes in base64: 22 digits, of which the last holds 2 bits, and "==".
bool isKey(QByteArrayView key)
{
    if (key.size() != 24 || key.sliced(22) != "==")
        return false;
    const auto decoded =
        QByteArray::fromBase64Encoding(key.toByteArray(), QByteArray::Base64Option::AbortOnBase64DecodingErrors);
    return decoded && decoded.decoded.size() == 16;
}

QByteArrayView wordsOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Status";
    }
}

QByteArray acceptResponse(QByteArrayView key, bool speaksOurs)
{
    QByteArray reply;
    reply.reserve(192);
    reply += "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ";
    reply += acceptFor(key);
    reply += "\r\n";
    if (speaksOurs) {
        reply += "Sec-WebSocket-Protocol: ";
        reply += subprotocol;
        reply += "\r\n";
    }
    reply += "\r\n";
    return reply;
}

Negotiation refuse(int status, QByteArrayView extraHeaders = {})
{
    return { Negotiation::Kind::Refuse, encodeRefusal(status, extraHeaders) };
}

Negotiation upgrade(const HttpRequest &request, const QByteArrayList &origins)
{
    if (request.minorVersion < 1 || request.count("Sec-WebSocket-Key") != 1
        || request.count("Sec-WebSocket-Version") != 1 || request.count("Origin") > 1)
        return refuse(badRequest);
    if (request.header("Sec-WebSocket-Version") != "13")
        return refuse(426, "Sec-WebSocket-Version: 13\r\n");
    const QByteArrayView key = request.header("Sec-WebSocket-Key");
    if (!isKey(key))
        return refuse(badRequest);
    if (!isOriginAllowed(request, origins))
        return refuse(403);
    // subprotocols are compared as they are written (RFC 6455 section 4.2.2)
    bool speaksOurs = false;
    for (int i = 0; i < request.headerCount && !speaksOurs; ++i) {
        const auto &[name, value] = request.headers[static_cast<size_t>(i)];
        if (!isSameToken(name, "Sec-WebSocket-Protocol"))
            continue;
        QByteArrayView rest = value;
        while (!rest.isNull() && !speaksOurs) {
            const qsizetype comma = rest.indexOf(',');
            speaksOurs = trimBlanks(comma < 0 ? rest : rest.first(comma)) == subprotocol;
            rest = comma < 0 ? QByteArrayView() : rest.sliced(comma + 1);
        }
    }
    return { speaksOurs ? Negotiation::Kind::Upgrade : Negotiation::Kind::UpgradeThenRefuse,
        acceptResponse(key, speaksOurs) };
}

} // namespace

QByteArrayView HttpRequest::header(QByteArrayView name) const
{
    for (int i = 0; i < headerCount; ++i)
        if (isSameToken(headers[static_cast<size_t>(i)].name, name))
            return headers[static_cast<size_t>(i)].value;
    return {};
}

int HttpRequest::count(QByteArrayView name) const
{
    return static_cast<int>(std::count_if(headers.begin(), headers.begin() + headerCount,
        [&](const Header &header) { return isSameToken(header.name, name); }));
}

bool HttpRequest::hasToken(QByteArrayView name, QByteArrayView token) const
{
    for (int i = 0; i < headerCount; ++i) {
        if (!isSameToken(headers[static_cast<size_t>(i)].name, name))
            continue;
        QByteArrayView rest = headers[static_cast<size_t>(i)].value;
        for (;;) {
            const qsizetype comma = rest.indexOf(',');
            if (isSameToken(trimBlanks(comma < 0 ? rest : rest.first(comma)), token))
                return true;
            if (comma < 0)
                break;
            rest = rest.sliced(comma + 1);
        }
    }
    return false;
}

RequestEnd findRequestEnd(QByteArrayView bytes, qsizetype seen)
{
    using Kind = RequestEnd::Kind;
    const qsizetype limit = std::min(bytes.size(), maxRequestBytes);
    // Every CR must have its LF and every LF its CR: what is tolerant here is what smuggles requests past a proxy.
    for (qsizetype i = std::max<qsizetype>(seen - 1, 0); i < limit; ++i) {
        const char c = bytes[i];
        if (c == '\n' && (i == 0 || bytes[i - 1] != '\r'))
            return { Kind::Bad };
        if (c == '\0' || (i > 0 && bytes[i - 1] == '\r' && c != '\n'))
            return { Kind::Bad };
        if (c == '\n' && i >= 3 && bytes[i - 2] == '\n')
            return { Kind::Complete, i + 1 };
    }
    const bool tooLarge = bytes.size() >= maxRequestBytes && !redHook("no_header_limit");
    return { tooLarge ? Kind::TooLarge : Kind::Incomplete };
}

std::optional<int> parseRequest(QByteArrayView bytes, HttpRequest &request)
{
    const RequestEnd end = findRequestEnd(bytes);
    if (end.kind != RequestEnd::Kind::Complete)
        return end.kind == RequestEnd::Kind::TooLarge ? headersTooLarge : badRequest;
    QByteArrayView rest = bytes.first(end.size);
    if (const auto status = parseRequestLine(takeLine(rest), request))
        return status;
    if (const auto status = parseHeaders(rest, request))
        return status;
    const int hosts = request.count("Host");
    if (hosts > 1 || (hosts == 0 && request.minorVersion == 1) || hasBody(request))
        return badRequest;
    return {};
}

Negotiation negotiate(const HttpRequest &request, const QByteArrayList &origins)
{
    const bool isGet = request.method == "GET";
    if (!isGet && request.method != "HEAD")
        return refuse(405, "Allow: GET, HEAD\r\n");
    const bool wantsUpgrade = request.hasToken("Upgrade", "websocket") && request.hasToken("Connection", "upgrade");
    if (request.path != "/ws")
        return wantsUpgrade ? refuse(404) : Negotiation { Negotiation::Kind::Plain, {} };
    if (!isGet)
        return refuse(405, "Allow: GET\r\n");
    if (!wantsUpgrade)
        return refuse(426, "Upgrade: websocket\r\n");
    return upgrade(request, origins);
}

QByteArray encodeResponse(const HttpResponse &response, bool headOnly)
{
    QByteArray out;
    out.reserve(160 + response.extraHeaders.size() + response.body.size());
    out += "HTTP/1.1 ";
    out += QByteArray::number(response.status);
    out += ' ';
    out += wordsOf(response.status);
    out += "\r\nConnection: close\r\nContent-Type: ";
    out += response.contentType;
    out += "\r\nContent-Length: ";
    out += QByteArray::number(response.body.size());
    out += "\r\n";
    out += response.extraHeaders;
    out += "\r\n";
    if (!headOnly)
        out += response.body;
    return out;
}

QByteArray encodeRefusal(int status, QByteArrayView extraHeaders)
{
    HttpResponse response;
    response.status = status;
    response.body = wordsOf(status).toByteArray() + '\n';
    response.extraHeaders = extraHeaders.toByteArray();
    return encodeResponse(response);
}

QByteArray acceptFor(QByteArrayView key)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(key);
    hash.addData(QByteArrayView("258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
    return hash.result().toBase64();
}

} // namespace hubbub::server
