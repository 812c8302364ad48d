// SPDX-License-Identifier: GPL-3.0-or-later
// A recording's parts as bytes: QDataStream within zlib. A node's seconds lie side by side, since they are alike.
#include "core/operator/moment.h"

#include <QDataStream>
#include <QIODevice>
#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <limits>

namespace hubbub::ops {
namespace {

constexpr quint8 format = 1;
constexpr quint32 mostBytes = 256U << 20; // of one part, unpacked
constexpr int level = 1; // of zlib: three times as fast as its default, and as small within a tenth
constexpr quint8 absent = 255;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

QDataStream &operator<<(QDataStream &out, const Figures &all)
{
    out << quint8(all.size());
    for (const double value : all)
        out << float(value);
    return out;
}

/// Of a version with more all or fewer: those that both know.
QDataStream &operator>>(QDataStream &in, Figures &all)
{
    quint8 count = 0;
    in >> count;
    all.fill(none);
    for (size_t i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
        float value = 0;
        in >> value;
        if (i < all.size())
            all[i] = double(value);
    }
    return in;
}

template <typename Enum>
void readEnum(QDataStream &in, Enum &value, Enum last)
{
    quint8 number = 0;
    in >> number;
    if (number > static_cast<quint8>(last))
        in.setStatus(QDataStream::ReadCorruptData);
    else
        value = static_cast<Enum>(number);
}

template <typename Name>
void readName(QDataStream &in, Name &name)
{
    QByteArray bytes;
    in >> bytes;
    name = Name(bytes);
}

QDataStream &operator<<(QDataStream &out, const Totals &totals)
{
    return out << totals.now << totals.sessions << qint32(totals.nodesUp) << qint32(totals.nodesKnown);
}
QDataStream &operator>>(QDataStream &in, Totals &totals)
{
    qint32 up = 0;
    qint32 known = 0;
    in >> totals.now >> totals.sessions >> up >> known;
    totals.nodesUp = up;
    totals.nodesKnown = known;
    return in;
}

template <typename Stream, typename Info>
void redisInfo(Stream &stream, Info &info)
{
    const auto each = [&stream](auto &...fields) {
        if constexpr (std::is_const_v<Info>)
            (stream << ... << fields);
        else
            (stream >> ... >> fields);
    };
    each(info.version, info.role, info.upSeconds, info.clients, info.usedMemory, info.peakMemory, info.maxMemory,
        info.evictionPolicy, info.fragmentation, info.opsPerSecond, info.inKiBPerSecond, info.outKiBPerSecond,
        info.channels, info.evictedKeys, info.rejectedConnections, info.replicas, info.primaryLinkUp, info.aof,
        info.aofOk, info.snapshotOk, info.snapshotAt, info.unsavedChanges, info.cpuSeconds);
}

class Pack {
public:
    Pack()
        : m_out(&m_raw, QIODevice::WriteOnly)
    {
        m_out.setVersion(QDataStream::Qt_6_4);
        m_out << format;
    }
    [[nodiscard]] QDataStream &out()
    {
        m_out.setFloatingPointPrecision(QDataStream::SinglePrecision);
        return m_out;
    }
    [[nodiscard]] QByteArray bytes() const { return qCompress(m_raw, level); }

private:
    QByteArray m_raw;
    QDataStream m_out;
};

/// Reads with `read(stream)`.
template <typename Value, typename Read>
Result<Value> unpack(const QByteArray &bytes, Read &&read)
{
    const Error bad { ErrorCode::BadFrame, QStringLiteral("A part of the recording can't be read.") };
    // qUncompress() would make room for as much as the first four bytes say.
    if (bytes.size() < 5 || qFromBigEndian<quint32>(bytes.constData()) > mostBytes)
        return bad;
    const QByteArray raw = qUncompress(bytes);
    QDataStream in(raw);
    in.setVersion(QDataStream::Qt_6_4);
    in.setFloatingPointPrecision(QDataStream::SinglePrecision);
    quint8 version = 0;
    in >> version;
    if (raw.isEmpty() || version != format)
        return bad;
    Value value;
    read(in, value);
    if (in.status() != QDataStream::Ok)
        return bad;
    return value;
}

/// `read(element)` as often as the stream says; it ends where the stream does.
template <typename Element, typename Read>
void readList(QDataStream &in, QList<Element> &list, Read &&read)
{
    quint32 count = 0;
    in >> count;
    for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
        Element element {};
        read(element);
        list.append(std::move(element));
    }
}

} // namespace

