// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/tracer.h"

#include "core/protocol/ops_codec.h"
#include "core/redis/keys.h"
#include "core/redis/link.h"
#include "server/identity.h"

#include <algorithm>

namespace hubbub::server {

using protocol::TraceRecord;
using std::chrono::duration_cast;
using std::chrono::microseconds;

namespace {

constexpr std::chrono::seconds clockEvery { 5 };
constexpr size_t clockSamples = 12;

qint64 microsecondsOf(const Clock::TimePoint &at) { return duration_cast<microseconds>(at.time_since_epoch()).count(); }

} // namespace

Tracer::Tracer(redis::Link &link, const Identity &identity, int oneIn, const Clock &clock)
    : m_link(link)
    , m_identity(identity)
    , m_oneIn(oneIn)
    , m_until(1) // the first, so that a quiet cluster shows something too
    , m_clock(clock)
{
    m_timer.setInterval(clockEvery);
    connect(&m_timer, &QTimer::timeout, this, &Tracer::readClock);
    connect(&link, &redis::Link::up, this, &Tracer::readClock);
    m_timer.start();
    readClock();
}

void Tracer::readClock()
{
    if (!m_link.isUp())
        return;
    m_link.command({ "TIME" }, this, [this, asked = m_clock.now()](const Result<redis::Reply> &reply) {
        if (reply.ok() && reply->size() == 2)
            takeClock(reply->at(0).toInteger() * 1'000'000 + reply->at(1).toInteger(), asked, m_clock.now());
    });
}

/// The answer that came quickest says most: Redis's time lies between question and answer.
void Tracer::takeClock(qint64 redisUs, const Clock::TimePoint &asked, const Clock::TimePoint &answered)
{
    const qint64 from = microsecondsOf(asked);
    const qint64 to = microsecondsOf(answered);
    const Sample sample { redisUs - (from + to) / 2, (to - from) / 2 };
    // Redis's clock was set, or another Redis answers: what was known of it before says nothing.
    if (!m_samples.empty() && std::abs(sample.aheadUs - m_samples.back().aheadUs) > 50'000 + 2 * sample.errorUs)
        m_samples.clear();
    m_samples.push_back(sample);
    if (m_samples.size() > clockSamples)
        m_samples.pop_front();
}

std::optional<qint64> Tracer::redisTime(const Clock::TimePoint &at) const
{
    if (m_samples.empty())
        return {};
    const auto best = std::min_element(
        m_samples.begin(), m_samples.end(), [](const Sample &a, const Sample &b) { return a.errorUs < b.errorUs; });
    return microsecondsOf(at) + best->aheadUs;
}

void Tracer::ask(const RoomId &room) { m_asked.insert(room, m_clock.now() + askedFor); }

bool Tracer::isAsked(const RoomId &room)
{
    if (m_asked.isEmpty())
        return false;
    for (const RoomId &wanted : { room, RoomId() }) {
        const auto found = m_asked.constFind(wanted);
        if (found == m_asked.constEnd())
            continue;
        const bool stands = *found > m_clock.now();
        m_asked.erase(found);
        if (stands)
            return true;
    }
    return false;
}

std::shared_ptr<TracedSend> Tracer::begin(const RoomId &room, const Clock::TimePoint &received)
{
    const bool asked = isAsked(room);
    if (!asked) {
        if (m_oneIn == 0 || --m_until > 0)
            return nullptr;
        m_until = m_oneIn;
        if (received - m_second >= std::chrono::seconds(1)) {
            m_second = received;
            m_inSecond = 0;
        }
        if (++m_inSecond > mostPerSecond)
            return nullptr;
    }
    auto out = std::make_shared<TracedSend>();
    out->asked = asked;
    out->received = received;
    return out;
}

void Tracer::end(const TracedSend &send, const RoomId &room, const Mid &mid, const protocol::SendOk &ok)
{
    if (send.redisUs == 0) // it was known already
        return failed(send, room);
    const auto received = redisTime(send.received);
    if (!received)
        return;
    TraceRecord record;
    record.kind = TraceRecord::Kind::Publish;
    record.room = room;
    record.mid = mid;
    record.seq = ok.seq;
    record.asked = send.asked;
    record.redisUs = send.redisUs;
    record.receivedUs = *received;
    record.sentUs = *redisTime(send.sent);
    record.answeredUs = *redisTime(send.answered);
    record.okUs = *redisTime(m_clock.now());
    if (send.client)
        record.clientUs = send.client->count();
    tell(std::move(record));
}

void Tracer::failed(const TracedSend &send, const RoomId &room)
{
    if (send.asked)
        ask(room);
}

void Tracer::heard(const RoomId &room, const LoggedNews &news, qint64 sockets)
{
    if (news.isAskedFor) { // whoever wanted the next one of that room has it
        m_asked.remove(room);
        m_asked.remove({});
    }
    const auto now = redisTime(m_clock.now());
    if (!now || sockets == 0 || m_heard.size() >= 100) // a room that is followed a little longer has nobody
        return;
    TraceRecord record;
    record.kind = TraceRecord::Kind::Deliver;
    record.room = room;
    record.mid = Mid(news.mid.toByteArray());
    record.seq = news.seq;
    record.redisUs = news.ts * 1000 + news.tracedUs.value_or(0);
    record.heardUs = *now;
    record.sockets = sockets;
    m_heard.push_back(std::move(record));
}

void Tracer::tellHeard()
{
    const auto now = redisTime(m_clock.now());
    for (TraceRecord &record : std::exchange(m_heard, {})) {
        record.handedUs = now.value_or(record.heardUs);
        tell(std::move(record));
    }
}

void Tracer::tell(TraceRecord record)
{
    record.node = m_identity.node;
    record.clockErrorUs = std::min_element(m_samples.begin(), m_samples.end(), [](const Sample &a, const Sample &b) {
        return a.errorUs < b.errorUs;
    })->errorUs;
    if (m_link.isUp())
        m_link.post({ "PUBLISH", redis::keys::trace(), protocol::encode(record) });
}

} // namespace hubbub::server
