// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/client/client_story.h"

namespace hubbub::testing {

using client::RoomFeed;

Mirror::Mirror(const RoomFeed &feed)
    : m_feed(feed)
{
    take(0, feed.count());
    connect(&feed, &RoomFeed::rowsInserted, this, [this](int first, int count) {
        ++m_changes;
        m_broken = m_broken || first < 0 || count < 1 || static_cast<size_t>(first) > m_rows.size();
        if (m_broken)
            return;
        m_rows.insert(m_rows.begin() + first, static_cast<size_t>(count), {});
        take(first, count);
    });
    connect(&feed, &RoomFeed::rowsRemoved, this, [this](int first, int count) {
        ++m_changes;
        m_broken = m_broken || first < 0 || count < 1 || static_cast<size_t>(first + count) > m_rows.size();
        if (!m_broken)
            m_rows.erase(m_rows.begin() + first, m_rows.begin() + first + count);
    });
    connect(&feed, &RoomFeed::rowsChanged, this, [this](int first, int count) {
        ++m_changes;
        take(first, count);
    });
    connect(&feed, &RoomFeed::rowsReset, this, [this] {
        ++m_changes;
        m_rows.clear();
        m_rows.resize(static_cast<size_t>(m_feed.count()));
        take(0, m_feed.count());
    });
}

bool Mirror::agrees() const
{
    if (m_broken || m_rows.size() != static_cast<size_t>(m_feed.count()))
        return false;
    for (size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i] != m_feed.at(static_cast<int>(i)))
            return false;
    return true;
}

void Mirror::take(int first, int count)
{
    // What a change announces must be there when it is announced.
    m_broken = m_broken || first < 0 || first + count > m_feed.count();
    m_rows.resize(std::max(m_rows.size(), static_cast<size_t>(first + count)));
    for (int i = first; !m_broken && i < first + count; ++i)
        m_rows[static_cast<size_t>(i)] = m_feed.at(i);
}

} // namespace hubbub::testing
