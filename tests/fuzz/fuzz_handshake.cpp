// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the request that opens a connection: no read beyond them, no reply that they can split.
#include "server/net/handshake.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

using namespace hubbub;
using namespace hubbub::server;

namespace {

void demand(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

bool isInside(QByteArrayView part, QByteArrayView whole)
{
    return part.isNull() || (part.begin() >= whole.begin() && part.end() <= whole.end());
}

void checkEnd(QByteArrayView bytes, size_t cut)
{
    const RequestEnd whole = findRequestEnd(bytes);
    if (whole.kind == RequestEnd::Kind::Complete) {
        demand(whole.size <= std::min(bytes.size(), maxRequestBytes), "an end that is not there");
        demand(bytes.first(whole.size).endsWith("\r\n\r\n"), "an end without an empty line");
    }
    // what was incomplete in one piece and is looked at again must come to the same
    const auto seen = static_cast<qsizetype>(cut % static_cast<size_t>(bytes.size() + 1));
    const RequestEnd first = findRequestEnd(bytes.first(seen));
    if (first.kind == RequestEnd::Kind::Incomplete) {
        const RequestEnd again = findRequestEnd(bytes, seen);
        demand(again.kind == whole.kind && again.size == whole.size, "the end depends on how the bytes arrive");
    } else {
        demand(first.kind == whole.kind || whole.kind == RequestEnd::Kind::Complete, "a verdict that changes");
    }
}

void checkRequest(QByteArrayView bytes, const HttpRequest &request)
{
    demand(request.headerCount >= 0 && request.headerCount <= maxRequestHeaders, "too many headers");
    demand(isInside(request.method, bytes) && isInside(request.path, bytes) && isInside(request.query, bytes),
        "a view outside the request");
    demand(request.path.startsWith('/') && !request.path.contains('?'), "a crooked path");
    for (int i = 0; i < request.headerCount; ++i) {
        const auto &[name, value] = request.headers[static_cast<size_t>(i)];
        demand(!name.isEmpty() && isInside(name, bytes) && isInside(value, bytes), "a header outside the request");
        demand(!value.contains('\r') && !value.contains('\n') && !value.contains('\0'), "a header of several lines");
        demand(request.count(name) > 0 && !request.header(name).isNull(), "a header that can't be found");
    }
}

void checkNegotiation(const HttpRequest &request, const QByteArrayList &origins)
{
    const Negotiation negotiation = negotiate(request, origins);
    if (negotiation.kind == Negotiation::Kind::Plain) {
        demand(negotiation.reply.isEmpty() && request.path != "/ws", "a plain answer to an upgrade");
        return;
    }
    demand(negotiation.reply.startsWith("HTTP/1.1 "), "not a response");
    const bool isUpgrade = negotiation.kind != Negotiation::Kind::Refuse;
    demand(negotiation.reply.startsWith("HTTP/1.1 101 ") == isUpgrade, "a status that does not fit");
    demand(negotiation.reply.count("\r\n\r\n") == 1, "a response that is split");
    if (isUpgrade) {
        demand(request.method == "GET" && request.path == "/ws" && request.minorVersion == 1, "a wrong upgrade");
        demand(request.count("Host") == 1 && request.count("Sec-WebSocket-Key") == 1, "an upgrade without its headers");
        demand(negotiation.reply.contains("\r\nSec-WebSocket-Protocol: hubbub.v1\r\n")
                == (negotiation.kind == Negotiation::Kind::Upgrade),
            "a subprotocol that was not agreed");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    static const auto proxies = AddressRanges::parse({ QStringLiteral("10.0.0.0/8"), QStringLiteral("::1") }).value();
    static const QByteArrayList origins { "https://chat.example.org" };
    const size_t cut = data[0] | size_t(data[1]) << 8;
    // a copy without a byte to spare, so that the sanitizer sees a read beyond it
    const auto copy = std::make_unique<char[]>(size - 2);
    std::copy_n(data + 2, size - 2, copy.get());
    const QByteArrayView bytes(copy.get(), static_cast<qsizetype>(size - 2));

    checkEnd(bytes, cut);
    HttpRequest request;
    if (const auto status = parseRequest(bytes, request)) {
        demand(*status == 400 || *status == 431 || *status == 505, "a status that parsing may not give");
        return 0;
    }
    checkRequest(bytes, request);
    checkNegotiation(request, cut & 1 ? origins : QByteArrayList());
    const Address client = clientBehind(*Address::parse("10.0.0.1"), request.header("X-Forwarded-For"), proxies);
    demand(Address::parse(client.text()) == client, "an address that reads back differently");
    (void)AddressRanges::parse({ QString::fromUtf8(request.header("X-Range")) });
    return 0;
}
