// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/sentinel.h"

#include "core/redis/link.h"

#include <QPointer>
#include <QTimer>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace hubbub::redis {
namespace {

constexpr auto scheme = "redis+sentinel://"_L1;
constexpr quint16 sentinelPort = 26'379;

Error badUrl(const QString &detail) { return Error { ErrorCode::BadField, u"Redis URL: "_s + detail }; }

QByteArray decoded(const QString &text) { return QByteArray::fromPercentEncoding(text.toUtf8()); }

/// One HOST[:PORT] by the rules of all other URLs.
Result<Endpoint> readPlace(const QString &place)
{
    auto endpoint = parseEndpoint(u"redis://"_s + place);
    if (endpoint && QUrl(u"redis://"_s + place).port() < 0)
        endpoint->port = sentinelPort;
    return endpoint;
}

/// Asks one Sentinel after the other, answers once, and deletes itself.
class Inquiry final : public QObject {
public:
    Inquiry(std::shared_ptr<SentinelGroup> group, std::chrono::milliseconds patience, QObject *context,
        Options::Resolved answer)
        : QObject(context)
        , m_group(std::move(group))
        , m_queue(m_group->sentinels)
        , m_answer(std::move(answer))
    {
        m_timer.setSingleShot(true);
        m_timer.setInterval(patience);
        connect(&m_timer, &QTimer::timeout, this, [this] { askNext(); });
    }

    void askNext()
    {
        if (m_link)
            std::exchange(m_link, nullptr)->deleteLater();
        if (m_queue.isEmpty()) {
            finish(Error { ErrorCode::Unavailable,
                u"no Sentinel knows the primary \"%1\""_s.arg(QString::fromUtf8(m_group->name)) });
            return;
        }
        m_asked = m_queue.takeFirst();
        Options options;
        options.endpoint = m_asked;
        options.primaryOnly = false; // it is a Sentinel
        options.logs = false; // what counts is what the group says in the end
        m_link = new Link(options, this);
        auto *link = m_link;
        connect(link, &Link::down, this, [this, link] {
            if (link == m_link)
                askNext();
        });
        connect(link, &Link::up, this, [this, link] {
            link->command({ "SENTINEL", "GET-MASTER-ADDR-BY-NAME", m_group->name }, link,
                [this, link](const Result<Reply> &reply) {
                    if (link == m_link)
                        take(reply);
                });
        });
        m_timer.start();
        link->open();
    }

private:
    void take(const Result<Reply> &reply)
    {
        const auto port = reply ? reply->at(1).toInteger() : 0;
        if (port < 1 || port > 65'535 || reply->at(0).bytes().isEmpty()) {
            askNext();
            return;
        }
        auto primary = m_group->primary;
        primary.host = QString::fromUtf8(reply->at(0).bytes());
        primary.port = static_cast<quint16>(port);
        m_group->sentinels.removeAll(m_asked);
        m_group->sentinels.prepend(m_asked);
        finish(primary);
    }

    void finish(const Result<Endpoint> &result)
    {
        m_timer.stop();
        deleteLater();
        if (const auto answer = std::exchange(m_answer, {}))
            answer(result);
    }

    std::shared_ptr<SentinelGroup> m_group;
    QList<Endpoint> m_queue;
    Options::Resolved m_answer;
    Endpoint m_asked;
    Link *m_link = nullptr;
    QTimer m_timer;
};

} // namespace

bool isSentinelUrl(const QString &url) { return url.trimmed().startsWith(scheme); }

Result<SentinelGroup> parseSentinelGroup(const QString &url)
{
    if (!isSentinelUrl(url))
        return badUrl(u"a group with Sentinels begins with redis+sentinel://"_s);
    auto rest = url.trimmed().mid(scheme.size());
    SentinelGroup group;
    if (const auto at = rest.lastIndexOf(u'@'); at >= 0) {
        const auto credentials = rest.left(at);
        const auto colon = credentials.indexOf(u':');
        group.primary.user = decoded(credentials.left(colon < 0 ? credentials.size() : colon));
        group.primary.password = colon < 0 ? QByteArray() : decoded(credentials.mid(colon + 1));
        rest = rest.mid(at + 1);
    }
    const auto parts = rest.split(u'/');
    if (parts.size() < 2 || parts.size() > 3 || parts.at(1).isEmpty())
        return badUrl(u"the primary's name is missing, as in redis+sentinel://host1,host2/NAME"_s);
    group.name = decoded(parts.at(1));
    for (const auto &place : parts.at(0).split(u',')) {
        auto endpoint = readPlace(place);
        if (!endpoint)
            return endpoint.error();
        group.sentinels.append(*endpoint);
    }
    bool isNumber = true;
    if (parts.size() == 3)
        group.primary.database = parts.at(2).toInt(&isNumber);
    if (!isNumber || group.primary.database < 0)
        return badUrl(u"the database \"%1\" is not a number from 0"_s.arg(parts.at(2)));
    return group;
}

std::function<void(QObject *, Options::Resolved)> sentinelResolver(
    SentinelGroup group, std::chrono::milliseconds patience)
{
    const auto shared = std::make_shared<SentinelGroup>(std::move(group));
    return [shared, patience](QObject *context, Options::Resolved answer) {
        (new Inquiry(shared, patience, context, std::move(answer)))->askNext();
    };
}

Result<Options> optionsFor(const QString &url)
{
    Options options;
    if (isSentinelUrl(url)) {
        const auto group = parseSentinelGroup(url);
        if (!group)
            return group.error();
        options.endpoint = group->primary;
        options.resolve = sentinelResolver(*group);
        return options;
    }
    auto endpoint = parseEndpoint(url);
    if (!endpoint)
        return endpoint.error();
    options.endpoint = std::move(*endpoint);
    return options;
}

QString printable(const SentinelGroup &group)
{
    QStringList places;
    for (const auto &sentinel : group.sentinels)
        places.append(u"%1:%2"_s.arg(sentinel.host).arg(sentinel.port));
    return scheme + places.join(u',') + u'/' + QString::fromUtf8(group.name);
}

} // namespace hubbub::redis
