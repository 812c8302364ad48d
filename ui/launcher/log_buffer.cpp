// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/log_buffer.h"

namespace hubbub::ui {

using cluster::LogLine;

bool LogFilter::passes(const LogLine &line) const
{
    if (line.level < leastLevel || (!process.isEmpty() && line.process != process))
        return false;
    return text.isEmpty() || line.text.contains(text, Qt::CaseInsensitive)
        || line.process.contains(text, Qt::CaseInsensitive);
}

LogBuffer::LogBuffer(qsizetype limit)
    : m_limit(limit)
{
}

LogBuffer::Change LogBuffer::append(const LogLine &line)
{
    Change change;
    m_lines.push_back(line);
    if (m_filter.passes(line)) {
        m_shown.push_back(m_firstNumber + static_cast<qint64>(m_lines.size()) - 1);
        change.shown = 1;
    }
    while (size() > m_limit) {
        m_lines.pop_front();
        ++m_firstNumber;
    }
    while (!m_shown.empty() && m_shown.front() < m_firstNumber) {
        m_shown.pop_front();
        ++change.dropped;
    }
    return change;
}

void LogBuffer::setFilter(const LogFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    m_shown.clear();
    qint64 number = m_firstNumber;
    for (const LogLine &line : m_lines) {
        if (m_filter.passes(line))
            m_shown.push_back(number);
        ++number;
    }
}

void LogBuffer::clear()
{
    m_firstNumber += static_cast<qint64>(m_lines.size());
    m_lines.clear();
    m_shown.clear();
}

const LogLine &LogBuffer::at(int index) const
{
    return m_lines.at(static_cast<size_t>(m_shown.at(static_cast<size_t>(index)) - m_firstNumber));
}

} // namespace hubbub::ui
