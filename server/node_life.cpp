// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/node_life.h"

#include "core/base/log.h"
#include "core/base/red_hook.h"
#include "core/redis/keys.h"
#include "server/scripts.h"

#include <algorithm>

namespace hubbub::server {

namespace keys = redis::keys;
using redis::Reply;

namespace {

/// Node to boot; its tag puts it into the slot of hb:nodes, so that one script may change both.
QByteArray bootsKey() { return QByteArrayLiteral("hb:boots:{hb:nodes}"); }

/// `last`, when any node was last heard by Redis, and `since`, from when on that was without a break.
QByteArray watchKey() { return QByteArrayLiteral("hb:watch:{hb:nodes}"); }

} // namespace

QByteArray nameOf(NodeLife::State state)
{
    switch (state) {
    case NodeLife::State::Starting:
        return QByteArrayLiteral("starting");
    case NodeLife::State::Ready:
        return QByteArrayLiteral("ready");
    case NodeLife::State::Draining:
        return QByteArrayLiteral("draining");
    }
    return {};
}

NodeLife::NodeLife(redis::Link &link, const Scripts &scripts, NodeId node, Times times, const Clock &clock)
    : m_link(link)
    , m_scripts(scripts)
    , m_identity { std::move(node), Boot(randomHex(8)) }
    , m_times(times)
    , m_clock(clock)
    , m_started(qint64(clock.wall().count()))
{
    if (redHook("short_lease"))
        m_times.lease = m_times.trust = std::chrono::milliseconds(1000);
    m_timer.setInterval(std::min(m_times.beat / 2, m_times.lease / 9));
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &NodeLife::beat);
    m_sweepTimer.setInterval(m_times.sweep);
    connect(&m_sweepTimer, &QTimer::timeout, this, &NodeLife::sweepOwnRooms);
    const auto silent = [this] { m_answering = false; };
    connect(&m_link, &redis::Link::down, this, silent);
    connect(&m_link, &redis::Link::up, this, [this] {
        if (!m_alive)
            return;
        beat(); // others count the time
        writeSelf(); // what was last said of this node may not have come there
    });
}

NodeLife::~NodeLife() = default;

redis::Arguments NodeLife::nodeKeys() const { return { keys::nodes(), bootsKey() }; }

bool NodeLife::mayJudge() const
{
    const auto now = m_clock.now();
    if (redHook("dead_stay"))
        return false;
    if (redHook("judge_at_once"))
        return true;
    return m_answering && now - m_answeredAt <= patience() && now - m_answeredSince >= m_times.trust;
}

// Taking the name

void NodeLife::claim() { tryClaim(true); }

void NodeLife::tryClaim(bool mayWait)
{
    m_claiming = true;
    const redis::Arguments arguments { m_identity.node.bytes(), m_identity.boot.bytes(),
        QByteArray::number(qint64(m_times.lease.count())) };
    m_link.run(m_scripts.claim, nodeKeys(), arguments, this, [this, mayWait](const Result<Reply> &reply) {
        if (!reply.ok()) {
            QTimer::singleShot(200, this, [this, mayWait] { tryClaim(mayWait); });
            return;
        }
        if (reply->at(0).bytes() == "busy") {
            if (!mayWait)
                return Q_EMIT
            nameTaken();
            log::info(
                "node", QStringLiteral("another node of this name was alive a moment ago; waiting for it to end"));
            const auto lapse = std::min<qint64>(reply->at(1).toInteger(), 6000);
            QTimer::singleShot(std::chrono::milliseconds(lapse + 250), this, [this] { tryClaim(false); });
            return;
        }
        m_claiming = false;
        m_alive = true;
        if (const QByteArray before = reply->at(2).bytes(); !before.isEmpty() && !redHook("own_ghosts_stay"))
            sweepBoot(m_identity.node.bytes(), before);
        writeSelf();
        m_timer.start();
        m_sweepTimer.start();
        readPeers([this] {
            Q_EMIT
            claimed();
        });
    });
}

void NodeLife::describe(const QString &url, State state, std::function<void()> done)
{
    m_url = url;
    m_state = state;
    writeSelf(std::move(done));
}

