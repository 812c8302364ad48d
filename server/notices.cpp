// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/notices.h"

#include "core/protocol/words.h"
#include "core/redis/keys.h"
#include "server/scripts.h"

#include <QSet>

#include <algorithm>

namespace hubbub::server {

namespace keys = redis::keys;
using protocol::Notice;
using protocol::NoticeKind;
using redis::Reply;

namespace {

constexpr int excerptCharacters = 120;

QByteArray word(NoticeKind kind)
{
    const std::string_view text = protocol::wordOf(kind);
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

NoticeKind kindOf(const QByteArray &text)
{
    return protocol::fromWord<NoticeKind>(std::string_view(text.constData(), static_cast<size_t>(text.size())))
        .value_or(NoticeKind::Announce);
}

/// A nid is an id of a stream: two numbers with a dash between.
bool isNoticeId(const QByteArray &nid)
{
    const qsizetype dash = nid.indexOf('-');
    const auto isNumber = [](QByteArrayView part) {
        return !part.isEmpty() && part.size() <= 15
            && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    return dash > 0 && isNumber(QByteArrayView(nid).first(dash)) && isNumber(QByteArrayView(nid).sliced(dash + 1));
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
    Notice marked = notice;
    marked.nid = protocol::NoticeId(QByteArrayLiteral("?"));
    const QByteArray push = protocol::encode(marked);
    const qsizetype at = push.indexOf('?'); // the nid comes first, and what is before it is ours
    m_link.run(m_scripts.notify, { keys::account(whom), keys::accountInbox(whom), keys::accountBlocks(whom) },
        { keys::account(whom), word(notice.kind), notice.room.bytes(), QByteArray::number(notice.seq),
            notice.from.bytes(), notice.title.toUtf8(), push.first(at), push.sliced(at + 1) },
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

// Reading

void Notices::run(Session &session, qint64 id, const protocol::Inbox &inbox)
{
    const Ticket ticket = session.ticket();
    if (!inbox.before.isEmpty() && !isNoticeId(inbox.before.bytes()))
        return m_answers.fail(ticket, id, noNotice("before"));
    m_link.run(m_scripts.inbox, { keys::account(session.user), keys::accountInbox(session.user) },
        { inbox.before.bytes(), QByteArray::number(inbox.limit) }, this,
        [this, ticket, id, user = session.user](const Result<Reply> &reply) {
            if (reply.ok())
                describe(ticket, id, user, *reply);
            else
                m_answers.fail(ticket, id, reply.error());
        });
}

// What a message says is read from its room's log now: it may be edited, or gone, or not for this user any more.
void Notices::describe(Ticket ticket, qint64 id, const UserId &user, const Reply &page)
{
    const auto ok = std::make_shared<protocol::InboxOk>();
    ok->unread = page[0].toInteger();
    for (qsizetype i = 1; i + 6 < page.size(); i += 7) {
        protocol::InboxItem item;
        const QByteArray nid = page[i].bytes();
        item.notice = { protocol::NoticeId(nid), kindOf(page[i + 2].bytes()), RoomId(page[i + 3].bytes()),
            QString::fromUtf8(page[i + 6].bytes()), page[i + 4].toInteger(), UserId(page[i + 5].bytes()), {} };
        item.ts = nid.first(nid.indexOf('-')).toLongLong();
        item.read = page[i + 1].bytes() == "1";
        const qsizetype index = ok->items.size();
        ok->items << item;
        const RoomId &room = item.notice.room;
        if (item.notice.seq < 1 || room.isEmpty())
            continue;
        m_link.run(m_scripts.peek, { keys::log(room), keys::members(room), keys::amends(room) },
            { user.bytes(), QByteArray::number(item.notice.seq) }, this, [ok, index](const Result<Reply> &frame) {
                if (frame.ok())
                    ok->items[index].notice.excerpt = protocol::excerptOf(frame->bytes(), excerptCharacters);
            });
    }
    // Answered in the order of the calls, so this one is the last.
    m_link.command({ "PING" }, this, [this, ticket, id, ok](const Result<Reply> &reply) {
        if (reply.ok())
            m_answers.say(ticket, protocol::encode(id, *ok));
        else
            m_answers.fail(ticket, id, reply.error());
    });
}

void Notices::run(Session &session, qint64 id, const protocol::InboxRead &read)
{
    const Ticket ticket = session.ticket();
    if (!isNoticeId(read.upTo.bytes()))
        return m_answers.fail(ticket, id, noNotice("nid"));
    m_link.run(m_scripts.inboxRead, { keys::account(session.user), keys::accountInbox(session.user) },
        { read.upTo.bytes() }, this, [this, ticket, id](const Result<Reply> &reply) {
            if (reply.ok())
                m_answers.done(ticket, id);
            else
                m_answers.fail(ticket, id, reply.error());
        });
}

} // namespace hubbub::server
