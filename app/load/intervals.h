// SPDX-License-Identifier: GPL-3.0-or-later
// A set of seqs that is nearly always one run.
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <vector>

namespace hubbub::load {

class Intervals {
public:
    [[nodiscard]] bool contains(quint32 seq) const
    {
        return std::any_of(m_runs.begin(), m_runs.end(), [=](const Run &r) { return r.from <= seq && seq <= r.to; });
    }
    void add(quint32 from, quint32 to)
    {
        if (from > to)
            return;
        // What touches or overlaps becomes one run.
        for (auto run = m_runs.begin(); run != m_runs.end();) {
            if (run->to + 1 >= from && to + 1 >= run->from) {
                from = std::min(from, run->from);
                to = std::max(to, run->to);
                run = m_runs.erase(run);
            } else {
                ++run;
            }
        }
        m_runs.push_back({ from, to });
    }

private:
    struct Run {
        quint32 from;
        quint32 to;
    };
    std::vector<Run> m_runs;
};

} // namespace hubbub::load
