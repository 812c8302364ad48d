// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ops_log.h"

#include "core/protocol/ops_codec.h"
#include "core/redis/keys.h"
#include "core/redis/link.h"
#include "server/identity.h"

namespace hubbub::server {

using protocol::OpsEvent;
using protocol::OpsKind;

namespace {

constexpr std::chrono::seconds sometimes { 10 };

} // namespace

OpsLog::OpsLog(redis::Link &link, const Identity &identity, std::function<qint64()> redisNow, const Clock &clock)
    : m_link(link)
    , m_identity(identity)
    , m_redisNow(std::move(redisNow))
    , m_clock(clock)
{
    connect(&m_link, &redis::Link::up, this, &OpsLog::sendWaiting);
}

void OpsLog::tell(OpsEvent event)
{
    event.t = m_redisNow();
    event.node = m_identity.node;
    if (m_link.isUp() && m_waiting.empty())
        return write(event);
    if (m_waiting.size() >= mostWaiting)
        m_waiting.pop_front();
    m_waiting.push_back(std::move(event));
}

void OpsLog::tellOfClient(OpsEvent event)
{
    if (m_link.isUp() && !m_clients.take(clientRate, m_clock.now()))
        return tell(std::move(event));
    m_unnamedIn += event.kind == OpsKind::ClientIn;
    m_unnamedOut += event.kind == OpsKind::ClientOut;
}

void OpsLog::tellSometimes(OpsEvent event)
{
    const auto now = m_clock.now();
    const auto kind = static_cast<int>(event.kind);
    if (const auto last = m_toldAt.constFind(kind); last != m_toldAt.constEnd() && now - *last < sometimes)
        return;
    m_toldAt[kind] = now;
    tell(std::move(event));
}

void OpsLog::tellNumbers()
{
    if (!m_link.isUp())
        return;
    for (const auto &[cause, count] : { std::pair("in", &m_unnamedIn), { "out", &m_unnamedOut } }) {
        if (*count == 0)
            continue;
        OpsEvent event;
        event.kind = OpsKind::Clients;
        event.cause = cause;
        event.count = std::exchange(*count, 0);
        tell(std::move(event));
    }
}

void OpsLog::sendWaiting()
{
    for (const OpsEvent &event : std::exchange(m_waiting, {}))
        write(event);
}

void OpsLog::write(const OpsEvent &event)
{
    const QByteArray text = protocol::encode(event);
    m_link.post({ "PUBLISH", redis::keys::ops(), text });
    if (event.kind != OpsKind::Answer) // which is of use only to the one who asked
        m_link.post({ "XADD", redis::keys::opsLog(), "MAXLEN", "~", QByteArray::number(kept), "*", "e", text });
}

} // namespace hubbub::server
