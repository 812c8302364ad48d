// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/channel_book.h"

#include <utility>

namespace hubbub::redis {

void ChannelBook::want(const QByteArray &channel)
{
    const auto entry = m_channels.constFind(channel);
    if (entry != m_channels.constEnd() && *entry != State::Refused)
        return;
    if (entry != m_channels.constEnd())
        setState(channel, State::Asked);
    else
        m_channels.insert(channel, State::Asked);
    wish(Verb::Subscribe, channel);
}

bool ChannelBook::unwant(const QByteArray &channel)
{
    if (!m_channels.contains(channel))
        return false;
    setState(channel, State::Asked); // leaves the counts right
    m_channels.remove(channel);
    wish(Verb::Unsubscribe, channel);
    return true;
}

void ChannelBook::wish(Verb verb, const QByteArray &channel, bool alone)
{
    if (!m_live)
        return; // restart() asks for all that is wanted then
    m_wishes.push_back({ verb, channel, alone });
    ++m_open[channel];
}

void ChannelBook::setState(const QByteArray &channel, State state)
{
    const auto entry = m_channels.find(channel);
    if (entry == m_channels.end())
        return;
    m_certain += (state == State::Certain) - (*entry == State::Certain);
    m_refused += (state == State::Refused) - (*entry == State::Refused);
    *entry = state;
}

std::vector<ChannelBook::Request> ChannelBook::takeRequests(qsizetype most)
{
    std::vector<Request> requests;
    bool lastWasAlone = false;
    for (auto &[verb, channel, alone] : std::exchange(m_wishes, {})) {
        const bool fits = !requests.empty() && !alone && !lastWasAlone && requests.back().verb == verb
            && requests.back().channels.size() < most;
        if (!fits)
            requests.push_back({ verb, {} });
        requests.back().channels.append(channel);
        lastWasAlone = alone;
    }
    m_underWay.insert(m_underWay.end(), requests.begin(), requests.end());
    return requests;
}

void ChannelBook::forget()
{
    m_live = false;
    m_wishes.clear();
    m_underWay.clear();
    m_open.clear();
    m_certain = 0;
    m_refused = 0;
    for (auto &state : m_channels)
        state = State::Asked;
}

void ChannelBook::restart()
{
    forget();
    m_live = true;
    m_wishes.reserve(static_cast<size_t>(m_channels.size()));
    for (auto channel = m_channels.keyBegin(); channel != m_channels.keyEnd(); ++channel)
        wish(Verb::Subscribe, *channel);
}

void ChannelBook::countDown(const QByteArray &channel)
{
    const auto open = m_open.find(channel);
    if (open != m_open.end() && --*open <= 0)
        m_open.erase(open);
}

/// Takes the channel out of the request that it answers, if it answers one.
void ChannelBook::settle(Verb verb, const QByteArray &channel)
{
    if (m_underWay.empty() || m_underWay.front().verb != verb)
        return;
    auto &channels = m_underWay.front().channels;
    if (channels.isEmpty() || channels.constFirst() != channel)
        return;
    channels.removeFirst();
    countDown(channel);
    if (channels.isEmpty())
        m_underWay.pop_front();
}

ChannelBook::News ChannelBook::confirmed(Verb verb, const QByteArray &channel)
{
    settle(verb, channel);
    if (!isWanted(channel) || m_open.contains(channel))
        return News::None;
    if (verb == Verb::Subscribe) {
        if (isCertain(channel))
            return News::None;
        setState(channel, State::Certain);
        return News::Certain;
    }
    // Wanted, nothing under way, and yet unsubscribed: Redis did that by itself.
    setState(channel, State::Asked);
    wish(Verb::Subscribe, channel, true);
    return News::Lost;
}

QList<QByteArray> ChannelBook::failed()
{
    if (m_underWay.empty())
        return {};
    const auto request = std::move(m_underWay.front());
    m_underWay.pop_front();
    QList<QByteArray> refused;
    for (const auto &channel : request.channels) {
        countDown(channel);
        if (request.verb == Verb::Unsubscribe || !isWanted(channel) || m_open.contains(channel))
            continue;
        if (request.channels.size() == 1) {
            setState(channel, State::Refused);
            refused.append(channel);
        } else {
            wish(Verb::Subscribe, channel, true);
        }
    }
    return refused;
}

bool ChannelBook::isCertain(const QByteArray &channel) const
{
    const auto entry = m_channels.constFind(channel);
    return entry != m_channels.constEnd() && *entry == State::Certain;
}

} // namespace hubbub::redis
