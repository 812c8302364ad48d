// SPDX-License-Identifier: GPL-3.0-or-later
// Plain text for tool tips, which Qt reads as HTML wherever it begins like it: names and topics are other people's.
#pragma once

#include <QString>

namespace hubbub::ui {

/// Shows as exactly that text, wrapped where it is long. Empty stays empty.
[[nodiscard]] inline QString plainTip(const QString &text)
{
    return text.isEmpty() ? QString() : QStringLiteral("<span>") + text.toHtmlEscaped() + QStringLiteral("</span>");
}

} // namespace hubbub::ui
