// SPDX-License-Identifier: GPL-3.0-or-later
// A large cluster that there is not: writes what nodes write into Redis, at the rate at which they do. It is faked, for
// figures of the console: operator_crowd REDIS-URL NODES ROOMS SESSIONS. Prints "ready", then once a second the number
// of clients that it has just told, with the time in ms at which it was told of by the last node.
#include "core/protocol/ops_codec.h"
#include "core/redis/keys.h"
#include "core/redis/link.h"
#include "core/redis/sentinel.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimer>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace hubbub;
namespace keys = hubbub::redis::keys;

namespace {

qint64 now() { return QDateTime::currentMSecsSinceEpoch(); }

struct Crowd {
    redis::Link link;
    int nodes;
    int rooms;
    int sessions;
    int seeded = 0;
    qint64 seconds = 0;
    QTimer beat;

    Crowd(const redis::Options &options, int nodeCount, int roomCount, int sessionCount)
        : link(options)
        , nodes(nodeCount)
        , rooms(roomCount)
        , sessions(sessionCount)
    {
    }
    [[nodiscard]] static NodeId node(int i) { return NodeId("n" + QByteArray::number(i + 1)); }
    [[nodiscard]] static RoomId room(int i) { return RoomId("room-" + QByteArray::number(i)); }

    /// In slices, each once the one before was answered.
    void seed()
    {
        constexpr int slice = 5000;
        const int end = std::min(seeded + slice, std::max(rooms, sessions));
        for (int i = seeded; i < end; ++i) {
            if (i < rooms) {
                const QByteArray number = QByteArray::number(i);
                link.post({ "HSET", keys::meta(room(i)), "title", "Room " + number, "kind", "chat", "visibility",
                    "private", "seq", number, "epoch", "e" });
                link.post({ "HSET", keys::members(room(i)), "owner", "owner" });
                link.post({ "SADD", keys::nodeRooms(node(i % nodes), Boot("b1"_ba)), room(i).bytes() });
            }
            if (i < sessions)
                link.post({ "HSET", keys::here(room(i % rooms)), "s" + QByteArray::number(i),
                    "user" + QByteArray::number(i) + ' ' + node(i % nodes).bytes() + " b1 1 online " });
        }
        seeded = end;
        link.whenAllAnswered(QCoreApplication::instance(), [this](const Outcome &) {
            if (seeded < std::max(rooms, sessions))
                return seed();
            std::puts("ready");
            std::fflush(stdout);
            QObject::connect(&beat, &QTimer::timeout, [this] { tell(); });
            beat.start(1000);
        });
    }

    void tell()
    {
        ++seconds;
        qint64 clients = 0;
        for (int i = 0; i < nodes; ++i) {
            protocol::NodeReport report;
            report.node = node(i);
            report.boot = Boot("b1"_ba);
            report.t = now();
            report.state = "ready";
            report.upSeconds = seconds;
            report.clients = sessions / nodes + (seconds + i) % 3;
            report.sessions = report.clients;
            report.rooms = rooms / nodes;
            report.rss = 20'000'000;
            report.fds = 300;
            report.fdsMost = 20'000;
            report.inMessages = seconds * (50 + i);
            report.deliveries = seconds * (500 + 10 * i);
            report.publishMs = protocol::Quantiles { 0.4, 2 };
            report.deliverMs = protocol::Quantiles { 1, 4.0 + i % 5 };
            for (int k = 0; k < 10; ++k)
                report.roomsTop.append({ room(i + k * nodes), 3, seconds * 5, seconds * 50 });
            clients += report.clients;
            const QByteArray bytes = encode(report);
            link.post({ "ZADD", keys::nodes(), QByteArray::number(report.t), report.node.bytes() });
            link.post({ "HSET", keys::node(report.node), "address", "ws://10.0.0.1:7400/ws", "report", bytes });
            link.post({ "PUBLISH", keys::stats(), bytes });
        }
        link.whenAllAnswered(QCoreApplication::instance(), [clients](const Outcome &) {
            std::printf("%lld %lld\n", static_cast<long long>(clients), static_cast<long long>(now()));
            std::fflush(stdout);
        });
    }
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 5) {
        std::fputs("operator_crowd REDIS-URL NODES ROOMS SESSIONS\n", stderr);
        return 2;
    }
    const auto options = redis::optionsFor(arguments[1]);
    if (!options) {
        std::fprintf(stderr, "operator_crowd: %s\n", qPrintable(options.error().detail));
        return 2;
    }
    Crowd crowd(*options, arguments[2].toInt(), arguments[3].toInt(), arguments[4].toInt());
    QObject::connect(&crowd.link, &redis::Link::up, [&crowd] {
        if (crowd.seeded == 0)
            crowd.seed();
    });
    crowd.link.open();
    return QCoreApplication::exec();
}
