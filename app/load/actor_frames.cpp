// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/actor.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace hubbub::load {
namespace {

constexpr qint64 listedAtMost = 200; ///< present; above this a node tells their number only

quint32 narrow(qint64 seq) { return static_cast<quint32>(seq); }

LogEntry entryOf(const protocol::Event &event, Record &record)
{
    LogEntry entry { .epoch = record.epochs.indexOf(event.epoch.bytes()),
        .seq = narrow(event.seq),
        .mid = record.mids.indexOf(event.mid.bytes()),
        .user = record.users.indexOf(event.from.bytes()),
        .message = event.kind == protocol::EventKind::Message,
        .ts = event.ts };
    if (event.kind != protocol::EventKind::Member)
        return entry;
    using Change = protocol::MemberBody::Change;
    entry.target = record.users.indexOf(event.member.user.bytes());
    switch (event.member.change) {
    case Change::Joined:
        entry.change = LogEntry::Change::In;
        break;
    case Change::Left:
    case Change::Kicked:
    case Change::Banned:
        entry.change = LogEntry::Change::Out;
        break;
    case Change::Role:
        break;
    }
    return entry;
}

} // namespace

void Actor::received(QByteArrayView text)
{
    m_heard = m_stage.now;
    const auto message = m_stage.decoder.nodeFrame(text);
    if (!message) {
        ++m_stage.strange;
        m_stage.lastTrouble = message.error().detail;
        return;
    }
    const auto &frame = message->frame;
    if (const auto *event = std::get_if<protocol::Event>(&frame))
        take(*event);
    else if (const auto *ok = std::get_if<protocol::OkReply>(&frame))
        take(*ok);
    else if (const auto *presence = std::get_if<protocol::PresencePush>(&frame))
        take(*presence);
    else if (const auto *gap = std::get_if<protocol::Gap>(&frame))
        take(*gap);
    else if (const auto *error = std::get_if<protocol::ErrorReply>(&frame))
        take(*error);
    else if (const auto *welcome = std::get_if<protocol::Welcome>(&frame))
        welcomed(*welcome);
    else if (const auto *removed = std::get_if<protocol::Removed>(&frame))
        take(*removed);
    else if (const auto *push = std::get_if<protocol::RoomPush>(&frame))
        take(*push);
    else if (const auto *goodbye = std::get_if<protocol::Goodbye>(&frame))
        m_told = std::chrono::milliseconds(goodbye->retryMs);
}

void Actor::welcomed(const protocol::Welcome &welcome)
{
    m_state = State::Online;
    m_since = m_stage.now;
    m_stage.lastNews = m_stage.now;
    ++m_stage.connects;
    m_token = welcome.token;
    m_exists = true;
    m_ping = std::chrono::seconds(welcome.pingSeconds);
    std::erase_if(m_asked, [](const Asked &asked) { return asked.what == Asked::What::Hello; });
    tell({ .kind = Entry::Kind::Connected, .to = m_node });
    for (const protocol::RoomState &state : welcome.rooms) {
        if (const auto room = roomOf(state.room))
            follow(*room, state);
    }
    giveAll();
}

void Actor::follow(quint32 room, const protocol::RoomState &state)
{
    Seat &seat = m_seats[room];
    switch (state.resume) {
    case protocol::ResumeResult::Complete:
        ++m_stage.replays;
        return; // what was missed follows as events
    case protocol::ResumeResult::Gap:
        return; // a push says which
    case protocol::ResumeResult::None:
    case protocol::ResumeResult::Far:
        break;
    }
    tell({ .kind = Entry::Kind::Follows,
        .room = room,
        .epoch = m_stage.record.epochs.indexOf(state.epoch.bytes()),
        .seq = narrow(state.last) });
    seat.following = true;
    seat.epoch = state.epoch;
    seat.seq = state.last;
    seat.mid = state.lastMid;
}

void Actor::take(const protocol::Event &event)
{
    const auto room = roomOf(event.room);
    if (!room)
        return;
    Seat &seat = m_seats[*room];
    if (!seat.following)
        return; // before the answer to the join
    m_stage.lastNews = m_stage.now;
    seat.epoch = event.epoch;
    seat.seq = event.seq;
    seat.mid = event.mid;
    tell({ .kind = Entry::Kind::Applied,
        .message = event.kind == protocol::EventKind::Message,
        .room = *room,
        .user = m_stage.record.users.indexOf(event.from.bytes()),
        .epoch = m_stage.record.epochs.indexOf(event.epoch.bytes()),
        .seq = narrow(event.seq),
        .mid = m_stage.record.mids.indexOf(event.mid.bytes()) });
}

void Actor::take(const protocol::Gap &gap)
{
    const auto room = roomOf(gap.room);
    if (!room)
        return;
    Seat &seat = m_seats[*room];
    seat.epoch = gap.epoch;
    seat.seq = gap.to;
    seat.mid = {};
    seat.following = gap.cause != protocol::GapCause::Forked; // afresh with the next welcome
    tell({ .kind = gap.cause == protocol::GapCause::Forked ? Entry::Kind::Forked : Entry::Kind::Gap,
        .room = *room,
        .epoch = m_stage.record.epochs.indexOf(gap.epoch.bytes()),
        .to = narrow(gap.to) });
}

