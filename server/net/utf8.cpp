// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/utf8.h"

#include "core/base/red_hook.h"

#include <cstring>
#include <simdjson.h>

namespace hubbub::server {

namespace {

struct Lead {
    quint8 missing; ///< continuation bytes; 0: not a lead byte
    quint8 low;
    quint8 high;
};

/// RFC 3629 section 4: the bounds of the second byte exclude overlong forms, surrogates and what lies above U+10FFFF.
constexpr Lead leadOf(quint8 byte)
{
    if (byte >= 0xc2 && byte <= 0xdf)
        return { 1, 0x80, 0xbf };
    if (byte == 0xe0)
        return { 2, 0xa0, 0xbf };
    if (byte == 0xed)
        return { 2, 0x80, 0x9f };
    if (byte >= 0xe1 && byte <= 0xef)
        return { 2, 0x80, 0xbf };
    if (byte == 0xf0)
        return { 3, 0x90, 0xbf };
    if (byte >= 0xf1 && byte <= 0xf3)
        return { 3, 0x80, 0xbf };
    if (byte == 0xf4)
        return { 3, 0x80, 0x8f };
    return { 0, 0, 0 };
}

} // namespace

bool Utf8Check::feed(QByteArrayView bytes)
{
    const auto *at = reinterpret_cast<const quint8 *>(bytes.data());
    const auto *const end = at + bytes.size();
    while (at < end) {
        if (m_missing > 0) {
            if (*at < m_low || *at > m_high)
                return false;
            m_low = 0x80;
            m_high = 0xbf;
            --m_missing;
            ++at;
            continue;
        }
        while (end - at >= 8) {
            quint64 word;
            std::memcpy(&word, at, 8);
            if (word & highBits)
                break;
            at += 8;
        }
        while (at < end && *at < 0x80)
            ++at;
        if (at == end)
            break;
        const Lead lead = leadOf(*at++);
        if (lead.missing == 0)
            return false;
        m_missing = lead.missing;
        m_low = lead.low;
        m_high = lead.high;
    }
    return true;
}

bool isUtf8(QByteArrayView bytes)
{
    return redHook("no_utf8_check") || simdjson::validate_utf8(bytes.data(), static_cast<size_t>(bytes.size()));
}

} // namespace hubbub::server
