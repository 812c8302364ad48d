// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/inbox.h"

#include "core/base/log.h"
#include "core/client/connection.h"
#include "core/client/requests.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace hubbub::client {
namespace {

using namespace std::chrono_literals;
using protocol::InboxItem;
using protocol::NoticeId;

constexpr int inboxPage = 50;

} // namespace

Inbox::Inbox(Connection &connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
{
}

void Inbox::clear()
{
    ++m_session;
    m_asking = false;
    m_hasOlder = false;
    m_items.clear();
    m_unread = 0;
    m_readUpTo = {};
    m_pushed.clear();
    Q_EMIT
    changed();
}

void Inbox::welcomed()
{
    ++m_session;
    m_asking = false;
    tellRead(); // before the list is read
    ask({});
}

void Inbox::ask(const NoticeId &before)
{
    m_asking = true;
    m_pushed.clear();
    m_connection.ask(protocol::Inbox { before, inboxPage }, requestPatience, this,
        [this, before, session = m_session](const Result<protocol::OkReply> &reply) {
            if (session != m_session)
                return;
            m_asking = false;
            const Result<protocol::InboxOk> ok =
                reply.ok() ? m_connection.decoder().inboxOk(*reply) : Result<protocol::InboxOk>(reply.error());
            if (ok)
                take(*ok, before.isEmpty());
            else // a node of an earlier release has none
                log::info("inbox", QStringLiteral("the inbox cannot be read"), { { "why", ok.error().detail } });
        });
}

void Inbox::take(const protocol::InboxOk &found, bool newest)
{
    // A fresh list may have grown by more than a page since the last one: what is older than it is read anew. What was
    // pushed while the question was under way may be newer than the answer.
    const QList<InboxItem> before = newest ? std::exchange(m_items, {}) : QList<InboxItem>();
    for (const InboxItem &item : found.items)
        if (indexOf(item.notice.nid) < 0)
            m_items.append(item);
    if (newest || m_pushed.isEmpty())
        m_unread = found.unread;
    QList<InboxItem> newer;
    for (const InboxItem &item : before)
        if (m_pushed.contains(item.notice.nid) && indexOf(item.notice.nid) < 0)
            newer.append(item);
    m_unread += std::count_if(newer.cbegin(), newer.cend(), [](const InboxItem &item) { return !item.read; });
    m_items = newer + m_items;
    m_hasOlder = found.items.size() >= inboxPage;
    if (const qsizetype read = indexOf(m_readUpTo); read >= 0) // the node does not know of it yet
        readFrom(read);
    Q_EMIT
    changed();
}

void Inbox::onNotice(const protocol::Notice &notice)
{
    if (indexOf(notice.nid) >= 0)
        return; // the list had it already
    InboxItem item;
    item.notice = notice;
    item.ts = QDateTime::currentMSecsSinceEpoch(); // the node's own comes with the next list
    m_items.prepend(item);
    if (m_asking)
        m_pushed.prepend(notice.nid);
    ++m_unread;
    Q_EMIT
    changed();
    Q_EMIT
    noticed(notice);
}

void Inbox::onRedacted(const RoomId &room, qint64 seq)
{
    bool any = false;
    for (InboxItem &item : m_items) {
        if (item.notice.room != room || item.notice.seq != seq || item.notice.excerpt.isEmpty())
            continue;
        item.notice.excerpt.clear();
        any = true;
    }
    if (any)
        Q_EMIT
    changed();
}

void Inbox::fetchOlder()
{
    if (!m_asking && m_hasOlder && !m_items.isEmpty() && m_connection.isOnline())
        ask(m_items.constLast().notice.nid);
}

void Inbox::markRead(const NoticeId &upTo)
{
    const qsizetype from = indexOf(upTo);
    if (from < 0 || !readFrom(from))
        return;
    if (const qsizetype told = indexOf(m_readUpTo); told < 0 || from < told)
        m_readUpTo = upTo;
    tellRead();
    Q_EMIT
    changed();
}

/// That one and all older ones are read, also those that are not in memory. False where they were before.
bool Inbox::readFrom(qsizetype index)
{
    for (qsizetype i = index; i < m_items.size(); ++i)
        m_items[i].read = true;
    const qint64 left =
        std::count_if(m_items.cbegin(), m_items.cbegin() + index, [](const InboxItem &item) { return !item.read; });
    return std::exchange(m_unread, left) != left;
}

qsizetype Inbox::indexOf(const NoticeId &nid) const
{
    const auto found =
        std::find_if(m_items.cbegin(), m_items.cend(), [&](const InboxItem &item) { return item.notice.nid == nid; });
    return found == m_items.cend() ? -1 : found - m_items.cbegin();
}

void Inbox::tellRead()
{
    if (m_readUpTo.isEmpty() || !m_connection.isOnline())
        return;
    m_connection.ask(protocol::InboxRead { m_readUpTo }, requestPatience, this,
        [this, upTo = m_readUpTo](const Result<protocol::OkReply> &reply) {
            const bool settled = reply.ok() || !isRetryable(reply.error().code);
            if (settled && m_readUpTo == upTo)
                m_readUpTo = {};
        });
}

} // namespace hubbub::client
