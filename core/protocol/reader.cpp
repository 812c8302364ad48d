// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/reader.h"

#include "core/base/red_hook.h"
#include "core/protocol/limits.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace hubbub::protocol {
namespace {

using simdjson::dom::element_type;

// simdjson's own limit only guards its stack and ours; faultIn() counts exactly, empty containers too.
constexpr size_t parserDepth = 64;

Error badFrame(const char *why) { return Error { ErrorCode::BadFrame, QString::fromLatin1(why) }; }

const char *explain(simdjson::error_code code)
{
    switch (code) {
    case simdjson::EMPTY:
        return "the frame is empty";
    case simdjson::UTF8_ERROR:
        return "the frame is not UTF-8";
    case simdjson::NUMBER_ERROR:
        return "a number is malformed or out of range";
    case simdjson::STRING_ERROR:
    case simdjson::UNESCAPED_CHARS:
        return "a string is malformed";
    case simdjson::DEPTH_ERROR:
        return "the frame is nested too deeply";
    default:
        return "the frame is not JSON";
    }
}

} // namespace

Reader::Reader() { std::ignore = m_parser.allocate(static_cast<size_t>(frameBytes), parserDepth); }

Result<Object> Reader::parse(QByteArrayView frame, qsizetype mostBytes, int depth)
{
    if (frame.size() > mostBytes)
        return Error { ErrorCode::TooLarge, QStringLiteral("a frame may have %1 bytes").arg(mostBytes) };
    if (frame.isEmpty())
        return badFrame("the frame is empty");
    if (frame.front() == '\xef') // simdjson's later versions would skip a byte order mark
        return badFrame("the frame does not begin with an object");

    const auto length = static_cast<size_t>(frame.size());
    const auto padding = static_cast<qsizetype>(simdjson::SIMDJSON_PADDING);
    if (m_padded.size() < frame.size() + padding)
        m_padded.resize(static_cast<qsizetype>(std::bit_ceil(length + simdjson::SIMDJSON_PADDING)));
    std::memcpy(m_padded.data(), frame.data(), length);
    std::memset(m_padded.data() + length, ' ', simdjson::SIMDJSON_PADDING);
    if (m_parser.capacity() < length && m_parser.allocate(std::bit_ceil(length), parserDepth) != simdjson::SUCCESS)
        return Error { ErrorCode::Internal, QStringLiteral("no memory for a frame") };

    Element root;
    if (const auto error = m_parser.parse(m_padded.constData(), length, false).get(root); error != simdjson::SUCCESS)
        return badFrame(explain(error));
    Object object;
    if (root.get(object) != simdjson::SUCCESS)
        return badFrame("the frame is not an object");
    m_mayHoldNul = std::string_view(frame.data(), length).find("\\u0000") != std::string_view::npos;
    if (const char *fault = redHook("any_json") ? nullptr : faultIn(object, depth))
        return badFrame(fault);
    return object;
}

const char *Reader::faultIn(const Element &value, int depthLeft)
{
    switch (value.type()) {
    case element_type::OBJECT:
        return faultIn(Object(value), depthLeft);
    case element_type::ARRAY:
        if (depthLeft == 0)
            return "the frame is nested too deeply";
        for (const Element each : Array(value)) {
            if (const char *fault = faultIn(each, depthLeft - 1))
                return fault;
        }
        return nullptr;
    case element_type::STRING:
        if (m_mayHoldNul && std::string_view(value).find('\0') != std::string_view::npos)
            return "a string holds a NUL";
        return nullptr;
    default:
        return nullptr;
    }
}

const char *Reader::faultIn(const Object &object, int depthLeft)
{
    if (depthLeft == 0)
        return "the frame is nested too deeply";
    if (hasTwins(object))
        return "a member is named twice";
    for (const auto [key, value] : object) {
        if (m_mayHoldNul && key.find('\0') != std::string_view::npos)
            return "a member's name holds a NUL";
        if (const char *fault = faultIn(value, depthLeft - 1))
            return fault;
    }
    return nullptr;
}

bool Reader::hasTwins(const Object &object)
{
    constexpr size_t few = 12; // below this, comparing all pairs beats sorting
    m_keys.clear();
    for (const auto [key, value] : object)
        m_keys.push_back(key);
    if (m_keys.size() > few) {
        std::sort(m_keys.begin(), m_keys.end());
        return std::adjacent_find(m_keys.begin(), m_keys.end()) != m_keys.end();
    }
    for (size_t i = 1; i < m_keys.size(); ++i) {
        if (std::find(m_keys.begin(), m_keys.begin() + static_cast<std::ptrdiff_t>(i), m_keys[i])
            != m_keys.begin() + static_cast<std::ptrdiff_t>(i))
            return true;
    }
    return false;
}

void writeElement(Writer &out, const Element &value)
{
    switch (value.type()) {
    case element_type::OBJECT:
        writeObject(out, Object(value));
        return;
    case element_type::ARRAY:
        out.beginArray();
        for (const Element each : Array(value))
            writeElement(out, each);
        out.endArray();
        return;
    case element_type::STRING:
        out.text(std::string_view(value));
        return;
    case element_type::INT64:
        out.number(static_cast<qint64>(int64_t(value)));
        return;
    case element_type::UINT64:
        out.number(static_cast<quint64>(uint64_t(value)));
        return;
    case element_type::DOUBLE:
        out.number(double(value));
        return;
    case element_type::BOOL:
        out.boolean(bool(value));
        return;
    case element_type::NULL_VALUE:
        out.null();
        return;
    }
}

void writeObject(Writer &out, const Object &object)
{
    out.beginObject();
    for (const auto [key, member] : object) {
        out.anyKey(key);
        writeElement(out, member);
    }
    out.endObject();
}

} // namespace hubbub::protocol
