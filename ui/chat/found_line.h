// SPDX-License-Identifier: GPL-3.0-or-later
// A message that was found on one line: without Markdown, harmless to draw, with its matches.
#pragma once

#include "core/client/search.h"

namespace hubbub::ui {

struct FoundLine {
    QString text;
    QList<client::SearchHit::Match> matches; ///< of `text`, rising

    friend bool operator==(const FoundLine &, const FoundLine &) = default;
};

/// Begins where the first match is near, so that it is seen where the line ends early.
[[nodiscard]] FoundLine foundLine(const client::SearchHit &hit);

} // namespace hubbub::ui
