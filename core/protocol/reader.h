// SPDX-License-Identifier: GPL-3.0-or-later
// One strict JSON object out of hostile bytes. Only the codec's own files include this: it brings simdjson with it.
#pragma once

#include "core/base/result.h"
#include "core/protocol/writer.h"

#include <QByteArray>

#include <simdjson.h>

#include <string_view>
#include <vector>

namespace hubbub::protocol {

using Element = simdjson::dom::element;
using Object = simdjson::dom::object;
using Array = simdjson::dom::array;

/// Belongs to one thread. What parse() returns points into the reader and lives until the next parse().
class Reader {
public:
    Reader();

    /// The frame's one object, nested `depth` levels at most (itself counted). Refused as BadFrame: what is not JSON or
    /// not UTF-8, numbers that no double holds, members named twice at any level, a NUL or half a surrogate pair in a
    /// string, anything after the object. More than `mostBytes` is TooLarge.
    [[nodiscard]] Result<Object> parse(QByteArrayView frame, qsizetype mostBytes, int depth);

private:
    [[nodiscard]] const char *faultIn(const Element &value, int depthLeft);
    [[nodiscard]] const char *faultIn(const Object &object, int depthLeft);
    [[nodiscard]] bool hasTwins(const Object &object);

    simdjson::dom::parser m_parser;
    QByteArray m_padded; ///< the frame and the bytes behind it that simdjson may touch
    std::vector<std::string_view> m_keys; ///< scratch for large objects
    bool m_mayHoldNul = false;
};

// A value as compact JSON.
void writeElement(Writer &out, const Element &value);
void writeObject(Writer &out, const Object &object);

} // namespace hubbub::protocol
