// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/link_story.h"

namespace hubbub::client {

void LinkStory::note(const LinkView &link, qint64 wall)
{
    const bool was = m_last.phase == Phase::Online;
    const bool is = link.phase == Phase::Online;
    // From one node to the next without a view between them, where it goes quickly.
    const bool moved = was && is && !(m_last.node == link.node);
    if (was && (!is || moved) && !m_visits.empty()) {
        Visit &over = m_visits.back();
        over.until = wall;
        over.reason = link.reason;
        over.detail = link.detail;
        m_attempts = 0;
    }
    if (!is)
        m_attempts = std::max(m_attempts, link.attempt);
    if (is && (!was || moved)) {
        Visit visit;
        visit.node = link.node;
        visit.url = link.url;
        visit.from = wall;
        visit.attempts = m_attempts;
        m_visits.push_back(visit);
        if (m_visits.size() > mostVisits)
            m_visits.pop_front();
    }
    if (is && link.roundTrip
        && (!was || m_last.roundTrip != link.roundTrip || m_trips.empty() || wall - m_trips.back().at >= 1000)) {
        m_trips.push_back({ wall, *link.roundTrip });
        if (m_trips.size() > mostTrips)
            m_trips.pop_front();
    }
    m_last = link;
}

void LinkStory::note(const Recovered &what)
{
    if (m_visits.empty())
        return;
    m_visits.back().recovered = what.events;
    m_visits.back().took = what.took;
}

} // namespace hubbub::client
