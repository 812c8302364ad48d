// SPDX-License-Identifier: GPL-3.0-or-later
// What came into the inbox, in words for people.
#pragma once

#include "core/protocol/reply.h"
#include "ui/common/icons.h"

#include <functional>

namespace hubbub::ui {

/// How people are called; by their ids where it is empty.
using PersonNames = std::function<QString(const UserId &)>;

struct NoticeWords {
    Glyph glyph = Glyph::Bell;
    QString title; ///< "Ines Roth mentioned you in # Ops night"
    QString line; ///< the excerpt, on one line; may be empty
    QString who; ///< behind the avatar; empty for an operator's

    friend bool operator==(const NoticeWords &, const NoticeWords &) = default;
};

[[nodiscard]] NoticeWords noticeWords(const protocol::Notice &notice, const PersonNames &names);

} // namespace hubbub::ui
