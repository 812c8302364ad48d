// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms, the part that reads what lies further back: the store first, the node where the store has none.
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

constexpr int storePage = 80;
constexpr int longPage = 1000; ///< on the way to a certain message
constexpr int longNodePage = 200; ///< as many as a node gives at once
constexpr int aboveIt = 20; ///< rows that come with it
/// Rooms that are read ahead after a sign-in; the others are read when the person opens them.
constexpr qsizetype mostPrefetched = 30;

/// The page as a run up to `before`; what the node has not within it is a gap.
HistoryRun runOf(const protocol::HistoryPage &page, qint64 before)
{
    HistoryRun run;
    qint64 next = page.events.isEmpty() ? before : page.events.constFirst().seq;
    for (const Event &event : page.events) {
        if (event.seq < next || event.seq >= before)
            continue;
        if (event.seq > next)
            run.gaps.append({ next, event.seq - 1 });
        run.events.append(event);
        next = event.seq + 1;
    }
    if (next < before)
        run.gaps.append({ next, before - 1 });
    // Those within the page change it too; the page's own list has what came later.
    run.amends = run.events + page.amends;
    return run;
}

} // namespace

void Rooms::fetchOlder(RoomFeed &feed, qint64 reach)
{
    const RoomId id = feed.room();
    const qint64 before = feed.m_oldest;
    const int rows =
        reach > 0 ? static_cast<int>(std::clamp<qint64>(before - reach + aboveIt, storePage, longPage)) : storePage;
    loadOlder(id, before, rows, [this, id, before, session = m_session](bool ok, const HistoryRun &run, bool more) {
        const auto found = m_feeds.find(id);
        if (session != m_session || found == m_feeds.end() || !found->second->isFetching())
            return;
        RoomFeed &asked = *found->second;
        const bool fits = ok && asked.m_oldest == before;
        if (fits)
            asked.prepend(run, more);
        asked.fetched(fits);
    });
}

void Rooms::loadOlder(const RoomId &id, qint64 before, int rows, RunCallback callback)
{
    const Room *room = find(id);
    const Epoch epoch = room ? room->sync.position().epoch : Epoch();
    m_parts.store.read<HistoryRun>(
        [id, epoch, before, rows](StoreDatabase &database) { return database.runBefore(id, epoch, before, rows); },
        this,
        [this, id, epoch, before, rows, callback = std::move(callback)](const HistoryRun &run) {
            const Room *now = find(id);
            if (!now || now->sync.position().epoch != epoch || epoch.isEmpty())
                return callback(false, {}, true);
            if (!run.events.isEmpty() || !run.gaps.isEmpty())
                return callback(true, run, true);
            if (before <= 1)
                return callback(true, {}, false);
            loadFromNode(id, epoch, before, rows, callback);
        });
}

void Rooms::loadFromNode(const RoomId &id, const Epoch &epoch, qint64 before, int rows, RunCallback callback)
{
    protocol::History ask;
    ask.room = id;
    ask.before = before;
    if (rows > storePage)
        ask.limit = longNodePage;
    m_parts.connection.ask(ask, requestPatience, this,
        [this, id, epoch, before, callback = std::move(callback)](const Result<protocol::OkReply> &reply) {
            if (!reply.ok())
                return callback(false, {}, true);
            const Result<protocol::HistoryPage> page = m_parts.connection.decoder().historyPage(*reply);
            if (!page || page->epoch != epoch)
                return callback(false, {}, true);
            if (page->events.isEmpty())
                return callback(true, {}, false);
            const HistoryRun run = runOf(*page, before);
            m_parts.store.write([id, epoch, run, amends = page->amends](StoreDatabase &database) {
                return database.putEvents(id, run.events) && database.putEvents(id, amends)
                    && std::all_of(run.gaps.cbegin(), run.gaps.cend(),
                        [&](const GapRow &gap) { return database.putGap(id, epoch, gap); });
            });
            const bool more = page->more && run.events.constFirst().seq > page->first;
            callback(true, run, more);
        });
}

void Rooms::prefetch(const RoomId &id)
{
    if (m_prefetch.contains(id) || m_prefetch.size() >= mostPrefetched)
        return;
    m_prefetch.append(id);
    prefetchNext();
}

void Rooms::prefetchNext()
{
    if (m_prefetching || m_prefetch.isEmpty())
        return;
    const RoomId id = m_prefetch.takeFirst();
    const Room *room = find(id);
    if (!room)
        return prefetchNext();
    m_prefetching = true;
    const quint64 session = m_session;
    const auto done = [this, id, session](bool, const HistoryRun &, bool) {
        if (session != m_session)
            return;
        m_prefetching = false;
        recount(id);
        if (const auto feed = m_feeds.find(id); feed != m_feeds.end() && feed->second->m_stored == 0)
            feed->second->fetchOlder(); // now from the store
        prefetchNext();
    };
    loadOlder(id, room->sync.expected(), storePage, done);
}

/// Counts in the store what this person has not read; an estimate stands in where the store has not all of it.
void Rooms::recount(const RoomId &id)
{
    Room *room = find(id);
    if (!room)
        return;
    const quint64 ticket = room->counts = ++m_counts;
    const Position position = room->sync.position();
    const qint64 read = room->read;
    if (read >= position.seq) {
        room->unread = {};
        return summarize(id);
    }
    m_parts.store.read<std::optional<UnreadCount>>(
        [id, position, read, me = m_me](
            StoreDatabase &database) { return database.unread(id, position.epoch, read, position.seq, me); },
        this,
        [this, id, ticket, position, read](const std::optional<UnreadCount> &count) {
            Room *now = find(id);
            if (!now || now->counts != ticket)
                return;
            if (now->sync.position() != position)
                return recount(id); // more came meanwhile
            if (count)
                now->unread = *count;
            else
                now->unread.messages = std::max(now->unread.messages, position.seq - read);
            summarize(id);
        });
}

void Rooms::askReads(const RoomId &id)
{
    m_parts.connection.ask(
        protocol::Reads { id }, requestPatience, this, [this, id](const Result<protocol::OkReply> &reply) {
            if (!reply.ok())
                return;
            const Result<protocol::ReadsOk> ok = m_parts.connection.decoder().readsOk(*reply);
            if (!ok)
                return;
            for (const auto &[user, seq] : ok->reads)
                if (user != m_me)
                    onRead({ id, user, seq });
        });
}

void Rooms::flushReads()
{
    m_readAlarm->cancel();
    if (!m_parts.connection.isOnline())
        return; // told after the next welcome
    for (const RoomId &id : std::exchange(m_unsentReads, {}))
        if (const Room *room = find(id))
            m_parts.connection.tell(protocol::Read { id, room->read });
}

} // namespace hubbub::client