void Actor::take(const protocol::Removed &removed)
{
    if (const auto room = roomOf(removed.room))
        unfollow(*room);
}

/// The node let it in again by itself: it was a member, and back before its removal was heard of.
void Actor::take(const protocol::RoomPush &push)
{
    const auto room = roomOf(push.state.room);
    if (room && push.state.role != protocol::Role::None && !hasLeft(*room) && !follows(*room))
        follow(*room, push.state);
}

void Actor::unfollow(quint32 room)
{
    Seat &seat = m_seats[room];
    if (std::exchange(seat.following, false))
        tell({ .kind = Entry::Kind::Removed, .room = room });
}

void Actor::hasGone(quint32 room)
{
    unfollow(room);
    if (!m_seats[room].left)
        ask({ .what = Asked::What::Join, .room = room });
}

void Actor::take(const protocol::PresencePush &push)
{
    const auto room = roomOf(push.room);
    if (!room || (hasLeft(*room) && !follows(*room)))
        return;
    m_stage.lastNews = m_stage.now;
    Seat &seat = m_seats[*room];
    if (push.present > listedAtMost || (seat.counting && !push.reset)) {
        seat.counting = true;
        tell({ .kind = Entry::Kind::Counted, .room = *room, .seq = narrow(push.present) });
        return;
    }
    seat.counting = false;
    if (push.reset)
        tell({ .kind = Entry::Kind::ResetBegins, .room = *room });
    for (const protocol::PresenceChange &change : push.changes) {
        Entry::Kind kind = Entry::Kind::Changed;
        if (push.reset)
            kind = Entry::Kind::Listed;
        else if (change.sessions == 0 || change.state == protocol::Presence::Offline)
            kind = Entry::Kind::Departed;
        else if (change.cause == protocol::PresenceCause::Join)
            kind = Entry::Kind::Arrived;
        tell({ .kind = kind, .room = *room, .user = m_stage.record.users.indexOf(change.user.bytes()) });
    }
    if (push.reset)
        tell({ .kind = Entry::Kind::ResetEnds, .room = *room });
}

void Actor::take(const protocol::OkReply &reply)
{
    const auto asked = std::find_if(m_asked.begin(), m_asked.end(), [&](const Asked &a) { return a.id == reply.id; });
    if (asked == m_asked.end()) {
        ++m_stage.strange;
        return;
    }
    m_stage.lastNews = m_stage.now;
    const Asked done = *asked;
    m_asked.erase(asked);
    answered(done, reply);
}

void Actor::take(const protocol::ErrorReply &reply)
{
    const auto asked =
        std::find_if(m_asked.begin(), m_asked.end(), [&](const Asked &a) { return reply.id && a.id == *reply.id; });
    if (asked == m_asked.end()) {
        ++m_stage.strange;
        m_stage.lastTrouble = reply.error.detail;
        return;
    }
    const Asked done = *asked;
    m_asked.erase(asked);
    refused(done, reply.error);
}

void Actor::answered(const Asked &asked, const protocol::OkReply &reply)
{
    switch (asked.what) {
    case Asked::What::Send: {
        const auto ok = m_stage.decoder.sendOk(reply);
        Seat &seat = m_seats[asked.room];
        if (ok)
            tell({ .kind = Entry::Kind::Acked,
                .room = asked.room,
                .epoch = m_stage.record.epochs.indexOf(ok->epoch.bytes()),
                .seq = narrow(ok->seq),
                .mid = m_stage.record.mids.indexOf(seat.outbox.front().mid.bytes()) });
        else
            ++m_stage.strange;
        seat.outbox.pop_front();
        if (!seat.outbox.empty())
            ask({ .what = Asked::What::Send, .room = asked.room });
        break;
    }
    case Asked::What::Create:
    case Asked::What::Join:
        if (const auto state = m_stage.decoder.roomState(reply)) {
            if (!m_seats[asked.room].following) // else the answer to a repeated join
                follow(asked.room, *state);
        } else {
            ++m_stage.strange;
        }
        break;
    case Asked::What::Leave:
        hasGone(asked.room);
        break;
    case Asked::What::History: {
        const auto page = m_stage.decoder.historyPage(reply);
        if (!page) {
            ++m_stage.strange;
            break;
        }
        takeLog(asked.room, *page);
        if (page->more && !page->events.isEmpty())
            ask({ .what = Asked::What::History, .room = asked.room, .before = page->events.constFirst().seq });
        else
            m_stage.record.ends[asked.room].read = true;
        break;
    }
    case Asked::What::Kick: // the one concerned hears of it
    case Asked::What::Hello: // answered by a welcome
        break;
    }
}

// Pages come newest first; each is ascending.
void Actor::takeLog(quint32 room, const protocol::HistoryPage &page)
{
    std::vector<LogEntry> entries;
    for (const protocol::Event &event : page.events)
        entries.push_back(entryOf(event, m_stage.record));
    RoomEnd &end = m_stage.record.ends[room];
    end.log.insert(end.log.begin(), entries.begin(), entries.end());
    end.last = std::max(end.last, narrow(page.last));
}

} // namespace hubbub::load
