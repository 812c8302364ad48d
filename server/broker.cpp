// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/broker.h"

#include "core/base/log.h"
#include "core/base/red_hook.h"
#include "core/protocol/codec.h"
#include "core/protocol/words.h"
#include "core/redis/replica_wait.h"
#include "core/redis/subscription.h"
#include "server/digest.h"
#include "server/scripts.h"
#include "server/tracer.h"

#include <algorithm>

namespace hubbub::server {

using namespace Qt::StringLiterals;

namespace {

constexpr int fillPage = 300;
constexpr int fillBytes = 512 * 1024;
constexpr qint64 halfDayMs = 12 * 3600 * 1000;

QByteArray kindName(protocol::EventKind kind)
{
    const std::string_view word = protocol::wordOf(kind); // of static storage
    return QByteArray::fromRawData(word.data(), static_cast<qsizetype>(word.size()));
}

Result<protocol::SendOk> readPublished(const redis::Reply &reply)
{
    const QByteArray word = reply[0].bytes();
    if (word == "ok")
        return protocol::SendOk { reply[1].toInteger(), reply[2].toInteger(), Epoch(reply[3].bytes()),
            reply[4].toInteger() == 1 };
    if (word == "no_target")
        return Error { ErrorCode::NotFound, QStringLiteral("there is no such message") };
    const auto code = errorCodeNamed(word);
    if (code == ErrorCode::NotFound)
        return Error { ErrorCode::NotFound, QStringLiteral("there is no such room") };
    if (code == ErrorCode::Forbidden)
        return Error { ErrorCode::Forbidden, QStringLiteral("you may not write that in this room") };
    if (code == ErrorCode::Limit)
        return Error { ErrorCode::Limit, QStringLiteral("that message was changed too often") };
    return Error { ErrorCode::Internal, QStringLiteral("Redis gave an odd answer") };
}

} // namespace

struct Broker::Feed {
    RoomId room;
    RoomKeys keys;
    RoomFeed feed;
    bool subscribed = false;
};

Broker::Broker(redis::Link &link, redis::Subscription &subscription, const Scripts &scripts, RoomNews &news,
    Limits limits, const Clock &clock)
    : m_link(link)
    , m_subscription(subscription)
    , m_scripts(scripts)
    , m_news(news)
    , m_limits(limits)
    , m_clock(clock)
{
}

Broker::~Broker() = default;

Broker::Feed *Broker::feedOf(const RoomId &room) const { return m_feeds.value(redis::keys::channel(room)); }

qint64 Broker::redisNow() const { return qint64((m_clock.wall() + m_clockAhead).count()); }
void Broker::setRedisNow(qint64 ms) { m_clockAhead = std::chrono::milliseconds(ms) - m_clock.wall(); }

// Publishing

redis::Arguments Broker::publishKeys(const RoomId &room, qint64 halfDay)
{
    Feed *feed = feedOf(room);
    RoomKeys fresh;
    if (!feed)
        fresh = RoomKeys(room);
    RoomKeys &keys = feed ? feed->keys : fresh;
    if (keys.halfDay != halfDay) {
        keys.halfDay = halfDay;
        for (qint64 back = 0; back < 3; ++back)
            keys.mids[static_cast<size_t>(back)] = redis::keys::mids(room, halfDay - back);
    }
    return { keys.log, keys.meta, keys.members, keys.bans, keys.mids[0], keys.mids[1], keys.mids[2], keys.amends,
        keys.channel };
}

void Broker::publish(const Publication &what, QObject *context, Published done)
{
    send(what, false, context, std::move(done));
}

void Broker::send(const Publication &what, bool again, QObject *context, Published done)
{
    const qint64 halfDay = redisNow() / halfDayMs;
    redis::Arguments keys = publishKeys(what.room, halfDay);
    const QByteArray channel = keys.takeLast();
    const protocol::EventPieces pieces = protocol::eventPieces(what.room, what.kind, what.user, what.mid, what.body);
    const redis::Arguments arguments { channel, what.user.bytes(), what.mid.bytes(),
        digestOf(what.user.bytes(), what.mid.bytes()), QByteArray::number(halfDay), pieces.head, pieces.tail,
        kindName(what.kind), QByteArray::number(m_limits.logEvents), QByteArray::number(m_limits.logDays), randomHex(8),
        what.target > 0 ? QByteArray::number(what.target) : QByteArray(), what.emoji,
        what.traced ? QByteArray(what.traced->asked ? "asked" : "traced") : QByteArray() };
    const auto began = m_clock.now();
    if (what.traced)
        what.traced->sent = began;
    m_link.run(m_scripts.publish, keys, arguments, this,
        [this, what, again, began, context = QPointer<QObject>(context), done = std::move(done)](
            const Result<redis::Reply> &reply) {
            if (!context)
                return;
            if (!reply.ok()) {
                // An answer of Redis's own begins with a word in capitals; what was not answered does not.
                if (m_observeRefusal && !redis::errorPrefix(reply.error()).isEmpty())
                    m_observeRefusal(reply.error().detail);
                return done(reply.error());
            }
            if ((*reply)[0].bytes() == "clock" && !again) {
                // Our idea of Redis's half day was wrong, so the keys were; now we know better.
                setRedisNow((*reply)[1].toInteger());
                return send(what, true, context, done);
            }
            if (what.traced) {
                what.traced->answered = m_clock.now();
                what.traced->redisUs = reply->size() > 5 ? (*reply)[5].toInteger() : 0;
            }
            answer(what.room, readPublished(*reply), began, context, done);
        });
}

void Broker::answer(const RoomId &room, const Result<protocol::SendOk> &published, Clock::TimePoint began,
    const QPointer<QObject> &context, const Published &done)
{
    if (!published.ok())
        return done(published);
    if (!m_wait || redHook("nobody_waits"))
        return finish(*published, began, done);
    // A repeat waits too: the first time may have failed for just this.
    m_wait->confirm(redis::keys::log(room), this, [this, ok = *published, began, context, done](const Outcome &safe) {
        if (!context)
            return;
        if (safe.ok())
            return finish(ok, began, done);
        if (m_observeRefusal)
            m_observeRefusal(safe.error().detail);
        done(Error {
            ErrorCode::Unavailable, u"it is stored, but not safe yet; send it again: "_s + safe.error().detail });
    });
}

void Broker::finish(const protocol::SendOk &ok, Clock::TimePoint began, const Published &done)
{
    ++(ok.dup ? m_counters.dups : m_counters.published);
    if (m_observe)
        m_observe(std::chrono::duration_cast<std::chrono::microseconds>(m_clock.now() - began));
    done(ok);
}

redis::Arguments Broker::appendArguments(
    const RoomId &room, const UserId &user, protocol::EventKind kind, QByteArrayView body) const
{
    const Mid mid(randomUuid());
    const auto pieces = protocol::eventPieces(room, kind, user, mid, body);
    return { redis::keys::channel(room), user.bytes(), mid.bytes(), randomHex(8), pieces.head, pieces.tail,
        QByteArray::number(m_limits.logEvents), QByteArray::number(m_limits.logDays) };
}

void Broker::typing(
    const RoomId &room, const UserId &user, const QByteArray &frame, QObject *context, redis::Link::Callback done)
{
    m_link.run(m_scripts.typing, { redis::keys::members(room), redis::keys::bans(room) },
        { redis::keys::channel(room), user.bytes(), typingMessage(user, frame) }, context, std::move(done));
}

void Broker::readLog(const RoomId &room, const Position &from, int entries, QObject *context, PageRead done)
{
    m_link.run(m_scripts.page, { redis::keys::log(room), redis::keys::meta(room), redis::keys::amends(room) },
        { from.epoch.bytes(), QByteArray::number(from.seq), from.mid.bytes(), QByteArray::number(entries),
            QByteArray::number(fillBytes), room.bytes() },
        context, [done = std::move(done)](const Result<redis::Reply> &reply) {
            if (reply.ok())
                done(readLogPage(*reply));
            else
                done(reply.error());
        });
}

void Broker::readMembers(const RoomId &room, const QSet<UserId> &of, QObject *context, MembersRead done)
{
    if (of.isEmpty())
        return done(QSet<UserId>());
    redis::Arguments command { QByteArrayLiteral("HMGET"), redis::keys::members(room) };
    const QList<UserId> users = of.values();
    for (const UserId &user : users)
        command << user.bytes();
    m_link.command(command, context, [users, done = std::move(done)](const Result<redis::Reply> &roles) {
        if (!roles.ok())
            return done(roles.error());
        QSet<UserId> members;
        for (qsizetype i = 0; i < users.size(); ++i) {
            if (!(*roles)[i].isNil())
                members << users[i];
        }
        done(members);
    });
}

// Following

void Broker::follow(const RoomId &room)
{
    auto feed = std::make_unique<Feed>();
    feed->room = room;
    feed->keys = RoomKeys(room);
    feed->feed.distrust();
    m_feeds.insert(feed->keys.channel, feed.get());
    m_subscription.subscribe(feed->keys.channel);
    if (m_subscription.isSubscribed(feed->keys.channel))
        confirmed(feed->keys.channel);
    m_owned.push_back(std::move(feed));
}

void Broker::unfollow(const RoomId &room)
{
    const QByteArray channel = redis::keys::channel(room);
    const Feed *feed = m_feeds.take(channel);
    if (!feed)
        return;
    m_subscription.unsubscribe(channel);
    const auto it =
        std::find_if(m_owned.begin(), m_owned.end(), [feed](const auto &each) { return each.get() == feed; });
    std::swap(*it, m_owned.back());
    m_owned.pop_back();
}

const Position *Broker::position(const RoomId &room) const
{
    const Feed *feed = feedOf(room);
    return feed && feed->feed.isKnown() ? &feed->feed.position() : nullptr;
}

bool Broker::confirmed(const QByteArray &channel)
{
    Feed *feed = m_feeds.value(channel);
    if (!feed)
        return false;
    feed->subscribed = true;
    feed->feed.distrust();
    readIfWanted(*feed);
    m_news.subscribed(feed->room);
    return true;
}

void Broker::lost(const QByteArray &channel)
{
    if (Feed *feed = m_feeds.value(channel)) {
        feed->subscribed = false;
        feed->feed.distrust();
    }
}

void Broker::distrustAll()
{
    for (const auto &feed : m_owned) {
        feed->subscribed = false;
        feed->feed.distrust();
    }
}

bool Broker::take(const QByteArray &channel, const QByteArray &payload)
{
    Feed *feed = m_feeds.value(channel);
    if (!feed)
        return false;
    const auto message = readChannelMessage(payload);
    if (!message)
        return true;
    if (const auto *news = std::get_if<LoggedNews>(&*message)) {
        if (feed->feed.take(*news, m_clock.now())) {
            m_news.event(feed->room, *news);
            m_news.moved(feed->room);
        } else {
            readIfWanted(*feed);
        }
    } else if (const auto *passing = std::get_if<PassingNews>(&*message)) {
        m_news.passing(feed->room, *passing);
    } else if (const auto *presence = std::get_if<PresenceNews>(&*message)) {
        m_news.presence(feed->room, *presence);
    }
    return true;
}

void Broker::readIfWanted(Feed &feed)
{
    if (!feed.subscribed || !feed.feed.wantsReading() || !m_link.isUp())
        return;
    if (redHook("holes_stay") && feed.feed.isKnown())
        return;
    feed.feed.beginReading();
    readLog(feed.room, feed.feed.position(), redHook("endless_pages") ? 100'000 : fillPage, this,
        [this, room = feed.room, asked = &feed](const Result<LogPage> &page) {
            Feed *still = feedOf(room);
            if (still != asked)
                return; // left, and perhaps followed anew, meanwhile
            if (page.ok())
                pageRead(*still, *page);
            else
                still->feed.readingFailed(); // tried again by lookAtSilent()
        });
}

void Broker::pageRead(Feed &feed, const LogPage &page)
{
    if (!feed.feed.isKnown() || !page.hasHole())
        return filled(feed, page);
    feed.feed.distrust(); // holds what the channel brings until then
    m_news.doubted(feed.room, page.last, [this, room = feed.room, asked = &feed, page](bool known) {
        Feed *still = feedOf(room);
        if (still != asked)
            return;
        if (known)
            filled(*still, page);
        else
            still->feed.readingFailed();
    });
}

void Broker::filled(Feed &feed, LogPage page)
{
    const bool wasKnown = feed.feed.isKnown();
    RoomFeed::Filled filled = feed.feed.fill(std::move(page), m_clock.now());
    const RoomId room = feed.room; // what is told may end the following
    if (filled.gone)
        return m_news.gone(room);
    if (filled.gap) {
        ++m_counters.gaps;
        filled.gap->room = room;
        log::warning("broker", QStringLiteral("events were lost"),
            { { "room", room.text() }, { "to", filled.gap->to }, { "cause", int(filled.gap->cause) } });
        m_news.gap(room, *filled.gap);
    }
    if (wasKnown)
        m_counters.gapsFilled += filled.events.size();
    const QByteArray epoch = feed.feed.position().epoch.bytes();
    for (const LogEntry &entry : filled.events) {
        m_news.event(room,
            { entry.seq, epoch, entry.mid.bytes(), entry.ts ? entry.ts : redisNow(), entry.kind, entry.change,
                entry.user.bytes(), {}, false, entry.frame });
    }
    if (filled.gap || !filled.events.empty() || !wasKnown)
        m_news.moved(room);
    if (Feed *still = feedOf(room))
        readIfWanted(*still);
}

void Broker::lookAtSilent()
{
    if (m_owned.empty())
        return;
    // A hundredth of them at each call: all are seen once in ten seconds, long before it is their turn again.
    const auto now = m_clock.now();
    const size_t count = std::min(m_owned.size(), m_owned.size() / 100 + 1);
    for (size_t i = 0; i < count && !m_owned.empty(); ++i) {
        m_silentCursor = (m_silentCursor + 1) % m_owned.size();
        Feed &feed = *m_owned[m_silentCursor];
        if (feed.subscribed && now - feed.feed.heardAt() >= m_limits.silentCheck)
            feed.feed.lookAgain();
        readIfWanted(feed);
    }
}

} // namespace hubbub::server