void NodeLife::writeSelf(std::function<void()> done)
{
    if (!m_alive)
        return;
    if (m_state == State::Ready)
        m_directory.insert(m_identity.node.bytes(), m_url);
    else
        m_directory.remove(m_identity.node.bytes());
    tellIfChanged();
    m_link.post({ "HSET", keys::node(m_identity.node), "address", m_url.toUtf8(), "boot", m_identity.boot.bytes(),
        "version", HUBBUB_VERSION, "state", nameOf(m_state), "started", QByteArray::number(m_started) });
    m_link.command(
        { "PUBLISH", keys::nodes(), m_identity.node.bytes() }, this, [done = std::move(done)](const Result<Reply> &) {
            if (done)
                done();
        });
}

bool NodeLife::take(const QByteArray &channel, const QByteArray &payload)
{
    if (channel != keys::nodes())
        return false;
    if (payload != m_identity.node.bytes() && isRoomName(payload)) // a node is named by the same rules
        readNode(payload);
    return true;
}

void NodeLife::resign(std::function<void()> done)
{
    m_timer.stop();
    m_sweepTimer.stop();
    if (!m_alive)
        return done();
    m_alive = false;
    m_link.post({ "DEL", keys::nodeRooms(m_identity.node, m_identity.boot) });
    m_link.post({ "DEL", keys::node(m_identity.node) });
    m_link.run(m_scripts.resign, nodeKeys(), { m_identity.node.bytes(), m_identity.boot.bytes() }, this,
        [done = std::move(done)](const Result<Reply> &) { done(); });
}

// Living

void NodeLife::beat()
{
    if (m_beating || m_claiming || !m_link.isUp())
        return;
    m_beating = true;
    const auto now = m_clock.now();
    const bool due = now - m_beatAt >= m_times.beat - m_times.beat / 10;
    if (due)
        m_beatAt = now;
    m_link.run(m_scripts.beat, nodeKeys() << watchKey(),
        { m_identity.node.bytes(), m_identity.boot.bytes(), QByteArray::number(qint64(m_times.lease.count())),
            mayJudge() ? "1" : "0", due ? "1" : "0" },
        this,
        [this, suspects = std::exchange(m_suspects, {})](const Result<Reply> &reply) { takeAnswer(reply, suspects); });
}

void NodeLife::takeAnswer(const Result<Reply> &reply, const Suspects &suspects)
{
    m_beating = false;
    if (!reply.ok()) {
        m_answering = false;
        m_beatAt = {}; // it may not have come there
        return;
    }
    const auto now = m_clock.now();
    if (!std::exchange(m_answering, true) || now - m_answeredAt > patience())
        m_answeredSince = now;
    m_answeredAt = now;
    if (!takeBeat(*reply))
        return; // who lives now is not known
    // A boot is there before its sessions. One that had some and is not there now, by an answer asked for later, is
    // dead.
    for (auto it = suspects.begin(); it != suspects.end() && mayJudge(); ++it) {
        if (m_livingBoots.contains(it.key()) || it.key() == m_identity.boot.bytes())
            continue;
        for (const RoomId &room : it.value())
            sweepRoom(room, it.key());
    }
}

bool NodeLife::takeBeat(const Reply &reply)
{
    if (redisClock)
        redisClock(reply[1].toInteger());
    if (reply[0].bytes() == "lost" && m_alive) {
        m_livingBoots.clear();
        rebirth();
        return false;
    }
    if (!m_unborn.isEmpty())
        born(); // its name was taken, but the answer to that was lost
    const qsizetype living = reply[2].toInteger();
    m_livingBoots.clear();
    QMap<QByteArray, QString> directory;
    const bool refresh = m_beats++ % 4 == 0;
    for (qsizetype i = 0; i < living; ++i) {
        const QByteArray node = reply[3 + 2 * i].bytes();
        m_livingBoots << reply[4 + 2 * i].bytes();
        if (m_directory.contains(node))
            directory.insert(node, m_directory.value(node));
        if (node != m_identity.node.bytes() && (refresh || !m_directory.contains(node)))
            readNode(node); // at once where it is new
    }
    m_directory = directory;
    tellIfChanged();
    for (qsizetype i = 3 + 2 * living; i + 1 < reply.size(); i += 2) {
        const QByteArray node = reply[i].bytes();
        const QByteArray boot = reply[i + 1].bytes();
        log::warning(
            "node", QStringLiteral("a node died; taking its sessions out"), { { "dead", QString::fromUtf8(node) } });
        sweepBoot(node, boot);
        Q_EMIT
        buried(node, boot);
    }
    return true;
}

