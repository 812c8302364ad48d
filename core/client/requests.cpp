// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/requests.h"

#include <algorithm>

namespace hubbub::client {

using protocol::OkReply;
using std::chrono::milliseconds;

Requests::Requests(const Clock &clock, const Alarms &alarms)
    : m_clock(clock)
    , m_alarm(alarms.make([this] { expire(); }))
{
}

Error Requests::overdue() { return { ErrorCode::Unavailable, QStringLiteral("no answer came in time") }; }

qint64 Requests::add(milliseconds patience, QObject *context, Callback callback)
{
    const qint64 id = ++m_last;
    m_waiting.insert(id, Entry { context, std::move(callback), m_clock.now() + patience });
    arm();
    return id;
}

bool Requests::answer(const OkReply &reply)
{
    if (!m_waiting.contains(reply.id))
        return false;
    finish(reply.id, reply);
    return true;
}

bool Requests::answer(qint64 id, const Error &error)
{
    if (!m_waiting.contains(id))
        return false;
    finish(id, error);
    return true;
}

void Requests::failAll(const QString &detail)
{
    QList<qint64> ids = m_waiting.keys();
    std::sort(ids.begin(), ids.end());
    for (const qint64 id : std::as_const(ids))
        finish(id, Error { ErrorCode::Unavailable, detail });
    m_last = firstId - 1;
    m_alarm->cancel();
}

void Requests::finish(qint64 id, const Result<OkReply> &outcome)
{
    const auto it = m_waiting.find(id);
    if (it == m_waiting.end())
        return;
    const Entry entry = std::move(it.value());
    m_waiting.erase(it);
    if (entry.context)
        entry.callback(outcome);
}

void Requests::expire()
{
    QList<qint64> late;
    for (auto it = m_waiting.cbegin(); it != m_waiting.cend(); ++it)
        if (it->due <= m_clock.now())
            late.append(it.key());
    std::sort(late.begin(), late.end());
    for (const qint64 id : std::as_const(late))
        finish(id, overdue());
    arm();
}

void Requests::arm()
{
    if (m_waiting.isEmpty())
        return m_alarm->cancel();
    const auto first = std::min_element(
        m_waiting.cbegin(), m_waiting.cend(), [](const Entry &a, const Entry &b) { return a.due < b.due; });
    m_alarm->set(std::chrono::ceil<milliseconds>(first->due - m_clock.now()));
}

} // namespace hubbub::client
