// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/series.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hubbub::ops {
namespace {

constexpr float hole = std::numeric_limits<float>::quiet_NaN();

size_t slotOf(qint64 place, int slots) { return static_cast<size_t>(place % slots); }

} // namespace

void Series::advance(qint64 second)
{
    if (m_fine.empty()) {
        m_fine.assign(fineSeconds, hole);
        m_coarse.assign(coarseSlots, hole);
        m_newest = second;
        return;
    }
    const qint64 step = m_newest / coarseStep;
    for (qint64 s = std::max(m_newest + 1, second - fineSeconds + 1); s <= second; ++s)
        m_fine[slotOf(s, fineSeconds)] = hole;
    for (qint64 s = std::max(step + 1, second / coarseStep - coarseSlots + 1); s <= second / coarseStep; ++s)
        m_coarse[slotOf(s, coarseSlots)] = hole;
    if (second / coarseStep != step) {
        m_folded = 0;
        m_count = 0;
    }
    m_newest = second;
}

void Series::set(qint64 second, double value)
{
    if (second <= 0 || (m_newest > 0 && second <= m_newest - fineSeconds))
        return;
    if (second > m_newest)
        advance(second);
    m_fine[slotOf(second, fineSeconds)] = static_cast<float>(value);
    if (second / coarseStep != m_newest / coarseStep)
        return; // what comes late stays out of a step that is done
    m_folded = m_count == 0 ? value : m_fold == Fold::Most ? std::max(m_folded, value) : m_folded + value;
    ++m_count;
    m_coarse[slotOf(second / coarseStep, coarseSlots)] =
        static_cast<float>(m_fold == Fold::Most ? m_folded : m_folded / m_count);
}

void Series::setStep(qint64 step, double value)
{
    const qint64 last = step * coarseStep + coarseStep - 1;
    if (step <= 0 || last <= m_newest)
        return;
    advance(last);
    m_coarse[slotOf(step, coarseSlots)] = static_cast<float>(value);
}

std::optional<double> Series::at(qint64 second) const
{
    if (m_fine.empty() || second > m_newest || second <= m_newest - fineSeconds || second <= 0)
        return {};
    const float value = m_fine[slotOf(second, fineSeconds)];
    return std::isnan(value) ? std::nullopt : std::optional<double>(value);
}

float Series::coarseAt(qint64 step) const
{
    const qint64 newest = m_newest / coarseStep;
    if (m_coarse.empty() || step > newest || step <= newest - coarseSlots || step <= 0)
        return hole;
    return m_coarse[slotOf(step, coarseSlots)];
}

int Series::stepFor(qint64 from, qint64 newest) { return from > newest - fineSeconds ? 1 : coarseStep; }

QList<Series::Point> Series::points(qint64 from, qint64 to) const
{
    QList<Point> out;
    if (from > to)
        return out;
    if (stepFor(from, std::max(m_newest, to)) == 1) {
        out.reserve(to - from + 1);
        for (qint64 s = from; s <= to; ++s)
            out.append({ s, at(s).value_or(std::numeric_limits<double>::quiet_NaN()) });
        return out;
    }
    const qint64 last = to / coarseStep;
    const qint64 first = std::max(from / coarseStep, last - coarseSlots);
    out.reserve(last - first + 1);
    for (qint64 step = first; step <= last; ++step)
        out.append({ step * coarseStep, coarseAt(step) });
    return out;
}

} // namespace hubbub::ops
