// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/readiness.h"

#include "core/protocol/readiness.h"

#include <QNetworkReply>

#include <chrono>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace hubbub::cluster {

Readiness::Readiness(QNetworkAccessManager &network, QObject *parent)
    : QObject(parent)
    , m_network(network)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Readiness::ask);
}

void Readiness::watch(const QUrl &node)
{
    ++m_ticket;
    m_url = node;
    m_url.setScheme(u"http"_s);
    m_url.setPath(u"/readyz"_s);
    m_timer.start(50ms);
}

void Readiness::stop()
{
    ++m_ticket;
    m_timer.stop();
}

void Readiness::ask()
{
    QNetworkRequest request(m_url);
    request.setTransferTimeout(1500);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    QNetworkReply *reply = m_network.get(request);
    connect(reply, &QNetworkReply::finished, this, [this, reply, ticket = m_ticket] {
        reply->deleteLater();
        if (ticket == m_ticket)
            answered(*reply);
    });
}

void Readiness::answered(const QNetworkReply &reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool isReady = status == 200;
    m_timer.start(isReady ? 1000ms : 100ms);
    if (isReady) {
        Q_EMIT
        ready();
        return;
    }
    const QByteArray body = const_cast<QNetworkReply &>(reply).readAll();
    Q_EMIT
    unready(status == 503 ? protocol::readinessReason(body) : u"does not answer"_s);
}

} // namespace hubbub::cluster
