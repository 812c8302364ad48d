// SPDX-License-Identifier: GPL-3.0-or-later
// FakeNode, the part that changes messages, rooms and rights, and keeps inboxes.
#include "tests/support/fake_node.h"

#include <QCryptographicHash>

namespace hubbub::testing {

using namespace protocol;

bool FakeNode::handleChange(Peer &peer, const CommandFrame &frame)
{
    const Command &command = frame.command;
    const qint64 id = frame.id;
    if (const auto *edit = std::get_if<Edit>(&command)) {
        change(peer, id, edit->room, edit->mid, EventKind::Edit, edit->target, encodeBody(*edit));
    } else if (const auto *redact = std::get_if<Redact>(&command)) {
        change(peer, id, redact->room, redact->mid, EventKind::Redact, redact->target,
            encodeBody(RedactBody { redact->target, redact->reason }));
    } else if (const auto *react = std::get_if<React>(&command)) {
        change(peer, id, react->room, react->mid, EventKind::React, react->target,
            encodeBody(ReactBody { react->target, react->emoji, react->on }));
    } else if (const auto *set = std::get_if<SetRoom>(&command)) {
        m_cluster->setRoom(set->room, peer.user, { set->title, set->topic, false });
        reply(peer, encodeOk(id));
    } else if (const auto *ask = std::get_if<Direct>(&command)) {
        direct(peer, id, *ask);
    } else if (const auto *list = std::get_if<protocol::Inbox>(&command)) {
        inbox(peer, id, *list);
    } else if (const auto *read = std::get_if<InboxRead>(&command); read && !m_redisUp) {
        refuse(peer, id, { ErrorCode::Unavailable, QStringLiteral("Redis is away") });
    } else if (read) {
        bool reached = false;
        for (InboxItem &item : m_cluster->inboxes[peer.user]) {
            reached = reached || item.notice.nid == read->upTo;
            item.read = item.read || reached;
        }
        reply(peer, encodeOk(id));
    } else if (const auto *kick = std::get_if<Kick>(&command)) {
        if (m_cluster->find(kick->room)->members[peer.user] < Role::Moderator) {
            refuse(peer, id, { ErrorCode::Forbidden, QStringLiteral("that is not yours to do") });
        } else {
            remove(kick->room, kick->user, "kicked");
            reply(peer, encodeOk(id));
        }
    } else if (const auto *account = std::get_if<Account>(&command)) {
        m_cluster->users()[peer.user].display = account->display.value_or(m_cluster->users()[peer.user].display);
        reply(peer, encodeOk(id));
    } else {
        return false;
    }
    return true;
}

void FakeNode::change(
    Peer &peer, qint64 id, const RoomId &room, const Mid &mid, EventKind kind, qint64 target, const QByteArray &body)
{
    if (deafSends)
        return;
    if (!m_redisUp)
        return refuse(peer, id, { ErrorCode::Unavailable, QStringLiteral("Redis is away") });
    if (refuseSends)
        return refuse(peer, id, *refuseSends);
    const Result<SendOk> ok = m_cluster->change(room, peer.user, mid, kind, target, body);
    if (muteSends)
        return;
    if (ok)
        reply(peer, encode(id, *ok));
    else
        refuse(peer, id, ok.error());
}

void FakeNode::direct(Peer &peer, qint64 id, const Direct &ask)
{
    const UserId &one = std::min(peer.user, ask.user);
    const UserId &two = std::max(peer.user, ask.user);
    const RoomId room('@'
        + QCryptographicHash::hash(one.bytes() + '\0' + two.bytes(), QCryptographicHash::Blake2b_160)
              .first(16)
              .toHex());
    if (!m_cluster->find(room)) {
        m_cluster->addRoom(room, {}, { one, two }).state.kind = RoomKind::Direct;
        push(ask.user, encode(RoomPush { m_cluster->stateFor(room, ask.user) }));
    }
    reply(peer, encode(id, m_cluster->stateFor(room, peer.user)));
}

void FakeNode::inbox(Peer &peer, qint64 id, const protocol::Inbox &ask)
{
    InboxOk ok;
    bool reached = ask.before.isEmpty();
    for (const InboxItem &item : m_cluster->inboxes[peer.user]) {
        ok.unread += item.read ? 0 : 1;
        if (reached && ok.items.size() < ask.limit)
            ok.items.append(item);
        reached = reached || item.notice.nid == ask.before;
    }
    reply(peer, encode(id, ok));
}

void FakeNode::notify(const UserId &user, Notice notice)
{
    QList<InboxItem> &items = m_cluster->inboxes[user];
    if (notice.nid.isEmpty())
        notice.nid = NoticeId(QByteArray::number(m_cluster->now) + '-' + QByteArray::number(items.size()));
    items.prepend({ notice, m_cluster->now, false });
    push(user, encode(notice));
}

void FakeNode::remove(const RoomId &room, const UserId &user, const QByteArray &cause)
{
    push(user, encode(Removed { room, cause }));
    m_cluster->leave(room, user);
}

} // namespace hubbub::testing
