// SPDX-License-Identifier: GPL-3.0-or-later
// Finds emoji in text, so that they can be set larger than letters.
#pragma once

#include <QStringView>

#include <vector>

namespace hubbub::ui {

struct EmojiRun {
    int from = 0; ///< in UTF-16 units
    int length = 0;

    friend bool operator==(const EmojiRun &, const EmojiRun &) = default;
};

/// Runs of characters that are pictures by themselves, with their modifiers and joiners. Quick where there are none.
[[nodiscard]] std::vector<EmojiRun> emojiRuns(QStringView text);
/// One to three emoji and nothing else.
[[nodiscard]] bool isFewEmoji(QStringView text);

} // namespace hubbub::ui
