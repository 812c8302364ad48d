// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8 checked piece by piece: a character may be split over fragments of a message.
#pragma once

#include <QByteArrayView>

namespace hubbub::server {

inline constexpr quint64 highBits = 0x8080808080808080ULL; ///< none set in eight bytes of ASCII

class Utf8Check {
public:
    /// False once the bytes seen so far can't be the beginning of well-formed UTF-8 (RFC 3629: no overlong forms, no
    /// surrogates, nothing above U+10FFFF). After false the check must not be fed again.
    [[nodiscard]] bool feed(QByteArrayView bytes);
    /// True where no character is left unfinished.
    [[nodiscard]] bool atBoundary() const { return m_missing == 0; }

private:
    quint8 m_missing = 0; ///< continuation bytes still to come
    quint8 m_low = 0x80; ///< bounds of the next one
    quint8 m_high = 0xbf;
};

[[nodiscard]] bool isUtf8(QByteArrayView bytes);

} // namespace hubbub::server
