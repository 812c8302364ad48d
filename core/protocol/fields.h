// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of one JSON object as typed values. Only the codec's own files include this.
#pragma once

#include "core/base/ids.h"
#include "core/protocol/reader.h"
#include "core/protocol/words.h"

#include <limits>
#include <optional>
#include <string_view>

namespace hubbub::protocol {

inline constexpr qint64 largestNumber = qint64(1) << 53; ///< what a double, hence any JSON reader, holds exactly

/// Remembers the first field that was wrong, so that a decoder reads like the struct it fills and looks once at the
/// end. Integers are JSON integers: 1.0 and "1" are refused. `null` is no way to leave a field out.
class Fields {
public:
    explicit Fields(const Object &object, QByteArray prefix = {})
        : m_object(object)
        , m_prefix(std::move(prefix))
    {
    }

    [[nodiscard]] bool has(std::string_view name) const { return find(name).has_value(); }
    [[nodiscard]] std::optional<Element> find(std::string_view name) const;

    std::string_view string(std::string_view name); ///< required
    std::optional<std::string_view> stringIf(std::string_view name);
    qint64 integer(std::string_view name, qint64 least = std::numeric_limits<qint64>::min(),
        qint64 most = std::numeric_limits<qint64>::max()); ///< required
    std::optional<qint64> integerIf(std::string_view name, qint64 least = std::numeric_limits<qint64>::min(),
        qint64 most = std::numeric_limits<qint64>::max());
    bool boolean(std::string_view name); ///< required
    bool boolean(std::string_view name, bool otherwise);
    std::optional<Object> objectIf(std::string_view name);
    std::optional<Array> arrayIf(std::string_view name);

    RoomId room(std::string_view name); ///< required; a room's name or a direct room's
    RoomId roomIf(std::string_view name);
    UserId user(std::string_view name); ///< required
    UserId userIf(std::string_view name);
    QByteArray uuid(std::string_view name); ///< required
    /// Visible ASCII, 1 to `most` bytes.
    QByteArray secretIf(std::string_view name, qsizetype most);
    /// By the rules for names; empty where left out.
    QString labelIf(std::string_view name, int most);
    /// Any text; empty where left out.
    QString textIf(std::string_view name);
    QByteArray bytesIf(std::string_view name);

    /// A word of E; refused when unknown.
    template <typename E>
    E word(std::string_view name, std::optional<E> otherwise = {})
    {
        const auto text = otherwise ? stringIf(name) : std::optional(string(name));
        if (!text)
            return *otherwise;
        const auto known = fromWord<E>(*text);
        if (!known)
            fail(name, "is not one of the known words");
        return known.value_or(E {});
    }
    /// A word of E; `otherwise` when left out, or new to this version (promise P10).
    template <typename E>
    E wordOr(std::string_view name, E otherwise)
    {
        const auto text = stringIf(name);
        return text ? fromWord<E>(*text).value_or(otherwise) : otherwise;
    }

    void fail(std::string_view name, const char *why, ErrorCode code = ErrorCode::BadField);
    /// Takes over the failure of an object within this one.
    void adopt(const Fields &inner);
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

private:
    Object m_object;
    QByteArray m_prefix; ///< such as "body."
    std::optional<Error> m_error;
};

[[nodiscard]] inline QByteArrayView viewOf(std::string_view text)
{
    return QByteArrayView(text.data(), static_cast<qsizetype>(text.size()));
}
[[nodiscard]] inline QByteArray bytesOf(std::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}
[[nodiscard]] inline QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace hubbub::protocol
