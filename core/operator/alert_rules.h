// SPDX-License-Identifier: GPL-3.0-or-later
// When a figure is a reason to look: rules with a level, a duration and a lower line at which it is over.
#pragma once

#include "core/base/result.h"

#include <QList>
#include <QString>

#include <chrono>

namespace hubbub::ops {

enum class AlertLevel : quint8 { Warning, Critical };

/// What a rule looks at. All but Gaps are of one node.
enum class Figure : quint8 {
    UnheardSeconds,
    DeliverP99, ///< ms
    QueuedBytes,
    DescriptorsPercent, ///< of the most that the node may have open
    CpuPercent, ///< of one core
    RedisRtt, ///< ms
    DisconnectsPercent, ///< of its clients, within the last minute
    Gaps, ///< holes in live rooms and in resumes, within the last minute
};
inline constexpr int figureCount = static_cast<int>(Figure::Gaps) + 1;

[[nodiscard]] QString figureName(Figure figure); ///< as in the file: "deliver_p99_ms"

struct AlertRule {
    QString name; ///< such as "slow-delivery"; a warning and a critical rule may share it
    AlertLevel level = AlertLevel::Warning;
    Figure figure = Figure::UnheardSeconds;
    double raise = 0; ///< at this or above ...
    std::chrono::seconds lasting {}; ///< ... for so long, it fires
    double clear = 0; ///< below this it is over
    friend bool operator==(const AlertRule &, const AlertRule &) = default;
};

/// Those that hold without a file.
[[nodiscard]] const QList<AlertRule> &defaultRules();

/// One rule a line: `NAME LEVEL FIGURE RAISE [for SECONDS] [clear CLEAR]`; `#` begins a comment. Without `clear` it is
/// `RAISE`. The Error names the line and what is wrong there.
[[nodiscard]] Result<QList<AlertRule>> readRules(const QString &text);
/// The default rules as such a file, with what each figure means.
[[nodiscard]] QString defaultRulesText();

} // namespace hubbub::ops
