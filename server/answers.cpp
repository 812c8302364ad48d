// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/answers.h"

#include "core/protocol/codec.h"

namespace hubbub::server {

Error notForYou(const QByteArray &word)
{
    if (word == "no_user")
        return { ErrorCode::NotFound, QStringLiteral("there is no such user") };
    if (word == "no_member")
        return { ErrorCode::NotFound, QStringLiteral("that user is no member of the room") };
    if (word == "member")
        return { ErrorCode::Exists, QStringLiteral("that user is a member already") };
    if (word == "last_owner")
        return { ErrorCode::Forbidden, QStringLiteral("a room keeps at least one owner") };
    if (word == "no_case")
        return { ErrorCode::NotFound, QStringLiteral("there is no such conversation, or it is done") };
    if (word == "taken")
        return { ErrorCode::Exists, QStringLiteral("another agent has taken it") };
    if (word == "limit")
        return { ErrorCode::Limit, QStringLiteral("too many conversations are open") };
    const auto code = errorCodeNamed(word);
    if (code == ErrorCode::NotFound)
        return { ErrorCode::NotFound, QStringLiteral("there is no such room") };
    if (code == ErrorCode::Forbidden)
        return { ErrorCode::Forbidden, QStringLiteral("that is not yours to do") };
    if (code == ErrorCode::Exists)
        return { ErrorCode::Exists, QStringLiteral("that name is taken") };
    return { ErrorCode::Internal, QStringLiteral("Redis gave an odd answer") };
}

void Answers::done(Ticket ticket, qint64 id) const { m_say(ticket, protocol::encodeOk(id)); }

void Answers::fail(Ticket ticket, qint64 id, const Error &error) const
{
    Error told = error;
    if (told.code == ErrorCode::Unavailable && !told.retryAfter)
        told.retryAfter = std::chrono::milliseconds(1000);
    m_say(ticket, protocol::encode(protocol::ErrorReply { id, told }));
}

void Answers::refuse(Ticket ticket, qint64 id, const QByteArray &word) const { fail(ticket, id, notForYou(word)); }

} // namespace hubbub::server
