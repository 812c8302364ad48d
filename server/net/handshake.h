// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP request that opens a connection: parsed strictly, in place, and answered by an upgrade or a short refusal.
#pragma once

#include "server/net/address.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

#include <array>
#include <optional>

namespace hubbub::server {

inline constexpr qsizetype maxRequestBytes = 16 * 1024;
inline constexpr int maxRequestHeaders = 64;
inline constexpr QByteArrayView subprotocol = "hubbub.v1";

/// A request as views into the bytes it came in; valid only during the call that hands it out.
struct HttpRequest {
    struct Header {
        QByteArrayView name;
        QByteArrayView value;
    };

    QByteArrayView method; ///< "GET" or "HEAD" when it reaches a hook
    QByteArrayView path; ///< "/metrics": as sent, before any '?', not percent-decoded
    QByteArrayView query; ///< after the '?'
    int minorVersion = 1; ///< of HTTP/1.x
    std::array<Header, maxRequestHeaders> headers;
    int headerCount = 0;

    Address peer; ///< the other end of the socket
    Address client; ///< who is behind it, where it is a trusted proxy

    /// The first header of that name (any case), or a null view.
    [[nodiscard]] QByteArrayView header(QByteArrayView name) const;
    /// How many headers have that name.
    [[nodiscard]] int count(QByteArrayView name) const;
    /// Whether a comma-separated header holds the token (any case), over all headers of that name.
    [[nodiscard]] bool hasToken(QByteArrayView name, QByteArrayView token) const;
};

struct HttpResponse {
    int status = 404;
    QByteArray contentType = "text/plain; charset=utf-8";
    QByteArray body;
    QByteArray extraHeaders; ///< whole lines, each ending in CR LF
};

/// Looks for the end of the request in `bytes`, of which the first `seen` were looked at before.
struct RequestEnd {
    enum class Kind : quint8 { Incomplete, Complete, Bad, TooLarge };
    Kind kind = Kind::Incomplete;
    qsizetype size = 0; ///< of the request with its empty line, where Complete
};
[[nodiscard]] RequestEnd findRequestEnd(QByteArrayView bytes, qsizetype seen = 0);

/// Parses a complete request; on failure the status to refuse it with (400, 431, 505).
[[nodiscard]] std::optional<int> parseRequest(QByteArrayView bytes, HttpRequest &request);

/// What to do with a parsed request.
struct Negotiation {
    enum class Kind : quint8 {
        Upgrade, ///< `reply` holds the 101 response
        UpgradeThenRefuse, ///< the same, but the client does not speak hubbub.v1: close with 4502 at once
        Plain, ///< a GET or HEAD for the http hook
        Refuse, ///< `reply` holds the response
    };
    Kind kind = Kind::Refuse;
    QByteArray reply;
};
/// `origins` are those that a browser may come from ("https://chat.example.org"); empty: the request's own host.
[[nodiscard]] Negotiation negotiate(const HttpRequest &request, const QByteArrayList &origins);

/// The whole response; the body is left out for HEAD. Always ends the connection.
[[nodiscard]] QByteArray encodeResponse(const HttpResponse &response, bool headOnly = false);
/// A short refusal with the status' own words as its body.
[[nodiscard]] QByteArray encodeRefusal(int status, QByteArrayView extraHeaders = {});

/// The value of Sec-WebSocket-Accept for a client's key.
[[nodiscard]] QByteArray acceptFor(QByteArrayView key);

} // namespace hubbub::server
