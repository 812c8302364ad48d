// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/notices.h"

#include "core/protocol/words.h"
#include "core/redis/keys.h"
#include "server/scripts.h"
#include "server/words.h"

#include <QSet>

#include <algorithm>

namespace hubbub::server {

namespace keys = redis::keys;
using protocol::NoticeKind;
using redis::Reply;

namespace {

constexpr int excerptCharacters = 120;
constexpr int mostAnnouncements = 100;

NoticeKind kindOf(const QByteArray &text)
{
    return protocol::fromWord<NoticeKind>(std::string_view(text.constData(), static_cast<size_t>(text.size())))
        .value_or(NoticeKind::Announce);
}

/// A nid is an id of a stream: a time in ms and a count, with a dash between.
using Place = std::pair<qint64, qint64>;

std::optional<Place> placeOf(const QByteArray &nid)
{
    const qsizetype dash = nid.indexOf('-');
    const auto isNumber = [](QByteArrayView part) {
        return !part.isEmpty() && part.size() <= 15
            && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    if (dash < 0 || !isNumber(QByteArrayView(nid).first(dash)) || !isNumber(QByteArrayView(nid).sliced(dash + 1)))
        return std::nullopt;
    return Place { nid.first(dash).toLongLong(), nid.sliced(dash + 1).toLongLong() };
}

Place placeOf(const protocol::InboxItem &item) { return placeOf(item.notice.nid.bytes()).value_or(Place {}); }

/// The push of a notice whose nid is Redis's to give: what comes before it, and what behind.
std::pair<QByteArray, QByteArray> splitAtNid(protocol::Notice notice)
{
    notice.nid = protocol::NoticeId(QByteArrayLiteral("?"));
    const QByteArray push = protocol::encode(notice);
    const qsizetype at = push.indexOf('?'); // the nid comes first, and what is before it is ours
    return { push.first(at), push.sliced(at + 1) };
}

Error noNotice(const char *field)
{
    return { ErrorCode::BadField, QString::fromLatin1(field) + QStringLiteral(" is no notice's nid") };
}

} // namespace

Notices::Notices(redis::Link &link, const Scripts &scripts, Answers answers)
    : m_link(link)
    , m_scripts(scripts)
    , m_answers(std::move(answers))
{
}

// Telling

void Notices::notify(const UserId &whom, const Notice &notice, Notified done)
{
    const auto [head, tail] = splitAtNid(notice);
    m_link.run(m_scripts.notify, { keys::account(whom), keys::accountInbox(whom), keys::accountBlocks(whom) },
        { keys::account(whom), word(notice.kind), notice.room.bytes(), QByteArray::number(notice.seq),
            notice.from.bytes(), notice.title.toUtf8(), head, tail },
        this, [done = std::move(done)](const Result<Reply> &reply) {
            if (!done)
                return;
            if (reply.ok())
                done(reply->at(0).bytes() == "ok");
            else
                done(reply.error());
        });
}

void Notices::message(const RoomId &room, const UserId &from, qint64 seq, const QList<UserId> &mentioned)
{
    if (mentioned.isEmpty() && !isDirectRoom(room.bytes()))
        return;
    redis::Arguments arguments { from.bytes(), QByteArray::number(seq) };
    for (const UserId &user : mentioned)
        arguments << user.bytes();
    m_link.run(m_scripts.audience, { keys::log(room), keys::meta(room), keys::members(room) }, arguments, this,
        [this, room, from, seq, mentioned](const Result<Reply> &reply) {
            if (reply.ok())
                tell(room, from, seq, mentioned, *reply);
        });
}

void Notices::tell(
    const RoomId &room, const UserId &from, qint64 seq, const QList<UserId> &mentioned, const Reply &audience)
{
    const bool isPublic = audience[0].bytes() == "public";
    const QString title = QString::fromUtf8(audience[2].bytes());
    const UserId other(audience[3].bytes());
    const QByteArray frame = audience[4].bytes();
    // The log's own words count: a repeated send may have come with others.
    const auto stored = m_decoder.nodeFrame(frame);
    const auto *event = stored.ok() ? std::get_if<protocol::Event>(&stored->frame) : nullptr;
    if (!event || event->kind != protocol::EventKind::Message)
        return;
    const QString excerpt = protocol::excerptOf(frame, excerptCharacters);
    if (!other.isEmpty())
        notify(other, Notice { {}, NoticeKind::Direct, room, {}, seq, from, excerpt });
    QSet<UserId> told { from, other };
    for (qsizetype i = 0; i < mentioned.size(); ++i) {
        const UserId &user = mentioned[i];
        const bool isMember = audience[5 + i].bytes() == "1";
        if (told.contains(user) || !event->message.mentions.contains(user) || (!isMember && !isPublic))
            continue;
        told.insert(user);
        notify(user, Notice { {}, NoticeKind::Mention, room, title, seq, from, isMember ? excerpt : QString() });
    }
}

// Announcements

void Notices::announce(const QString &text, const QByteArray &nonce, std::function<void(const Outcome &)> done)
{
    const auto [head, tail] = splitAtNid({ {}, NoticeKind::Announce, {}, text, 0, {}, {} });
    m_link.run(m_scripts.announce, { keys::announcements() },
        { nonce, text.toUtf8(), QByteArray::number(mostAnnouncements), head, tail }, this,
        [done = std::move(done)](const Result<Reply> &reply) {
            if (reply.ok())
                done(Done {});
            else
                done(reply.error());
        });
}

// Reading

void Notices::run(Session &session, qint64 id, const protocol::Inbox &inbox)
{
    const Ticket ticket = session.ticket();
    if (!inbox.before.isEmpty() && !placeOf(inbox.before.bytes()))
        return m_answers.fail(ticket, id, noNotice("before"));
    struct Found {
        Result<Reply> announcements = Reply();
        Result<Reply> inbox = Reply();
    };
    const auto found = std::make_shared<Found>();
    m_link.command({ "XREVRANGE", keys::announcements(), "+", "-", "COUNT", QByteArray::number(mostAnnouncements) },
        this, [found](const Result<Reply> &reply) { found->announcements = reply; });
    m_link.run(m_scripts.inbox, { keys::account(session.user), keys::accountInbox(session.user) },
        { inbox.before.bytes(), QByteArray::number(inbox.limit) }, this,
        [found](const Result<Reply> &reply) { found->inbox = reply; });
    m_link.whenAllAnswered(this, [this, ticket, id, inbox, found, user = session.user](const Outcome &all) {
        for (const auto *each : { &found->announcements, &found->inbox }) {
            if (!each->ok())
                return m_answers.fail(ticket, id, each->error());
        }
        if (!all.ok())
            return m_answers.fail(ticket, id, all.error());
        const auto page = std::make_shared<protocol::InboxOk>();
        mixIn(*page, *found->inbox, *found->announcements, inbox);
        describe(ticket, id, user, page);
    });
}

void Notices::mixIn(protocol::InboxOk &page, const Reply &own, const Reply &announcements, const protocol::Inbox &asked)
{
    page.unread = own[0].toInteger();
    const Place read = placeOf(own[1].bytes()).value_or(Place {});
    const qint64 created = own[2].toInteger();
    for (qsizetype i = 3; i + 6 < own.size(); i += 7) {
        protocol::InboxItem item;
        item.notice = { protocol::NoticeId(own[i].bytes()), kindOf(own[i + 2].bytes()), RoomId(own[i + 3].bytes()),
            QString::fromUtf8(own[i + 6].bytes()), own[i + 4].toInteger(), UserId(own[i + 5].bytes()), {} };
        item.read = own[i + 1].bytes() == "1";
        page.items << item;
    }
    const auto before = placeOf(asked.before.bytes());
    for (const Reply &entry : announcements.items()) {
        protocol::InboxItem item;
        const auto place = placeOf(entry[0].bytes());
        if (!place || place->first < created)
            continue; // said before there was this account
        item.notice = { protocol::NoticeId(entry[0].bytes()), NoticeKind::Announce, {},
            QString::fromUtf8(entry[1][1].bytes()), 0, {}, {} };
        item.read = *place <= read;
        page.unread += !item.read;
        if (!before || *place < *before)
            page.items << item;
    }
    std::stable_sort(page.items.begin(), page.items.end(),
        [](const protocol::InboxItem &a, const protocol::InboxItem &b) { return placeOf(a) > placeOf(b); });
    if (page.items.size() > asked.limit)
        page.items.resize(asked.limit);
    for (protocol::InboxItem &item : page.items)
        item.ts = placeOf(item).first;
}

// What a message says is read from its room's log now: it may be edited, or gone, or not for this user any more.
void Notices::describe(Ticket ticket, qint64 id, const UserId &user, const Page &page)
{
    for (qsizetype index = 0; index < page->items.size(); ++index) {
        const Notice &notice = page->items[index].notice;
        if (notice.seq < 1 || notice.room.isEmpty())
            continue;
        m_link.run(m_scripts.peek, { keys::log(notice.room), keys::members(notice.room), keys::amends(notice.room) },
            { user.bytes(), QByteArray::number(notice.seq) }, this, [page, index](const Result<Reply> &frame) {
                if (frame.ok())
                    page->items[index].notice.excerpt = protocol::excerptOf(frame->bytes(), excerptCharacters);
            });
    }
    m_link.whenAllAnswered(this, [this, ticket, id, page](const Outcome &all) {
        if (all.ok())
            m_answers.say(ticket, protocol::encode(id, *page));
        else
            m_answers.fail(ticket, id, all.error());
    });
}

void Notices::run(Session &session, qint64 id, const protocol::InboxRead &read)
{
    const Ticket ticket = session.ticket();
    if (!placeOf(read.upTo.bytes()))
        return m_answers.fail(ticket, id, noNotice("nid"));
    m_link.command({ "XREVRANGE", keys::announcements(), "+", "-", "COUNT", "1" }, this,
        [this, ticket, id, upTo = read.upTo, user = session.user](const Result<Reply> &newest) {
            if (!newest.ok())
                return m_answers.fail(ticket, id, newest.error());
            const QByteArray last = newest->items().isEmpty() ? QByteArray("0-0") : newest->at(0)[0].bytes();
            m_link.run(m_scripts.inboxRead, { keys::account(user), keys::accountInbox(user) }, { upTo.bytes(), last },
                this, [this, ticket, id](const Result<Reply> &reply) {
                    if (reply.ok())
                        m_answers.done(ticket, id);
                    else
                        m_answers.fail(ticket, id, reply.error());
                });
        });
}

} // namespace hubbub::server
