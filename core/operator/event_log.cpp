// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/event_log.h"

#include "core/protocol/ops_codec.h"
#include "core/redis/keys.h"
#include "core/redis/link.h"

#include <algorithm>
#include <utility>

namespace hubbub::ops {

using redis::Reply;

namespace {

const QByteArray &pageSize()
{
    static const QByteArray text = QByteArray::number(EventLog::page);
    return text;
}

/// Entries of a kind that this version can't read are passed over.
QList<LoggedEvent> eventsOf(const Reply &reply)
{
    QList<LoggedEvent> out;
    for (const Reply &entry : reply.items()) {
        const auto &fields = entry[1].items();
        for (qsizetype i = 0; i + 1 < fields.size(); i += 2) {
            if (fields[i].bytes() != "e")
                continue;
            if (auto event = protocol::readOpsEvent(fields[i + 1].bytes()); event.ok())
                out.append({ entry[0].bytes(), std::move(*event) });
        }
    }
    return out;
}

} // namespace

EventLog::EventLog(redis::Link &link, QObject *parent)
    : QObject(parent)
    , m_link(link)
{
}

void EventLog::restore(const QList<LoggedEvent> &events)
{
    m_events.clear();
    m_hasOlder = false;
    Q_EMIT
    restarted();
    m_events.assign(events.begin(), events.end());
    Q_EMIT
    appended(static_cast<int>(events.size()));
}

void EventLog::readNewer()
{
    if (m_reading) {
        m_again = true;
        return;
    }
    m_reading = true;
    m_again = false;
    const bool first = m_last.isEmpty();
    const redis::Arguments argv = first
        ? redis::Arguments { "XREVRANGE", redis::keys::opsLog(), "+", "-", "COUNT", pageSize() }
        : redis::Arguments { "XRANGE", redis::keys::opsLog(), m_last, "+", "COUNT", pageSize() };
    m_link.command(argv, this, [this, first](const Result<Reply> &reply) {
        m_reading = false;
        if (!reply.ok())
            return; // read again when Redis is back
        if (first)
            takeFirst(*reply);
        else
            takeNewer(*reply);
        if (m_again)
            readNewer();
    });
}

void EventLog::takeFirst(const Reply &reply)
{
    if (reply.size() == 0)
        return;
    m_last = reply[0][0].bytes();
    m_hasOlder = reply.size() == page;
    QList<LoggedEvent> events = eventsOf(reply);
    std::reverse(events.begin(), events.end());
    m_events.assign(events.begin(), events.end());
    Q_EMIT
    appended(static_cast<int>(events.size()));
}

/// The range begins with the entry that is known: where that is gone, Redis has lost or begun its log anew.
void EventLog::takeNewer(const Reply &reply)
{
    if (reply[0][0].bytes() != m_last) {
        m_last.clear();
        m_events.clear();
        m_hasOlder = false;
        Q_EMIT
        restarted();
        m_again = true;
        return;
    }
    if (reply.size() <= 1)
        return;
    m_last = reply[reply.size() - 1][0].bytes();
    m_again = m_again || reply.size() == page;
    QList<LoggedEvent> events = eventsOf(reply);
    const auto known = std::find_if(
        events.begin(), events.end(), [&reply](const LoggedEvent &event) { return event.id == reply[0][0].bytes(); });
    if (known != events.end())
        events.erase(known);
    if (events.isEmpty())
        return;
    m_events.insert(m_events.end(), events.begin(), events.end());
    Q_EMIT
    appended(static_cast<int>(events.size()));
    if (m_events.size() <= kept)
        return;
    const auto surplus = static_cast<std::ptrdiff_t>(m_events.size() - kept);
    m_events.erase(m_events.begin(), m_events.begin() + surplus);
    m_hasOlder = true;
    Q_EMIT
    dropped(static_cast<int>(surplus));
}

void EventLog::readOlder()
{
    if (m_readingOlder || !m_hasOlder || m_events.empty() || m_events.size() >= kept)
        return;
    m_readingOlder = true;
    const QByteArray before = m_events.front().id;
    m_link.command({ "XREVRANGE", redis::keys::opsLog(), '(' + before, "-", "COUNT", pageSize() }, this,
        [this, before](const Result<Reply> &reply) {
            m_readingOlder = false;
            if (!reply.ok() || m_events.empty() || m_events.front().id != before)
                return;
            m_hasOlder = reply->size() == page;
            QList<LoggedEvent> events = eventsOf(*reply);
            std::reverse(events.begin(), events.end());
            m_events.insert(m_events.begin(), events.begin(), events.end());
            Q_EMIT
            prepended(static_cast<int>(events.size()));
        });
}

} // namespace hubbub::ops
