// SPDX-License-Identifier: GPL-3.0-or-later
// The words of later.h.
#pragma once

#include "core/protocol/later.h"
#include "core/protocol/words.h"

namespace hubbub::protocol {

template <>
struct Words<NoticeKind> {
    static constexpr std::array<std::string_view, 4> list { "mention", "direct", "invite", "announce" };
};

} // namespace hubbub::protocol
