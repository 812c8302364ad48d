// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/cluster_url.h"

#include "core/redis/places.h"

#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace hubbub::redis {
namespace {

constexpr auto plainCluster = "redis-cluster://"_L1;
constexpr auto tlsCluster = "rediss-cluster://"_L1;

Error badClusterUrl(const QString &detail) { return Error { ErrorCode::BadField, u"Redis URL: "_s + detail }; }

} // namespace

bool isClusterUrl(const QString &url)
{
    const auto text = url.trimmed();
    return text.startsWith(plainCluster) || text.startsWith(tlsCluster);
}

Result<QList<Endpoint>> parseClusterUrl(const QString &url)
{
    if (!isClusterUrl(url))
        return badClusterUrl(u"a Redis Cluster begins with redis-cluster:// or rediss-cluster://"_s);
    const bool tls = url.trimmed().startsWith(tlsCluster);
    const auto read = readPlaces(url.trimmed().mid(tls ? tlsCluster.size() : plainCluster.size()), 6379, tls);
    if (!read)
        return read.error();
    const auto isDatabase = [](const QString &each) { return !each.isEmpty() && each != u"0"; };
    if (std::any_of(read->path.begin(), read->path.end(), isDatabase))
        return badClusterUrl(u"a Redis Cluster has no database but 0"_s);
    QString caFile;
    for (const auto &[key, value] : QUrlQuery(read->options).queryItems(QUrl::FullyDecoded)) {
        if (key != u"cafile" || !tls || value.isEmpty())
            return badClusterUrl(u"the option \"%1\" is unknown, empty or not for this scheme"_s.arg(key));
        caFile = value;
    }
    auto seeds = read->places;
    for (auto &seed : seeds) {
        seed.user = read->user;
        seed.password = read->password;
        seed.caFile = caFile;
    }
    return seeds;
}

QString printable(const QList<Endpoint> &seeds)
{
    QStringList places;
    for (const auto &seed : seeds)
        places.append(
            (seed.host.contains(u':') ? u'[' + seed.host + u']' : seed.host) + u':' + QString::number(seed.port));
    const bool tls = !seeds.isEmpty() && seeds.constFirst().transport == Endpoint::Transport::Tls;
    return (tls ? tlsCluster : plainCluster) + places.join(u',');
}

} // namespace hubbub::redis
