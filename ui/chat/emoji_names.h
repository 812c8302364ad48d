// SPDX-License-Identifier: GPL-3.0-or-later
// Emoji by the short names that people type between colons. The table is resources/emoji.txt, read once.
#pragma once

#include <QList>
#include <QString>

namespace hubbub::ui {

struct NamedEmoji {
    QString emoji;
    QString name; ///< the one that was asked for, or the first; without colons

    friend bool operator==(const NamedEmoji &, const NamedEmoji &) = default;
};

/// The emoji of exactly that name; empty where there is none.
[[nodiscard]] QString emojiNamed(QStringView name);
/// The name that is shown for that emoji, without colons; empty where it has none.
[[nodiscard]] QString emojiName(const QString &emoji);
/// Those whose names fit, each once, best first: by how well, then shorter names, then in the table's order. All for an
/// empty query.
[[nodiscard]] QList<NamedEmoji> emojiFor(QStringView query, qsizetype most);
/// Whether the letter may stand in such a name.
[[nodiscard]] bool isEmojiNameLetter(QChar letter);

} // namespace hubbub::ui