void NodeLife::readNode(const QByteArray &node, std::function<void()> done)
{
    m_link.command({ "HMGET", keys::node(NodeId(node)), "address", "state" }, this,
        [this, node, done = std::move(done)](const Result<Reply> &reply) {
            if (reply.ok() && reply->at(1).bytes() == "ready")
                m_directory.insert(node, QString::fromUtf8(reply->at(0).bytes()));
            else if (reply.ok())
                m_directory.remove(node);
            tellIfChanged();
            if (done)
                done();
        });
}

void NodeLife::readPeers(std::function<void()> done)
{
    m_link.command(
        { "ZRANGE", keys::nodes(), "0", "-1" }, this, [this, done = std::move(done)](const Result<Reply> &reply) {
            const auto open = std::make_shared<qsizetype>(1);
            const auto one = [open, done] {
                if (--*open == 0)
                    done();
            };
            if (reply.ok()) {
                for (const Reply &node : reply->items()) {
                    if (node.bytes() == m_identity.node.bytes())
                        continue;
                    ++*open;
                    readNode(node.bytes(), one);
                }
            }
            one(); // where that can't be read now, the beats do it
        });
}

void NodeLife::tellIfChanged()
{
    if (readyNodes() == m_told)
        return;
    m_told = readyNodes();
    Q_EMIT
    peersChanged();
}

QStringList NodeLife::readyNodes() const { return m_directory.values(); }

void NodeLife::rebirth()
{
    log::warning("node", QStringLiteral("this node was judged dead, or its mark was lost; it takes a new boot"));
    m_unborn << m_identity.boot.bytes();
    m_claiming = true;
    m_identity.boot = Boot(randomHex(8));
    m_link.run(m_scripts.claim, nodeKeys(),
        { m_identity.node.bytes(), m_identity.boot.bytes(), QByteArray::number(qint64(m_times.lease.count())) }, this,
        [this](const Result<Reply> &reply) {
            m_claiming = false;
            if (!reply.ok())
                return; // the next beat tells whether it was done, or else tries again
            if (reply->at(0).bytes() == "busy") {
                log::error("node", QStringLiteral("another node has taken this name"));
                return Q_EMIT
                nameTaken();
            }
            born();
        });
}

void NodeLife::born()
{
    writeSelf();
    Q_EMIT
    reborn();
    // Behind the new entries, which it leaves alone.
    for (const QByteArray &before : std::exchange(m_unborn, {}))
        sweepBoot(m_identity.node.bytes(), before);
}

// Cleaning up

void NodeLife::sweepBoot(const QByteArray &node, const QByteArray &boot)
{
    if (boot.isEmpty())
        return;
    const QByteArray list = keys::nodeRooms(NodeId(node), Boot(boot));
    m_link.command({ "SMEMBERS", list }, this, [this, boot, list](const Result<Reply> &rooms) {
        if (!rooms.ok())
            return; // each node's own sweep finds what is left
        for (const Reply &each : rooms->items())
            sweepRoom(RoomId(each.bytes()), boot);
        m_link.post({ "DEL", list });
    });
}

void NodeLife::sweepOwnRooms()
{
    if (!roomsToSweep || !mayJudge() || m_livingBoots.isEmpty())
        return;
    for (const RoomId &room : roomsToSweep()) {
        m_link.run(m_scripts.boots, { keys::here(room) }, {}, this, [this, room](const Result<Reply> &reply) {
            if (!reply.ok())
                return;
            for (const Reply &each : reply->items()) {
                if (!m_livingBoots.contains(each.bytes()))
                    m_suspects[each.bytes()] << room;
            }
        });
    }
}

void NodeLife::sweepRoom(const RoomId &room, const QByteArray &boot)
{
    m_link.run(m_scripts.sweep, { keys::here(room), keys::users(room) }, { keys::channel(room), "crash", boot }, this,
        [this, boot](const Result<Reply> &swept) {
            for (qsizetype i = 0; swept.ok() && i < swept->size(); ++i)
                noteLastSeen(UserId(swept->at(i).bytes()), boot);
        });
}

/// The node that a user was on can't say any more when they were seen there last. Once for all their rooms.
void NodeLife::noteLastSeen(const UserId &user, const QByteArray &boot)
{
    if (m_notedBoot != boot) {
        m_notedBoot = boot;
        m_noted.clear();
    }
    if (m_noted.contains(user))
        return;
    m_noted.insert(user);
    m_link.post({ "HSET", keys::account(user), "last_seen", QByteArray::number(qint64(m_clock.wall().count())) });
}

} // namespace hubbub::server
