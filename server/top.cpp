// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/top.h"

#include "core/base/clock.h"
#include "core/protocol/ops_codec.h"
#include "core/protocol/writer.h"
#include "core/redis/keys.h"
#include "server/gateway.h"
#include "server/redis_options.h"

#include <QHash>

#include <algorithm>

namespace hubbub::server {

using namespace Qt::StringLiterals;
using protocol::NodeReport;

namespace {

constexpr std::chrono::seconds forgottenAfter { 10 };
constexpr std::chrono::seconds every { 1 };
constexpr std::chrono::milliseconds forRates { 2500 }; // two reports of each node
constexpr qsizetype mostRooms = 10;

QString bytesText(qint64 bytes)
{
    constexpr double step = 1024;
    double value = static_cast<double>(bytes);
    for (const char *unit : { "B", "K", "M" }) {
        if (value < step)
            return QString::number(value, 'f', value < 10 && *unit != 'B' ? 1 : 0) + QLatin1StringView(unit);
        value /= step;
    }
    return QString::number(value, 'f', 1) + u'G';
}

QString durationText(qint64 seconds)
{
    if (seconds < 120)
        return u"%1s"_s.arg(seconds);
    if (seconds < 2 * 3600)
        return u"%1m"_s.arg(seconds / 60);
    return seconds < 48 * 3600 ? u"%1h"_s.arg(seconds / 3600) : u"%1d"_s.arg(seconds / (24 * 3600));
}

QString quantileText(const std::optional<protocol::Quantiles> &quantiles)
{
    return quantiles ? QString::number(quantiles->p99, 'f', 1) : u"-"_s;
}

double perSecond(qint64 now, qint64 before, double seconds)
{
    return seconds > 0 ? static_cast<double>(now - before) / seconds : 0;
}

const QStringList &head()
{
    static const QStringList names { u"NODE"_s, u"STATE"_s, u"UP"_s, u"CLIENTS"_s, u"ROOMS"_s, u"IN/S"_s, u"OUT/S"_s,
        u"PUBLISH"_s, u"DELIVER"_s, u"REDIS"_s, u"LAG"_s, u"CPU%"_s, u"MEMORY"_s, u"QUEUED"_s, u"SLOW"_s };
    return names;
}

/// The first `leftOnes` columns are words, the others numbers.
QString aligned(const QList<QStringList> &rows, qsizetype leftOnes)
{
    QList<qsizetype> widths(rows.first().size(), 0);
    for (const QStringList &row : rows) {
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    QString out;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += i < leftOnes ? row[i].leftJustified(widths[i] + 2) : row[i].rightJustified(widths[i]) + u"  "_s;
        out += line.trimmed() + u'\n';
    }
    return out;
}

} // namespace

void NodeTable::take(QByteArrayView report, Clock::TimePoint now)
{
    const auto read = protocol::readReport(report);
    if (!read.ok())
        return;
    Row &row = m_nodes[read->node.bytes()];
    row.heard = now;
    if (row.now.boot == read->boot && row.now.t >= read->t)
        return;
    row.before = row.now.boot == read->boot ? row.now : NodeReport {};
    row.now = *read;
}

void NodeTable::sweep(Clock::TimePoint now)
{
    m_nodes.removeIf([now](const auto &it) { return now - it.value().heard > forgottenAfter; });
}

QString NodeTable::render() const
{
    QList<QStringList> rows { head() };
    NodeReport all;
    double allIn = 0;
    double allOut = 0;
    for (const Row &row : m_nodes) {
        const NodeReport &now = row.now;
        const bool hasTwo = !row.before.boot.isEmpty();
        const double span = static_cast<double>(now.t - row.before.t) / 1000;
        const double in = hasTwo ? perSecond(now.inMessages, row.before.inMessages, span) : 0;
        const double out = hasTwo ? perSecond(now.deliveries, row.before.deliveries, span) : 0;
        rows << QStringList { now.node.text(), QString::fromUtf8(now.state), durationText(now.upSeconds),
            QString::number(now.clients), QString::number(now.rooms), hasTwo ? QString::number(in, 'f', 0) : u"-"_s,
            hasTwo ? QString::number(out, 'f', 0) : u"-"_s, quantileText(now.publishMs), quantileText(now.deliverMs),
            QString::number(now.redisRttMs, 'f', 1), QString::number(now.loopLagMs, 'f', 0),
            QString::number(now.cpu * 100, 'f', 0), bytesText(now.rss), bytesText(now.queuedBytes),
            QString::number(now.slowClosed) };
        all.clients += now.clients;
        all.rss += now.rss;
        all.queuedBytes += now.queuedBytes;
        all.slowClosed += now.slowClosed;
        all.cpu += now.cpu;
        allIn += in;
        allOut += out;
    }
    if (m_nodes.size() > 1) {
        rows << QStringList { u"all"_s, {}, {}, QString::number(all.clients), {}, QString::number(allIn, 'f', 0),
            QString::number(allOut, 'f', 0), {}, {}, {}, {}, QString::number(all.cpu * 100, 'f', 0), bytesText(all.rss),
            bytesText(all.queuedBytes), QString::number(all.slowClosed) };
    }
    QString out = aligned(rows, 2);
    QList<QStringList> rooms { { u"ROOM"_s, u"HERE"_s, u"IN/S"_s, u"OUT/S"_s } };
    for (const Room &room : busiest())
        rooms << QStringList { room.id.text(), QString::number(room.here), QString::number(room.in, 'f', 0),
            QString::number(room.out, 'f', 0) };
    if (rooms.size() > 1)
        out += u'\n' + aligned(rooms, 1);
    return out;
}

QList<NodeTable::Room> NodeTable::busiest() const
{
    QHash<RoomId, Room> all;
    for (const Row &row : m_nodes) {
        if (row.before.boot.isEmpty())
            continue;
        const double span = static_cast<double>(row.now.t - row.before.t) / 1000;
        for (const protocol::RoomTraffic &now : row.now.roomsTop) {
            Room &room = all[now.room];
            room.id = now.room;
            room.here += now.here;
            for (const protocol::RoomTraffic &before : row.before.roomsTop) {
                if (before.room != now.room)
                    continue;
                room.in += perSecond(now.inMessages, before.inMessages, span);
                room.out += perSecond(now.deliveries, before.deliveries, span);
            }
        }
    }
    QList<Room> out = all.values();
    std::sort(out.begin(), out.end(),
        [](const Room &a, const Room &b) { return a.out != b.out ? a.out > b.out : a.id < b.id; });
    out.resize(std::min(out.size(), mostRooms));
    return out;
}

QByteArray NodeTable::json() const
{
    protocol::Writer out(2048);
    const auto quantile = [&out](std::string_view name, const std::optional<protocol::Quantiles> &value) {
        out.key(name);
        value ? out.number(value->p99) : out.null();
    };
    out.beginObject().key("nodes").beginArray();
    for (const Row &row : m_nodes) {
        const NodeReport &now = row.now;
        const double span = static_cast<double>(now.t - row.before.t) / 1000;
        const auto rate = [&](std::string_view name, qint64 NodeReport::*count) {
            out.key(name);
            row.before.boot.isEmpty() ? out.null() : out.number(perSecond(now.*count, row.before.*count, span));
        };
        out.beginObject().text("node", now.node.bytes()).text("state", now.state).number("t", now.t);
        out.number("up_s", now.upSeconds).number("clients", now.clients).number("rooms", now.rooms);
        rate("in_per_s", &NodeReport::inMessages);
        rate("out_per_s", &NodeReport::deliveries);
        quantile("publish_p99_ms", now.publishMs);
        quantile("deliver_p99_ms", now.deliverMs);
        out.key("redis_rtt_ms").number(now.redisRttMs).key("loop_lag_ms").number(now.loopLagMs);
        out.key("cpu").number(now.cpu).number("rss", now.rss).number("queued_bytes", now.queuedBytes);
        out.number("slow_closed", now.slowClosed).endObject();
    }
    out.endArray().key("rooms").beginArray();
    for (const Room &room : busiest()) {
        out.beginObject().text("room", room.id.bytes()).number("here", room.here);
        out.key("in_per_s").number(room.in).key("out_per_s").number(room.out).endObject();
    }
    return out.endArray().endObject().take() + '\n';
}

Top::Top(const Config &config, int times, bool once, Form form)
    : m_subscription(redisOptions(config, "hubbub:top"))
    , m_left(once ? 1 : times)
    , m_form(form)
{
    m_subscription.setMessageHandler(
        [this](const QByteArray &, const QByteArray &payload) { m_nodes.take(payload, systemClock().now()); });
    connect(&m_subscription, &redis::Subscription::subscribed, this, [this] {
        m_limit.stop();
        m_timer.start();
    });
    if (once)
        m_timer.setInterval(forRates);
    else
        m_timer.setInterval(every);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_nodes.sweep(systemClock().now());
        Q_EMIT
        table(m_form == Form::Json  ? QString::fromUtf8(m_nodes.json())
                : m_nodes.isEmpty() ? u"no node reports\n"_s
                                    : m_nodes.render());
        if (m_left > 0 && --m_left == 0)
            Q_EMIT
        ended(static_cast<int>(ExitCode::Clean), {});
    });
    m_limit.setSingleShot(true);
    m_limit.setInterval(config.startTimeout);
    const QString name = redisName(config);
    connect(&m_limit, &QTimer::timeout, this, [this, name] {
        Q_EMIT
        ended(static_cast<int>(ExitCode::NoRedis),
            u"--redis: %1 was not reached: %2"_s.arg(name, m_subscription.lastReason()));
    });
}

void Top::start()
{
    m_limit.start();
    m_subscription.subscribe(redis::keys::stats());
    m_subscription.open();
}

} // namespace hubbub::server
