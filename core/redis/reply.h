// SPDX-License-Identifier: GPL-3.0-or-later
// One answer of Redis as a value that can be looked at safely, whatever its shape.
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QList>

namespace hubbub::redis {

/// Cheap to copy and to move: bytes and items are shared. Every accessor works on every shape; what is not there is
/// empty, 0 or Nil, so an odd reply can confuse but never crash.
class Reply {
public:
    enum class Type : quint8 { Nil, Integer, String, Status, Error, Array };

    Reply() = default; ///< Nil
    [[nodiscard]] static Reply integer(qint64 value);
    [[nodiscard]] static Reply string(QByteArray bytes);
    [[nodiscard]] static Reply status(QByteArray text);
    [[nodiscard]] static Reply error(QByteArray text);
    [[nodiscard]] static Reply array(QList<Reply> items);

    [[nodiscard]] Type type() const { return m_type; }
    [[nodiscard]] bool isNil() const { return m_type == Type::Nil; }
    [[nodiscard]] bool isInteger() const { return m_type == Type::Integer; }
    [[nodiscard]] bool isString() const { return m_type == Type::String || m_type == Type::Status; }
    [[nodiscard]] bool isError() const { return m_type == Type::Error; }
    [[nodiscard]] bool isArray() const { return m_type == Type::Array; }

    /// Of a string, status or error; an integer is written out in digits; else empty.
    [[nodiscard]] QByteArray bytes() const;
    /// Of an integer, or of a string that is a whole decimal number; else `otherwise`.
    [[nodiscard]] qint64 toInteger(qint64 otherwise = 0) const;
    [[nodiscard]] bool isStatus(QByteArrayView text) const { return m_type == Type::Status && m_bytes == text; }

    [[nodiscard]] qsizetype size() const { return m_items.size(); } ///< 0 if it is not an array
    [[nodiscard]] const QList<Reply> &items() const & { return m_items; } ///< empty if it is not an array
    [[nodiscard]] QList<Reply> items() && { return std::move(m_items); } ///< outlives a reply that nobody holds
    /// The item, or Nil where there is none.
    [[nodiscard]] const Reply &at(qsizetype index) const;
    [[nodiscard]] const Reply &operator[](qsizetype index) const { return at(index); }

    /// The first word of an error ("NOSCRIPT", "MOVED", "READONLY"); empty for anything else.
    [[nodiscard]] QByteArray errorPrefix() const;

    friend bool operator==(const Reply &, const Reply &) = default;

private:
    friend class ReplyReader; // fills replies in place

    Type m_type = Type::Nil;
    qint64 m_integer = 0;
    QByteArray m_bytes;
    QList<Reply> m_items;
};

/// What an error reply means to the rest of the program; the detail is Redis's own text, beginning with the prefix.
/// Unavailable (worth repeating): LOADING, READONLY, NOREPLICAS, MASTERDOWN, CLUSTERDOWN, OOM, MISCONF, BUSY, TRYAGAIN,
/// MOVED, ASK, UNBLOCKED, NOAUTH, WRONGPASS. Forbidden: NOPERM. Anything else is Internal: a defect of ours.
[[nodiscard]] Error toError(const Reply &errorReply);

/// The prefix of an Error made by toError(), such as "READONLY"; empty where the detail does not begin with one.
[[nodiscard]] QByteArray errorPrefix(const Error &error);

} // namespace hubbub::redis
