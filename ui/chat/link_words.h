// SPDX-License-Identifier: GPL-3.0-or-later
// The connection in words for people: what the chip says at all times, and the bar where something needs saying.
#pragma once

#include "core/client/link_view.h"
#include "ui/common/paint.h"

#include <QString>

#include <functional>
#include <optional>

namespace hubbub::ui {

struct ChipWords {
    Tone tone = Tone::Neutral;
    Glyph icon = Glyph::Wifi;
    QString word; ///< such as "n2 · 4 ms"
    QString spoken; ///< a sentence, for tool tips and screen readers
    bool turning = false; ///< something is under way

    friend bool operator==(const ChipWords &, const ChipWords &) = default;
};

enum class BarAction : quint8 { None, RetryNow, SignIn };

struct BarWords {
    Tone tone = Tone::Warn;
    Glyph icon = Glyph::Unplug;
    QString lead; ///< what happened, set in bold
    QString before; ///< after the lead, up to the countdown
    bool counts = false; ///< the countdown to LinkView::retryAt stands between `before` and `after`
    QString after;
    BarAction action = BarAction::None;
    QString button; ///< empty where there is no action

    friend bool operator==(const BarWords &, const BarWords &) = default;
};

/// The name of the node behind an address, where known; else its host and port serve.
using NodeNames = std::function<QString(const QUrl &)>;

/// "chat.example.org", "127.0.0.1:7401": an address without scheme and path.
[[nodiscard]] QString hostWords(const QUrl &url);
[[nodiscard]] ChipWords chipWords(const client::LinkView &link);
/// Nothing while all is well, and before the first connection: then the chip says enough.
[[nodiscard]] std::optional<BarWords> barWords(
    const client::LinkView &link, int waitingSends, const NodeNames &names = {});
/// How a connection ended, as the end of a sentence: "it broke off".
[[nodiscard]] QString lostClause(client::LostReason reason);
/// Whether the client has stopped for good, until the person acts.
[[nodiscard]] bool isTerminal(client::LostReason reason);

} // namespace hubbub::ui
