// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/promise_check.h"

#include "core/redis/keys.h"
#include "core/redis/link.h"

#include <algorithm>

namespace hubbub::ops {

using redis::Reply;

namespace {

constexpr qint64 mostHole = 200; // seqs that are asked about one by one

/// The number that the publishing script put into the frame; -1: there is none.
qint64 seqIn(const QByteArray &frame)
{
    constexpr QByteArrayView mark("\"seq\":");
    const qsizetype at = frame.indexOf(mark);
    if (at < 0)
        return -1;
    qint64 out = 0;
    qsizetype i = at + mark.size();
    for (; i < frame.size() && frame[i] >= '0' && frame[i] <= '9'; ++i)
        out = out * 10 + (frame[i] - '0');
    return out;
}

qint64 seqOf(const Reply &entry) { return entry[0].bytes().split('-').first().toLongLong(); }

LogCheck::Entry entryOf(const Reply &entry)
{
    LogCheck::Entry out;
    out.seq = seqOf(entry);
    const auto &fields = entry[1].items();
    for (qsizetype i = 0; i + 1 < fields.size(); i += 2) {
        const QByteArray &name = fields[i].bytes();
        if (name == "f")
            out.frame = fields[i + 1].bytes();
        else if (name == "u")
            out.user = fields[i + 1].bytes();
        else if (name == "m")
            out.mid = fields[i + 1].bytes();
    }
    return out;
}

} // namespace

QList<LogCheck::Finding> LogCheck::take(const Page &page, const QList<Entry> &entries)
{
    QList<Finding> out;
    const auto begin = [&](qint64 last) {
        m_epoch = page.epoch;
        m_last = last;
        m_lastMid.clear();
        m_mids.clear();
        m_order.clear();
    };
    if (page.epoch != m_epoch) { // another log, and said so to all; what was trimmed is no hole
        begin(page.first <= page.from ? std::max<qint64>(0, page.from - 1) : 0);
    } else if (m_last > 0) {
        const bool isThere = !entries.isEmpty() && entries.first().seq == m_last;
        if (page.metaSeq < m_last) {
            out.append({ Promise::NothingLost, page.metaSeq + 1, m_last, {}, true });
            begin(0);
        } else if (isThere && !m_lastMid.isEmpty() && entries.first().mid != m_lastMid) {
            out.append({ Promise::NothingLost, m_last, m_last, {}, true });
            begin(m_last - 1);
        } else if (!isThere && page.first <= m_last && std::exchange(m_toldMissing, m_last) != m_last) {
            out.append({ Promise::NothingLost, m_last, m_last, {} });
        }
    }
    for (const Entry &entry : entries) {
        if (entry.seq == m_last)
            continue; // known from before
        if (m_last > 0 && entry.seq > m_last + 1 && page.first <= m_last + 1)
            out.append({ Promise::NothingLost, m_last + 1, entry.seq - 1, {} });
        if (seqIn(entry.frame) != entry.seq || entry.seq < m_last)
            out.append({ Promise::InOrder, entry.seq, entry.seq, entry.mid });
        m_last = std::max(m_last, entry.seq);
        m_lastMid = entry.mid;
        if (entry.mid.isEmpty())
            continue;
        const QByteArray name = entry.user + ' ' + entry.mid;
        if (m_mids.contains(name)) {
            out.append({ Promise::NothingDoubled, entry.seq, entry.seq, entry.mid });
            continue;
        }
        m_mids.insert(name);
        m_order.push_back(name);
        if (m_order.size() > remembered) {
            m_mids.remove(m_order.front());
            m_order.pop_front();
        }
    }
    return out;
}

PromiseCheck::PromiseCheck(redis::Link &link, Sources sources, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_link(link)
    , m_sources(std::move(sources))
    , m_clock(clock)
{
    m_timer.setInterval(every);
    connect(&m_timer, &QTimer::timeout, this, &PromiseCheck::look);
}

void PromiseCheck::begin() { m_timer.start(); }

/// Round after round through the rooms; those that are busy come up in each.
RoomId PromiseCheck::next()
{
    if (m_round.isEmpty()) {
        m_round = m_sources.rooms();
        // Where somebody is suspected, it is looked at again.
        for (auto it = m_suspects.begin(); it != m_suspects.end(); ++it) {
            if (!it->known.isEmpty() && !m_round.contains(it.key()))
                m_round.prepend(it.key());
        }
    }
    return m_round.isEmpty() ? RoomId() : m_round.takeFirst();
}

void PromiseCheck::look()
{
    if (!m_link.isUp() || m_busy > 0)
        return;
    const RoomId room = next();
    if (room.isEmpty())
        return;
    if (!m_seen.contains(room)) {
        m_seen.insert(room);
        m_state.rooms = m_seen.size();
    }
    readLog(room);
    readHere(room);
}

void PromiseCheck::readLog(const RoomId &room)
{
    ++m_busy;
    // Meta before the log: what it counts must be there when the log is read after it.
    m_link.command({ "HMGET", redis::keys::meta(room), "epoch", "seq" }, this, [this, room](const Result<Reply> &meta) {
        --m_busy;
        if (!meta.ok() || meta->at(0).isNil())
            return;
        const auto about = std::make_shared<LogCheck::Page>();
        about->epoch = meta->at(0).bytes();
        about->metaSeq = meta->at(1).toInteger();
        // The first time its newest page, then what came since, and the last one known once more.
        const auto known = m_logs.constFind(room);
        const bool goesOn = known != m_logs.constEnd() && known->check.epoch() == about->epoch;
        const qint64 last = goesOn ? known->check.last() : 0;
        about->from = last > 0 ? last : std::max<qint64>(1, about->metaSeq - page);
        const QByteArray key = redis::keys::log(room);
        m_link.command({ "XRANGE", key, "-", "+", "COUNT", "1" }, this, [about](const Result<Reply> &reply) {
            if (reply.ok() && reply->size() == 1)
                about->first = seqOf((*reply)[0]);
        });
        ++m_busy;
        m_link.command(
            { "XRANGE", key, QByteArray::number(about->from) + "-0", "+", "COUNT", QByteArray::number(page) }, this,
            [this, room, about](const Result<Reply> &reply) {
                --m_busy;
                if (reply.ok())
                    takeLog(room, *about, *reply);
            });
    });
}

void PromiseCheck::takeLog(const RoomId &room, const LogCheck::Page &about, const Reply &reply)
{
    if (m_logs.size() >= mostLogs && !m_logs.contains(room)) {
        const auto oldest =
            std::min_element(m_logs.begin(), m_logs.end(), [](const Log &a, const Log &b) { return a.read < b.read; });
        m_logs.erase(oldest);
    }
    Log &log = m_logs[room];
    log.read = m_clock.now();
    const bool begins = log.check.epoch() != about.epoch;
    QList<LogCheck::Entry> entries;
    for (const Reply &entry : reply.items())
        entries.append(entryOf(entry));
    m_state.events += entries.size();
    const qint64 metaSeq = about.metaSeq;
    for (const LogCheck::Finding &finding : log.check.take(about, entries)) {
        switch (finding.promise) {
        case Promise::NothingLost:
            if (finding.isCertain)
                noteTakenBack(room, finding.seq, finding.to);
            else
                askAmends(room, finding.seq, finding.to);
            break;
        case Promise::NothingDoubled:
            note(Promise::NothingDoubled, room,
                tr("the message %1 is there twice, again at %2").arg(QString::fromUtf8(finding.mid)).arg(finding.seq));
            break;
        default:
            note(Promise::InOrder, room, tr("the event at %1 says that it is another one").arg(finding.seq));
        }
    }
    // What meta counted before the log was read is in it, but for what was deleted.
    Log &read = m_logs[room];
    const qint64 last = std::max(read.check.last(), begins ? 0 : read.toldTo);
    if (reply.size() < page && !begins && read.check.last() > 0 && last < metaSeq)
        askAmends(room, last + 1, metaSeq);
    read.toldTo = begins ? 0 : metaSeq;
}

void PromiseCheck::noteTakenBack(const RoomId &room, qint64 from, qint64 to)
{
    const QString detail = from == to ? tr("the event %1 is another one now: Redis has lost what was there").arg(from)
                                      : tr("the events %1 to %2 were there and are not any more").arg(from).arg(to);
    note(Promise::NothingLost, room, detail, to - from + 1);
}

/// A deleted event has its word in amends; any other hole is a loss.
void PromiseCheck::askAmends(const RoomId &room, qint64 from, qint64 to)
{
    const qint64 last = std::min(to, from + mostHole - 1);
    redis::Arguments command { "HMGET", redis::keys::amends(room) };
    for (qint64 seq = from; seq <= last; ++seq)
        command << 'v' + QByteArray::number(seq);
    ++m_busy;
    m_link.command(command, this, [this, room, from, last, to](const Result<Reply> &reply) {
        --m_busy;
        if (!reply.ok())
            return;
        for (qsizetype i = 0; i < reply->size(); ++i) {
            const qsizetype begin = i;
            while (i < reply->size() && (*reply)[i].isNil())
                ++i;
            if (i > begin)
                noteHole(room, from + begin, from + i - 1);
        }
        if (last < to)
            askAmends(room, last + 1, to);
    });
}

void PromiseCheck::noteHole(const RoomId &room, qint64 from, qint64 to)
{
    const QString detail = from == to ? tr("the event %1 is not in the log").arg(from)
                                      : tr("the events %1 to %2 are not in the log").arg(from).arg(to);
    note(Promise::NothingLost, room, detail, to - from + 1);
}

/// A page of those who are there at each look, so that large rooms are seen through as well.
void PromiseCheck::readHere(const RoomId &room)
{
    ++m_busy;
    const QByteArray cursor = m_suspects.value(room).cursor;
    m_link.command({ "HSCAN", redis::keys::here(room), cursor, "COUNT", QByteArray::number(page) }, this,
        [this, room](const Result<Reply> &reply) {
            --m_busy;
            if (reply.ok() && reply->size() == 2)
                takeHere(room, reply->at(0).bytes(), reply->at(1));
        });
}

/// `USER NODE BOOT GENERATION STATE TEXT`.
void PromiseCheck::takeHere(const RoomId &room, const QByteArray &cursor, const Reply &reply)
{
    const QSet<Boot> boots = m_sources.boots();
    if (boots.isEmpty())
        return; // the console knows of no node yet
    const auto now = m_clock.now();
    Suspects &suspects = m_suspects[room];
    const auto &items = reply.items();
    for (qsizetype i = 0; i + 1 < items.size(); i += 2) {
        ++m_state.sessions;
        const QByteArrayList words = items[i + 1].bytes().split(' ');
        if (words.size() < 3 || boots.contains(Boot(words[2])))
            continue;
        const QByteArray name = words[0] + ' ' + words[1] + ' ' + items[i].bytes() + ' ' + words[2];
        suspects.found.insert(name, suspects.known.value(name, now));
    }
    suspects.cursor = cursor;
    if (cursor == "0") {
        suspects.known = std::exchange(suspects.found, {});
        countGhosts(room);
        if (suspects.known.isEmpty())
            m_suspects.remove(room);
    }
}

void PromiseCheck::countGhosts(const RoomId &room)
{
    const auto now = m_clock.now();
    qint64 ghosts = 0;
    m_state.suspects = 0;
    for (const Suspects &ofRoom : std::as_const(m_suspects)) {
        for (const auto &since : ofRoom.known) {
            ++m_state.suspects;
            ghosts += now - since >= grace;
        }
    }
    qint64 &known = m_state.broken.at(static_cast<size_t>(Promise::NoGhosts));
    if (ghosts <= known) {
        known = ghosts;
        return;
    }
    const Since &here = m_suspects[room].known;
    for (auto it = here.begin(); it != here.end(); ++it) {
        if (now - it.value() < grace)
            continue;
        const qint64 more = ghosts - known;
        note(Promise::NoGhosts, room,
            tr("%1 is shown as present by %2, which is gone")
                .arg(QString::fromUtf8(it.key().split(' ').at(0)), QString::fromUtf8(it.key().split(' ').at(1))),
            more);
        return;
    }
    known = ghosts;
}

void PromiseCheck::note(Promise promise, const RoomId &room, const QString &detail, qint64 count)
{
    m_state.broken.at(static_cast<size_t>(promise)) += count;
    const Breach breach { promise, room, m_sources.redisNow(), detail };
    m_state.breaches.append(breach);
    if (m_state.breaches.size() > mostBreaches)
        m_state.breaches.removeFirst();
    Q_EMIT
    broken(breach);
}

} // namespace hubbub::ops
