// SPDX-License-Identifier: GPL-3.0-or-later
// What a command through Link, and a message through Subscription, costs this side of the socket.
// Prints one line a workload: operations a second, and our own processor time for each operation.
#include "core/redis/link.h"
#include "core/redis/subscription.h"
#include "tests/support/redis_server.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QEventLoop>

#include <cstdio>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::redis;

namespace {

/// Like the one that stores an event: checks, one XADD, some hashes, and a PUBLISH.
const Script &storeScript()
{
    static const Script script("store", R"lua(#!lua
if redis.call('HGET', KEYS[3], ARGV[1]) then return redis.call('HGET', KEYS[3], ARGV[1]) end
local seq = redis.call('HINCRBY', KEYS[2], 'seq', 1)
redis.call('XADD', KEYS[1], 'MAXLEN', '~', '10000', seq .. '-0', 'f', ARGV[2])
redis.call('HSET', KEYS[3], ARGV[1], seq)
redis.call('PUBLISH', KEYS[4], ARGV[2])
return {seq, 0, 'epoch'}
)lua");
    return script;
}

std::chrono::nanoseconds processorTime()
{
    rusage usage {};
    ::getrusage(RUSAGE_THREAD, &usage);
    const auto of = [](const timeval &time) {
        return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

struct Stopwatch {
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
    std::chrono::nanoseconds spent = processorTime();

    void print(const char *what, int operations) const
    {
        const auto wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        const auto cpu = std::chrono::duration<double, std::micro>(processorTime() - spent).count();
        std::printf("%-34s %9.0f /s  %6.2f us CPU each\n", what, operations / wall, cpu / operations);
        std::fflush(stdout);
    }
};

/// Keeps `window` commands under way until `total` are answered.
class Pump {
public:
    using Issue = std::function<void(int index, Link::Callback)>;

    Pump(int total, int window, Issue issue)
        : m_total(total)
        , m_issue(std::move(issue))
    {
        for (int i = 0; i < std::min(window, total); ++i)
            next();
    }

    int wait()
    {
        m_loop.exec();
        return m_failed;
    }

private:
    void next()
    {
        m_issue(m_issued++, [this](const Result<Reply> &reply) {
            m_failed += reply.ok() ? 0 : 1;
            if (++m_answered == m_total)
                m_loop.quit();
            else if (m_issued < m_total)
                next();
        });
    }

    int m_total;
    Issue m_issue;
    int m_issued = 0;
    int m_answered = 0;
    int m_failed = 0;
    QEventLoop m_loop;
};

bool untilUp(Link &link)
{
    QEventLoop loop;
    QObject::connect(&link, &Link::up, &loop, &QEventLoop::quit);
    QObject::connect(&link, &Link::down, &loop, [&loop] { loop.exit(1); });
    link.open();
    return loop.exec() == 0;
}

int measureCommands(Link &link, const char *what, int total, int window, const Pump::Issue &issue)
{
    link.post({ "FLUSHALL" });
    const Stopwatch watch;
    const int failed = Pump(total, window, issue).wait();
    watch.print(what, total);
    return failed;
}

/// The commands that publish run on this thread too; 100 messages each make them a small part of the cost.
void measureMessages(const testing::RedisServer &redis, Link &link, int total)
{
    const QByteArray payload(300, 'm');
    const Script publish("publish", "#!lua\nfor i = 1, 100 do redis.call('PUBLISH', KEYS[1], ARGV[1]) end");
    const auto issue = [&] { link.run(publish, { "hb:{room}" }, { payload }, nullptr, {}); };
    Options options;
    options.endpoint = redis.endpoint();
    Subscription subscription(options);
    QEventLoop loop;
    int got = 0;
    int issued = 0;
    const int batches = total / 100;
    subscription.setMessageHandler([&](const QByteArray &, const QByteArray &) {
        ++got;
        if (got == batches * 100)
            loop.quit();
        else if (got % 100 == 0 && issued < batches) {
            ++issued;
            issue();
        }
    });
    subscription.subscribe("hb:{room}", &loop, [&](const Outcome &) { loop.quit(); });
    subscription.open();
    loop.exec();
    const Stopwatch watch;
    // Few at once: Redis cuts a subscriber off that has 32 MB waiting.
    for (; issued < std::min(batches, 20); ++issued)
        issue();
    loop.exec();
    watch.print("messages of 300 bytes received", batches * 100);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOption({ u"n"_s, u"Operations a workload."_s, u"count"_s, u"200000"_s });
    parser.addOption({ u"window"_s, u"Commands under way at once."_s, u"count"_s, u"200"_s });
    parser.addHelpOption();
    parser.process(application);
    const int total = std::max(1'000, parser.value(u"n"_s).toInt());
    const int window = std::max(1, parser.value(u"window"_s).toInt());

    testing::RedisServer redis({ .appendOnly = false });
    if (!redis.start()) {
        std::fprintf(stderr, "%s\n", qPrintable(redis.problem()));
        return 1;
    }
    Options options;
    options.endpoint = redis.endpoint();
    options.commandTimeout = std::chrono::seconds(20);
    Link link(options);
    link.registerScript(storeScript());
    if (!untilUp(link)) {
        std::fprintf(stderr, "%s\n", qPrintable(link.lastReason()));
        return 1;
    }

    QObject context;
    const QByteArray frame(300, 'f');
    const Arguments keys { "hb:{room}:log", "hb:{room}:meta", "hb:{room}:mid:1", "hb:{room}" };
    int failed = measureCommands(link, "PING", total, window,
        [&](int, Link::Callback done) { link.command({ "PING" }, &context, std::move(done)); });
    failed += measureCommands(link, "SET of 300 bytes", total, window, [&](int index, Link::Callback done) {
        link.command({ "SET", "k" + QByteArray::number(index % 1'000), frame }, &context, std::move(done));
    });
    failed += measureCommands(link, "EVALSHA, 4 keys, 300 bytes", total, window, [&](int index, Link::Callback done) {
        link.run(storeScript(), keys, { QByteArray::number(index), frame }, &context, std::move(done));
    });
    failed += measureCommands(link, "EVALSHA, one at a time", total / 10, 1, [&](int index, Link::Callback done) {
        link.run(storeScript(), keys, { QByteArray::number(index), frame }, &context, std::move(done));
    });
    measureMessages(redis, link, total);
    if (failed > 0)
        std::fprintf(stderr, "%d commands failed\n", failed);
    return failed > 0 ? 1 : 0;
}
