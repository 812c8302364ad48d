// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/places.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace hubbub::redis {

QByteArray decoded(const QString &text) { return QByteArray::fromPercentEncoding(text.toUtf8()); }

Result<Places> readPlaces(const QString &text, quint16 defaultPort, bool tls)
{
    Places out;
    auto rest = text;
    if (const auto mark = rest.indexOf(u'?'); mark >= 0) {
        out.options = rest.mid(mark + 1);
        rest.truncate(mark);
    }
    if (const auto at = rest.lastIndexOf(u'@'); at >= 0) {
        const auto credentials = rest.left(at);
        const auto colon = credentials.indexOf(u':');
        out.user = decoded(credentials.left(colon < 0 ? credentials.size() : colon));
        out.password = colon < 0 ? QByteArray() : decoded(credentials.mid(colon + 1));
        rest = rest.mid(at + 1);
    }
    out.path = rest.split(u'/');
    for (const auto &place : out.path.takeFirst().split(u',')) {
        const auto url = u"redis://"_s + place; // one place by the rules of all other URLs
        auto endpoint = parseEndpoint(url);
        if (!endpoint)
            return endpoint.error();
        if (QUrl(url).port() < 0)
            endpoint->port = defaultPort;
        if (tls)
            endpoint->transport = Endpoint::Transport::Tls;
        out.places.append(*endpoint);
    }
    return out;
}

} // namespace hubbub::redis
