// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/fields.h"

#include "core/protocol/text_rules.h"

#include <algorithm>

namespace hubbub::protocol {
namespace {

bool isVisibleAscii(char c) { return c > 0x20 && c < 0x7f; }

} // namespace

std::optional<Element> Fields::find(std::string_view name) const
{
    // Members are unique: the reader saw to it.
    for (const auto [key, value] : m_object) {
        if (key == name)
            return value;
    }
    return std::nullopt;
}

void Fields::fail(std::string_view name, const char *why, ErrorCode code)
{
    if (!m_error)
        m_error = Error { code, QString::fromUtf8(m_prefix + bytesOf(name) + ' ' + why) };
}

void Fields::adopt(const Fields &inner)
{
    if (!m_error)
        m_error = inner.m_error;
}

std::optional<std::string_view> Fields::stringIf(std::string_view name)
{
    const auto value = find(name);
    if (!value)
        return std::nullopt;
    std::string_view text;
    if (value->get(text) != simdjson::SUCCESS)
        fail(name, "must be a string");
    return text;
}

std::string_view Fields::string(std::string_view name)
{
    const auto text = stringIf(name);
    if (!text)
        fail(name, "is missing");
    return text.value_or(std::string_view());
}

std::optional<qint64> Fields::integerIf(std::string_view name, qint64 least, qint64 most)
{
    const auto value = find(name);
    if (!value)
        return std::nullopt;
    int64_t number = 0;
    if (value->get(number) != simdjson::SUCCESS) // neither fractions nor what exceeds 64 bits
        fail(name, "must be an integer");
    else if (number < least || number > most)
        fail(name, "is out of range");
    return number;
}

qint64 Fields::integer(std::string_view name, qint64 least, qint64 most)
{
    const auto number = integerIf(name, least, most);
    if (!number)
        fail(name, "is missing");
    return number.value_or(0);
}

bool Fields::boolean(std::string_view name)
{
    if (!has(name))
        fail(name, "is missing");
    return boolean(name, false);
}

bool Fields::boolean(std::string_view name, bool otherwise)
{
    const auto value = find(name);
    if (value && value->get(otherwise) != simdjson::SUCCESS)
        fail(name, "must be true or false");
    return otherwise;
}

std::optional<Object> Fields::objectIf(std::string_view name)
{
    const auto value = find(name);
    if (!value)
        return std::nullopt;
    Object object;
    if (value->get(object) != simdjson::SUCCESS) {
        fail(name, "must be an object");
        return std::nullopt;
    }
    return object;
}

std::optional<Array> Fields::arrayIf(std::string_view name)
{
    const auto value = find(name);
    if (!value)
        return std::nullopt;
    Array array;
    if (value->get(array) != simdjson::SUCCESS) {
        fail(name, "must be an array");
        return std::nullopt;
    }
    return array;
}

RoomId Fields::roomIf(std::string_view name)
{
    const auto text = stringIf(name);
    if (!text)
        return {};
    if (!isAnyRoom(viewOf(*text)))
        fail(name, "is not a room's name");
    return RoomId(bytesOf(*text));
}

RoomId Fields::room(std::string_view name)
{
    if (!has(name))
        fail(name, "is missing");
    return roomIf(name);
}

UserId Fields::userIf(std::string_view name)
{
    const auto text = stringIf(name);
    if (!text)
        return {};
    if (!isUserName(viewOf(*text)))
        fail(name, "is not a user's name");
    return UserId(bytesOf(*text));
}

UserId Fields::user(std::string_view name)
{
    if (!has(name))
        fail(name, "is missing");
    return userIf(name);
}

QByteArray Fields::uuid(std::string_view name)
{
    const auto text = string(name);
    if (!isUuid(viewOf(text)))
        fail(name, "is not a UUID");
    return bytesOf(text);
}

QByteArray Fields::secretIf(std::string_view name, qsizetype most)
{
    const auto text = stringIf(name);
    if (!text)
        return {};
    if (text->empty() || static_cast<qsizetype>(text->size()) > most
        || !std::all_of(text->begin(), text->end(), isVisibleAscii))
        fail(name, "is malformed");
    return bytesOf(*text);
}

QString Fields::labelIf(std::string_view name, int most)
{
    const auto text = stringIf(name);
    if (!text)
        return {};
    const auto label = asLabel(textOf(*text), most);
    if (!label)
        fail(name, "is too long or has characters that a name may not have");
    return label.value_or(QString());
}

QString Fields::textIf(std::string_view name) { return textOf(stringIf(name).value_or(std::string_view())); }
QByteArray Fields::bytesIf(std::string_view name) { return bytesOf(stringIf(name).value_or(std::string_view())); }

} // namespace hubbub::protocol
