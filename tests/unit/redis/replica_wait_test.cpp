// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a replica has what was written, asked of a real primary with a real replica.
#include "core/redis/replica_wait.h"
#include "tests/support/redis_server.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::redis;
using hubbub::testing::RedisServer;

namespace {

Options optionsFor(const RedisServer &redis)
{
    Options options;
    options.endpoint = redis.tcpEndpoint();
    return options;
}

} // namespace

class ReplicaWaitTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<RedisServer> m_primary;
    std::unique_ptr<RedisServer> m_replica;
    std::unique_ptr<Link> m_link;
    std::unique_ptr<ReplicaWait> m_wait;
    std::vector<Outcome> m_outcomes; ///< of writeAndConfirm(), in order

    void waitFor(int replicas, std::chrono::milliseconds limit)
    {
        m_wait =
            std::make_unique<ReplicaWait>(*m_link, optionsFor(*m_primary), ReplicaWait::Demand { replicas, limit });
        m_wait->open();
        QTRY_VERIFY(m_wait->isUp());
    }

    void writeAndConfirm(const QByteArray &key)
    {
        m_link->command({ "SET", key, "value" }, this, [this](const Result<Reply> &reply) {
            QVERIFY(reply.ok());
            m_wait->confirm("a", this, [this](const Outcome &outcome) { m_outcomes.push_back(outcome); });
        });
    }

private Q_SLOTS:
    void init()
    {
        m_outcomes.clear();
        m_primary = std::make_unique<RedisServer>(
            RedisServer::Setup { .tcp = true, .lines = { u"repl-diskless-sync-delay 0"_s } });
        QVERIFY2(m_primary->start(), qPrintable(m_primary->problem()));
        m_replica = std::make_unique<RedisServer>(RedisServer::Setup { .tcp = true,
            .lines = {
                u"replicaof 127.0.0.1 %1"_s.arg(m_primary->tcpEndpoint().port), u"repl-diskless-sync-delay 0"_s } });
        QVERIFY2(m_replica->start(), qPrintable(m_replica->problem()));
        QTRY_COMPARE(m_replica->run({ "ROLE" }).at(3).bytes(), "connected"_ba);
        m_link = std::make_unique<Link>(optionsFor(*m_primary));
        m_link->open();
        QTRY_VERIFY(m_link->isUp());
    }

    void cleanup()
    {
        m_wait.reset();
        m_link.reset();
        m_replica.reset();
        m_primary.reset();
    }

    void whatTheReplicaHasIsConfirmed()
    {
        waitFor(1, std::chrono::seconds(10));
        writeAndConfirm("a");
        QTRY_COMPARE_WITH_TIMEOUT(m_outcomes.size(), size_t(1), 10'000);
        QVERIFY(m_outcomes[0].ok());
        QCOMPARE(m_replica->run({ "GET", "a" }).bytes(), "value"_ba);
    }

    /// Also that the writes of another connection count: WAIT alone would answer at once.
    void whatAStoppedReplicaHasNotIsNotConfirmed()
    {
        waitFor(1, std::chrono::milliseconds(200));
        m_replica->pause();
        writeAndConfirm("a");
        QTRY_COMPARE(m_outcomes.size(), size_t(1));
        QVERIFY(!m_outcomes[0].ok());
        QCOMPARE(m_outcomes[0].error().code, ErrorCode::Unavailable);
        QVERIFY2(m_outcomes[0].error().detail.contains(u"0 of 1 replicas"_s), qPrintable(m_outcomes[0].error().detail));
        QCOMPARE(m_wait->counters().failed, quint64(1));
        m_replica->resume();
        m_outcomes.clear();
        waitFor(1, std::chrono::seconds(10));
        writeAndConfirm("b");
        QTRY_COMPARE_WITH_TIMEOUT(m_outcomes.size(), size_t(1), 10'000);
        QVERIFY(m_outcomes[0].ok());
    }

    void twoAreNotThereWhereThereIsOne()
    {
        waitFor(2, std::chrono::seconds(2));
        writeAndConfirm("a");
        QTRY_COMPARE_WITH_TIMEOUT(m_outcomes.size(), size_t(1), 10'000);
        QVERIFY2(m_outcomes[0].error().detail.contains(u"1 of 2 replicas"_s), qPrintable(m_outcomes[0].error().detail));
    }

    void manyWritesShareOneWait()
    {
        waitFor(1, std::chrono::seconds(10));
        for (int i = 0; i < 500; ++i)
            writeAndConfirm(QByteArray::number(i));
        QTRY_COMPARE_WITH_TIMEOUT(m_outcomes.size(), size_t(500), 10'000);
        QVERIFY(std::all_of(m_outcomes.begin(), m_outcomes.end(), [](const Outcome &each) { return each.ok(); }));
        QVERIFY2(m_wait->counters().waits < 100, qPrintable(QString::number(m_wait->counters().waits)));
    }

    void aPrimaryThatDiesMeanwhileConfirmsNothing()
    {
        waitFor(1, std::chrono::seconds(10));
        m_replica->pause();
        writeAndConfirm("a");
        QTRY_COMPARE(m_wait->counters().waits, quint64(1));
        QTRY_COMPARE(m_primary->run({ "CLIENT", "LIST" }).bytes().count("cmd=wait"), 1);
        m_wait->confirm(
            "a", this, [this](const Outcome &outcome) { m_outcomes.push_back(outcome); }); // for the next WAIT
        m_primary->kill();
        QTRY_COMPARE(m_outcomes.size(), size_t(2));
        QVERIFY(!m_outcomes[0].ok() && !m_outcomes[1].ok());
        // And while it is away, at once.
        m_wait->confirm("a", this, [this](const Outcome &outcome) { m_outcomes.push_back(outcome); });
        QCOMPARE(m_outcomes.size(), size_t(2)); // but not inside the call
        QTRY_COMPARE(m_outcomes.size(), size_t(3));
        QVERIFY(!m_outcomes[2].ok());
    }

    /// As after a fail-over that one connection has followed already: another Redis's replicas prove nothing.
    void anotherRedisIsNotAsked()
    {
        RedisServer other({ .tcp = true });
        QVERIFY2(other.start(), qPrintable(other.problem()));
        m_wait = std::make_unique<ReplicaWait>(*m_link, optionsFor(other), ReplicaWait::Demand { 1, {} });
        m_wait->open();
        QTRY_VERIFY(m_wait->isUp());
        writeAndConfirm("a");
        QTRY_COMPARE(m_outcomes.size(), size_t(1));
        QVERIFY2(m_outcomes[0].error().detail.contains(u"another Redis"_s), qPrintable(m_outcomes[0].error().detail));
        QCOMPARE(m_wait->counters().waits, quint64(0));
    }

    void oneWhoIsGoneIsToldNothing()
    {
        waitFor(1, std::chrono::seconds(10));
        auto gone = std::make_unique<QObject>();
        bool told = false;
        m_link->command({ "SET", "a", "value" }, this, [&](const Result<Reply> &) {
            m_wait->confirm("a", gone.get(), [&told](const Outcome &) { told = true; });
            gone.reset();
            m_wait->confirm("a", this, [this](const Outcome &outcome) { m_outcomes.push_back(outcome); });
        });
        QTRY_COMPARE(m_outcomes.size(), size_t(1));
        QVERIFY(!told);
    }
};

QTEST_GUILESS_MAIN(ReplicaWaitTest)
#include "replica_wait_test.moc"
