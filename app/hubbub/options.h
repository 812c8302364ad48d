// SPDX-License-Identifier: GPL-3.0-or-later
// The command line of hubbub as a value.
#pragma once

#include "core/base/result.h"

#include <QStringList>
#include <QUrl>

#include <optional>

namespace hubbub::app {

struct Options {
    enum class Mode : quint8 { Window, Demo, Check, Help, Version };
    Mode mode = Mode::Window;
    QUrl server; ///< empty: what was used last, else the first screen
    std::optional<int> localNodes; ///< a cluster on this desk of that many nodes
    bool localBalancer = false; ///< with a HAProxy before them
    QString operatorRedis; ///< URL of the Redis whose cluster the console shows; empty: none
    QString incident; ///< a saved recording that the console opens; empty: none
    QString profile = QStringLiteral("default");
    QString demoDir; ///< of Demo and Check
};

/// `arguments` without the program's name. The Error's detail is one line that says what is wrong and what to do.
[[nodiscard]] Result<Options> parseOptions(const QStringList &arguments);
[[nodiscard]] QString helpText();

} // namespace hubbub::app
