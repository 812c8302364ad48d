// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/cluster.h"

#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTest>
#include <QUuid>

namespace hubbub::testing {

using namespace Qt::StringLiterals;

Cluster::Cluster(QStringList options, RedisServer::Setup redis)
    : m_options(std::move(options))
    , m_redis(std::move(redis))
{
}

bool Cluster::start(int gateways)
{
    if (!m_redis.start()) {
        m_problem = m_redis.problem();
        return false;
    }
    for (int i = 0; i < gateways; ++i) {
        GatewayProcess &node = add();
        if (!node.start()) {
            m_problem = node.problem() + u'\n' + QString::fromUtf8(node.log());
            return false;
        }
    }
    return true;
}

GatewayProcess &Cluster::add(const QStringList &more) { return addAt(u"127.0.0.1:0"_s, more); }

GatewayProcess &Cluster::addAt(const QString &listen, const QStringList &more)
{
    GatewayProcess::Setup setup;
    setup.listen = listen;
    setup.redisUrl = m_redis.url();
    setup.node = u"n%1"_s.arg(m_nodes.size() + 1);
    setup.options = QStringList { u"--registration"_s, u"open"_s, u"--argon-memory-kib"_s, u"64"_s,
        u"--no-address-limits"_s, u"127.0.0.0/8"_s }
        + m_options + more;
    m_nodes.push_back(std::make_unique<GatewayProcess>(setup));
    return *m_nodes.back();
}

QByteArray Cluster::logs() const
{
    QByteArray out;
    for (const auto &node : m_nodes)
        out += node->log() + "\n---\n";
    return out;
}

std::pair<int, QByteArray> Cluster::http(int number, const QString &path) const
{
    QNetworkAccessManager network;
    QNetworkRequest request(m_nodes.at(static_cast<size_t>(number - 1))->http(path));
    request.setTransferTimeout(5000);
    const std::unique_ptr<QNetworkReply> reply(network.get(request));
    if (!QTest::qWaitFor([&] { return reply->isFinished(); }, 6000))
        return { 0, {} };
    return { reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll() };
}

Person::Person(const QString &name)
    : m_name(name)
    , m_device(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
}

QJsonObject Person::keep(const QJsonObject &welcome)
{
    if (welcome[u"op"] == u"welcome"_s) {
        m_token = welcome[u"token"].toString();
        if (welcome.contains(u"refresh"_s))
            m_refresh = welcome[u"refresh"].toString();
    }
    return welcome;
}

QJsonObject Person::registerAt(GatewayProcess &node)
{
    if (!m_peer.connectTo(node.url()))
        return {};
    return keep(m_peer.request(
        { { u"op"_s, u"hello"_s }, { u"user"_s, m_name }, { u"password"_s, QString::fromLatin1(password) },
            { u"create"_s, true }, { u"device"_s, m_device }, { u"app"_s, u"test"_s } }));
}

QJsonObject Person::returnTo(GatewayProcess &node, const QJsonObject &resume)
{
    if (!m_peer.connectTo(node.url()))
        return {};
    return keep(m_peer.request({ { u"op"_s, u"hello"_s }, { u"refresh"_s, m_refresh }, { u"device"_s, m_device },
        { u"app"_s, u"test"_s }, { u"resume"_s, resume } }));
}

QJsonObject Person::showToken(GatewayProcess &node, const QString &token, const QJsonObject &more)
{
    if (!m_peer.connectTo(node.url()))
        return {};
    QJsonObject hello { { u"op"_s, u"hello"_s }, { u"token"_s, token }, { u"device"_s, m_device },
        { u"app"_s, u"test"_s } };
    for (auto it = more.begin(); it != more.end(); ++it)
        hello.insert(it.key(), it.value());
    return keep(m_peer.request(hello));
}

QJsonObject Person::create(const QString &room, const QJsonObject &more)
{
    QJsonObject command { { u"op"_s, u"create"_s }, { u"room"_s, room }, { u"title"_s, room } };
    for (auto it = more.begin(); it != more.end(); ++it)
        command.insert(it.key(), it.value());
    return m_peer.request(command);
}

QJsonObject Person::join(const QString &room)
{
    return m_peer.request({ { u"op"_s, u"join"_s }, { u"room"_s, room } });
}

QJsonObject Person::say(const QString &room, const QString &text, const QString &mid)
{
    return m_peer.request({ { u"op"_s, u"send"_s }, { u"room"_s, room }, { u"mid"_s, mid.isEmpty() ? freshMid() : mid },
        { u"body"_s, QJsonObject { { u"text"_s, text } } } });
}

QJsonObject Person::hear(const QString &room, const QString &text, std::chrono::milliseconds limit)
{
    return m_peer.take(u"event"_s,
        { { u"room"_s, room }, { u"kind"_s, u"message"_s }, { u"body"_s, QJsonObject { { u"text"_s, text } } } },
        limit);
}

QJsonObject positionOf(const QJsonObject &event)
{
    return { { u"epoch"_s, event[u"epoch"] }, { u"seq"_s, event[u"seq"] }, { u"mid"_s, event[u"mid"] } };
}

QString freshMid() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

} // namespace hubbub::testing
