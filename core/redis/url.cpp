// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/url.h"

#include <QUrl>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace hubbub::redis {
namespace {

Error wrong(const QString &detail) { return Error { ErrorCode::BadField, u"Redis URL: "_s + detail }; }

Outcome readDatabase(const QString &text, Endpoint &endpoint)
{
    bool isNumber = false;
    endpoint.database = text.toInt(&isNumber);
    if (!isNumber || endpoint.database < 0)
        return wrong(u"the database \"%1\" is not a number from 0"_s.arg(text));
    return Done {};
}

Outcome readQuery(const QUrl &url, Endpoint &endpoint)
{
    const auto items = QUrlQuery(url).queryItems(QUrl::FullyDecoded);
    for (const auto &[key, value] : items) {
        if (key == u"cafile" && endpoint.transport == Endpoint::Transport::Tls && !value.isEmpty()) {
            endpoint.caFile = value;
        } else if (key == u"db" && endpoint.transport == Endpoint::Transport::Unix) {
            if (const auto read = readDatabase(value, endpoint); !read)
                return read;
        } else {
            return wrong(u"the option \"%1\" is unknown, empty or not for this scheme"_s.arg(key));
        }
    }
    return Done {};
}

Outcome readNetworkPlace(const QUrl &url, Endpoint &endpoint)
{
    endpoint.host = url.host(QUrl::FullyDecoded);
    if (endpoint.host.isEmpty())
        return wrong(u"the host is missing, as in redis://127.0.0.1:6379/0"_s);
    const int port = url.port(6379);
    if (port < 1 || port > 65535)
        return wrong(u"the port %1 is not from 1 to 65535"_s.arg(port));
    endpoint.port = static_cast<quint16>(port);
    const auto path = url.path(QUrl::FullyDecoded);
    if (path.size() > 1)
        return readDatabase(path.mid(1), endpoint);
    return Done {};
}

Outcome readSocketPlace(const QUrl &url, Endpoint &endpoint)
{
    if (!url.host().isEmpty())
        return wrong(u"a socket's path begins with a slash, as in unix:///run/redis.sock"_s);
    endpoint.path = url.path(QUrl::FullyDecoded);
    if (endpoint.path.size() < 2)
        return wrong(u"the socket's path is missing, as in unix:///run/redis.sock"_s);
    // sockaddr_un::sun_path holds 108 bytes with its end.
    if (endpoint.path.toUtf8().size() > 107)
        return wrong(u"the socket's path is longer than 107 bytes"_s);
    return Done {};
}

} // namespace

Result<Endpoint> parseEndpoint(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.isValid() && !url.isEmpty())
        return wrong(u"it can't be read; special characters in a password are percent-encoded"_s);

    Endpoint endpoint;
    const auto scheme = url.scheme();
    if (scheme == u"redis")
        endpoint.transport = Endpoint::Transport::Tcp;
    else if (scheme == u"rediss")
        endpoint.transport = Endpoint::Transport::Tls;
    else if (scheme == u"unix")
        endpoint.transport = Endpoint::Transport::Unix;
    else
        return wrong(u"it begins with redis://, rediss:// or unix://"_s);
    if (url.hasFragment())
        return wrong(u"a # in a password is written %23"_s);

    endpoint.user = url.userName(QUrl::FullyDecoded).toUtf8();
    endpoint.password = url.password(QUrl::FullyDecoded).toUtf8();
    const bool isSocket = endpoint.transport == Endpoint::Transport::Unix;
    if (const auto place = isSocket ? readSocketPlace(url, endpoint) : readNetworkPlace(url, endpoint); !place)
        return place.error();
    if (const auto query = readQuery(url, endpoint); !query)
        return query.error();
    return endpoint;
}

bool isSamePlace(const Endpoint &one, const Endpoint &other)
{
    return one.transport == other.transport && one.host == other.host && one.port == other.port
        && one.path == other.path;
}

QString printable(const Endpoint &endpoint)
{
    if (endpoint.transport == Endpoint::Transport::Unix) {
        const auto database = endpoint.database == 0 ? QString() : u"?db=%1"_s.arg(endpoint.database);
        return u"unix://"_s + endpoint.path + database;
    }
    const auto scheme = endpoint.transport == Endpoint::Transport::Tls ? u"rediss"_s : u"redis"_s;
    const auto host = endpoint.host.contains(u':') ? u'[' + endpoint.host + u']' : endpoint.host;
    return u"%1://%2:%3/%4"_s.arg(scheme, host).arg(endpoint.port).arg(endpoint.database);
}

} // namespace hubbub::redis
