// SPDX-License-Identifier: GPL-3.0-or-later
// Many receivers in one turn: the same bytes reach them whether their sends go to the kernel together or one by one.
#include "server/net/connection.h"
#include "server/net/send_batch.h"
#include "tests/unit/net/endpoint_harness.h"

#include <QTest>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

using namespace hubbub;
using namespace hubbub::server;
using namespace hubbub::testing;

namespace {

constexpr size_t crowdSize = SendBatch::capacity + 20; ///< more than one batch takes

EndpointOptions optionsFor(bool together)
{
    EndpointOptions options = Harness::freeOptions();
    options.batchSends = together;
    return options;
}

using Crowd = std::vector<std::unique_ptr<RawClient>>;

bool enter(Harness &harness, Crowd &crowd, size_t count)
{
    for (size_t i = 0; i < count; ++i)
        crowd.push_back(std::make_unique<RawClient>(harness.endpoint.port()));
    for (const auto &client : crowd)
        client->upgrade();
    return QTest::qWaitFor(
        [&] {
            return std::all_of(crowd.begin(), crowd.end(), [](const auto &client) { return client->isUpgraded(); })
                && harness.hooks.open.size() == count;
        },
        20'000);
}

void pushToAll(Harness &harness, const QByteArray &framed)
{
    for (Connection *connection : harness.hooks.open)
        connection->push(framed);
}

bool allHave(const Crowd &crowd, const QByteArray &bytes)
{
    return QTest::qWaitFor(
        [&] {
            return std::all_of(
                crowd.begin(), crowd.end(), [&](const auto &client) { return client->received == bytes; });
        },
        20'000);
}

} // namespace

class EndpointBatchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<bool>("together");
        QTest::newRow("together") << true;
        QTest::newRow("one by one") << false;
    }

    void aCrowdGetsWhatWasPushedInItsOrder()
    {
        QFETCH_GLOBAL(bool, together);
        Harness harness(optionsFor(together));
        Crowd crowd;
        QVERIFY(enter(harness, crowd, crowdSize));
        const EndpointStats before = harness.endpoint.stats();
        pushToAll(harness, encodeText("one"));
        for (int i = 0; i < 20; ++i) // more pieces than a batched send takes at once
            pushToAll(harness, encodeText("and more"));
        QVERIFY(allHave(crowd, encodeText("one") + encodeText("and more").repeated(20)));
        const EndpointStats after = harness.endpoint.stats();
        QCOMPARE(after.queuedBytes, 0);
        QCOMPARE(after.bytesOut - before.bytesOut, crowdSize * (5 + 20 * 10));
        if (together && SendBatch().isUsable())
            QVERIFY(after.batches >= before.batches + 2);
        else
            QCOMPARE(after.batches, before.batches);
    }

    void aFewAreNotWorthABatch()
    {
        QFETCH_GLOBAL(bool, together);
        Harness harness(optionsFor(together));
        Crowd crowd;
        QVERIFY(enter(harness, crowd, 4));
        pushToAll(harness, encodeText("x"));
        QVERIFY(allHave(crowd, encodeText("x")));
        QCOMPARE(harness.endpoint.stats().batches, 0U);
    }

    void oneWhoDoesNotReadHoldsUpNobodyAndGetsTheRestLater()
    {
        QFETCH_GLOBAL(bool, together);
        EndpointOptions options = optionsFor(together);
        options.hardUnsent = 64 * 1024 * 1024;
        options.softUnsent = options.hardUnsent;
        Harness harness(options);
        Crowd crowd;
        QVERIFY(enter(harness, crowd, 20));
        RawClient &slow = *crowd[7];
        slow.socket().setReadBufferSize(1); // the kernel keeps the rest, until it keeps no more
        const QByteArray large = encodeText(QByteArray(60'000, 'z'));
        constexpr int times = 150; // 9 MB, more than the kernel keeps for one connection
        for (int i = 0; i < times; ++i) {
            pushToAll(harness, large);
            QCoreApplication::processEvents();
        }
        QTRY_VERIFY_WITH_TIMEOUT(std::all_of(crowd.begin(), crowd.end(),
                                     [&](const auto &client) {
                                         return client.get() == &slow
                                             || client->received.size() == times * large.size();
                                     }),
            20'000);
        QVERIFY(harness.endpoint.stats().queuedBytes > 0);
        slow.socket().setReadBufferSize(0);
        slow.received += slow.socket().readAll();
        QTRY_COMPARE_WITH_TIMEOUT(slow.received.size(), times * large.size(), 20'000);
        QVERIFY(slow.received == large.repeated(times));
        QCOMPARE(harness.endpoint.stats().queuedBytes, 0);
    }

    void oneWhoIsGoneIsTakenOutAndTheOthersAreServed()
    {
        QFETCH_GLOBAL(bool, together);
        Harness harness(optionsFor(together));
        Crowd crowd;
        QVERIFY(enter(harness, crowd, 20));
        // A reset that the endpoint has not looked at yet: the send fails.
        const linger atOnce { 1, 0 };
        ::setsockopt(
            static_cast<int>(crowd[3]->socket().socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        crowd[3]->socket().abort();
        pushToAll(harness, encodeText("x"));
        QTRY_COMPARE(harness.hooks.codes, std::vector<quint16> { 1006 });
        crowd.erase(crowd.begin() + 3);
        QVERIFY(allHave(crowd, encodeText("x")));
    }

    void whereThereIsNoRingNobodysDescriptorIsClosed()
    {
        const int standIn = ::fcntl(0, F_GETFD) < 0 ? ::open("/dev/null", O_RDONLY | O_CLOEXEC) : 0;
        QCOMPARE(standIn, 0);
        rlimit before {};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        const rlimit none { 0, before.rlim_max };
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0); // the kernel has no descriptor for a ring
        const bool usable = SendBatch().isUsable();
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        QVERIFY(!usable);
        QVERIFY(::fcntl(0, F_GETFD) >= 0);
    }

    void theKernelsAnswersAreThoseOfTheCalls()
    {
        SendBatch batch;
        if (!batch.isUsable())
            QSKIP("no io_uring here");
        int pair[2];
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
        char one[] = "ab";
        char two[] = "cde";
        const iovec parts[] = { { one, 2 }, { two, 3 } };
        QCOMPARE(batch.add(pair[0], std::span(parts, 1)), 1U);
        QCOMPARE(batch.add(pair[0], parts), 2U);
        QCOMPARE(batch.add(-1, std::span(parts, 1)), 1U);
        const auto results = batch.run();
        QCOMPARE(results.size(), 3U);
        QCOMPARE(results[0], 2);
        QCOMPARE(results[1], 5);
        QCOMPARE(results[2], -EBADF);
        char got[16] {};
        QCOMPARE(::recv(pair[1], got, sizeof got, 0), 7);
        QCOMPARE(QByteArray(got), QByteArray("ababcde"));
        // Nobody reads: at some time there is no room, and that is said at once.
        std::vector<char> much(1024 * 1024);
        const iovec large { much.data(), much.size() };
        int result = 0;
        for (int i = 0; i < 100 && result >= 0; ++i) {
            batch.add(pair[0], std::span(&large, 1));
            result = batch.run()[0];
        }
        QCOMPARE(result, -EAGAIN);
        ::close(pair[0]);
        ::close(pair[1]);
    }
};

QTEST_GUILESS_MAIN(EndpointBatchTest)
#include "endpoint_batch_test.moc"
