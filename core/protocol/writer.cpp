// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace hubbub::protocol {
namespace {

constexpr quint64 everyByte(quint8 value) { return 0x0101010101010101ULL * value; }
/// Whether one of the eight bytes is zero (the classic test by borrowing; exact for the question "any?").
constexpr quint64 zeroBytes(quint64 word) { return (word - everyByte(0x01)) & ~word & everyByte(0x80); }

bool mustEscape(char c) { return static_cast<quint8>(c) < 0x20 || c == '"' || c == '\\'; }
bool anyMustEscape(quint64 word)
{
    const quint64 controls = (word - everyByte(0x20)) & ~word & everyByte(0x80);
    return (controls | zeroBytes(word ^ everyByte('"')) | zeroBytes(word ^ everyByte('\\'))) != 0;
}

/// How many bytes from `begin` on stand for themselves in a JSON string.
size_t plainRun(const char *begin, const char *end)
{
    const char *at = begin;
    while (end - at >= 8) {
        quint64 word;
        std::memcpy(&word, at, 8);
        if (anyMustEscape(word))
            break;
        at += 8;
    }
    while (at != end && !mustEscape(*at))
        ++at;
    return static_cast<size_t>(at - begin);
}

std::string_view escapeOf(char c, std::array<char, 6> &buffer)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    case '\0':
        return "\\ufffd";
    default:
        constexpr const char *hex = "0123456789abcdef";
        buffer = { '\\', 'u', '0', '0', hex[(c >> 4) & 0xf], hex[c & 0xf] };
        return { buffer.data(), buffer.size() };
    }
}

} // namespace

Writer::Writer(qsizetype expectedBytes) { m_out.resize(std::max<qsizetype>(expectedBytes, 64)); }

char *Writer::room(qsizetype bytes)
{
    if (m_out.size() - m_used < bytes)
        m_out.resize(std::max(m_used + bytes, 2 * m_out.size()));
    return m_out.data() + m_used;
}

void Writer::comma()
{
    if (m_used == 0)
        return;
    const char last = m_out.constData()[m_used - 1];
    if (last != '{' && last != '[' && last != ':')
        put(',');
}

Writer &Writer::put(char c)
{
    *room(1) = c;
    ++m_used;
    return *this;
}

Writer &Writer::open(char bracket)
{
    comma();
    return put(bracket);
}

Writer &Writer::literal(std::string_view json)
{
    comma();
    std::memcpy(room(static_cast<qsizetype>(json.size())), json.data(), json.size());
    m_used += static_cast<qsizetype>(json.size());
    return *this;
}

Writer &Writer::key(std::string_view name)
{
    comma();
    char *at = room(static_cast<qsizetype>(name.size()) + 3);
    *at = '"';
    std::memcpy(at + 1, name.data(), name.size());
    at[name.size() + 1] = '"';
    at[name.size() + 2] = ':';
    m_used += static_cast<qsizetype>(name.size()) + 3;
    return *this;
}

Writer &Writer::anyKey(std::string_view name)
{
    text(name);
    return put(':');
}

Writer &Writer::text(std::string_view utf8)
{
    comma();
    put('"');
    const char *at = utf8.data();
    const char *end = at + utf8.size();
    while (at != end) {
        const size_t run = plainRun(at, end);
        std::memcpy(room(static_cast<qsizetype>(run) + 8), at, run);
        m_used += static_cast<qsizetype>(run);
        at += run;
        if (at == end)
            break;
        std::array<char, 6> buffer;
        const std::string_view escape = escapeOf(*at++, buffer);
        std::memcpy(room(8), escape.data(), escape.size());
        m_used += static_cast<qsizetype>(escape.size());
    }
    return put('"');
}

Writer &Writer::number(qint64 value)
{
    std::array<char, 24> digits;
    const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    return literal({ digits.data(), static_cast<size_t>(done.ptr - digits.data()) });
}

Writer &Writer::number(quint64 value)
{
    std::array<char, 24> digits;
    const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    return literal({ digits.data(), static_cast<size_t>(done.ptr - digits.data()) });
}

Writer &Writer::number(double value)
{
    Q_ASSERT(std::isfinite(value));
    std::array<char, 40> digits;
    const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    const std::string_view shortest(digits.data(), static_cast<size_t>(done.ptr - digits.data()));
    literal(shortest);
    if (shortest.find_first_of(".e") == std::string_view::npos) {
        put('.');
        put('0');
    }
    return *this;
}

Writer &Writer::boolean(bool value) { return literal(value ? "true" : "false"); }
Writer &Writer::null() { return literal("null"); }
Writer &Writer::raw(QByteArrayView json) { return literal({ json.data(), static_cast<size_t>(json.size()) }); }

QByteArray Writer::take()
{
    m_out.truncate(m_used);
    m_used = 0;
    return std::exchange(m_out, {});
}

} // namespace hubbub::protocol
