// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/replays.h"

#include "core/protocol/codec.h"
#include "server/broker.h"

#include <algorithm>

namespace hubbub::server {

using protocol::Gap;
using protocol::GapCause;

Replays::Replays(Broker &broker, Hub &hub, Sessions &sessions, Removed removed)
    : m_broker(broker)
    , m_hub(hub)
    , m_sessions(sessions)
    , m_removed(std::move(removed))
{
}

void Replays::begin(Session &session, const RoomId &room, const Position &from, bool announce)
{
    Replay replay;
    replay.ticket = session.ticket();
    replay.number = ++m_lastNumber;
    replay.at = from;
    replay.announce = announce;
    if (advance(room, replay))
        m_rooms[room].push_back(std::move(replay));
}

void Replays::cancel(Session &session, const RoomId &room)
{
    const auto it = m_rooms.find(room);
    if (it == m_rooms.end())
        return;
    const auto mine = [&](const Replay &each) { return each.ticket == session.ticket(); };
    it->erase(std::remove_if(it->begin(), it->end(), mine), it->end());
    if (it->empty())
        m_rooms.erase(it);
}

std::optional<qint64> Replays::reached(const Session &session, const RoomId &room) const
{
    const auto it = m_rooms.constFind(room);
    if (it == m_rooms.constEnd())
        return std::nullopt;
    for (const Replay &each : *it) {
        if (each.ticket == session.ticket())
            return each.at.seq;
    }
    return std::nullopt;
}

Replays::Replay *Replays::find(const RoomId &room, quint64 number)
{
    const auto it = m_rooms.find(room);
    if (it == m_rooms.end())
        return nullptr;
    const auto found = std::find_if(it->begin(), it->end(), [&](const Replay &each) { return each.number == number; });
    return found == it->end() ? nullptr : &*found;
}

void Replays::goOn(const RoomId &room)
{
    const auto it = m_rooms.find(room);
    if (it == m_rooms.end())
        return;
    auto &all = *it;
    all.erase(std::remove_if(all.begin(), all.end(), [&](Replay &each) { return !advance(room, each); }), all.end());
    if (all.empty())
        m_rooms.erase(it);
}

void Replays::tick()
{
    if (m_rooms.isEmpty())
        return;
    for (const RoomId &room : m_rooms.keys())
        goOn(room);
}

bool Replays::advance(const RoomId &room, Replay &replay)
{
    Session *session = m_sessions.find(replay.ticket);
    Session::Follow *follow = session ? session->follow(room) : nullptr;
    if (!follow)
        return false;
    const Position *feed = m_broker.position(room);
    if (!feed || replay.reading)
        return true;
    if (replay.at.epoch == feed->epoch && replay.at.seq == feed->seq) {
        if (replay.announce)
            session->say(protocol::encode(protocol::CaughtUp { room, replay.at.seq }));
        follow->phase = Session::Follow::Phase::Live;
        m_hub.goLive(room, *session);
        return false;
    }
    // Ahead of the feed, which is on its way here: it was looked up after the feed's last event.
    const bool ahead = replay.at.epoch == feed->epoch && replay.at.seq > feed->seq;
    if (!ahead && session->connection().unsentBytes() < calm)
        read(room, replay, *session);
    return true;
}

void Replays::read(const RoomId &room, Replay &replay, Session &session)
{
    replay.reading = true;
    m_broker.readLog(room, replay.at, pageEntries, this,
        [this, room, number = replay.number, ticket = session.ticket()](const Result<LogPage> &page) {
            Replay *still = find(room, number);
            Session *there = m_sessions.find(ticket);
            if (!still || !there)
                return;
            if (page.ok() && page->hasHole())
                return giveIfMember(room, number, ticket, *page);
            still->reading = false;
            if (!page.ok() || page->verdict == LogPage::Verdict::Gone)
                return; // tick() tries again; a room that is gone is told by its feed
            give(room, *still, *there, *page);
            if (find(room, number))
                goOn(room);
        });
}

void Replays::giveIfMember(const RoomId &room, quint64 number, Ticket ticket, const LogPage &page)
{
    m_broker.readMembers(room, { m_sessions.find(ticket)->user }, this,
        [this, room, number, ticket, page](const Result<QSet<UserId>> &members) {
            Replay *still = find(room, number);
            Session *there = m_sessions.find(ticket);
            if (!still || !there)
                return;
            still->reading = false;
            if (!members.ok())
                return; // tick() tries again
            if (members->isEmpty())
                return m_removed(*there, room, "gone");
            if (Session::Follow *follow = there->follow(room))
                follow->since = page.last; // of this log, whichever it was looked up in
            give(room, *still, *there, page);
            if (find(room, number))
                goOn(room);
        });
}

void Replays::give(const RoomId &room, Replay &replay, Session &session, const LogPage &page)
{
    std::optional<Gap> gap;
    if (page.verdict == LogPage::Verdict::Reset) {
        gap = Gap { room, std::nullopt, page.first - 1, page.epoch, GapCause::Reset };
        replay.at = { page.epoch, page.first - 1, {} };
    } else if (page.verdict == LogPage::Verdict::Forked) {
        gap = Gap { room, std::min(replay.at.seq, page.last), page.last, page.epoch, GapCause::Forked };
        replay.at = { page.epoch, page.last, page.lastMid };
    } else if (page.verdict == LogPage::Verdict::Trimmed) {
        gap = Gap { room, replay.at.seq + 1, page.first - 1, page.epoch, GapCause::Trimmed };
        replay.at = { page.epoch, page.first - 1, {} };
    }
    if (gap)
        session.say(protocol::encode(*gap));

    const Session::Follow *follow = session.follow(room);
    const qint64 since = follow ? follow->since : 0;
    QByteArray frames;
    QByteArray removal;
    for (const LogEntry &entry : page.entries) {
        const bool takesOut = entry.user == session.user && !entry.change.isEmpty() && entry.change != "joined"
            && entry.change != "role" && entry.seq > since;
        if (takesOut) {
            removal = entry.change;
            break;
        }
        appendText(frames, entry.frame);
        replay.at.seq = entry.seq;
        replay.at.mid = entry.mid;
    }
    if (!frames.isEmpty())
        session.hear(frames, false);
    if (!removal.isEmpty())
        m_removed(session, room, removal);
}

} // namespace hubbub::server
