// SPDX-License-Identifier: GPL-3.0-or-later
// What people may write where others read it as a name: titles, topics, display names, what one says of one's presence.
#pragma once

#include <QByteArrayView>
#include <QString>

#include <optional>

namespace hubbub::protocol {

/// Whether the text has a character that could reorder or hide what stands beside it: control characters, line and
/// paragraph separators, and the marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX #9).
[[nodiscard]] bool hasTrickyCharacters(QStringView text);

/// The text NFKC-normalised and trimmed; nothing if it has tricky characters or then over `most` characters (code
/// points).
[[nodiscard]] std::optional<QString> asLabel(const QString &text, int most);

/// Code points: what people would count, but for combining marks.
[[nodiscard]] qsizetype characterCount(QStringView text);
/// The first `most` code points.
[[nodiscard]] QString firstCharacters(const QString &text, qsizetype most);

/// Whether nothing in it leaves ink: empty, white space and invisible format characters only.
[[nodiscard]] bool isBlank(QByteArrayView utf8);

} // namespace hubbub::protocol
