// SPDX-License-Identifier: GPL-3.0-or-later
// What the console says: figures, states, alerts and events in the few words that a person on call has time for.
#pragma once

#include "core/operator/operator_watch.h"
#include "ui/common/paint.h"

#include <QString>

namespace hubbub::ui {

// Figures. NaN is "—".
[[nodiscard]] QString countShort(double value); ///< "1,842", "19.8k", "2.1M"
[[nodiscard]] QString perSecondWords(double value); ///< "214 /s", "0.4 /s"
[[nodiscard]] QString millisecondWords(double value); ///< "0.3 ms", "11 ms", "1.2 s"
[[nodiscard]] QString percentWords(double value); ///< "4 %"

[[nodiscard]] Pill nodePill(ops::NodeState state);
[[nodiscard]] QString nodeStateWord(ops::NodeState state);
/// "up 3 d 4 h", "unheard 4 m 12 s", "draining 8 s".
[[nodiscard]] QString nodeSince(const ops::NodeView &node, qint64 redisNow);

[[nodiscard]] Tone alertTone(const ops::Alert &alert);
[[nodiscard]] QString alertTitle(const ops::Alert &alert); ///< "n1 is not heard", "Delivery on n2 is slow"
[[nodiscard]] QString alertValue(const ops::Alert &alert); ///< "412 ms, at worst 1.2 s"
[[nodiscard]] QString alertHelp(const ops::Alert &alert); ///< what it means and what can be done

[[nodiscard]] QString eventKindWord(protocol::OpsKind kind); ///< as people call it: "node down"
[[nodiscard]] QString eventSentence(const protocol::OpsEvent &event);
[[nodiscard]] Tone eventTone(protocol::OpsLevel level);

/// Whether anything is broken, in one word and one line.
struct Verdict {
    Tone tone = Tone::Neutral;
    Glyph icon = Glyph::Circle;
    QString word; ///< "Healthy", "Degraded", "Critical", "No sight of Redis", "Connecting"
    QString sentence;
    int critical = 0; ///< alerts
    int warnings = 0;
    bool stale = false; ///< the newest sample is over 5 s old: nothing below is to be trusted
    QString age; ///< "sample 0.4 s ago"; of a recording when it was
    bool recorded = false;
};
[[nodiscard]] Verdict verdictOf(ops::OperatorWatch &watch);

} // namespace hubbub::ui
