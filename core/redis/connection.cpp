// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/connection.h"

#include "core/base/log.h"
#include "core/base/red_hook.h"
#include "core/redis/socket.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace hubbub::redis {

Connection::Connection(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_reader(m_options.replyBytes, m_options.replyItems)
{
    if (!m_options.endpoint.password.isEmpty())
        m_password = m_options.endpoint.password;
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_phase == Phase::Waiting)
            attempt();
        else if (m_phase != Phase::Closed && m_phase != Phase::Up)
            fail(u"no answer within %1 ms of connecting"_s.arg(m_options.connectTimeout.count()));
    });
}

Connection::~Connection() { discardSocket(); }

void Connection::open()
{
    if (m_phase != Phase::Closed)
        return;
    m_attempts = 0;
    m_toldReason.clear();
    m_phase = Phase::Waiting;
    m_timer.start(0); // never fail inside open()
}

void Connection::close()
{
    if (m_phase == Phase::Closed)
        return;
    const bool wasUp = isUp();
    m_phase = Phase::Closed;
    m_timer.stop();
    ++m_ticket;
    discardSocket();
    m_reason = u"the connection to Redis was closed"_s;
    if (wasUp)
        Q_EMIT
    lost(m_reason);
}

void Connection::drop(const QString &reason)
{
    if (m_phase != Phase::Closed && m_phase != Phase::Waiting)
        fail(reason);
}

void Connection::refuse(const QString &reason)
{
    if (isUp())
        fail(reason, Cause::Refused);
}

qint64 Connection::unsent() const { return m_socket ? m_socket->unsent() : 0; }

void Connection::write(QByteArrayView bytes)
{
    if (isUp())
        m_socket->write(bytes);
}

void Connection::attempt()
{
    m_phase = Phase::Resolving;
    m_timer.start(m_options.connectTimeout);
    if (m_refused && m_options.rereadPassword && !redHook("old_password")) {
        if (auto password = m_options.rereadPassword())
            m_password = std::move(password);
    }
    const auto ticket = ++m_ticket;
    const bool stays = m_upSince != std::chrono::steady_clock::time_point() && redHook("first_primary_for_good");
    if (!m_options.resolve || stays) {
        dial(m_options.endpoint);
        return;
    }
    m_options.resolve(this, [this, ticket](const Result<Endpoint> &endpoint) {
        if (ticket != m_ticket || m_phase != Phase::Resolving)
            return;
        if (endpoint)
            dial(*endpoint);
        else
            fail(endpoint.error().detail);
    });
}

void Connection::dial(const Endpoint &endpoint)
{
    m_phase = Phase::Dialling;
    m_options.endpoint = endpoint;
    if (m_password)
        m_options.endpoint.password = *m_password;
    m_reader.reset();
    m_socket = new Socket(this);
    connect(m_socket, &Socket::ready, this, &Connection::greet);
    connect(m_socket, &Socket::readable, this, &Connection::readAll);
    connect(m_socket, &Socket::ended, this, [this](const QString &reason) { fail(reason); });
    m_socket->dial(m_options.endpoint);
}

void Connection::greet()
{
    m_phase = Phase::Greeting;
    m_greeting.clear();
    QByteArray out;
    for (const auto &[courtesy, argv] : greeting(m_options.endpoint, m_options, m_scripts)) {
        const std::vector<QByteArrayView> pieces(argv.begin(), argv.end());
        if (appendCommand(out, pieces))
            m_greeting.push_back(courtesy);
    }
    m_socket->write(out);
}

void Connection::takeGreeting(const Reply &reply)
{
    if (m_greeting.empty()) {
        fail(u"Redis answered what was not asked"_s);
        return;
    }
    const auto courtesy = m_greeting.front();
    m_greeting.pop_front();
    const auto verdict = judge(courtesy, reply);
    if (verdict.kind != Verdict::Kind::Fine)
        fail(verdict.reason, verdict.kind == Verdict::Kind::Refused ? Cause::Refused : Cause::Ended);
    else if (m_greeting.empty())
        rise();
}

void Connection::rise()
{
    m_phase = Phase::Up;
    m_refused = false;
    m_timer.stop();
    m_upSince = std::chrono::steady_clock::now();
    m_lastHeard = m_upSince;
    m_reason.clear();
    m_toldReason.clear();
    if (m_options.logs) {
        log::info("redis", u"connected"_s,
            { { "redis", printable(m_options.endpoint) }, { "as", QString::fromUtf8(m_options.clientName) } });
    }
    Q_EMIT
    up();
}

void Connection::readAll()
{
    const auto ticket = m_ticket;
    m_lastHeard = std::chrono::steady_clock::now();
    while (ticket == m_ticket && m_socket) {
        const auto size = m_socket->read(m_chunk.data(), m_chunk.size());
        if (size <= 0)
            break;
        m_reader.feed(QByteArrayView(m_chunk.data(), size));
        auto next = ReplyReader::Next::Reply;
        while (ticket == m_ticket && (next = m_reader.next(m_reply)) == ReplyReader::Next::Reply) {
            if (isUp())
                onReply(m_reply);
            else
                takeGreeting(m_reply);
        }
        if (ticket == m_ticket && next == ReplyReader::Next::Broken && !redHook("garbage_is_skipped"))
            fail(u"Redis sent what is not its protocol: "_s + m_reader.problem());
    }
    if (ticket == m_ticket && isUp())
        afterReplies();
}

/// Every unhappy end of an attempt or of a connection comes through here.
void Connection::fail(const QString &reason, Cause cause)
{
    m_refused = cause == Cause::Refused;
    const bool wasUp = isUp();
    if (wasUp && std::chrono::steady_clock::now() - m_upSince >= m_options.pace.healthy)
        m_attempts = 0;
    ++m_ticket;
    discardSocket();
    m_phase = Phase::Waiting;
    m_reason = reason;
    auto pause = pauseBefore(m_options.pace, m_attempts++, QRandomGenerator::global()->generateDouble());
    if (m_refused)
        pause += m_options.pace.refused;
    if (redHook("no_pauses"))
        pause = std::chrono::milliseconds(0);
    m_timer.start(pause);
    if (redHook("one_try"))
        m_timer.stop();
    if (wasUp)
        Q_EMIT
    lost(reason);
    tell(reason);
}

void Connection::tell(const QString &reason)
{
    if (reason == m_toldReason)
        return;
    m_toldReason = reason;
    if (m_options.logs) {
        log::warning("redis", u"not connected"_s,
            { { "redis", printable(m_options.endpoint) }, { "as", QString::fromUtf8(m_options.clientName) },
                { "reason", reason } });
    }
    Q_EMIT
    down(reason);
}

void Connection::discardSocket()
{
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    std::exchange(m_socket, nullptr)->deleteLater();
}

} // namespace hubbub::redis
