// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/room_feed.h"

#include "core/base/red_hook.h"

#include <cstring>

namespace hubbub::server {

using protocol::Gap;
using protocol::GapCause;

void RoomFeed::moveTo(qint64 seq, QByteArrayView mid)
{
    m_position.seq = seq;
    m_position.mid = Mid(mid.toByteArray());
}

bool RoomFeed::take(const LoggedNews &news, Clock::TimePoint now)
{
    m_heardAt = now;
    const bool isNext = m_trusted && m_held.empty() && news.seq == m_position.seq + 1
        && news.epoch == QByteArrayView(m_position.epoch.bytes());
    if (isNext) {
        moveTo(news.seq, news.mid);
        return true;
    }
    hold(news);
    if (!m_reading)
        m_wantsReading = true; // else the reading under way tells what to make of it
    return false;
}

void RoomFeed::hold(const LoggedNews &news)
{
    if (m_held.size() >= mostHeld)
        m_held.clear(); // all of it is in the log
    LogEntry entry;
    entry.seq = news.seq;
    entry.kind = news.kind.toByteArray();
    entry.mid = Mid(news.mid.toByteArray());
    entry.change = news.change.toByteArray();
    entry.user = UserId(news.user.toByteArray());
    entry.frame = news.frame.toByteArray();
    entry.ts = news.ts;
    m_held.emplace_back(Epoch(news.epoch.toByteArray()), std::move(entry));
}

void RoomFeed::distrust()
{
    m_trusted = false;
    m_wantsReading = true;
}

void RoomFeed::beginReading()
{
    m_reading = true;
    m_wantsReading = false;
}

void RoomFeed::readingFailed()
{
    m_reading = false;
    m_wantsReading = true;
}

RoomFeed::Filled RoomFeed::fill(LogPage page, Clock::TimePoint now)
{
    m_reading = false;
    m_heardAt = now;
    Filled out;
    if (page.verdict == LogPage::Verdict::Gone) {
        out.gone = true;
        m_held.clear();
        return out;
    }
    if (!isKnown()) {
        m_position = { page.epoch, page.last, page.lastMid };
    } else if (page.verdict == LogPage::Verdict::Reset && page.epoch != m_position.epoch && !redHook("resets_unseen")) {
        out.gap = Gap { {}, std::nullopt, page.first - 1, page.epoch, GapCause::Reset };
        m_position = { page.epoch, page.first - 1, {} };
    } else if (page.verdict == LogPage::Verdict::Forked && !redHook("forks_unseen")) {
        out.gap = Gap { {}, std::min(m_position.seq, page.last), page.last, page.epoch, GapCause::Forked };
        m_position = { page.epoch, page.last, page.lastMid };
    } else if (page.verdict == LogPage::Verdict::Trimmed && m_position.seq < page.first - 1) {
        out.gap = Gap { {}, m_position.seq + 1, page.first - 1, page.epoch, GapCause::Trimmed };
        m_position = { page.epoch, page.first - 1, {} };
    }
    for (LogEntry &entry : page.entries) {
        if (entry.seq <= m_position.seq)
            continue; // it came by the channel while the log was being read
        moveTo(entry.seq, entry.mid.bytes());
        out.events.push_back(std::move(entry));
    }
    if (m_position.seq < page.last) {
        m_wantsReading = true;
        return out;
    }
    if (!m_wantsReading)
        m_trusted = true;
    releaseHeld(out.events);
    return out;
}

void RoomFeed::releaseHeld(std::vector<LogEntry> &out)
{
    if (!m_trusted)
        return; // doubted again while the log was being read: the next reading releases them
    for (auto &[epoch, entry] : std::exchange(m_held, {})) {
        const bool old = epoch == m_position.epoch && entry.seq <= m_position.seq;
        if (old)
            continue;
        if (epoch == m_position.epoch && entry.seq == m_position.seq + 1) {
            moveTo(entry.seq, entry.mid.bytes());
            out.push_back(std::move(entry));
        } else {
            m_wantsReading = true; // another hole, or another epoch: the log knows
        }
    }
}

} // namespace hubbub::server