Fold folded(const Slice &slice)
{
    Fold out;
    std::map<NodeId, std::array<int, metricCount>> counts;
    const auto take = [&](const NodeId &node, const Figures &now) {
        const auto [fold, isNew] = out.try_emplace(node);
        if (isNew)
            fold->second.fill(none);
        auto &count = counts[node];
        for (size_t i = 0; i < now.size(); ++i) {
            if (std::isnan(now[i]))
                continue;
            double &value = fold->second[i];
            const bool most = isWorstOf(static_cast<Metric>(i));
            value = count[i] == 0 ? now[i] : most ? std::max(value, now[i]) : value + now[i];
            ++count[i];
        }
    };
    for (const Second &second : slice.seconds) {
        if (second.blind)
            continue;
        take({}, second.totals.now);
        for (const auto &[id, node] : second.nodes) {
            if (node.state == NodeState::Ready || node.state == NodeState::Draining)
                take(id, node.now);
        }
    }
    for (auto &[node, figures] : out) {
        for (size_t i = 0; i < figures.size(); ++i) {
            if (!isWorstOf(static_cast<Metric>(i)) && counts[node][i] > 1)
                figures[i] /= counts[node][i];
        }
    }
    return out;
}

namespace {

void writePromises(QDataStream &out, const PromiseState &state)
{
    for (const qint64 broken : state.broken)
        out << broken;
    out << state.events << state.sessions << state.rooms << state.suspects << quint32(state.breaches.size());
    for (const Breach &breach : state.breaches)
        out << quint8(breach.promise) << breach.room.bytes() << breach.at << breach.detail;
}

void readPromises(QDataStream &in, PromiseState &state)
{
    for (qint64 &broken : state.broken)
        in >> broken;
    in >> state.events >> state.sessions >> state.rooms >> state.suspects;
    readList(in, state.breaches, [&in](Breach &breach) {
        readEnum(in, breach.promise, Promise::NoGhosts);
        readName(in, breach.room);
        in >> breach.at >> breach.detail;
    });
}

} // namespace

QByteArray pack(const Slice &slice)
{
    Pack pack;
    QDataStream &out = pack.out();
    out << slice.hasRedis;
    redisInfo(out, slice.redis);
    out << quint32(slice.slow.size());
    for (const SlowCommand &slow : slice.slow)
        out << slow.id << slow.at << slow.microseconds << slow.words;
    writePromises(out, slice.promises);
    out << quint32(slice.seconds.size());
    std::map<NodeId, QString> nodes;
    for (const Second &second : slice.seconds) {
        out << second.second << second.blind << second.totals << float(second.redisOps);
        for (const auto &[id, node] : second.nodes)
            nodes[id] = node.address;
    }
    out << quint32(nodes.size());
    for (const auto &[id, address] : nodes) {
        out << id.bytes() << address;
        for (const Second &second : slice.seconds) {
            const auto found = second.nodes.find(id);
            if (found == second.nodes.end()) {
                out << absent;
                continue;
            }
            const NodeSecond &node = found->second;
            out << quint8(node.state) << node.since << node.now << node.report;
        }
    }
    return pack.bytes();
}

Result<Slice> unpackSlice(const QByteArray &bytes)
{
    return unpack<Slice>(bytes, [](QDataStream &in, Slice &slice) {
        in >> slice.hasRedis;
        redisInfo(in, slice.redis);
        readList(
            in, slice.slow, [&](SlowCommand &slow) { in >> slow.id >> slow.at >> slow.microseconds >> slow.words; });
        readPromises(in, slice.promises);
        readList(in, slice.seconds, [&](Second &second) {
            float ops = 0;
            in >> second.second >> second.blind >> second.totals >> ops;
            second.redisOps = double(ops);
        });
        quint32 nodes = 0;
        in >> nodes;
        for (quint32 i = 0; i < nodes && in.status() == QDataStream::Ok; ++i) {
            NodeId id;
            QString address;
            readName(in, id);
            in >> address;
            for (Second &second : slice.seconds) {
                quint8 state = absent;
                in >> state;
                if (state == absent || in.status() != QDataStream::Ok)
                    continue;
                if (state > static_cast<quint8>(NodeState::Ended)) {
                    in.setStatus(QDataStream::ReadCorruptData);
                    return;
                }
                NodeSecond &node = second.nodes[id];
                node.address = address;
                node.state = static_cast<NodeState>(state);
                in >> node.since >> node.now >> node.report;
            }
        }
    });
}

