// SPDX-License-Identifier: GPL-3.0-or-later
// What of a text that is being written can be completed: the "@in" or ":smi" that ends at the cursor.
#pragma once

#include <QString>

#include <optional>

namespace hubbub::ui {

struct CompletionToken {
    enum class Kind : quint8 { Person, Emoji };
    Kind kind = Kind::Person;
    qsizetype from = 0; ///< where the @ or the colon stands, in UTF-16 units
    QString query; ///< what follows it, up to the cursor

    friend bool operator==(const CompletionToken &, const CompletionToken &) = default;
};

/// Nothing inside code, behind a letter (an address, a time), and for a colon before two letters of a name, so that
/// a smile of signs stays one.
[[nodiscard]] std::optional<CompletionToken> completionAt(const QString &text, qsizetype cursor);

/// The ":name:" of an emoji that ends at the cursor, whose last colon was just written.
struct EmojiWord {
    qsizetype from = 0;
    QString emoji;

    friend bool operator==(const EmojiWord &, const EmojiWord &) = default;
};
[[nodiscard]] std::optional<EmojiWord> emojiWordAt(const QString &text, qsizetype cursor);

} // namespace hubbub::ui
