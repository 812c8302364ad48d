// SPDX-License-Identifier: GPL-3.0-or-later
// What a balancer, an orchestrator and Prometheus are told over plain HTTP, and what strangers are not.
#include "server/status_pages.h"

#include "core/redis/link.h"
#include "core/redis/subscription.h"
#include "tests/support/redis_server.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::server;
using namespace Qt::StringLiterals;
using State = StatusPages::State;

class StatusPagesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), qPrintable(m_redis.problem()));
        m_link = std::make_unique<redis::Link>(redis::Options { m_redis.endpoint() });
        m_link->open();
        m_subscription = std::make_unique<redis::Subscription>(redis::Options { m_redis.endpoint() });
        m_subscription->open();
        QTRY_VERIFY(m_link->isUp() && m_subscription->isUp());
        m_pages = std::make_unique<StatusPages>(*m_link, *m_subscription, *AddressRanges::parse({ u"10.1.0.0/16"_s }));
        m_pages->metrics = [] { return "x 1\n"_ba; };
    }

    void aNodeIsReadyOnlyBetweenItsStartAndItsDrain()
    {
        m_pages->setState(State::Starting);
        QCOMPARE(ask("/readyz"), u"503 {\"ready\":false,\"reason\":\"starting\"}"_s);
        m_pages->setState(State::Ready);
        QCOMPARE(ask("/readyz"), u"200 {\"ready\":true}"_s);
        m_pages->setState(State::Draining);
        QCOMPARE(ask("/readyz"), u"503 {\"ready\":false,\"reason\":\"draining\"}"_s);
        m_pages->setState(State::Ready);
    }

    void metricsAreForThisMachineAndThoseWhoAreNamed()
    {
        QCOMPARE(ask("/metrics"), u"200 x 1\n"_s);
        QCOMPARE(ask("/metrics", "::1"), u"200 x 1\n"_s);
        QCOMPARE(ask("/metrics", "10.1.255.1"), u"200 x 1\n"_s);
        for (const char *stranger : { "10.2.0.1", "192.0.2.1", "2001:db8::1" })
            QCOMPARE(ask("/metrics", stranger), u"404 Not Found\n"_s); // as if there were none
        QCOMPARE(ask("/healthz", "192.0.2.1"), u"200 ok\n"_s);
        QVERIFY(ask("/readyz", "192.0.2.1").startsWith(u"200 "_s));
    }

    void anythingElseIsNotThere()
    {
        for (const char *path : { "/", "/metrics/", "/metrics2", "/healthz/x", "/../healthz", "/READYZ", "" })
            QCOMPARE(ask(path), u"404 Not Found\n"_s);
    }

    void withoutSubscriptionsItIsNotReady()
    {
        m_subscription->close();
        QVERIFY2(ask("/readyz").startsWith(u"503 {\"ready\":false,\"reason\":\"redis: "_s), qPrintable(ask("/readyz")));
        m_subscription->open();
        QTRY_COMPARE(ask("/readyz"), u"200 {\"ready\":true}"_s);
    }

    void withoutRedisItLivesButIsNotReady()
    {
        m_redis.kill();
        QTRY_VERIFY(!m_link->isUp());
        QCOMPARE(ask("/healthz"), u"200 ok\n"_s);
        QVERIFY2(ask("/readyz").startsWith(u"503 {\"ready\":false,\"reason\":\"redis: "_s), qPrintable(ask("/readyz")));
        QCOMPARE(ask("/metrics"), u"200 x 1\n"_s);
    }

private:
    /// "STATUS BODY".
    [[nodiscard]] QString ask(const char *path, const char *from = "127.0.0.1") const
    {
        HttpRequest request;
        request.path = path;
        request.client = *Address::parse(from);
        const HttpResponse response = m_pages->answer(request);
        return QString::number(response.status) + u' ' + QString::fromUtf8(response.body);
    }

    testing::RedisServer m_redis;
    std::unique_ptr<redis::Link> m_link;
    std::unique_ptr<redis::Subscription> m_subscription;
    std::unique_ptr<StatusPages> m_pages;
};

QTEST_GUILESS_MAIN(StatusPagesTest)
#include "status_pages_test.moc"
