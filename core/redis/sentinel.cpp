// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/sentinel.h"

#include "core/base/red_hook.h"
#include "core/redis/cluster_url.h"
#include "core/redis/link.h"
#include "core/redis/places.h"

#include <QPointer>
#include <QTimer>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace hubbub::redis {
namespace {

constexpr auto plainSentinels = "redis+sentinel://"_L1;
constexpr auto tlsSentinels = "rediss+sentinel://"_L1;
constexpr quint16 sentinelPort = 26'379;

Error badUrl(const QString &detail) { return Error { ErrorCode::BadField, u"Redis URL: "_s + detail }; }

void useTls(Endpoint &endpoint, bool tls)
{
    endpoint.transport = tls ? Endpoint::Transport::Tls : Endpoint::Transport::Tcp;
}

/// What follows the question mark.
Outcome readGroupOptions(const QString &text, SentinelGroup &group)
{
    const auto items = QUrlQuery(text).queryItems(QUrl::FullyDecoded);
    for (const auto &[key, value] : items) {
        const bool isSwitch = value == u"yes" || value == u"no";
        if (key == u"sentineltls" && !isSwitch)
            return badUrl(u"sentineltls is yes or no"_s);
        if (key == u"cafile" && !value.isEmpty())
            group.primary.caFile = value;
        for (auto &sentinel : group.sentinels) {
            if (key == u"sentineluser")
                sentinel.user = value.toUtf8();
            else if (key == u"sentinelpassword")
                sentinel.password = value.toUtf8();
            else if (key == u"sentineltls")
                useTls(sentinel, value == u"yes");
            else if (key == u"cafile" && !value.isEmpty())
                sentinel.caFile = value;
            else
                return badUrl(u"the option \"%1\" is unknown or empty"_s.arg(key));
        }
    }
    const auto isPlain = [](const Endpoint &each) { return each.transport == Endpoint::Transport::Tcp; };
    if (!group.primary.caFile.isEmpty() && isPlain(group.primary) && isPlain(group.sentinels.constFirst()))
        return badUrl(u"cafile is of use only with rediss+sentinel:// or sentineltls=yes"_s);
    return Done {};
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
        connect(&m_timer, &QTimer::timeout, this, [this] {
            m_why = u"no answer from %1 in time"_s.arg(printable(m_asked));
            askNext();
        });
    }

    void askNext()
    {
        if (m_link)
            std::exchange(m_link, nullptr)->deleteLater();
        if (m_queue.isEmpty()) {
            finish(Error { ErrorCode::Unavailable,
                u"no Sentinel knows the primary \"%1\"; the last one: %2"_s.arg(
                    QString::fromUtf8(m_group->name), m_why) });
            return;
        }
        m_asked = m_queue.takeFirst();
        Options options;
        options.endpoint = m_asked;
        if (redHook("sentinels_without_password"))
            options.endpoint.password.clear();
        options.primaryOnly = false; // it is a Sentinel
        options.logs = false; // what counts is what the group says in the end
        m_link = new Link(options, this);
        auto *link = m_link;
        connect(link, &Link::down, this, [this, link] {
            if (link != m_link)
                return;
            m_why = link->lastReason();
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
            m_why = reply ? u"it does not know that name"_s : reply.error().detail;
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
    QString m_why; ///< the one asked last was of no use
    Link *m_link = nullptr;
    QTimer m_timer;
};

} // namespace

bool isSentinelUrl(const QString &url)
{
    const auto text = url.trimmed();
    return text.startsWith(plainSentinels) || text.startsWith(tlsSentinels);
}

Result<SentinelGroup> parseSentinelGroup(const QString &url)
{
    if (!isSentinelUrl(url))
        return badUrl(u"a group with Sentinels begins with redis+sentinel://"_s);
    const bool tls = url.trimmed().startsWith(tlsSentinels);
    const auto read =
        readPlaces(url.trimmed().mid(tls ? tlsSentinels.size() : plainSentinels.size()), sentinelPort, tls);
    if (!read)
        return read.error();
    if (read->path.isEmpty() || read->path.size() > 2 || read->path.at(0).isEmpty())
        return badUrl(u"the primary's name is missing, as in redis+sentinel://host1,host2/NAME"_s);
    SentinelGroup group;
    group.sentinels = read->places;
    group.name = decoded(read->path.at(0));
    group.primary.user = read->user;
    group.primary.password = read->password;
    useTls(group.primary, tls);
    bool isNumber = true;
    if (read->path.size() == 2)
        group.primary.database = read->path.at(1).toInt(&isNumber);
    if (!isNumber || group.primary.database < 0)
        return badUrl(u"the database \"%1\" is not a number from 0"_s.arg(read->path.at(1)));
    if (const auto fits = readGroupOptions(read->options, group); !fits)
        return fits.error();
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

QString printableUrl(const QString &url)
{
    const auto name = [](const auto &parsed) { return parsed ? printable(*parsed) : QString(); };
    if (isSentinelUrl(url))
        return name(parseSentinelGroup(url));
    return isClusterUrl(url) ? name(parseClusterUrl(url)) : name(parseEndpoint(url));
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
    if (isClusterUrl(url)) {
        auto seeds = parseClusterUrl(url);
        if (!seeds)
            return seeds.error();
        options.endpoint = seeds->constFirst();
        options.seeds = std::move(*seeds);
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
    const bool tls = group.primary.transport == Endpoint::Transport::Tls;
    return (tls ? tlsSentinels : plainSentinels) + places.join(u',') + u'/' + QString::fromUtf8(group.name);
}

} // namespace hubbub::redis
