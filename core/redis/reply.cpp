// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/reply.h"

#include "core/base/red_hook.h"

#include <algorithm>
#include <array>

namespace hubbub::redis {
namespace {

/// Error prefixes after which the same command may succeed later, on this connection or on the next.
constexpr std::array<QByteArrayView, 15> retryable { "LOADING", "READONLY", "NOREPLICAS", "MASTERDOWN", "CLUSTERDOWN",
    "OOM", "MISCONF", "BUSY", "TRYAGAIN", "MOVED", "ASK", "UNBLOCKED", "NOAUTH", "WRONGPASS", "NOSCRIPT" };

bool isPrefixCharacter(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

QByteArrayView prefixOf(QByteArrayView text)
{
    const auto end = std::find_if_not(text.begin(), text.end(), isPrefixCharacter);
    if (end != text.end() && *end != ' ')
        return {};
    return text.first(end - text.begin());
}

ErrorCode codeOf(QByteArrayView prefix)
{
    if (std::find(retryable.begin(), retryable.end(), prefix) != retryable.end() && !redHook("redis_errors_are_final"))
        return ErrorCode::Unavailable;
    if (prefix == "NOPERM")
        return ErrorCode::Forbidden;
    return errorCodeNamed(prefix.toByteArray().toLower()).value_or(ErrorCode::Internal);
}

/// Redis quotes the arguments of a command that it does not know, and they may be what a person wrote.
QByteArray withoutArguments(const QByteArray &text)
{
    const auto quoted = text.indexOf(", with args beginning with");
    return quoted < 0 ? text : text.first(quoted);
}

} // namespace

Reply Reply::integer(qint64 value)
{
    Reply reply;
    reply.m_type = Type::Integer;
    reply.m_integer = value;
    return reply;
}

Reply Reply::string(QByteArray bytes)
{
    Reply reply;
    reply.m_type = Type::String;
    reply.m_bytes = std::move(bytes);
    return reply;
}

Reply Reply::status(QByteArray text)
{
    auto reply = string(std::move(text));
    reply.m_type = Type::Status;
    return reply;
}

Reply Reply::error(QByteArray text)
{
    auto reply = string(std::move(text));
    reply.m_type = Type::Error;
    return reply;
}

Reply Reply::array(QList<Reply> items)
{
    Reply reply;
    reply.m_type = Type::Array;
    reply.m_items = std::move(items);
    return reply;
}

QByteArray Reply::bytes() const { return m_type == Type::Integer ? QByteArray::number(m_integer) : m_bytes; }

qint64 Reply::toInteger(qint64 otherwise) const
{
    if (m_type == Type::Integer)
        return m_integer;
    bool isNumber = false;
    const auto value = isString() ? m_bytes.toLongLong(&isNumber) : 0;
    return isNumber ? value : otherwise;
}

const Reply &Reply::at(qsizetype index) const
{
    static const Reply nothing;
    return index >= 0 && index < m_items.size() ? m_items.at(index) : nothing;
}

QByteArray Reply::errorPrefix() const { return isError() ? prefixOf(m_bytes).toByteArray() : QByteArray(); }

Error toError(const Reply &errorReply)
{
    if (!errorReply.isError())
        return Error { ErrorCode::Internal, QStringLiteral("Redis gave an answer of an unexpected shape") };
    const auto text = errorReply.bytes();
    return Error { codeOf(prefixOf(text)), QString::fromUtf8(withoutArguments(text)) };
}

QByteArray errorPrefix(const Error &error)
{
    const auto text = error.detail.toUtf8();
    return prefixOf(text).toByteArray();
}

} // namespace hubbub::redis
