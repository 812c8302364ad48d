// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/rooms.h"

#include "core/client/connection.h"
#include "core/client/outbox.h"
#include "core/client/people.h"
#include "core/client/store.h"
#include "core/protocol/limits.h"

#include <algorithm>

namespace hubbub::client {
namespace {

using namespace std::chrono_literals;

constexpr auto readPause = 400ms; ///< scrolling marks many rows read; the node hears of the last

/// The title of a direct room is the name of the one with whom it is.
UserId otherOf(const protocol::RoomState &state)
{
    return state.kind == protocol::RoomKind::Direct ? UserId(state.title) : UserId();
}

} // namespace

Rooms::Rooms(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_readAlarm(parts.alarms.make([this] { flushReads(); }))
    , m_stallAlarm(parts.alarms.make([this] { onStalled(); }))
    , m_againAlarm(parts.alarms.make([this] {
        for (const RoomId &id : std::exchange(m_again, {}))
            if (Room *room = find(id))
                run(id, room->sync.again());
    }))
{
}

Rooms::~Rooms() = default;

void Rooms::restore(const StoreSnapshot &snapshot, const UserId &me)
{
    m_me = me;
    for (const StoredRoom &stored : snapshot.rooms) {
        Room &room = make(stored.state.room);
        room.state = stored.state;
        room.sync = RoomSync(stored.position);
        room.read = stored.read;
        room.othersRead = stored.othersRead;
        room.draft = snapshot.drafts.value(stored.state.room);
    }
    for (const auto &entry : m_rooms) {
        summarize(entry.first);
        recount(entry.first);
    }
    // The ui may hold timelines of an earlier sign-in, or have asked for one before the store was read.
    for (const auto &[id, feed] : m_feeds) {
        begin(*feed);
        feed->fetchOlder();
    }
    Q_EMIT
    listReset();
}

void Rooms::clear()
{
    connectionLost();
    m_wasLost = false;
    m_rooms.clear();
    m_list.clear();
    m_unsentReads.clear();
    m_me = {};
    for (const auto &[id, feed] : m_feeds)
        empty(*feed);
    Q_EMIT
    listReset();
}

void Rooms::rewrite()
{
    for (const auto &entry : m_rooms) {
        const Room &room = entry.second;
        m_parts.store.write([record = stored(room), draft = room.draft](StoreDatabase &database) {
            return database.putRoom(record) && database.putDraft(record.state.room, draft);
        });
    }
}

protocol::Positions Rooms::positions()
{
    protocol::Positions positions;
    for (const RoomSummary &summary : m_list.all()) {
        const Room *room = find(summary.room);
        if (!room || room->sync.position().epoch.isEmpty())
            continue;
        positions.insert(summary.room, room->sync.position());
        if (positions.size() >= protocol::resumeRooms)
            break;
    }
    m_named = QSet<RoomId>(positions.keyBegin(), positions.keyEnd());
    return positions;
}

void Rooms::welcomed(const protocol::Welcome &welcome)
{
    m_node = welcome.node;
    m_recoveredEvents = 0;
    m_recovering = 0;
    QSet<RoomId> present;
    QList<RoomId> rest;
    std::vector<std::pair<RoomId, SyncOutcomes>> decided;
    for (const protocol::RoomState &state : welcome.rooms) {
        present.insert(state.room);
        Room &room = make(state.room);
        const bool known = !room.sync.position().epoch.isEmpty();
        const bool named = m_named.contains(state.room);
        const bool later = known && !named && m_named.size() >= protocol::resumeRooms;
        if (later)
            rest.append(state.room);
        if (room.state.lastLine != state.lastLine)
            room.lineSeq = 0;
        room.state = state;
        room.read = std::max(room.read, state.read);
        if (room.read > state.read)
            m_unsentReads.insert(state.room);
        room.recovering = known;
        m_recovering += known ? 1 : 0;
        decided.emplace_back(state.room, room.sync.welcomed(state, named, later));
        m_parts.store.write([record = stored(room)](StoreDatabase &database) { return database.putRoom(record); });
    }
    QList<RoomId> lostRooms;
    for (const auto &entry : m_rooms)
        if (!present.contains(entry.first))
            lostRooms.append(entry.first);
    for (const RoomId &id : std::as_const(lostRooms)) {
        const RoomSummary *known = m_list.find(id);
        const QString title = known ? known->title : id.text();
        leave(id);
        Q_EMIT
        lostMeanwhile(id, title);
    }
    for (const auto &[id, outcomes] : decided) {
        run(id, outcomes);
        summarize(id);
        recount(id);
        if (m_feeds.contains(id))
            askReads(id);
        if (const Room *room = find(id))
            m_parts.people.meet(id, otherOf(room->state));
    }
    resumeRest(rest);
    flushReads();
    m_stallAlarm->set(stallTime);
    if (m_recovering == 0)
        endRecovery({});
}

void Rooms::connectionLost()
{
    ++m_session;
    if (!m_wasLost)
        m_lostAt = m_parts.clock.now();
    m_wasLost = true;
    m_early.clear();
    m_again.clear();
    m_prefetch.clear();
    m_prefetching = false;
    for (Alarm *alarm : { m_readAlarm.get(), m_stallAlarm.get(), m_againAlarm.get() })
        alarm->cancel();
    for (auto &entry : m_rooms) {
        entry.second.sync.connectionLost();
        entry.second.recovering = false;
    }
    for (const auto &entry : m_feeds)
        if (entry.second->isFetching())
            entry.second->fetched(false);
}

void Rooms::onEvent(const protocol::Event &event)
{
    if (Room *room = find(event.room))
        return run(event.room, room->sync.event(event));
    constexpr qsizetype mostRooms = 16;
    constexpr qsizetype mostEvents = 256;
    if (m_early.size() < mostRooms || m_early.contains(event.room))
        if (QList<protocol::Event> &early = m_early[event.room]; early.size() < mostEvents)
            early.append(event);
}

void Rooms::onGap(const protocol::Gap &gap)
{
    if (Room *room = find(gap.room))
        run(gap.room, room->sync.gap(gap));
}

void Rooms::onCaughtUp(const protocol::CaughtUp &push)
{
    if (Room *room = find(push.room))
        run(push.room, room->sync.caughtUp(push));
}

void Rooms::onRead(const protocol::ReadPush &push)
{
    Room *room = find(push.room);
    if (!room)
        return;
    if (push.user == m_me)
        return markRead(push.room, push.seq); // on another device
    if (qint64 &upTo = room->readUpTo[push.user]; push.seq > upTo)
        upTo = push.seq;
    if (push.seq <= room->othersRead)
        return;
    room->othersRead = push.seq;
    m_parts.store.write([id = push.room, read = room->read, others = push.seq](
                            StoreDatabase &database) { return database.putRead(id, read, others); });
    if (const auto feed = m_feeds.find(push.room); feed != m_feeds.end())
        feed->second->setOthersRead(push.seq);
}

QList<UserId> Rooms::readersOf(const RoomId &id, qint64 seq) const
{
    QList<UserId> readers;
    const auto room = m_rooms.find(id);
    if (room == m_rooms.end())
        return readers;
    const QHash<UserId, qint64> &all = room->second.readUpTo;
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        if (it.value() >= seq)
            readers.append(it.key());
    }
    return readers;
}

void Rooms::enter(const protocol::RoomState &state)
{
    const bool known = knows(state.room);
    Room &room = make(state.room);
    if (known) {
        // Its log is followed already; only what is said about it may be new.
        const std::optional<protocol::LastLine> line = room.state.lastLine;
        room.state = state;
        if (line && (!state.lastLine || state.lastLine->ts < line->ts))
            room.state.lastLine = line;
        else if (state.lastLine != line)
            room.lineSeq = 0;
        summarize(state.room);
        return;
    }
    room.state = state;
    room.read = state.read;
    const SyncOutcomes outcomes = room.sync.welcomed(state, false, false);
    m_parts.store.write([record = stored(room)](StoreDatabase &database) { return database.putRoom(record); });
    run(state.room, outcomes);
    for (const protocol::Event &event : m_early.take(state.room))
        onEvent(event);
    summarize(state.room);
    recount(state.room);
    if (m_feeds.contains(state.room))
        askReads(state.room);
    m_parts.people.meet(state.room, otherOf(state));
    Q_EMIT
    ready(state.room);
}

void Rooms::leave(const RoomId &id)
{
    const auto found = m_rooms.find(id);
    if (found == m_rooms.end())
        return;
    const bool recovering = found->second.recovering;
    m_rooms.erase(found);
    m_parts.store.write([id](StoreDatabase &database) { return database.dropRoom(id); });
    m_parts.people.drop(id);
    m_unsentReads.remove(id);
    if (recovering && --m_recovering == 0)
        endRecovery({});
    Q_EMIT
    gone(id);
    if (m_list.remove(id))
        Q_EMIT
    listReset();
}

bool Rooms::maySend(const RoomId &id) const
{
    const auto found = m_rooms.find(id);
    if (found == m_rooms.end())
        return false;
    const RoomSync::Phase phase = found->second.sync.phase();
    return phase == RoomSync::Phase::Live || phase == RoomSync::Phase::Repairing;
}

Position Rooms::position(const RoomId &id) const
{
    const auto found = m_rooms.find(id);
    return found == m_rooms.end() ? Position() : found->second.sync.position();
}

const TimelineItem *Rooms::row(const RoomId &id, const Mid &mid) const
{
    const auto feed = m_feeds.find(id);
    const int index = feed == m_feeds.end() ? -1 : feed->second->indexOf(mid);
    return index < 0 ? nullptr : &feed->second->at(index);
}

RoomFeed *Rooms::feed(const RoomId &id)
{
    std::unique_ptr<RoomFeed> &feed = m_feeds[id];
    if (feed)
        return feed.get();
    RoomFeed::Asks asks;
    asks.displayOf = [this](const UserId &user) { return m_parts.people.displayOf(user); };
    asks.fetchOlder = [this](RoomFeed &asking, qint64 reach) { fetchOlder(asking, reach); };
    asks.decoder = &m_parts.connection.decoder();
    feed.reset(new RoomFeed(id, std::move(asks)));
    begin(*feed);
    if (knows(id)) {
        askReads(id);
        if (!m_parts.people.isLoaded(id))
            m_parts.people.refresh(id);
    }
    feed->fetchOlder();
    return feed.get();
}

/// A timeline without rows, where the log goes on, and with what this person still has to send.
void Rooms::begin(RoomFeed &feed)
{
    feed.m_asks.me = m_me;
    if (const Room *room = find(feed.room()))
        startFeed(feed, *room, false);
    for (const Outgoing *message : m_parts.outbox.pending(feed.room()))
        feed.putOwn(*message, m_parts.outbox.isUnanswered(message->mid));
}

/// Nobody is signed in: nothing is left of what was shown.
void Rooms::empty(RoomFeed &feed)
{
    feed.m_items.clear();
    feed.m_stored = 0;
    feed.m_changes.clear();
    feed.m_plain.clear();
    feed.startOver(1, false);
    feed.setReadSeq(0);
}

void Rooms::startFeed(RoomFeed &feed, const Room &room, bool logLost)
{
    feed.startOver(room.sync.expected(), logLost);
    feed.setReadSeq(room.read);
    feed.setOthersRead(room.othersRead);
}

void Rooms::setDraft(const RoomId &id, const QString &text)
{
    Room *room = find(id);
    if (!room || room->draft == text)
        return;
    room->draft = text;
    m_parts.store.write([id, text](StoreDatabase &database) { return database.putDraft(id, text); });
    summarize(id);
}

void Rooms::markRead(const RoomId &id, qint64 seq)
{
    Room *room = find(id);
    if (!room || seq <= room->read)
        return;
    room->read = std::min(seq, std::max(room->sync.position().seq, room->state.last));
    m_parts.store.write([id, read = room->read, others = room->othersRead](
                            StoreDatabase &database) { return database.putRead(id, read, others); });
    if (const auto feed = m_feeds.find(id); feed != m_feeds.end())
        feed->second->setReadSeq(room->read);
    m_unsentReads.insert(id);
    if (!m_readAlarm->isSet())
        m_readAlarm->set(readPause);
    if (room->read >= room->sync.position().seq)
        room->unread = {};
    recount(id);
    summarize(id);
}

void Rooms::onOutgoing(const Outgoing &message, bool sending)
{
    if (const auto feed = m_feeds.find(message.room); feed != m_feeds.end())
        feed->second->putOwn(message, sending);
    summarize(message.room);
}

void Rooms::onDiscarded(const RoomId &id, const Mid &mid)
{
    if (const auto feed = m_feeds.find(id); feed != m_feeds.end())
        feed->second->dropOwn(mid);
    summarize(id);
}

void Rooms::onPresent(const RoomId &id, qint64 present)
{
    if (Room *room = find(id)) {
        room->present = present;
        summarize(id);
    }
}

void Rooms::onMembers(const RoomId &id, qint64 members)
{
    if (Room *room = find(id)) {
        room->state.members = members;
        summarize(id);
    }
}

void Rooms::onRole(const RoomId &id, protocol::Role role)
{
    if (Room *room = find(id)) {
        room->state.role = role;
        summarize(id);
    }
}

void Rooms::onNames()
{
    for (const auto &entry : m_feeds)
        entry.second->refreshNames();
    for (const auto &entry : m_rooms)
        summarize(entry.first);
}

void Rooms::onWaiting(const RoomId &desk, qint64 waiting)
{
    Room *room = find(desk);
    if (!room || room->state.kind != protocol::RoomKind::Support)
        return;
    room->waiting = waiting;
    summarize(desk);
}

void Rooms::summarize(const RoomId &id)
{
    const Room *room = find(id);
    if (!room)
        return;
    const protocol::RoomState &state = room->state;
    RoomSummary summary;
    summary.room = id;
    summary.title = state.title.isEmpty() ? id.text() : state.title;
    if (state.kind == protocol::RoomKind::Direct)
        summary.title = m_parts.people.displayOf(otherOf(state));
    summary.topic = state.topic;
    summary.kind = state.kind;
    summary.desk = state.desk;
    summary.visibility = state.visibility;
    summary.role = state.role;
    summary.members = state.members;
    summary.present = room->present;
    if (state.lastLine) {
        summary.lastFrom = state.lastLine->from;
        summary.lastDisplay = m_parts.people.displayOf(state.lastLine->from);
        summary.lastText = state.lastLine->text;
        summary.lastTs = state.lastLine->ts;
    }
    summary.lastSeq = std::max(state.last, room->sync.position().seq);
    summary.unread = room->unread.messages + room->waiting;
    summary.mentions = room->unread.mentions;
    for (const Outgoing *message : m_parts.outbox.pending(id))
        ++(message->state == Outgoing::State::Failed ? summary.failed : summary.waiting);
    summary.draft = room->draft;
    summary.typing = m_parts.people.typing(id);
    switch (m_list.put(summary)) {
    case RoomList::Changed::Nothing:
        return;
    case RoomList::Changed::InPlace:
        return Q_EMIT
        changed(id);
    case RoomList::Changed::Order:
        return Q_EMIT
        listReset();
    }
}

Rooms::Room *Rooms::find(const RoomId &id)
{
    const auto found = m_rooms.find(id);
    return found == m_rooms.end() ? nullptr : &found->second;
}

Rooms::Room &Rooms::make(const RoomId &id) { return m_rooms[id]; }

StoredRoom Rooms::stored(const Room &room) const
{
    return { room.state, room.sync.position(), room.read, room.othersRead };
}

} // namespace hubbub::client
