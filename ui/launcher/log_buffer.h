// SPDX-License-Identifier: GPL-3.0-or-later
// The newest lines of a cluster's log and those of them that pass the filter. Never holds more than its limit.
#pragma once

#include "core/cluster/local_cluster.h"

#include <deque>

namespace hubbub::ui {

struct LogFilter {
    QString process; ///< empty: all
    quint8 leastLevel = 0; ///< 0 debug, 1 info, 2 warning, 3 error
    QString text; ///< in the line or in its process's name, whatever the case

    [[nodiscard]] bool passes(const cluster::LogLine &line) const;
    friend bool operator==(const LogFilter &, const LogFilter &) = default;
};

class LogBuffer {
public:
    explicit LogBuffer(qsizetype limit = 50'000);

    struct Change {
        int shown = 0; ///< lines added at the end of what passes
        int dropped = 0; ///< lines that went at its beginning
    };
    Change append(const cluster::LogLine &line);
    void setFilter(const LogFilter &filter);
    void clear();

    [[nodiscard]] const LogFilter &filter() const { return m_filter; }
    [[nodiscard]] int count() const { return static_cast<int>(m_shown.size()); } ///< of lines that pass
    [[nodiscard]] const cluster::LogLine &at(int index) const;
    [[nodiscard]] qsizetype size() const { return static_cast<qsizetype>(m_lines.size()); } ///< of all lines

private:
    std::deque<cluster::LogLine> m_lines;
    std::deque<qint64> m_shown; ///< numbers of the lines that pass; a line's number never changes
    qint64 m_firstNumber = 0; ///< of m_lines.front()
    qsizetype m_limit;
    LogFilter m_filter;
};

} // namespace hubbub::ui
