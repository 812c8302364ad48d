// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/status_pages.h"

#include "core/protocol/readiness.h"
#include "core/redis/link.h"
#include "core/redis/subscription.h"

namespace hubbub::server {

StatusPages::StatusPages(const redis::Link &link, const redis::Subscription &subscription, AddressRanges metricsFrom)
    : m_link(link)
    , m_subscription(subscription)
    , m_metricsFrom(std::move(metricsFrom))
{
}

QString StatusPages::reasonNotReady() const
{
    if (m_state == State::Starting)
        return QStringLiteral("starting");
    if (m_state == State::Draining)
        return QStringLiteral("draining");
    if (!m_link.isUp())
        return QStringLiteral("redis: ") + m_link.lastReason();
    if (!m_subscription.isUp()) // nobody could sign in
        return QStringLiteral("redis: ") + m_subscription.lastReason();
    return {};
}

HttpResponse StatusPages::answer(const HttpRequest &request) const
{
    HttpResponse out;
    if (request.path == QByteArrayView("/healthz")) {
        out.status = 200;
        out.body = "ok\n";
    } else if (request.path == QByteArrayView("/readyz")) {
        const QString reason = reasonNotReady();
        out.status = reason.isEmpty() ? 200 : 503;
        out.contentType = "application/json";
        out.body = protocol::encodeReadiness(reason);
    } else if (request.path == QByteArrayView("/metrics") && metrics
        && (request.client.isLoopback() || m_metricsFrom.contains(request.client))) {
        out.status = 200;
        out.contentType = "text/plain; version=0.0.4; charset=utf-8";
        out.body = metrics();
    } else {
        out.body = "Not Found\n";
    }
    return out;
}

} // namespace hubbub::server
