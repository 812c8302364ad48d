// SPDX-License-Identifier: GPL-3.0-or-later
// Reading one option's text into its type, with an answer that says what was wrong.
#pragma once

#include "server/config.h"

#include <functional>
#include <optional>
#include <vector>

namespace hubbub::server {

/// Writes the value into the config; says what is wrong with it, or nothing.
using ApplyValue = std::function<QString(Config &, const QString &)>;

struct Option {
    QString name; ///< "drain-seconds": as --drain-seconds, HUBBUB_DRAIN_SECONDS, and in the file
    QString argument; ///< "SECONDS"; empty: a switch
    QString help; ///< empty: not shown by --help (for tests)
    ApplyValue apply;
};

/// By a word of --log-level, which operators use too.
[[nodiscard]] std::optional<log::Level> logLevelNamed(const QString &word);

/// All of them, in the order of --help.
[[nodiscard]] const std::vector<Option> &configOptions();

} // namespace hubbub::server
