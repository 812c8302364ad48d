// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/attendance.h"

#include "core/protocol/codec.h"
#include "core/protocol/limits.h"
#include "core/protocol/words.h"
#include "server/broker.h"
#include "server/presence.h"
#include "server/replays.h"
#include "server/room_index.h"
#include "server/scripts.h"

namespace hubbub::server {

namespace keys = redis::keys;
using protocol::PresenceCause;
using protocol::Removed;

namespace {

constexpr int excerptCharacters = 120;

template <typename E>
E wordOr(const QByteArray &word, E otherwise)
{
    return protocol::fromWord<E>(std::string_view(word.constData(), static_cast<size_t>(word.size())))
        .value_or(otherwise);
}

/// The ts that stands in a frame of the log, without parsing all of it.
qint64 timeOf(const QByteArray &frame)
{
    const qsizetype at = frame.indexOf("\"ts\":");
    return at < 0 ? 0 : frame.mid(at + 5, 16).split(',').first().toLongLong();
}

Attendance::Followed readFollowed(
    const RoomId &room, const redis::Reply &reply, const std::optional<Position> &position)
{
    Attendance::Followed out;
    out.room = room;
    out.isMember = reply[0].bytes() == "ok";
    protocol::RoomState &state = out.state;
    state.room = room;
    if (!out.isMember)
        return out;
    state.role = wordOr(reply[1].bytes(), protocol::Role::Member);
    state.title = QString::fromUtf8(reply[2].bytes());
    state.topic = QString::fromUtf8(reply[3].bytes());
    state.kind = wordOr(reply[4].bytes(), protocol::RoomKind::Chat);
    state.visibility = wordOr(reply[5].bytes(), protocol::Visibility::Private);
    state.epoch = Epoch(reply[6].bytes());
    state.first = reply[7].toInteger(1);
    state.last = reply[8].toInteger();
    state.lastMid = Mid(reply[9].bytes());
    state.read = reply[10].toInteger();
    state.members = reply[11].toInteger();
    if (const QByteArray line = reply[13].bytes(); !line.isEmpty()) {
        const QByteArray edit = reply[14].bytes();
        state.lastLine = protocol::LastLine { UserId(reply[12].bytes()), timeOf(line),
            protocol::excerptOf(edit.isEmpty() ? line : edit, excerptCharacters) };
    }
    state.desk = RoomId(reply[19].bytes());
    state.resume = wordOr(reply[15].bytes(), protocol::ResumeResult::None);
    out.from = { state.epoch, state.last, state.lastMid };
    if (state.resume == protocol::ResumeResult::Complete && position)
        out.from = *position;
    if (state.resume != protocol::ResumeResult::Gap)
        return out;
    protocol::Gap gap { room, std::nullopt, reply[18].toInteger(), state.epoch,
        wordOr(reply[16].bytes(), protocol::GapCause::Reset) };
    if (gap.cause != protocol::GapCause::Reset)
        gap.from = reply[17].toInteger();
    if (gap.cause != protocol::GapCause::Forked)
        out.from = { state.epoch, state.first - 1, {} }; // what is left can be replayed
    out.gap = gap;
    return out;
}

} // namespace

Attendance::Attendance(Parts parts)
    : m_parts(parts)
    , m_replays(std::make_unique<Replays>(parts.broker, parts.hub, parts.sessions,
          [this](Session &session, const RoomId &room, const QByteArray &change) { removed(session, room, change); }))
{
    connect(&m_parts.link, &redis::Link::up, this, [this] {
        if (m_entersAgain)
            enterAgain();
    });
}

Attendance::~Attendance() = default;

// Looking up

void Attendance::lookAt(
    Session &session, const RoomId &room, const std::optional<Position> &position, Trace trace, LookedAt done)
{
    if (trace == Trace::Presence)
        m_parts.presence.willEnter({ session.id, session.generation }, room);
    const Position named = position.value_or(Position {});
    const std::string_view state = trace == Trace::Presence ? protocol::wordOf(session.presence) : std::string_view();
    m_parts.link.run(m_parts.scripts.follow,
        { keys::log(room), keys::meta(room), keys::members(room), keys::reads(room), keys::here(room),
            keys::users(room), keys::amends(room) },
        { keys::channel(room), session.user.bytes(), session.id.bytes(), m_parts.identity.node.bytes(),
            m_parts.identity.boot.bytes(), QByteArray::number(session.generation),
            QByteArray(state.data(), static_cast<qsizetype>(state.size())), session.presenceText.toUtf8(),
            named.epoch.bytes(), QByteArray::number(named.seq), named.mid.bytes(),
            QByteArray::number(protocol::resumeFar) },
        this, [room, position, done = std::move(done)](const Result<redis::Reply> &reply) {
            if (reply.ok())
                done(readFollowed(room, *reply, position));
            else
                done(reply.error());
        });
}

void Attendance::lookAtClaimed(
    Session &session, const RoomId &room, const std::optional<Position> &position, LookedAt done)
{
    lookAt(session, room, position, Trace::None,
        [this, ticket = session.ticket(), room, position, done = std::move(done)](const Result<Followed> &answer) {
            Session *still = m_parts.sessions.find(ticket);
            if (!still || !answer.ok() || !answer->isMember)
                return done(answer);
            lookAt(*still, room, position, Trace::Presence, done);
        });
}

void Attendance::look(Session &session, const std::vector<RoomId> &rooms, const protocol::Positions &positions,
    const QSet<RoomId> &claimed, Looked done)
{
    struct Round {
        std::vector<Followed> answers;
        std::optional<Error> error;
        size_t open = 0;
        Looked done;
    };
    if (rooms.empty())
        return done(std::vector<Followed> {});
    const auto round = std::make_shared<Round>();
    round->open = rooms.size();
    round->done = std::move(done);
    for (const RoomId &room : rooms) {
        const auto it = positions.constFind(room);
        const auto position = it == positions.constEnd() ? std::optional<Position>() : std::optional(it.value());
        const auto answered = [round](const Result<Followed> &answer) {
            if (answer.ok())
                round->answers.push_back(*answer);
            else
                round->error = answer.error();
            if (--round->open > 0)
                return;
            if (round->error)
                round->done(*round->error);
            else
                round->done(std::move(round->answers));
        };
        if (claimed.contains(room))
            lookAtClaimed(session, room, position, answered);
        else
            lookAt(session, room, position, Trace::Presence, answered);
    }
}

void Attendance::giveUp(Session &session, const RoomId &room)
{
    const Session::Follow *follow = session.follow(room);
    if (follow && follow->phase != Session::Follow::Phase::Asked)
        return;
    session.dropFollow(room);
    // What Redis did though its answer was lost. At once, so that a next try of the same connection comes behind it.
    m_parts.presence.departed({ session.id, session.generation }, room, PresenceCause::Leave, false);
}

void Attendance::takeBack(const SessionId &session, qint64 generation, const std::vector<RoomId> &rooms)
{
    for (const RoomId &room : rooms)
        m_parts.presence.departed({ session, generation }, room, PresenceCause::Timeout, true);
}

// In and out

void Attendance::admit(Session &session, const Followed &followed)
{
    Session::Follow &follow = session.addFollow(followed.room);
    follow.since = followed.state.last;
    follow.phase = Session::Follow::Phase::Catching;
    const Hub::Fact fact = m_parts.hub.enter(followed.room);
    m_parts.lease.note(followed.room, fact);
    if (fact == Hub::Fact::FirstIn && followed.state.visibility == protocol::Visibility::Public)
        listRoom(m_parts.link, followed.room); // whoever made it may not have come to that
    m_parts.presence.arrived(session, followed.room);
    if (followed.gap)
        session.say(protocol::encode(*followed.gap));
    const bool announce = followed.state.resume == protocol::ResumeResult::Complete
        || followed.state.resume == protocol::ResumeResult::Gap;
    m_replays->begin(session, followed.room, followed.from, announce);
}

void Attendance::restart(Session &session, const Followed &followed)
{
    Session::Follow *follow = session.follow(followed.room);
    if (!follow || follow->phase == Session::Follow::Phase::Asked)
        return;
    m_replays->cancel(session, followed.room);
    m_parts.hub.hush(followed.room, session);
    follow->phase = Session::Follow::Phase::Catching;
    follow->since = followed.state.last;
    if (followed.gap)
        session.say(protocol::encode(*followed.gap));
    m_replays->begin(session, followed.room, followed.from, true);
}

void Attendance::dismiss(Session &session, const RoomId &room, PresenceCause cause, bool mayReturn)
{
    const Session::Follow *follow = session.follow(room);
    if (!follow)
        return;
    const bool admitted = follow->phase != Session::Follow::Phase::Asked;
    session.dropFollow(room);
    if (!admitted)
        return;
    m_replays->cancel(session, room);
    m_parts.hub.hush(room, session);
    m_parts.presence.stopTelling(session, room);
    m_parts.presence.departed({ session.id, session.generation }, room, cause, mayReturn);
    m_parts.lease.note(room, m_parts.hub.leave(room));
}

void Attendance::dismissAll(Session &session, PresenceCause cause, bool mayReturn)
{
    while (!session.follows().empty()) {
        const RoomId room = session.follows().back().room;
        dismiss(session, room, cause, mayReturn);
    }
}

void Attendance::leave(Session &session, const RoomId &room)
{
    const Session::Follow *follow = session.follow(room);
    if (follow && follow->phase != Session::Follow::Phase::Asked)
        removed(session, room, "left");
}

void Attendance::removed(Session &session, const RoomId &room, const QByteArray &change)
{
    dismiss(session, room, change == "kicked" || change == "banned" ? PresenceCause::Kick : PresenceCause::Leave);
    session.say(protocol::encode(Removed { room, change }));
}

// News

void Attendance::userJoined(const UserId &user, const RoomId &room)
{
    for (Session *session : m_parts.sessions.of(user)) {
        if (session->phase != Session::Phase::Live || session->follow(room))
            continue;
        session->addFollow(room);
        const Presence::Entered who { session->id, session->generation };
        lookAt(*session, room, std::nullopt, Trace::Presence,
            [this, who, ticket = session->ticket(), room](const Result<Followed> &followed) {
                Session *still = m_parts.sessions.find(ticket);
                if (!still)
                    return takeBack(who.session, who.generation, { room });
                if (!followed.ok() && onUnclear)
                    onUnclear(still->user);
                const Session::Follow *follow = still->follow(room);
                if (follow && follow->phase != Session::Follow::Phase::Asked)
                    return; // its own join was answered meanwhile, and let it in
                if (!followed.ok() || !follow || still->phase != Session::Phase::Live)
                    return giveUp(*still, room);
                if (!followed->isMember)
                    return still->dropFollow(room);
                still->say(protocol::encode(protocol::RoomPush { followed->state }));
                admit(*still, *followed);
            });
    }
}

void Attendance::userInvited(const UserId &user, const RoomId &room)
{
    m_parts.link.run(m_parts.scripts.invited, { keys::meta(room), keys::members(room), keys::invites(room) },
        { user.bytes() }, this, [this, user, room](const Result<redis::Reply> &reply) {
            if (!reply.ok() || reply->at(0).bytes() != "ok")
                return;
            protocol::RoomState state;
            state.room = room;
            state.role = protocol::Role::None;
            state.title = QString::fromUtf8(reply->at(1).bytes());
            state.topic = QString::fromUtf8(reply->at(2).bytes());
            state.kind = wordOr(reply->at(3).bytes(), protocol::RoomKind::Chat);
            state.visibility = wordOr(reply->at(4).bytes(), protocol::Visibility::Private);
            state.epoch = Epoch(reply->at(5).bytes());
            state.members = reply->at(6).toInteger();
            const QByteArray frame = protocol::encode(protocol::RoomPush { state });
            for (Session *session : m_parts.sessions.of(user)) {
                if (session->phase == Session::Phase::Live && !session->follow(room))
                    session->say(frame);
            }
        });
}

void Attendance::userLeft(const UserId &user, const RoomId &room, const QByteArray &cause)
{
    const auto sessions = m_parts.sessions.of(user);
    bool any = false;
    for (Session *session : sessions)
        any = any || session->follow(room);
    if (!any)
        return;
    m_parts.link.command({ QByteArrayLiteral("HEXISTS"), keys::members(room), user.bytes() }, this,
        [this, user, room, cause](const Result<redis::Reply> &isMember) {
            if (!isMember.ok() && onUnclear)
                onUnclear(user);
            if (!isMember.ok() || isMember->toInteger() == 1)
                return;
            for (Session *session : m_parts.sessions.of(user)) {
                const Session::Follow *follow = session->follow(room);
                if (follow && follow->phase != Session::Follow::Phase::Asked)
                    removed(*session, room, cause);
            }
        });
}

void Attendance::beforeEvent(const RoomId &room, const LoggedNews &news)
{
    if (news.kind != QByteArrayView("member") || news.change == QByteArrayView("joined")
        || news.change == QByteArrayView("role"))
        return;
    for (Session *session : m_parts.sessions.of(UserId(news.user.toByteArray()))) {
        const Session::Follow *follow = session->follow(room);
        // One who left and came back since is not meant.
        if (follow && follow->phase != Session::Follow::Phase::Asked && news.seq > follow->since)
            removed(*session, room, news.change.toByteArray());
    }
}

void Attendance::afterEvent(const RoomId &room, const LoggedNews &news)
{
    if (news.kind == QByteArrayView("room") && news.change == QByteArrayView("closed"))
        putAllOut(room, "closed");
    // Whoever was back before this node heard of the removal has just been put out by it, and hears of no other
    // joining.
    if (news.kind == QByteArrayView("member") && news.change == QByteArrayView("joined"))
        userJoined(UserId(news.user.toByteArray()), room);
}

std::vector<Session *> Attendance::hearing(const RoomId &room) const
{
    std::vector<Session *> out;
    for (Listener *each : m_parts.hub.live(room))
        out.push_back(static_cast<Session *>(each)); // nobody else hears rooms
    return out;
}

void Attendance::verify(const RoomId &room, qint64 last, std::function<void(bool)> done)
{
    // Those who still catch up cross the hole in their own time; Replays asks for them then.
    QSet<UserId> asked;
    for (const Session *session : hearing(room))
        asked << session->user;
    m_parts.broker.readMembers(
        room, asked, this, [this, room, last, asked, done = std::move(done)](const Result<QSet<UserId>> &members) {
            if (!members.ok())
                return done(false);
            bool anyNew = false;
            for (Session *session : hearing(room)) {
                if (!asked.contains(session->user)) {
                    anyNew = true; // it went live meanwhile
                } else if (!members->contains(session->user)) {
                    removed(*session, room, "gone");
                } else if (Session::Follow *follow = session->follow(room)) {
                    follow->since = last; // of this log, whichever it was looked up in
                }
            }
            if (anyNew)
                return verify(room, last, done);
            done(true);
        });
}

void Attendance::roomGone(const RoomId &room) { putAllOut(room, "gone"); }

void Attendance::putAllOut(const RoomId &room, const QByteArray &cause)
{
    m_parts.sessions.forEach([&](Session &session) {
        const Session::Follow *follow = session.follow(room);
        if (follow && follow->phase != Session::Follow::Phase::Asked)
            removed(session, room, cause);
    });
}

void Attendance::roomMoved(const RoomId &room) { m_replays->moved(room); }

void Attendance::tick() { m_replays->tick(); }

void Attendance::enterAgain()
{
    m_entersAgain = false;
    m_parts.sessions.forEach([&](Session &session) {
        for (const Session::Follow &follow : session.follows()) {
            lookAt(session, follow.room, std::nullopt, Trace::Presence,
                [this, ticket = session.ticket(), room = follow.room](const Result<Followed> &followed) {
                    m_entersAgain = m_entersAgain || !followed.ok();
                    Session *still = m_parts.sessions.find(ticket);
                    const Session::Follow *there = still ? still->follow(room) : nullptr;
                    if (there && there->phase != Session::Follow::Phase::Asked && followed.ok() && !followed->isMember)
                        removed(*still, room, "gone");
                });
        }
    });
}

} // namespace hubbub::server
