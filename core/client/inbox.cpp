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
    // A fresh list may have grown by more than a page since the last one: what is older than it is read anew.
    if (newest)
        m_items.clear();
    for (const InboxItem &item : found.items)
        if (indexOf(item.notice.nid) < 0)
            m_items.append(item);
    m_hasOlder = found.items.size() >= inboxPage;
    m_unread = found.unread;
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
    bool any = false;
    for (qsizetype i = std::max<qsizetype>(from, 0); from >= 0 && i < m_items.size(); ++i) {
        if (std::exchange(m_items[i].read, true))
            continue;
        any = true;
        m_unread = std::max<qint64>(0, m_unread - 1);
    }
    if (!any)
        return;
    if (const qsizetype told = indexOf(m_readUpTo); told < 0 || from < told)
        m_readUpTo = upTo;
    tellRead();
    Q_EMIT
    changed();
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
    m_connection.tell(protocol::InboxRead { m_readUpTo });
    m_readUpTo = {};
}

} // namespace hubbub::client
