// SPDX-License-Identifier: GPL-3.0-or-later
// The protocol's words for values, as Redis keeps them.
#pragma once

#include "core/protocol/words.h"

#include <QByteArray>

namespace hubbub::server {

template <typename E>
[[nodiscard]] QByteArray word(E value)
{
    const std::string_view text = protocol::wordOf(value);
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace hubbub::server