QByteArray pack(const Fold &fold)
{
    Pack pack;
    pack.out() << quint32(fold.size());
    for (const auto &[node, figures] : fold)
        pack.out() << node.bytes() << figures;
    return pack.bytes();
}

Result<Fold> unpackFold(const QByteArray &bytes)
{
    return unpack<Fold>(bytes, [](QDataStream &in, Fold &fold) {
        quint32 count = 0;
        in >> count;
        for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
            NodeId node;
            readName(in, node);
            in >> fold[node];
        }
    });
}

QByteArray pack(const QList<Alert> &alerts)
{
    Pack pack;
    QDataStream &out = pack.out();
    out << quint32(alerts.size());
    for (const Alert &alert : alerts)
        out << alert.id << alert.rule << quint8(alert.level) << quint8(alert.figure) << alert.node.bytes()
            << quint8(alert.state) << alert.since << alert.until << float(alert.value) << float(alert.worst)
            << alert.clients << alert.detail;
    return pack.bytes();
}

Result<QList<Alert>> unpackAlerts(const QByteArray &bytes)
{
    return unpack<QList<Alert>>(bytes, [](QDataStream &in, QList<Alert> &alerts) {
        readList(in, alerts, [&in](Alert &alert) {
            float value = 0;
            float worst = 0;
            in >> alert.id >> alert.rule;
            readEnum(in, alert.level, AlertLevel::Critical);
            readEnum(in, alert.figure, Figure::Gaps);
            readName(in, alert.node);
            readEnum(in, alert.state, Alert::State::Resolved);
            in >> alert.since >> alert.until >> value >> worst >> alert.clients >> alert.detail;
            alert.value = double(value);
            alert.worst = double(worst);
        });
    });
}

QByteArray pack(const QList<RoomFacts> &rooms)
{
    Pack pack;
    QDataStream &out = pack.out();
    out << quint32(rooms.size());
    for (const RoomFacts &room : rooms)
        out << room.id.bytes() << room.title << room.kind << room.visibility << room.seq << room.members << room.here
            << float(room.perSecond) << room.readAt;
    return pack.bytes();
}

Result<QList<RoomFacts>> unpackRooms(const QByteArray &bytes)
{
    return unpack<QList<RoomFacts>>(bytes, [](QDataStream &in, QList<RoomFacts> &rooms) {
        readList(in, rooms, [&in](RoomFacts &room) {
            float perSecond = 0;
            readName(in, room.id);
            in >> room.title >> room.kind >> room.visibility >> room.seq >> room.members >> room.here >> perSecond
                >> room.readAt;
            room.perSecond = double(perSecond);
        });
    });
}

QByteArray pack(const QList<SessionFacts> &sessions)
{
    Pack pack;
    QDataStream &out = pack.out();
    out << quint32(sessions.size());
    for (const SessionFacts &session : sessions) {
        out << session.id.bytes() << session.user.bytes() << session.node.bytes() << session.state << session.text
            << quint32(session.rooms.size());
        for (const RoomId &room : session.rooms)
            out << room.bytes();
    }
    return pack.bytes();
}

Result<QList<SessionFacts>> unpackSessions(const QByteArray &bytes)
{
    return unpack<QList<SessionFacts>>(bytes, [](QDataStream &in, QList<SessionFacts> &sessions) {
        readList(in, sessions, [&in](SessionFacts &session) {
            readName(in, session.id);
            readName(in, session.user);
            readName(in, session.node);
            in >> session.state >> session.text;
            readList(in, session.rooms, [&in](RoomId &room) { readName(in, room); });
        });
    });
}

} // namespace hubbub::ops
