// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/trace_book.h"

#include "core/protocol/ops_codec.h"

#include <algorithm>

namespace hubbub::ops {

using protocol::TraceRecord;

namespace {

qint64 span(qint64 from, qint64 to) { return std::max<qint64>(0, to - from); }

} // namespace

qint64 Trace::begin() const
{
    if (publish)
        return publish->receivedUs - publish->clientUs.value_or(0);
    return deliveries.isEmpty() ? 0 : deliveries.first().redisUs;
}

qint64 Trace::end() const
{
    qint64 out = publish ? publish->okUs : begin();
    for (const TraceRecord &delivery : deliveries)
        out = std::max(out, delivery.handedUs);
    return out;
}

qint64 Trace::totalUs() const
{
    qint64 last = 0;
    for (const TraceRecord &delivery : deliveries)
        last = std::max(last, delivery.handedUs);
    return span(begin(), last > 0 ? last : end());
}

std::optional<qint64> Trace::us(Hop hop) const
{
    if (hop == Hop::Channel || hop == Hop::FanOut) {
        if (deliveries.isEmpty())
            return {};
        qint64 out = 0;
        for (const TraceRecord &each : deliveries)
            out = std::max(
                out, hop == Hop::Channel ? span(each.redisUs, each.heardUs) : span(each.heardUs, each.handedUs));
        return out;
    }
    if (!publish)
        return {};
    switch (hop) {
    case Hop::Client:
        return publish->clientUs;
    case Hop::Node:
        return span(publish->receivedUs, publish->sentUs);
    case Hop::ToRedis:
        return span(publish->sentUs, publish->redisUs);
    case Hop::Answer:
        return span(publish->redisUs, publish->answeredUs);
    default:
        return span(publish->answeredUs, publish->okUs);
    }
}

qint64 Trace::clockErrorUs() const
{
    qint64 out = publish ? publish->clockErrorUs : 0;
    for (const TraceRecord &delivery : deliveries)
        out = std::max(out, delivery.clockErrorUs);
    return out;
}

void TraceBook::take(QByteArrayView bytes)
{
    if (const auto record = protocol::readTrace(bytes); record.ok())
        take(*record);
}

void TraceBook::take(const TraceRecord &record)
{
    ++m_taken;
    auto found = std::find_if(m_traces.rbegin(), m_traces.rend(),
        [&record](const Trace &trace) { return trace.mid == record.mid && trace.room == record.room; });
    if (found == m_traces.rend()) {
        Trace trace;
        trace.mid = record.mid;
        trace.room = record.room;
        trace.seq = record.seq;
        trace.heard = m_clock.now();
        m_traces.push_back(trace);
        if (m_traces.size() > kept) { // those that somebody waits for stay
            const auto old = std::find_if(
                m_traces.begin(), m_traces.end(), [this](const Trace &each) { return !m_asked.contains(each.mid); });
            if (old != m_traces.end())
                m_traces.erase(old);
        }
        found = m_traces.rbegin();
    }
    if (record.kind == TraceRecord::Kind::Publish) {
        found->publish = record;
        // Every node that had no message of the room may have traced one of another: the first is what was wanted.
        if (record.asked && std::exchange(m_expects, false))
            m_asked.insert(record.mid, true);
        return;
    }
    const auto after = std::find_if(found->deliveries.begin(), found->deliveries.end(),
        [&record](const TraceRecord &other) { return !(other.node < record.node); });
    if (after != found->deliveries.end() && after->node == record.node)
        *after = record; // the node told it twice: the newest counts
    else
        found->deliveries.insert(after, record);
}

const Trace *TraceBook::find(const Mid &mid) const
{
    const auto found =
        std::find_if(m_traces.begin(), m_traces.end(), [&mid](const Trace &trace) { return trace.mid == mid; });
    return found == m_traces.end() ? nullptr : &*found;
}

std::optional<Mid> TraceBook::takeAsked()
{
    for (auto it = m_asked.begin(); it != m_asked.end(); ++it) {
        const Trace *trace = find(it.key());
        if (trace != nullptr && m_clock.now() - trace->heard < settles)
            continue;
        const Mid mid = it.key();
        m_asked.erase(it);
        if (trace != nullptr)
            return mid;
        return takeAsked();
    }
    return {};
}

std::array<TraceBook::Quantiles, hopCount> TraceBook::quantiles() const
{
    std::array<Quantiles, hopCount> out;
    for (int i = 0; i < hopCount; ++i) {
        std::vector<qint64> all;
        for (const Trace &trace : m_traces) {
            if (const auto us = trace.us(static_cast<Hop>(i)))
                all.push_back(*us);
        }
        if (all.empty())
            continue;
        std::sort(all.begin(), all.end());
        const auto at = [&all](double share) {
            return all[std::min(all.size() - 1, static_cast<size_t>(share * static_cast<double>(all.size())))];
        };
        out.at(static_cast<size_t>(i)) = { static_cast<int>(all.size()), at(0.5), at(0.99) };
    }
    return out;
}

} // namespace hubbub::ops
