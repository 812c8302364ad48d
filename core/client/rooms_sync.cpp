// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms, the part that does what RoomSync decides: applies, asks, replaces, and counts what was recovered.
#include "core/base/log.h"
#include "core/client/connection.h"
#include "core/client/people.h"
#include "core/client/requests.h"
#include "core/client/rooms.h"
#include "core/client/store.h"
#include "core/protocol/limits.h"

#include <algorithm>

namespace hubbub::client {
namespace {

using namespace std::chrono_literals;
using protocol::Event;
using protocol::EventKind;

constexpr auto againTime = 1s; ///< before a question that failed is asked anew
constexpr qsizetype excerptLength = 200;

} // namespace

void Rooms::run(const RoomId &id, const SyncOutcomes &outcomes)
{
    for (const SyncOutcome &outcome : outcomes) {
        Room *room = find(id);
        if (!room)
            return;
        if (const auto *apply = std::get_if<sync::Apply>(&outcome))
            applyEvents(id, *room, *apply);
        else if (const auto *ask = std::get_if<sync::AskAfter>(&outcome))
            askAfter(id, ask->after);
        else if (const auto *parted = std::get_if<sync::Compare>(&outcome))
            compare(id, parted->before);
        else if (const auto *over = std::get_if<sync::StartOver>(&outcome))
            startOver(id, *room, over->newEpoch);
        else if (const auto *truth = std::get_if<sync::Replace>(&outcome))
            replace(id, *room, *truth);
        else if (std::holds_alternative<sync::CaughtUp>(outcome))
            caughtUp(id, *room);
        else if (const auto *gap = std::get_if<sync::ShowGap>(&outcome)) {
            const GapRow row { gap->first, gap->last };
            m_parts.store.write(
                [id, epoch = gap->epoch, row](StoreDatabase &database) { return database.putGap(id, epoch, row); });
            if (const auto feed = m_feeds.find(id); feed != m_feeds.end())
                feed->second->showGap(row);
        }
    }
}

void Rooms::applyEvents(const RoomId &id, Room &room, const sync::Apply &apply)
{
    const QList<Event> &events = apply.events;
    const Event &newest = events.constLast();
    const Position position { newest.epoch, newest.seq, newest.mid };
    m_parts.store.write([id, events, position](StoreDatabase &database) {
        return database.putEvents(id, events) && database.putPosition(id, position);
    });
    if (const auto feed = m_feeds.find(id); feed != m_feeds.end())
        feed->second->append(events);
    for (const Event &event : events)
        learn(id, room, event, apply.replayed);
    if (apply.replayed) {
        m_stallAlarm->set(stallTime);
        m_recoveredEvents += room.recovering ? static_cast<int>(events.size()) : 0;
    }
    for (const Event &event : events)
        if (event.from == m_me)
            Q_EMIT
    ownStored(event.mid, event.epoch, event.seq);
    summarize(id);
}

void Rooms::learn(const RoomId &id, Room &room, const Event &event, bool replayed)
{
    room.state.last = std::max(room.state.last, event.seq);
    if (event.kind == EventKind::Message) {
        room.state.lastLine = protocol::LastLine { event.from, event.ts, event.message.text.left(excerptLength) };
        room.lineSeq = event.seq;
        if (event.from != m_me && event.seq > room.read) {
            ++room.unread.messages;
            room.unread.mentions += event.message.mentions.contains(m_me) ? 1 : 0;
        }
    }
    // A STATE of this connection counts what is replayed already.
    if (event.kind == EventKind::Member && !replayed) {
        using Change = protocol::MemberBody::Change;
        if (event.member.change == Change::Joined)
            ++room.state.members;
        else if (event.member.change != Change::Role)
            --room.state.members;
    }
    if (event.kind == EventKind::Room) {
        const Result<protocol::RoomBody> change = m_parts.connection.decoder().roomChange(event.body);
        room.state.title = change ? change->title.value_or(room.state.title) : room.state.title;
        room.state.topic = change ? change->topic.value_or(room.state.topic) : room.state.topic;
        m_parts.store.write([record = stored(room)](StoreDatabase &database) { return database.putRoom(record); });
    }
    if (const std::optional<Amendment> change = amendmentOf(event, m_parts.connection.decoder()))
        learnChange(id, room, *change);
    m_parts.people.onEvent(event);
}

void Rooms::learnChange(const RoomId &id, Room &room, const Amendment &change)
{
    const bool ofLine = room.lineSeq > 0 && change.target == room.lineSeq && room.state.lastLine;
    if (ofLine && change.kind == Outgoing::Kind::Edit)
        room.state.lastLine->text = change.message.text.left(excerptLength);
    if (change.kind != Outgoing::Kind::Redact)
        return;
    // Of a line that came with the room's state the seq is unknown: rather none in the list than what was taken out.
    if (ofLine || (room.state.lastLine && room.lineSeq == 0)) {
        room.state.lastLine->text.clear(); // the ui says in its own words that there was something
        m_parts.store.write([record = stored(room)](StoreDatabase &database) { return database.putRoom(record); });
    }
    if (change.target > room.read)
        recount(id);
    Q_EMIT
    redacted(id, room.sync.position().epoch, change.target);
}

void Rooms::askAfter(const RoomId &id, qint64 after)
{
    protocol::History ask;
    ask.room = id;
    ask.after = after;
    ask.limit = protocol::historyMost;
    m_parts.connection.ask(
        ask, requestPatience, this, [this, id, session = m_session](const Result<protocol::OkReply> &reply) {
            Room *room = find(id);
            if (session != m_session || !room)
                return;
            if (!reply.ok())
                return askAgain(id);
            const Result<protocol::HistoryPage> page = m_parts.connection.decoder().historyPage(*reply);
            if (page)
                run(id, room->sync.historyAfter(*page));
            else
                askAgain(id);
        });
}

void Rooms::compare(const RoomId &id, qint64 before)
{
    protocol::History ask;
    ask.room = id;
    ask.before = before;
    m_parts.connection.ask(
        ask, requestPatience, this, [this, id, session = m_session](const Result<protocol::OkReply> &reply) {
            if (session != m_session || !find(id))
                return;
            if (!reply.ok())
                return askAgain(id);
            const Result<protocol::HistoryPage> page = m_parts.connection.decoder().historyPage(*reply);
            if (page)
                compareWith(id, *page);
            else
                askAgain(id);
        });
}

void Rooms::compareWith(const RoomId &id, const protocol::HistoryPage &page)
{
    const qint64 from = page.events.isEmpty() ? page.first - 1 : page.events.constFirst().seq - 1;
    const qint64 to = page.events.isEmpty() ? page.last : page.events.constLast().seq;
    m_parts.store.read<QHash<qint64, Mid>>(
        [id, epoch = page.epoch, from, to](StoreDatabase &database) { return database.mids(id, epoch, from, to); },
        this,
        [this, id, page, session = m_session](const QHash<qint64, Mid> &mids) {
            Room *room = find(id);
            if (session == m_session && room)
                run(id, room->sync.compared(page, mids));
        });
}

void Rooms::askAgain(const RoomId &id)
{
    m_again.insert(id);
    if (!m_againAlarm->isSet())
        m_againAlarm->set(againTime);
}

void Rooms::startOver(const RoomId &id, Room &room, bool newEpoch)
{
    m_parts.store.write(
        [id, position = room.sync.position()](StoreDatabase &database) { return database.putPosition(id, position); });
    room.unread = {};
    if (newEpoch) {
        log::info("rooms", QStringLiteral("a log was begun anew"), { { "room", id.text() } });
        room.read = std::min(room.read, room.state.read);
        room.othersRead = 0; // they read the other log
        room.readUpTo.clear();
        room.state.lastLine.reset();
    }
    if (const auto feed = m_feeds.find(id); feed != m_feeds.end()) {
        startFeed(*feed->second, room, newEpoch);
        if (newEpoch)
            askReads(id);
    }
    prefetch(id);
}

void Rooms::replace(const RoomId &id, Room &room, const sync::Replace &replace)
{
    const Epoch epoch = room.sync.position().epoch;
    log::warning("rooms", QStringLiteral("a log lost events that were acknowledged"),
        { { "room", id.text() }, { "after", replace.after } });
    const QList<Event> &events = replace.events;
    Position position { epoch, replace.after, {} };
    if (!events.isEmpty())
        position = { epoch, events.constLast().seq, events.constLast().mid };
    else if (room.sync.position().seq == replace.after)
        position = room.sync.position();
    m_parts.store.write([id, epoch, after = replace.after, events, position](StoreDatabase &database) {
        return database.dropAfter(id, epoch, after) && database.putEvents(id, events)
            && database.putPosition(id, position);
    });
    if (const auto feed = m_feeds.find(id); feed != m_feeds.end())
        feed->second->replaceAfter(replace.after, events);
    room.state.last = position.seq;
    QSet<Mid> present;
    for (const Event &event : events) {
        present.insert(event.mid);
        learn(id, room, event, true);
    }
    for (const Event &event : events)
        if (event.from == m_me)
            Q_EMIT
    ownStored(event.mid, event.epoch, event.seq);
    recount(id);
    summarize(id);
    Q_EMIT
    forkHealed(id, epoch, replace.after, present);
}

void Rooms::caughtUp(const RoomId &id, Room &room)
{
    if (std::exchange(room.recovering, false) && --m_recovering == 0)
        endRecovery(id);
    recount(id);
    Q_EMIT
    ready(id);
}

void Rooms::endRecovery(const RoomId &)
{
    if (!std::exchange(m_wasLost, false))
        return;
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(m_parts.clock.now() - m_lostAt);
    Q_EMIT
    recovered(Recovered { m_recoveredEvents, m_node, took });
}

/// The positions that one `hello` has no room for.
void Rooms::resumeRest(const QList<RoomId> &rooms)
{
    for (qsizetype from = 0; from < rooms.size(); from += protocol::resumeRooms) {
        protocol::Resume ask;
        const QList<RoomId> some = rooms.mid(from, protocol::resumeRooms);
        for (const RoomId &id : some)
            if (const Room *room = find(id))
                ask.rooms.insert(id, room->sync.position());
        m_parts.connection.ask(
            ask, requestPatience, this, [this, some, session = m_session](const Result<protocol::OkReply> &reply) {
                if (session != m_session)
                    return;
                QSet<RoomId> open(some.cbegin(), some.cend());
                if (reply.ok()) {
                    const Result<protocol::ResumeOk> ok = m_parts.connection.decoder().resumeOk(*reply);
                    for (const protocol::RoomState &state : ok ? ok->rooms : QList<protocol::RoomState>()) {
                        Room *room = find(state.room);
                        if (room && open.remove(state.room))
                            run(state.room, room->sync.welcomed(state, true, false));
                    }
                }
                for (const RoomId &id : std::as_const(open)) // what the node passed over is read by us
                    if (Room *room = find(id))
                        run(id, room->sync.stalled());
            });
    }
}

void Rooms::onStalled()
{
    QList<RoomId> stalled;
    for (const auto &[id, room] : m_rooms)
        if (room.sync.phase() == RoomSync::Phase::Replaying)
            stalled.append(id);
    for (const RoomId &id : std::as_const(stalled)) {
        log::info("rooms", QStringLiteral("a replay stands still; reading the log"), { { "room", id.text() } });
        run(id, find(id)->sync.stalled());
    }
}

} // namespace hubbub::client
