// SPDX-License-Identifier: GPL-3.0-or-later
// Markdown, as people write it in chat, to blocks and spans. Safe for any input: nothing is loaded, HTML is text,
// links have a scheme that we know, and time and size are bounded.
#pragma once

#include "core/base/ids.h"
#include "ui/chat/rich_text.h"

namespace hubbub::ui {

struct MentionContext {
    QList<UserId> mentions; ///< whom the message names; only these are marked
    UserId me;
};

[[nodiscard]] RichText parseMarkdown(const QString &source, const MentionContext &context = {});

/// The same on one line without marks, for quotes and the room list.
[[nodiscard]] QString markdownLine(const QString &source, qsizetype most = 200);

/// Nothing (an invalid URL) where it may not be opened.
[[nodiscard]] QUrl openableUrl(const QString &target);
/// The host that really opens, for people; the address for mailto.
[[nodiscard]] QString urlHost(const QUrl &url);

} // namespace hubbub::ui
